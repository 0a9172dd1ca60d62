"""Whose words a target is made of: the history as the rule of domain/authorship.py needs it.

A merge brings the history of another segment along, so a history may have several lines: the target's own, and one
for each segment that was merged into it. A revision is held against what stood before it in its own line; from the
merge on, an approval of the whole covers them all. What a split or merge itself wrote is made of others' words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from domain.authorship import STEPS, Draft, wrote_any_of
from domain.difference import Effort
from domain.permissions import Actor
from models import Review, TargetRevision
from models.review import Verdict
from services.editing import Place

CHUNK = 20  # revisions held in memory at once, each of which may be very long

_REVISIONS = (
    select(
        TargetRevision.id, TargetRevision.author_id, TargetRevision.version, TargetRevision.based_on,
        TargetRevision.carried_from, TargetRevision.is_arrangement,
    )
    .where(TargetRevision.target_id == bindparam("target"))
    .order_by(TargetRevision.id)
)  # fmt: skip
_APPROVED_BY_OTHERS = (
    select(Review.revision_id)
    .where(
        Review.target_id == bindparam("target"),
        Review.verdict == Verdict.APPROVED,
        Review.reviewer_id.is_distinct_from(bindparam("person")),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class _Own:
    """One revision of the person's: what it is held against (None: the empty text at the beginning), and how."""

    id: int
    before: int | None
    is_past: bool
    is_part: bool


def is_author(session: Session, actor: Actor, here: Place) -> bool:
    """Tell whether `actor` wrote any word of the target that nobody else has approved since.

    An approval of one's own (of a text by others, or where four eyes are off) is no second pair of eyes, so the
    count goes on from the last one by somebody else.
    """
    if actor.id is None:
        return False
    session.flush()
    # Plain columns, past the reading of rows that models need: every approval asks this.
    rows = session.connection().execute(_REVISIONS, {"target": here.target_id}).all()
    written = [row for row in reversed(rows) if row.author_id == actor.id and not row.is_arrangement]
    if not written:
        return False
    approved = session.scalars(_APPROVED_BY_OTHERS, {"target": here.target_id, "person": actor.id}).all()
    joints = _joints(rows)
    own = [_held_against(rows, row, approved, joints) for row in written]
    effort = Effort(STEPS)
    chunks = (own[start : start + CHUNK] for start in range(0, len(own), CHUNK))
    return any(wrote_any_of(actor.id, here.text, _drafts(session, actor.id, chunk), effort) for chunk in chunks)


def _joints(rows: Sequence[Row]) -> dict[int | None, int]:
    """Return for each line the revision from which on its text is a part of the target's; for the target's own line,
    the newest split or merge."""
    newest = {row.carried_from: row.id for row in rows}
    steps = [row.id for row in rows if row.is_arrangement and row.carried_from is None]
    joints = {line: min((step for step in steps if step > last), default=last) for line, last in newest.items()}
    return {**joints, None: max(steps, default=0)}


def _held_against(rows: Sequence[Row], own: Row, approved: Sequence[int], joints: Mapping[int | None, int]) -> _Own:
    """Return what one revision is to be held against.

    That is what stood there before; for one beside the target, what its writer started from; and for anything as
    old as the last approval of its line or of the whole, the approved text.
    """
    is_part = own.carried_from is not None or own.id < joints[None]
    line = own.carried_from
    lines = {row.id: row.carried_from for row in rows}
    since = joints[line] if line is not None else own.id
    verdicts = [
        id
        for id in approved
        if (lines.get(id, 0) == line and id >= own.id) or (lines.get(id, 0) is None and id >= since)
    ]
    if verdicts:
        return _Own(own.id, max(verdicts), is_past=True, is_part=is_part)
    earlier = [row for row in rows if row.id < own.id and row.version is not None and row.carried_from == line]
    started = [row for row in earlier if row.version <= own.based_on]
    standing = earlier if own.version is not None else started or earlier
    return _Own(own.id, standing[-1].id if standing else None, is_past=False, is_part=is_part)


def _drafts(session: Session, person: int, own: Sequence[_Own]) -> list[Draft]:
    """Return the person's own revisions, each with what it is held against."""
    ids = {revision for one in own for revision in (one.id, one.before) if revision is not None}
    query = select(TargetRevision.id, TargetRevision.text).where(TargetRevision.id.in_(ids))
    texts: dict[int | None, str] = {None: "", **dict(session.execute(query).all())}
    return [Draft(person, texts[one.before], texts[one.id], one.is_past, one.is_part) for one in own]
