"""Notes for the reader: footnotes of the source or of one translation, held to their place by an anchor, `[^1]`.

A note and its anchor are written apart, so one may be there without the other: that is shown, never mended unasked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from domain.bitext import Side
from domain.document import Role
from domain.errors import (
    BadValue,
    Duplicate,
    LockedTarget,
    NotFound,
    NothingWritten,
    StaleNote,
    StaleTarget,
    TextTooLong,
)
from domain.permissions import Action, Actor, require
from formats import inline
from models import Note, Segment, User
from services.editing import Conflict, Place, Saved, conflict, place, save
from services.store import find, name_of, record, storable

LONGEST_NOTE = 4000  # characters
LONGEST_ANCHOR = 64


@dataclass(frozen=True, slots=True)
class Footnote:
    """One note as it is shown. `has_anchor`: its text has a place for it. `may_change`: whoever asked may.

    `seal` stands for the text that was read: who changes the note names it, and so overwrites nothing unseen.
    """

    id: int
    side: Side
    anchor: str
    text: str
    author: str
    has_anchor: bool
    may_change: bool
    seal: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a paragraph; the anchors that have none; the number that is free for the next one."""

    footnotes: tuple[Footnote, ...]
    lone_anchors: tuple[tuple[Side, str], ...]
    next_anchor: str


def notes(session: Session, actor: Actor, here: Place) -> Notes:
    """Return the notes of the target and of its source, in the order of their anchors' texts. Raises NotAllowed."""
    require(actor, Action.READ)
    source, role = session.execute(select(Segment.source, Segment.role).where(Segment.id == here.segment_id)).one()
    anchors = {Side.SOURCE: _anchors(source, role), Side.TARGET: _anchors(here.text, role)}
    may_change = actor.may(Action.TRANSLATE, here.language)
    found = [
        Footnote(
            note.id, side, note.anchor, note.text, author, note.anchor in anchors[side],
            may_change, seal(note.text),
        )
        for note, author in session.execute(_of_place(here))
        for side in (_side(note),)
    ]  # fmt: skip
    taken = {(note.side, note.anchor) for note in found}
    lone = [(side, label) for side in Side for label in anchors[side] if (side, label) not in taken]
    elsewhere = _defined_elsewhere(session, here, {label for _side, label in lone})
    used = {label for labels in anchors.values() for label in labels} | {label for _side, label in taken}
    return Notes(
        footnotes=tuple(sorted(found, key=lambda note: (list(Side).index(note.side), _place_in(anchors, note)))),
        lone_anchors=tuple((side, label) for side, label in lone if label not in elsewhere),
        next_anchor=next(label for number in count(1) if (label := str(number)) not in used),
    )


def add(session: Session, actor: Actor, target_id: int, text: str, *, side: Side, anchor: str) -> Note:
    """Add a note for the `anchor` in the text of that `side`, which may still have to be put there.

    Raises NotFound, NotAllowed, LockedTarget, NothingWritten, TextTooLong, BadValue, Duplicate.
    """
    here = _open_place(session, actor, target_id)
    _refuse_locked(here, side)
    anchor = storable(anchor).strip()
    if len(anchor) > LONGEST_ANCHOR or [run.note for run in inline.parse(f"[^{anchor}]")] != [anchor] or not anchor:
        raise BadValue(field="anchor", value=anchor)
    text = _clean(text)
    of = None if side is Side.SOURCE else here.translation_id
    same = select(Note.id).where(
        Note.segment_id == here.segment_id, Note.translation_id.is_not_distinct_from(of), Note.anchor == anchor
    )
    if session.scalar(same.limit(1)) is not None:
        raise Duplicate(what="note", key=f"[^{anchor}]")
    note = Note(segment_id=here.segment_id, translation_id=of, anchor=anchor, text=text, author_id=actor.id)
    session.add(note)
    session.flush()
    _record(session, actor, "note.added", here, note)
    return note


def change(session: Session, actor: Actor, target_id: int, note_id: int, text: str, *, seen: str) -> Note:
    """Give a note another text. `seen` is the seal of the text that was changed.

    Raises NotFound, NotAllowed, LockedTarget, StaleNote, NothingWritten, TextTooLong.
    """
    here, note = _open_note(session, actor, target_id, note_id)
    text = _clean(text)
    if text != note.text:
        _refuse_unseen(note, seen)
        note.text = text
        session.flush()
        _record(session, actor, "note.changed", here, note)
    return note


