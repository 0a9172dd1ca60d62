"""Drafts as matches, for those who want them: found by the sources of their segments, read as they are now.

A save knows nothing of this. What the memory keeps is a sketch of each segment's source, and sources seldom change:
the next who looks drafts up adds those that are new (services/memory/gathering.py does the like for approvals). The
target is read when it is asked for, so that what was written a second ago is offered, and what was approved is not.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from domain.language_tags import base_language
from domain.memory import key, lengths, pair_of, postings, probe
from domain.states import APPROVED, State
from models import (
    MemoryMark,
    MemorySource,
    MemorySourcePosting,
    Segment,
    SourceRevision,
    Statement,
    Target,
    Translation,
    User,
)
from models.base import now
from services.gathering import gather_while
from services.memory import grams
from services.memory.entries import compared
from services.memory.grams import Sought
from services.memory.rows import insert_numbers
from services.store import name_of

CHUNK = 2000  # segments
SOURCE = "source"
SLACK = timedelta(minutes=2)  # after which a revision with a lower number than the newest turns up no more
AT_ONCE = 500  # postings in one question
CANDIDATES = 60  # segments whose targets are read
NEVER = -1  # the position of a mark that stands nowhere: the sources are gone through once more
_MISSING = (
    select(Segment.id, Segment.source, Segment.source_revision, Statement.source_language, MemorySource.segment_id)
    .join(Statement, Statement.id == Segment.statement_id)
    .outerjoin(MemorySource, MemorySource.segment_id == Segment.id)
    .where(MemorySource.revision.is_distinct_from(Segment.source_revision))
    .order_by(Segment.id)
    .limit(CHUNK)
)
_CHANGE = (
    update(MemorySource.__table__)
    .where(MemorySource.segment_id == bindparam("of_segment"))
    .values(revision=bindparam("revision"), source_key=bindparam("source_key"))
)
_NEWEST = select(SourceRevision.id, SourceRevision.created_at).order_by(SourceRevision.id.desc()).limit(1)


class Draft(NamedTuple):
    """A target that is not approved, with where it stands."""

    target_id: int
    source: str
    target: str
    source_language: str
    target_language: str
    state: State
    is_machine: bool
    is_outdated: bool
    changed_at: datetime
    author: str
    slug: str
    title: str
    number: int


_DRAFTS = (
    select(
        Target.id, Segment.source, Target.text, Statement.source_language, Translation.language, Target.state,
        Target.is_machine, Target.is_outdated, Target.updated_at, name_of(User), Statement.slug, Statement.title,
        Segment.number,
    )
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
    .outerjoin(User, User.id == Target.updated_by_id)
    .where(
        Target.segment_id.in_(bindparam("segments", expanding=True)),
        Target.state.not_in([State.UNTRANSLATED, *sorted(APPROVED)]),
    )
)  # fmt: skip


def is_behind(session: Session) -> bool:
    """Tell whether there are sources that the memory has not seen."""
    newest = session.execute(_NEWEST).first()
    if newest is None:
        return False
    mark = session.get(MemoryMark, SOURCE, populate_existing=True)
    if mark is None or mark.position != newest.id:
        return True
    # A transaction that was slower may have brought a lower number since: one more look, a while after.
    return mark.at < newest.created_at + SLACK and now() > mark.at + SLACK


def catch_up(session: Session, *, seconds: float = 1.0) -> bool:
    """Add the sources that are new or were changed, for about `seconds`; tell whether that was all of them.

    Writes, a chunk a transaction; the caller commits the last one.
    """
    return gather_while(session, is_behind, lambda: _gather(session), seconds=seconds)


def reopen(session: Session, segment_ids: Collection[int]) -> None:
    """Have the sources of these segments sketched anew: an undoing has put them back.

    It takes revisions away, whose numbers another source may be given: neither they nor the mark tell what is new.
    """
    session.execute(delete(MemorySource).where(MemorySource.segment_id.in_(segment_ids)))
    session.execute(update(MemoryMark).where(MemoryMark.kind == SOURCE).values(position=NEVER))


def find(session: Session, text: str, source_language: str, target_language: str, *, floor: int) -> list[Draft]:
    """Return the targets that are written but not approved, of sources that may be alike the normalised `text`."""
    side = _side(source_language)
    low, high = lengths(len(text), floor)
    sought = Sought(key(side, text), probe(text, side, floor=floor), low, len(text), high)
    ids = grams.segments(session, sought, CANDIDATES)
    wanted = base_language(target_language)
    rows = session.connection().execute(_DRAFTS, {"segments": ids}) if ids else ()
    return [found for row in rows if base_language((found := Draft(*row)).target_language) == wanted]


def _gather(session: Session) -> bool:
    newest = session.execute(_NEWEST).first()
    rows = session.execute(_MISSING).all()
    found: list[int] = []
    fresh, changed = [], []
    for row in rows:
        side, source = _side(row.source_language), compared(row.source)
        found += postings(source, side, row.id)
        values = {"revision": row.source_revision, "source_key": key(side, source)}
        if row.segment_id is None:
            fresh.append({"segment_id": row.id, **values})
        else:
            changed.append({"of_segment": row.id, **values})
    _write(session, found, fresh, changed)
    if newest and len(rows) < CHUNK:
        session.merge(MemoryMark(kind=SOURCE, position=newest.id, at=now()))
        session.flush()
    return True


def _write(session: Session, found: list[int], fresh: list[dict[str, int]], changed: list[dict[str, int]]) -> None:
    if changed:  # what they were found by before finds them still, and is compared with what they are
        session.execute(_CHANGE, changed)
    if fresh:
        session.execute(insert(MemorySource.__table__), fresh)
    known = set()
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        known |= set(session.scalars(select(MemorySourcePosting.posting).where(MemorySourcePosting.posting.in_(part))))
    insert_numbers(session, MemorySourcePosting.__table__, "posting", sorted(set(found) - known))


def _side(source_language: str) -> str:
    """Return what stands in the place of a pair: a source may be translated into any language."""
    return pair_of(source_language, "")
