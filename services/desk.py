"""What the desk shows: a window of segments with their targets, at a cost that no statement's length changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.bitext import Flag
from domain.document import Role
from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from domain.states import UNFINISHED, State
from models import Comment, Review, Segment, SegmentAlias, Statement, Target, Translation, User
from models.review import ReturnReason, Verdict
from models.statement import FourEyesRule
from services.store import is_key, name_of, position

WINDOW = 50
BEYOND = 2**31 - 1  # behind every position


class Filter(StrEnum):
    """Which rows the desk shows: all, one state's, the unfinished, the outdated, or those with a warning."""

    ALL = "all"
    UNTRANSLATED = "untranslated"
    DRAFT = "draft"
    TRANSLATED = "translated"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    FINAL = "final"
    UNFINISHED = "unfinished"
    OUTDATED = "outdated"
    WARNING = "warning"  # outdated, or with an open comment


class OpenStatement(NamedTuple):
    """What the desk shows of a statement."""

    slug: str
    title: str
    source_language: str
    appeared: str
    four_eyes: FourEyesRule
    next_number: int


class OpenTranslation(NamedTuple):
    """A translation as the desk opens it, in plain columns: to make the models of them takes twice as long."""

    id: int
    statement_id: int
    language: str
    due_on: date | None
    statement: OpenStatement


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
    """Some rows in reading order. `next_after`: the position to go on from, `previous_before`: to go back from.

    None where there is nothing more, within the bounds that were asked for.
    """

    rows: tuple[DeskRow, ...]
    next_after: int | None
    previous_before: int | None = None


_ROW = (
    select(
        Segment.id, Segment.number, Segment.position, Segment.role, Segment.source, Segment.source_words,
        Target.id, Target.text, Target.state, Target.version, Target.is_outdated, Target.is_self_approved,
        Target.is_machine, Target.is_locked, Target.updated_at, Target.updated_by_id, name_of(User),
    )
    .join(Target, Target.segment_id == Segment.id)
    .outerjoin(User, User.id == Target.updated_by_id)
)  # fmt: skip


_OPEN_TRANSLATION = (
    select(
        Translation.id, Translation.statement_id, Translation.language, Translation.due_on, Statement.slug,
        Statement.title, Statement.source_language, Statement.appeared, Statement.four_eyes, Statement.next_number,
    )
    .join(Statement, Statement.id == Translation.statement_id)
    .where(Statement.slug == bindparam("slug"), Translation.language == bindparam("language"))
)  # fmt: skip


def open_translation(session: Session, slug: str, language: str) -> OpenTranslation:
    """Return the translation of `slug` into `language` as it is stored; raise NotFound."""
    values, known = {"slug": slug, "language": language}, is_key(slug) and is_key(language)
    found = session.connection().execute(_OPEN_TRANSLATION, values).one_or_none() if known else None
    if found is None:
        raise NotFound(what="translation", key=f"{slug}/{language}")
    return OpenTranslation(*found[:4], OpenStatement(*found[4:]))


def window(
    session: Session,
    actor: Actor,
    translation: Translation | OpenTranslation,
    *,
    after: int = 0,
    before: int | None = None,
    from_end: bool = False,
    shown: Filter = Filter.ALL,
    limit: int = WINDOW,
) -> Window:
    """Return up to `limit` rows between the positions `after` and `before` that `shown` lets through.

    They are the first ones there, `from_end` the last ones. Raises NotAllowed.
    """
    require(actor, Action.READ)
    values = {
        "statement": translation.statement_id, "translation": translation.id, "after": position(after),
        "before": BEYOND if before is None else position(before), "limit": limit + 1,
    }  # fmt: skip
    # Plain columns need nothing of the session's own reading of rows, which is a quarter of the time.
    found = session.connection().execute(_WINDOWS[shown, from_end], values).all()
    is_cut = len(found) > limit
    rows = _with_returns(session, found[:limit][::-1] if from_end else found[:limit])
    if from_end:
        return Window(
            tuple(rows),
            before - 1 if before else None,
            rows[0].position if is_cut else after + 1 if after > 0 else None,
        )
    return Window(tuple(rows), rows[-1].position if is_cut else None, after + 1 if after > 0 else None)


