"""Checking a translation: what each check finds in its targets, in reading order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import Finding, Pair, Profile, Severity, Text, check
from domain.document import Role
from domain.memory import normalised
from domain.permissions import Action, Actor, require
from domain.terms import Termbase
from models import Segment, Statement, Target, Translation
from services.terms import termbase

SAME_SOURCE = "same-source"  # one check looks at the whole translation: the same source with two targets


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and the segment whose target it is in: its key (`p12`) and place in the reading order."""

    segment: str
    position: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    position: int
    role: Role
    source: str
    target: str


def findings(session: Session, actor: Actor, translation: Translation, profile: Profile) -> list[Located]:
    """Return what the checks find in the targets of a translation, of which empty ones have none. Raises NotAllowed."""
    require(actor, Action.READ)
    statement = session.get_one(Statement, translation.statement_id)
    rows = list(_rows(session, translation))
    languages = statement.source_language, translation.language
    texts = [(Text(row.source, languages[0]), Text(row.target, languages[1])) for row in rows]
    terms = termbase(session, texts, languages)
    found = [
        Located(row.key, row.position, finding)
        for row, pair in zip(rows, texts, strict=True)
        for finding in check(_with_terms(terms, *pair, row.role), profile)
    ]
    found += _same_source(rows)
    return sorted(found, key=lambda located: located.position)


def _with_terms(terms: Termbase, source: Text, target: Text, role: Role) -> Pair:
    return Pair(source, target, role, terms.facts(source.plain, target.plain))


def _rows(session: Session, translation: Translation) -> Iterator[_Row]:
    query = (
        select(Segment.number, Segment.position, Segment.role, Segment.source, Target.text)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.translation_id == translation.id, Target.text != "")
        .order_by(Segment.position)
    )
    for number, position, role, source, target in session.execute(query):
        yield _Row(f"p{number}", position, role, source, target)


def _same_source(rows: list[_Row]) -> Iterator[Located]:
    """Yield one finding for each target that differs from that of an earlier segment with the same source.

    What translation tools call "inconsistent translation".
    """
    first: dict[str, _Row] = {}
    told: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        source, target = normalised(row.source), normalised(row.target)
        known = first.setdefault(source, row)
        if normalised(known.target) != target and target not in told[source]:
            told[source].add(target)
            facts = (known.key, known.target)
            finding = Finding(SAME_SOURCE, Severity.WARNING, "differs", 0, len(row.target), facts)
            yield Located(row.key, row.position, finding)
