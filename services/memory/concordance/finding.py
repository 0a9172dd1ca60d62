"""Finding: the pairs that hold what is looked for, each once, with the hits and the paragraph that it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from domain.folding import Query, hits, parse
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from models import Segment, Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.memory.concordance import index
from services.memory.concordance.gathering import FILES, HERE
from services.search import Text
from services.search.entries import SOURCE, TARGET, Wanted, plain
from services.store import is_key

PAGE = 15  # pairs
MOST_COUNTED = 300  # pairs that are shown, and texts with hits that are looked at; a pair may have two


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for: words, in which side, pair of languages and origin. Empty: in any.

    `origin`: HERE, FILES, or the number of one file. `skipped`: how many pairs were shown before this page.
    """

    text: str
    side: str = ""
    source_language: str = ""
    target_language: str = ""
    origin: str = ""
    skipped: int = 0


class FoundEntry(NamedTuple):
    """A pair with hits. It comes from the paragraph `key` of the statement `slug`, or from the file `file_name`.

    `places`: how many entries say just the same, this one included.
    """

    id: int
    source: Text
    target: Text
    places: int
    slug: str
    title: str
    key: str
    file_name: str
    author: str
    changed_at: datetime | None

    @property
    def origin(self) -> str:
        """Where it comes from in one word: `slug/p12`, or the name of a file."""
        return f"{self.slug}/{self.key}" if self.slug else self.file_name

    @property
    def number(self) -> str:
        """The paragraph's number as people say it."""
        return self.key[1:]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `count`: of pairs; `is_more`: there are more than those, which nobody has counted.

    `later`: how many to skip for the next page; None on the last. `query`: what was looked for.
    """

    query: Query
    count: int = 0
    is_more: bool = False
    entries: tuple[FoundEntry, ...] = ()
    later: int | None = None

    @property
    def at_least(self) -> int:
        """The count, where there are more than it a round one."""
        return self.count // 100 * 100 or self.count


_ENTRIES = (
    select(
        MemoryEntry.id, MemoryEntry.source, MemoryEntry.target, MemoryEntry.source_language,
        MemoryEntry.target_language, MemoryEntry.author, MemoryEntry.changed_at, MemoryEntry.pair_key, Statement.slug,
        Statement.title, Segment.number, MemoryFile.name,
    )
    .outerjoin(Target, Target.id == MemoryEntry.target_id)
    .outerjoin(Segment, Segment.id == Target.segment_id)
    .outerjoin(Translation, Translation.id == Target.translation_id)
    .outerjoin(Statement, Statement.id == Translation.statement_id)
    .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
    .where(MemoryEntry.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_PLACES = (
    select(MemoryEntry.pair_key, func.count().label("places"))
    .outerjoin(Target, Target.id == MemoryEntry.target_id)
    .where(
        MemoryEntry.pair_key.in_(bindparam("keys", expanding=True)), MemoryEntry.kind == MemoryKind.PARAGRAPH,
        or_(MemoryEntry.target_id.is_(None), Target.state.in_(APPROVED)),
    )
    .group_by(MemoryEntry.pair_key)
)  # fmt: skip


def search(session: Session, actor: Actor, asked: Asked, *, limit: int = PAGE) -> Found:
    """Return up to `limit` of the pairs that hold what is asked for: what was approved here first, the newest first.

    What was stored since the last `catch_up` is not found: call that first. Raises NotAllowed.
    """
    require(actor, Action.READ)
    query = parse(asked.text)
    if not query.phrases:
        return Found(query)
    found: dict[int, int] = {}  # of each thing said, the first entry that says it
    is_more = False
    for origin in _origins(asked.origin):
        there = index.find(session, _wanted(query, asked, origin), limit=MOST_COUNTED + 1)
        for hit in there:
            found.setdefault(hit.pair_key, hit.entry_id)
        if is_more := len(there) > MOST_COUNTED:
            break
    pairs = list(found.values())[:MOST_COUNTED]
    is_more = is_more or len(found) > MOST_COUNTED
    skipped = max(0, min(asked.skipped, MOST_COUNTED))
    page = pairs[skipped : skipped + limit]
    later = skipped + limit if len(pairs) > skipped + limit else None
    return Found(query, len(pairs), is_more, tuple(_entries(session, query, asked, page)), later)


def _origins(origin: str) -> tuple[str, ...]:
    """Return the terms of where to look, in the order of what counts more; "" is anywhere, after what was found."""
    if origin in (HERE, FILES):
        return (origin,)
    return (index.file_term(int(origin)),) if _is_number(origin) else (HERE, "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12 and is_key(int(text))


def _wanted(query: Query, asked: Asked, origin: str) -> Wanted:
    place = [(origin,)] if origin else []
    if asked.side:
        place.append((asked.side,))
    if asked.source_language and asked.target_language:
        place.append((index.pair_term(asked.source_language, asked.target_language),))
    return Wanted(query, tuple(place))


def _entries(session: Session, query: Query, asked: Asked, ids: Sequence[int]) -> list[FoundEntry]:
    """Return the entries, in the order of `ids`."""
    if not ids:
        return []
    connection = session.connection()
    rows = {row.id: row for row in connection.execute(_ENTRIES, {"ids": ids})}
    keys = [row.pair_key for row in rows.values()]
    places = {row.pair_key: row.places for row in connection.execute(_PLACES, {"keys": keys})}
    return [_entry(query, asked, rows[one], places.get(rows[one].pair_key, 1)) for one in ids if one in rows]


def _entry(query: Query, asked: Asked, row: Row, places: int) -> FoundEntry:
    source, target = plain(row.source), plain(row.target)
    return FoundEntry(
        row.id,
        Text(source, row.source_language, tuple(hits(query, source)) if asked.side != TARGET else ()),
        Text(target, row.target_language, tuple(hits(query, target)) if asked.side != SOURCE else ()),
        places, row.slug or "", row.title or "", f"p{row.number}" if row.number else "", row.name or "",
        row.author, row.changed_at,
    )  # fmt: skip
