"""Where a person is needed: what the first page shows, in a fixed number of questions to the database.

Each list is bounded, and counted as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select, union
from sqlalchemy.orm import Session, aliased

from domain.permissions import Action, Actor, PersonRole, require
from domain.states import APPROVED, UNFINISHED, State
from models import Comment, CommentMention, Review, RoleGrant, Segment, Statement, Target, Translation, User
from models.remark import CommentKind
from models.review import ReturnReason, Verdict
from services.assigning import in_languages_of
from services.changes import Changed, since_visits
from services.presence import last_visits
from services.reviewing import only_waiting
from services.store import name_of

MOST = 6  # of each list on the first page
LATEST = 500  # verdicts that are looked through for what is newly approved

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """The first of a list, and how many there are in all: items, their paragraphs, the source words of these."""

    items: tuple[Item, ...] = ()
    total: int = 0
    paragraphs: int = 0
    words: int = 0

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def more(self) -> int:
        """How many items are not shown."""
        return self.total - len(self.items)


class Returned(NamedTuple):
    """A paragraph that was sent back to the person who wrote it."""

    slug: str
    title: str
    source_language: str
    language: str
    number: int
    position: int
    words: int
    reason: ReturnReason | None
    remark: str
    reviewer: str
    at: datetime | None


class Batch(NamedTuple):
    """The paragraphs of one translation that wait for the same step. `number`: of the first, for its address `p12`."""

    translation_id: int
    slug: str
    title: str
    source_language: str
    language: str
    due_on: date | None
    paragraphs: int
    words: int
    number: int


class Call(NamedTuple):
    """A comment that waits for an answer by this person."""

    slug: str
    title: str
    source_language: str
    language: str
    number: int
    position: int
    text: str
    author: str
    at: datetime
    is_question: bool
    is_mention: bool


class Ready(NamedTuple):
    """A translation that may be read or published: how many of its paragraphs are approved, of how many."""

    slug: str
    title: str
    source_language: str
    language: str
    approved: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything on the first page. What a person's roles have no use for is empty."""

    returned: Found[Returned] = field(default_factory=Found)
    assigned: Found[Batch] = field(default_factory=Found)
    free: Found[Batch] = field(default_factory=Found)
    waiting: Found[Batch] = field(default_factory=Found)
    calls: Found[Call] = field(default_factory=Found)
    changed: Found[Changed] = field(default_factory=Found)
    approved: Found[Ready] = field(default_factory=Found)
    publishable: Found[Ready] = field(default_factory=Found)
    without_role: Found[tuple[int, str]] = field(default_factory=Found)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing at all waits for this person; what they may read or publish waits for nobody."""
        asked = (self.returned, self.assigned, self.free, self.waiting, self.calls, self.changed, self.without_role)
        return not any(asked)


def needs(session: Session, actor: Actor) -> Needs:
    """Return what needs `actor`. Raises NotAllowed."""
    require(actor, Action.READ)
    writes, reviews = actor.may(Action.TRANSLATE), actor.may(Action.REVIEW)
    return Needs(
        returned=returned(session, actor) if writes else Found(),
        assigned=assigned(session, actor) if writes else Found(),
        free=free(session, actor) if writes else Found(),
        waiting=waiting(session, actor) if reviews else Found(),
        calls=calls(session, actor) if actor.may(Action.COMMENT) else Found(),
        changed=changed(session, actor),
        approved=newly_approved(session) if _is(actor, PersonRole.READER) else Found(),
        publishable=publishable(session) if actor.may(Action.PUBLISH) else Found(),
        without_role=without_role(session) if actor.may(Action.MANAGE_PEOPLE) else Found(),
    )


def _is(actor: Actor, role: PersonRole) -> bool:
    return any(grant.role is role for grant in actor.grants)


def returned(session: Session, actor: Actor) -> Found[Returned]:
    """Return what was sent back to `actor`, who wrote it last, with the reason: what is due first comes first."""
    reviewer, earlier = aliased(User), aliased(Review)
    verdict = (
        select(func.max(earlier.id)).where(earlier.target_id == Target.id, earlier.verdict == Verdict.RETURNED)
    ).scalar_subquery()
    query = (
        select(
            Statement.slug, Statement.title, Statement.source_language, Translation.language, Segment.number,
            Segment.position, Target.words, Review.reason, func.coalesce(Review.words, ""), name_of(reviewer),
            Review.created_at, func.count().over(), func.count().over(), func.sum(Target.words).over(),
        )
        .select_from(Translation)
        .join(Statement, Statement.id == Translation.statement_id)
        .join(Target, Target.translation_id == Translation.id)
        .join(Segment, Segment.id == Target.segment_id)
        .outerjoin(Review, Review.id == verdict)
        .outerjoin(reviewer, reviewer.id == Review.reviewer_id)
        .where(
            Target.state == State.RETURNED,
            Target.updated_by_id == actor.id,
            in_languages_of(actor, Action.TRANSLATE),
        )
        .order_by(Translation.due_on.asc().nulls_last(), Translation.id, Segment.position)
        .limit(MOST)
    )  # fmt: skip
    return _found(Returned, session.execute(query).all())


def assigned(session: Session, actor: Actor) -> Found[Batch]:
    """Return the translations given to `actor` that have unfinished paragraphs."""
    return _unfinished(session, actor, Translation.assigned_to_id == actor.id)


def free(session: Session, actor: Actor) -> Found[Batch]:
    """Return the unfinished translations that nobody has, into the languages that `actor` writes."""
    return _unfinished(session, actor, Translation.assigned_to_id.is_(None))


def _unfinished(session: Session, actor: Actor, whose: ColumnElement[bool]) -> Found[Batch]:
    is_open = Target.state.in_(UNFINISHED)
    return _batches(session, lambda query: query.where(whose, is_open, in_languages_of(actor, Action.TRANSLATE)))


def waiting(session: Session, actor: Actor) -> Found[Batch]:
    """Return what waits for this reviewer; what they were the last to write is left out."""
    return _batches(session, lambda query: only_waiting(query, actor))


def _batches(session: Session, narrowed: Any) -> Found[Batch]:
    """Return the translations that have targets of a kind, what is due first at the front.

    `narrowed` takes a query that names Target, Translation and Statement, and lets only those targets through.
    """
    counted = (
        narrowed(
            select(
                Translation.id, func.count().label("paragraphs"), func.sum(Target.words).label("words"),
                func.count().over().label("all_items"), func.sum(func.count()).over().label("all_paragraphs"),
                func.sum(func.sum(Target.words)).over().label("all_words"),
            )
            .select_from(Translation)
            .join(Statement, Statement.id == Translation.statement_id)
            .join(Target, Target.translation_id == Translation.id)
        )
        .group_by(Translation.id, Translation.due_on)
        .order_by(Translation.due_on.asc().nulls_last(), Translation.id)
        .limit(MOST)
        .subquery()
    )  # fmt: skip
    first = (
        narrowed(
            select(Segment.number)
            .select_from(Segment)
            .join(Target, and_(Target.segment_id == Segment.id, Target.translation_id == Translation.id))
        )
        .where(Segment.statement_id == Translation.statement_id)
        .order_by(Segment.position)
        .limit(1)
        .correlate(Translation, Statement)
        .scalar_subquery()
    )
    query = (
        select(
            Translation.id, Statement.slug, Statement.title, Statement.source_language, Translation.language,
            Translation.due_on, counted.c.paragraphs, counted.c.words, first,
            counted.c.all_items, counted.c.all_paragraphs, counted.c.all_words,
        )
        .join(counted, counted.c.id == Translation.id)
        .join(Statement, Statement.id == Translation.statement_id)
        .order_by(Translation.due_on.asc().nulls_last(), Translation.id)
    )  # fmt: skip
    return _found(Batch, session.execute(query).all())


def calls(session: Session, actor: Actor) -> Found[Call]:
    """Return the open questions about what `actor` wrote last, and the open comments that mention them, newest first.

    Of a question the last that was said. What they have answered since is left out: it waits for somebody else.
    """
    first, said, answer, author = aliased(Comment), aliased(Comment), aliased(Comment), aliased(User)
    newest = select(func.max(said.id)).where(
        (said.id == first.id) | (said.parent_id == first.id), said.removed_at.is_(None)
    )
    questions = (
        select(newest.scalar_subquery())
        .select_from(first)
        .join(Target, and_(Target.segment_id == first.segment_id, Target.translation_id == first.translation_id))
        .where(first.kind == CommentKind.QUESTION, first.resolved_at.is_(None), Target.updated_by_id == actor.id)
    )
    mentions = select(CommentMention.comment_id).where(CommentMention.user_id == actor.id)
    thread = func.coalesce(Comment.parent_id, Comment.id)
    answered = exists().where(answer.parent_id == thread, answer.author_id == actor.id, answer.id > Comment.id)
    other = aliased(Translation)
    any_language = select(func.min(other.id)).where(other.statement_id == Statement.id).scalar_subquery()
    query = (
        select(
            Statement.slug, Statement.title, Statement.source_language, Translation.language, Segment.number,
            Segment.position, Comment.text, name_of(author), Comment.created_at,
            Comment.id.in_(questions), Comment.id.in_(mentions), func.count().over(),
        )
        .join(Segment, Segment.id == Comment.segment_id)
        .join(Statement, Statement.id == Segment.statement_id)
        # A remark on the source belongs to every translation: one of them leads to the paragraph.
        .join(Translation, Translation.id == func.coalesce(Comment.translation_id, any_language))
        .outerjoin(author, author.id == Comment.author_id)
        .where(
            Comment.id.in_(union(questions, mentions)),
            Comment.resolved_at.is_(None),
            Comment.removed_at.is_(None),
            Comment.author_id.is_distinct_from(actor.id),
            ~answered,
        )
        .order_by(Comment.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return _found(Call, session.execute(query).all())


def changed(session: Session, actor: Actor) -> Found[Changed]:
    """Return the translations that others have changed since `actor` was last there, the last visited first."""
    found = since_visits(session, actor, last_visits(session, actor))
    return Found(tuple(found[:MOST]), len(found), sum(one.paragraphs for one in found))


def newly_approved(session: Session) -> Found[Ready]:
    """Return the translations with the latest approvals, the newest first."""
    lately = select(Review.id, Review.target_id).where(Review.verdict == Verdict.APPROVED)
    verdicts = lately.order_by(Review.id.desc()).limit(LATEST).subquery()
    newest = (
        select(Target.translation_id, func.max(verdicts.c.id).label("newest"), func.count().over().label("all_items"))
        .join(verdicts, verdicts.c.target_id == Target.id)
        .where(Target.state.in_(APPROVED))
        .group_by(Target.translation_id)
        .order_by(func.max(verdicts.c.id).desc())
        .limit(MOST)
        .subquery()
    )
    query = _ready(newest.c.all_items).join(newest, newest.c.translation_id == Translation.id)
    return _found(Ready, session.execute(query.order_by(newest.c.newest.desc())).all())


def publishable(session: Session) -> Found[Ready]:
    """Return the translations in which every paragraph is approved, the newest first."""
    open_states = [state for state in State if state not in APPROVED]
    is_open = exists().where(Target.translation_id == Translation.id, Target.state.in_(open_states))
    has_any = exists().where(Target.translation_id == Translation.id)
    query = _ready(func.count().over()).where(~is_open, has_any).order_by(Translation.id.desc()).limit(MOST)
    return _found(Ready, session.execute(query).all())


def _ready(total: ColumnElement[int]) -> Select:
    """Return the question for translations as `Ready`, and how many there are in all."""
    targets = select(func.count()).where(Target.translation_id == Translation.id)
    approved = targets.where(Target.state.in_(APPROVED)).scalar_subquery()
    return select(
        Statement.slug, Statement.title, Statement.source_language, Translation.language, approved,
        targets.scalar_subquery(), total,
    ).join(Statement, Statement.id == Translation.statement_id)  # fmt: skip


def without_role(session: Session) -> Found[tuple[int, str]]:
    """Return the people with an open account and no role, who can see nothing yet."""
    has_role = exists().where(RoleGrant.user_id == User.id)
    query = select(User.id, name_of(User), func.count().over()).where(User.active, ~has_role)
    rows = session.execute(query.order_by(User.id).limit(MOST)).all()
    return Found(tuple((row[0], row[1]) for row in rows), rows[0][2] if rows else 0)


def _found(kind: Any, rows: Sequence[Row]) -> Found:
    """Return the rows as `kind`; what stands behind its fields are the totals."""
    if not rows:
        return Found()
    width = len(kind._fields)
    return Found(tuple(kind(*row[:width]) for row in rows), *map(int, rows[0][width:]))
