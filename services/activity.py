"""Who did what in a statement, the newest first: from the record of events, and the revisions of drafts beside it.

Every save of a draft is a revision and no event. What one person did many times in a day is one entry.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_, select, true, union
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from domain.states import State
from models import Event, Segment, Statement, Target, TargetRevision, Translation, User
from models.remark import CommentKind
from models.revision import Origin
from services.store import LARGEST, name_of

PAGE = 100  # things of each sort that are looked at for one page
MOST_PLACES = 12  # paragraphs that one entry leads to
EDITED = "target.edited"  # the name that a saved draft has here
ASKED = "comment.asked"  # the name that a comment which is a question has here
VERDICTS = ("target.approved", "target.approved_with_edit", "target.returned", "target.asked")


class Kind(StrEnum):
    """What an activity is about; the filter of the page."""

    TEXT = "text"
    VERDICT = "verdict"
    TALK = "talk"
    ARRANGEMENT = "arrangement"
    STATEMENT = "statement"


# The first part of the names of each kind's events.
SUBJECTS = {
    Kind.TEXT: ("target", "targets"),
    Kind.TALK: ("comment", "note", "waiver"),
    Kind.ARRANGEMENT: ("segment", "arrangement"),
    Kind.STATEMENT: ("statement", "translation", "sample", "edition"),
}


class Place(NamedTuple):
    """A paragraph of the statement, in reading order."""

    position: int
    number: int

    @property
    def key(self) -> str:
        """The public id, `p12`."""
        return f"p{self.number}"


class Cursor(NamedTuple):
    """Where a page ends: only what has a smaller id comes after it."""

    event: int = LARGEST
    revision: int = LARGEST


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person did on one day: `count` times, in these paragraphs (the first of them, in reading order).

    `person`: empty for what was done at the command line. `language`: of the translation, empty where it is about
    none. `about`: the name of the person in the facts, such as whom a translation was given to.
    """

    name: str
    person: str
    at: datetime
    count: int
    language: str
    places: tuple[Place, ...]
    facts: dict[str, Any]
    about: str

    @property
    def day(self) -> date:
        """The day in UTC."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Activity:
    """A page of entries, newest first; `before`: where the next begins, None at the end."""

    entries: tuple[Entry, ...]
    before: Cursor | None


class _Deed(NamedTuple):
    """One event or one saved draft."""

    id: int
    name: str
    person_id: int | None
    person: str
    at: datetime
    place: Place | None
    facts: dict[str, Any]
    target_id: int | None


def activity(
    session: Session,
    actor: Actor,
    statement: Statement,
    *,
    before: Cursor | None = None,
    person_id: int | None = None,
    kind: Kind | None = None,
    limit: int = PAGE,
) -> Activity:
    """Return what happened before `before`, by one person or of one kind alone where asked for. Raises NotAllowed."""
    require(actor, Action.READ)
    start = before or Cursor()
    events = _events(session, statement, start.event, person_id, kind, limit + 1)
    drafts = _drafts(session, statement, start.revision, person_id, limit + 1) if kind in (None, Kind.TEXT) else []
    kept_events, kept_drafts = _cut(events, drafts, limit)
    is_all = len(kept_events) == len(events) and len(kept_drafts) == len(drafts)
    end = Cursor(
        kept_events[-1].id if kept_events else start.event, kept_drafts[-1].id if kept_drafts else start.revision
    )
    deeds = sorted([*kept_events, *kept_drafts], key=lambda deed: deed.at, reverse=True)
    return Activity(tuple(_entries(session, statement, deeds)), None if is_all else end)


def people(session: Session, actor: Actor, statement: Statement) -> list[tuple[int, str]]:
    """Return who has done something in the statement, by name. Raises NotAllowed."""
    require(actor, Action.READ)
    writers = select(Target.updated_by_id).join(Translation, Translation.id == Target.translation_id)
    doers = union(
        select(Event.actor_id).where(Event.statement_id == statement.id),
        writers.where(Translation.statement_id == statement.id),
    )
    query = select(User.id, name_of(User)).where(User.id.in_(doers))
    return sorted(((row[0], row[1]) for row in session.execute(query)), key=lambda one: (one[1].casefold(), one[0]))


def _events(
    session: Session, statement: Statement, before: int, person_id: int | None, kind: Kind | None, limit: int
) -> list[_Deed]:
    query = (
        select(Event.id, Event.name, Event.actor_id, name_of(User), Event.at, Segment.position, Segment.number,
               Event.facts)
        .outerjoin(User, User.id == Event.actor_id)
        .outerjoin(Segment, Segment.id == Event.segment_id)
        .where(Event.statement_id == statement.id, Event.id < before, _of_kind(kind))
        .order_by(Event.id.desc())
        .limit(limit)
    )  # fmt: skip
    if person_id is not None:
        query = query.where(Event.actor_id == person_id)
    return [
        _Deed(key, name, who, called, at, _place(position, number), facts, _whole(facts.get("target")))
        for key, name, who, called, at, position, number, facts in session.execute(query)
    ]


def _of_kind(kind: Kind | None) -> ColumnElement[bool]:
    """Return the condition on an event's name; `text` is what is about targets and no verdict."""
    if kind is None:
        return true()
    if kind is Kind.VERDICT:
        return Event.name.in_(VERDICTS)
    begins = or_(false(), *(Event.name.startswith(f"{subject}.", autoescape=True) for subject in SUBJECTS[kind]))
    return and_(begins, Event.name.not_in(VERDICTS))


