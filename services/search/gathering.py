"""Gathering: what was saved since the last search is put into the index, a bounded number of texts at a time.

Nothing here runs when somebody saves. New revisions have higher numbers than those that were gathered, so they are
found at the end of their tables; a draft that is written on in place stays open for a while, and is known by its
version. Several searchers gather one after the other. docs/decisions/0019 says why.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    bindparam,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from models import SearchEntry, SearchMark, Segment, SourceRevision, Target, TargetRevision
from models.base import now
from services.gathering import gather_while
from services.search import dialects
from services.search.entries import SHIFT, SLACK, SOURCE, TARGET, sources, targets

CHUNK = 250  # texts in one transaction: others want to save in between
MOST_LOOKED_AT = 200  # rows that each search may look at again before the marks are moved
NEVER = -1  # the version of an entry that must be made anew

REVISIONS: dict[str, type[SourceRevision] | type[TargetRevision]] = {SOURCE: SourceRevision, TARGET: TargetRevision}
_DOCS = {SOURCE: sources, TARGET: targets}
_SOURCE_ID = cast(Segment.id, BigInteger) * (1 << SHIFT)
_ENTRY_OF_SOURCE = SearchEntry.id == _SOURCE_ID
_IS_MOVED = {SOURCE: SearchEntry.version != Segment.source_revision, TARGET: SearchEntry.version != Target.version}
# In a form that no index answers: there are few open entries, and half of all are of a source.
_IS_OF_SOURCE = func.coalesce(SearchEntry.target_id, 0) == 0
# Texts that may change without a new revision, and did.
_OPEN: dict[str, Select] = {
    SOURCE: select(Segment.id)
    .select_from(SearchEntry)
    .join(Segment, Segment.id == SearchEntry.segment_id)
    .where(SearchEntry.open_until.is_not(None), _IS_OF_SOURCE, _IS_MOVED[SOURCE]),
    TARGET: select(Target.id)
    .select_from(SearchEntry)
    .join(Target, Target.id == SearchEntry.target_id)
    .where(SearchEntry.open_until.is_not(None), _IS_MOVED[TARGET]),
}


def catch_up(session: Session, *, seconds: float = 1.0) -> bool:
    """Gather what is not gathered yet, for about `seconds`; tell whether that was all of it.

    Writes, a chunk a transaction; the caller commits the last one. Where the database takes no writing now (another
    writer holds it too long, the disk is full), the rest is not gathered and the answer is False.
    """
    return gather_while(session, is_behind, lambda: _gather(session, CHUNK), seconds=seconds)


def is_behind(session: Session) -> bool:
    """Tell whether there is anything to gather: one look at the ends of the tables."""
    return bool(session.connection().scalar(_IS_BEHIND, {"soon": now() + SLACK, "now": now()}))


def count_left(session: Session) -> int:
    """Return about how many revisions are still to be gone through."""
    marks = dict(session.execute(select(SearchMark.side, SearchMark.revision_id)).all())
    newest = {side: session.scalar(select(func.max(revision.id))) or 0 for side, revision in REVISIONS.items()}
    return sum(max(0, newest[side] - marks.get(side, 0)) for side in REVISIONS)


def reopen(session: Session, segment_ids: Collection[int]) -> None:
    """Have the texts of these segments compared at the next search: they were changed in a way that no new
    revision shows, such as an undoing that puts the rows back as they were.
    """
    until = now() + SLACK
    here = SearchEntry.segment_id.in_(segment_ids)
    session.execute(update(SearchEntry).where(here).values(open_until=until, version=NEVER))
    columns = ["id", "segment_id", "target_id", "version", "open_until"]
    rest = (literal(NEVER), literal(until, SearchEntry.open_until.type))
    of_sources = select(_SOURCE_ID, Segment.id, null(), *rest).where(
        Segment.id.in_(segment_ids), ~exists().where(_ENTRY_OF_SOURCE)
    )
    of_targets = select(
        cast(Target.segment_id, BigInteger) * (1 << SHIFT) + Target.translation_id, Target.segment_id, Target.id, *rest
    ).where(Target.segment_id.in_(segment_ids), ~exists().where(SearchEntry.target_id == Target.id))
    for rows in (of_sources, of_targets):
        session.execute(insert(SearchEntry).from_select(columns, rows, include_defaults=False))


def _gather(session: Session, limit: int) -> None:
    """Put up to `limit` texts of each side into the index, and move the marks. Call it in a writing transaction."""
    dialect = dialects.of(session)
    dialect.one_at_a_time(session)
    for side in REVISIONS:
        mark = _mark(session, side)
        settled = dialect.settled(session, mark, REVISIONS[side])
        revision = REVISIONS[side]
        new = _behind(side, revision).where(revision.id > mark.revision_id).order_by(revision.id).limit(limit)
        found = session.execute(new).all()
        opened = session.scalars(_OPEN[side].limit(limit)).all()
        ids = {text_id for _revision, text_id in found} | set(opened)
        dialect.store(session, list(_DOCS[side](session, ids)))
        is_all = len(found) < limit
        _move(session, mark, settled if is_all else min(settled, found[-1][0]))
        if len(opened) < limit:
            _close(session, side)
    session.flush()


def _mark(session: Session, side: str) -> SearchMark:
    """Return the mark of `side`, set back to the beginning where it cannot be trusted."""
    mark = session.get(SearchMark, side, populate_existing=True)
    if mark is None:
        mark = SearchMark(side=side, revision_id=0)
        session.add(mark)
    elif session.scalar(select(_is_doubtful(side)), {"soon": now() + SLACK}):
        mark.revision_id = 0
    return mark


def _move(session: Session, mark: SearchMark, to: int) -> None:
    """Move the mark to the last revision there is up to `to`; never back."""
    mark.at = now()
    revision = REVISIONS[mark.side]
    query = select(revision.id, revision.created_at).where(revision.id <= to).order_by(revision.id.desc()).limit(1)
    last = session.execute(query).first()
    if last and last.id > mark.revision_id:
        mark.revision_id, mark.witness = last.id, last.created_at
    elif mark.revision_id == 0:
        mark.witness = None


def _close(session: Session, side: str) -> None:
    """Close the entries whose time is over: their texts change with a new revision only."""
    is_own = _IS_OF_SOURCE if side == SOURCE else ~_IS_OF_SOURCE
    session.execute(update(SearchEntry).where(SearchEntry.open_until < now(), is_own).values(open_until=None))


def _behind(side: str, revisions: Any) -> Select:
    """Return which of the `revisions` (a table, or a part of one) are of texts that the index does not hold as they
    are now, with the ids of these texts.
    """
    is_new = or_(SearchEntry.id.is_(None), _IS_MOVED[side])
    if side == SOURCE:
        query = select(revisions.id, Segment.id).join(Segment, Segment.id == revisions.segment_id)
        return query.outerjoin(SearchEntry, _ENTRY_OF_SOURCE).where(is_new)
    query = select(revisions.id, Target.id).join(Target, Target.id == revisions.target_id)
    query = query.outerjoin(SearchEntry, SearchEntry.target_id == Target.id)
    return query.where(is_new, revisions.version.is_not(None))


def _is_doubtful(side: str) -> ColumnElement[bool]:
    """Return the condition that the row at the mark is gone, or the clock was put back: numbers are given again."""
    revision = REVISIONS[side]
    witness = exists().where(revision.id == SearchMark.revision_id, revision.created_at == SearchMark.witness)
    is_gone = (SearchMark.revision_id > 0) & ~witness.correlate(SearchMark)
    return exists().where(SearchMark.side == side, or_(is_gone, SearchMark.at > bindparam("soon")))


def _any_behind(side: str) -> list[ColumnElement[bool]]:
    """Return the conditions of which any means that `side` has something to gather.

    No more of the tail is looked at than may be there: the planner of PostgreSQL would expect a third of the table.
    """
    mark = func.coalesce(select(SearchMark.revision_id).where(SearchMark.side == side).scalar_subquery(), 0)
    revision = REVISIONS[side]
    columns = [column for column in revision.__table__.c if column.name in ("id", "target_id", "segment_id", "version")]
    newer = select(*columns).where(revision.id > mark).order_by(revision.id)
    tail = newer.limit(MOST_LOOKED_AT + 1).subquery()
    return [exists(_behind(side, tail.c)), exists(_OPEN[side]), _is_doubtful(side), _are_many(newer)]


def _are_many(query: Select) -> ColumnElement[bool]:
    """Return the condition that there are so many of these rows that to look at them each time costs too much."""
    return select(func.count()).select_from(query.limit(MOST_LOOKED_AT + 1).subquery()).scalar_subquery() > (
        MOST_LOOKED_AT
    )


_OVER = select(SearchEntry.id).where(SearchEntry.open_until < bindparam("now", type_=SearchEntry.open_until.type))
_IS_BEHIND = select(or_(*_any_behind(SOURCE), *_any_behind(TARGET), _are_many(_OVER)))
