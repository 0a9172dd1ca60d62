"""What colleagues say to one another about a paragraph: remarks and questions, in threads, never printed.

A thread is on one translation or on the source, where it is shown in every language. It is open until somebody
resolves it; an answer opens it again, so that nothing is said unseen.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from domain.errors import NotAllowed, NotFound, NothingWritten, NotTheAuthor, TextTooLong
from domain.permissions import Action, Actor, require
from models import Comment, CommentMention, RoleGrant, Segment, SegmentAlias, User
from models.base import now
from models.remark import CommentKind
from services.editing import Place, place
from services.store import find, name_of, record, storable

LONGEST_COMMENT = 4000  # characters
MOST_LINKS = 100  # of paragraphs that the comments of one panel may point to


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as it is shown. `text` is empty where it was removed."""

    id: int
    kind: CommentKind
    text: str
    author: str
    author_id: int | None
    at: datetime
    edited_at: datetime | None
    is_removed: bool
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its answers, oldest first. `resolved_by` is a name, empty while the thread is open."""

    first: Said
    replies: tuple[Said, ...]
    is_on_source: bool
    resolved_at: datetime | None
    resolved_by: str

    @property
    def is_resolved(self) -> bool:
        """Whether somebody has marked it as done with."""
        return self.resolved_at is not None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may be mentioned."""

    id: int
    name: str


def comment(
    session: Session,
    actor: Actor,
    target_id: int,
    text: str,
    *,
    kind: CommentKind = CommentKind.COMMENT,
    parent_id: int | None = None,
    mentions: Iterable[int] = (),
    is_on_source: bool = False,
) -> Comment:
    """Say `text` about the target, or with `is_on_source` about its source; as an answer with `parent_id`.

    An answer belongs to the thread of its parent and opens it again. Whoever the text calls (`@Ana`) is mentioned, and
    so are the people of `mentions`. Raises NotFound, NotAllowed, NothingWritten, TextTooLong.
    """
    require(actor, Action.COMMENT)  # before the look-up, which would tell what exists
    here = place(session, target_id)
    text = _clean(text)
    thread = _thread_of(session, here, parent_id) if parent_id is not None else None
    said = Comment(
        segment_id=here.segment_id,
        translation_id=thread.translation_id if thread else None if is_on_source else here.translation_id,
        parent_id=thread.id if thread else None,
        kind=CommentKind.COMMENT if thread else kind,
        text=text,
        author_id=actor.id,
    )
    session.add(said)
    session.flush()
    _mention(session, said, text, mentions)
    if thread and thread.resolved_at is not None:
        _settle(session, thread, None)
    _record(session, actor, "comment.added", here, said)
    return said


def edit(session: Session, actor: Actor, target_id: int, comment_id: int, text: str) -> Comment:
    """Give a comment of one's own other words; that it was edited is shown.

    Raises NotFound, NotAllowed, NotTheAuthor, NothingWritten, TextTooLong.
    """
    _here, said = _own(session, actor, target_id, comment_id)
    text = _clean(text)
    if text != said.text:
        said.text, said.edited_at = text, now()
        session.flush()
        _mention(session, said, text, ())
    return said


def remove(session: Session, actor: Actor, target_id: int, comment_id: int) -> None:
    """Take a comment of one's own back. One that others have answered leaves its place, without words.

    Raises NotFound, NotAllowed, NotTheAuthor.
    """
    here, said = _own(session, actor, target_id, comment_id)
    _record(session, actor, "comment.removed", here, said)
    parent_id = said.parent_id
    if session.scalar(select(_is_answered(said.id))):
        said.text, said.removed_at = "", now()
        session.execute(delete(CommentMention).where(CommentMention.comment_id == said.id))
    else:
        session.delete(said)
    session.flush()
    if parent_id is not None:  # the last answer to words that are gone goes with them
        is_empty = Comment.removed_at.is_not(None)
        session.execute(delete(Comment).where(Comment.id == parent_id, is_empty, ~_is_answered(parent_id)))


def resolve(session: Session, actor: Actor, target_id: int, comment_id: int, *, is_resolved: bool = True) -> Comment:
    """Mark the thread that holds the comment as done with, or as open again. Raises NotFound, NotAllowed."""
    require(actor, Action.COMMENT)
    if actor.id is None:  # somebody must have done it
        raise NotAllowed(action=Action.COMMENT)
    here = place(session, target_id)
    thread = _thread_of(session, here, comment_id)
    if (thread.resolved_at is not None) != is_resolved:
        _settle(session, thread, actor.id if is_resolved else None)
        _record(session, actor, "comment.resolved" if is_resolved else "comment.reopened", here, thread)
    return thread


