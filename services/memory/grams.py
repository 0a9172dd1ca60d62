"""The index of the memory: which entries share grams with a text. The same table and answers on both databases.

A posting is one number (domain/memory.py): hash, length and entry, so that a stretch of the table's own key holds
the entries of one gram in a range of lengths.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import text
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
    "SELECT posting & :entry AS entry_id FROM memory_posting "
    "WHERE posting >= START + :length AND posting < START + :high ORDER BY posting LIMIT :most"
)
_SHORTER = (
    "SELECT posting & :entry AS entry_id FROM memory_posting "
    "WHERE posting >= START + :low AND posting < START + :length ORDER BY posting DESC LIMIT :most"
)
# With those that have the same source, however many others are alike, and those whose grams are still to be added.
_FIND = (
    "SELECT e.id, e.source, e.target, e.source_language, e.target_language, e.kind, e.before_key, e.after_key, "
    "e.target_id FROM memory_entry AS e JOIN ("
    "SELECT entry_id FROM (SELECT found.entry_id, count(*) AS shared FROM FOUND AS found "
    "GROUP BY found.entry_id ORDER BY shared DESC, found.entry_id LIMIT :limit) AS best "
    "UNION SELECT id FROM (SELECT id FROM memory_entry WHERE source_key = :key ORDER BY id DESC LIMIT :limit) AS same "
    "UNION SELECT id FROM (SELECT id FROM memory_entry WHERE is_waiting ORDER BY id DESC LIMIT :limit) AS fresh"
    ") AS wanted ON e.id = wanted.entry_id"
)
_OF_EACH = "unnest(CAST(:starts AS bigint[])) AS asked (start), LATERAL ((LONGER) UNION ALL (SHORTER))"
_FIND_POSTGRESQL = text(
    _FIND.replace("FOUND", _OF_EACH)
    .replace("LONGER", _LONGER)
    .replace("SHORTER", _SHORTER)
    .replace("START", "asked.start")
)


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


def candidates(
    session: Session, key: int, hashes: Sequence[int], *, low: int, length: int, high: int, limit: int
) -> list[Candidate]:
    """Return the entries with the source `key`, and those that share the most of `hashes`, up to `limit` of each.

    Of a length between about `low` and `high`; `length`: of the text asked about. Beside them the newest whose grams
    are still to be added. Costs the same however large the memory is.
    """
    values: dict[str, object] = {
        "key": key, "low": grade(low) << ENTRY_BITS, "length": grade(length) << ENTRY_BITS,
        "high": (grade(high) + 1) << ENTRY_BITS, "most": MOST_OF_A_GRAM, "limit": limit, "entry": MOST_ENTRIES - 1,
    }  # fmt: skip
    connection = session.connection()
    starts = [beginning(value) for value in hashes]
    if is_postgresql(connection):
        rows = connection.execute(_FIND_POSTGRESQL, {**values, "starts": starts})
        return [Candidate(*row) for row in rows]
    values |= {f"start_{n}": start for n, start in enumerate(starts)}
    # Past SQLAlchemy's reading of each value: it took as long as to find them.
    return [Candidate(*row) for row in connection.exec_driver_sql(_find_sqlite(len(starts)), values)]


@lru_cache(maxsize=128)
def _find_sqlite(count: int) -> str:
    """Return the question for `count` grams: one part for each, as only so each of them is bounded.

    Put together of constants alone; hashes go in as parameters.
    """
    parts = (part.replace("START", f":start_{n}") for n in range(count) for part in (_LONGER, _SHORTER))
    found = " UNION ALL ".join(f"SELECT * FROM ({part})" for part in parts)  # noqa: S608
    return _FIND.replace("FOUND", f"({found or 'SELECT 0 AS entry_id WHERE 0'})")
