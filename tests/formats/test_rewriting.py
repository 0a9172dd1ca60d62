"""Replacing inside inline text: what a reader sees changes at the places found, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.replacing import Wish, matches
from formats import inline
from formats.rewriting import rewrite

LINK = "[el río](https://example.org/río)"
TEXTS = st.lists(
    st.sampled_from(("río", "Rio", "*río*", "**ri**o", LINK, "[^río]", "\\*", "*", "_", " ", "\n", "ri", "ß", "["))
    | st.text(max_size=3),
    max_size=10,
).map("".join)  # fmt: skip
FINDS = st.sampled_from(("río", "rio", "o", "*", "s", "ri", " ")) | st.text(min_size=1, max_size=2)
REPLACEMENTS = st.sampled_from(("", "mar", "*", "a*b", "[x](#y)", "\\", " ")) | st.text(max_size=3)
WISHES = st.builds(
    Wish, FINDS, REPLACEMENTS.filter(lambda text: not set(text) & set("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\ufdd0")),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


def looks(text: str) -> list[tuple[bool, bool, str, str]]:
    return [(run.is_strong, run.is_emphasis, run.href, run.note) for run in inline.parse(text)]


@settings(max_examples=200)
@given(TEXTS, WISHES)
def test_marks_links_and_anchors_stay(text: str, wish: Wish) -> None:
    done = rewrite(text, wish)
    assert done.left >= 0
    if not done.places:
        assert done.text == text
    if wish.replacement:
        assert looks(done.text) == looks(text)


@settings(max_examples=200)
@given(TEXTS, WISHES)
def test_outside_the_places_nothing_changes(text: str, wish: Wish) -> None:
    done = rewrite(text, wish)
    assert all(start < end for start, end in done.places)

    def with_it(own: str) -> str:
        edges = [0, *(edge for place in done.places for edge in place), len(text)]
        return own.join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))

    forms = (wish.replacement, inline.escape(wish.replacement), inline.escape_all(wish.replacement))
    assert done.text in map(with_it, forms)


@pytest.mark.parametrize(
    ("text", "wish", "expected", "left"),
    [
        ("El río y el Río.", Wish("río", "mar"), "El mar y el mar.", 0),
        ("El río y el Río.", Wish("río", "mar", matches_case=True), "El mar y el Río.", 0),
        ("El rio y el río.", Wish("rio", "mar"), "El mar y el río.", 0),
        ("El rio y el RÍO.", Wish("rio", "mar", folds_accents=True), "El mar y el mar.", 0),
        ("El rio y el RÍO.", Wish("rio", "mar", matches_case=True, folds_accents=True), "El mar y el RÍO.", 0),
        ("ríos río", Wish("río", "mar", is_whole_words=True), "ríos mar", 0),
        ("**río**s río", Wish("río", "mar", is_whole_words=True), "**río**s mar", 0),
        ("El *río* grande", Wish("río", "mar"), "El *mar* grande", 0),
        ("El **gran** río", Wish("gran río", "mar"), "El **gran** río", 1),
        ("**ca**mión", Wish("camión", "carro"), "**ca**mión", 1),
        (LINK, Wish("río", "mar"), "[el mar](https://example.org/río)", 0),
        ("Texto[^1] 1", Wish("1", "2"), "Texto[^1] 2", 0),
        ("dos\\*tres", Wish("dos*tres", "2*3"), "2*3", 0),
        ("a y b", Wish(" y ", " *y* "), "a \\*y\\* b", 0),
        ("*río*", Wish("río", ""), "*río*", 1),
        ("río", Wish("río", ""), "", 0),
        ("Straße", Wish("s", "z"), "ztraße", 0),
        ("aaa", Wish("aa", "b"), "ba", 0),
        ("长河流", Wish("河", "江", is_whole_words=True), "长江流", 0),
        ("nothing", Wish("x", "y"), "nothing", 0),
    ],
)
def test_what_becomes_of_a_text(text: str, wish: Wish, expected: str, left: int) -> None:
    done = rewrite(text, wish)
    assert (done.text, done.left) == (expected, left)


def test_a_text_with_marks_that_has_too_many_places_is_left() -> None:
    done = rewrite("*a* " * 600, Wish("a", "b"))
    assert (done.places, done.left) == ((), 600)


def test_of_a_character_that_counts_as_two_no_half_is_found() -> None:
    assert matches("Maße", Wish("s", "z")) == []
    assert matches("Maße", Wish("ss", "z")) == [(2, 3)]
