"""The termbase on its way out: the concepts that a file is to hold, in the order in which they came."""

from dataclasses import replace

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.termlist import ListedConcept
from models.term import Concept, Term
from services.store import storable
from services.terms.editing import listed


def concepts(
    session: Session, actor: Actor, *, languages: tuple[str, ...] = (), domain: str | None = None
) -> list[ListedConcept]:
    """Return the concepts with terms in one of `languages` (of all, for none), and those terms; of one domain or all.

    The key of each is its number here. Raises NotAllowed.
    """
    require(actor, Action.READ)
    query = select(Term).join(Concept, Concept.id == Term.concept_id).order_by(Term.concept_id, Term.id)
    if languages:
        query = query.where(or_(*(in_language(tag) for tag in languages)))
    if domain is not None:
        query = query.where(Concept.domain == storable(domain))
    terms: dict[int, list[Term]] = {}
    for term in session.scalars(query):
        terms.setdefault(term.concept_id, []).append(term)
    found = {one.id: one for one in session.scalars(select(Concept)) if one.id in terms}
    return [replace(listed(found[id], own), key=str(id)) for id, own in terms.items()]


def in_language(tag: str) -> ColumnElement[bool]:
    """Return what picks out the terms in a language and its varieties; none for what is no language."""
    base = base_language(tag)
    if not base.isascii() or not base.isalnum():
        return Term.id.in_(())
    return or_(func.lower(Term.language) == base, func.lower(Term.language).startswith(f"{base}-"))
