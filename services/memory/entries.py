"""Entries of the memory: made from pairs of texts, stored with their grams, taken out again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, not_, select
from sqlalchemy.orm import Session

from domain.memory import key, normalised, pair_of, postings
from formats.inline import may_have_marks
from models.memory import MemoryEntry, MemoryKind
from services.memory import grams
from services.memory.rows import insert, moment, numbers
from services.search.entries import plain

_ENTRY = MemoryEntry.__table__
_COLUMNS = (
    "source_language", "target_language", "target_id", "file_id", "kind", "source", "target", "source_key",
    "pair_key", "before_key", "after_key", "author", "changed_at", "is_waiting",
)  # fmt: skip


class Pair(NamedTuple):
    """A source and its target, inline CommonMark. `before`, `after`: the keys of the sources next to it, if known.

    `source_language`, `target_language`: the varieties of this pair, "" for those of all that it is stored with.
    """

    source: str
    target: str
    kind: MemoryKind = MemoryKind.PARAGRAPH
    before: int | None = None
    after: int | None = None
    author: str = ""
    changed_at: datetime | None = None
    source_language: str = ""
    target_language: str = ""


def compared(text: str) -> str:
    """Return what of an inline CommonMark text is compared: what a reader sees, normalised."""
    return normalised(plain(text) if may_have_marks(text) else text)


def store(
    session: Session, pairs: Sequence[Pair], source_language: str, target_language: str, *,
    target_id: int | None = None, file_id: int | None = None, is_waiting: bool = False,
    pair_keys: Iterable[int] | None = None,
) -> Sequence[int]:  # fmt: skip
    """Add `pairs` to the memory, from a target or from a file, with their grams, and return their numbers.

    `is_waiting`: their grams come later (services/memory/gathering.py), and nobody is told the numbers. `pair_keys`: of
    the pairs, where they are known.
    """
    if not pairs:
        return ()
    languages = pair_of(source_language, target_language)
    texts = [compared(pair.source) for pair in pairs]
    keys = pair_keys or (pair_key(pair.source, pair.target, languages) for pair in pairs)
    rows = [
        (
            pair.source_language or source_language, pair.target_language or target_language, target_id, file_id,
            pair.kind.value, pair.source, pair.target, key(languages, text), its_key, pair.before, pair.after,
            pair.author, moment(session, pair.changed_at), is_waiting,
        )
        for pair, text, its_key in zip(pairs, texts, keys, strict=True)
    ]  # fmt: skip
    if is_waiting:
        insert(session, _ENTRY, _COLUMNS, rows)
        return ()
    ids = numbers(session, len(rows))
    insert(session, _ENTRY, ("id", *_COLUMNS), [(id, *row) for id, row in zip(ids, rows, strict=True)])
    add_grams(session, zip(ids, texts, strict=True), languages)
    return ids


def add_grams(session: Session, entries: Iterable[tuple[int, str]], languages: str) -> None:
    """Add the grams of entries, by the normalised texts of their sources."""
    grams.add(session, chain.from_iterable(postings(text, languages, id) for id, text in entries))


def forget(session: Session, *, target_id: int) -> None:
    """Take out what came from a target, with its grams."""
    _take_out(session, MemoryEntry.target_id == target_id)


def forget_entries(session: Session, entry_ids: Sequence[int]) -> None:
    """Take out entries, with their grams."""
    _take_out(session, MemoryEntry.id.in_(entry_ids))


def _take_out(session: Session, which: ColumnElement[bool]) -> None:
    query = select(MemoryEntry.id, MemoryEntry.source, MemoryEntry.source_language, MemoryEntry.target_language)
    found: list[int] = []
    for row in session.execute(query.where(which, not_(MemoryEntry.is_waiting))):
        found += postings(compared(row.source), pair_of(row.source_language, row.target_language), row.id)
    grams.remove(session, found)
    session.execute(delete(_ENTRY).where(which))


def pair_key(source: str, target: str, pair: str) -> int:
    """Return the key of both texts: two entries with the same say the same."""
    return key(pair, source, target)
