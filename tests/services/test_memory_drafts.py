"""Drafts among the matches: by choice, as they are now, worth less than what is approved; and the other penalties."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.memory import PENALTIES, Penalty
from domain.permissions import OPERATOR, Actor
from domain.states import State
from models import MemoryEntry, MemoryMark, MemorySource, Segment, SourceRevision, Statement, Target
from models.revision import Origin
from services import editing, memory, reviewing
from services.memory import Asked, Match, drafts
from tests.factories import reviewer, target_ids, translation

SOURCE, TARGET = "Bring a chair, and bring your neighbour.", "Trae una silla y trae a tu vecina."


@pytest.fixture
def written(session: Session, ana: Actor) -> Callable[..., int]:
    """Give the maker of a target that is written and not approved."""

    def make(source: str = SOURCE, target: str = TARGET, **rest: object) -> int:
        made = translation(session, [source], language=str(rest.pop("language", "es")))
        [target_id] = target_ids(session, made)
        editing.save(session, ana, target_id, target, version=0, **rest)
        return target_id

    return make


def look(session: Session, text: str = SOURCE, *, with_drafts: bool = True, **rest: object) -> list[Match]:
    assert memory.catch_up(session, seconds=60)
    assert drafts.catch_up(session, seconds=60)
    return memory.lookup(session, OPERATOR, Asked(text, "en", "es", with_drafts=with_drafts, **rest))


def test_a_draft_is_a_match_for_those_who_want_drafts(session: Session, written: Callable[..., int]):
    target_id = written()
    assert look(session, with_drafts=False) == []
    [match] = look(session)
    assert (match.score, match.target, match.penalties) == (90, TARGET, (Penalty.DRAFT,))
    assert (match.entry_id, match.author, match.segment) == (-target_id, "Ana", "p1")


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_what_waits_for_review_is_no_better_than_a_draft(
    session: Session, written: Callable[..., int], *, is_handed_in: bool
):
    target_id = written(keep_submitted=is_handed_in)
    assert [match.score for match in look(session)] == [90]
    assert look(session, apart_from=target_id) == []


def test_a_draft_is_offered_as_it_is_now(session: Session, written: Callable[..., int], ana: Actor):
    target_id = written()
    look(session)
    editing.save(session, ana, target_id, "Trae un banco.", version=1)
    assert [match.target for match in look(session)] == ["Trae un banco."]
    editing.save(session, ana, target_id, "", version=2)
    assert look(session) == []


def test_a_save_says_nothing_to_the_memory(session: Session, written: Callable[..., int], ana: Actor):
    target_id = written()
    assert not any("memory" in asked for asked in asked_by(
        session, lambda: editing.save(session, ana, target_id, "Trae un banco.", version=1)
    ))  # fmt: skip


def asked_by(session: Session, call: Callable[[], object]) -> list[str]:
    found: list[str] = []
    engine = session.connection().engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    call()
    event.remove(engine, "before_cursor_execute", note)
    return found


def test_once_it_is_approved_it_counts_in_full_and_once(session: Session, written: Callable[..., int]):
    target_id = written(keep_submitted=True)
    reviewing.approve(session, reviewer(session), target_id, version=1)
    assert [(match.score, match.penalties) for match in look(session)] == [(100, ())]


def test_a_draft_of_a_machine_is_worth_less(session: Session, written: Callable[..., int]):
    written(origin=Origin.MACHINE)
    [match] = look(session)
    assert (match.score, match.penalties) == (85, (Penalty.DRAFT, Penalty.MACHINE))


def test_what_a_machine_wrote_is_worth_less_when_it_is_approved_too(session: Session, written: Callable[..., int]):
    target_id = written(origin=Origin.MACHINE, keep_submitted=True)
    reviewing.approve(session, reviewer(session), target_id, version=1)
    assert [(match.score, match.penalties) for match in look(session)] == [(95, (Penalty.MACHINE,))]


def test_a_draft_of_an_older_source_is_worth_less(session: Session, written: Callable[..., int]):
    target_id = written()
    session.execute(update(Target).where(Target.id == target_id).values(is_outdated=True))
    assert [(match.score, match.penalties) for match in look(session)] == [(80, (Penalty.DRAFT, Penalty.OUTDATED))]


def test_penalties_add_up_and_what_falls_below_the_floor_is_not_offered(session: Session, written: Callable[..., int]):
    target_id = written(language="es-AR", origin=Origin.MACHINE)
    session.execute(update(Target).where(Target.id == target_id).values(is_outdated=True))
    assert drafts.catch_up(session)
    asked = Asked(SOURCE, "en", "es-MX", with_drafts=True, floor=70)
    [match] = memory.lookup(session, OPERATOR, asked)
    assert match.score == 100 - sum(PENALTIES[one] for one in match.penalties) == 74
    assert set(match.penalties) == {Penalty.DRAFT, Penalty.MACHINE, Penalty.OUTDATED, Penalty.VARIETY}
    assert memory.lookup(session, OPERATOR, Asked(SOURCE, "en", "es-MX", with_drafts=True)) == []


def test_drafts_in_other_languages_are_not_mixed_in(session: Session, written: Callable[..., int]):
    written(language="pt")
    assert look(session) == []


def test_a_source_that_was_changed_is_found_as_it_is(session: Session, written: Callable[..., int]):
    target_id = written()
    look(session)
    segment = session.get_one(Segment, session.get_one(Target, target_id).segment_id)
    text = "Nobody comes to the assembly without a lantern."
    segment.source, segment.source_revision = text, 2
    session.add(SourceRevision(segment_id=segment.id, number=2, text=text, origin=Origin.TYPED))
    session.flush()
    assert look(session) == []
    assert [match.target for match in look(session, text)] == [TARGET]


def test_sources_are_gathered_a_part_at_a_time(
    session: Session, written: Callable[..., int], monkeypatch: pytest.MonkeyPatch
):
    for n in range(5):
        written(f"Verse number {n} of the song of the river.", f"Estrofa {n}.")
    monkeypatch.setattr(drafts, "CHUNK", 2)
    assert [match.target for match in look(session, "Verse number 4 of the song of the river.", limit=1)] == [
        "Estrofa 4."
    ]
    segments = session.scalar(select(func.count()).select_from(Segment))
    assert session.scalar(select(func.count()).select_from(MemorySource)) == segments
    assert not drafts.is_behind(session)


def test_what_came_late_with_a_lower_number_is_found_a_while_after(
    session: Session, written: Callable[..., int], monkeypatch: pytest.MonkeyPatch
):
    written()
    look(session)
    session.execute(MemorySource.__table__.delete())
    assert not drafts.is_behind(session)
    mark = session.get_one(MemoryMark, drafts.SOURCE)
    monkeypatch.setattr(drafts, "now", lambda: mark.at + drafts.SLACK + timedelta(seconds=1))
    assert drafts.is_behind(session)
    assert [match.target for match in look(session)] == [TARGET]


def test_drafts_cost_two_questions_more_however_many_there_are(session: Session, written: Callable[..., int]):
    written()
    counts = []
    for _round in range(2):
        look(session)
        asked = Asked(SOURCE, "en", "es", with_drafts=True)
        counts.append(len(asked_by(session, lambda asked=asked: memory.lookup(session, OPERATOR, asked))))
        for n in range(20):
            written(f"{SOURCE} {n}", f"{TARGET} {n}")
    assert counts[0] <= counts[1] <= 4


def test_one_takes_a_draft_over(session: Session, written: Callable[..., int], ana: Actor):
    theirs = written()
    [mine] = target_ids(session, translation(session, [SOURCE]))
    look(session)
    memory.take(session, ana, mine, -theirs, version=0)
    taken = session.get_one(Target, mine, populate_existing=True)
    assert (taken.text, taken.state) == (TARGET, State.DRAFT)
    with pytest.raises(NotFound):
        memory.take(session, ana, mine, -10_000, version=1)


def test_the_choice_is_kept(session: Session, ana: Actor):
    assert not memory.sees_drafts(session, ana)
    memory.choose_drafts(session, ana, are_seen=True)
    assert memory.sees_drafts(session, ana)
    assert not memory.sees_drafts(session, OPERATOR)


# Withdrawn


@pytest.fixture
def approved(session: Session, written: Callable[..., int]) -> Callable[[], int]:
    def make() -> int:
        target_id = written(keep_submitted=True)
        reviewing.approve(session, reviewer(session), target_id, version=1)
        assert [match.score for match in look(session, with_drafts=False)] == [100]
        return target_id

    return make


def test_sent_back_it_is_not_offered(session: Session, approved: Callable[[], int], ana: Actor):
    target_id = approved()
    editing.save(session, ana, target_id, f"{TARGET}!", version=session.get_one(Target, target_id).version)
    assert look(session, with_drafts=False) == []


def test_an_entry_whose_text_the_target_has_no_more_is_not_offered(session: Session, approved: Callable[[], int]):
    """As when an older text that was approved, too, is put back: the entry would say what nobody reads there."""
    target_id = approved()
    session.execute(update(Target).where(Target.id == target_id).values(text="Otra cosa."))
    assert look(session, with_drafts=False) == []


def test_what_an_undoing_puts_back_is_remembered_again(session: Session, approved: Callable[[], int]):
    target_id = approved()
    session.execute(update(Target).where(Target.id == target_id).values(text="Otra cosa."))
    memory.renew(session, Target.id == target_id)
    assert [match.target for match in look(session, with_drafts=False)] == ["Otra cosa."]
    session.execute(update(Target).where(Target.id == target_id).values(text=TARGET, state=State.DRAFT))
    memory.renew(session, Target.id == target_id)
    assert look(session, with_drafts=False) == []


def test_deleted_with_its_statement_it_is_not_offered(session: Session, approved: Callable[[], int]):
    target_id = approved()
    segment_id = session.get_one(Target, target_id).segment_id
    statement_id = session.get_one(Segment, segment_id).statement_id
    session.expunge_all()
    session.execute(delete(Statement.__table__).where(Statement.__table__.c.id == statement_id))
    assert look(session) == []
    assert session.scalar(select(func.count()).select_from(MemoryEntry).where(MemoryEntry.target_id == target_id)) == 0
