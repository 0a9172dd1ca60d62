"""Segmentation of anything at all: every letter stands in one block, once and in order, in linear time."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.encodings import clean
from domain.segmentation import segment

PIECES = st.sampled_from(
    [
        *("a", "The", "of", "guerra-fría", "self-", "pre-", "-", "--", "—", "–", "...", "«Sí»", "¡No!", "Yes.", "no,"),
        *("12", "1997", "1.", "a)", "[1]", "*", "**", "•", ">", ">>", "é", "漢字", "か", "\u0301", "\u3099", "שלום"),
        *(
            "x\u00ad",
            "-\u00ad",
            "ᄀ\u00ad",
            "ᅡ",
            "\u200b",
            "\u2028",
            "\u00a0",
            "ABAJO",
            "By",
            "23",
            "April",
            "🙂",
            "_x_",
        ),
    ]
)
LINES = st.tuples(
    st.sampled_from(["", "", " ", "    ", "\t", "> ", ">> ", "\u3000", "- ", "* "]),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "\r", "\f", "\u2029", "\v", "\x85", "\n \t\n"]),
)
MESSY = st.one_of(st.lists(LINES, max_size=25).map(lambda lines: "".join(map("".join, lines))), st.text())
MAY_GO = frozenset("->\u2010\u00ad")


def letters(texts: Iterable[str]) -> list[str]:
    return [letter for text in texts for letter in text if not letter.isspace()]


@given(MESSY)
@example("a\n\n1\n\fb\n\n2\n\fc")
@example("guerra-\nfría\n> a\n> b")
def test_every_letter_stands_in_one_block_once_and_in_order(text: str) -> None:
    before, blocks = letters([clean(text)[0]]), segment(text).blocks
    after = letters(block.text for block in blocks)
    if any(block.is_furniture for block in blocks):  # a page number comes after the paragraph that its page cuts
        assert not Counter(after) - Counter(before)
        assert set(Counter(before) - Counter(after)) <= MAY_GO
        return
    rest = iter(before)
    for letter in after:
        gone = []
        while (each := next(rest)) != letter:
            gone.append(each)
        assert set(gone) <= MAY_GO
    assert set(rest) <= MAY_GO


@given(MESSY)
def test_blocks_are_trimmed_and_never_empty(text: str) -> None:
    for block in segment(text).blocks:
        assert block.text
        assert block.text == block.text.strip()
        assert clean(block.text) == (block.text, ())


@given(MESSY)
def test_what_is_in_paragraphs_already_stays_as_it_is(text: str) -> None:
    texts = [block.text for block in segment(text).blocks]
    if any("\n" in each or each.startswith(">") for each in texts):
        return
    assert [block.text for block in segment("\n\n".join(texts)).blocks] == texts


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1_000_000,
        "x" * 2_000_000,
        ">" * 1_000_000,
        "a line of a text\n" * 20_000,
        "> quoted\n" * 20_000,
        "page\n\n7\n\f" * 10_000,
        "- item\n" * 20_000,
        "A TITLE\n" * 20_000,
        "one. two! " * 200_000,
        "neigh-\nbourhood and on and ah-\nead " * 10_000,
        "*" * 1_000_000,
        "a\n\n" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_large_text_is_read_in_linear_time(text: str) -> None:
    """Quadratic time would take very long here, so that the test needs no clock."""
    after = letters(block.text for block in segment(text).blocks)
    assert not Counter(after) - Counter(letters([text]))
