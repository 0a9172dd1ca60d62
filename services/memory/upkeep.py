"""Keeping the memory in order: the files that it came with, and single entries.

An entry that comes from an approved paragraph is changed there. What came with a file can be changed here; an edited
entry is a new row, so that whatever follows the memory by its numbers finds it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from sqlalchemy import delete, func, select, union, update
from sqlalchemy.orm import Session

from domain.errors import NotFound, NothingWritten
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from models import Segment, Statement, Target, Translation, User
from models.base import now
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.editing import clean
from services.memory import concordance
from services.memory.entries import Pair, forget_entries, store
from services.store import find, is_key, name_of, record

AT_ONCE = 500  # entries taken out in one step
MOST_LISTED = 500  # files


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that was brought in, and who did."""

    file: MemoryFile
    who: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with where it comes from: a paragraph (`slug`, `language`, `segment`) or a file, one of them "".

    `is_approved`: it counts; of a paragraph that is approved no longer it does not.
    """

    entry: MemoryEntry
    slug: str
    title: str
    language: str
    segment: str
    file_name: str
    is_approved: bool

    @property
    def is_own(self) -> bool:
        """Whether it is changed here: what comes from a paragraph is changed there."""
        return self.entry.file_id is not None


def files(session: Session, actor: Actor) -> list[Listed]:
    """Return the files that were brought in, the newest first. Raises NotAllowed."""
    require(actor, Action.READ)
    query = select(MemoryFile, name_of(User)).outerjoin(User, User.id == MemoryFile.imported_by_id)
    return [Listed(*row) for row in session.execute(query.order_by(MemoryFile.id.desc()).limit(MOST_LISTED))]


def language_pairs(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return the pairs of languages that files and translations are of. Raises NotAllowed."""
    require(actor, Action.READ)
    of_files = select(MemoryFile.source_language, MemoryFile.target_language)
    of_texts = select(Statement.source_language, Translation.language).join(Translation.statement)
    found = union(of_files, of_texts).subquery()
    return [tuple(row) for row in session.execute(select(*found.c).order_by(*found.c))]


def find_file(session: Session, actor: Actor, file_id: int) -> MemoryFile:
    """Return a file that was brought in. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    return find(session, MemoryFile, file_id)


def count_of(session: Session, file: MemoryFile) -> int:
    """Return how many entries are there of a file."""
    query = select(func.count()).select_from(MemoryEntry).where(MemoryEntry.file_id == file.id)
    return session.scalar(query) or 0


def remove_file(
    session: Session, actor: Actor, file_id: int, *, step: Callable[[], AbstractContextManager[object]] = nullcontext,
    tell: Callable[[int, int], object] = lambda done, total: None,
) -> int:  # fmt: skip
    """Take a file out of the memory with all its entries, and return their number.

    Written within `step`, AT_ONCE entries of it; until the last one the file says that it is not whole. `tell` hears
    how many of how many are gone. Raises NotAllowed, NotFound.
    """
    require(actor, Action.MANAGE_MEMORY)
    with step():
        file = find(session, MemoryFile, file_id)
        total, sha256 = count_of(session, file), file.sha256
        _mark(session, file_id, is_complete=False)
    done = 0
    while True:
        with step():
            taken = _take_out(session, file_id)
        done += taken
        tell(done, total)
        if not taken:
            break
    with step():
        session.execute(delete(MemoryFile).where(MemoryFile.id == file_id))
        record(session, actor, "memory.file_removed", file=file_id, sha256=sha256, entries=done)
    session.expire_all()
    return done


def _take_out(session: Session, file_id: int) -> int:
    query = select(MemoryEntry.id).where(MemoryEntry.file_id == file_id).limit(AT_ONCE)
    ids = session.scalars(query).all()
    if ids:
        forget_entries(session, ids)
        concordance.forget(session, ids)
        _count(session, file_id, -len(ids))
    return len(ids)


def entry(session: Session, actor: Actor, entry_id: int) -> Shown:
    """Return an entry with where it comes from. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    found = shown(session, [entry_id]) if is_key(entry_id) else []
    if not found:
        raise NotFound(what="memory_entry", key=entry_id)
    return found[0]


def shown(session: Session, entry_ids: Sequence[int]) -> list[Shown]:
    """Return entries with where they come from, in the order of their numbers; in one question."""
    query = (
        select(
            MemoryEntry, Target.state, Statement.slug, Statement.title, Translation.language, Segment.number,
            MemoryFile.name,
        )
        .outerjoin(Target, Target.id == MemoryEntry.target_id)
        .outerjoin(Segment, Segment.id == Target.segment_id)
        .outerjoin(Translation, Translation.id == Target.translation_id)
        .outerjoin(Statement, Statement.id == Translation.statement_id)
        .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
        .where(MemoryEntry.id.in_(entry_ids))
        .order_by(MemoryEntry.id)
    )  # fmt: skip
    return [
        Shown(
            row.MemoryEntry, row.slug or "", row.title or "", row.language or "",
            f"p{row.number}" if row.number else "", row.name or "", row.state is None or row.state in APPROVED,
        )
        for row in session.execute(query)
    ]  # fmt: skip


def edit_entry(session: Session, actor: Actor, entry_id: int, source: str, target: str) -> int:
    """Give an entry of a file other texts, and return the number that it has from now on.

    The same texts change nothing. Raises NotAllowed, NotFound (also for one that somebody else has edited or deleted
    since), NothingWritten, TextTooLong.
    """
    require(actor, Action.MANAGE_MEMORY)
    old = _own(session, entry_id)
    source, target = clean(source).strip(), clean(target).strip()
    if not source or not target:
        raise NothingWritten
    if (source, target) == (old.source, old.target):
        return entry_id
    is_same_source = source == old.source
    pair = Pair(
        source, target, MemoryKind.PARAGRAPH, before=old.before_key if is_same_source else None,
        after=old.after_key if is_same_source else None, author=actor.name or old.author, changed_at=now(),
    )  # fmt: skip
    session.expunge(old)
    forget_entries(session, [entry_id])
    [new_id] = store(session, [pair], old.source_language, old.target_language, file_id=old.file_id)
    record(session, actor, "memory.entry_edited", entry=new_id, former=entry_id, file=old.file_id)
    return new_id


def remove_entry(session: Session, actor: Actor, entry_id: int) -> None:
    """Delete an entry that came with a file. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_MEMORY)
    old = _own(session, entry_id)
    record(session, actor, "memory.entry_removed", entry=entry_id, file=old.file_id)
    take_out(session, [old])


def take_out(session: Session, entries: Sequence[MemoryEntry]) -> None:
    """Delete entries of files, which then hold fewer."""
    per_file = Counter(entry.file_id for entry in entries if entry.file_id is not None)
    for file_id, number in sorted(per_file.items()):
        _count(session, file_id, -number)
    for entry in entries:
        session.expunge(entry)
    forget_entries(session, [entry.id for entry in entries])


def _own(session: Session, entry_id: int) -> MemoryEntry:
    """Return an entry that came with a file. Raises NotFound."""
    found = session.get(MemoryEntry, entry_id, populate_existing=True) if is_key(entry_id) else None
    if found is None or found.file_id is None:
        raise NotFound(what="memory_entry", key=entry_id)
    return found


def _mark(session: Session, file_id: int, **values: object) -> None:
    session.execute(update(MemoryFile).where(MemoryFile.id == file_id).values(values))


def _count(session: Session, file_id: int, more: int) -> None:
    _mark(session, file_id, entries=MemoryFile.entries + more)
