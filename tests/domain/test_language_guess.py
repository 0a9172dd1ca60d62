"""The language suggested for a new statement."""

import pytest

from domain.language_guess import COMMONEST, guess_language

EN = "The council voted to close the reading room, and the people who built it were not asked."
ES = "El concejo votó cerrar la sala de lectura, y no se preguntó a quienes la levantaron."


@pytest.mark.parametrize(("text", "tag"), [(EN, "en"), (ES, "es"), (EN.upper(), "en"), (ES.upper(), "es")])
def test_a_sentence_tells_its_language(text: str, tag: str):
    assert guess_language(text) == tag


@pytest.mark.parametrize("text", ["", "1998", "Bulletin No. 4", "שלום לכולם, זהו טקסט", "the la the la"])
def test_a_text_without_a_clear_sign_is_left_to_the_person(text: str):
    assert guess_language(text) is None


def test_a_quotation_does_not_change_the_language_of_the_text_around_it():
    assert guess_language(f"{EN} {EN} “{ES}” {EN}") == "en"


def test_no_word_is_common_to_two_languages():
    assert not COMMONEST["en"] & COMMONEST["es"]
