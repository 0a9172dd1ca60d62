"""Notes for the reader: what belongs to which text, what lacks its other half, who may write them."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.bitext import Side
from domain.document import Role
from domain.errors import (
    BadValue,
    Duplicate,
    LockedTarget,
    NotAllowed,
    NotFound,
    NothingWritten,
    StaleNote,
    StaleTarget,
    TextTooLong,
)
from domain.permissions import Actor, PersonRole
from domain.states import State
from models import Event, Note, Segment, Target
from services import editing, exporting, notes
from services.editing import Conflict, Saved, place
from services.store import find_translation
from tests import factories
from tests.services import rows

SOURCES = ("The river.[^1]", "A chair.", "[^1]: The Rímac.")


@pytest.fixture
def ana(session: Session) -> Actor:
    """Give a translator."""
    return factories.translator(session, name="Ana")


@pytest.fixture
def target_id(session: Session) -> int:
    """Give the first target of a statement in two languages, with another's notes around it."""
    factories.noise(session)
    translation = factories.translation(session, SOURCES, also=("pt",))
    first, second, _third = factories.target_ids(session, translation)
    stranger = factories.translator(session)
    notes.add(session, stranger, second, "Of another paragraph.", side=Side.TARGET, anchor="1")
    return first


def shown(session: Session, actor: Actor, target_id: int) -> notes.Notes:
    return notes.notes(session, actor, place(session, target_id))


def write(session: Session, actor: Actor, target_id: int, text: str) -> int:
    saved = editing.save(session, actor, target_id, text, version=rows.target(session, target_id).version)
    assert isinstance(saved, Saved)
    return saved.version


def remove(session: Session, actor: Actor, target_id: int, note: Note, *, version: int) -> Saved | Conflict | None:
    """Remove a note that was read as it is, with its anchor."""
    seen = notes.seal(note.text)
    return notes.remove(session, actor, target_id, note.id, seen=seen, takes_anchor=True, version=version)


def other_language(session: Session, target_id: int) -> int:
    target = session.get_one(Target, target_id)
    query = select(Target.id).where(Target.segment_id == target.segment_id, Target.id != target_id)
    return session.scalars(query).one()


def test_a_note_belongs_to_one_text_and_is_shown_in_the_order_of_the_anchors(
    session: Session, ana: Actor, target_id: int
) -> None:
    write(session, ana, target_id, "El [^b]río[^1].")
    for anchor, side in (("1", Side.TARGET), ("b", Side.TARGET), ("1", Side.SOURCE), ("9", Side.TARGET)):
        notes.add(session, ana, target_id, f"{side} {anchor}", side=side, anchor=anchor)
    found = shown(session, ana, target_id)
    assert [(note.side, note.anchor, note.has_anchor) for note in found.footnotes] == [
        (Side.SOURCE, "1", True), (Side.TARGET, "b", True), (Side.TARGET, "1", True), (Side.TARGET, "9", False),
    ]  # fmt: skip
    assert (found.lone_anchors, found.next_anchor) == ((), "2")
    portuguese = shown(session, ana, other_language(session, target_id))
    assert [(note.side, note.text) for note in portuguese.footnotes] == [(Side.SOURCE, "source 1")]


def test_an_anchor_without_its_note_is_told_unless_a_paragraph_is_the_note(
    session: Session, ana: Actor, target_id: int
) -> None:
    write(session, ana, target_id, "El río[^1], \\[^3], [^2].")
    assert shown(session, ana, target_id).lone_anchors == (
        (Side.SOURCE, "1"), (Side.TARGET, "1"), (Side.TARGET, "2"),
    )  # fmt: skip
    here = place(session, target_id)
    own = Segment.statement_id == here.statement_id
    session.execute(update(Segment).where(own, Segment.source == SOURCES[2]).values(role=Role.FOOTNOTE))
    assert shown(session, ana, target_id).lone_anchors == ((Side.TARGET, "2"),)
    third = session.scalars(select(Segment.id).where(own, Segment.role == Role.FOOTNOTE)).one()
    footnote = session.scalars(select(Target.id).where(Target.segment_id == third)).first()
    assert shown(session, ana, footnote).lone_anchors == ()
    assert shown(session, ana, target_id).next_anchor == "3"


def test_a_note_comes_out_with_its_text(session: Session, ana: Actor, target_id: int) -> None:
    write(session, ana, target_id, "El río[^1].")
    notes.add(session, ana, target_id, " Un *río*.\r\n ", side=Side.TARGET, anchor="1")
    notes.add(session, ana, target_id, "A river.", side=Side.SOURCE, anchor="1")
    here = place(session, target_id)
    text = exporting.export(session, ana, find_translation(session, here.slug, "es"), "md").decode()
    assert "> The river.[^1-1]\n\n[^1-1]: A river.\n" in text
    assert "El río[^1T-1].\n\n[^1T-1]: Un *río*.\n" in text


