"""The index on SQLite: FTS5 over the folded terms. services/search/postgres.py offers the same functions."""

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from domain.folding import Phrase
from models import SearchEntry, SearchMark
from services.search.entries import Doc, Numbered, Wanted, entry_rows

_STORE = insert(SearchEntry.__table__)
_STORE = _STORE.on_conflict_do_update(
    index_elements=["id"],
    set_={name: _STORE.excluded[name] for name in ("segment_id", "target_id", "version", "open_until")},
)
_FORGET = text("DELETE FROM search_fts WHERE rowid = :id")
_ADD = text("INSERT INTO search_fts (rowid, place, words) VALUES (:id, :place, :words)")
# In one line: to fetch a thousand rows took longer than to find them.
_FIND = text(
    "SELECT group_concat(id) FROM (SELECT rowid AS id FROM search_fts WHERE search_fts MATCH :match "
    "AND rowid > :after ORDER BY rowid LIMIT :limit)"
)


def one_at_a_time(session: Session) -> None:
    """Wait until nobody else gathers: a writing transaction has the whole database to itself anyway."""


def settled(session: Session, mark: SearchMark, kind: Numbered) -> int:
    """Return the number up to which no row can turn up any more: the highest, as writers follow each other."""
    return session.scalar(select(func.max(kind.id))) or 0


def store(session: Session, docs: Sequence[Doc]) -> None:
    """Put `docs` into the index, in place of what it held of these texts."""
    if not docs:
        return
    session.execute(_STORE, entry_rows(docs))
    session.execute(_FORGET, [{"id": doc.id} for doc in docs])
    session.execute(_ADD, [{"id": doc.id, "place": " ".join(doc.place), "words": " ".join(doc.words)} for doc in docs])


def find(session: Session, wanted: Wanted, *, after: int, limit: int) -> list[int]:
    """Return the ids of up to `limit` entries beyond `after` that have what is wanted, in their order."""
    values = {"match": match_of(wanted), "after": after, "limit": limit}
    found = session.connection().scalar(_FIND, values)
    return sorted(map(int, found.split(","))) if found else []


def match_of(wanted: Wanted) -> str:
    """Return what is wanted as FTS5 asks for it, of a table with the columns `place` and `words`."""
    words = " AND ".join(_phrase(phrase) for phrase in wanted.query.phrases)
    place = " AND ".join("(" + " OR ".join(f'"{term}"' for term in any_of) + ")" for any_of in wanted.place)
    return f"{{place}} : ({place}) AND {{words}} : ({words})" if place else f"{{words}} : ({words})"


def _phrase(phrase: Phrase) -> str:
    # Letters, digits and their marks alone: nothing in them could end the quotes.
    return f'"{" ".join(phrase.terms)}"' + (" *" if phrase.is_prefix else "")
