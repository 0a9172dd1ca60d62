"""Verdicts: approve the revision seen, send back with a reason, ask. Four eyes are enforced here, for every door."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from domain.document import Role
from domain.errors import (
    BadValue,
    DeskError,
    FourEyes,
    LockedTarget,
    NotFound,
    NothingToSubmit,
    NotSeen,
    StaleTarget,
    TextTooLong,
    WrongState,
)
from domain.permissions import Action, Actor, PersonRole, require
from domain.states import State, move
from models import Review, Segment, Statement, Target, TargetRevision, Translation, User
from models.base import now
from models.remark import CommentKind
from models.review import ReturnReason, Verdict
from models.statement import FourEyesRule
from services import memory, sightings, talk
from services.authors import is_author
from services.editing import Conflict, Place, Saved, clean, conflict, place, save, step
from services.store import name_of, position, record, storable

LONGEST_WORDS = 4000  # characters of a reviewer's remark
MOST_AT_ONCE = 100  # approvals in one transaction: two windows of the desk


def approve(session: Session, actor: Actor, target_id: int, *, version: int | None) -> Saved:
    """Mark the revision seen as reviewed. `version` is the one that was on the screen; None counts as stale.

    Raises NotFound, NotAllowed, StaleTarget, WrongState, FourEyes, LockedTarget.
    """
    here = _seen(session, actor, target_id, version)
    state = move(here.state, State.REVIEWED)
    is_own = is_author(session, actor, here)
    if is_own and here.four_eyes is FourEyesRule.STRICT:
        raise FourEyes(segment=here.key)
    saved = step(session, here, state, is_self_approved=is_own)
    _judge(session, actor, here, Verdict.APPROVED)
    memory.remember(session, target_id)
    sightings.see(session, actor, {target_id: saved.version})
    _record(session, actor, "target.approved", here, saved)
    return saved


def approve_with_edit(
    session: Session, actor: Actor, target_id: int, text: str, *, version: int | None
) -> Saved | Conflict:
    """Save the reviewer's own wording of a submitted target and leave it for a second person to approve.

    An unchanged text changes nothing: to approve it as it stands is `approve`. Raises as `approve` does, and
    NothingToSubmit, TextTooLong; a version that is gone gives a Conflict, with the text kept.
    """
    require(actor, Action.REVIEW)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.REVIEW, here.language)
    if here.version == version:
        move(here.state, State.REVIEWED)
        if not clean(text):
            raise NothingToSubmit(segment=here.key)
    saved = save(session, actor, target_id, text, version=-1 if version is None else version, keep_submitted=True)
    if isinstance(saved, Saved) and saved.is_changed:
        _judge(session, actor, here, Verdict.APPROVED_WITH_EDIT)
        sightings.see(session, actor, {target_id: saved.version})
        _record(session, actor, "target.approved_with_edit", here, saved)
    return saved


def send_back(
    session: Session, actor: Actor, target_id: int, *, version: int | None, reason: ReturnReason, words: str = ""
) -> Saved:
    """Return the revision seen to its translator with a `reason` and, if any, `words`.

    Raises NotFound, NotAllowed, StaleTarget, WrongState, LockedTarget, TextTooLong.
    """
    here = _seen(session, actor, target_id, version)
    state = move(here.state, State.RETURNED)
    words = storable(words).strip()
    if len(words) > LONGEST_WORDS:
        raise TextTooLong(length=len(words), limit=LONGEST_WORDS)
    saved = step(session, here, state)
    _judge(session, actor, here, Verdict.RETURNED, reason, words)
    sightings.see(session, actor, {target_id: saved.version})
    _record(session, actor, "target.returned", here, saved)
    return saved


def ask(session: Session, actor: Actor, target_id: int, *, version: int | None, words: str) -> Saved:
    """Put a question about the revision seen, without deciding: the target goes on waiting for review.

    It stands in the history as a verdict, and at the paragraph as an open question. Raises NotFound, NotAllowed,
    StaleTarget, WrongState (nothing waits there), and what `talk.comment` raises of the words.
    """
    here = _seen(session, actor, target_id, version)
    move(here.state, State.REVIEWED)  # asked of what could be approved
    comment = talk.comment(session, actor, target_id, words, kind=CommentKind.QUESTION)
    _judge(session, actor, here, Verdict.QUESTION, words=comment.text)
    sightings.see(session, actor, {target_id: here.version})
    saved = Saved(target_id, here.version, here.state, now(), is_changed=False)
    _record(session, actor, "target.asked", here, saved)
    return saved


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one approval among several: `saved`, or the `error` that it was refused with."""

    target_id: int
    key: str  # of the segment; empty when there is no such target
    saved: Saved | None
    error: DeskError | None


def approve_shown(
    session: Session, actor: Actor, translation: Translation, versions: Mapping[int, int]
) -> list[Answer]:
    """Approve each of these versions (by target) by the rules of `approve`, those alone that `actor` has seen.

    One refusal keeps no other from being approved. Raises NotAllowed, BadValue (more than MOST_AT_ONCE).
    """
    require(actor, Action.REVIEW, translation.language)
    if len(versions) > MOST_AT_ONCE:
        raise BadValue(field="approve", value=len(versions))
    seen = sightings.seen_versions(session, actor, list(versions))
    # By id, so that two reviewers at once take their locks in one order.
    return [_approve_one(session, actor, translation, target, versions[target], seen) for target in sorted(versions)]