def remove(
    session: Session,
    actor: Actor,
    target_id: int,
    note_id: int,
    *,
    seen: str,
    takes_anchor: bool = False,
    version: int = -1,
) -> Saved | Conflict | None:
    """Remove a note; with `takes_anchor` its anchor in the target goes, too, as an edit of the text at `version`.

    Returns what the edit gave, None where there was none. An anchor in the source stays: the source is not edited
    here. Raises NotFound, NotAllowed, LockedTarget, StaleNote, StaleTarget.
    """
    here, note = _open_note(session, actor, target_id, note_id)
    _refuse_unseen(note, seen)
    _record(session, actor, "note.removed", here, note)
    session.delete(note)
    session.flush()
    if not takes_anchor or _side(note) is Side.SOURCE:
        return None
    text = without_anchor(here.text, note.anchor)
    if text == here.text:
        return None
    if here.version != version:
        raise StaleTarget(conflict=conflict(session, here, here.text, version))
    return save(session, actor, target_id, text, version=version)


def seal(text: str) -> str:
    """Return what stands for `text` in a form."""
    return sha256(text.encode()).hexdigest()[:16]


def without_anchor(text: str, anchor: str) -> str:
    """Return inline `text` without the anchors of that label; an escaped one is no anchor, and stays."""
    return re.sub(rf"(\\[\s\S])|\[\^{re.escape(anchor)}\]", lambda found: found[1] or "", text)


def _anchors(text: str, role: Role) -> list[str]:
    """Return the labels of the anchors in `text`, in order; a footnote's own, which it begins with, is none."""
    if "[^" not in text:
        return []
    if role is Role.FOOTNOTE:
        text = re.sub(r"\A\[\^[^\]]*\]:", "", text)
    return list(dict.fromkeys(run.note for run in inline.parse(text) if run.note))


def _place_in(anchors: dict[Side, list[str]], note: Footnote) -> int:
    labels = anchors[note.side]
    return labels.index(note.anchor) if note.anchor in labels else len(labels)


def _defined_elsewhere(session: Session, here: Place, labels: Iterable[str]) -> set[str]:
    """Return the labels whose note is a paragraph of the statement, as a Markdown file brings them: `[^1]: …`."""
    found = set()
    for label in labels:
        begins = Segment.source.startswith(f"[^{label}]:", autoescape=True)
        own = Segment.statement_id == here.statement_id
        if session.scalar(select(exists().where(own, Segment.role == Role.FOOTNOTE, begins))):
            found.add(label)
    return found


def _of_place(here: Place) -> Select[tuple[Note, str]]:
    return (
        select(Note, name_of(User))
        .outerjoin(User, User.id == Note.author_id)
        .where(
            Note.segment_id == here.segment_id,
            or_(Note.translation_id.is_(None), Note.translation_id == here.translation_id),
        )
        .order_by(Note.id)
    )


def _side(note: Note) -> Side:
    return Side.SOURCE if note.translation_id is None else Side.TARGET


def _open_place(session: Session, actor: Actor, target_id: int) -> Place:
    """Return the target for somebody who may write notes on it: whoever translates, notes on the source included."""
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    return here


def _open_note(session: Session, actor: Actor, target_id: int, note_id: int) -> tuple[Place, Note]:
    here = _open_place(session, actor, target_id)
    note = find(session, Note, note_id)
    if note.segment_id != here.segment_id or note.translation_id not in (None, here.translation_id):
        raise NotFound(what="note", key=note_id)
    _refuse_locked(here, _side(note))
    return here, note


def _refuse_locked(here: Place, side: Side) -> None:
    if side is Side.TARGET and here.is_locked:
        raise LockedTarget(segment=here.key)


def _refuse_unseen(note: Note, seen: str) -> None:
    if seal(note.text) != seen:
        raise StaleNote(note=note.id)


def _clean(text: str) -> str:
    text = storable(text).strip()
    if not text:
        raise NothingWritten()
    if len(text) > LONGEST_NOTE:
        raise TextTooLong(length=len(text), limit=LONGEST_NOTE)
    return text


def _record(session: Session, actor: Actor, name: str, here: Place, note: Note) -> None:
    record(
        session, actor, name, statement_id=here.statement_id, segment_id=here.segment_id, note=note.id,
        target=here.target_id if note.translation_id is not None else None,
    )  # fmt: skip
