"""What a file says beside its texts: comments come in once, changed notes are told and stay as they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.bitext import Remark, Side, Unit
from domain.permissions import Action, Actor
from models import Comment, Note, Segment, Target, Translation, User
from models.remark import CommentKind
from services.store import name_of, storable
from services.talk import LONGEST_COMMENT


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment of the file that the desk does not have. `key`: the segment's id; `text`: as it would be stored."""

    key: str
    target_id: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """A note that reads otherwise in the file, or is new there; an empty `desk_text` tells that."""

    key: str
    anchor: str
    desk_text: str
    file_text: str


def new_comments(
    session: Session, actor: Actor, translation: Translation, units: Sequence[tuple[str, int, Unit]]
) -> tuple[NewComment, ...]:
    """Return what the file says that nobody has said at the desk. `units`: with the id and the target of each.

    A comment is known by its author and its words, resolved or not. None for whoever may not comment.
    """
    if not any(unit.comments for _key, _target, unit in units) or not actor.may(Action.COMMENT):
        return ()
    known = _known(session, translation)
    found = []
    for key, target_id, unit in units:
        own = known[target_id]
        for remark in unit.comments:
            text = storable(remark.text).strip()
            signed = _signed(remark, text)
            pieces = [signed[start : start + LONGEST_COMMENT] for start in range(0, len(signed), LONGEST_COMMENT)]
            if not text or _is_known(remark.author, text, pieces[0], own):
                continue
            own.add(("", _folded(pieces[0])))
            found += [NewComment(key, target_id, remark.author, piece) for piece in pieces]
    return tuple(found)


def add(session: Session, actor: Actor, translation: Translation, comments: Iterable[NewComment], at: datetime) -> int:
    """Say `comments` in the importer's name, and return how many."""
    comments = list(comments)
    if not comments:
        return 0
    query = select(Target.id, Target.segment_id).where(Target.translation_id == translation.id)
    segments = dict(session.execute(query).all())
    rows: list[dict[str, Any]] = [
        {
            "segment_id": segments[comment.target_id], "translation_id": translation.id, "kind": CommentKind.COMMENT,
            "text": comment.text, "author_id": actor.id, "created_at": at,
        }
        for comment in comments
        if comment.target_id in segments
    ]  # fmt: skip
    if rows:
        session.execute(insert(Comment.__table__), rows)
    return len(rows)


def changed_notes(
    session: Session, translation: Translation, units: Sequence[tuple[str, int, Unit]]
) -> tuple[ChangedNote, ...]:
    """Return the notes of the target that read otherwise in the file. They are edited at the desk."""
    if not any(unit.notes for _key, _target, unit in units):
        return ()
    query = (
        select(Target.id, Note.anchor, Note.text)
        .join(Segment, Segment.id == Note.segment_id)
        .join(Target, (Target.segment_id == Segment.id) & (Target.translation_id == translation.id))
        .where((Note.translation_id == translation.id) | Note.translation_id.is_(None))
        .order_by(Note.id)
    )
    desk: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for target_id, anchor, text in session.execute(query):
        desk[target_id][anchor].append(text)
    found = []
    for key, target_id, unit in units:
        for note in unit.notes:
            own = desk[target_id].get(note.anchor, [])
            if note.side is not Side.SOURCE and _folded(note.text) not in map(_folded, own):
                found.append(ChangedNote(key, note.anchor, own[0] if own else "", note.text))
    return tuple(found)


def _known(session: Session, translation: Translation) -> Mapping[int, set[tuple[str, str]]]:
    """Return authors and words of what was said about each target and its source."""
    query = (
        select(Target.id, name_of(User), User.name, Comment.text)
        .select_from(Comment)
        .join(Target, (Target.segment_id == Comment.segment_id) & (Target.translation_id == translation.id))
        .outerjoin(User, User.id == Comment.author_id)
        .where(Comment.translation_id.is_(None) | (Comment.translation_id == translation.id))
    )
    known: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for target_id, shown, name, text in session.execute(query):
        words = _folded(text)
        known[target_id] |= {(_folded(shown or ""), words), (_folded(name or ""), words), ("", words)}
    return known


def _is_known(author: str, text: str, signed: str, own: set[tuple[str, str]]) -> bool:
    """Tell whether somebody of that name said it, or it came in from a file before."""
    return (_folded(author), _folded(text)) in own or ("", _folded(signed)) in own


def _signed(remark: Remark, text: str) -> str:
    """Return the words with the name of who wrote them: at the desk they stand in the importer's name."""
    author = " ".join(storable(remark.author).split())
    return f"{author}: {text}" if author else text


def _folded(text: str) -> str:
    return " ".join(text.split())
