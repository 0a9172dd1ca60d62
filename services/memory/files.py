"""Files of pairs on their way into the memory: each pair once, whatever the number of files that hold it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from domain.memory import pair_of
from domain.permissions import Action, Actor, require
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.memory.entries import Pair, pair_key, store
from services.store import record, storable

AT_ONCE = 5000  # pairs; a common number of grams is added in their order
_KNOWN = select(MemoryEntry.pair_key).where(
    MemoryEntry.pair_key.in_(bindparam("keys", expanding=True)), MemoryEntry.file_id.is_not(None)
)
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Incoming:
    """A pair out of a file, inline CommonMark."""

    source: str
    target: str
    author: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the pairs of a file. `known`: were in the memory already; `empty`: lacked one of the texts."""

    added: int = 0
    known: int = 0
    empty: int = 0

    @property
    def total(self) -> int:
        """How many pairs the file had."""
        return self.added + self.known + self.empty


def import_pairs(
    session: Session, actor: Actor, pairs: Iterable[Incoming], *,
    name: str, sha256: str, source_language: str, target_language: str,
) -> Brought:  # fmt: skip
    """Add the pairs of a file to the memory; those that another file brought are left out.

    `name`, `sha256`: of the file. Reads `pairs` as they come. Raises NotAllowed, and what reading them raises.
    """
    require(actor, Action.MANAGE_MEMORY)
    file = MemoryFile(
        name=storable(name)[:200], sha256=sha256, source_language=source_language, target_language=target_language,
        imported_by_id=actor.id,
    )  # fmt: skip
    session.add(file)
    session.flush()
    languages = pair_of(source_language, target_language)
    counts = {"added": 0, "known": 0, "empty": 0}
    for chunk in _chunks(pairs):
        whole = [pair for pair in chunk if pair.source and pair.target]
        fresh = _fresh(session, whole, languages)
        store(session, fresh, source_language, target_language, file_id=file.id)
        counts["empty"] += len(chunk) - len(whole)
        counts["added"] += len(fresh)
        counts["known"] += len(whole) - len(fresh)
    session.execute(update(MemoryFile).where(MemoryFile.id == file.id).values(entries=counts["added"]))
    record(session, actor, "memory.imported", file=file.id, sha256=sha256, **counts)
    return Brought(**counts)


def _chunks(pairs: Iterable[Incoming]) -> Iterator[list[Pair]]:
    stream = iter(pairs)
    while chunk := [
        Pair(
            storable(pair.source).strip(), storable(pair.target).strip(), MemoryKind.PARAGRAPH,
            author=storable(pair.author), changed_at=pair.changed_at,
        )
        for pair in islice(stream, AT_ONCE)
    ]:  # fmt: skip
        yield chunk


def _fresh(session: Session, pairs: list[Pair], languages: str) -> list[Pair]:
    """Return those of `pairs` that no file has brought, each once."""
    by_key = {pair_key(pair.source, pair.target, languages): pair for pair in pairs}
    keys = list(by_key)
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        found = session.connection().execute(_KNOWN, {"keys": keys[start : start + _ASKED_AT_ONCE]}).scalars()
        for known in found.all():
            by_key.pop(known, None)
    return list(by_key.values())
