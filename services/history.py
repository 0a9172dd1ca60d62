"""Who did what to a paragraph, and when: its texts, the verdicts on them, and what else happened between."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from domain.states import State
from models import Event, Review, SourceRevision, TargetRevision, User
from models.review import ReturnReason, Verdict
from models.revision import Origin
from services import imports
from services.editing import Conflict, Place, Saved, place, save
from services.store import LARGEST, is_key, name_of, record

PAGE = 10  # revisions
MOST_CHOICES = 500  # texts to choose from when two are compared
MOST_EVENTS = 100  # of each kind between the texts of one page
# Verdicts and texts have tables of their own; these are known from the record alone.
HAPPENINGS = (
    "target.submitted", "note.added", "note.changed", "note.removed", "segment.split", "segment.merged",
    "arrangement.undone", "waiver.given", "waiver.withdrawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One saved text. `before`: what it took the place of, or, where it lost a race, what its writer started from.

    `at`: when it got its last word, as drafts are folded into one. `begun_at` keeps its place in the history: something
    else may have come between.
    """

    id: int
    text: str
    before: str
    state: State
    version: int | None
    origin: Origin
    who: str
    at: datetime
    begun_at: datetime
    file: str = ""  # the name and hash of the file that it came in by

    @property
    def is_beside(self) -> bool:
        """Whether it came too late and never was the target."""
        return self.version is None


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict."""

    verdict: Verdict
    reason: ReturnReason | None
    words: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """Anything else, by the name that it has in the record; `source.changed` is a new text of the source."""

    name: str
    who: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


Entry = Text | Judged | Happened


@dataclass(frozen=True, slots=True)
class History:
    """Some of the history, newest first. `next_before`: what to ask for to go on; None at the beginning of it all.

    `texts`: how many saved texts there are altogether. `current`: the id of the one that stands now.
    """

    entries: tuple[Entry, ...]
    next_before: int | None
    texts: int
    current: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A saved text to choose, without its words."""

    id: int
    version: int | None
    state: State
    who: str
    at: datetime


_OF_TARGET = TargetRevision.target_id == bindparam("target")
_STANDING = TargetRevision.version.is_not(None)
_TEXTS = (
    select(TargetRevision, name_of(User).label("who"))
    .outerjoin(User, User.id == TargetRevision.author_id)
    .where(_OF_TARGET)
    .order_by(TargetRevision.id.desc())
)
_CHOICES = (
    select(
        TargetRevision.id, TargetRevision.version, TargetRevision.state, name_of(User), TargetRevision.created_at,
        TargetRevision.folded_at,
    )
    .outerjoin(User, User.id == TargetRevision.author_id)
    .where(_OF_TARGET)
    .order_by(TargetRevision.id.desc())
)  # fmt: skip


def history(session: Session, actor: Actor, here: Place, *, before: int | None = None, limit: int = PAGE) -> History:
    """Return up to `limit` texts older than the revision `before`, with what happened up to the next newer one.

    A fixed number of questions, and one more for each text that lost a race. Raises NotAllowed.
    """
    require(actor, Action.READ)
    values = {"target": here.target_id}
    query = _TEXTS if before is None else _TEXTS.where(TargetRevision.id < max(0, min(before, LARGEST)))
    rows = session.execute(query.limit(limit + 1), values).all()
    shown, has_more = rows[:limit], len(rows) > limit
    count, current = session.execute(_COUNT, values).one()
    since = shown[-1][0].created_at if shown and has_more else None
    until = _moment_of(session, here, before) if before is not None else None
    entries: list[Entry] = [
        *_happened(session, here, since, until),
        *_judged(session, here, since, until),
        *_texts(session, here, rows, limit),
    ]
    hashes = {revision.file_sha256 for revision, _who in shown if revision.file_sha256}
    entries = _with_files(entries, shown, imports.names_of_files(session, here.translation_id, hashes))
    entries.sort(key=_moment_in_order, reverse=True)  # at the same moment, what happened stands above the text
    return History(tuple(entries), shown[-1][0].id if shown and has_more else None, count, current)


def choices(session: Session, actor: Actor, here: Place) -> list[Choice]:
    """Return the saved texts to choose two from, newest first. Raises NotAllowed."""
    require(actor, Action.READ)
    rows = session.execute(_CHOICES.limit(MOST_CHOICES), {"target": here.target_id})
    return [Choice(id, version, state, who, folded_at or at) for id, version, state, who, at, folded_at in rows]


