"""Files of terms on their way into the termbase: the same file twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.termlist import ListedConcept, ListedTerm, merged_terms
from domain.terms import Status, is_findable, words
from models.term import Concept, Term
from services.store import record, storable
from services.terms.stems import stems_in

_Key = tuple[str, str]  # of a term: language and text


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the concepts of a file. `skipped`: rows or entries without a term that can be looked for."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0


def import_terms(session: Session, actor: Actor, concepts: Iterable[ListedConcept], *, name: str) -> Brought:
    """Add the concepts of a file called `name` to the termbase; what it says of known ones is taken over.

    A concept is known by its domain and a term that is not forbidden; nothing is ever taken away. A term that is one
    letter, or stop words alone, is left out. Raises NotAllowed.
    """
    require(actor, Action.MANAGE_MEMORY)
    known = _Known(session)
    counts = {"added": 0, "changed": 0, "unchanged": 0, "skipped": 0}
    for listed in concepts:
        terms = _usable(listed.terms)
        if not terms or (len(terms) < len(listed.terms) and len(terms) < 2):
            counts["skipped"] += listed.rows
            continue
        concept = known.take(listed.domain, terms)
        if concept is None:
            concept = Concept(domain=storable(listed.domain), created_by_id=actor.id)
            session.add(concept)
            session.flush()
            known.take_new(concept)
            _apply(session, concept, {}, listed, terms)
            counts["added"] += 1
        else:
            is_changed = _apply(session, concept, known.terms[concept.id], listed, terms)
            counts["changed" if is_changed else "unchanged"] += 1
    session.flush()
    record(session, actor, "terms.imported", file=storable(name)[:200], **counts)
    return Brought(**counts)


class _Known:
    """The concepts that there are, each for one of the file."""

    def __init__(self, session: Session) -> None:
        self.terms: dict[int, dict[_Key, Term]] = defaultdict(dict)
        self._concepts = {concept.id: concept for concept in session.scalars(select(Concept))}
        self._by_term: dict[_Key, list[int]] = defaultdict(list)
        for term in session.scalars(select(Term).order_by(Term.id)):
            self.terms[term.concept_id][term.language, term.text] = term
            if _identifies(term.status, self.terms[term.concept_id]):
                self._by_term[term.language, term.text].append(term.concept_id)
        self._taken: set[int] = set()

    def take(self, domain: str, terms: tuple[ListedTerm, ...]) -> Concept | None:
        """Return the concept that shares most of `terms`, and with them the first; None for a new one."""
        keys = [(term.language, term.text) for term in terms]
        first = self._by_term.get(keys[0], ())
        found = [one for one in first if one not in self._taken and self._concepts[one].domain == storable(domain)]
        if not found:
            return None
        best = max(found, key=lambda one: (sum(key in self.terms[one] for key in keys), -one))
        self._taken.add(best)
        return self._concepts[best]

    def take_new(self, concept: Concept) -> None:
        """Remember a concept that came with the file: another one of it is not the same."""
        self._taken.add(concept.id)


def _identifies(status: Status, terms: dict[_Key, Term]) -> bool:
    return status is not Status.FORBIDDEN or len(terms) == 1


def _usable(terms: Iterable[ListedTerm]) -> tuple[ListedTerm, ...]:
    """Return the terms that can be looked for, an acronym as a term of its own; those of the first language first."""
    found: list[ListedTerm] = []
    for term in terms:
        text = storable(term.text).strip()
        if not is_findable(text, base_language(term.language)):
            continue
        found.append(ListedTerm(
            storable(term.language), text, term.status, term.part_of_speech, term.gender,
            storable(term.acronym), storable(term.first_mention),
        ))  # fmt: skip
        if term.acronym and is_findable(term.acronym, base_language(term.language)):
            status = Status.ADMITTED if term.status in (None, Status.PREFERRED) else term.status
            found.append(ListedTerm(storable(term.language), storable(term.acronym), status))
    return merged_terms(found)


def _apply(
    session: Session, concept: Concept, known: dict[_Key, Term], listed: ListedConcept, terms: tuple[ListedTerm, ...]
) -> bool:
    """Take over what a file says of a concept; return whether anything is new."""
    is_changed = _put(
        concept, definition=storable(listed.definition), note=storable(listed.note), is_name=listed.is_name
    )
    for term in terms:
        own = known.get((term.language, term.text))
        if own is None:
            stem = words(term.text, stems_in(base_language(term.language)))[0].stems[0]
            own = Term(
                concept_id=concept.id, language=term.language, text=term.text, stem=stem, status=Status.PREFERRED,
                acronym="", first_mention="",
            )  # fmt: skip
            session.add(own)
            is_changed = True
        is_changed |= _put(
            own, status=term.status, part_of_speech=term.part_of_speech, gender=term.gender, acronym=term.acronym,
            first_mention=term.first_mention,
        )  # fmt: skip
    return is_changed


def _put(row: Concept | Term, **values: object) -> bool:
    """Set what is said and differs; return whether anything did."""
    new = {name: value for name, value in values.items() if value and getattr(row, name) != value}
    for name, value in new.items():
        setattr(row, name, value)
    return bool(new)
