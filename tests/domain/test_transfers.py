"""The verdict on each unit of a file, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bitext import Unit
from domain.states import State
from domain.transfers import Kind, Standing, Verdict, Why, judge, pair

SOURCE = "The river is everybody's."
DESK = Standing(
    target_id=7, number=3, position=3, source=SOURCE, text="El río es de todos.", state=State.TRANSLATED, version=4,
    is_locked=False,
)  # fmt: skip
EMPTY = replace(DESK, text="", state=State.UNTRANSLATED, version=0)
UNIT = Unit("p3", SOURCE, DESK.text, State.TRANSLATED, version=4)


def verdict(unit: Unit, desk: Standing = DESK, *, may_approve: bool = False) -> Verdict:
    return judge(unit, unit.target, desk, lambda _desk, _text: may_approve)


def test_a_unit_that_says_what_the_desk_says_changes_nothing() -> None:
    assert verdict(UNIT) == Verdict(Kind.UNCHANGED, Why.SAME, State.TRANSLATED)


def test_another_text_from_the_version_that_stands_is_taken() -> None:
    assert verdict(replace(UNIT, target="El río es nuestro.")) == Verdict(Kind.CHANGED, Why.TEXT, State.TRANSLATED)


@pytest.mark.parametrize("said", [State.UNTRANSLATED, State.DRAFT, State.RETURNED])
def test_a_new_text_that_is_not_said_to_be_translated_is_a_draft(said: State) -> None:
    assert verdict(replace(UNIT, target="El río es nuestro.", state=said)).state is State.DRAFT


@pytest.mark.parametrize("said", [State.REVIEWED, State.FINAL])
def test_a_claim_of_approval_is_for_review_unless_the_importer_may_approve(said: State) -> None:
    claim = replace(UNIT, target="El río es nuestro.", state=said)
    assert verdict(claim).state is State.TRANSLATED
    assert verdict(claim, may_approve=True).state is State.REVIEWED


def test_an_empty_target_never_takes_a_text_away() -> None:
    emptied = replace(UNIT, target="", state=State.UNTRANSLATED)
    assert verdict(emptied) == Verdict(Kind.UNCHANGED, Why.EMPTY, State.TRANSLATED)


@pytest.mark.parametrize(
    ("version", "why"), [(3, Why.OLDER), (None, Why.NO_VERSION), (5, Why.FOREIGN_VERSION), (-1, Why.OLDER)]
)
def test_another_text_from_another_version_is_a_conflict(version: int | None, why: Why) -> None:
    found = verdict(replace(UNIT, target="El río es nuestro.", version=version))
    assert (found.kind, found.why) == (Kind.CONFLICT, why)


def test_a_file_without_versions_fills_empty_places() -> None:
    assert verdict(replace(UNIT, version=None), EMPTY) == Verdict(Kind.CHANGED, Why.TEXT, State.TRANSLATED)


def test_a_file_from_before_the_text_was_cleared_conflicts() -> None:
    cleared = replace(EMPTY, version=2)
    assert verdict(replace(UNIT, version=1), cleared).why is Why.OLDER


def test_a_text_for_another_source_is_a_conflict_and_a_draft_if_it_is_taken() -> None:
    found = verdict(replace(UNIT, source="The river is ours.", target="El río es nuestro."))
    assert found == Verdict(Kind.CONFLICT, Why.OTHER_SOURCE, State.DRAFT)


@pytest.mark.parametrize("written", ["The river\n is  everybody's. ", "The river is everybody\\'s\\."])
def test_spaces_and_escapes_do_not_make_another_source(written: str) -> None:
    assert verdict(replace(UNIT, source=written, target="El río es nuestro.")).kind is Kind.CHANGED


def test_a_locked_target_takes_no_text_and_no_state() -> None:
    locked = replace(DESK, is_locked=True, state=State.DRAFT)
    assert verdict(replace(UNIT, target="Otro."), locked).why is Why.LOCKED
    assert verdict(UNIT, locked).why is Why.LOCKED
    assert verdict(replace(UNIT, state=State.DRAFT), locked).kind is Kind.UNCHANGED


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_the_same_text_is_handed_in_when_the_file_says_that_it_is_translated(state: State) -> None:
    desk = replace(DESK, state=state)
    assert verdict(UNIT, desk) == Verdict(Kind.CHANGED, Why.STATE, State.TRANSLATED)


def test_the_same_text_is_approved_only_by_an_importer_who_may() -> None:
    claim = replace(UNIT, state=State.REVIEWED)
    assert verdict(claim, may_approve=True) == Verdict(Kind.CHANGED, Why.STATE, State.REVIEWED)
    assert verdict(claim) == Verdict(Kind.UNCHANGED, Why.SAME, State.TRANSLATED)


def test_a_file_from_before_a_text_was_sent_back_does_not_hand_it_in_again() -> None:
    returned = replace(DESK, state=State.RETURNED)
    for version in (3, None, 9):
        assert verdict(replace(UNIT, version=version), returned).kind is Kind.UNCHANGED


@pytest.mark.parametrize("state", [State.TRANSLATED, State.REVIEWED, State.FINAL])
@pytest.mark.parametrize("said", list(State))
def test_no_file_takes_a_state_back(state: State, said: State) -> None:
    found = verdict(replace(UNIT, state=said), replace(DESK, state=state))
    assert found == Verdict(Kind.UNCHANGED, Why.SAME, state)


@given(
    said=st.sampled_from(State), state=st.sampled_from(State), version=st.none() | st.integers(0, 6),
    text=st.sampled_from(["", "uno", "dos"]), standing=st.sampled_from(["uno", "dos"]), locked=st.booleans(),
)  # fmt: skip
def test_no_file_approves_for_somebody_who_may_not_and_what_is_done_is_done(
    said: State, state: State, version: int | None, text: str, standing: str, *, locked: bool
) -> None:
    stands = "" if state is State.UNTRANSLATED else standing
    desk = replace(DESK, text=stands, state=state, is_locked=locked)
    found = judge(Unit("p3", SOURCE, text, said, version=version), text, desk, lambda _desk, _text: False)
    if found.kind is Kind.CHANGED:
        assert found.state in (State.DRAFT, State.TRANSLATED)
        after = replace(desk, text=text, state=found.state, version=desk.version + 1)
        again = judge(Unit("p3", SOURCE, text, said, version=version), text, after, lambda _desk, _text: False)
        assert again.kind is Kind.UNCHANGED
    elif found.kind is not Kind.CONFLICT:
        assert found.state is state


# Finding the target of a unit


def place(number: int, source: str) -> Standing:
    return replace(DESK, target_id=100 + number, number=number, position=number, source=source)


PLACES = [place(1, "One."), place(2, "Twice."), place(3, "Three."), place(4, "Twice.")]


def numbers(units: list[Unit], *, by_id: bool = True, aliases: dict[int, int] | None = None) -> list[int | None]:
    return [desk and desk.number for _unit, desk in pair(units, PLACES, aliases or {}, by_id=by_id)]


def test_a_unit_is_found_by_its_id() -> None:
    assert numbers([Unit("p3", "Three."), Unit("p1", "Other words.")]) == [3, 1]


def test_a_unit_is_found_by_an_old_id_of_the_segment_or_of_its_own() -> None:
    assert numbers([Unit("p9", "Three."), Unit("x", "Three.", aliases=("p1",))], aliases={9: 3}) == [3, 1]


def test_a_unit_without_our_id_is_found_by_its_source_with_repeats_in_order() -> None:
    units = [Unit("a", "Twice."), Unit("b", " One.\n"), Unit("c", "Twice."), Unit("d", "Twice.")]
    assert numbers(units) == [2, 1, 4, None]


def test_what_was_found_by_id_is_not_found_again_by_source() -> None:
    assert numbers([Unit("a", "Twice."), Unit("p2", "Twice.")]) == [4, 2]


def test_ids_that_are_not_ours_mean_nothing() -> None:
    assert numbers([Unit("p1", "Three."), Unit("p3", "Nowhere.")], by_id=False) == [3, None]


@pytest.mark.parametrize("key", ["p0", "p", "p01", "p99999999999", "p١", "P3", ""])
def test_what_only_looks_like_an_id_is_none(key: str) -> None:
    assert numbers([Unit(key, "Nowhere.")]) == [None]
