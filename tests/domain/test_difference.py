"""Comparing two rows of words: the answer is right, and its cost has a limit."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.difference import Change, Effort, changes, kept

ROWS = st.lists(st.sampled_from("abcdef"), max_size=14)


def applied(old, new, found):
    """Return what `found` makes of `old`, taking only the new words that it names from `new`."""
    out, at = [], 0
    for change in found:
        out += old[at : change.start] + new[change.new_start : change.new_end]
        at = change.end
    return out + old[at:]


@given(ROWS, ROWS)
def test_the_changes_turn_the_one_into_the_other(old, new):
    found = changes(old, new)
    assert applied(old, new, found) == new
    assert all(change.end > change.start or change.new_end > change.new_start for change in found)
    assert all(a.end < b.start and a.new_end < b.new_start for a, b in pairwise(found))


@given(ROWS)
def test_equal_rows_have_no_change(row):
    assert changes(row, list(row)) == []


@given(ROWS, ROWS)
def test_what_is_kept_is_the_same_word_on_both_sides_and_in_the_same_order(old, new):
    found = changes(old, new)
    places = kept(found, len(old))
    assert all(old[i] == new[j] for i, j in places.items())
    assert list(places) == sorted(places)
    assert list(places.values()) == sorted(set(places.values()))
    assert len(places) == len(old) - sum(change.end - change.start for change in found)


@given(ROWS, st.integers(0, 14), st.sampled_from("xyz"))
def test_one_word_put_in_is_one_change(row, at, word):
    at = min(at, len(row))
    assert changes(row, [*row[:at], word, *row[at:]]) == [Change(at, at, at, at + 1)]


def test_the_shortest_edit_is_found_where_every_word_repeats():
    old, new = list("abcabba"), list("cbabac")  # the example of Myers' paper, whose shortest edit has five steps
    found = changes(old, new)
    assert sum(c.end - c.start + c.new_end - c.new_start for c in found) == 5


def test_rows_that_cost_too_much_give_nothing_instead_of_waiting():
    assert changes(["a", "b"] * 5_000, ["a", "c", "b"] * 4_000) is None
    assert changes(["a", "b"] * 50, ["a", "c", "b"] * 40, Effort(100)) is None


def test_one_effort_serves_several_comparisons():
    effort = Effort(2_000)
    assert changes(["a", "b"] * 20, ["b", "c"] * 20, effort) is not None
    assert effort.steps < 2_000
    while effort.steps > 0:
        changes(["a", "b"] * 20, ["b", "c"] * 20, effort)
    assert changes(["a"], ["b"], effort) is None


def test_long_rows_with_few_changes_are_compared():
    row = [f"w{n}" for n in range(50_000)]
    new = [*row[:100], "x", *row[101:40_000], *row[40_010:]]
    assert changes(row, new) == [Change(100, 101, 100, 101), Change(40_000, 40_010, 40_000, 40_000)]
