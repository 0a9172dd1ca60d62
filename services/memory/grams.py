"""The index of the memory: which entries share grams with a text. The same table and answers on both databases.

A posting is one number (domain/memory.py): hash, length and entry, so that a stretch of the table's own key holds
the entries of one gram in a range of lengths.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.memory import ENTRY_BITS, LENGTH_BITS, MOST_ENTRIES, beginning, grade
from models.memory import MemoryPosting
from services.memory.rows import insert_numbers, is_postgresql

MOST_OF_A_GRAM = 120  # entries read for one gram on each side of the length asked for: what a common gram costs
SHAPE = 10  # SQLite prepares a question for as many hashes once, which takes longer than to answer it: few shapes, then

_GRAM = MemoryPosting.__table__
_REMOVE_SQLITE = "DELETE FROM memory_posting WHERE posting = ?"
_REMOVE_POSTGRESQL = text("DELETE FROM memory_posting WHERE posting = ANY(CAST(:postings AS bigint[]))")
# The entries whose length is nearest to the one asked for come first, so that the bound leaves out the least alike.
_LONGER = "TABLE WHERE posting >= START + :length AND posting < START + :high ORDER BY posting LIMIT :most"
_SHORTER = "TABLE WHERE posting >= START + :low AND posting < START + :length ORDER BY posting DESC LIMIT :most"
# A gram that few have tells more than one that many have: up to three times as much.
_WEIGHT = "(26 + 2000 / (25 + COUNT))"
# Those that share the most; of two that share the same, the one that is nearer in length.
_BEST = (
    "SELECT place & :entry AS entry_id FROM (SELECT found.place, "
    "sum(found.weight) * 1000 / (20 + abs((found.place >> :beyond) - :grade)) AS worth "
    "FROM FOUND GROUP BY found.place ORDER BY worth DESC, found.place LIMIT :limit) AS best"
)
# With those that have the same source, however many others are alike, and those whose grams are still to be added.
_FIND = (
    "SELECT e.id, e.source FROM (BEST) AS wanted JOIN memory_entry AS e ON e.id = wanted.entry_id "
    "UNION ALL SELECT id, source FROM "
    "(SELECT id, source FROM memory_entry WHERE source_key = :key ORDER BY id DESC LIMIT :limit) AS same "
    "UNION ALL SELECT id, source FROM "
    "(SELECT id, source FROM memory_entry WHERE is_waiting ORDER BY id DESC LIMIT :limit) AS fresh"
).replace("BEST", _BEST)
_FIND_SEGMENTS = (
    "BEST UNION SELECT segment_id FROM "
    "(SELECT segment_id FROM memory_source WHERE source_key = :key ORDER BY segment_id DESC LIMIT :limit) AS same"
).replace("BEST", _BEST)
# An array knows how long it is: to count by other means took half as long again.
_FOUND_POSTGRESQL = (
    "(SELECT posting & :place AS place, weight FROM (SELECT side.postings, WEIGHT AS weight "
    "FROM unnest(CAST(:starts AS bigint[])) AS asked (start), LATERAL "
    "(VALUES (ARRAY(SELECT posting FROM LONGER)), (ARRAY(SELECT posting FROM SHORTER))) AS side (postings) OFFSET 0"
    ") AS gram, unnest(gram.postings) AS posting) AS found"
).replace("WEIGHT", _WEIGHT.replace("COUNT", "cardinality(side.postings)"))
_FOUND_SQLITE = (
    "SELECT posting & :place AS place, (SELECT WEIGHT FROM (SELECT 1 FROM SIDE)) AS weight "
    "FROM (SELECT posting FROM SIDE)"
).replace("WEIGHT", _WEIGHT.replace("COUNT", "count(*)"))


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


def candidates(session: Session, sought: Sought, limit: int) -> dict[int, str]:
    """Return the entries with the same source, and those that share the most of the hashes, up to `limit` of each:
    their numbers and sources.

    Beside them the newest whose grams are still to be added. Costs the same however large the memory is.
    """
    return {row[0]: row[1] for row in _found(session, _FIND, "memory_posting", sought, limit)}


def segments(session: Session, sought: Sought, limit: int) -> list[int]:
    """Return the segments whose sources are the same, and those that share the most of the hashes."""
    return [row[0] for row in _found(session, _FIND_SEGMENTS, "memory_source_posting", sought, limit)]


def _found(session: Session, question: str, table: str, sought: Sought, limit: int) -> Sequence[Any]:
    own = grade(sought.length)
    values: dict[str, object] = {
        "key": sought.key, "low": grade(sought.low) << ENTRY_BITS, "length": own << ENTRY_BITS, "grade": own,
        "high": (grade(sought.high) + 1) << ENTRY_BITS, "limit": limit,
    }  # fmt: skip
    connection = session.connection()
    starts = [beginning(value) for value in sought.hashes]
    # Past SQLAlchemy's reading of each value: it took as long as to find them.
    if is_postgresql(connection):
        return connection.exec_driver_sql(_for_postgresql(question, table), {**values, "starts": starts}).all()
    count = -(-len(starts) // SHAPE) * SHAPE
    values |= dict.fromkeys((f"start_{n}" for n in range(count)), None)  # where nothing is found
    values |= {f"start_{n}": start for n, start in enumerate(starts)}
    return connection.exec_driver_sql(_for_sqlite(question, table, count), values).all()


@lru_cache(maxsize=8)
def _for_postgresql(question: str, table: str) -> str:
    found = _FOUND_POSTGRESQL.replace("LONGER", _LONGER).replace("SHORTER", _SHORTER).replace("START", "asked.start")
    return re.sub(r":(\w+)", r"%(\1)s", _with_constants(question.replace("FOUND", found).replace("TABLE", table)))


@lru_cache(maxsize=16)
def _for_sqlite(question: str, table: str, count: int) -> str:
    """Return the question for `count` grams: one part for each, as only so each of them is bounded.

    Put together of constants alone; hashes go in as parameters.
    """
    sides = (side.replace("START", f":start_{n}") for n in range(count) for side in (_LONGER, _SHORTER))
    found = " UNION ALL ".join(_FOUND_SQLITE.replace("SIDE", side) for side in sides)
    nothing = "SELECT 0 AS place, 0 AS weight WHERE 0"
    return _with_constants(question.replace("FOUND", f"({found or nothing}) AS found").replace("TABLE", table))


def _with_constants(question: str) -> str:
    """Return a question with what is the same each time written in it: a parameter costs more."""
    constants = {
        ":place": (1 << ENTRY_BITS + LENGTH_BITS) - 1, ":entry": MOST_ENTRIES - 1, ":beyond": ENTRY_BITS,
        ":most": MOST_OF_A_GRAM,
    }  # fmt: skip
    return re.sub("|".join(constants), lambda name: str(constants[name[0]]), question)
