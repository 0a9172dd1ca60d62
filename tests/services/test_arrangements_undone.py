"""Undoing splits and merges: every row as it was, in every translation, unless somebody has changed a text since."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import (
    ChangedSince,
    LaterArrangement,
    UndoneAlready,
)
from domain.states import State
from models import (
    Comment,
    Note,
    ReplacedTarget,
    Replacement,
    Sample,
    SampleEntry,
    Segment,
    SegmentAlias,
    Target,
)
from services import arrangements, desk, editing, joining, reviewing, sightings, statements
from services.paragraphs import segment_id
from services.statements import progress_of
from tests.factories import noise
from tests.services.arranged import (
    SPANISH,
    every_row,
    everybody,
    merge,
    river,
    split,
    statement_of,
    target_of,
    targets,
    undo,
    write,
)
from tests.services.rows import target, texts


def test_undoing_leaves_every_row_as_it_was(session: Session) -> None:
    noise(session)
    ana, luis = everybody(session), everybody(session)
    spanish, french = river(session, "fr")
    ids = write(session, ana, spanish)
    write(session, luis, french, ("La rivière est à tous. Personne ne la ferme.", "Nous."))
    for number, target_id in enumerate(ids[:2]):
        editing.submit(session, ana, target_id, version=1)
        reviewing.approve(session, luis, target_id, version=2)
        segment = segment_id(session, spanish.statement_id, f"p{number + 1}")
        session.add(Note(segment_id=segment, translation_id=spanish.id, anchor="1", text="N. de la T."))
        session.add(Comment(segment_id=segment, translation_id=french.id, text="Why?", author_id=luis.id))
    before = every_row(session)
    steps = [split(session, ana, spanish, "p1"), merge(session, luis, spanish, "p2")]
    steps.append(merge(session, luis, spanish, "p4"))
    assert every_row(session) != before
    for step in reversed(steps):
        undo(session, luis, step)
    assert every_row(session) == before


def test_what_hangs_on_the_second_segment_comes_back_with_it(session: Session) -> None:
    ana, luis = everybody(session), everybody(session)
    (spanish,) = river(session)
    first, second, third = write(session, ana, spanish)
    sightings.see(session, luis, dict.fromkeys((first, second, third), 1))
    sample = Sample(translation_id=spanish.id, drawn_by_id=luis.id, seed=1, size=1, approved=1)
    replacement = Replacement(translation_id=spanish.id, actor_id=ana.id, find="a", replacement="b")
    session.add_all([sample, replacement])
    session.flush()
    session.add(SampleEntry(sample_id=sample.id, target_id=second, version=1))
    values = {"text": "a", "state": State.DRAFT, "source_revision": 1, "is_self_approved": False, "is_machine": False}
    session.add(ReplacedTarget(replacement_id=replacement.id, target_id=second, version=1, places=1, **values))
    segment = segment_id(session, spanish.statement_id, "p2")
    session.add(SegmentAlias(statement_id=spanish.statement_id, number=90, segment_id=segment))
    before = every_row(session)
    done = merge(session, ana, spanish, "p1")
    assert desk.position_of(session, spanish, "p90") == 1
    undo(session, ana, done)
    assert every_row(session) == before


def test_every_table_that_hangs_on_a_segment_is_thought_of() -> None:
    """A new one is taken away and put back with the second segment, unless joining.py says that it is carried over."""
    hanging = {table.name for name in ("segment", "target") for table, _column in joining.hanging_on(name)}
    known = {
        "source_revision", "target", "sighting", "sample_entry", "replaced_target", "imported_target", "filled_target",
    }  # fmt: skip
    assert hanging == known, (
        "Is it right that these rows go with a segment that is merged away? Then add the table here"
    )


def test_versions_count_up_and_never_come_back(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    first, _second, _third = write(session, ana, spanish)
    done = merge(session, ana, spanish, "p1")
    assert target(session, first).version == 2
    late = editing.save(session, ana, first, "Otra.", version=1)
    assert isinstance(late, editing.Conflict)
    assert late.base == SPANISH[0], "not what was carried over under the same number"
    undo(session, ana, done)
    assert target(session, first).version == 3


def test_a_desk_that_saw_the_split_meets_a_conflict_after_its_undoing(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    first, *_rest = write(session, ana, spanish)
    done = split(session, ana, spanish, "p1")
    seen = target(session, first).version
    undo(session, ana, done)
    late = editing.save(session, ana, first, "El río es mío.", version=seen)
    assert isinstance(late, editing.Conflict)
    assert late.theirs == SPANISH[0]
    assert late.base is None, "what it started from is gone: nothing may be merged by guess"


def test_steps_are_undone_one_by_one_from_the_last(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish)
    first = split(session, ana, spanish, "p1")
    second = merge(session, ana, spanish, "p1")
    with pytest.raises(LaterArrangement):
        undo(session, ana, first)
    undo(session, ana, second)
    with pytest.raises(UndoneAlready):
        undo(session, ana, second)
    undo(session, ana, first)
    assert arrangements.last(session, ana, spanish.statement_id) is None
    assert split(session, ana, spanish, "p1").other == "p5", "a number is never given twice"


def test_whoever_changed_a_text_since_bars_the_undoing(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish)
    done = split(session, ana, spanish, "p1")
    new = target_of(session, spanish, "p4")
    editing.save(session, ana, new, "Nadie.", version=target(session, new).version)
    with pytest.raises(ChangedSince):
        undo(session, ana, done)


def test_what_was_added_since_stays(session: Session) -> None:
    ana, luis = everybody(session), everybody(session)
    (spanish,) = river(session)
    first, *_rest = write(session, ana, spanish)
    done = split(session, ana, spanish, "p1")
    new = target_of(session, spanish, "p4")
    editing.save(session, luis, new, "Nadie, nunca.", version=0)  # set aside
    segment = segment_id(session, spanish.statement_id, "p4")
    session.add(Comment(segment_id=segment, text="Why?", author_id=luis.id))
    session.flush()
    statements.start_translation(session, ana, statement_of(session, spanish), "fr")
    undo(session, ana, done)
    whole = segment_id(session, spanish.statement_id, "p1")
    assert session.scalars(select(Comment.segment_id)).all() == [whole]
    assert "Nadie, nunca." in texts(session, first)
    words = session.execute(select(Target.words, Segment.source_words).join(Segment)).all()
    assert all(own == source for own, source in words)


def test_a_translation_started_since_a_merge_gets_its_targets(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    done = merge(session, ana, spanish, "p1")
    french = statements.start_translation(session, ana, statement_of(session, spanish), "fr")
    undo(session, ana, done)
    assert targets(session, french) == [("", "untranslated")] * 3
    progress = progress_of(session, [french.id, spanish.id])
    assert progress[french.id].words == progress[spanish.id].words
