"""What a memory compares texts by: normal forms, keys, sketches that alike texts share."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contrasts import Contrast, Facet, contrasts
from domain.memory import LONGEST, SKETCH, key, lengths, normalised, pair_of, probe, sketch

PAIR = "en>es"
LETTER = "The river is everybody's, and the stones are everybody's, too; bring a chair and your neighbour."
ALIKE = LETTER.replace("stones", "stars").replace("chair", "bench")


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


@pytest.mark.parametrize("text", [LETTER, "Bring a chair.", "Sí", "—", "我们要水。", "🙂"])
def test_a_text_shares_its_whole_sketch_with_itself(text: str):
    found = sketch(normalised(text), PAIR)
    assert 1 <= len(found.hashes) <= SKETCH
    assert set(found.hashes) <= set(probe(normalised(text), PAIR, floor=75))
    assert all(-(2**31) <= value < 2**31 for value in found.hashes)
    assert found.length == len(normalised(text))


def test_alike_texts_share_some_others_nothing():
    own = set(probe(LETTER, PAIR, floor=75))
    assert len(own & set(sketch(ALIKE, PAIR).hashes)) >= 5
    assert not own & set(sketch("Nobody had closed the kitchen window when the storm came over the hill.", PAIR).hashes)


def test_case_and_accents_do_not_keep_texts_apart():
    assert sketch("LLEGÓ EL CAMIÓN AL RÍO", PAIR) == sketch("llego el camion al rio", PAIR)


def test_other_languages_have_other_sketches():
    assert not set(sketch(LETTER, PAIR).hashes) & set(sketch(LETTER, "en>pt").hashes)


def test_an_alike_text_beyond_the_border_of_short_ones_is_found():
    short, long = "Bring a chair to the river.", "Bring a chair to the rivers, all."
    assert set(probe(short, PAIR, floor=75)) & set(sketch(long, PAIR).hashes)
    assert set(probe(long, PAIR, floor=75)) & set(sketch(short, PAIR).hashes)


def test_a_text_beyond_all_measure_has_no_sketch():
    assert sketch("word " * LONGEST, PAIR).hashes == ()
    assert probe("word " * LONGEST, PAIR, floor=75) == ()
    assert sketch("", PAIR).hashes == ()


def test_lengths_that_may_be_alike():
    assert lengths(100, 75) == (75, 133)
    assert lengths(1, 75) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_normal_form_and_a_sketch(text: str):
    once = normalised(text)
    assert normalised(once) == once
    assert set(sketch(once, PAIR).hashes) <= set(probe(once, PAIR, floor=75))


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
