"""Suggested terms: recurring phrases of approved work that the termbase does not have, found by a job and kept.

docs/decisions/0038 says how they are found and what they are worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.checks import Text
from domain.errors import BadValue
from domain.language_tags import base_language
from domain.permissions import Actor
from domain.states import APPROVED
from domain.term_candidates import Pair, Side, Suggestion, key_of, suggest
from models import Segment, Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from models.term import Term, TermRefusal, TermSuggestion
from services.statements import language_tag
from services.store import find, position, record
from services.terms.editing import require_adding
from services.terms.sending import in_language
from services.terms.stems import stems_in

MOST_PAIRS = 20_000  # the newest: they take some ten seconds and 200 MB
MOST_SUGGESTED = 300
PAGE = 25

Languages = tuple[str, str]  # of source and target


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with the phrase. `slug` and what follows: its paragraph, "" for a pair out of a file."""

    source: str
    target: str
    slug: str
    language: str
    segment: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with examples."""

    suggestion: TermSuggestion
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class Page:
    """Some suggestions, how many there are in all, and when they were looked for; None for never."""

    suggestions: list[Suggested]
    count: int
    made_at: datetime | None


def checked_languages(source: str, target: str) -> Languages:
    """Return both base languages. Raises BadValue for what is no language, or the same twice."""
    pair = base_language(language_tag(source)), base_language(language_tag(target))
    if pair[0] == pair[1]:
        raise BadValue(field="target", value=target[:40])
    return pair


def pairs_of(session: Session, actor: Actor, languages: Languages) -> list[Pair]:
    """Return the newest approved paragraphs and pairs of files in two base languages. Raises NotAllowed."""
    require_adding(actor)
    query = (
        select(MemoryEntry.id, MemoryEntry.source, MemoryEntry.target)
        .outerjoin(Target, Target.id == MemoryEntry.target_id)
        .where(
            MemoryEntry.kind == MemoryKind.PARAGRAPH,
            _is_in(MemoryEntry.source_language, languages[0]),
            _is_in(MemoryEntry.target_language, languages[1]),
            or_(MemoryEntry.target_id.is_(None), Target.state.in_(APPROVED)),
        )
        .order_by(MemoryEntry.id.desc())
        .limit(MOST_PAIRS)
    )
    return [
        Pair(row.id, _plain(row.source, languages[0]), _plain(row.target, languages[1]))
        for row in session.execute(query)
    ]


def known(session: Session, language: str) -> frozenset[str]:
    """Return the keys of the phrases that need no suggestion: terms, and what somebody said is none."""
    stems = stems_in(language)
    terms = session.scalars(select(Term.text).where(in_language(language)))
    refused = session.scalars(select(TermRefusal.key).where(TermRefusal.language == language))
    return frozenset([*(key_of(text, stems) for text in terms), *refused])


def suggestions(pairs: Sequence[Pair], languages: Languages, known: frozenset[str]) -> list[Suggestion]:
    """Return what may be terms in `pairs`, apart from what is `known`. Takes long, and asks no database."""
    source, target = (Side(one, stems_in(one)) for one in languages)
    return suggest(pairs, source, target, known=known, most=MOST_SUGGESTED)


def keep(session: Session, actor: Actor, languages: Languages, found: Sequence[Suggestion]) -> None:
    """Keep suggestions instead of those of before. Raises NotAllowed."""
    require_adding(actor)
    session.execute(delete(TermSuggestion).where(*_of(languages)))
    session.add_all(
        TermSuggestion(
            source_language=languages[0], target_language=languages[1], key=one.key, text=one.text, pairs=one.pairs,
            acronym=one.acronym, is_name=one.is_name, equivalent=one.equivalent, likeness=one.likeness, rank=rank,
            examples=list(one.examples),
        )
        for rank, one in enumerate(found, 1)
    )  # fmt: skip
    session.flush()
    record(session, actor, "terms.suggested", found=len(found))


def listed(session: Session, actor: Actor, languages: Languages, *, after: int = 0) -> Page:
    """Return a page of suggestions, the likeliest first, without those added or refused since. Raises NotAllowed."""
    require_adding(actor)
    refused = select(TermRefusal.key).where(TermRefusal.language == languages[0])
    there = select(Term.folded).where(in_language(languages[0]))
    open_ones = [*_of(languages), TermSuggestion.key.not_in(refused), func.lower(TermSuggestion.text).not_in(there)]
    count = session.scalar(select(func.count()).select_from(TermSuggestion).where(*open_ones)) or 0
    made_at = session.scalar(select(TermSuggestion.made_at).where(*_of(languages)).limit(1))
    query = select(TermSuggestion).where(*open_ones).order_by(TermSuggestion.rank)
    found = session.scalars(query.offset(position(after)).limit(PAGE)).all()
    examples = _examples(session, [id for one in found for id in one.examples])
    with_examples = [Suggested(one, [examples[id] for id in one.examples if id in examples]) for one in found]
    return Page(with_examples, count, made_at)


def refuse(session: Session, actor: Actor, suggestion_id: int) -> Languages:
    """Remember that a suggestion is no term: it does not come again. Twice changes nothing. Return its languages.

    Raises NotAllowed, NotFound.
    """
    require_adding(actor)
    one = find(session, TermSuggestion, suggestion_id)
    asked = select(TermRefusal.id).where(TermRefusal.language == one.source_language, TermRefusal.key == one.key)
    if session.scalar(asked) is None:
        session.add(TermRefusal(language=one.source_language, key=one.key, refused_by_id=actor.id))
        session.flush()
        record(session, actor, "term.refused", suggestion=suggestion_id)
    return one.source_language, one.target_language


def _examples(session: Session, ids: Sequence[int]) -> dict[int, Example]:
    query = (
        select(
            MemoryEntry.id, MemoryEntry.source, MemoryEntry.target, Statement.slug, Statement.title,
            Translation.language, Segment.number, MemoryFile.name,
        )
        .outerjoin(Target, Target.id == MemoryEntry.target_id)
        .outerjoin(Segment, Segment.id == Target.segment_id)
        .outerjoin(Translation, Translation.id == Target.translation_id)
        .outerjoin(Statement, Statement.id == Translation.statement_id)
        .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
        .where(MemoryEntry.id.in_(ids))
    )  # fmt: skip
    return {
        row.id: Example(
            row.source, row.target, row.slug or "", row.language or "", f"p{row.number}" if row.number else "",
            row.title or row.name or "",
        )
        for row in session.execute(query)
    }  # fmt: skip


def _of(languages: Languages) -> tuple[ColumnElement[bool], ...]:
    return TermSuggestion.source_language == languages[0], TermSuggestion.target_language == languages[1]


def _is_in(column: InstrumentedAttribute[str], base: str) -> ColumnElement[bool]:
    lowered = func.lower(column)
    return or_(lowered == base, lowered.startswith(f"{base}-"))


def _plain(text: str, language: str) -> str:
    return Text(text, language).plain if any(sign in text for sign in "*[\\_&`<") else text
