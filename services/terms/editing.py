"""Keeping the termbase: a concept added, changed, deleted, merged with another.

Who translates may add; changing what is there is for those who look after the memory (docs/decisions/0038).
"""

from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotAllowed, StaleConcept, UnfitConcept
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.termlist import ListedConcept, ListedTerm, problems, with_acronyms
from domain.terms import Status, words
from models.base import now
from models.term import Concept, Term
from services.statements import language_tag
from services.store import find, record, storable
from services.terms.stems import stems_in


def may_add(actor: Actor) -> bool:
    """Tell whether `actor` may add concepts."""
    return actor.may(Action.TRANSLATE) or actor.may(Action.MANAGE_MEMORY)


def may_change(actor: Actor) -> bool:
    """Tell whether `actor` may change, merge and delete concepts."""
    return actor.may(Action.MANAGE_MEMORY)


def require_adding(actor: Actor) -> None:
    """Raise NotAllowed unless `actor` may add concepts."""
    if not may_add(actor):
        raise NotAllowed(action=Action.MANAGE_MEMORY)


def require_changing(actor: Actor) -> None:
    """Raise NotAllowed unless `actor` may change concepts."""
    require(actor, Action.MANAGE_MEMORY)


def add(session: Session, actor: Actor, wanted: ListedConcept) -> Concept:
    """Add a concept with its terms, and return it. Raises NotAllowed, UnfitConcept."""
    require_adding(actor)
    fit = checked(wanted)
    concept = Concept(
        domain=fit.domain, definition=fit.definition, note=fit.note, is_name=fit.is_name, created_by_id=actor.id
    )
    session.add(concept)
    session.flush()
    session.add_all(new_term(concept.id, term) for term in fit.terms)
    session.flush()
    record(session, actor, "concept.added", concept=concept.id, terms=len(fit.terms))
    return concept


def change(session: Session, actor: Actor, concept_id: int, wanted: ListedConcept, *, version: int) -> Concept:
    """Make a concept say what `wanted` does and nothing else; a term that stays keeps its row.

    `version`: that was on the screen. Raises NotAllowed, NotFound, StaleConcept, UnfitConcept.
    """
    concept = _opened(session, actor, concept_id, version)
    fit = checked(wanted)
    before = listed(concept, terms_of(session, concept_id))
    if fit == before:
        return concept
    concept.domain, concept.definition = fit.domain, fit.definition
    concept.note, concept.is_name = fit.note, fit.is_name
    _put_terms(session, concept_id, fit.terms)
    mark_changed(concept, actor)
    session.flush()
    record(session, actor, "concept.changed", concept=concept_id, version=concept.version)
    return concept


def remove(session: Session, actor: Actor, concept_id: int, *, version: int) -> None:
    """Delete a concept with its terms. Raises NotAllowed, NotFound, StaleConcept."""
    concept = _opened(session, actor, concept_id, version)
    session.execute(delete(Term).where(Term.concept_id == concept_id))
    session.delete(concept)
    session.flush()
    record(session, actor, "concept.deleted", concept=concept_id)


def merge(session: Session, actor: Actor, concept_id: int, other_id: int, *, versions: tuple[int, int]) -> Concept:
    """Make one concept of two: what the other says is added to the first, and the other is deleted.

    Nothing that either says is lost: both definitions and notes stay. Raises NotAllowed, NotFound, StaleConcept,
    UnfitConcept (too many terms), BadValue (the same concept).
    """
    concept = _opened(session, actor, concept_id, versions[0])
    if concept_id == other_id:
        raise BadValue(field="other", value=other_id)
    other = _opened(session, actor, other_id, versions[1])
    one, two = (listed(each, terms_of(session, each.id)) for each in (concept, other))
    joined = checked(together(one, two))
    session.execute(delete(Term).where(Term.concept_id == other_id))
    session.delete(other)
    concept.domain, concept.definition = joined.domain, joined.definition
    concept.note, concept.is_name = joined.note, joined.is_name
    _put_terms(session, concept_id, joined.terms)
    mark_changed(concept, actor)
    session.flush()
    record(session, actor, "concept.merged", concept=concept_id, other=other_id)
    return concept


