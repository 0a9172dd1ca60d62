"""A random tenth of what is approved, drawn for a publisher to read before anything is printed.

A publisher approves nothing and takes no approval away: each paragraph of the sample is found fine, or gets a
question that the people who worked on it answer. What the reading found is kept.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.orm import Session

from domain.document import Role
from domain.errors import NotFound, NothingApproved, StaleTarget
from domain.permissions import Action, Actor, require
from domain.states import APPROVED, State
from models import Sample, SampleEntry, Segment, Statement, Target, Translation, User
from models.base import now
from models.remark import CommentKind
from models.sample import Finding
from services import talk
from services.editing import conflict, place, text_at
from services.store import find, find_translation, name_of, position, record

SHARE = 10  # one in so many
SMALLEST = 5  # or all that there is
SEED_BITS = 62
PAGE = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """What has come of a sample: `size` drawn from `approved`, `read` of them read, `questions` asked.

    `left`: those to be read still; what a merge has taken away meanwhile is not among them.
    """

    sample_id: int
    translation_id: int
    size: int
    approved: int
    read: int
    left: int
    questions: int
    who: str
    at: datetime  # of the last finding; of the draw while there is none

    @property
    def is_done(self) -> bool:
        """Whether every paragraph of it was read."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of a sample as it stands now. `is_changed`: its words are not those that were drawn."""

    target_id: int
    number: int
    position: int
    role: Role
    source: str
    text: str
    state: State
    version: int
    finding: Finding | None
    is_changed: bool

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a sample in reading order; `later` is how many to skip for what follows, None at the end."""

    reading: Reading
    slug: str
    title: str
    source_language: str
    language: str
    entries: tuple[Entry, ...]
    after: int
    later: int | None


def draw(session: Session, actor: Actor, slug: str, language: str, *, seed: int | None = None) -> Sample:
    """Draw a tenth of the approved targets, at least SMALLEST, or all where there are fewer.

    The same `seed` over the same targets draws the same again. Raises NotAllowed, NotFound, NothingApproved.
    """
    require(actor, Action.PUBLISH)
    translation = find_translation(session, slug, language)
    query = (
        select(Target.id, Target.version)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id, Target.state.in_(APPROVED))
        .order_by(Segment.position)
    )
    approved = session.execute(query).all()
    if not approved:
        raise NothingApproved()
    seed = secrets.randbits(SEED_BITS) if seed is None else seed
    drawn = Random(seed).sample(approved, size_of(len(approved)))  # noqa: S311 - to be drawn again, not to be guessed
    sample = Sample(
        translation_id=translation.id, drawn_by_id=actor.id, seed=seed, size=len(drawn), approved=len(approved)
    )
    session.add(sample)
    session.flush()
    session.add_all(SampleEntry(sample_id=sample.id, target_id=target, version=version) for target, version in drawn)
    session.flush()
    record(session, actor, "sample.drawn", statement_id=translation.statement_id, sample=sample.id, size=sample.size)
    return sample


def size_of(approved: int) -> int:
    """Return how many to draw of so many."""
    return min(approved, max(SMALLEST, ceil(approved / SHARE)))


def page_of(session: Session, actor: Actor, sample_id: int, *, after: int = 0) -> Page:
    """Return up to PAGE paragraphs of the sample in reading order; `after` skips that many.

    Raises NotAllowed, NotFound.
    """
    require(actor, Action.PUBLISH)
    sample = find(session, Sample, sample_id)
    place_of = (
        select(Statement.slug, Statement.title, Statement.source_language, Translation.language)
        .join(Translation, Translation.statement_id == Statement.id)
        .where(Translation.id == sample.translation_id)
    )
    found = session.execute(_entries(sample.id, position(after))).all()
    return Page(
        _readings(session, Sample.id == sample.id)[0], *session.execute(place_of).one(),
        tuple(_entry(session, *row) for row in found[:PAGE]), position(after),
        position(after) + PAGE if len(found) > PAGE else None,
    )  # fmt: skip


def find_fine(session: Session, actor: Actor, sample_id: int, target_id: int, *, version: int | None) -> None:
    """Note that the text at `version` reads well. Raises NotAllowed, NotFound, StaleTarget."""
    _note(session, actor, sample_id, target_id, Finding.FINE, version)


def ask(session: Session, actor: Actor, sample_id: int, target_id: int, words: str, *, version: int | None) -> None:
    """Ask a question about the text at `version`; it becomes an open question at the paragraph.

    Raises NotAllowed, NotFound, StaleTarget, and what `talk.comment` raises.
    """
    _note(session, actor, sample_id, target_id, Finding.QUESTION, version)
    here = place(session, target_id)
    talk.comment(session, actor, target_id, words, kind=CommentKind.QUESTION)
    record(
        session, actor, "sample.asked", statement_id=here.statement_id, segment_id=here.segment_id,
        sample=sample_id, target=target_id,
    )  # fmt: skip


def last_readings(session: Session, translation_ids: Iterable[int]) -> dict[int, Reading]:
    """Return the newest sample of each translation that has one: a line for its page, in one query."""
    newest = (
        select(func.max(Sample.id))
        .where(Sample.translation_id.in_(list(translation_ids)))
        .group_by(Sample.translation_id)
    )
    return {reading.translation_id: reading for reading in _readings(session, Sample.id.in_(newest))}


def _readings(session: Session, condition: ColumnElement[bool]) -> list[Reading]:
    query = (
        select(
            Sample.id, Sample.translation_id, Sample.size, Sample.approved, func.count(SampleEntry.finding),
            func.count(SampleEntry.target_id) - func.count(SampleEntry.finding),
            func.sum(case((SampleEntry.finding == Finding.QUESTION, 1), else_=0)), name_of(User),
            func.coalesce(func.max(SampleEntry.found_at), Sample.created_at),
        )
        .join(SampleEntry, SampleEntry.sample_id == Sample.id, isouter=True)
        .outerjoin(User, User.id == Sample.drawn_by_id)
        .where(condition)
        .group_by(Sample.id, User.id)
    )  # fmt: skip
    return [Reading(*row) for row in session.execute(query)]


def _entries(sample_id: int, after: int) -> Select[Any]:
    return (
        select(
            Target.id, Segment.number, Segment.position, Segment.role, Segment.source, Target.text, Target.state,
            Target.version, SampleEntry.finding, SampleEntry.version,
        )
        .join(SampleEntry, SampleEntry.target_id == Target.id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(SampleEntry.sample_id == sample_id)
        .order_by(Segment.position)
        .offset(after)
        .limit(PAGE + 1)
    )  # fmt: skip


def _entry(session: Session, target_id: int, *rest: object) -> Entry:
    *shown, drawn = rest
    text, version = shown[4], shown[6]
    is_changed = version != drawn and text_at(session, target_id, drawn) != text
    return Entry(target_id, *shown, is_changed)


def _note(
    session: Session, actor: Actor, sample_id: int, target_id: int, finding: Finding, version: int | None
) -> None:
    require(actor, Action.PUBLISH)
    find(session, Sample, sample_id)
    here = place(session, target_id)
    if here.version != version:
        raise StaleTarget(conflict=conflict(session, here, here.text, -1 if version is None else version))
    done = session.execute(
        update(SampleEntry)
        .where(SampleEntry.sample_id == sample_id, SampleEntry.target_id == target_id)
        .values(finding=finding, found_at=now())
    )
    if done.rowcount != 1:
        raise NotFound(what="target", key=target_id)
