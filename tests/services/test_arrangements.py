"""Splits and merges: texts, ids, states and who wrote them, in all translations at once; and who may not."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import (
    BeingWritten,
    CannotSplit,
    FinalText,
    FourEyes,
    LockedTarget,
    NotAllowed,
    NotFound,
    StaleArrangement,
    TextTooLong,
)
from domain.permissions import PersonRole
from domain.states import State
from models import (
    Event,
    Note,
    Presence,
    Review,
    Segment,
    SourceRevision,
    Target,
    User,
)
from services import arrangements, desk, editing, exporting, reviewing
from services.arrangements import WHOLE, Division
from services.paragraphs import paragraph, segment_id, stamp
from services.statements import progress_of
from tests.factories import noise, person, target_ids
from tests.services.arranged import (
    SOURCES,
    SPANISH,
    every_row,
    everybody,
    merge,
    river,
    segments,
    split,
    statement_of,
    target_of,
    targets,
    undo,
    write,
)
from tests.services.rows import history, target


def test_a_split_divides_source_and_target_at_the_matching_end(session: Session) -> None:
    noise(session)
    ana = everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish)
    done = split(session, ana, spanish, "p1", 2)
    assert (done.key, done.other) == ("p1", "p4")
    assert segments(session, spanish) == [
        ("p1", "The river is everybody's. Nobody may fence it."), ("p4", "Bring a chair."),
        ("p2", SOURCES[1]), ("p3", SOURCES[2]),
    ]  # fmt: skip
    assert targets(session, spanish) == [
        ("El río es de todos. Nadie puede cercarlo.", "draft"), ("Traigan una silla.", "draft"),
        (SPANISH[1], "draft"), (SPANISH[2], "draft"),
    ]  # fmt: skip


def test_a_merge_joins_with_a_blank_line_and_leaves_the_old_id_as_an_alias(session: Session) -> None:
    noise(session)
    ana = everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish)
    merge(session, ana, spanish, "p1")
    assert segments(session, spanish) == [("p1", f"{SOURCES[0]}\n\n{SOURCES[1]}"), ("p3", SOURCES[2])]
    assert targets(session, spanish)[0] == (f"{SPANISH[0]}\n\n{SPANISH[1]}", "draft")
    assert desk.position_of(session, spanish, "p2") == 1
    assert desk.position_of(session, spanish, "p3") == 2
    merge(session, ana, spanish, "p2")
    assert {desk.position_of(session, spanish, key) for key in ("p1", "p2", "p3")} == {1}


def test_all_translations_are_divided_and_joined(session: Session) -> None:
    ana = everybody(session)
    spanish, french = river(session, "fr")
    write(session, ana, spanish)
    write(session, ana, french, ("La rivière est à tous.", "", "Ouvrez le chemin ! Il est tard."))
    split(session, ana, spanish, "p1")
    assert targets(session, french)[:2] == [("La rivière est à tous.", "draft"), ("", "untranslated")]
    merge(session, ana, spanish, "p2")
    assert targets(session, french)[2] == ("Ouvrez le chemin ! Il est tard.", "draft")
    assert targets(session, spanish)[2] == (f"{SPANISH[1]}\n\n{SPANISH[2]}", "draft")


def test_states_drop_to_draft_and_the_approval_stays_in_the_history(session: Session) -> None:
    ana, luis = everybody(session), everybody(session)
    (spanish,) = river(session)
    first, *_rest = write(session, ana, spanish)
    editing.submit(session, ana, first, version=1)
    reviewing.approve(session, luis, first, version=2)
    split(session, ana, spanish, "p1")
    assert [state for _text, state in targets(session, spanish)] == ["draft"] * 4
    new = target_of(session, spanish, "p4")
    assert session.scalars(select(Review.target_id).order_by(Review.id)).all() == [first, new]
    merge(session, ana, spanish, "p4")
    assert [state for _text, state in targets(session, spanish)] == ["draft"] * 3


def test_nothing_is_outdated_by_the_cut_itself_and_what_was_stays_so(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    _first, second, _third = write(session, ana, spanish)
    old = segment_id(session, spanish.statement_id, "p2")
    session.execute(update(Segment).where(Segment.id == old).values(source_revision=2))
    session.add(SourceRevision(segment_id=old, number=2, text=SOURCES[1]))
    older = update(SourceRevision).where(SourceRevision.segment_id == old, SourceRevision.number == 1)
    session.execute(older.values(text="Older."))
    session.execute(update(Target).where(Target.id == second).values(is_outdated=True))
    split(session, ana, spanish, "p1")
    merge(session, ana, spanish, "p2")
    flags = session.execute(
        select(Segment.number, Target.is_outdated).join(Segment).where(Segment.statement_id == spanish.statement_id)
    ).all()
    assert dict(map(tuple, flags)) == {1: False, 4: False, 2: True}
    unit = exporting.bitext_of(session, ana, spanish).units[2]
    assert unit.previous_source == f"Older.\n\n{SOURCES[2]}"


def test_ana_may_not_approve_her_words_after_luis_has_merged_them(session: Session) -> None:
    ana, luis, marta = everybody(session), everybody(session), everybody(session)
    (spanish,) = river(session)
    first, second, _third = target_ids(session, spanish)
    editing.save(session, luis, first, "El río es de todos.", version=0)
    editing.save(session, ana, second, "El río.", version=0)  # words that Luis has, too
    merge(session, luis, spanish, "p1")
    version = editing.submit(session, marta, first, version=2).version
    for author in (ana, luis):
        with pytest.raises(FourEyes):
            reviewing.approve(session, author, first, version=version)
    reviewing.approve(session, marta, first, version=version)


def test_ana_may_not_approve_her_words_after_a_split(session: Session) -> None:
    ana, luis, marta = everybody(session), everybody(session), everybody(session)
    (spanish,) = river(session)
    first, *_rest = target_ids(session, spanish)
    editing.save(session, luis, first, "El río es de todos.", version=0)
    editing.save(session, ana, first, "El río es de todos. Nadie puede cercarlo.", version=1)
    split(session, marta, spanish, "p1")
    new = target_of(session, spanish, "p4")
    version = editing.submit(session, marta, new, version=target(session, new).version).version
    with pytest.raises(FourEyes):
        reviewing.approve(session, ana, new, version=version)
    reviewing.approve(session, luis, new, version=version)  # none of his words went there
    version = editing.submit(session, marta, first, version=target(session, first).version).version
    with pytest.raises(FourEyes):
        reviewing.approve(session, luis, first, version=version)


def test_whoever_splits_or_merges_writes_no_word(session: Session) -> None:
    ana, marta = everybody(session), everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish)
    split(session, marta, spanish, "p1")
    merge(session, marta, spanish, "p4")
    for key in ("p1", "p4"):
        own = target_of(session, spanish, key)
        version = editing.submit(session, ana, own, version=target(session, own).version).version
        reviewing.approve(session, marta, own, version=version)


def test_what_somebody_took_out_at_the_edge_stays_theirs_after_a_merge(session: Session) -> None:
    ana, luis = everybody(session), everybody(session)
    (spanish,) = river(session)
    first, second, _third = target_ids(session, spanish)
    editing.save(session, luis, first, "El río es de todos.", version=0)
    editing.save(session, luis, second, "Nadie puede cercarlo nunca jamás.", version=0)
    editing.save(session, ana, second, "puede cercarlo nunca jamás.", version=1)
    merge(session, luis, spanish, "p1")
    version = editing.submit(session, luis, first, version=target(session, first).version).version
    with pytest.raises(FourEyes):
        reviewing.approve(session, ana, first, version=version)


def test_an_approval_of_the_whole_covers_both_parts(session: Session) -> None:
    ana, luis, marta = everybody(session), everybody(session), everybody(session)
    (spanish,) = river(session)
    first, *_rest = write(session, ana, spanish)
    merge(session, luis, spanish, "p1")
    version = editing.submit(session, luis, first, version=2).version
    version = reviewing.approve(session, marta, first, version=version).version
    text = target(session, first).text
    version = editing.save(session, luis, first, f"{text} Amén.", version=version, keep_submitted=True).version
    reviewing.approve(session, ana, first, version=version)


def test_splitting_and_merging_again_and_again_does_not_multiply_the_history(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    first, *_rest = write(session, ana, spanish)
    for _again in range(6):
        merge(session, ana, spanish, split(session, ana, spanish, "p1").key)
    assert len(history(session, first)) < 25


def test_notes_go_with_their_anchors_and_clashing_ones_are_renamed(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish, ("El río[^1] es de todos. Nadie[^2] puede. Una silla.", "Nos vimos[^1] el 4 de mayo."))
    one, two = (segment_id(session, spanish.statement_id, key) for key in ("p1", "p2"))
    for segment, anchor, text in ((one, "1", "uno"), (one, "2", "dos"), (two, "1", "tres")):
        session.add(Note(segment_id=segment, translation_id=spanish.id, anchor=anchor, text=text))
    session.flush()
    before = every_row(session)
    done = split(session, ana, spanish, "p1")
    new = segment_id(session, spanish.statement_id, "p4")
    where = dict(map(tuple, session.execute(select(Note.text, Note.segment_id))))
    assert where == {"uno": one, "dos": new, "tres": two}
    undo(session, ana, done)
    done = merge(session, ana, spanish, "p1")
    assert targets(session, spanish)[0][0].endswith("Nos vimos[^3] el 4 de mayo.")
    assert dict(map(tuple, session.execute(select(Note.text, Note.anchor)))) == {"uno": "1", "dos": "2", "tres": "3"}
    undo(session, ana, done)
    assert every_row(session) == before


def test_the_person_may_choose_another_end_of_the_target_or_none(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    first, *_rest = write(session, ana, spanish)
    done = split(session, ana, spanish, "p1", 1, targets={first: SPANISH[0].index("Traigan")})
    assert targets(session, spanish)[1][0] == "Traigan una silla."
    undo(session, ana, done)
    split(session, ana, spanish, "p1", 1, targets={first: WHOLE})
    assert targets(session, spanish)[:2] == [(SPANISH[0], "draft"), ("", "untranslated")]


@pytest.mark.parametrize("at", [0, 1, 4, 10**6, -1, SOURCES[1].index("of us")])
def test_no_cut_inside_a_word_or_a_mark_or_beyond(session: Session, at: int) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    with pytest.raises(CannotSplit):
        arrangements.split(session, ana, statement_of(session, spanish), "p2", Division(at))


def test_a_cut_between_any_two_words_of_the_source_is_possible(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    write(session, ana, spanish)
    arrangements.split(session, ana, statement_of(session, spanish), "p1", Division(len("The river ")))
    assert segments(session, spanish)[0] == ("p1", "The river")
    assert targets(session, spanish)[:2] == [(SPANISH[0], "draft"), ("", "untranslated")], "no end matches"


def test_the_last_paragraph_has_nothing_to_be_merged_with(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    with pytest.raises(CannotSplit):
        merge(session, ana, spanish, "p3")


def test_who_may_not_arrange_is_refused(session: Session) -> None:
    (spanish,) = river(session)
    reader = person(session, PersonRole.READER).as_actor()
    done = merge(session, everybody(session), spanish, "p1")
    for step in (lambda: split(session, reader, spanish, "p1"), lambda: merge(session, reader, spanish, "p1"),
                 lambda: undo(session, reader, done)):  # fmt: skip
        with pytest.raises(NotAllowed):
            step()
    with pytest.raises(NotFound):
        arrangements.undo(session, everybody(session), 10**6)
    with pytest.raises(NotFound):
        merge(session, everybody(session), spanish, "p77")


def test_what_was_not_seen_is_not_arranged(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    statement = statement_of(session, spanish)
    one, two = (paragraph(session, segment_id(session, statement.id, key)) for key in ("p1", "p2"))
    seen = stamp([one, two])
    write(session, ana, spanish)
    with pytest.raises(StaleArrangement):
        merge(session, ana, spanish, "p1", seen=seen)
    with pytest.raises(StaleArrangement):
        split(session, ana, spanish, "p1", seen=stamp([one]))


def test_nothing_is_arranged_while_somebody_else_holds_unsaved_text_there(session: Session) -> None:
    ana, luis = everybody(session, name="Ana"), everybody(session, name="Luis")
    (spanish,) = river(session)
    second = segment_id(session, spanish.statement_id, "p2")
    done = split(session, ana, spanish, "p2")
    session.add(Presence(translation_id=spanish.id, user_id=luis.id, segment_id=second, has_unsaved=True))
    session.flush()
    for step in (lambda: split(session, ana, spanish, "p2"), lambda: merge(session, ana, spanish, "p1"),
                 lambda: undo(session, ana, done)):  # fmt: skip
        with pytest.raises((BeingWritten, IndexError)) as refused:
            step()
    assert refused.value.facts["names"] == ["Luis"]
    merge(session, luis, spanish, "p1")


def test_locked_and_final_texts(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    first, _second, third = write(session, ana, spanish)
    session.execute(update(Target).where(Target.id == third).values(is_locked=True))
    session.execute(update(Target).where(Target.id == first).values(state=State.FINAL))
    with pytest.raises(LockedTarget):
        merge(session, ana, spanish, "p2")
    with pytest.raises(FinalText):
        merge(session, ana, spanish, "p1")
    with pytest.raises(FinalText):
        split(session, ana, spanish, "p1")
    merge(session, ana, spanish, "p1", accepts_final=True)
    assert targets(session, spanish)[0][1] == "draft"


def test_what_would_be_too_long_is_not_joined(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    monkeypatch.setattr(arrangements, "LONGEST_SOURCE", 60)
    with pytest.raises(TextTooLong):
        merge(session, ana, spanish, "p1")


def test_the_counts_of_words_follow(session: Session) -> None:
    ana = everybody(session)
    spanish, french = river(session, "fr")
    before = progress_of(session, [spanish.id, french.id])
    split(session, ana, spanish, "p1")
    merge(session, ana, spanish, "p2")
    after = progress_of(session, [spanish.id, french.id])
    assert [before[t.id].total_words for t in (spanish, french)] == [after[t.id].total_words for t in (spanish, french)]


def test_whoever_only_arranged_is_not_named_as_a_translator(session: Session) -> None:
    ana, luis = everybody(session), everybody(session)
    for who, name in ((ana, "Ana"), (luis, "Luis")):
        session.execute(update(User).where(User.id == who.id).values(credit_name=name))
    (spanish,) = river(session)
    write(session, ana, spanish)
    split(session, luis, spanish, "p1")
    merge(session, luis, spanish, "p2")
    assert exporting.bitext_of(session, luis, spanish).translators == ("Ana",)


def test_each_step_is_recorded_with_ids_alone(session: Session) -> None:
    ana = everybody(session)
    (spanish,) = river(session)
    done = split(session, ana, spanish, "p1")
    undo(session, ana, done)
    merged = merge(session, ana, spanish, "p1")
    own = select(Event.name, Event.facts).where(Event.statement_id == spanish.statement_id).order_by(Event.id)
    steps = [(name, facts["arrangement"]) for name, facts in session.execute(own) if "arrangement" in facts]
    assert steps == [("segment.split", done.id), ("arrangement.undone", done.id), ("segment.merged", merged.id)]
