"""What a reading of the text by itself needs beside its rows: the notes that are printed with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from models import Note, Translation


@dataclass(frozen=True, slots=True)
class PrintedNote:
    """A note for the reader, on the source or on the target; `anchor` is the `1` of its `[^1]`."""

    anchor: str
    text: str
    is_on_source: bool


def printed_notes(
    session: Session, actor: Actor, translation: Translation, segment_ids: Iterable[int]
) -> dict[int, list[PrintedNote]]:
    """Return the notes of these segments that have any, source and target, as written. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(Note.segment_id, Note.anchor, Note.text, Note.translation_id)
        .where(
            Note.segment_id.in_(list(segment_ids)),
            or_(Note.translation_id.is_(None), Note.translation_id == translation.id),
        )
        .order_by(Note.id)
    )
    found: dict[int, list[PrintedNote]] = {}
    for segment_id, anchor, text, translation_id in session.execute(query):
        found.setdefault(segment_id, []).append(PrintedNote(anchor, text, translation_id is None))
    return found
