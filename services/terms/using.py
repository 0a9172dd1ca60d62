"""The terms that the texts at hand may hold: one question to the database, however many texts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from domain.checks import Text
from domain.errors import NotFound
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.terms import Entry, Gender, Status, Termbase, words
from models import Segment, Statement, Target, Translation
from models.term import Concept, Term
from services.store import is_key
from services.terms.stems import stems_in

ASKED_BY_STEM = 1_000  # stems at most; with more of them all terms of both languages are read
MOST_FIRST_MENTIONS = 10  # in one paragraph: each is looked for in what stands before

_ROW = (Term.concept_id, Term.language, Term.text, Term.status, Concept.is_name, Term.part_of_speech)


@dataclass(frozen=True, slots=True)
class Offered:
    """A term in the language of the target."""

    text: str
    status: Status
    gender: Gender | None
    first_mention: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A concept of a paragraph: its term as it stands in the source, and its terms in the other language.

    `forms`: each way in which it stands there, in order. `is_first`: no paragraph before has one of its forms for a
    first mention.
    """

    text: str
    terms: tuple[Offered, ...]
    concept: Concept
    forms: tuple[str, ...] = ()
    is_first: bool = False


def termbase(session: Session, pairs: Iterable[tuple[Text, Text]], languages: tuple[str, str]) -> Termbase:
    """Return the terms that may stand in `pairs` of texts in `languages` (BCP 47), in one question."""
    bases = base_language(languages[0]), base_language(languages[1])
    stems = stems_in(bases[0]), stems_in(bases[1])
    standing = {
        stem
        for pair in pairs
        for text, known in zip(pair, stems, strict=True)
        for word in words(text.plain, known)
        for stem in word.stems
    }
    sources: list[Entry] = []
    targets: list[Entry] = []
    for row in session.execute(_asked(standing, bases)):
        entry = Entry(row.concept_id, row.text, row.status, row.is_name, row.part_of_speech)
        (sources if base_language(row.language) == bases[0] else targets).append(entry)
    return Termbase(sources, targets, bases, stems)


def beside(session: Session, actor: Actor, target_id: int) -> list[Beside]:
    """Return the terms of the source of a target, in its order, each concept once. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    row = session.execute(_SOURCE, {"target": target_id}).one_or_none() if is_key(target_id) else None
    if row is None:
        raise NotFound(what="target", key=target_id)
    source = Text(row.source, row.source_language)
    known = termbase(session, [(source, Text("", row.language))], (row.source_language, row.language))
    forms: dict[int, dict[str, None]] = {}
    for hit in known.in_source(source.plain):
        forms.setdefault(hit.entry.concept, {})[source.plain[hit.start : hit.end]] = None
    if not forms:
        return []
    concepts = {one.id: one for one in session.scalars(select(Concept).where(Concept.id.in_(forms)))}
    terms = _offered(session, forms.keys(), base_language(row.language))
    mentioned = _mentioned(session, row, [term.first_mention for own in terms.values() for term in own])
    return [
        Beside(
            next(iter(own)), tuple(terms[one]), concepts[one], tuple(own),
            is_first=not any(term.first_mention in mentioned for term in terms[one]),
        )
        for one, own in forms.items()
    ]  # fmt: skip


def _offered(session: Session, concepts: Collection[int], language: str) -> dict[int, list[Offered]]:
    """Return the terms of each concept in a base language, and those that stay as they are; preferred ones first."""
    terms: dict[int, list[Offered]] = {concept: [] for concept in concepts}
    for term in session.scalars(select(Term).where(Term.concept_id.in_(concepts)).order_by(Term.id)):
        if base_language(term.language) == language or term.status is Status.KEEP:
            terms[term.concept_id].append(Offered(term.text, term.status, term.gender, term.first_mention))
    order = list(Status).index
    for own in terms.values():
        own.sort(key=lambda term: order(term.status))
    return terms


def _mentioned(session: Session, here: Row[Any], forms: Iterable[str]) -> set[str]:
    """Return those of `forms` for a first mention that stand in a target before `here`."""
    before = (
        select(Target.id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == here.translation_id, Segment.position < here.position)
    )
    asked = [form for form in dict.fromkeys(forms) if form][:MOST_FIRST_MENTIONS]
    return {
        form
        for form in asked
        if session.scalar(before.where(Target.text.contains(form, autoescape=True)).limit(1)) is not None
    }


def _asked(stems: set[str], languages: tuple[str, str]) -> Select[Any]:
    """Return the question for the terms, in two languages, of all concepts with a term that begins with such a stem."""
    of_them = or_(*(or_(Term.language == one, Term.language.startswith(f"{one}-")) for one in languages))
    query = select(*_ROW).join(Concept, Concept.id == Term.concept_id).where(of_them).order_by(Term.id)
    if len(stems) > ASKED_BY_STEM:
        return query
    return query.where(Term.concept_id.in_(select(Term.concept_id).where(Term.stem.in_(sorted(stems)), of_them)))


_SOURCE = (
    select(Segment.source, Segment.position, Statement.source_language, Translation.language, Target.translation_id)
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
    .where(Target.id == bindparam("target"))
)
