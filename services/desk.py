"""What the desk shows: a window of segments with their targets, at a cost that no statement's length changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from domain.bitext import Flag
from domain.document import Role
from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from domain.states import UNFINISHED, State
from models import Review, Segment, SegmentAlias, Target, Translation, User
from models.review import ReturnReason, Verdict
from services.store import is_key, name_of, position

WINDOW = 50


class Filter(StrEnum):
    """Which rows the desk shows: all, one state's, the unfinished, or the outdated."""

    ALL = "all"
    UNTRANSLATED = "untranslated"
    DRAFT = "draft"
    TRANSLATED = "translated"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    FINAL = "final"
    UNFINISHED = "unfinished"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Return:
    """Why a target was sent back, by whom."""

    reason: ReturnReason
    words: str
    reviewer: str
    at: datetime


class DeskRow(NamedTuple):
    """One row of the desk: a segment and its target in one translation. A tuple, as fifty are made for each page."""

    segment_id: int
    number: int
    position: int
    role: Role
    source: str
    words: int
    target_id: int
    text: str
    state: State
    version: int
    is_outdated: bool
    is_self_approved: bool
    is_machine: bool
    is_locked: bool
    updated_at: datetime
    updated_by_id: int | None
    author: str
    returned: Return | None = None

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags that stand beside the state."""
        marks = (self.is_outdated, self.is_self_approved, self.is_machine, self.is_locked)
        return tuple(flag for flag, is_set in zip(Flag, marks, strict=True) if is_set)


@dataclass(frozen=True, slots=True)
class Window:
    """Some rows in reading order. `next_after` is the position to go on from; None at the end."""

    rows: tuple[DeskRow, ...]
    next_after: int | None


_ROW = (
    select(
        Segment.id, Segment.number, Segment.position, Segment.role, Segment.source, Segment.source_words,
        Target.id, Target.text, Target.state, Target.version, Target.is_outdated, Target.is_self_approved,
        Target.is_machine, Target.is_locked, Target.updated_at, Target.updated_by_id, name_of(User),
    )
    .join(Target, Target.segment_id == Segment.id)
    .outerjoin(User, User.id == Target.updated_by_id)
)  # fmt: skip


def window(
    session: Session,
    actor: Actor,
    translation: Translation,
    *,
    after: int = 0,
    shown: Filter = Filter.ALL,
    limit: int = WINDOW,
) -> Window:
    """Return up to `limit` rows behind position `after` that `shown` lets through. Raises NotAllowed."""
    require(actor, Action.READ)
    values = {
        "statement": translation.statement_id, "translation": translation.id,
        "after": position(after), "limit": limit + 1,
    }  # fmt: skip
    # Plain columns need nothing of the session's own reading of rows, which is a quarter of the time.
    found = session.connection().execute(_WINDOWS[shown], values).all()
    rows = _with_returns(session, found[:limit])
    return Window(tuple(rows), rows[-1].position if len(found) > limit else None)


def row(session: Session, actor: Actor, target_id: int) -> DeskRow:
    """Return one row, as after a save. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    found = session.execute(_ROW.where(Target.id == target_id)).one_or_none() if is_key(target_id) else None
    if found is None:
        raise NotFound(what="target", key=target_id)
    return _with_returns(session, [found])[0]


def next_unfinished(session: Session, actor: Actor, translation: Translation, *, after: int) -> int | None:
    """Return the position of the next target that is not handed in, from `after` on and then from the top."""
    require(actor, Action.READ)
    query = (
        select(Segment.position)
        .join(Target, Target.segment_id == Segment.id)
        .where(
            Segment.statement_id == translation.statement_id,
            Target.translation_id == translation.id,
            Target.state.in_(UNFINISHED),
        )
        .order_by(Segment.position)
        .limit(1)
    )
    ahead = session.scalar(query.where(Segment.position > position(after)))
    return ahead if ahead is not None else session.scalar(query)


def position_of(session: Session, translation: Translation, key: str) -> int:
    """Return the position of the segment called `key` (`p12`), an old id included; raise NotFound."""
    number = int(key[1:]) if key[:1] == "p" and key[1:].isascii() and key[1:].isdigit() and len(key) < 11 else 0
    own = select(Segment.position).where(Segment.statement_id == translation.statement_id, Segment.number == number)
    found = session.scalar(own) or session.scalar(
        select(Segment.position)
        .join(SegmentAlias, SegmentAlias.segment_id == Segment.id)
        .where(SegmentAlias.statement_id == translation.statement_id, SegmentAlias.number == number)
    )
    if not found:
        raise NotFound(what="segment", key=key)
    return found


def _filtered(query: Select, shown: Filter) -> Select:
    """Return `query` for those rows alone that `shown` lets through."""
    if shown is Filter.ALL:
        return query
    if shown is Filter.OUTDATED:
        return query.where(Target.is_outdated)
    if shown is Filter.UNFINISHED:
        return query.where(Target.state.in_(UNFINISHED))
    return query.where(Target.state == State(shown.value))


_WINDOW = (
    _ROW.where(
        Segment.statement_id == bindparam("statement"),
        Segment.position > bindparam("after"),
        Target.translation_id == bindparam("translation"),
    )
    .order_by(Segment.position)
    .limit(bindparam("limit", type_=Integer))
)
# Put together once: doing it for each page took longer than the database took to answer.
_WINDOWS = {shown: _filtered(_WINDOW, shown) for shown in Filter}


def _with_returns(session: Session, found: Sequence) -> list[DeskRow]:
    """Return the rows, those sent back with the verdict that did it (one more query only where there are any)."""
    rows = [DeskRow(*values) for values in found]
    ids = [r.target_id for r in rows if r.state is State.RETURNED]
    if not ids:
        return rows
    query = (
        select(Review.target_id, Review.reason, Review.words, name_of(User), Review.created_at)
        .outerjoin(User, User.id == Review.reviewer_id)
        .where(Review.target_id.in_(ids), Review.verdict == Verdict.RETURNED)
        .order_by(Review.id)
    )
    verdicts = {target_id: Return(*rest) for target_id, *rest in session.execute(query)}
    return [DeskRow(*values, returned=verdicts.get(values[6])) for values in found]
