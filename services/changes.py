"""What others have changed in a translation since a moment: texts and states, never one's own work.

Revisions and events are numbered as they happen, so what is new is found from their ends; a little further back,
because a draft that is written on within the folding time stays the row that it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Row, case, func, literal, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.document import Role
from domain.permissions import Action, Actor, require
from domain.states import State
from models import Event, Segment, Statement, Target, TargetRevision, Translation, User
from services.editing import FOLDING
from services.store import name_of, position

# What moves a target without a text of its own, and the state that it leads to.
MOVES = {
    "target.submitted": State.TRANSLATED,
    "target.approved": State.REVIEWED,
    "target.approved_with_edit": State.TRANSLATED,
    "target.returned": State.RETURNED,
}
MOST_VISITS = 100  # translations that are looked at for one person, the last visited first
WINDOW = 20  # paragraphs on one page


class Changed(NamedTuple):
    """A translation that others have changed, and in how many paragraphs."""

    slug: str
    title: str
    source_language: str
    language: str
    paragraphs: int
    since: datetime


class Change(NamedTuple):
    """One paragraph as it was and as it is. `who` and `at`: the last of the others to touch it."""

    number: int
    position: int
    role: Role
    source: str
    before: str
    after: str
    state_before: State
    state: State
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changed paragraphs in reading order. `next_after`: the position to go on from; None at the end."""

    items: tuple[Change, ...]
    next_after: int | None


def since_visits(session: Session, actor: Actor, visits: Mapping[int, datetime]) -> list[Changed]:
    """Return the translations that others changed since `visits` (moments by translation), the last visited first."""
    latest = dict(sorted(visits.items(), key=lambda visit: visit[1], reverse=True)[:MOST_VISITS])
    if not latest:
        return []
    touched = _touched(actor, min(latest.values()), latest).subquery()
    query = (
        select(Translation.id, Statement.slug, Statement.title, Statement.source_language, Translation.language,
               func.count())
        .join(Statement, Statement.id == Translation.statement_id)
        .join(Target, Target.translation_id == Translation.id)
        .join(touched, touched.c.target_id == Target.id)
        .group_by(Translation.id, Statement.slug, Statement.title, Statement.source_language, Translation.language)
    )  # fmt: skip
    found = {row[0]: Changed(*row[1:], since=latest[row[0]]) for row in session.execute(query)}
    return [found[translation] for translation in latest if translation in found]


def _touched(actor: Actor, oldest: datetime, since: Mapping[int, datetime]) -> CompoundSelect:
    """Return the ids of the targets that others touched after the moment of their translation."""
    kind = Event.at.type  # a moment as the columns hold it: without a zone
    moment = case(*((Target.translation_id == key, literal(at, kind)) for key, at in since.items()))
    saved = func.coalesce(TargetRevision.folded_at, TargetRevision.created_at)
    texts = (
        select(TargetRevision.target_id.label("target_id"))
        .join(Target, Target.id == TargetRevision.target_id)
        .where(
            TargetRevision.id > _last_before(TargetRevision.id, TargetRevision.created_at, oldest),
            TargetRevision.version.is_not(None),
            TargetRevision.author_id.is_distinct_from(actor.id),
            Target.translation_id.in_(since),
            saved > moment,
        )
    )
    moved = Event.facts["target"].as_integer()
    moves = (
        select(moved.label("target_id"))
        .join(Target, Target.id == moved)
        .where(
            Event.id > _last_before(Event.id, Event.at, oldest),
            Event.name.in_(MOVES),
            Event.actor_id.is_distinct_from(actor.id),
            Target.translation_id.in_(since),
            Event.at > moment,
        )
    )
    return union(texts, moves)


def _last_before(key: InstrumentedAttribute[int], at: InstrumentedAttribute[datetime], oldest: datetime) -> object:
    """Return the id behind which everything after `oldest` stands: found from the end, so it costs what is new."""
    last = select(key).where(at <= oldest - FOLDING).order_by(key.desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), 0)


