"""The index on PostgreSQL: a tsvector of the folded terms, made by us. services/search/sqlite.py offers the same.

A tsvector keeps places up to 16,383 and no more than 255 of one term. A text beyond that is marked as long: every
search looks at it closely, so that nothing is missed.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Integer, String, TextClause, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from domain.folding import Phrase, hits
from models import SearchEntry, SearchMark
from services.search.entries import Doc, Numbered, Wanted, entry_rows, texts_of

ADVISORY_LOCK = 7_214_002  # any number, as long as every process of ours takes the same
MOST_TERMS, MOST_OF_ONE = 16_000, 255

_STORE = insert(SearchEntry.__table__)
_STORE = _STORE.on_conflict_do_update(
    index_elements=["id"],
    set_={name: _STORE.excluded[name] for name in ("segment_id", "target_id", "version", "open_until")},
)
_ADD = text(
    "INSERT INTO search_fts (id, words, is_long) VALUES (:id, CAST(:words AS tsvector), :is_long) "
    "ON CONFLICT (id) DO UPDATE SET words = excluded.words, is_long = excluded.is_long"
)
# In one line: to fetch a thousand rows took longer than to find them.
_FIND = (
    "SELECT string_agg(CAST(id AS text), ','), string_agg(CAST(id AS text), ',') FILTER (WHERE is_long) "
    "FROM (SELECT id, is_long FROM search_fts WHERE (words @@ CAST(:match AS tsquery) OR is_long{}) "
    "AND id > :after ORDER BY id LIMIT :limit) AS found"
)


def as_written(words: str, **types: TypeEngine[Any]) -> TextClause:
    """Return a question that has its values written in it.

    With parameters in their place it is planned once for whatever is asked for, by guess: a word that nobody has took
    longer than any other.
    """
    return text(words).bindparams(*(bindparam(name, type_=own, literal_execute=True) for name, own in types.items()))


_RANGE = {"after": BigInteger(), "limit": Integer()}
_FIND_ANYWHERE = as_written(_FIND.format(""), match=String(), **_RANGE)
_FIND_THERE = as_written(
    _FIND.format(" AND words @@ CAST(:place AS tsquery)"), match=String(), place=String(), **_RANGE
)
_SNAPSHOT = (
    "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)",
    "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)",
)


def one_at_a_time(session: Session) -> None:
    """Wait until nobody else gathers; the lock goes with the transaction."""
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})


def settled(session: Session, mark: SearchMark, kind: Numbered) -> int:
    """Return the number up to which no row can turn up any more, and note in `mark` what will be so soon.

    A transaction that was given a number may still be running: one looks how far the numbers are now, and trusts
    that only when everybody who was at work then has ended.
    """
    newest, oldest, next_one = session.execute(select(func.max(kind.id), *map(text, _SNAPSHOT))).one()
    found = mark.revision_id
    if mark.ahead_xid is not None and mark.ahead_id is not None:
        if mark.ahead_xid > oldest:
            return found
        found = max(found, mark.ahead_id)
    mark.ahead_id, mark.ahead_xid = newest or 0, next_one
    return found


def store(session: Session, docs: Sequence[Doc]) -> None:
    """Put `docs` into the index, in place of what it held of these texts."""
    if not docs:
        return
    session.execute(_STORE, entry_rows(docs))
    session.execute(_ADD, [_row(doc) for doc in docs])


def find(session: Session, wanted: Wanted, *, after: int, limit: int) -> list[int]:
    """Return the ids of up to `limit` entries beyond `after` that have what is wanted, in their order."""
    match, place = match_of(wanted)
    values = {"match": match, "after": after, "limit": limit}
    query = _FIND_ANYWHERE
    if place:
        query, values["place"] = _FIND_THERE, place
    found, long = (_numbers(line) for line in session.connection().execute(query, values).one())
    if not long:
        return found
    missing = set(long) - {n for n, own in texts_of(session, long) if hits(wanted.query, own)}
    kept = [n for n in found if n not in missing]
    is_more = len(found) == limit and len(kept) < limit
    return kept + (find(session, wanted, after=found[-1], limit=limit - len(kept)) if is_more else [])


def _numbers(line: str | None) -> list[int]:
    return sorted(map(int, line.split(","))) if line else []


def _row(doc: Doc) -> dict[str, object]:
    words, is_long = vector_of(doc.place, doc.words)
    return {"id": doc.id, "words": words, "is_long": is_long}


def vector_of(place: Sequence[str], terms: Sequence[str]) -> tuple[str, bool]:
    """Return the tsvector of a text, and whether it is too long for one: then it has the terms of its place alone."""
    places: dict[str, list[int]] = {}
    for n, term in enumerate(terms, 1):
        places.setdefault(term, []).append(n)
    is_long = len(terms) > MOST_TERMS or any(len(own) > MOST_OF_ONE for own in places.values())
    # Letters, digits and their marks alone: nothing in them could end the quotes.
    words = [] if is_long else [f"'{term}':{','.join(map(str, own))}" for term, own in places.items()]
    return " ".join([*(f"'_{term}'" for term in place), *words]), is_long


def match_of(wanted: Wanted) -> tuple[str, str]:
    """Return what is wanted as a tsquery, and the part of it that says where; that is empty for everywhere."""
    place = " & ".join("(" + " | ".join(f"'_{term}'" for term in any_of) + ")" for any_of in wanted.place)
    words = " & ".join(_phrase(phrase) for phrase in wanted.query.phrases)
    return f"{place} & {words}" if place else words, place


def _phrase(phrase: Phrase) -> str:
    *before, last = (f"'{term}'" for term in phrase.terms)
    return "(" + " <-> ".join([*before, last + (":*" if phrase.is_prefix else "")]) + ")"
