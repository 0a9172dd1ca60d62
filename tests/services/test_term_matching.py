"""Terms are found in every inflection, other words are not; and however many terms there are, a text takes its time."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.terms import MOST_PLACES, STOP_WORDS, Entry, Lexicon, PartOfSpeech, Status, Termbase, is_findable, outermost
from services.terms.stems import stems_in
from tests.domain import inflected_uses as lists

USES = Path(__file__).parents[1] / "domain" / "uses"
LANGUAGES = [
    pytest.param("en", lists.ENGLISH, lists.NOT_ENGLISH, id="english"),
    pytest.param("es", lists.SPANISH, lists.NOT_SPANISH, id="spanish"),
]


def lexicon(*terms: str | Entry, language: str = "en") -> Lexicon:
    entries = [term if isinstance(term, Entry) else Entry(n, term) for n, term in enumerate(terms, 1)]
    return Lexicon(entries, language, stems_in(language))


def found(text: str, *terms: str | Entry, language: str = "en") -> list[str]:
    return [text[hit.start : hit.end] for hit in lexicon(*terms, language=language).hits(text)]


@pytest.mark.parametrize(("language", "present", "absent"), LANGUAGES)
def test_inflected_uses_are_found_and_other_words_are_not(language: str, present: str, absent: str):
    """Each use is looked for among all the terms of the list, as it is in a termbase."""
    wanted = lists.uses(present)
    assert len(wanted) >= 100
    every = lexicon(*dict.fromkeys(term for term, *_ in wanted), language=language)
    missed = [
        (term, sentence)
        for term, sentence, start, end in wanted
        if (term, start, end) not in {(hit.entry.text, hit.start, hit.end) for hit in every.hits(sentence)}
    ]
    assert len(missed) <= 0.03 * len(wanted), missed
    others = [(term, sentence) for term, sentence in lists.absent(absent) if found(sentence, term, language=language)]
    assert len(others) <= 2, others


@pytest.mark.parametrize("language", ["en", "es"])
def test_irregular_forms_are_found_and_words_that_look_alike_are_not(language: str):
    """`uses/*.txt`: a term, and a sentence with its use between [ ]; `*_others.txt`: a sentence without it."""
    missed, others = [], []
    rows = [line.split(" | ") for line in (USES / f"{language}.txt").read_text("utf-8").splitlines()]
    every = lexicon(*dict.fromkeys(term for term, _ in rows), language=language)
    for term, marked in rows:
        sentence = marked.replace("[", "").replace("]", "")
        standing = {sentence[hit.start : hit.end] for hit in every.hits(sentence) if hit.entry.text == term}
        missed += [(term, use) for use in re.findall(r"\[([^\]]*)\]", marked) if use not in standing]
    for term, sentence in (
        line.split(" | ") for line in (USES / f"{language}_others.txt").read_text("utf-8").splitlines()
    ):
        others += [(term, use) for use in found(sentence, term, language=language)]
    assert len(rows) > 250
    assert len(missed) <= 0.01 * len(rows), missed
    assert len(others) <= 1, others


def test_one_slip_is_told_once():
    source = [Entry(1, "strike"), Entry(2, "general strike"), Entry(3, "coup")]
    target = [
        Entry(1, "huelga"), Entry(1, "paro", Status.ADMITTED), Entry(1, "golpe", Status.FORBIDDEN),
        Entry(2, "huelga general"), Entry(3, "golpe de Estado"),
    ]  # fmt: skip
    known = Termbase(source, target, ("en", "es"), (stems_in("en"), stems_in("es")))

    def told(one: str, other: str) -> list[tuple[Status, str]]:
        return [(fact.status, fact.text) for fact in known.facts(one, other)]

    assert told("Strikes began.", "Empezaron los paros.") == []
    assert told("Strikes began.", "Empezaron los golpes.") == [(Status.FORBIDDEN, "golpes")]
    assert told("Strikes began.", "Hubo golpes de Estado.") == [(Status.PREFERRED, "Strikes")]
    assert told("General strikes began.", "Empezaron las huelgas generales.") == []
    assert told("General strikes began.", "Empezaron.") == [(Status.PREFERRED, "General strikes")]


def test_a_part_of_speech_tells_a_noun_from_a_verb():
    noun, verb = (Entry(1, "march", part_of_speech=part) for part in (PartOfSpeech.NOUN, PartOfSpeech.VERB))
    assert found("Two marches, marching, marched.", noun) == ["marches"]
    assert found("Two marches, marching, marched.", verb) == ["marches", "marching", "marched"]
    power = Entry(1, "poder", part_of_speech=PartOfSpeech.NOUN)
    assert found("Los poderes que pueden.", power, language="es") == ["poderes"]


def test_no_term_goes_over_the_end_of_a_sentence_unless_it_has_one():
    assert found("El pueblo. Unidos, presos; políticos.", "pueblo unido", "preso político", language="es") == []
    assert found("A «huelga» general, a general\nstrike.", "huelga general", "general strike") == [
        "huelga» general",
        "general\nstrike",
    ]
    assert found("Sr. Presidente", "Sr. Presidente", language="es") == ["Sr. Presidente"]


def test_an_acronym_that_is_a_word_is_not_told_from_it_where_all_is_in_capitals():
    assert found("GIVE IT TO US", "US") == []
    assert found("The US and the U.S.", "US") == ["US", "U.S."]


def test_accents_and_case_are_folded_and_marks_stand_between_words():
    assert found("La ORGANIZACION, y las Organizaciones.", "organización", language="es") == [
        "ORGANIZACION",
        "Organizaciones",
    ]
    assert found("Our co-operatives.", "co-operative") == ["co-operatives"]
    assert found("Workers’ rights, worker's rights.", "workers' rights") == ["Workers’ rights", "worker's rights"]


def test_the_longer_term_stands_for_the_shorter_one_in_it():
    hits = lexicon("assembly", "general assembly", "general").hits("The general assembly, and an assembly.")
    assert [hit.entry.text for hit in outermost(hits)] == ["general assembly", "assembly"]
    assert len(hits) == 4


def test_two_concepts_with_one_term_are_both_there():
    hits = lexicon(Entry(1, "bank"), Entry(2, "bank")).hits("At the banks.")
    assert [hit.entry.concept for hit in outermost(hits)] == [1, 2]


def test_what_is_kept_or_in_capitals_or_a_name_is_found_as_it_is_written():
    assert found("Rote Hilfe and rote hilfe", Entry(1, "Rote Hilfe", Status.KEEP)) == ["Rote Hilfe"]
    assert found("NGOs, an NGO, and ngo", "NGO") == ["NGOs", "NGO"]
    assert found("WHO says who", "WHO") == ["WHO"]
    assert found("Rose picked a rose", Entry(1, "Rose", is_name=True)) == ["Rose"]


@pytest.mark.parametrize("text", ["", "a", "I", "the", "of the", "¿?", "7", "x" * 301, " \n"])
def test_what_would_be_everywhere_is_no_term(text: str):
    assert not is_findable(text, "en")
    assert found(f"{text} I am the owner of the house. {text}", text) == []


def test_stop_words_are_folded_and_part_of_longer_terms():
    assert all(word.isascii() and word == word.lower() for words in STOP_WORDS.values() for word in words)
    assert found("The right to the city", "right to the city") == ["right to the city"]
    assert is_findable("US", "en")


def test_a_language_without_rules_is_matched_word_for_word():
    assert found("Kazi na kazi", "kazi", language="sw") == ["Kazi", "kazi"]
    assert found("我们要自由", "自由", language="zh") == ["自由"]


def test_five_thousand_terms_in_one_paragraph():
    """What is looked at grows with the text, not with the terms: they may all begin alike."""
    terms = [f"common word{n}" for n in range(5_000)] + ["common ground"] * 5
    many = lexicon(*terms, *(f"word{n}" for n in range(5_000)))
    hits = many.hits(" ".join(f"word{n}" for n in range(300)) + " on common ground")
    assert len(hits) == 305
    assert len(many.hits("common ground " * 5_000)) == MOST_PLACES


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=5), st.sampled_from(["en", "es", "ja"]))
def test_any_text_can_be_gone_through(text: str, terms: list[str], language: str):
    for hit in lexicon(*terms, language=language).hits(text):
        assert 0 <= hit.start < hit.end <= len(text)
