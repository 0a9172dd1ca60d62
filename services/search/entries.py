"""The texts as the index holds them: folded, taken apart into terms, with the place that each belongs to."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Mapped, Session

from domain.folding import Query, words_of
from domain.states import State
from formats import inline
from models import SearchEntry, Segment, Target, TargetRevision, Translation
from models.base import now
from models.revision import Origin
from services.editing import FOLDING

SOURCE, TARGET = "source", "target"
SHIFT = 24  # an entry's id: the segment's, and in the lower 24 bits the translation's, 0 for the source
SLACK = timedelta(minutes=2)  # by which two clocks may differ


class Numbered(Protocol):
    """A table whose rows are numbered in the order they are stored."""

    id: Mapped[int]


class Doc(NamedTuple):
    """One text to be put into the index. `place`: the terms that say where it belongs."""

    id: int
    segment_id: int
    target_id: int | None
    version: int
    open_until: datetime | None
    place: tuple[str, ...]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and where. `place`: of each group, the text must have one of the terms."""

    query: Query
    place: tuple[tuple[str, ...], ...] = ()


def wanted(query: Query, *, side: str = "", statement_id: int | None = None, language: str = "") -> Wanted:
    """Return what is looked for in one side (both where it is empty), one statement, one target language."""
    of_target = language_term(language) if language else TARGET
    sides = {SOURCE: (SOURCE,), TARGET: (of_target,)}.get(side) or ((SOURCE, of_target) if language else ())
    statement = (statement_term(statement_id),) if statement_id is not None else ()
    return Wanted(query, tuple(group for group in (statement, sides) if group))


def source_id(segment_id: int) -> int:
    """Return the id of the entry of a segment's source; those of its targets follow."""
    return segment_id << SHIFT


def statement_term(statement_id: int) -> str:
    """Return the term that every text of a statement has."""
    return f"s{statement_id}"


def language_term(language: str) -> str:
    """Return the term that every target in `language` has; of what is no language tag, its letters and digits alone."""
    return "l" + "".join(character for character in language.lower() if character.isascii() and character.isalnum())


def plain(text: str) -> str:
    """Return what a reader sees of `text` without the anchors of notes, which would stand between two words."""
    if not any(mark in text for mark in "*_[\\"):
        return text
    return "".join(run.text for run in inline.parse(text) if not run.note)


_SOURCES = select(Segment.id, Segment.statement_id, Segment.source, Segment.source_revision).where(
    Segment.id.in_(bindparam("ids", expanding=True))
)
# A draft that somebody is typing may be written on without a new revision, for as long as drafts are folded into one.
_TYPED_AT = (
    select(func.max(TargetRevision.created_at))
    .where(
        TargetRevision.target_id == Target.id, TargetRevision.version == Target.version,
        TargetRevision.origin == Origin.TYPED, TargetRevision.author_id.is_not(None), Target.state == State.DRAFT,
        TargetRevision.created_at > bindparam("since"),
    )
    .scalar_subquery()
)  # fmt: skip
_TARGETS = (
    select(
        Target.id, Target.segment_id, Target.translation_id, Segment.statement_id, Translation.language, Target.text,
        Target.version, _TYPED_AT.label("typed_at"),
    )
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .where(Target.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def sources(session: Session, segment_ids: Collection[int]) -> Iterator[Doc]:
    """Give what the index is to hold of the sources of some segments as they are now."""
    for row in session.execute(_SOURCES, {"ids": segment_ids}) if segment_ids else ():
        place = (statement_term(row.statement_id), SOURCE)
        yield Doc(source_id(row.id), row.id, None, row.source_revision, None, place, words_of(plain(row.source)))


def targets(session: Session, target_ids: Collection[int]) -> Iterator[Doc]:
    """Give what the index is to hold of some targets as they are now."""
    values = {"ids": target_ids, "since": now() - FOLDING - SLACK}
    for row in session.execute(_TARGETS, values) if target_ids else ():
        place = (statement_term(row.statement_id), TARGET, language_term(row.language))
        yield Doc(
            source_id(row.segment_id) + row.translation_id, row.segment_id, row.id, row.version,
            row.typed_at + FOLDING + SLACK if row.typed_at else None, place, words_of(plain(row.text)),
        )  # fmt: skip


def entry_rows(docs: Iterable[Doc]) -> list[dict[str, object]]:
    """Return the rows of search_entry for `docs`."""
    names = ("id", "segment_id", "target_id", "version", "open_until")
    return [dict(zip(names, doc, strict=False)) for doc in docs]


def texts_of(session: Session, entry_ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Give the texts of some entries as a reader sees them."""
    text = func.coalesce(Target.text, Segment.source)
    query = (
        select(SearchEntry.id, text)
        .join(Segment, Segment.id == SearchEntry.segment_id)
        .outerjoin(Target, Target.id == SearchEntry.target_id)
        .where(SearchEntry.id.in_(entry_ids))
    )
    return ((entry_id, plain(own)) for entry_id, own in session.execute(query))