def page(
    session: Session, actor: Actor, translation: Translation, since: datetime, *, after: int = 0, limit: int = WINDOW
) -> Changes:
    """Return up to `limit` paragraphs behind position `after` that others changed since a moment.

    Four questions, whatever the statement's length. Raises NotAllowed.
    """
    require(actor, Action.READ)
    touched = _touched(actor, since, {translation.id: since})
    query = (
        select(
            Target.id, Segment.id, Segment.number, Segment.position, Segment.role, Segment.source, Target.text,
            Target.state,
        )
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.id.in_(touched), Segment.position > position(after))
        .order_by(Segment.position)
        .limit(limit + 1)
    )  # fmt: skip
    rows = session.execute(query).all()
    shown = rows[:limit]
    steps = _steps(session, [row[0] for row in shown], [row[1] for row in shown])
    bases = {target: _standing(found, since) for target, found in steps.items()}
    texts = _texts(session, [base.revision for base in bases.values() if base and base.revision])
    items = (_change(row, steps[row[0]], bases[row[0]], texts, actor, since) for row in shown)
    return Changes(tuple(item for item in items if item), shown[-1].position if len(rows) > limit else None)


class _Step(NamedTuple):
    """One thing that happened to a target. `revision`: of the text that it left, None for a mere move."""

    at: datetime
    last_at: datetime  # of a draft that was written on
    state: State
    person: int | None
    name: str
    revision: int | None


class _Base(NamedTuple):
    """How a target stood at a moment."""

    state: State
    revision: int | None


def _steps(session: Session, targets: Sequence[int], segments: Sequence[int]) -> dict[int, list[_Step]]:
    """Return what happened to each of the targets, oldest first."""
    texts = (
        select(
            TargetRevision.target_id, TargetRevision.created_at,
            func.coalesce(TargetRevision.folded_at, TargetRevision.created_at), TargetRevision.state,
            TargetRevision.author_id, name_of(User), TargetRevision.id,
        )
        .outerjoin(User, User.id == TargetRevision.author_id)
        .where(TargetRevision.target_id.in_(targets), TargetRevision.version.is_not(None))
    )  # fmt: skip
    moves = (
        select(Event.facts["target"].as_integer(), Event.at, Event.name, Event.actor_id, name_of(User))
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.segment_id.in_(segments), Event.name.in_(MOVES))
    )
    steps: dict[int, list[_Step]] = {target: [] for target in targets}
    for target, at, last_at, state, person, name, revision in session.execute(texts):
        steps[target].append(_Step(at, last_at, state, person, name, revision))
    for target, at, move, person, name in session.execute(moves):
        if target in steps:  # the same segment stands in other translations
            steps[target].append(_Step(at, at, MOVES[move], person, name, None))
    return {target: sorted(found, key=lambda step: step.at) for target, found in steps.items()}


def _standing(steps: Sequence[_Step], since: datetime) -> _Base | None:
    """Return how the target stood at `since`; None when nothing had happened to it.

    Of a draft that was begun before and written on after, only the last text is kept: what stood before it is
    nearest to what was seen.
    """
    past = [step for step in steps if step.at <= since]
    if not past:
        return None
    revisions = [step.revision for step in past if step.revision and step.last_at <= since]
    return _Base(past[-1].state, revisions[-1] if revisions else None)


def _texts(session: Session, revisions: Sequence[int]) -> dict[int, str]:
    query = select(TargetRevision.id, TargetRevision.text).where(TargetRevision.id.in_(revisions))
    return dict(session.execute(query).all())


def _change(
    row: Row, steps: Sequence[_Step], base: _Base | None, texts: Mapping[int, str], actor: Actor, since: datetime
) -> Change | None:
    """Return what others did to the target of `row`; None for a move that is not known by its place any more."""
    theirs = [step for step in steps if step.person != actor.id and step.last_at > since]
    if not theirs:
        return None
    last = max(theirs, key=lambda step: step.last_at)
    state = base.state if base else State.UNTRANSLATED
    before = texts.get(base.revision, "") if base and base.revision else ""
    return Change(
        row.number, row.position, row.role, row.source, before, row.text, state, row.state, last.name, last.last_at
    )
