"""The index of the memory: which entries share grams with a text. The same table and answers on both databases.

A posting is one number (domain/memory.py): hash, length and entry, so that a stretch of the table's own key holds
the entries of one gram in a range of lengths.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from domain.memory import ENTRY_BITS, MOST_ENTRIES, beginning, grade
from models.memory import MemoryPosting
from services.memory.rows import insert_numbers, is_postgresql

MOST_OF_A_GRAM = 120  # entries read for one gram on each side of the length asked for: what a common gram costs

_GRAM = MemoryPosting.__table__
_REMOVE_SQLITE = "DELETE FROM memory_posting WHERE posting = ?"
_REMOVE_POSTGRESQL = text("DELETE FROM memory_posting WHERE posting = ANY(CAST(:postings AS bigint[]))")
# The entries whose length is nearest to the one asked for come first, so that the bound leaves out the least alike.
_LONGER = (
    "SELECT posting & :entry AS entry_id FROM TABLE "
    "WHERE posting >= START + :length AND posting < START + :high ORDER BY posting LIMIT :most"
)
_SHORTER = (
    "SELECT posting & :entry AS entry_id FROM TABLE "
    "WHERE posting >= START + :low AND posting < START + :length ORDER BY posting DESC LIMIT :most"
)
_BEST = (
    "SELECT entry_id FROM (SELECT found.entry_id, count(*) AS shared FROM FOUND AS found "
    "GROUP BY found.entry_id ORDER BY shared DESC, found.entry_id LIMIT :limit) AS best"
)
# With those that have the same source, however many others are alike, and those whose grams are still to be added.
_FIND = (
    "SELECT e.id, e.source, e.target, e.source_language, e.target_language, e.kind, e.before_key, e.after_key, "
    "e.target_id FROM memory_entry AS e JOIN (BEST "
    "UNION SELECT id FROM (SELECT id FROM memory_entry WHERE source_key = :key ORDER BY id DESC LIMIT :limit) AS same "
    "UNION SELECT id FROM (SELECT id FROM memory_entry WHERE is_waiting ORDER BY id DESC LIMIT :limit) AS fresh"
    ") AS wanted ON e.id = wanted.entry_id"
).replace("BEST", _BEST)
_FIND_SEGMENTS = (
    "BEST UNION SELECT segment_id FROM "
    "(SELECT segment_id FROM memory_source WHERE source_key = :key ORDER BY segment_id DESC LIMIT :limit) AS same"
).replace("BEST", _BEST)
_OF_EACH = "unnest(CAST(:starts AS bigint[])) AS asked (start), LATERAL ((LONGER) UNION ALL (SHORTER))"


class Candidate(NamedTuple):
    """An entry that may be alike: its columns."""

    id: int
    source: str
    target: str
    source_language: str
    target_language: str
    kind: str
    before_key: int | None
    after_key: int | None
    target_id: int | None


def add(session: Session, postings: Iterable[int]) -> None:
    """Put new `postings` into the index. In the order of the index: in any other it takes many times as long."""
    insert_numbers(session, _GRAM, "posting", sorted(postings))


def remove(session: Session, postings: Sequence[int]) -> None:
    """Take `postings` out of the index."""
    if not postings:
        return
    connection = session.connection()
    if not is_postgresql(connection):
        connection.exec_driver_sql(_REMOVE_SQLITE, [(posting,) for posting in sorted(postings)])
    else:
        connection.execute(_REMOVE_POSTGRESQL, {"postings": list(postings)})


@dataclass(frozen=True, slots=True)
class Sought:
    """A text to find others by: its `key`, the `hashes` to look for, its `length` and that of the others, about."""

    key: int
    hashes: Sequence[int]
    low: int
    length: int
    high: int


def candidates(session: Session, sought: Sought, limit: int) -> list[Candidate]:
    """Return the entries with the same source, and those that share the most of the hashes, up to `limit` of each.

    Beside them the newest whose grams are still to be added. Costs the same however large the memory is.
    """
    return [Candidate(*row) for row in _found(session, _FIND, "memory_posting", sought, limit)]


def segments(session: Session, sought: Sought, limit: int) -> list[int]:
    """Return the segments whose sources are the same, and those that share the most of the hashes."""
    return [row[0] for row in _found(session, _FIND_SEGMENTS, "memory_source_posting", sought, limit)]


def _found(session: Session, question: str, table: str, sought: Sought, limit: int) -> Iterable[Any]:
    values: dict[str, object] = {
        "key": sought.key, "low": grade(sought.low) << ENTRY_BITS, "length": grade(sought.length) << ENTRY_BITS,
        "high": (grade(sought.high) + 1) << ENTRY_BITS, "most": MOST_OF_A_GRAM, "limit": limit,
        "entry": MOST_ENTRIES - 1,
    }  # fmt: skip
    connection = session.connection()
    starts = [beginning(value) for value in sought.hashes]
    if is_postgresql(connection):
        return connection.execute(_for_postgresql(question, table), {**values, "starts": starts})
    values |= {f"start_{n}": start for n, start in enumerate(starts)}
    # Past SQLAlchemy's reading of each value: it took as long as to find them.
    return connection.exec_driver_sql(_for_sqlite(question, table, len(starts)), values)


@lru_cache(maxsize=8)
def _for_postgresql(question: str, table: str) -> TextClause:
    each = _OF_EACH.replace("LONGER", _LONGER).replace("SHORTER", _SHORTER).replace("START", "asked.start")
    return text(question.replace("FOUND", each).replace("TABLE", table))


@lru_cache(maxsize=128)
def _for_sqlite(question: str, table: str, count: int) -> str:
    """Return the question for `count` grams: one part for each, as only so each of them is bounded.

    Put together of constants alone; hashes go in as parameters.
    """
    parts = (part.replace("START", f":start_{n}") for n in range(count) for part in (_LONGER, _SHORTER))
    found = " UNION ALL ".join(f"SELECT * FROM ({part})" for part in parts)  # noqa: S608
    return question.replace("FOUND", f"({found or 'SELECT 0 AS entry_id WHERE 0'})").replace("TABLE", table)
