"""Folding: what a search takes for the same, and where a hit stands in the text itself."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.folding import LONGEST_TERM, Phrase, Query, fold, hits, parse, terms, words_of

LETTERS = "aáAÁeénñÑ'’\"«» .,-_\n1½ßſﬁœøłİıŞё й한국ก็สी हिन्दीמَשָׁערבيّأ河流がガﾊﾟ€😀e\u0301\u00ad\u200d\u0640\ufe0f\u0345"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=40) | st.text(max_size=30)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_the_same_text_in_another_normal_form_is_the_same(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert words_of(unicodedata.normalize(form, text)) == words_of(unicodedata.normalize("NFC", text))


@given(TEXTS)
def test_terms_know_where_they_stand(text: str) -> None:
    found = terms(text)
    assert [term.text for term in found] == words_of(text)
    assert all(0 <= term.start < term.end <= len(text) for term in found)
    assert all(one.start <= other.start for one, other in itertools.pairwise(found))
    for term in found:
        assert term.text[:1] in fold(text[term.start : term.end])


@given(TEXTS)
def test_a_text_is_found_by_each_of_its_own_words(text: str) -> None:
    for term in terms(text):
        spans = hits(Query((Phrase((term.text,)),)), text)
        assert any(start <= term.start and term.end <= end for start, end in spans)


@given(TEXTS, TEXTS)
def test_hits_are_in_order_apart_and_inside(question: str, text: str) -> None:
    spans = hits(parse(question), text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@given(TEXTS, TEXTS)
def test_hits_say_what_a_slow_look_says(question: str, text: str) -> None:
    """The definition once more, as plainly as can be: a phrase stands where its terms stand next to each other."""
    own = words_of(text)

    def stands(phrase: Phrase) -> bool:
        length = len(phrase.terms)
        return any(
            tuple(own[n : n + length - 1]) == phrase.terms[:-1]
            and (own[n + length - 1].startswith if phrase.is_prefix else own[n + length - 1].__eq__)(phrase.terms[-1])
            for n in range(len(own) - length + 1)
        )

    phrases = parse(question).phrases
    assert bool(hits(parse(question), text)) == bool(phrases and all(map(stands, phrases)))


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("camion", "El CAMIÓN y los camiones.", ["CAMIÓN", "camiones"]),
        ("camión", "El camion.", ["camion"]),
        ('"camion"', "El camión y los camiones.", ["camión"]),
        ("ano", "El año", ["año"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("oeuvre", "L’œuvre", ["œuvre"]),
        ("don't", "I don’t know", ["don’t"]),
        ("the river", "A river. The rivers", ["river", "The", "rivers"]),
        ('"the river"', "A river, the   river", ["the   river"]),
        ("“the river”", "The River!", ["The River"]),
        ("«la orilla»", "a la orilla", ["la orilla"]),
        ('"the bank', "at the bank", ["the bank"]),
        ("محمد", "قال مُحَمَّد", ["مُحَمَّد"]),
        ("احمد", "أحمد", ["أحمد"]),
        ("河流", "这条河流很长", ["河流"]),
        ("流", "这条河流很长", ["流"]),
        ("が", "か", []),
        ("ελλην", "ΤΑ ΕΛΛΗΝΙΚΆΣ", ["ΕΛΛΗΝΙΚΆΣ"]),
        ("हिन्दी", "वह हिन्दी है", ["हिन्दी"]),
        ("हि", "हु", []),
        ("istanbul", "İstanbul", ["İstanbul"]),
        ("ete", "e\u0301te\u0301!", ["e\u0301te\u0301"]),
        ("camion", "ca\u00admi\u00adón", ["ca\u00admi\u00adón"]),
        ("camion rojo", "El camión azul", []),
        ("a", "banana a", ["a"]),
        ("river", "the_river", ["river"]),
        ("...", "...", []),
        ("", "anything", []),
    ],
)
def test_what_is_found(question: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in hits(parse(question), text)] == found


def test_of_a_very_long_word_the_beginning_counts() -> None:
    assert words_of("x" * 1000) == ["x" * LONGEST_TERM]
    assert hits(Query((Phrase(("x" * LONGEST_TERM,)),)), "x" * 1000) == [(0, 1000)]


def test_only_the_last_word_may_go_on_and_only_from_two_letters() -> None:
    assert parse("rio cam").phrases == (Phrase(("rio",)), Phrase(("cam",), is_prefix=True))
    assert parse('cam "rio"').phrases == (Phrase(("cam",)), Phrase(("rio",)))
    assert parse("c").phrases == (Phrase(("c",)),)


@given(st.text("ab1", min_size=1, max_size=3), st.text("abAB1 _-.", max_size=30), st.booleans())
def test_single_words_are_found_where_the_terms_stand(word: str, text: str, is_prefix: bool) -> None:
    """Such a text is not taken apart for them; what is found is the same."""
    found = [term for term in terms(text) if term.text == word or (is_prefix and term.text.startswith(word))]
    assert hits(Query((Phrase((word,), is_prefix),)), text) == [(term.start, term.end) for term in found]