def row(session: Session, actor: Actor, target_id: int) -> DeskRow:
    """Return one row, as after a save. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    found = session.execute(_ROW.where(Target.id == target_id)).one_or_none() if is_key(target_id) else None
    if found is None:
        raise NotFound(what="target", key=target_id)
    return _with_returns(session, [found])[0]


def next_in(
    session: Session, actor: Actor, translation: Translation | OpenTranslation, shown: Filter, *, after: int
) -> tuple[int, str] | None:
    """Return position and key of the next row that `shown` lets through, behind `after` and then from the top.

    None when there is none at all. Raises NotAllowed.
    """
    require(actor, Action.READ)
    values = {"statement": translation.statement_id, "translation": translation.id, "before": BEYOND, "limit": 1}
    for start in dict.fromkeys((position(after), 0)):
        found = session.execute(_PLACES[shown], {**values, "after": start}).one_or_none()
        if found:
            return found.position, f"p{found.number}"
    return None


_LAST = select(func.max(Segment.position)).where(Segment.statement_id == bindparam("statement"))


def last_position(session: Session, translation: Translation | OpenTranslation) -> int:
    """Return the position of the last segment: one look at the end of an index, however many there are."""
    return session.connection().scalar(_LAST, {"statement": translation.statement_id}) or 0


def count_warnings(session: Session, actor: Actor, translation: Translation | OpenTranslation, *, outdated: int) -> int:
    """Return how many rows have a warning, given how many are outdated: the work goes by the open comments alone."""
    require(actor, Action.READ)
    return outdated + (session.connection().scalar(_OPEN_AND_CURRENT, {"translation": translation.id}) or 0)


def position_of(session: Session, translation: Translation | OpenTranslation, key: str) -> int:
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
    if shown is Filter.WARNING:
        return query.where(or_(Target.is_outdated, exists().where(Comment.segment_id == Segment.id, *_OPEN)))
    if shown is Filter.UNFINISHED:
        return query.where(Target.state.in_(UNFINISHED))
    return query.where(Target.state == State(shown.value))


# The first comment of a thread says whether it is open; one on the source, without a translation, is so in all of them.
_OPEN = (
    Comment.parent_id.is_(None),
    Comment.resolved_at.is_(None),
    or_(Comment.translation_id.is_(None), Comment.translation_id == bindparam("translation")),
)
_COMMENTED = select(Comment.segment_id).where(*_OPEN).distinct().subquery()
# A sub-query for each, not a join: then no database thinks of walking the targets to find the comments.
_OPEN_AND_CURRENT = (
    select(func.count())
    .select_from(_COMMENTED)
    .where(
        select(Target.is_outdated)
        .where(Target.translation_id == bindparam("translation"), Target.segment_id == _COMMENTED.c.segment_id)
        .correlate(_COMMENTED)
        .scalar_subquery()
        .is_(False)
    )
)


def _bounded(query: Select, *, from_end: bool = False) -> Select:
    """Return `query` for one translation's rows between two positions, in reading order or from the end."""
    return (
        query.where(
            Segment.statement_id == bindparam("statement"),
            Segment.position > bindparam("after"),
            Segment.position < bindparam("before"),
            Target.translation_id == bindparam("translation"),
        )
        .order_by(Segment.position.desc() if from_end else Segment.position)
        .limit(bindparam("limit", type_=Integer))
    )


# Put together once: doing it for each page took longer than the database took to answer.
_WINDOWS = {
    (shown, from_end): _filtered(_bounded(_ROW, from_end=from_end), shown)
    for shown in Filter
    for from_end in (False, True)
}
_PLACE = select(Segment.position, Segment.number).join(Target, Target.segment_id == Segment.id)
_PLACES = {shown: _filtered(_bounded(_PLACE), shown) for shown in Filter}


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
