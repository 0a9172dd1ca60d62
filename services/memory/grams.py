"""The index of the memory: which entries share grams with a text. The same table and answers on both databases."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

MOST_OF_A_GRAM = 120  # entries read for one gram on each side of the length asked for: what a common gram costs
Gram = tuple[int, int, int]  # hash, length, entry

_ADD_SQLITE = "INSERT OR IGNORE INTO memory_gram (hash, length, entry_id) VALUES (?, ?, ?)"
_REMOVE_SQLITE = "DELETE FROM memory_gram WHERE hash = ? AND length = ? AND entry_id = ?"
_ADD_POSTGRESQL = text(
    "INSERT INTO memory_gram (hash, length, entry_id) SELECT * FROM unnest("
    "CAST(:hashes AS integer[]), CAST(:lengths AS integer[]), CAST(:entries AS integer[])) ON CONFLICT DO NOTHING"
)
_REMOVE_POSTGRESQL = text(
    "DELETE FROM memory_gram WHERE (hash, length, entry_id) IN (SELECT * FROM unnest("
    "CAST(:hashes AS integer[]), CAST(:lengths AS integer[]), CAST(:entries AS integer[])))"
)
# The entries whose length is nearest to the one asked for come first, so that the bound leaves out the least alike.
_LONGER = (
    "SELECT entry_id FROM memory_gram WHERE hash = HASH AND length BETWEEN :length AND :high "
    "ORDER BY length, entry_id LIMIT :most"
)
_SHORTER = (
    "SELECT entry_id FROM memory_gram WHERE hash = HASH AND length >= :low AND length < :length "
    "ORDER BY length DESC, entry_id DESC LIMIT :most"
)
_BEST = (
    "SELECT found.entry_id, count(*) AS shared FROM FOUND AS found "
    "GROUP BY found.entry_id ORDER BY shared DESC, found.entry_id LIMIT :limit"
)
# With those that have the same source, however many others are alike.
_FIND = (
    "SELECT e.id, e.source, e.target, e.source_language, e.target_language, e.kind, e.before_key, e.after_key, "
    "e.target_id FROM memory_entry AS e WHERE e.id IN (SELECT entry_id FROM (BEST) AS best) OR e.id IN "
    "(SELECT same.id FROM memory_entry AS same WHERE same.source_key = :key LIMIT :limit)"
)
_OF_EACH = "unnest(CAST(:hashes AS integer[])) AS asked (hash), LATERAL ((LONGER) UNION ALL (SHORTER))"
_FIND_POSTGRESQL = text(
    _FIND.replace("BEST", _BEST)
    .replace("FOUND", _OF_EACH)
    .replace("LONGER", _LONGER)
    .replace("SHORTER", _SHORTER)
    .replace("HASH", "asked.hash")
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


def add(session: Session, grams: Sequence[Gram]) -> None:
    """Put `grams` into the index. In the order of the index: in any other it takes many times as long."""
    _run(session, _ADD_SQLITE, _ADD_POSTGRESQL, sorted(grams))


def remove(session: Session, grams: Sequence[Gram]) -> None:
    """Take `grams` out of the index."""
    _run(session, _REMOVE_SQLITE, _REMOVE_POSTGRESQL, sorted(grams))


def candidates(
    session: Session, key: int, hashes: Sequence[int], *, low: int, length: int, high: int, limit: int
) -> list[Candidate]:
    """Return the entries with the source `key`, and those that share the most of `hashes`, up to `limit` of each.

    Of a length between `low` and `high`; `length`: of the text asked about. Costs the same however large the memory is.
    """
    values: dict[str, object] = {
        "key": key, "low": low, "length": length, "high": high, "most": MOST_OF_A_GRAM, "limit": limit,
    }  # fmt: skip
    connection = session.connection()
    if _is_postgresql(session):
        rows = connection.execute(_FIND_POSTGRESQL, {**values, "hashes": list(hashes)})
        return [Candidate(*row) for row in rows]
    values |= {f"hash_{n}": value for n, value in enumerate(hashes)}
    # Past SQLAlchemy's reading of each value: it took as long as to find them.
    return [Candidate(*row) for row in connection.exec_driver_sql(_find_sqlite(len(hashes)), values)]


@lru_cache(maxsize=128)
def _find_sqlite(count: int) -> str:
    """Return the question for `count` grams: one part for each, as only so each of them is bounded.

    Put together of constants alone; hashes go in as parameters.
    """
    parts = (part.replace("HASH", f":hash_{n}") for n in range(count) for part in (_LONGER, _SHORTER))
    found = " UNION ALL ".join(f"SELECT * FROM ({part})" for part in parts)  # noqa: S608
    return _FIND.replace("BEST", _BEST).replace("FOUND", f"({found or 'SELECT 0 AS entry_id WHERE 0'})")


def _run(session: Session, sqlite: str, postgresql: TextClause, grams: list[Gram]) -> None:
    if not grams:
        return
    connection = session.connection()
    if _is_postgresql(session):
        hashes, lengths, entries = (list(column) for column in zip(*grams, strict=True))
        connection.execute(postgresql, {"hashes": hashes, "lengths": lengths, "entries": entries})
    else:
        connection.exec_driver_sql(sqlite, grams)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
