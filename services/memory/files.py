"""Files of pairs on their way into the memory: each pair once, whatever the number of files that hold it."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from domain.memory import pair_of
from domain.permissions import Action, Actor, require
from models.memory import MemoryFile, MemoryKind
from services.memory.entries import Pair, pair_key, store
from services.memory.gathering import catch_up
from services.memory.rows import is_postgresql
from services.store import end_write, record, storable

AT_ONCE = 10_000  # pairs; the more at once, the fewer pages of the index are written again and again
_KNOWN = (
    "SELECT e.pair_key FROM memory_entry AS e LEFT JOIN target AS t ON t.id = e.target_id "
    "WHERE e.pair_key KEYS AND (e.file_id IS NOT NULL OR t.state IN ('reviewed', 'final'))"
)
# All keys in one value: a parameter for each took longer than to look it up.
_KNOWN_SQLITE = text(_KNOWN.replace("KEYS", "IN (SELECT value FROM json_each(:keys))"))
_KNOWN_POSTGRESQL = text(_KNOWN.replace("KEYS", "= ANY(CAST(:keys AS bigint[]))"))


class Incoming(NamedTuple):
    """A pair out of a file, inline CommonMark. `is_sentence`: out of a paragraph, paired by no person.

    `source_language`, `target_language`: its varieties, "" for the languages that the file is brought in for.
    """

    source: str
    target: str
    author: str = ""
    changed_at: datetime | None = None
    is_sentence: bool = False
    source_language: str = ""
    target_language: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the pairs of a file. `known`: were in the memory already; `empty`: lacked one of the texts."""

    added: int = 0
    known: int = 0
    empty: int = 0
    file_id: int | None = None

    @property
    def total(self) -> int:
        """How many pairs the file had."""
        return self.added + self.known + self.empty

    def __add__(self, more: "Brought") -> "Brought":
        """Return both together."""
        return replace(
            self, added=self.added + more.added, known=self.known + more.known, empty=self.empty + more.empty
        )


def import_pairs(
    session: Session, actor: Actor, pairs: Iterable[Incoming], *,
    name: str, sha256: str, source_language: str, target_language: str,
    step: Callable[[], AbstractContextManager[object]] = nullcontext,
    tell: Callable[[Brought], object] = lambda brought: None,
) -> Brought:  # fmt: skip
    """Add the pairs of a file to the memory; those that it has from a file or of an approved target are left out.

    `name`, `sha256`: of the file; what an earlier try at the same bytes has left is gone on with. Reads `pairs` as they
    come, and writes within `step`, AT_ONCE of them: where that is a transaction, a file that is not all in says so.
    `tell` hears after each what became of all so far. Raises NotAllowed, and what reading them raises.
    """
    require(actor, Action.MANAGE_MEMORY)
    catch_up(session)  # what was approved just now has its keys from then on
    languages = source_language, target_language
    file_id = None
    brought = Brought()
    for chunk in _chunks(pairs):
        with step():
            file_id = file_id or _file(session, actor, name, sha256, *languages)
            brought += _add(session, chunk, file_id, *languages)
        tell(brought)
    with step():
        file_id = file_id or _file(session, actor, name, sha256, *languages)
        session.execute(update(MemoryFile).where(MemoryFile.id == file_id).values(is_complete=True))
        counts = {"added": brought.added, "known": brought.known, "empty": brought.empty}
        record(session, actor, "memory.imported", file=file_id, sha256=sha256, **counts)
    return replace(brought, file_id=file_id)


def foresee(session: Session, pairs: Iterable[Incoming], *, source_language: str, target_language: str) -> Brought:
    """Return what would become of the pairs of a file, and write nothing. Raises what reading them raises."""
    catch_up(session)
    end_write(session)  # a long file is read now
    languages = pair_of(source_language, target_language)
    brought = Brought()
    for chunk in _chunks(pairs):
        whole = _whole(chunk)
        fresh = _fresh(session, whole, languages)
        brought += Brought(len(fresh), len(whole) - len(fresh), len(chunk) - len(whole))
    return brought


def find_same(session: Session, sha256: str, source_language: str, target_language: str) -> int | None:
    """Return the number of the file with these bytes, brought in for these languages; None where there is none."""
    same = (
        MemoryFile.sha256 == sha256, MemoryFile.source_language == source_language,
        MemoryFile.target_language == target_language,
    )  # fmt: skip
    return session.scalar(select(MemoryFile.id).where(*same).order_by(MemoryFile.id.desc()).limit(1))


def is_complete(session: Session, file_id: int) -> bool:
    """Tell whether all of a file is in the memory."""
    return bool(session.scalar(select(MemoryFile.is_complete).where(MemoryFile.id == file_id)))


def _file(session: Session, actor: Actor, name: str, sha256: str, source_language: str, target_language: str) -> int:
    """Return the row of the file with these bytes, a new one where there is none."""
    if found := find_same(session, sha256, source_language, target_language):
        return found
    file = MemoryFile(
        name=storable(name)[:200], sha256=sha256, source_language=source_language, target_language=target_language,
        imported_by_id=actor.id,
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file.id


def _add(session: Session, chunk: list[Pair], file_id: int, source_language: str, target_language: str) -> Brought:
    whole = _whole(chunk)
    fresh = _fresh(session, whole, pair_of(source_language, target_language))
    store(session, list(fresh.values()), source_language, target_language, file_id=file_id, pair_keys=list(fresh))
    more = {"entries": MemoryFile.entries + len(fresh)}
    session.execute(update(MemoryFile).where(MemoryFile.id == file_id).values(more))
    return Brought(len(fresh), len(whole) - len(fresh), len(chunk) - len(whole))


def _whole(chunk: list[Pair]) -> list[Pair]:
    return [pair for pair in chunk if pair.source and pair.target]


def _chunks(pairs: Iterable[Incoming]) -> Iterator[list[Pair]]:
    stream = iter(pairs)
    while chunk := [
        Pair(
            storable(pair.source).strip(), storable(pair.target).strip(),
            MemoryKind.SENTENCE if pair.is_sentence else MemoryKind.PARAGRAPH,
            author=storable(pair.author) if pair.author else "", changed_at=pair.changed_at,
            source_language=pair.source_language, target_language=pair.target_language,
        )
        for pair in islice(stream, AT_ONCE)
    ]:  # fmt: skip
        yield chunk


def _fresh(session: Session, pairs: list[Pair], languages: str) -> dict[int, Pair]:
    """Return those of `pairs` that the memory does not have, each once, by their keys."""
    by_key = {pair_key(pair.source, pair.target, languages): pair for pair in pairs}
    connection = session.connection()
    if is_postgresql(connection):
        found = connection.execute(_KNOWN_POSTGRESQL, {"keys": list(by_key)})
    else:
        found = connection.execute(_KNOWN_SQLITE, {"keys": json.dumps(list(by_key))})
    for known in found.scalars().all():
        by_key.pop(known, None)
    return by_key
