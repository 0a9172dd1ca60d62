"""Pairs for the checks, with what the termbase says of them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from domain.checks import Pair, Text
from domain.document import Role
from services.terms import termbase


def pairs_of(session: Session, texts: Iterable[tuple[Role, str, str]], languages: tuple[str, str]) -> list[Pair]:
    """Return the pairs of role, source and target in `languages` (BCP 47), in one question to the termbase."""
    known = [(role, Text(source, languages[0]), Text(target, languages[1])) for role, source, target in texts]
    terms = termbase(session, [(source, target) for _role, source, target in known], languages)
    return [Pair(source, target, role, terms.facts(source.plain, target.plain)) for role, source, target in known]