def test_the_anchor_goes_with_the_note_where_that_is_asked_for(session: Session, ana: Actor, target_id: int) -> None:
    version = write(session, ana, target_id, "El río[^1] y \\[^1][^12].")
    note = notes.add(session, ana, target_id, "Un río.", side=Side.TARGET, anchor="1")
    with pytest.raises(StaleTarget):
        remove(session, ana, target_id, note, version=version - 1)
    session.rollback()


def test_taking_the_anchor_out_is_an_edit_like_any_other(session: Session, ana: Actor, target_id: int) -> None:
    version = editing.save(session, ana, target_id, "El río[^1][^12].", version=0, keep_submitted=True).version
    note = notes.add(session, ana, target_id, "Un río.", side=Side.TARGET, anchor="1")
    source = notes.add(session, ana, target_id, "A river.", side=Side.SOURCE, anchor="1")
    saved = remove(session, ana, target_id, note, version=version)
    assert isinstance(saved, Saved)
    target = rows.target(session, target_id)
    assert (target.text, target.state, target.version) == ("El río[^12].", State.DRAFT, version + 1)
    assert remove(session, ana, target_id, source, version=0) is None
    assert session.scalars(select(Note.id).where(Note.id.in_([note.id, source.id]))).all() == []
    names = session.scalars(select(Event.name).where(Event.name.like("note.%")).order_by(Event.id)).all()
    assert names == ["note.added"] * 3 + ["note.removed"] * 2


@pytest.mark.parametrize("anchor", ["", " ", "a b", "a]b", "^1", "x" * 65, "\\", "1\n2"])
def test_what_cannot_be_an_anchor(session: Session, ana: Actor, target_id: int, anchor: str) -> None:
    with pytest.raises(BadValue):
        notes.add(session, ana, target_id, "A note.", side=Side.TARGET, anchor=anchor)


def test_what_cannot_be_a_note(session: Session, ana: Actor, target_id: int) -> None:
    note = notes.add(session, ana, target_id, "A note.", side=Side.TARGET, anchor="1")
    with pytest.raises(Duplicate):
        notes.add(session, ana, target_id, "Another.", side=Side.TARGET, anchor="1")
    notes.add(session, ana, target_id, "The source's.", side=Side.SOURCE, anchor="1")
    for text, error in ((" \n", NothingWritten), ("x" * (notes.LONGEST_NOTE + 1), TextTooLong)):
        with pytest.raises(error):
            notes.add(session, ana, target_id, text, side=Side.TARGET, anchor="2")
        with pytest.raises(error):
            notes.change(session, ana, target_id, note.id, text, seen=notes.seal("A note."))


def test_notes_are_for_those_who_translate_into_that_language(session: Session, ana: Actor, target_id: int) -> None:
    note = notes.add(session, ana, target_id, "A note.", side=Side.TARGET, anchor="1")
    french = factories.translator(session, "fr")
    publisher = factories.person(session, PersonRole.PUBLISHER, PersonRole.ADMIN).as_actor()
    for actor in (french, publisher):
        assert not shown(session, actor, target_id).footnotes[0].may_change
        for step in (
            lambda actor=actor: notes.add(session, actor, target_id, "x", side=Side.SOURCE, anchor="2"),
            lambda actor=actor: notes.change(session, actor, target_id, note.id, "x", seen=notes.seal("A note.")),
            lambda actor=actor: notes.remove(session, actor, target_id, note.id, seen=notes.seal(note.text)),
        ):
            with pytest.raises(NotAllowed):
                step()
    with pytest.raises(NotFound):
        notes.change(session, ana, other_language(session, target_id), note.id, "x", seen="")
    session.execute(update(Target).where(Target.id == target_id).values(is_locked=True))
    for step in (
        lambda: notes.add(session, ana, target_id, "x", side=Side.TARGET, anchor="2"),
        lambda: notes.remove(session, ana, target_id, note.id, seen=notes.seal(note.text)),
    ):
        with pytest.raises(LockedTarget):
            step()


def test_nobody_overwrites_a_note_that_they_have_not_read(session: Session, ana: Actor, target_id: int) -> None:
    marta = factories.reviewer(session)
    note = notes.add(session, ana, target_id, "First.", side=Side.TARGET, anchor="1")
    seen = shown(session, marta, target_id).footnotes[0].seal
    notes.change(session, ana, target_id, note.id, "Second.", seen=seen)
    for step in (
        lambda: notes.change(session, marta, target_id, note.id, "Third.", seen=seen),
        lambda: notes.change(session, marta, target_id, note.id, "Third.", seen=""),
        lambda: notes.remove(session, marta, target_id, note.id, seen=seen),
    ):
        with pytest.raises(StaleNote):
            step()
    notes.change(session, marta, target_id, note.id, "Second.", seen=seen)  # the text is there already
    notes.change(session, marta, target_id, note.id, "Third.", seen=shown(session, marta, target_id).footnotes[0].seal)
    assert note.text == "Third."