def _drafts(session: Session, statement: Statement, before: int, person_id: int | None, limit: int) -> list[_Deed]:
    """Return saved drafts; what was handed in or came from a file has its event."""
    query = (
        select(TargetRevision.id, TargetRevision.author_id, name_of(User), TargetRevision.created_at,
               Segment.position, Segment.number, Target.id)
        .join(Target, Target.id == TargetRevision.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .outerjoin(User, User.id == TargetRevision.author_id)
        .where(
            Segment.statement_id == statement.id,
            TargetRevision.id < before,
            TargetRevision.version.is_not(None),
            TargetRevision.state.in_((State.UNTRANSLATED, State.DRAFT)),
            TargetRevision.origin != Origin.IMPORT,
        )
        .order_by(TargetRevision.id.desc())
        .limit(limit)
    )  # fmt: skip
    if person_id is not None:
        query = query.where(TargetRevision.author_id == person_id)
    return [
        _Deed(key, EDITED, who, called, at, _place(position, number), {}, target)
        for key, who, called, at, position, number, target in session.execute(query)
    ]


def _place(position: int | None, number: int | None) -> Place | None:
    return None if position is None or number is None else Place(position, number)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _cut(events: list[_Deed], drafts: list[_Deed], limit: int) -> tuple[list[_Deed], list[_Deed]]:
    """Return both lists down to the moment that each of them reaches: further down, one of them is not complete."""
    # The smallest, for clocks and simultaneous transactions may disagree with the ids: so one list is kept whole.
    ends = [min(deed.at for deed in found[:limit]) for found in (events, drafts) if len(found) > limit]
    return _down_to(events[:limit], max(ends, default=None)), _down_to(drafts[:limit], max(ends, default=None))


def _down_to(deeds: list[_Deed], end: datetime | None) -> list[_Deed]:
    for count, deed in enumerate(deeds):
        if end is not None and deed.at < end:
            return deeds[:count]
    return deeds


def _entries(session: Session, statement: Statement, deeds: Sequence[_Deed]) -> Iterable[Entry]:
    """Gather what one person did many times in a day, at the moment of the last."""
    by_translation, by_target = _of_translations(session, statement), _of_targets(session, deeds)
    names = _names(session, deeds)
    gathered: dict[tuple[object, ...], list[_Deed]] = {}
    for deed in _without_echoes(deeds):
        known = by_target.get(deed.target_id) or by_translation.get(_whole(deed.facts.get("translation")))
        language = known or str(deed.facts.get("language") or "")
        alone = None if deed.place else deed.id  # what is not about a paragraph says something of its own
        key = (deed.at.date(), deed.person_id, deed.name, language, alone)
        gathered.setdefault(key, []).append(deed)
    for (_day, _person, name, language, _alone), same in gathered.items():
        first = same[0]
        places = sorted({deed.place for deed in same if deed.place})
        yield Entry(
            str(name), first.person, first.at, len(places) or len(same), str(language), tuple(places[:MOST_PLACES]),
            first.facts, names.get(_whole(first.facts.get("person")), ""),
        )  # fmt: skip


def _without_echoes(deeds: Sequence[_Deed]) -> Iterable[_Deed]:
    """Leave out the comment that a reviewer's question also is; any other question gets its own name."""
    asked = {(deed.person_id, deed.place) for deed in deeds if deed.name == "target.asked"}
    for deed in deeds:
        is_question = deed.name == "comment.added" and deed.facts.get("kind") == CommentKind.QUESTION
        if not is_question:
            yield deed
        elif (deed.person_id, deed.place) not in asked:
            yield deed._replace(name=ASKED)


def _of_translations(session: Session, statement: Statement) -> dict[object, str]:
    query = select(Translation.id, Translation.language).where(Translation.statement_id == statement.id)
    return dict(session.execute(query).all())


def _of_targets(session: Session, deeds: Sequence[_Deed]) -> dict[object, str]:
    targets = {deed.target_id for deed in deeds if deed.target_id}
    query = select(Target.id, Translation.language).join(Translation, Translation.id == Target.translation_id)
    return dict(session.execute(query.where(Target.id.in_(targets))).all())


def _names(session: Session, deeds: Sequence[_Deed]) -> dict[object, str]:
    ids = {found for deed in deeds if (found := _whole(deed.facts.get("person")))}
    return dict(session.execute(select(User.id, name_of(User)).where(User.id.in_(ids))).all())
