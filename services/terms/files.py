"""Files of terms on their way into the termbase: first what would come of them, then that. Twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from domain.termlist import ListedConcept, ListedTerm, Trouble, with_acronyms
from domain.terms import Status, Unfit, why_unfit
from models.term import Concept, Term
from services.store import record, storable
from services.terms.editing import mark_changed, new_term, one_line, stored_term

_Key = tuple[str, str]  # of a term: language and text


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the concepts of a file. `skipped`: rows or entries without a term that can be looked for."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows that are left out, with the term that is in the way; "" and NO_TERMS where there is none.

    `beside`: the first of the other terms of its concept, by which a person finds it in the file.
    """

    text: str
    why: Unfit | Trouble
    rows: int
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A concept of a file, as it would be stored, and the one that it is in the termbase, None for a new one."""

    listed: ListedConcept
    concept: Concept | None = None
    terms: dict[_Key, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What bringing in a file would do.

    `left_out`: terms that cannot be looked for, of concepts that come in with their others. `ignored`: what the file
    says besides, by the names of its columns or categories, and of how many concepts.
    """

    added: list[Step]
    changed: list[Step]
    unchanged: int
    skipped: list[Skipped]
    left_out: list[Skipped] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> Brought:
        """Return how many concepts are new, changed, as they were, and how many rows are left out."""
        return Brought(len(self.added), len(self.changed), self.unchanged, sum(one.rows for one in self.skipped))


def plan(session: Session, actor: Actor, concepts: Iterable[ListedConcept]) -> Plan:
    """Return what bringing in these concepts would do; nothing is written. Raises NotAllowed.

    A concept is known by its domain and a term that is not forbidden; nothing is ever taken away. A term that is one
    letter, or stop words alone, is left out.
    """
    require(actor, Action.MANAGE_MEMORY)
    known = _Known(session)
    found = Plan([], [], 0, [])
    unchanged = 0
    for listed in concepts:
        for name in listed.ignored:
            found.ignored[name] = found.ignored.get(name, 0) + 1
        terms, unfit = _usable(listed.terms)
        if not terms or (unfit and len(terms) < 2):
            found.skipped.append(_skipped(listed, unfit))
            continue
        found.left_out.extend(Skipped(text, why, listed.rows, terms[0].text) for text, why in unfit)
        fit = ListedConcept(
            terms, one_line(listed.domain), one_line(listed.definition), one_line(listed.note), listed.is_name
        )
        concept = known.take(fit)
        step = Step(fit, concept, known.terms[concept.id] if concept else {})
        if concept is None:
            found.added.append(step)
        elif _says_more(step):
            found.changed.append(step)
        else:
            unchanged += 1
    return replace(found, unchanged=unchanged)


def apply(session: Session, actor: Actor, planned: Plan, *, name: str) -> Brought:
    """Do what was planned for a file called `name`, in the transaction in which it was. Raises NotAllowed."""
    require(actor, Action.MANAGE_MEMORY)
    new = [
        Concept(
            domain=step.listed.domain, definition=step.listed.definition, note=step.listed.note,
            is_name=step.listed.is_name, created_by_id=actor.id,
        )
        for step in planned.added
    ]  # fmt: skip
    session.add_all(new)
    session.flush()
    for step, concept in zip(planned.added, new, strict=True):
        session.add_all(new_term(concept.id, term) for term in step.listed.terms)
    for step in planned.changed:
        _take_over(session, step)
        if step.concept is not None:
            mark_changed(step.concept, actor)
    session.flush()
    counts = planned.counts
    record(
        session, actor, "terms.imported", file=storable(name)[:200], added=counts.added, changed=counts.changed,
        unchanged=counts.unchanged, skipped=counts.skipped,
    )  # fmt: skip
    return counts


def import_terms(session: Session, actor: Actor, concepts: Iterable[ListedConcept], *, name: str) -> Brought:
    """Plan and apply at once. Raises NotAllowed."""
    return apply(session, actor, plan(session, actor, concepts), name=name)


