"""Taking the memory out: pairs of approved paragraphs and of files, one after another, however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from formats.pairs_out import Written
from models import Segment, Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.memory.gathering import catch_up
from services.store import is_key

FILES, APPROVED_HERE, FILE = "files", "approved", "file:"
AT_ONCE = 1000  # entries read at once: nobody holds a cursor open for as long as somebody's line takes


@dataclass(frozen=True, slots=True)
class Wish:
    """Which entries. Languages are tags, "" for any; `es` is every variety of it.

    `origin`: "files", "approved", `file:` and the number of a file, its name, or the slug of a statement; "" for all.
    """

    source_language: str = ""
    target_language: str = ""
    origin: str = ""


def count(session: Session, actor: Actor, wish: Wish) -> int:
    """Return how many entries would be taken out. Raises NotAllowed, NotFound (no such origin)."""
    require(actor, Action.EXPORT)
    catch_up(session)  # a paragraph that was approved twice in a row is there once from then on
    return session.scalar(_joined(select(func.count())).where(*_conditions(session, wish))) or 0


def entries(session: Session, actor: Actor, wish: Wish) -> Iterator[Written]:
    """Give the entries in the order in which they came. Raises NotAllowed, NotFound (no such origin)."""
    require(actor, Action.EXPORT)
    catch_up(session)
    return _entries(session, _conditions(session, wish))


def _entries(session: Session, conditions: list[ColumnElement[bool]]) -> Iterator[Written]:
    query = _joined(
        select(
            MemoryEntry.id, MemoryEntry.source, MemoryEntry.target, MemoryEntry.source_language,
            MemoryEntry.target_language, MemoryEntry.author, MemoryEntry.changed_at, Statement.slug, Segment.number,
            MemoryFile.name, MemoryEntry.kind,
        )
    ).where(*conditions).order_by(MemoryEntry.id).limit(AT_ONCE)  # fmt: skip
    last = 0
    while rows := session.execute(query.where(MemoryEntry.id > last)).all():
        for *pair, slug, number, file_name, kind in rows:
            yield Written(*pair, f"{slug}/p{number}" if slug else file_name or "", kind is MemoryKind.SENTENCE)
        last = rows[-1].id


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(MemoryEntry)
        .outerjoin(Target, Target.id == MemoryEntry.target_id)
        .outerjoin(Segment, Segment.id == Target.segment_id)
        .outerjoin(Translation, Translation.id == Target.translation_id)
        .outerjoin(Statement, Statement.id == Translation.statement_id)
        .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
    )


def _conditions(session: Session, wish: Wish) -> list[ColumnElement[bool]]:
    found = [or_(MemoryEntry.file_id.is_not(None), Target.state.in_(APPROVED))]
    for column, tag in (
        (MemoryEntry.source_language, wish.source_language), (MemoryEntry.target_language, wish.target_language),
    ):  # fmt: skip
        if tag:
            found.append(_is_of(column, tag))
    if wish.origin:
        found.append(_origin(session, wish.origin))
    return found


def _is_of(column: InstrumentedAttribute[str], tag: str) -> ColumnElement[bool]:
    tag = tag.replace("_", "-").lower()
    return or_(func.lower(column) == tag, func.lower(column).startswith(f"{tag}-", autoescape=True))


def _origin(session: Session, origin: str) -> ColumnElement[bool]:
    if origin == FILES:
        return MemoryEntry.file_id.is_not(None)
    if origin == APPROVED_HERE:
        return MemoryEntry.target_id.is_not(None)
    number = origin.removeprefix(FILE)
    if number != origin and number.isascii() and number.isdigit() and is_key(int(number)):
        of_file = MemoryFile.id == int(number)
    else:
        of_file = MemoryFile.name == origin
    if ids := session.scalars(select(MemoryFile.id).where(of_file)).all():
        return MemoryEntry.file_id.in_(ids)
    slug = select(Statement.id).where(Statement.slug == origin)
    if is_key(origin) and (statement_id := session.scalar(slug)) is not None:
        return Statement.id == statement_id
    raise NotFound(what="memory_origin", key=origin)
