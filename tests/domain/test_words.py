"""Counting words, and taking texts apart without losing a character."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.words import count_words, is_word, pieces, tokens


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("— … ¡!", 0),
        ("The river is everybody's.", 4),
        ("don't stop", 2),
        ("l’eau", 1),
        ("vice-versa, co‑op", 2),
        ("2,40 or 1.000.000", 3),
        ("uno—dos", 2),
        ("¿Qué?", 1),
        ("snake_case", 2),
        ("*strong* [link](url)", 3),
        ("漢字", 2),
        ("かな kana", 3),
        ("𠀀𠀁", 2),
        ("हिन्दी में लिखें", 3),
        ("كِتَابٌ جميل", 2),
        ("می‌خواهم", 1),
        ("co­operate", 1),
        (unicodedata.normalize("NFD", "canción"), 1),
        ("안녕 하세요", 2),
        ("🙂 hola", 1),
    ],
)
def test_words_are_counted_as_translators_count_them(text, number):
    assert count_words(text) == number


@given(st.text(), st.text())
def test_two_lines_have_the_words_of_both(first, second):
    assert count_words(f"{first}\n{second}") == count_words(first) + count_words(second)


@given(st.text())
def test_pieces_lose_nothing(text):
    assert "".join(pieces(text)) == text


@given(st.text())
def test_tokens_are_the_pieces_that_are_not_space(text):
    assert tokens(text) == [piece for piece in pieces(text) if not piece.isspace()]


@given(st.text())
def test_two_texts_with_the_same_tokens_differ_in_white_space_alone(text):
    assert tokens(" ".join(text.split())) == tokens(text)
    assert "".join(tokens(text)) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hola, mundo", ["Hola", ",", "mundo"]),
        ("漢字文", ["漢", "字", "文"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("x̂y", ["x̂y"]),
        ("สวัสดี", ["ส", "ว", "ั", "ส", "ด", "ี"]),
        ("hola🙂", ["hola", "🙂"]),
        ("don't", ["don", "'", "t"]),
    ],
)
def test_tokens_are_words_and_marks(text, parts):
    assert tokens(text) == parts


@pytest.mark.parametrize("token", ["a", "1997", "漢", "🙂", "$", "+", "°", "́"])
def test_what_says_something_by_itself_is_a_word(token):
    assert is_word(token)


@pytest.mark.parametrize("token", [".", "—", "¿", "«", "*", "_", "\u200b", "\u200f", "\ufeff"])
def test_punctuation_and_invisible_characters_are_no_words(token):
    assert not is_word(token)
