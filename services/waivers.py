"""Waivers: findings that stand as they are for a reason; who gave it, and taking it back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from domain.checks import Finding
from domain.checks.waiving import sorted_out
from domain.permissions import Action, Actor, require
from models import Segment, Target, Translation, User, Waiver
from services.store import name_of


@dataclass(frozen=True, slots=True)
class Waived:
    """One waiver as it is shown. `facts` and `words` are those of the finding, shortened; `fingerprint` tells which.

    `withdrawn_at` is None, and `withdrawn_by` empty, while it holds.
    """

    id: int
    target_id: int
    segment: str  # its key, `p12`
    position: int
    check: str
    kind: str
    facts: tuple[str, ...]
    words: str
    fingerprint: str
    reason: str
    author: str
    author_id: int | None
    at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str

    @property
    def is_standing(self) -> bool:
        """Whether nobody has taken it back."""
        return self.withdrawn_at is None


def waivers(session: Session, actor: Actor, translation: Translation) -> list[Waived]:
    """Return every waiver of a translation in reading order, the withdrawn ones too. Raises NotAllowed."""
    require(actor, Action.READ)
    query = _query().where(Target.translation_id == translation.id)
    return _read(session, query.order_by(Segment.position, Waiver.id))


def waivers_beside(session: Session, actor: Actor, target_id: int) -> list[Waived]:
    """Return the waivers of one target, the oldest first, the withdrawn ones too. Raises NotAllowed."""
    require(actor, Action.READ)
    return _read(session, _query().where(Waiver.target_id == target_id).order_by(Waiver.id))


def standing(session: Session, translation_id: int) -> dict[int, list[str]]:
    """Return the fingerprints that are waived in a translation by target: one query for all of it."""
    query = (
        select(Waiver.target_id, Waiver.fingerprint)
        .join(Target, Target.id == Waiver.target_id)
        .where(Target.translation_id == translation_id, Waiver.withdrawn_at.is_(None))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for target_id, mark in session.execute(query):
        found[target_id].append(mark)
    return dict(found)


def open_findings(findings: Iterable[Finding], text: str, waived: Iterable[str]) -> list[Finding]:
    """Return the findings in the target `text` that no waiver holds for; `waived`: the fingerprints that are waived."""
    return sorted_out(findings, text, waived)[0]


def with_waivers(
    findings: Iterable[Finding], text: str, known: Sequence[Waived]
) -> tuple[list[Finding], list[tuple[Finding, Waived]]]:
    """Return the findings of one target that are open, and those that are waived, each with its waiver."""
    by_mark: dict[str, list[Waived]] = defaultdict(list)
    for one in known:
        if one.is_standing:
            by_mark[one.fingerprint].append(one)
    still_open, settled = sorted_out(findings, text, [mark for mark, own in by_mark.items() for _one in own])
    return still_open, [(finding, by_mark[mark].pop(0)) for finding, mark in settled]


def _query() -> Select[tuple[Waiver, int, int, str, str]]:
    author, withdrawer = aliased(User), aliased(User)
    return (
        select(Waiver, Segment.number, Segment.position, name_of(author), name_of(withdrawer))
        .join(Target, Target.id == Waiver.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .outerjoin(author, author.id == Waiver.author_id)
        .outerjoin(withdrawer, withdrawer.id == Waiver.withdrawn_by_id)
    )


def _read(session: Session, query: Select[tuple[Waiver, int, int, str, str]]) -> list[Waived]:
    return [
        Waived(
            row.id, row.target_id, f"p{number}", position, row.check, row.kind, tuple(row.facts), row.words,
            row.fingerprint, row.reason, author, row.author_id, row.created_at, row.withdrawn_at, withdrawer,
        )
        for row, number, position, author, withdrawer in session.execute(query)
    ]  # fmt: skip
