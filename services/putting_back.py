"""Undoing a step that changed many targets: an import of a file, a replacement, a filling.

It goes forward: each target gets its former text and state as a new version, and the history keeps what stood there in
between. What somebody has changed since, or locked, stays (docs/decisions/0019, 0028).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound, UndoneAlready
from domain.permissions import Actor
from domain.replacing import state_after_undo
from domain.states import APPROVED, State
from models import (
    FilledTarget,
    Filling,
    ImportedTarget,
    ReplacedTarget,
    Replacement,
    Review,
    Segment,
    Target,
    TargetRevision,
    TargetsImport,
    Translation,
)
from models.base import now
from models.review import Verdict
from models.revision import Origin
from services import memory
from services.store import is_key

CHUNK = 500  # ids in one question
Step = TypeVar("Step", Replacement, TargetsImport, Filling)
Former = type[ReplacedTarget] | type[ImportedTarget] | type[FilledTarget]
_TARGET = Target.__table__


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undoing did. `moved`: ids of what was changed since, or locked; `unapproved`: back, for review."""

    targets: int
    moved: tuple[str, ...]
    unapproved: tuple[str, ...]


def step_to_undo(session: Session, kind: type[Step], id: int, translation: Translation) -> Step:
    """Return the step of that number, held until the transaction ends. Raises NotFound, UndoneAlready."""
    made = session.get(kind, id, with_for_update=True, populate_existing=True) if is_key(id) else None
    if made is None or made.translation_id != translation.id:
        raise NotFound(what=kind.__tablename__, key=id)
    if made.undone_at is not None:
        raise UndoneAlready()
    return made


def put_back(
    session: Session, actor: Actor, made: Replacement | TargetsImport | Filling, former: Former,
    of_step: ColumnElement[bool],
) -> Undone:  # fmt: skip
    """Give the targets in `former` (those `of_step`) their texts and states back, and note in `made` that it is undone.

    Call it in a writing transaction, which the caller commits.
    """
    rows = _standing(session, former, of_step)
    back = [row for row in rows if row.now_version == row.version and not row.is_locked]
    approved = _approved_texts(session, [row.target_id for row in back if row.state in APPROVED])
    states = {
        row.target_id: state_after_undo(row.state, is_approved_text=approved.get(row.target_id) == row.text)
        for row in back
    }
    _put_back(session, actor, back, states)
    approved_again = [target_id for target_id, state in states.items() if state in APPROVED]
    for start in range(0, len(approved_again), CHUNK):
        memory.renew(session, Target.id.in_(approved_again[start : start + CHUNK]))
    made.undone_at, made.undone_by_id = now(), actor.id
    kept = {row.target_id for row in back}
    return Undone(
        len(back),
        tuple(f"p{row.number}" for row in rows if row.target_id not in kept),
        tuple(f"p{row.number}" for row in back if states[row.target_id] is not row.state),
    )


def _standing(session: Session, former: Former, of_step: ColumnElement[bool]) -> Sequence[Any]:
    """Return the targets as they were beside what they are now, and keep others from writing them meanwhile."""
    query = (
        select(
            former.target_id, former.text, former.state, former.source_revision, former.is_self_approved,
            former.is_machine, former.version, Segment.number, Segment.source_revision.label("newest_source"),
            Target.text.label("now_text"), Target.version.label("now_version"), Target.is_locked,
        )
        .join(Target, Target.id == former.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(of_step)
        .order_by(Target.id)
        .with_for_update(of=Target)
    )  # fmt: skip
    return session.execute(query).all()


def _approved_texts(session: Session, target_ids: Sequence[int]) -> dict[int, str]:
    """Return the text that was approved last of each of these targets."""
    found: dict[int, str] = {}
    for start in range(0, len(target_ids), CHUNK):
        query = (
            select(Review.target_id, TargetRevision.text)
            .join(TargetRevision, TargetRevision.id == Review.revision_id)
            .where(Review.target_id.in_(target_ids[start : start + CHUNK]), Review.verdict == Verdict.APPROVED)
            .order_by(Review.id)
        )
        found.update(dict(session.execute(query).all()))
    return found


def _put_back(session: Session, actor: Actor, rows: Sequence[Any], states: dict[int, State]) -> None:
    if not rows:
        return
    at = now()
    targets, revisions = [], []
    for row in rows:
        state = states[row.target_id]
        targets.append(
            {
                "at_target": row.target_id, "new_text": row.text, "new_state": state, "new_version": row.version + 1,
                "new_source_revision": row.source_revision,
                "new_is_outdated": row.source_revision < row.newest_source and bool(row.text),
                "new_is_machine": row.is_machine, "new_is_self_approved": row.is_self_approved and state in APPROVED,
                "new_updated_at": at, "new_updated_by_id": actor.id,
            }
        )  # fmt: skip
        if row.text != row.now_text:
            revisions.append(
                {
                    "target_id": row.target_id, "text": row.text, "state": state, "version": row.version + 1,
                    "based_on": row.version, "source_revision": row.source_revision, "origin": Origin.RESTORE,
                    "author_id": actor.id, "created_at": at,
                }
            )  # fmt: skip
    columns = {name.removeprefix("new_"): bindparam(name) for name in targets[0] if name != "at_target"}
    session.execute(update(_TARGET).where(_TARGET.c.id == bindparam("at_target")).values(columns), targets)
    if revisions:
        session.execute(insert(TargetRevision.__table__), revisions)
