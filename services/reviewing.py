"""Verdicts: approve the revision seen, send back with a reason. Four eyes are enforced here, for every door."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from domain.authorship import Draft, wrote_any_of
from domain.errors import FourEyes, LockedTarget, NothingToSubmit, StaleTarget
from domain.permissions import Action, Actor, PersonRole, require
from domain.states import State, move
from models import Review, Segment, Statement, Target, TargetRevision, Translation, User
from models.review import ReturnReason, Verdict
from models.statement import FourEyesRule
from services.editing import Conflict, Place, Saved, conflict, place, save, step
from services.store import record

LONGEST_WORDS = 4000  # characters of a reviewer's remark


def approve(session: Session, actor: Actor, target_id: int, *, version: int | None) -> Saved:
    """Mark the revision seen as reviewed. `version` is the one that was on the screen; None counts as stale.

    Raises NotFound, NotAllowed, StaleTarget, WrongState, FourEyes, LockedTarget.
    """
    here = _seen(session, actor, target_id, version)
    state = move(here.state, State.REVIEWED)
    if not here.text:
        raise NothingToSubmit(segment=here.key)
    is_own = is_author(session, actor, here)
    if is_own and here.four_eyes is FourEyesRule.STRICT:
        raise FourEyes(segment=here.key)
    _judge(session, actor, here, Verdict.APPROVED)
    saved = step(session, here, state, is_self_approved=is_own)
    _record(session, actor, "target.approved", here, saved)
    return saved


def approve_with_edit(
    session: Session, actor: Actor, target_id: int, text: str, *, version: int | None
) -> Saved | Conflict:
    """Save the reviewer's own wording and leave it for a second person to approve.

    Raises as `approve` does; a version that is gone gives a Conflict, with the text kept.
    """
    here = place(session, target_id)
    require(actor, Action.REVIEW, here.language)
    saved = save(session, actor, target_id, text, version=-1 if version is None else version, keep_submitted=True)
    if isinstance(saved, Saved) and saved.is_changed:
        _judge(session, actor, place(session, target_id), Verdict.APPROVED_WITH_EDIT)
    return saved


def send_back(
    session: Session, actor: Actor, target_id: int, *, version: int | None, reason: ReturnReason, words: str = ""
) -> Saved:
    """Return the revision seen to its translator with a `reason` and, if any, `words`.

    Raises NotFound, NotAllowed, StaleTarget, WrongState, LockedTarget.
    """
    here = _seen(session, actor, target_id, version)
    state = move(here.state, State.RETURNED)
    _judge(session, actor, here, Verdict.RETURNED, reason, words.strip()[:LONGEST_WORDS])
    saved = step(session, here, state)
    _record(session, actor, "target.returned", here, saved)
    return saved


def is_author(session: Session, actor: Actor, here: Place) -> bool:
    """Tell whether `actor` wrote any surviving word of the target since its last approval."""
    approved = (
        select(func.max(Review.revision_id))
        .where(Review.target_id == here.target_id, Review.verdict == Verdict.APPROVED)
        .scalar_subquery()
    )
    since = (
        select(TargetRevision.id, TargetRevision.author_id, TargetRevision.version, TargetRevision.based_on)
        .where(TargetRevision.target_id == here.target_id, TargetRevision.id >= func.coalesce(approved, 0))
        .order_by(TargetRevision.id)
    )
    rows = session.execute(since).all()
    if actor.id is None or all(row.author_id != actor.id for row in rows):
        return False
    return wrote_any_of(actor.id, here.text, _drafts(session, here, [row.id for row in rows]))


def _drafts(session: Session, here: Place, ids: list[int]) -> list[Draft]:
    """Return the revisions `ids` with what stood before each; the first is the approved one, if any was."""
    rows = session.scalars(
        select(TargetRevision).where(TargetRevision.id.in_(ids)).order_by(TargetRevision.id)
    ).all()
    first_approved = session.scalar(
        select(Review.id).where(Review.revision_id == rows[0].id, Review.verdict == Verdict.APPROVED).limit(1)
    )
    drafts: list[Draft] = []
    standing = rows[0].text if first_approved else ""
    for row in rows[1:] if first_approved else rows:
        before = standing
        if row.version is None:  # kept beside the target: its writer started from an older text
            before = next((r.text for r in reversed(rows) if r.version and r.version <= row.based_on), standing)
        drafts.append(Draft(row.author_id, before, row.text))
        standing = standing if row.version is None else row.text
    return drafts


def _seen(session: Session, actor: Actor, target_id: int, version: int | None) -> Place:
    here = place(session, target_id)
    require(actor, Action.REVIEW, here.language)
    if version is None or here.version != version:
        raise StaleTarget(conflict=conflict(session, here, here.text, version or 0))
    if here.is_locked:
        raise LockedTarget(segment=here.key)
    return here


def _judge(
    session: Session, actor: Actor, here: Place, verdict: Verdict, reason: ReturnReason | None = None, words: str = ""
) -> None:
    revision = (
        select(func.max(TargetRevision.id))
        .where(TargetRevision.target_id == here.target_id, TargetRevision.version.is_not(None))
        .scalar_subquery()
    )
    review = Review(
        target_id=here.target_id, revision_id=session.scalar(select(revision)), version=here.version,
        reviewer_id=actor.id, verdict=verdict, reason=reason, words=words,
    )  # fmt: skip
    session.add(review)


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
            Target.words, Segment.source, Target.text, func.coalesce(author.name, ""), Target.updated_at,
        )
        .join(Segment, Segment.id == Target.segment_id)
        .join(Translation, Translation.id == Target.translation_id)
        .join(Statement, Statement.id == Translation.statement_id)
        .outerjoin(author, author.id == Target.updated_by_id)
        .order_by(Statement.id, Translation.id, Segment.position)
        .offset(after)
        .limit(limit)
    )  # fmt: skip
    return [Waiting(*row) for row in session.execute(_waiting(query, actor, languages))]


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many targets wait for this reviewer; 0 for those who review nothing."""
    languages = _reviewed_languages(actor)
    if languages is not None and not languages:
        return 0
    query = (
        select(func.count())
        .select_from(Target)
        .join(Translation, Translation.id == Target.translation_id)
        .join(Statement, Statement.id == Translation.statement_id)
    )
    return session.scalar(_waiting(query, actor, languages)) or 0


def _waiting(query: Select, actor: Actor, languages: set[str] | None) -> Select:
    query = query.where(
        Target.state == State.TRANSLATED,
        (Target.updated_by_id.is_distinct_from(actor.id)) | (Statement.four_eyes == FourEyesRule.OFF),
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
