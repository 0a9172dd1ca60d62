"""What is in the termbase: concepts looked for by their words, in whatever language, and one of them by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from domain.folding import fold
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.terms import Status
from models import User
from models.term import Concept, Term
from services.store import find, name_of, position, storable
from services.terms.editing import terms_of
from services.terms.sending import in_language

PAGE = 50  # concepts
LONGEST_QUERY = 300  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. `source`, `target`: languages that a concept must have terms in; "" for any."""

    text: str = ""
    source: str = ""
    target: str = ""
    domain: str = ""
    status: Status | None = None
    names_only: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A concept with its terms."""

    concept: Concept
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of concepts in the order of their first terms, and how many there are in all."""

    concepts: list[Listed]
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A concept with its terms and who added and last changed it; "" and None where nobody did or nobody knows."""

    concept: Concept
    terms: list[Term]
    added_by: str
    changed_by: str
    changed_at: datetime | None


def look(session: Session, actor: Actor, asked: Asked, *, after: int = 0) -> Found:
    """Return a page of the concepts that have what is asked for, those behind the first `after`. Raises NotAllowed."""
    require(actor, Action.READ)
    conditions = _conditions(asked)
    count = session.scalar(select(func.count()).select_from(Concept).where(*conditions)) or 0
    in_source = [in_language(asked.source)] if asked.source else []
    first = select(Term.folded).where(Term.concept_id == Concept.id, *in_source).order_by(Term.id).limit(1)
    own = first.correlate(Concept).scalar_subquery()
    query = select(Concept).where(*conditions).order_by(own, Concept.id).offset(position(after)).limit(PAGE)
    return Found(_with_terms(session, session.scalars(query).all()), count)


def show(session: Session, actor: Actor, concept_id: int) -> Shown:
    """Return one concept. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    concept = find(session, Concept, concept_id)
    people = {id for id in (concept.created_by_id, concept.changed_by_id) if id is not None}
    asked = select(User.id, name_of(User)).where(User.id.in_(people))
    names: dict[int, str] = {row[0]: row[1] for row in session.execute(asked)}
    added, changed = (names.get(id or 0, "") for id in (concept.created_by_id, concept.changed_by_id))
    return Shown(concept, terms_of(session, concept_id), added, changed, concept.changed_at)


def alike(session: Session, actor: Actor, terms: Sequence[tuple[str, str]], *, apart_from: int = 0) -> list[Listed]:
    """Return concepts that have one of these terms (language, text) already, case and accents apart."""
    require(actor, Action.READ)
    folded = {fold(text) for _language, text in terms}
    bases = {(base_language(language), fold(text)) for language, text in terms}
    query = select(Term).where(Term.folded.in_(folded), Term.concept_id != apart_from).order_by(Term.concept_id)
    found = {t.concept_id for t in session.scalars(query.limit(PAGE)) if (base_language(t.language), t.folded) in bases}
    return _with_terms(
        session, session.scalars(select(Concept).where(Concept.id.in_(found)).order_by(Concept.id)).all()
    )


def domains(session: Session, actor: Actor) -> list[str]:
    """Return the fields that there are concepts of."""
    require(actor, Action.READ)
    return list(session.scalars(select(Concept.domain).where(Concept.domain != "").distinct().order_by(Concept.domain)))


def languages(session: Session, actor: Actor) -> list[str]:
    """Return the base languages that there are terms in."""
    require(actor, Action.READ)
    return sorted({base_language(one) for one in session.scalars(select(Term.language).distinct())})


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if text := fold(storable(asked.text).strip()[:LONGEST_QUERY]):
        found.append(_has_term(Term.folded.contains(text, autoescape=True)))
    found += [_has_term(in_language(tag)) for tag in (asked.source, asked.target) if tag]
    if asked.status is not None:
        found.append(_has_term(Term.status == asked.status))
    if asked.domain:
        found.append(Concept.domain == storable(asked.domain))
    if asked.names_only:
        found.append(Concept.is_name)
    return found


def _has_term(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    query: Select[Any] = select(Term.concept_id).where(condition)
    return Concept.id.in_(query)


def _with_terms(session: Session, concepts: Sequence[Concept]) -> list[Listed]:
    terms: dict[int, list[Term]] = {concept.id: [] for concept in concepts}
    for term in session.scalars(select(Term).where(Term.concept_id.in_(terms)).order_by(Term.id)):
        terms[term.concept_id].append(term)
    return [Listed(concept, terms[concept.id]) for concept in concepts]
