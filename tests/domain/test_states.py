"""The table of moves: the whole workflow, and nothing beside it."""

from itertools import pairwise, product

import pytest

from domain.errors import WrongState
from domain.states import ALLOWED, APPROVED, UNFINISHED, State, move, path_after_edit

# Written out again: a slip in the table must not slip through.
MOVES = {
    "untranslated": {"draft"},
    "draft": {"untranslated", "translated"},
    "translated": {"draft", "returned", "reviewed"},
    "returned": {"draft", "translated"},
    "reviewed": {"draft", "translated", "final"},
    "final": {"draft", "translated"},
}


def test_the_table_is_that_of_the_design():
    assert {str(state): set(map(str, wanted)) for state, wanted in ALLOWED.items()} == MOVES


@pytest.mark.parametrize(("current", "wanted"), list(product(State, State)))
def test_a_move_outside_the_table_is_refused_with_what_it_was(current, wanted):
    if wanted in MOVES[current]:
        assert move(current, wanted) is wanted
    else:
        with pytest.raises(WrongState) as refused:
            move(current, wanted)
        assert refused.value.facts == {"current": current, "wanted": wanted}


def test_only_a_submitted_target_can_be_judged():
    assert {state for state in State if State.REVIEWED in ALLOWED[state]} == {State.TRANSLATED}
    assert {state for state in State if State.RETURNED in ALLOWED[state]} == {State.TRANSLATED}


def test_only_an_approved_target_becomes_final():
    assert {state for state in State if State.FINAL in ALLOWED[state]} == {State.REVIEWED}


def test_every_state_is_approved_unfinished_or_waiting():
    assert APPROVED | UNFINISHED | {State.TRANSLATED} == set(State)
    assert not APPROVED & UNFINISHED


@pytest.mark.parametrize("keep_submitted", [False, True])
@pytest.mark.parametrize("text", ["", " \n", "texto"])
@pytest.mark.parametrize("current", State)
def test_an_edit_goes_by_allowed_moves_alone_to_where_the_text_belongs(current, text, keep_submitted):
    path = path_after_edit(current, text, keep_submitted=keep_submitted)
    assert all(there in MOVES[here] for here, there in pairwise((current, *path)))
    reached = path[-1] if path else current
    assert (not path) == (reached is current)
    if not text.strip():
        assert reached is State.UNTRANSLATED
    else:
        assert reached is (State.TRANSLATED if keep_submitted else State.DRAFT)
