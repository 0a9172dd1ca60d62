"""The neutral bilingual text: what an export carries, and what it withholds."""

import pytest

from domain.bitext import Bitext, Flag, Remark, States, Unit, only, withheld
from domain.document import Role
from domain.states import State

EVERY_FLAG = frozenset(Flag)


def bitext(*units: Unit) -> Bitext:
    return Bitext("en", "es", units, slug="the-river", title="The River")


def unit(state: State, number: int = 1, role: Role = Role.PARAGRAPH) -> Unit:
    target = "" if state is State.UNTRANSLATED else f"texto {number}"
    return Unit(
        f"p{number}", f"text {number}", target, state, role, EVERY_FLAG, version=3, aliases=("p9",),
        notes=(Remark("note"),), comments=(Remark("comment"),), extra=(("key", "value"),),
    )  # fmt: skip


@pytest.mark.parametrize("state", State)
def test_approved_targets_alone_are_exported_and_the_source_always_is(state):
    sent = unit(state)
    (came,) = only(bitext(sent), States.REVIEWED).units
    assert (came.source, came.id, came.aliases, came.notes) == (sent.source, sent.id, sent.aliases, sent.notes)
    if state in {State.REVIEWED, State.FINAL}:
        assert came == sent
    else:
        assert (came.target, came.state) == ("", State.UNTRANSLATED)


def test_everything_is_exported_where_everything_is_asked_for():
    whole = bitext(*(unit(state, number) for number, state in enumerate(State, 1)))
    assert only(whole, States.ALL) == whole


def test_no_unit_is_dropped_and_the_order_stays():
    whole = bitext(*(unit(state, number) for number, state in enumerate(State, 1)))
    assert [u.id for u in only(whole, States.REVIEWED).units] == [u.id for u in whole.units]


def test_a_withheld_target_takes_the_flags_that_speak_of_it_along():
    assert withheld(unit(State.DRAFT)).flags == {Flag.OUTDATED, Flag.LOCKED}


def test_withholding_twice_is_withholding_once():
    once = withheld(unit(State.TRANSLATED))
    assert withheld(once) == once


def test_the_target_title_is_the_approved_headline():
    headline = unit(State.REVIEWED, 2, Role.HEADLINE)
    assert bitext(unit(State.REVIEWED), headline).target_title == "texto 2"
    assert bitext(unit(State.DRAFT, 2, Role.HEADLINE)).target_title == ""
    assert bitext().target_title == ""
