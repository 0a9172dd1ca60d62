"""Pairing by lengths, after Gale & Church, and where a target is divided when its source is."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.alignment import Bead, align, matching_ends
from domain.division import matches
from domain.sentences import cuts

SHORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "align" / "shorts"
LENGTHS = st.lists(st.integers(0, 400), max_size=12)


def test_equal_texts_go_one_by_one() -> None:
    assert align([20, 80, 40], [22, 90, 38]) == [Bead(0, 1, 0, 1), Bead(1, 2, 1, 2), Bead(2, 3, 2, 3)]


def test_a_sentence_that_became_two_is_found() -> None:
    assert matching_ends(align([60, 120, 50], [62, 58, 66, 49])) == {1: 1, 2: 3, 3: 4}


def test_two_that_became_one_are_found() -> None:
    assert matching_ends(align([60, 55, 70, 50], [62, 124, 49])) == {1: 1, 3: 2, 4: 3}


@given(source=LENGTHS, target=LENGTHS)
@settings(max_examples=60, deadline=None)
def test_beads_cover_both_texts_in_order(source: list[int], target: list[int]) -> None:
    beads = align(source, target)
    at = (0, 0)
    for bead in beads:
        assert (bead.source_start, bead.target_start) == at
        assert bead.source_end - bead.source_start <= 2
        assert bead.target_end - bead.target_start <= 2
        at = (bead.source_end, bead.target_end)
    assert at == (len(source), len(target))


def test_a_long_text_is_searched_near_the_diagonal_alone() -> None:
    lengths = [30 + n * 37 % 90 for n in range(700)]
    assert len(align(lengths, lengths, width=20)) == 700
    assert matching_ends(align([40] * 300, [40] * 2, width=10))[300] == 2
    assert align([], [50] * 300) == [Bead(0, 0, n, n + 1) for n in range(300)]


@pytest.mark.skipif(not SHORTS.exists(), reason="the test data of the group is not here")
def test_it_reaches_what_the_method_is_known_to_reach_on_real_texts() -> None:
    right = found = wanted = 0
    for folder in sorted(path for path in SHORTS.iterdir() if path.is_dir()):
        texts = [[p for p in (folder / f"{side}.txt").read_text().split("\n\n") if p.strip()] for side in ("en", "es")]
        beads = align(*([len(text) for text in own] for own in texts))
        own = {(tuple(range(b[0], b[1])), tuple(range(b[2], b[3]))) for b in beads}
        gold = {tuple(map(indexes, line.split("\t"))) for line in (folder / "gold.tsv").read_text().splitlines()}
        own, gold = ({bead for bead in beads if all(bead)} for beads in (own, gold))
        right, found, wanted = right + len(own & gold), found + len(own), wanted + len(gold)
    assert 2 * right / (found + wanted) > 0.85


def indexes(field: str) -> tuple[int, ...]:
    return () if field.strip() == "-" else tuple(int(n) for n in field.split(","))


def matched(source: str, target: str) -> list[tuple[str, str]]:
    """Return the first word of each second part, on both sides."""
    found = matches(source, "en", target, "es")
    return [(source[a:].split()[0], target[b:].split()[0]) for a, b in sorted(found.items())]


def test_sentences_are_matched_by_length() -> None:
    source = "A short one. A rather longer one stands here, with a clause. The last."
    target = "Una corta. Aquí hay una bastante más larga, con una cláusula. La última."
    assert matched(source, target) == [("A", "Aquí"), ("The", "La")]


def test_paragraphs_that_are_as_many_belong_together() -> None:
    assert matched("One. Two.\n\nThree.", "Una frase que es muchísimo más larga que las demás. Dos.\n\nTres.") == [
        ("Two.", "Dos."), ("Three.", "Tres."),
    ]  # fmt: skip


def test_lines_of_verse_go_line_by_line() -> None:
    assert matched("one line\nand another\na third", "un verso\ny otro\nun tercero") == [("and", "y"), ("a", "un")]


def test_nothing_matches_in_an_empty_or_a_single_sentence() -> None:
    assert matches("One. Two.", "en", "", "es") == {}
    assert matches("One. Two.", "en", "Todo en una frase", "es") == {}


PROSE = st.lists(st.sampled_from(["Hola. ", "Dos palabras. ", "¿Qué? ", "y sigue ", "\n\n", "\n", "*a b.* "])).map(
    "".join
)


@given(source=PROSE, target=PROSE)
@example("Hola. \n\nHola. \n\nHola. \nHola. Hola. Hola. Hola. ", "Hola. \n\nHola. \n\nHola. \n\nHola. ")
@settings(max_examples=60, deadline=None)
def test_only_places_of_both_texts_are_matched_and_none_crosses(source: str, target: str) -> None:
    found = matches(source, "en", target, "es")
    assert set(found) <= {cut.start for cut in cuts(source, "en")}
    assert set(found.values()) <= {cut.start for cut in cuts(target, "es")}
    ends = [end for _start, end in sorted(found.items())]
    assert ends == sorted(ends)
