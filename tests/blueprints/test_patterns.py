"""Pieces of pages that are set from patterns: every value stands where its slot is, and nowhere else."""

import pytest
from flask import Flask
from markupsafe import Markup

from blueprints.patterns import Pattern, slots
from blueprints.tallies import FilterOf, tallies
from domain.states import State
from services.desk import Filter
from services.statements import Progress


def test_values_stand_in_their_slots() -> None:
    slot = slots(("a", "b"))
    own = Pattern(f"100 % <b>{slot['a']}</b>%s{slot['b']}{slot['a']}")
    assert own.fill({"a": "one", "b": 2, "unused": 3}) == "100 % <b>one</b>%s2one"


def test_a_value_that_looks_like_a_slot_is_no_slot() -> None:
    slot = slots(("a", "b"))
    own = Pattern(f"{slot['a']}-{slot['b']}").fill_some({"a": "100 %s %(b)s {b}"})
    assert own.fill({"b": "%s"}) == "100 %s %(b)s {b}-%s"


def test_a_slot_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Pattern(slots(["a"])["a"]).fill({})


def test_the_counts_are_said_in_words_and_in_a_bar(app: Flask) -> None:
    progress = Progress({State.DRAFT: 3, State.REVIEWED: 1}, {State.DRAFT: 30, State.REVIEWED: 10}, 0)
    filters = [FilterOf(Filter.ALL, "All", 4), FilterOf(Filter.DRAFT, "<Draft>", 3)]
    with app.test_request_context():
        said = tallies(progress, filters, Filter.DRAFT, "/d?a&b")
    assert "4 paragraphs" in said.size
    assert '<rect data-state="reviewed" x="0.000" y="0" width="25.000" height="1"/>' in said.bar
    assert '<li data-state="final" hidden>' in said.bar
    assert '<li data-state="draft">' in said.bar
    assert 'href="/d?a&amp;b?show=draft" aria-current="true"' in said.filters
    assert "&lt;Draft&gt;" in said.filters


def test_what_is_not_counted_yet_says_so(app: Flask) -> None:
    with app.test_request_context():
        said = tallies(None, [FilterOf(Filter.ALL, "All", None)], Filter.ALL, "/d")
    assert 'aria-busy="true"' in said.bar
    assert said.size == Markup('<span data-counted="size"></span>')
    assert "data-tally" not in said.filters
