"""The index: two rows for an entry, one a side, of folded terms. FTS5 on SQLite, a tsvector on PostgreSQL.

Rows of entries that are gone find nothing, and are swept out by and by (gathering.py): no key and no trigger makes
an approval slower.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, String, TextClause, bindparam, text
from sqlalchemy.orm import Session

from domain.folding import hits
from domain.language_tags import base_language
from domain.states import APPROVED
from models.memory import MemoryEntry
from services.search import postgres, sqlite
from services.search.entries import SOURCE, TARGET, Wanted, plain

SIDES_OF = {0: SOURCE, 1: TARGET}  # the last bit of a row's number; the rest is the entry's

_ADD_SQLITE = text("INSERT INTO concordance_fts (rowid, place, words) VALUES (:id, :place, :words)")
_ADD_POSTGRESQL = text(
    "INSERT INTO concordance_fts (id, words, is_long) SELECT id, CAST(words AS tsvector), is_long FROM unnest("
    "CAST(:ids AS bigint[]), CAST(:words AS text[]), CAST(:long AS boolean[])) AS new (id, words, is_long) "
    "ON CONFLICT (id) DO UPDATE SET words = excluded.words, is_long = excluded.is_long"
)
_KEY = {"sqlite": "rowid", "postgresql": "id"}
# Of an approved target, or of none: out of a file. Only paragraphs are in the index.
_IS_LIVING = "(e.target_id IS NULL OR t.state IN (APPROVED)) AND e.kind = 'paragraph'".replace(
    "APPROVED", ", ".join(f"'{state.value}'" for state in sorted(APPROVED))
)
# In this order of the tables, so that the newest come first unsorted.
_FIND_SQLITE = text(
    "SELECT found.rowid, e.pair_key, 0 FROM concordance_fts AS found CROSS JOIN memory_entry AS e "
    "ON e.id = found.rowid >> 1 LEFT JOIN target AS t ON t.id = e.target_id WHERE LIVING "
    "AND found.concordance_fts MATCH :match ORDER BY found.rowid DESC LIMIT :limit".replace("LIVING", _IS_LIVING)
)
# A page of the newest hits, and only then what they are of; no key of what counts no longer. All of them in one, the
# planner took for a common word what is a rare one, and read the whole table.
_FIND_POSTGRESQL = (
    "SELECT found.id, CASE WHEN LIVING THEN e.pair_key END, found.is_long FROM "
    "(SELECT id, is_long FROM concordance_fts WHERE (words @@ CAST(:match AS tsquery) OR is_longPLACE) "
    "AND id < :before ORDER BY id DESC LIMIT :limit) AS found "
    "LEFT JOIN memory_entry AS e ON e.id = found.id >> 1 LEFT JOIN target AS t ON t.id = e.target_id "
    "ORDER BY found.id DESC"
).replace("LIVING", _IS_LIVING)


_RANGE = {"before": BigInteger(), "limit": Integer()}
_FIND_ANYWHERE = postgres.as_written(_FIND_POSTGRESQL.replace("PLACE", ""), match=String(), **_RANGE)
_FIND_THERE = postgres.as_written(
    _FIND_POSTGRESQL.replace("PLACE", " AND words @@ CAST(:place AS tsquery)"),
    match=String(), place=String(), **_RANGE,
)  # fmt: skip
_BEYOND_ALL = (1 << 63) - 1  # any number of a row
_REMOVE = "DELETE FROM concordance_fts WHERE KEY IN :ids"
_KNOWN = "SELECT KEY FROM concordance_fts WHERE KEY IN :ids"
_AFTER = "SELECT KEY FROM concordance_fts WHERE KEY > :after ORDER BY KEY LIMIT :limit"


class Line(NamedTuple):
    """One side of an entry: its number, the terms that say what it is, its words."""

    id: int
    place: tuple[str, ...]
    words: list[str]


class Hit(NamedTuple):
    """An entry that has what is looked for, and the key of what it says."""

    entry_id: int
    pair_key: int


def rows_of(entry_id: int) -> tuple[int, int]:
    """Return the numbers of the rows of an entry: of its source, of its target."""
    return entry_id << 1, (entry_id << 1) + 1


@lru_cache(maxsize=256)
def pair_term(source_language: str, target_language: str) -> str:
    """Return the term of a pair of languages, whatever their varieties."""
    tags = (base_language(tag) for tag in (source_language, target_language))
    return "p" + "0".join(
        "".join(letter for letter in tag.lower() if letter.isascii() and letter.isalpha()) for tag in tags
    )


def file_term(file_id: int) -> str:
    """Return the term that what a file brought has."""
    return f"f{file_id}"


def store(session: Session, lines: Sequence[Line]) -> None:
    """Put `lines`, of which the index has none, into it."""
    if not lines:
        return
    if not _is_postgresql(session):
        rows = [{"id": one.id, "place": " ".join(one.place), "words": " ".join(one.words)} for one in lines]
        session.connection().execute(_ADD_SQLITE, rows)
        return
    vectors = [postgres.vector_of(one.place, one.words) for one in lines]
    values = {
        "ids": [one.id for one in lines], "words": [words for words, _long in vectors],
        "long": [is_long for _words, is_long in vectors],
    }  # fmt: skip
    session.connection().execute(_ADD_POSTGRESQL, values)


def remove(session: Session, ids: Collection[int]) -> None:
    """Take rows out of the index."""
    if ids:
        session.connection().execute(_sql(session, _REMOVE), {"ids": list(ids)})


def known(session: Session, ids: Collection[int]) -> set[int]:
    """Return those of `ids` that the index has."""
    return set(session.connection().execute(_sql(session, _KNOWN), {"ids": list(ids)}).scalars()) if ids else set()


def rows_after(session: Session, row_id: int, limit: int) -> list[int]:
    """Return the numbers of the next rows of the index, in order."""
    return list(session.connection().execute(_sql(session, _AFTER), {"after": row_id, "limit": limit}).scalars())


def find(session: Session, wanted: Wanted, *, limit: int) -> list[Hit]:
    """Return up to `limit` hits, the newest entry first; an entry with hits on both sides comes twice."""
    if _is_postgresql(session):
        return _find_postgresql(session, wanted, limit)
    rows = session.connection().execute(_FIND_SQLITE, {"match": sqlite.match_of(wanted), "limit": limit})
    return [Hit(row_id >> 1, pair_key) for row_id, pair_key, _long in rows]


def _find_postgresql(session: Session, wanted: Wanted, limit: int) -> list[Hit]:
    match, place = postgres.match_of(wanted)
    values: dict[str, object] = {"match": match, "limit": limit} | ({"place": place} if place else {})
    query, before = _FIND_THERE if place else _FIND_ANYWHERE, _BEYOND_ALL
    found: list[Hit] = []
    while len(found) < limit:
        rows = session.connection().execute(query, {**values, "before": before}).all()
        missing = _without(session, wanted, [row_id for row_id, _key, is_long in rows if is_long])
        found += [
            Hit(row_id >> 1, pair_key)
            for row_id, pair_key, _long in rows
            if pair_key is not None and row_id not in missing
        ]
        if len(rows) < limit:
            break
        before = rows[-1][0]
    return found[:limit]


def _without(session: Session, wanted: Wanted, row_ids: Sequence[int]) -> set[int]:
    """Return those of some long texts, which PostgreSQL has no words of, that lack what is wanted."""
    entries = {row_id >> 1 for row_id in row_ids}
    found = (
        {entry.id: entry for entry in session.query(MemoryEntry).where(MemoryEntry.id.in_(entries))} if entries else {}
    )
    return {
        row_id for row_id in row_ids
        if not hits(wanted.query, plain(getattr(found[row_id >> 1], SIDES_OF[row_id & 1])))
    }  # fmt: skip


def _sql(session: Session, words: str) -> TextClause:
    return _text(words, _KEY[session.get_bind().dialect.name])


@lru_cache(maxsize=16)
def _text(words: str, key: str) -> TextClause:
    own = text(words.replace("KEY", key))
    return own.bindparams(bindparam("ids", expanding=True)) if ":ids" in words else own


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