class _Known:
    """The concepts that there are, each for one of the file."""

    def __init__(self, session: Session) -> None:
        self.terms: dict[int, dict[_Key, Term]] = defaultdict(dict)
        self._concepts = {concept.id: concept for concept in session.scalars(select(Concept))}
        self._by_term: dict[_Key, list[int]] = defaultdict(list)
        for term in session.scalars(select(Term).order_by(Term.id)):
            self.terms[term.concept_id][term.language, term.text] = term
        for concept, terms in sorted(self.terms.items()):
            for key in _identifying(terms):
                self._by_term[key].append(concept)
        self._taken: set[int] = set()

    def take(self, listed: ListedConcept) -> Concept | None:
        """Return the concept that shares most terms, and with them the first agreed one; None for a new one."""
        keys = [(term.language, term.text) for term in listed.terms]
        agreed = [key for key, term in zip(keys, listed.terms, strict=True) if term.status is not Status.FORBIDDEN]
        first = self._by_term.get((agreed or keys)[0], ())
        found = [one for one in first if one not in self._taken and self._concepts[one].domain == listed.domain]
        if not found:
            return None
        best = max(found, key=lambda one: (sum(key in self.terms[one] for key in keys), -one))
        self._taken.add(best)
        return self._concepts[best]


def _identifying(terms: dict[_Key, Term]) -> list[_Key]:
    """Return the terms that a concept is known by: those that may be used; all where none may."""
    return [key for key, term in terms.items() if term.status is not Status.FORBIDDEN] or list(terms)


def _usable(terms: Iterable[ListedTerm]) -> tuple[tuple[ListedTerm, ...], list[tuple[str, Unfit | Trouble]]]:
    """Return the terms that can be looked for, acronyms included, and the others with what is wrong with them."""
    fit: list[ListedTerm] = []
    unfit: list[tuple[str, Unfit | Trouble]] = []
    for term in map(stored_term, terms):
        why: Unfit | Trouble | None = why_unfit(term.text, term.language)
        if not term.language:
            why = Trouble.LANGUAGE
        if why is None:
            fit.append(term)
        else:
            unfit.append((term.text, why))
    return with_acronyms(fit), unfit


def _skipped(listed: ListedConcept, unfit: list[tuple[str, Unfit | Trouble]]) -> Skipped:
    text, why = unfit[0] if unfit else ("", Trouble.NO_TERMS)
    others = (term.text for term in listed.terms if term.text != text)
    return Skipped(text, why, listed.rows, next(others, ""))


def _says_more(step: Step) -> bool:
    """Tell whether a file says anything of a concept that the termbase does not."""
    return any(_news(row, values) for row, values in _said(step)) or any(
        (term.language, term.text) not in step.terms for term in step.listed.terms
    )


def _take_over(session: Session, step: Step) -> None:
    """Store what a file says of a concept that is there; what it does not say stays."""
    if step.concept is None:
        return
    for row, values in _said(step):
        for name, value in _news(row, values).items():
            setattr(row, name, value)
    for term in step.listed.terms:
        if (term.language, term.text) not in step.terms:
            session.add(new_term(step.concept.id, term))


def _said(step: Step) -> Iterable[tuple[Concept | Term, dict[str, object]]]:
    listed = step.listed
    if step.concept is not None:
        about = {"definition": listed.definition, "note": listed.note, "is_name": listed.is_name}
        yield step.concept, about
    for term in listed.terms:
        own = step.terms.get((term.language, term.text))
        if own is not None:
            yield own, {
                "status": term.status, "part_of_speech": term.part_of_speech, "gender": term.gender,
                "acronym": term.acronym, "first_mention": term.first_mention,
            }  # fmt: skip


def _news(row: Concept | Term, values: dict[str, object]) -> dict[str, object]:
    """Return what is said and differs."""
    return {name: value for name, value in values.items() if value and getattr(row, name) != value}
