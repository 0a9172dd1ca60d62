"""Entries of the memory: made from pairs of texts, stored with their grams, taken out again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from domain.memory import key, normalised, pair_of, sketch
from models.memory import MemoryEntry, MemoryKind
from services.memory import grams
from services.search.entries import plain

_ENTRY = MemoryEntry.__table__
_ADD = insert(_ENTRY).returning(_ENTRY.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its target, inline CommonMark. `before`, `after`: the keys of the sources next to it, if known."""

    source: str
    target: str
    kind: MemoryKind = MemoryKind.PARAGRAPH
    before: int | None = None
    after: int | None = None
    author: str = ""
    changed_at: datetime | None = None


def compared(text: str) -> str:
    """Return what of an inline CommonMark text is compared: what a reader sees, normalised."""
    return normalised(plain(text))


def store(
    session: Session, pairs: Sequence[Pair], source_language: str, target_language: str, *,
    target_id: int | None = None, file_id: int | None = None,
) -> None:  # fmt: skip
    """Add `pairs` to the memory, from a target or from a file."""
    if not pairs:
        return
    languages = pair_of(source_language, target_language)
    texts = [compared(pair.source) for pair in pairs]
    rows = [
        _row(pair, text, languages)
        | {
            "source_language": source_language, "target_language": target_language,
            "target_id": target_id, "file_id": file_id,
        }
        for pair, text in zip(pairs, texts, strict=True)
    ]  # fmt: skip
    ids = session.connection().execute(_ADD, rows).scalars().all()
    grams.add(session, list(_grams(zip(ids, texts, strict=True), languages)))


def forget(session: Session, *, target_id: int) -> None:
    """Take out what came from a target, with its grams."""
    _take_out(session, MemoryEntry.target_id == target_id)


def forget_entries(session: Session, entry_ids: Sequence[int]) -> None:
    """Take out entries, with their grams."""
    _take_out(session, MemoryEntry.id.in_(entry_ids))


def _take_out(session: Session, which: ColumnElement[bool]) -> None:
    query = select(MemoryEntry.id, MemoryEntry.source, MemoryEntry.source_language, MemoryEntry.target_language)
    rows = session.execute(query.where(which)).all()
    if not rows:
        return
    found = (
        gram
        for row in rows
        for gram in _grams([(row.id, compared(row.source))], pair_of(row.source_language, row.target_language))
    )
    grams.remove(session, list(found))
    session.execute(delete(_ENTRY).where(which))


def pair_key(source: str, target: str, pair: str) -> int:
    """Return the key of both texts: two entries with the same say the same."""
    return key(pair, source, target)


def _row(pair: Pair, text: str, languages: str) -> dict[str, Any]:
    return {
        "kind": pair.kind, "source": pair.source, "target": pair.target, "source_key": key(languages, text),
        "pair_key": pair_key(pair.source, pair.target, languages), "before_key": pair.before,
        "after_key": pair.after, "author": pair.author, "changed_at": pair.changed_at,
    }  # fmt: skip


def _grams(entries: Iterable[tuple[int, str]], languages: str) -> Iterable[grams.Gram]:
    for entry_id, text in entries:
        length, hashes = sketch(text, languages)
        yield from ((value, length, entry_id) for value in hashes)