def together(one: ListedConcept, other: ListedConcept) -> ListedConcept:
    """Return what both concepts say; where they say of a term different things, the first counts."""
    own = {(term.language, term.text): number for number, term in enumerate(one.terms)}
    terms = list(one.terms)
    for term in other.terms:
        number = own.get((term.language, term.text))
        if number is None:
            terms.append(term)
            continue
        mine = terms[number]
        terms[number] = replace(
            mine, part_of_speech=mine.part_of_speech or term.part_of_speech, gender=mine.gender or term.gender,
            acronym=mine.acronym or term.acronym, first_mention=mine.first_mention or term.first_mention,
        )  # fmt: skip
    notes = [one.note, other.note]
    if one.domain and other.domain and one.domain != other.domain:
        notes.append(other.domain)
    return ListedConcept(
        tuple(terms), one.domain or other.domain, _joined(one.definition, other.definition), _joined(*notes),
        is_name=one.is_name or other.is_name,
    )  # fmt: skip


def terms_of(session: Session, concept_id: int) -> list[Term]:
    """Return the terms of a concept in the order in which they came."""
    return list(session.scalars(select(Term).where(Term.concept_id == concept_id).order_by(Term.id)))


def listed(concept: Concept, terms: list[Term]) -> ListedConcept:
    """Return a concept of the termbase as files and forms have it."""
    own = tuple(
        ListedTerm(
            one.language, one.text, one.status, one.part_of_speech, one.gender, one.acronym, one.first_mention
        )
        for one in terms
    )  # fmt: skip
    return ListedConcept(own, concept.domain, concept.definition, concept.note, concept.is_name)


def checked(wanted: ListedConcept) -> ListedConcept:
    """Return a concept as it is stored: one line each, tags in their usual case, acronyms as terms of their own.

    Raises UnfitConcept.
    """
    terms = tuple(replace(stored_term(term), status=term.status or Status.PREFERRED) for term in wanted.terms)
    fit = ListedConcept(
        terms, one_line(wanted.domain), one_line(wanted.definition), one_line(wanted.note), wanted.is_name
    )
    if found := problems(fit):
        raise UnfitConcept(problems=found)
    return replace(fit, terms=with_acronyms(fit.terms))


def stored_term(term: ListedTerm) -> ListedTerm:
    """Return a term as it is stored; its language is "" where it names none."""
    try:
        language = language_tag(term.language)
    except BadValue:
        language = ""
    return replace(
        term, language=language, text=one_line(term.text), acronym=one_line(term.acronym),
        first_mention=one_line(term.first_mention),
    )  # fmt: skip


def one_line(text: str) -> str:
    """Return `text` as the termbase stores it: what every database holds, white space as single spaces."""
    return " ".join(storable(text).split())


def new_term(concept_id: int, term: ListedTerm) -> Term:
    """Return the row of a term that can be looked for."""
    return Term(
        concept_id=concept_id, language=term.language, text=term.text, stem=stem_of(term),
        status=term.status or Status.PREFERRED, part_of_speech=term.part_of_speech, gender=term.gender,
        acronym=term.acronym, first_mention=term.first_mention,
    )  # fmt: skip


def stem_of(term: ListedTerm) -> str:
    """Return the stem of a term's first word, by which texts ask for it."""
    return words(term.text, stems_in(base_language(term.language)))[0].stems[0]


def _opened(session: Session, actor: Actor, concept_id: int, version: int) -> Concept:
    require(actor, Action.MANAGE_MEMORY)
    concept = find(session, Concept, concept_id)
    if concept.version != version:
        raise StaleConcept(concept=concept_id)
    return concept


def _put_terms(session: Session, concept_id: int, wanted: tuple[ListedTerm, ...]) -> None:
    known = {(term.language, term.text): term for term in terms_of(session, concept_id)}
    kept = set()
    for term in wanted:
        own = known.get((term.language, term.text))
        if own is None:
            session.add(new_term(concept_id, term))
            continue
        kept.add(own.id)
        own.status, own.part_of_speech = term.status or Status.PREFERRED, term.part_of_speech
        own.gender, own.acronym, own.first_mention = term.gender, term.acronym, term.first_mention
    for own in known.values():
        if own.id not in kept:
            session.delete(own)


def mark_changed(concept: Concept, actor: Actor) -> None:
    """Count a change of a concept, and note who made it."""
    concept.version += 1
    concept.changed_at, concept.changed_by_id = now(), actor.id


def _joined(*texts: str) -> str:
    return " / ".join(dict.fromkeys(text for text in texts if text))
