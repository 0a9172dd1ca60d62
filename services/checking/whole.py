"""Checking a translation from one end to the other, with nothing remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import Finding, Profile, check
from domain.document import Role
from domain.permissions import Action, Actor, require
from models import Segment, Statement, Target, Translation
from services.checking import same_source
from services.checking.pairs import pairs_of
from services.checking.same_source import Texts
from services.waivers import open_findings, standing

Tell = Callable[[int, int], None]  # how many of how many targets are checked


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and the segment whose target it is in: its key (`p12`) and place in the reading order."""

    segment: str
    position: int
    finding: Finding


class _Row(NamedTuple):
    target_id: int
    number: int
    position: int
    role: Role
    source: str
    target: str


def findings(
    session: Session, actor: Actor, translation: Translation, profile: Profile, *, with_waived: bool = True,
    tell: Tell | None = None,
) -> list[Located]:  # fmt: skip
    """Return what the checks find in the targets of a translation, of which empty ones have none, in reading order.

    `with_waived`: those that a waiver holds for, too. `tell` hears how far it is. Raises NotAllowed.
    """
    require(actor, Action.READ)
    rows = _rows(session, translation)
    found = _found(session, translation, rows, profile, tell)
    waived = {} if with_waived else standing(session, translation.id)
    return [
        Located(f"p{row.number}", row.position, finding)
        for row, own in zip(rows, found, strict=True)
        for finding in open_findings(own, row.target, waived.get(row.target_id, ()))
    ]


def _found(
    session: Session, translation: Translation, rows: list[_Row], profile: Profile, tell: Tell | None
) -> list[list[Finding]]:
    """Return the findings of each row."""
    statement = session.get_one(Statement, translation.statement_id)
    languages = statement.source_language, translation.language
    found: list[list[Finding]] = []
    for pair in pairs_of(session, ((row.role, row.source, row.target) for row in rows), languages):
        found.append(check(pair, profile))
        if tell:
            tell(len(found), len(rows))
    places = {row.target_id: n for n, row in enumerate(rows)}
    texts = (
        Texts(row.target_id, row.position, same_source.key_of(row.source), same_source.key_of(row.target))
        for row in rows
    )
    for one, first in same_source.differing(texts):
        row, known = rows[places[one.target_id]], rows[places[first.target_id]]
        found[places[one.target_id]].append(same_source.finding(row.target, f"p{known.number}", known.target))
    return found


def _rows(session: Session, translation: Translation) -> list[_Row]:
    query = (
        select(Target.id, Segment.number, Segment.position, Segment.role, Segment.source, Target.text)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.translation_id == translation.id, Target.text != "")
        .order_by(Segment.position)
    )
    return [_Row(*row) for row in session.execute(query)]
