"""The desk's windows: the right rows, in reading order, at a cost that no statement's length changes."""

from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.bitext import Flag
from domain.errors import NotAllowed, NotFound
from domain.permissions import Actor, PersonRole
from domain.states import UNFINISHED, State
from models import Comment, Segment, SegmentAlias, Target, Translation
from models.base import now
from models.review import ReturnReason
from services import desk, editing, reviewing
from services.desk import Filter
from services.store import find_translation
from tests.factories import person, reviewer, target_ids, translation


@pytest.fixture
def there(session: Session, ana: Actor) -> Translation:
    """Give a translation of 30 paragraphs in mixed states, with one into French beside it."""
    there = translation(session, [f"Paragraph {n} of thirty." for n in range(1, 31)], also=("fr",))
    chance = Random(11)
    for target_id in target_ids(session, there):
        state = chance.choice(list(State))
        values = {"state": state, "text": "" if state is State.UNTRANSLATED else f"Texto {target_id}."}
        values |= {"is_outdated": chance.random() < 0.3, "is_locked": chance.random() < 0.2}
        session.execute(update(Target).where(Target.id == target_id).values(**values))
    return there


def states(session: Session, there: Translation) -> list[tuple[int, State, bool]]:
    """Return position, state and whether outdated of each target, counted one by one."""
    query = select(Segment.position, Target.state, Target.is_outdated).join(Target, Target.segment_id == Segment.id)
    return list(session.execute(query.where(Target.translation_id == there.id).order_by(Segment.position)))


def test_a_window_holds_the_next_rows_in_reading_order(session, ana, there):
    window = desk.window(session, ana, there, after=4, limit=10)
    assert [row.position for row in window.rows] == list(range(5, 15))
    assert window.next_after == 14
    assert [row.source for row in window.rows][:2] == ["Paragraph 5 of thirty.", "Paragraph 6 of thirty."]
    assert [row.target_id for row in window.rows] == target_ids(session, there)[4:14]
    assert desk.WINDOW == 50


def test_the_last_window_says_that_it_is_the_last(session, ana, there):
    assert desk.window(session, ana, there, after=20, limit=10).next_after is None
    assert desk.window(session, ana, there, after=19, limit=10).next_after == 29
    assert desk.window(session, ana, there, after=30) == desk.Window((), None, previous_before=31)


@pytest.mark.parametrize(("after", "rows"), [(10**30, 0), (2**31, 0), (2**31 - 1, 0), (-1, 30), (-(10**30), 30)])
def test_a_place_beyond_the_statement_is_no_error(session, ana, there, after, rows):
    assert len(desk.window(session, ana, there, after=after).rows) == rows


@pytest.mark.parametrize("shown", Filter)
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_windows_one_after_the_other_are_what_the_filter_lets_through(session, ana, there, shown, limit):
    expected = [
        position
        for position, state, is_outdated in states(session, there)
        if shown is Filter.ALL
        or (shown in (Filter.OUTDATED, Filter.WARNING) and is_outdated)
        or (shown is Filter.UNFINISHED and state in UNFINISHED)
        or shown.value == state.value
    ]
    found, after = [], 0
    while after is not None:
        window = desk.window(session, ana, there, after=after, shown=shown, limit=limit)
        assert len(window.rows) <= limit
        found += [row.position for row in window.rows]
        after = window.next_after
    assert found == expected
    assert len(expected) > 1


def test_every_state_has_its_filter():
    assert {State(shown.value) for shown in Filter if shown.value in list(State)} == set(State)


def test_a_row_says_all_that_the_desk_shows(session, ana):
    there = translation(session, ["Some words here."])
    (target_id,) = target_ids(session, there)
    saved = editing.save(session, ana, target_id, "Unas palabras.", version=0)
    (row,) = desk.window(session, ana, there).rows
    assert (row.key, row.number, row.position, row.role, row.source, row.words) == (
        "p1", 1, 1, "paragraph", "Some words here.", 3,
    )  # fmt: skip
    assert (row.target_id, row.text, row.state, row.version) == (target_id, "Unas palabras.", State.DRAFT, 1)
    assert (row.author, row.updated_by_id, row.updated_at) == ("Ana", ana.id, saved.saved_at)
    assert (row.flags, row.returned) == ((), None)
    assert desk.row(session, ana, target_id) == row


@pytest.mark.parametrize("flag", Flag)
def test_each_flag_is_shown_by_its_own_column(session, ana, flag):
    there = translation(session, ["One."])
    column = {
        Flag.OUTDATED: Target.is_outdated, Flag.SELF_APPROVED: Target.is_self_approved,
        Flag.MACHINE: Target.is_machine, Flag.LOCKED: Target.is_locked,
    }[flag]  # fmt: skip
    session.execute(update(Target).where(Target.translation_id == there.id).values({column: True}))
    assert desk.window(session, ana, there).rows[0].flags == (flag,)


