"""Gathering: entries stored since the last search are put into the index, a bounded number at a time.

Numbers of entries are never given again, and texts of an entry never change: what is new stands at the end of the
table. Sentences are left out: they stand in the paragraphs that they are of.
"""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from domain.folding import words_of
from models import SearchMark
from models.base import now
from models.memory import MemoryEntry, MemoryKind
from services.gathering import gather_while
from services.memory.concordance import index
from services.memory.concordance.index import Line
from services.memory.gathering import catch_up as entries_catch_up
from services.search import dialects
from services.search.entries import SOURCE, TARGET, plain

CHUNK = 1000  # entries in one transaction: others want to save in between
MOST_LOOKED_AT = 200  # entries that each search may look at again before the mark is moved
SWEPT_AT_ONCE = 1000  # rows of the index
GATHERED, SWEPT = "concordance", "concordance-swept"  # the marks
HERE, FILES = "here", "files"  # the terms of where an entry comes from

_COLUMNS = (
    MemoryEntry.id, MemoryEntry.source, MemoryEntry.target, MemoryEntry.source_language, MemoryEntry.target_language,
    MemoryEntry.file_id,
)  # fmt: skip
_IS_WHOLE = MemoryEntry.kind == MemoryKind.PARAGRAPH
_MARK = func.coalesce(select(SearchMark.revision_id).where(SearchMark.side == GATHERED).scalar_subquery(), 0)
_TAIL = (
    select(MemoryEntry.id, _IS_WHOLE.label("is_whole"))
    .where(MemoryEntry.id > _MARK)
    .order_by(MemoryEntry.id)
    .limit(bindparam("limit"))
)


def catch_up(session: Session, *, seconds: float = 1.0) -> bool:
    """Gather what is not gathered yet, for about `seconds`; tell whether that was all of it.

    Writes, a chunk a transaction; the caller commits the last one. Where the database takes no writing now, the rest
    is not gathered and the answer is False. First the memory itself catches up: what an approval replaces leaves it.
    """
    if not entries_catch_up(session, seconds=seconds):
        return False
    return gather_while(session, is_behind, lambda: _gather(session), seconds=seconds)


def is_behind(session: Session) -> bool:
    """Tell whether there is anything to gather: one look at the end of the table."""
    connection = session.connection()
    tail = connection.execute(_TAIL, {"limit": MOST_LOOKED_AT + 1}).all()
    whole = [entry_id for entry_id, is_whole in tail if is_whole]
    return len(tail) > MOST_LOOKED_AT or bool(_missing(session, whole))


def count_left(session: Session) -> int:
    """Return about how many entries are not searched yet."""
    newest = session.scalar(select(func.max(MemoryEntry.id))) or 0
    return max(0, newest - (session.scalar(select(_MARK)) or 0))


def forget(session: Session, entry_ids: Collection[int]) -> None:
    """Take entries that are deleted out of the index at once: a whole file of them would make every search slower."""
    rows = [row_id for entry_id in entry_ids for row_id in index.rows_of(entry_id)]
    for start in range(0, len(rows), SWEPT_AT_ONCE):
        index.remove(session, rows[start : start + SWEPT_AT_ONCE])


def _gather(session: Session) -> None:
    """Put up to CHUNK entries into the index and move the mark. Call it in a writing transaction."""
    dialect = dialects.of(session)
    dialect.one_at_a_time(session)
    mark = _mark(session, GATHERED)
    settled = dialect.settled(session, mark, MemoryEntry)
    query = select(*_COLUMNS, _IS_WHOLE.label("is_whole")).where(MemoryEntry.id > mark.revision_id)
    found = session.execute(query.order_by(MemoryEntry.id).limit(CHUNK)).all()
    missing = _missing(session, [row.id for row in found if row.is_whole])
    index.store(session, list(_lines(row for row in found if row.id in missing)))
    is_all = len(found) < CHUNK
    mark.revision_id = max(mark.revision_id, settled if is_all else min(settled, found[-1].id))
    mark.at = now()
    if is_all:
        _sweep(session)
    session.flush()


def _sweep(session: Session) -> None:
    """Take some of the rows out whose entry is gone: each time a further stretch of the index, round and round."""
    mark = _mark(session, SWEPT)
    rows = index.rows_after(session, mark.revision_id, SWEPT_AT_ONCE)
    ids = {row_id >> 1 for row_id in rows}
    living = set(session.scalars(select(MemoryEntry.id).where(MemoryEntry.id.in_(ids)))) if ids else set()
    index.remove(session, [row_id for row_id in rows if row_id >> 1 not in living])
    mark.revision_id, mark.at = rows[-1] if len(rows) == SWEPT_AT_ONCE else 0, now()


def _missing(session: Session, entry_ids: Collection[int]) -> set[int]:
    """Return those of some entries that the index does not have."""
    rows = {index.rows_of(entry_id)[0] for entry_id in entry_ids}
    return {row_id >> 1 for row_id in rows - index.known(session, rows)}


def _mark(session: Session, name: str) -> SearchMark:
    mark = session.get(SearchMark, name, populate_existing=True)
    if mark is None:
        mark = SearchMark(side=name, revision_id=0)
        session.add(mark)
    return mark


def _lines(entries: Iterable) -> Iterator[Line]:
    """Give what the index is to hold of some entries: both sides."""
    for entry in entries:
        pair = index.pair_term(entry.source_language, entry.target_language)
        origin = (HERE,) if entry.file_id is None else (FILES, index.file_term(entry.file_id))
        of_source, of_target = index.rows_of(entry.id)
        yield Line(of_source, (SOURCE, pair, *origin), words_of(plain(entry.source)))
        yield Line(of_target, (TARGET, pair, *origin), words_of(plain(entry.target)))