def text(session: Session, actor: Actor, here: Place, revision_id: int) -> Text:
    """Return one saved text of the target. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    known = is_key(revision_id)
    query = _TEXTS.where(TargetRevision.id == revision_id)
    row = session.execute(query, {"target": here.target_id}).one_or_none() if known else None
    if row is None:
        raise NotFound(what="revision", key=revision_id)
    return _text(row[0], row.who, "")


def restore(session: Session, actor: Actor, target_id: int, revision_id: int, *, version: int) -> Saved | Conflict:
    """Make an earlier text the target again, as an edit of the text at `version`.

    It goes back to draft as by any edit, and whoever restores it counts as its author as well as those who wrote it.
    Raises NotFound, NotAllowed, LockedTarget.
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    earlier = text(session, actor, here, revision_id)
    saved = save(session, actor, target_id, earlier.text, version=version, origin=Origin.RESTORE)
    if isinstance(saved, Saved) and saved.is_changed:
        record(
            session, actor, "target.restored", statement_id=here.statement_id, segment_id=here.segment_id,
            target=target_id, version=saved.version, revision=revision_id,
        )  # fmt: skip
    return saved


_COUNT = select(
    func.count(),
    select(func.max(TargetRevision.id)).where(_OF_TARGET, _STANDING).scalar_subquery(),
).where(_OF_TARGET)  # fmt: skip


def _texts(session: Session, here: Place, rows: Sequence[Row], limit: int) -> list[Text]:
    """Return the first `limit` of `rows`, each with what it is held against."""
    found = []
    for n, (revision, who) in enumerate(rows[:limit]):
        # What a merge brought from another segment is held against what stood there.
        line = revision.carried_from
        is_own_line = TargetRevision.carried_from.is_not_distinct_from(line)
        standing = [row[0] for row in rows[n + 1 :] if row[0].version is not None and row[0].carried_from == line]
        if revision.version is None:
            before = _standing_text(session, here, is_own_line & (TargetRevision.version <= revision.based_on))
        elif standing:
            before = standing[0].text
        else:
            before = _standing_text(session, here, is_own_line & (TargetRevision.id < revision.id))
        found.append(_text(revision, who, before))
    return found


def _with_files(entries: list[Entry], rows: Sequence[Row], names: dict[str, str]) -> list[Entry]:
    """Return `entries` with each text that came in by a file naming it, as far as its name is known."""
    files = {
        revision.id: " · ".join(filter(None, (names.get(revision.file_sha256, ""), revision.file_sha256[:12])))
        for revision, _who in rows
        if revision.file_sha256
    }
    return [replace(entry, file=files.get(entry.id, "")) if isinstance(entry, Text) else entry for entry in entries]


def _text(revision: TargetRevision, who: str, before: str) -> Text:
    # The record tells of a split or merge beside its text, so that needs no other name.
    origin = Origin.TYPED if revision.is_arrangement else revision.origin
    return Text(
        revision.id, revision.text, before, revision.state, revision.version, origin, who,
        revision.folded_at or revision.created_at, revision.created_at,
    )  # fmt: skip


def _standing_text(session: Session, here: Place, which: Any) -> str:
    query = select(TargetRevision.text).where(_OF_TARGET, _STANDING, which).order_by(TargetRevision.id.desc()).limit(1)
    return session.scalar(query, {"target": here.target_id}) or ""


def _moment_in_order(entry: Entry) -> datetime:
    return entry.begun_at if isinstance(entry, Text) else entry.at


def _moment_of(session: Session, here: Place, revision_id: int) -> datetime | None:
    """Return when a text of the target was begun; None for one that it does not have."""
    if not is_key(revision_id):
        return None
    query = select(TargetRevision.created_at).where(_OF_TARGET, TargetRevision.id == revision_id)
    return session.scalar(query, {"target": here.target_id})


def _judged(session: Session, here: Place, since: datetime | None, until: datetime | None) -> list[Judged]:
    query = (
        select(Review.verdict, Review.reason, Review.words, name_of(User), Review.created_at)
        .outerjoin(User, User.id == Review.reviewer_id)
        .where(Review.target_id == here.target_id, *_between(Review.created_at, since, until))
        .order_by(Review.id.desc())
        .limit(MOST_EVENTS)
    )
    return [Judged(*row) for row in session.execute(query)]


def _happened(session: Session, here: Place, since: datetime | None, until: datetime | None) -> list[Happened]:
    """Return what the record has of this target and of its segment, and each new text of the source."""
    query = (
        select(Event.name, name_of(User), Event.at, Event.facts)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.segment_id == here.segment_id, Event.name.in_(HAPPENINGS), *_between(Event.at, since, until))
        .order_by(Event.id.desc())
        .limit(MOST_EVENTS)
    )
    sources = (
        select(name_of(User), SourceRevision.created_at)
        .outerjoin(User, User.id == SourceRevision.author_id)
        .where(
            SourceRevision.segment_id == here.segment_id,
            SourceRevision.number > 1,
            *_between(SourceRevision.created_at, since, until),
        )
        .order_by(SourceRevision.number.desc())
        .limit(MOST_EVENTS)
    )
    events = (Happened(*row) for row in session.execute(query))
    own = [event for event in events if event.facts.get("target") in (None, here.target_id)]
    return own + [Happened("source.changed", who, at) for who, at in session.execute(sources)]


def _between(moment: Any, since: datetime | None, until: datetime | None) -> list[Any]:
    return [*([moment >= since] if since else []), *([moment < until] if until else [])]