def threads(session: Session, actor: Actor, here: Place) -> list[Thread]:
    """Return what was said about the target and about its source: open threads first, each part oldest first.

    Three queries however much was said. Raises NotAllowed.
    """
    require(actor, Action.READ)
    author, resolver = aliased(User), aliased(User)
    query = (
        select(Comment, name_of(author), name_of(resolver))
        .outerjoin(author, author.id == Comment.author_id)
        .outerjoin(resolver, resolver.id == Comment.resolved_by_id)
        .where(
            Comment.segment_id == here.segment_id,
            or_(Comment.translation_id.is_(None), Comment.translation_id == here.translation_id),
        )
        .order_by(Comment.id)
    )
    rows = session.execute(query).all()
    mentioned = _mentioned(session, [said.id for said, *_ in rows]) if rows else {}
    replies: dict[int, list[Said]] = {}
    for said, name, _resolver in rows:
        if said.parent_id is not None:
            replies.setdefault(said.parent_id, []).append(_said(said, name, mentioned))
    found = [
        Thread(
            _said(said, name, mentioned), tuple(replies.get(said.id, ())), said.translation_id is None,
            said.resolved_at, settled_by,
        )
        for said, name, settled_by in rows
        if said.parent_id is None
    ]  # fmt: skip
    return sorted(found, key=lambda thread: thread.is_resolved)


def members(session: Session) -> list[Member]:
    """Return who may be mentioned: everybody who can sign in and has a role, by name."""
    has_role = exists().where(RoleGrant.user_id == User.id)
    query = select(User.id, name_of(User)).where(User.active, has_role)
    return sorted((Member(*row) for row in session.execute(query)), key=lambda member: member.name.casefold())


def paragraphs(session: Session, statement_id: int, numbers: Iterable[int]) -> set[int]:
    """Return which of `numbers` are paragraphs of the statement, old numbers included; the first hundred are asked."""
    wanted = sorted(set(numbers))[:MOST_LINKS]
    if not wanted:
        return set()
    own = select(Segment.number).where(Segment.statement_id == statement_id, Segment.number.in_(wanted))
    old = select(SegmentAlias.number).where(SegmentAlias.statement_id == statement_id, SegmentAlias.number.in_(wanted))
    return set(session.scalars(own.union(old)))


def called(text: str, people: Sequence[Member]) -> set[int]:
    """Return the ids of those whom `text` calls by an @ and their whole name; the longest name that fits counts."""
    by_name: dict[str, set[int]] = {}
    for member in people:
        by_name.setdefault(member.name.casefold(), set()).add(member.id)
    if "@" not in text or not by_name:
        return set()
    longest_first = sorted(by_name, key=len, reverse=True)
    names = re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, longest_first))})(?!\w)")
    return {id for name in names.findall(text.casefold()) for id in by_name[name]}


def _clean(text: str) -> str:
    text = storable(text).strip()
    if not text:
        raise NothingWritten()
    if len(text) > LONGEST_COMMENT:
        raise TextTooLong(length=len(text), limit=LONGEST_COMMENT)
    return text


def _find(session: Session, here: Place, comment_id: int) -> Comment:
    """Return a comment that is shown at this target; raise NotFound for any other."""
    said = find(session, Comment, comment_id)
    if said.segment_id != here.segment_id or said.translation_id not in (None, here.translation_id):
        raise NotFound(what="comment", key=comment_id)
    return said


def _thread_of(session: Session, here: Place, comment_id: int) -> Comment:
    said = _find(session, here, comment_id)
    return said if said.parent_id is None else session.get_one(Comment, said.parent_id)


def _own(session: Session, actor: Actor, target_id: int, comment_id: int) -> tuple[Place, Comment]:
    require(actor, Action.COMMENT)
    here = place(session, target_id)
    said = _find(session, here, comment_id)
    if said.author_id != actor.id:
        raise NotTheAuthor(action=Action.COMMENT)
    if said.removed_at is not None:
        raise NotFound(what="comment", key=comment_id)
    return here, said


def _is_answered(comment_id: int) -> Exists:
    answer = aliased(Comment)
    return exists().where(answer.parent_id == comment_id)


def _settle(session: Session, thread: Comment, by: int | None) -> None:
    """Resolve every comment of the thread in the name of `by`, or open them all."""
    at = now() if by is not None else None
    for said in session.scalars(select(Comment).where(or_(Comment.id == thread.id, Comment.parent_id == thread.id))):
        said.resolved_at, said.resolved_by_id = at, by
    session.flush()


def _mention(session: Session, said: Comment, text: str, also: Iterable[int]) -> None:
    """Store whom the comment calls, beside those that it called before."""
    also = set(also)
    people = members(session) if also or "@" in text else []
    known = {member.id for member in people}
    before = set(session.scalars(select(CommentMention.user_id).where(CommentMention.comment_id == said.id)))
    for user_id in sorted(((called(text, people) | also) & known) - before):
        session.add(CommentMention(comment_id=said.id, user_id=user_id))
    session.flush()


def _mentioned(session: Session, comment_ids: list[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(CommentMention.comment_id, name_of(User))
        .join(User, User.id == CommentMention.user_id)
        .where(CommentMention.comment_id.in_(comment_ids))
        .order_by(User.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for comment_id, name in session.execute(query):
        found[comment_id] = (*found.get(comment_id, ()), name)
    return found


def _said(said: Comment, author: str, mentioned: dict[int, tuple[str, ...]]) -> Said:
    return Said(
        said.id, said.kind, said.text, author, said.author_id, said.created_at, said.edited_at,
        said.removed_at is not None, mentioned.get(said.id, ()),
    )  # fmt: skip


def _record(session: Session, actor: Actor, name: str, here: Place, said: Comment) -> None:
    record(
        session, actor, name, statement_id=here.statement_id, segment_id=here.segment_id,
        target=here.target_id, comment=said.id, kind=said.kind,
    )  # fmt: skip