def test_a_returned_row_says_why_by_whom_and_only_the_last_time(session, ana):
    there = translation(session)
    first, second, third = target_ids(session, there)
    beto, carla = reviewer(session, name="Beto"), reviewer(session, name="Carla")
    for target_id in (first, second, third):
        editing.save(session, ana, target_id, "Texto.", version=0, keep_submitted=True)
    reviewing.send_back(session, beto, first, version=1, reason=ReturnReason.TERM, words="the first time")
    editing.save(session, ana, first, "Otro texto.", version=2, keep_submitted=True)
    reviewing.send_back(session, carla, first, version=3, reason=ReturnReason.STYLE, words="the second time")
    reviewing.send_back(session, beto, second, version=1, reason=ReturnReason.OTHER)
    editing.save(session, ana, second, "Texto nuevo.", version=2, keep_submitted=True)
    rows = desk.window(session, ana, there).rows
    assert (rows[0].returned.reason, rows[0].returned.words) == (ReturnReason.STYLE, "the second time")
    assert (rows[0].returned.reviewer, rows[0].returned.at.tzinfo is not None) == ("Carla", True)
    assert (rows[1].returned, rows[2].returned) == (None, None)
    assert desk.row(session, ana, first) == rows[0]


def test_a_row_without_an_author_has_none(session, ana, there):
    assert {row.author for row in desk.window(session, ana, there).rows} == {""}


@pytest.mark.parametrize("shown", Filter)
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_windows_read_from_the_end_are_the_same_rows(session, ana, there, shown, limit):
    expected = [row.position for row in desk.window(session, ana, there, shown=shown, limit=100).rows]
    found, before = [], None
    while True:
        window = desk.window(session, ana, there, before=before, from_end=True, shown=shown, limit=limit)
        found = [row.position for row in window.rows] + found
        before = window.previous_before
        if before is None:
            break
    assert found == expected


def test_a_window_keeps_between_its_bounds(session, ana, there):
    def between(after: int, before: int, **rest: object) -> tuple[list[int], int | None, int | None]:
        window = desk.window(session, ana, there, after=after, before=before, limit=10, **rest)
        return [row.position for row in window.rows], window.next_after, window.previous_before

    assert between(4, 8) == ([5, 6, 7], None, 5)
    assert between(4, 8, from_end=True) == ([5, 6, 7], 7, 5)
    assert between(4, 25) == (list(range(5, 15)), 14, 5)
    assert between(4, 25, from_end=True) == (list(range(15, 25)), 24, 15)
    assert between(0, 8, from_end=True) == (list(range(1, 8)), 7, None)
    assert between(8, 8)[0] == between(9, 3)[0] == []
    assert between(-3, 10**30)[0] == list(range(1, 11))


# The next of a kind


def next_position(session: Session, actor: Actor, there: Translation, shown: Filter, after: int) -> int | None:
    found = desk.next_in(session, actor, there, shown, after=after)
    assert found is None or found[1] == f"p{found[0]}"
    return found and found[0]


@pytest.mark.parametrize("shown", [Filter.UNFINISHED, Filter.RETURNED, Filter.WARNING])
def test_the_next_of_a_kind_is_ahead_and_then_from_the_top(session, ana, there, shown):
    places = [row.position for row in desk.window(session, ana, there, shown=shown).rows]
    assert 1 < len(places) < 30
    for here, ahead in pairwise(places):
        assert next_position(session, ana, there, shown, here) == ahead
        assert next_position(session, ana, there, shown, ahead - 1) == ahead
    for after in (places[-1], 30, 10**30):
        assert next_position(session, ana, there, shown, after) == places[0]
    assert next_position(session, ana, there, shown, -7) == places[0]


def test_a_finished_translation_has_no_next_unfinished(session, ana, there):
    done = update(Target).where(Target.translation_id == there.id)
    session.execute(done.values(state=State.TRANSLATED, text="Hecho."))
    assert desk.next_in(session, ana, there, Filter.UNFINISHED, after=0) is None
    last = target_ids(session, there)[-1]
    session.execute(update(Target).where(Target.id == last).values(state=State.RETURNED))
    assert desk.next_in(session, ana, there, Filter.UNFINISHED, after=30) == (30, "p30")


# Warnings


