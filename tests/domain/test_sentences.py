"""Where sentences end, and where a text may be cut."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sentences import Gap, cuts, nearest, sentences
from formats.inline import parse

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

EN = [
    "Mr. J. R. Smith met Dr. Who at 5 p.m. | He left.",
    "“Stop!” she said. | He stopped… | Then (see p. 4) it ended.",
    "No. 5 is alive. | It was 1998. | Then came No. 6.",
    "So do I. | Then what? | Who knows?!",
    "He works for Acme Inc. and lives in the U.S. today. | We do not.",
    "She asked (in vain!) for more. | (They had none.) | Nobody wondered.",
    "It is called Yahoo! and it is old. | Really?",
    "Wait... | Nothing. | “That’s all,” he said. | “Is it?” | “Yes.”",
    "The claim.[^1] | It stands.[^2] | So be it.",
    "One [link. Two](https://example.org/a.b) goes on. | *A whole sentence.* | **Another.** | End.",
    "See fig. 3 and cf. Smith et al. 2004 for more. | Good.",
]
ES = [
    "El Sr. García llegó a EE. UU. en 1998. | ¿Quién vino? | ¡Nadie!",
    "«Ya basta.» | —¡Ven! —dijo Ana—. | Y vino.",
    "Costó 3.500 pesos, etc. | Luego… nada. | En la pág. 5 lo dice D. Juan.",
    "¡Hola! ¡qué tal! | ¿Y usted? | Bien, p. ej. así.",
    "Vive en la Av. Arequipa núm. 25. | La Dra. Pérez, no.",
    "(N. de la T.) | El resto sigue.",
]


@pytest.mark.parametrize(("language", "text"), [("en", text) for text in EN] + [("es", text) for text in ES])
def test_sentences_end_where_a_reader_says(language: str, text: str) -> None:
    whole = text.replace(" | ", " ")
    assert [whole[a:b] for a, b in sentences(whole, language)] == text.split(" | ")


def test_other_languages_have_their_own_ways() -> None:
    assert len(sentences("Am 3. Mai kam er. Er blieb.", "de")) == 2
    assert len(sentences("On May 3. He stayed.", "en")) == 2
    assert [t for t in ("这是。那是！好", "说：“好。”他走了") if len(sentences(t, "zh")) != 1] == ["这是。那是！好"]
    assert len(sentences("यह है। वह है।", "hi")) == 2


def test_lines_and_blank_lines_are_places_of_their_own() -> None:
    text = "A line\nof verse.\nAnother\n\nThe end"
    assert [(text[c.start], c.gap, c.has_break) for c in cuts(text, "en") if c.gap is not Gap.WORD] == [
        ("o", Gap.LINE, True), ("A", Gap.SENTENCE, True), ("T", Gap.PARAGRAPH, True),
    ]  # fmt: skip
    assert [text[a:b] for a, b in sentences(text, "en")] == ["A line\nof verse.", "Another", "The end"]


def test_a_non_breaking_space_is_no_place_to_cut() -> None:
    assert [cut.start for cut in cuts("pág.\u00a05 y más", "es")] == [7, 9]


def test_a_hard_break_goes_with_the_cut() -> None:
    text = "One\\\nTwo"
    (cut,) = cuts(text, "en")
    assert (text[: cut.end], text[cut.start :]) == ("One", "Two")


def test_the_nearest_place_is_found() -> None:
    places = cuts("One two three", "en")
    assert [nearest(places, at).start for at in (0, 3, 4, 6, 13)] == [4, 4, 4, 8, 8]
    assert nearest([], 3) is None


MARKS = ["*", "**", "_", "[", "]", "(http://x.y)", "[^1]", "\\"]
PIECES = [*MARKS, "a", "B.", " ", "  ", "\n", "\n\n", "“", "¿c?", ".", "é"]
INLINE = st.lists(st.sampled_from(PIECES)).map("".join)


@given(text=INLINE, language=st.sampled_from(["en", "es", "fr", "xx"]))
def test_no_character_but_white_space_stands_between_and_order_holds(text: str, language: str) -> None:
    at = 0
    for cut in cuts(text, language):
        assert at <= cut.end <= cut.start <= len(text)
        assert not text[cut.end : cut.start].strip().strip("\\")
        at = cut.start
    joined = "".join(text[a:b] for a, b in sentences(text, language))
    assert re.sub(r"[\s\\]", "", joined) == re.sub(r"[\s\\]", "", text)
    # A backslash may go where it makes a line end a hard break, nowhere else.
    assert text.count("\\") - joined.count("\\") <= text.count("\\\n")


@given(text=INLINE)
def test_a_cut_between_two_sentences_hardly_ever_tears_a_mark(text: str) -> None:
    """One pass over the marks is no parser: services.arrangements looks again. It never cuts a link or an anchor."""
    links = [run for run in parse(text) if run.href or run.note]
    for cut in cuts(text, "en"):
        parts = parse(text[: cut.end]) + parse(text[cut.start :])
        assert [run.note for run in parts if run.note] == [run.note for run in links if run.note]


def test_a_long_text_is_gone_through_in_one_pass() -> None:
    text = "A *word* here, [and](http://x.y) there. " * 5000
    assert len(sentences(text, "en")) == 5000
    assert len(sentences("*a " * 60_000, "en")) == 1
    assert sentences("[" * 100_000, "en")


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="the test data of the group is not here")
@pytest.mark.parametrize("language", ["en", "es"])
def test_real_paragraphs_are_cut_at_ends_that_look_like_ends(language: str) -> None:
    """Of real texts: what precedes an end closes with a stop, and few sentences are as short as an abbreviation."""
    folder = SHARED_DATA / "align" / "live-manual"
    paragraphs = [p for p in (folder / f"{language}.txt").read_text().split("\n\n") if p.strip()]
    found = [p[a:b] for p in paragraphs for a, b in sentences(p, language)]
    inner = [p[a:b] for p in paragraphs for a, b in sentences(p, language)[:-1]]
    assert all(re.search(r"[.!?…]\W*(\[\^\w+\])?$|\n", text) for text in inner)
    short = [text for text in inner if len(text.split()) == 1]
    assert len(short) < len(found) / 50, short[:20]
