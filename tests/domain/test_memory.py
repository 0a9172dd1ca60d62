"""What a memory compares texts by: normal forms, keys, sketches that alike texts share."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contrasts import Contrast, Facet, contrasts
from domain.memory import (
    ENTRY_BITS,
    HASH_BITS,
    LENGTH_BITS,
    LONGEST,
    MOST_ENTRIES,
    PROBE,
    SHORT,
    SKETCH,
    beginning,
    grade,
    key,
    lengths,
    normalised,
    pair_of,
    postings,
    probe,
)

PAIR = "en>es"
LETTER = "The river is everybody's, and the stones are everybody's, too; bring a chair and your neighbour."
ALIKE = LETTER.replace("stones", "stars").replace("chair", "bench")
UNLIKE = "Nobody had closed the kitchen window when the storm came over the hill."
RIVER = "我们要水，因为河流属于每个人，石头也属于每个人；请带一把椅子和你的邻居来。"
STORM = "昨天晚上暴风雨来临时没有人关上厨房窗户。"
FIGURES = st.integers(0, 30_000)
# Long texts of many words, each long enough for a gram to reach into one other only.
WORDS = st.lists(st.text("abcdefghжзик", min_size=4, max_size=9), min_size=16, max_size=PROBE, unique=True)


def sketch(text: str, pair: str = PAIR, entry: int = 7) -> set[int]:
    """Return where the entries of each gram of a text begin in the index."""
    return {row >> (LENGTH_BITS + ENTRY_BITS) << (LENGTH_BITS + ENTRY_BITS) for row in postings(text, pair, entry)}


def looked_for(text: str, pair: str = PAIR) -> set[int]:
    """Return where a look-up of `text` begins to read."""
    return {beginning(value) for value in probe(text, pair, floor=75)}


def test_white_space_is_one_space_and_accents_are_composed():
    assert normalised("  Adio\u0301s,\u00a0\n\t río ") == "Adiós, río"


def test_case_and_punctuation_count():
    assert normalised("No.") != normalised("no.") != normalised("no")


def test_a_variety_is_its_language():
    assert pair_of("en-GB", "es_MX") == pair_of("EN", "es") == "en>es"


def test_a_key_is_64_bits_and_tells_texts_apart():
    assert -(2**63) <= key("a", "b") < 2**63
    assert key("a", "b") == key("a", "b") != key("ab")
    assert key("a", "b") != key("b", "a")


@pytest.mark.parametrize("text", [LETTER, "Bring a chair.", "Sí", "—", "我们要水。", "🙂", RIVER])
def test_a_text_shares_its_whole_sketch_with_itself(text: str):
    assert 1 <= len(sketch(text)) <= SKETCH
    assert sketch(text) <= looked_for(text)


def test_alike_texts_share_some_others_nearly_nothing():
    assert len(looked_for(LETTER) & sketch(ALIKE)) >= 5
    assert len(looked_for(ALIKE) & sketch(LETTER)) >= 5
    assert len(looked_for(LETTER) & sketch(UNLIKE)) <= 1  # " the": as common as it is


def test_texts_without_spaces_share_some_when_alike():
    assert len(looked_for(RIVER) & sketch(RIVER.replace("椅子", "凳子"))) >= 5
    assert not looked_for(RIVER) & sketch(STORM)


def test_case_and_accents_do_not_keep_texts_apart():
    assert sketch("LLEGÓ EL CAMIÓN AL RÍO") == sketch("llego el camion al rio") != set()


def test_a_text_put_together_in_another_way_is_the_same():
    apart = unicodedata.normalize("NFD", "Llegó el camión al río, sin ningún daño.")
    whole = unicodedata.normalize("NFC", apart)
    assert apart != whole
    assert postings(normalised(apart), PAIR, 7) == postings(normalised(whole), PAIR, 7) != []
    assert probe(normalised(apart), PAIR, floor=75) == probe(normalised(whole), PAIR, floor=75)


def test_what_ascii_folds_to_is_what_the_rest_folds_to():
    assert sketch("Bring a Chair to the river - NOW!") == sketch("Bring a Chair to the river – NOW!")
    assert sketch(LETTER) == sketch(LETTER.replace("e", "é"))


def test_other_languages_have_other_sketches():
    assert not looked_for(LETTER) & sketch(LETTER, "en>pt")


def test_an_alike_text_beyond_the_border_of_short_ones_is_found():
    short, long = "Bring some chairs to the river for all of us.", "Bring some chairs to the rivers for all of us, too."
    assert len(short) < SHORT < len(long)
    assert looked_for(short) & sketch(long)
    assert looked_for(long) & sketch(short)


@pytest.mark.parametrize("text", ["word ", "水", "é", "x"])
def test_a_text_beyond_all_measure_has_no_sketch(text: str):
    longest = text * (LONGEST // len(text))
    assert sketch(longest)
    assert sketch(longest) <= looked_for(longest)
    assert postings(longest + "x", PAIR, 7) == []
    assert probe(longest + "x", PAIR, floor=75) == []


def test_no_text_has_no_sketch():
    assert postings("", PAIR, 7) == []
    assert probe("", PAIR, floor=75) == []


@pytest.mark.parametrize("entry", [0, 1, MOST_ENTRIES - 1])
def test_a_posting_tells_its_entry_and_its_length(entry: int):
    found = postings(LETTER, PAIR, entry)
    assert {row & (MOST_ENTRIES - 1) for row in found} == {entry}
    assert {row >> ENTRY_BITS & ((1 << LENGTH_BITS) - 1) for row in found} == {grade(len(LETTER))}


def test_an_entry_beyond_all_numbers_has_no_postings():
    assert postings(LETTER, PAIR, MOST_ENTRIES) == []


def test_a_posting_fills_the_64_bits_a_database_has():
    assert HASH_BITS + LENGTH_BITS + ENTRY_BITS == 64
    assert beginning(0) == -(2**63)
    assert beginning((1 << HASH_BITS) - 1) + (1 << LENGTH_BITS + ENTRY_BITS) == 2**63


@settings(max_examples=60, deadline=None)
@given(FIGURES, FIGURES)
def test_a_longer_text_has_no_lower_grade(one: int, other: int):
    assert 0 <= grade(min(one, other)) <= grade(max(one, other)) < 1 << LENGTH_BITS


def test_grades_tell_lengths_apart_by_about_a_tenth():
    for length in range(20, LONGEST, 97):
        assert grade(length) < grade(length * 115 // 100)
        assert grade(length) >= grade(length * 115 // 100) - 3


def test_lengths_that_may_be_alike():
    assert lengths(100, 75) == (75, 133)
    assert lengths(1, 75) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_normal_form_and_a_sketch(text: str):
    once = normalised(text)
    assert normalised(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert bool(postings(once, PAIR, 7)) == bool(once)
    assert len(postings(once, PAIR, 7)) <= SKETCH
    assert len(probe(once, PAIR, floor=75)) <= 2 * PROBE
    assert all(-(2**63) <= row < 2**63 for row in postings(once, PAIR, MOST_ENTRIES - 1))
    assert all(0 <= value < 1 << HASH_BITS for value in probe(once, PAIR, floor=75))
    assert sketch(once) <= looked_for(once)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(0, 15), st.integers(0, 3))
def test_one_slip_leaves_most_of_a_sketch(words: list[str], place: int, letter: int):
    slipped = words[place][:letter] + "x" + words[place][letter + 1 :]
    one, other = " ".join(words), " ".join([*words[:place], slipped, *words[place + 1 :]])
    assert len(looked_for(one) & sketch(other)) >= SKETCH - 2  # the grams of the word and of the one before
    assert len(looked_for(other) & sketch(one)) >= SKETCH - 2


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("In 1997 it rained.", "In 1998 it rained.", Contrast(Facet.NUMBER, ("1997",), ("1998",))),
        ("It did not rain.", "It did rain.", Contrast(Facet.NEGATION, ("not",), ())),
        ("We don’t know.", "We know.", Contrast(Facet.NEGATION, ("don't",), ())),
        ("We met Ana there.", "We met Eva there.", Contrast(Facet.NAME, ("Ana",), ("Eva",))),
    ],
)
def test_what_changes_the_meaning_is_named(one: str, other: str, found: Contrast):
    [contrast] = contrasts(one, other, "en-US")
    assert contrast.facet is found.facet
    assert [word.replace("’", "'") for word in contrast.here] == list(found.here)
    assert contrast.there == found.there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It rained. Nobody came.", "It rained. Nobody came, then."),
        ("Come with us.", "come with us."),
        ("Come. Sing.", "Sing. Come."),
        ("BRING A CHAIR", "Bring a chair"),
        ("the same", "the same"),
    ],
)
def test_what_changes_no_meaning_is_not(one: str, other: str):
    assert contrasts(one, other, "en") == ()


def test_spanish_negations():
    assert [c.facet for c in contrasts("Jamás volvió.", "Volvió.", "es")] == [Facet.NEGATION]
    assert contrasts("Jamás volvió.", "Volvió.", "xx") == ()
