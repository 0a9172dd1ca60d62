"""The place of a finding, cut out of its text."""

import pytest

from blueprints.excerpts import place

TEXT = "La chalupa cruzaba el río cada noche, a las diez y media, con pan & libros."


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, len(TEXT), None),
        (3, 10, "La <mark>chalupa</mark> cruzaba el…"),
        (66, 67, "…con pan <mark>&amp;</mark> libros."),
        (26, 26, '…el río <mark class="between">‸</mark>cada noche, a…'),
        (11, 74, "La chalupa <mark>cruzaba el río … pan &amp; libros</mark>."),
    ],
)
def test_a_place_is_cut_between_words_and_a_long_one_shows_its_ends(start: int, end: int, shown: str | None) -> None:
    assert place(TEXT, start, end, around=15) == shown


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    assert place("x" * 100, 20, 90, around=10) == f"…{'x' * 10}<mark>{'x' * 10} … {'x' * 10}</mark>{'x' * 10}"
