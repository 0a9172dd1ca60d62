"""What the memory holds twice: the same pair from several places, and one source with different targets.

Groups are found by the keys of the entries, along an index, a page at a time. What comes from a paragraph stays as long
as that is approved: of a pair that a file holds, too, the file's entry goes.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.memory import pair_of
from domain.permissions import Action, Actor, require
from models.memory import MemoryEntry, MemoryKind
from services.memory.gathering import catch_up
from services.memory.upkeep import Shown, shown, take_out
from services.store import record

PAGE = 20  # groups
KEYS_AT_ONCE = 300
MOST_READ = 3000  # entries at once: a slogan may have been approved a thousand times
MOST_ROUNDS = 20  # of KEYS_AT_ONCE: where little fits what is asked for, a page ends early
MERGED_AT_ONCE = 200  # groups, in one step
_BEFORE_ALL = -(2**63)


class Kind(StrEnum):
    """What is the same in a group."""

    PAIR = "pair"  # source and target
    SOURCE = "source"  # the source alone


class Origin(StrEnum):
    """Which groups, by where their entries come from; a file is named by its number instead."""

    FILES = "files"  # all out of files
    APPROVED = "approved"  # with an approved paragraph among them


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which groups. `languages`: a pair of them, whatever the variety; `origin`: of Origin, or the number of a file."""

    kind: Kind = Kind.PAIR
    languages: tuple[str, str] | None = None
    origin: str = ""

    def fits(self, group: Sequence[Shown]) -> bool:
        """Tell whether a group is one of them."""
        first = group[0].entry
        own = pair_of(first.source_language, first.target_language)
        if self.languages is not None and own != pair_of(*self.languages):
            return False
        if self.kind is Kind.PAIR and not any(one.is_own for one in group):
            return False  # paragraphs that say the same: nothing is there twice but the text itself
        if self.kind is Kind.SOURCE and len({one.entry.pair_key for one in group}) < 2:
            return False
        match self.origin:
            case "":
                return True
            case Origin.FILES:
                return all(one.is_own for one in group)
            case Origin.APPROVED:
                return any(not one.is_own for one in group)
        return any(str(one.entry.file_id) == self.origin for one in group)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that have a key in common, the oldest first."""

    key: int
    entries: tuple[Shown, ...]

    @property
    def kept(self) -> Shown:
        """The one that stays when they are merged: an approved paragraph, else the oldest."""
        return next((one for one in self.entries if not one.is_own), self.entries[0])


@dataclass(frozen=True, slots=True)
class Page:
    """Some groups, and the key after which there may be more; None at the end."""

    groups: tuple[Group, ...]
    next_after: int | None


def groups(session: Session, actor: Actor, wanted: Wanted, *, after: int | None = None, limit: int = PAGE) -> Page:
    """Return the groups behind the key `after`. Raises NotAllowed.

    What approvals have left to be gathered is gathered first: until then it has no keys.
    """
    require(actor, Action.READ)
    catch_up(session)
    found: list[Group] = []
    last = _BEFORE_ALL if after is None else after
    for _round in range(MOST_ROUNDS):
        keys = _keys(session, wanted.kind, last)
        if not keys:
            return Page(tuple(found), None)
        for group in _of_keys(session, wanted.kind, keys):
            last = group.key
            if len(group.entries) > 1 and wanted.fits(group.entries):
                found.append(group)
                if len(found) == limit:
                    return Page(tuple(found), last)
    return Page(tuple(found), last)


def merge(session: Session, actor: Actor, key: int) -> int:
    """Leave one entry of the group with that key of a pair, and return how many are gone. Raises NotAllowed."""
    require(actor, Action.MANAGE_MEMORY)
    catch_up(session)
    gone = _merge(session, [group for group in _of_keys(session, Kind.PAIR, [key]) if Wanted().fits(group.entries)])
    if gone:
        record(session, actor, "memory.merged", entries=gone)
    return gone


def merge_all(
    session: Session, actor: Actor, wanted: Wanted, *,
    step: Callable[[], AbstractContextManager[object]] = nullcontext,
    tell: Callable[[int], object] = lambda gone: None, most: int | None = None,
) -> tuple[int, bool]:  # fmt: skip
    """Merge every group of the same pairs that is wanted; return how many entries are gone, and whether none is left.

    Written within `step`, MERGED_AT_ONCE groups of it; `tell` hears after each how many entries are gone. `most`: of
    these steps. Raises NotAllowed.
    """
    require(actor, Action.MANAGE_MEMORY)
    gone, after, steps = 0, None, 0
    while True:
        with step():
            page = groups(session, actor, wanted, after=after, limit=MERGED_AT_ONCE)
            if more := _merge(session, page.groups):
                record(session, actor, "memory.merged", entries=more)
        gone, after, steps = gone + more, page.next_after, steps + 1
        tell(gone)
        if after is None or steps == most:
            return gone, after is None


def _merge(session: Session, found: Sequence[Group]) -> int:
    gone = [one.entry for group in found for one in group.entries if one.is_own and one is not group.kept]
    if gone:
        take_out(session, gone)
    return len(gone)


def _column(kind: Kind) -> InstrumentedAttribute[int]:
    return MemoryEntry.pair_key if kind is Kind.PAIR else MemoryEntry.source_key


def _keys(session: Session, kind: Kind, after: int) -> Sequence[int]:
    """Return keys that several entries have, along the index alone."""
    column = _column(kind)
    query = select(column).where(column > after).group_by(column).having(func.count() > 1).order_by(column)
    return session.scalars(query.limit(KEYS_AT_ONCE)).all()


def _of_keys(session: Session, kind: Kind, keys: Sequence[int]) -> Iterator[Group]:
    """Give the groups with these keys, of entries that count; those beyond MOST_READ entries are left for later."""
    column = _column(kind)
    query = select(column, MemoryEntry.id).where(column.in_(keys)).order_by(column, MemoryEntry.id).limit(MOST_READ)
    rows = session.execute(query).all()
    if len(rows) == MOST_READ and rows[0][0] != rows[-1][0]:
        rows = [row for row in rows if row[0] != rows[-1][0]]  # the last may be cut
    by_id = {one.entry.id: one for one in shown(session, [entry_id for _key, entry_id in rows])}
    for key, members in groupby(rows, key=lambda row: row[0]):
        own = [by_id[entry_id] for _key, entry_id in members if entry_id in by_id]
        yield Group(key, tuple(one for one in own if _counts(one)))


def _counts(one: Shown) -> bool:
    """Tell whether an entry is one of a group: sentences inside paragraphs go with these."""
    return one.is_own or (one.is_approved and one.entry.kind is MemoryKind.PARAGRAPH)