def _approve_one(
    session: Session, actor: Actor, translation: Translation, target_id: int, version: int, seen: dict[int, int]
) -> Answer:
    key = ""
    try:
        here = place(session, target_id)
        if here.translation_id != translation.id:
            raise NotFound(what="target", key=target_id)
        key = here.key
        if here.version == version and seen.get(target_id) != version:
            raise NotSeen(segment=key)
        return Answer(target_id, key, approve(session, actor, target_id, version=version), None)
    except (FourEyes, LockedTarget, NotFound, NotSeen, StaleTarget, WrongState) as error:
        return Answer(target_id, key, None, error)


def _seen(session: Session, actor: Actor, target_id: int, version: int | None) -> Place:
    require(actor, Action.REVIEW)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.REVIEW, here.language)
    if version is None or here.version != version:
        raise StaleTarget(conflict=conflict(session, here, here.text, -1 if version is None else version))
    if here.is_locked:
        raise LockedTarget(segment=here.key)
    return here


# The revision judged is the newest that became the target, looked up by the same statement.
_JUDGE = insert(Review.__table__).values(
    revision_id=select(func.max(TargetRevision.id))
    .where(TargetRevision.target_id == bindparam("of_target"), TargetRevision.version.is_not(None))
    .scalar_subquery()
)


def _judge(
    session: Session, actor: Actor, here: Place, verdict: Verdict, reason: ReturnReason | None = None, words: str = ""
) -> None:
    values = {"of_target": here.target_id, "target_id": here.target_id, "version": here.version}
    said = {"reviewer_id": actor.id, "verdict": verdict, "reason": reason, "words": words, "created_at": now()}
    session.execute(_JUDGE, {**values, **said})


def _record(session: Session, actor: Actor, name: str, here: Place, saved: Saved) -> None:
    record(
        session, actor, name, statement_id=here.statement_id, segment_id=here.segment_id,
        target=here.target_id, version=saved.version,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One target in the reviewer's queue."""

    target_id: int
    slug: str
    title: str
    language: str
    number: int
    position: int
    words: int
    source: str
    text: str
    author: str
    updated_at: datetime
    version: int
    role: Role
    source_language: str
    translation_id: int

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"


def queue(session: Session, actor: Actor, *, after: int = 0, limit: int = 50) -> list[Waiting]:
    """Return what waits for this reviewer across statements: oldest statement first, in reading order.

    `after` skips that many. What the actor was the last to write is left out: it waits for someone else.
    Raises NotAllowed for those who review nothing.
    """
    languages = _reviewed_languages(actor)
    if languages is not None and not languages:
        require(actor, Action.REVIEW)
    author = aliased(User)
    query = (
        select(
            Target.id, Statement.slug, Statement.title, Translation.language, Segment.number, Segment.position,
            Target.words, Segment.source, Target.text, name_of(author), Target.updated_at,
            Target.version, Segment.role, Statement.source_language, Translation.id,
        )
        .join(Segment, Segment.id == Target.segment_id)
        .join(Translation, Translation.id == Target.translation_id)
        .join(Statement, Statement.id == Translation.statement_id)
        .outerjoin(author, author.id == Target.updated_by_id)
        .order_by(Statement.id, Translation.id, Segment.position)
        .offset(position(after))
        .limit(limit)
    )  # fmt: skip
    return [Waiting(*row) for row in session.execute(_waiting(query, actor.id, languages))]


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many targets wait for this reviewer; 0 for those who review nothing."""
    languages = _reviewed_languages(actor)
    if languages is not None and not languages:
        return 0
    query = _count_of(actor.id, None if languages is None else frozenset(languages))
    return session.connection().scalar(query) or 0


@lru_cache(maxsize=256)
def _count_of(person: int | None, languages: frozenset[str] | None) -> Select[tuple[int]]:
    """Return the count for one reviewer: every page asks it, and to put it together takes longer than to answer it."""
    query = (
        select(func.count())
        .select_from(Target)
        .join(Translation, Translation.id == Target.translation_id)
        .join(Statement, Statement.id == Translation.statement_id)
    )
    return _waiting(query, person, languages)


def only_waiting(query: Select, actor: Actor) -> Select:
    """Narrow `query`, which names Target, Translation and Statement, to what waits for this reviewer.

    What the actor was the last to write is left out: it waits for someone else.
    """
    return _waiting(query, actor.id, _reviewed_languages(actor))


def _waiting(query: Select, person: int | None, languages: Set[str] | None) -> Select:
    query = query.where(
        Target.state == State.TRANSLATED,
        (Target.updated_by_id.is_distinct_from(person)) | (Statement.four_eyes == FourEyesRule.OFF),
    )
    if languages is None:
        return query
    prefix = func.lower(Translation.language)
    exact = [prefix == tag for tag in languages]
    varieties = [prefix.startswith(tag + "-", autoescape=True) for tag in languages]
    return query.where(or_(*exact, *varieties))


def _reviewed_languages(actor: Actor) -> set[str] | None:
    """Return the languages that the actor reviews, lower case; None for all; empty for none."""
    grants = [grant for grant in actor.grants if grant.role is PersonRole.REVIEWER]
    if any(grant.language is None for grant in grants):
        return None
    return {grant.language.lower() for grant in grants if grant.language}