def test_a_warning_is_an_outdated_source_or_an_open_comment(session, ana):
    there = translation(session, [f"Paragraph {n}." for n in range(1, 9)], also=("fr",))
    other = find_translation(session, there.statement.slug, "fr")
    _, two, three, four, five, six, seven, _ = session.scalars(
        select(Segment.id).where(Segment.statement_id == there.statement_id).order_by(Segment.position)
    )
    ids = target_ids(session, there)
    session.execute(update(Target).where(Target.id.in_(ids[:2])).values(is_outdated=True))
    say(session, ana, two, there.id)  # outdated, too: one warning
    say(session, ana, three, there.id, answers=2)
    say(session, ana, three, there.id)
    say(session, ana, four, None)  # on the source: in every language
    say(session, ana, five, other.id)
    say(session, ana, six, there.id, is_resolved=True, answers=1)
    say(session, ana, seven, None, is_resolved=True)
    shown = [row.position for row in desk.window(session, ana, there, shown=Filter.WARNING).rows]
    assert shown == [1, 2, 3, 4]
    assert desk.count_warnings(session, ana, there, outdated=2) == 4
    assert [row.position for row in desk.window(session, ana, other, shown=Filter.WARNING).rows] == [4, 5]
    assert desk.count_warnings(session, ana, other, outdated=0) == 2


def say(
    session: Session,
    actor: Actor,
    segment: int,
    translation: int | None,
    *,
    is_resolved: bool = False,
    answers: int = 0,
) -> None:
    """Add a thread about a segment; its answers carry no resolution of their own."""
    done = {"resolved_at": now(), "resolved_by_id": actor.id} if is_resolved else {}
    first = Comment(segment_id=segment, translation_id=translation, text="Look.", author_id=actor.id, **done)
    session.add(first)
    session.flush()
    session.add_all(
        Comment(segment_id=segment, translation_id=translation, text="Yes.", author_id=actor.id, parent_id=first.id)
        for _ in range(answers)
    )
    session.flush()


# Ids and their aliases


def test_an_id_leads_to_its_place_also_an_old_one(session, ana, there):
    rows = session.scalars(select(Segment).where(Segment.statement_id == there.statement_id)).all()
    fifth = next(row for row in rows if row.position == 5)
    session.execute(update(Segment).where(Segment.id == fifth.id).values(number=31))
    session.execute(insert(SegmentAlias).values(statement_id=there.statement_id, number=5, segment_id=fifth.id))
    assert desk.position_of(session, there, "p31") == 5
    assert desk.position_of(session, there, "p5") == 5
    assert desk.position_of(session, there, "p6") == 6


@pytest.mark.parametrize(
    "key", ["", "p", "p0", "p31", "12", "q12", "p-1", "p1.5", "p٣", "p" + "9" * 40, "p1\0", "P1", "p 1"]
)
def test_an_id_that_the_statement_has_not_is_not_found(session, ana, there, key):
    with pytest.raises(NotFound):
        desk.position_of(session, there, key)


def test_the_alias_of_another_statement_leads_nowhere(session, ana, there):
    other = translation(session, ["Elsewhere."])
    segment = session.scalars(select(Segment.id).where(Segment.statement_id == other.statement_id)).one()
    session.execute(insert(SegmentAlias).values(statement_id=other.statement_id, number=77, segment_id=segment))
    with pytest.raises(NotFound):
        desk.position_of(session, there, "p77")


# Who may look, and what it costs


@pytest.mark.parametrize("target_id", [0, -1, 999_999, 2**31, 10**30])
def test_a_row_that_does_not_exist_is_not_found(session, ana, target_id):
    with pytest.raises(NotFound):
        desk.row(session, ana, target_id)


def test_every_role_sees_the_desk_and_nobody_without_one_does(session, ana, there):
    for role in PersonRole:
        assert len(desk.window(session, person(session, role).as_actor(), there).rows) == 30
    stranger = person(session).as_actor()
    for look in (
        lambda: desk.window(session, stranger, there),
        lambda: desk.row(session, stranger, target_ids(session, there)[0]),
        lambda: desk.next_in(session, stranger, there, Filter.UNFINISHED, after=0),
    ):
        with pytest.raises(NotAllowed):
            look()


def test_a_window_costs_the_same_questions_for_a_hundred_and_for_ten_thousand(session, ana, counted):
    costs = {}
    for length in (100, 10_000):
        there = translation(session, [f"Paragraph {n}." for n in range(length)])
        some = target_ids(session, there)[length // 2 : length // 2 + 20]
        session.execute(update(Target).where(Target.id.in_(some)).values(state="returned", text="Devuelto."))
        for after in (0, length // 2, length - 10):
            for shown in (Filter.ALL, Filter.UNFINISHED):
                before = counted()
                desk.window(session, ana, there, after=after, shown=shown)
                costs.setdefault(length, []).append(counted() - before)
        before = counted()
        desk.next_in(session, ana, there, Filter.UNFINISHED, after=length)
        desk.count_warnings(session, ana, there, outdated=0)
        desk.position_of(session, there, "p50")
        costs[length].append(counted() - before)
    assert costs[100] == costs[10_000]
    assert max(costs[100]) <= 4
