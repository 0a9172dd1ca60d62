"""A text comes out in its paragraphs, whatever was done to its lines."""

import textwrap

import pytest

from domain.document import Block, Notice, NoticeKind, Role
from domain.errors import CannotSplit
from domain.segmentation import merge_blocks, segment, split_block
from tests.domain.prose import TEXTS, divided, ragged, texts_of, wrapped

languages = pytest.mark.parametrize("language", TEXTS)
widths = pytest.mark.parametrize("width", range(56, 91, 3))


def roles_of(text: str) -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in segment(text).blocks]


# Lines


@languages
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x85", "\r\r\n"])
def test_every_kind_of_line_end_is_known(language: str, line_end: str) -> None:
    text = (line_end * 2).join(TEXTS[language])
    assert texts_of(segment(text)) == list(TEXTS[language])


@languages
@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n \t\n", "\n\n\n\n", "\u2029", "\r\n\n", "\n\u00a0\n"])
def test_paragraphs_on_lines_of_their_own_stay_apart(language: str, gap: str) -> None:
    assert texts_of(segment(gap.join(TEXTS[language]))) == list(TEXTS[language])


def test_white_space_goes_at_the_edges_and_stays_inside() -> None:
    assert texts_of(segment("\u00a0 No. 2, 1997 \u00a0\n\n a\u00a0b\u202fc\u00add  e\tf\u2028g \n")) == [
        "No. 2, 1997",
        "a\u00a0b\u202fc\u00add  e\tf\u2028g",
    ]


def test_control_characters_are_taken_out_and_said() -> None:
    segmented = segment("one\0 two\x07")
    assert texts_of(segmented) == ["one two"]
    assert segmented.notices == (Notice(NoticeKind.NUL_REMOVED, 1), Notice(NoticeKind.CONTROL_REMOVED, 1))


@pytest.mark.parametrize("text", ["", " \n\t\n", "\f\f", ">\n> \n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert segment(text).blocks == ()


# Hard wraps


@languages
@widths
def test_wrapped_paragraphs_are_made_whole(language: str, width: int) -> None:
    text = "\n\n".join(wrapped(paragraph, width) for paragraph in TEXTS[language])
    assert texts_of(segment(text)) == list(TEXTS[language])


@languages
@widths
@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
def test_paragraphs_known_by_their_indent_alone_are_made_whole(language: str, width: int, indent: str) -> None:
    text = "\n".join(wrapped(paragraph, width, indent) for paragraph in TEXTS[language])
    assert texts_of(segment(text)) == list(TEXTS[language])


@languages
@widths
def test_an_indent_that_the_wrapper_did_not_count_is_no_matter(language: str, width: int) -> None:
    text = "\n".join("    " + wrapped(paragraph, width) for paragraph in TEXTS[language])
    assert texts_of(segment(text)) == list(TEXTS[language])


@languages
@widths
@pytest.mark.parametrize("mark", ["> ", ">", ">> "])
def test_mail_quoting_goes_away_and_is_said(language: str, width: int, mark: str) -> None:
    text = f"\n{mark.strip()}\n".join(
        "\n".join(mark + line for line in wrapped(paragraph, width).split("\n")) for paragraph in TEXTS[language]
    )
    segmented = segment(text)
    assert texts_of(segmented) == list(TEXTS[language])
    assert segmented.notices == (Notice(NoticeKind.QUOTING_REMOVED, text.count("\n") + 1),)
    assert Role.QUOTE not in {block.role for block in segmented.blocks}


@languages
@pytest.mark.parametrize("width", [42, 46, 50, 54, 56, 59, 62, 65])
def test_divided_words_are_made_whole_and_said(language: str, width: int) -> None:
    text = "\n\n".join(divided(paragraph, width) for paragraph in TEXTS[language])
    assert "-\n" in text
    segmented = segment(text)
    assert texts_of(segmented) == list(TEXTS[language])
    assert segmented.notices == (Notice(NoticeKind.HYPHENS_JOINED, text.count("-\n")),)


@languages
@widths
def test_lines_broken_by_hand_are_joined(language: str, width: int) -> None:
    text = "\n\n".join(ragged(paragraph, width) for paragraph in TEXTS[language])
    assert texts_of(segment(text)) == list(TEXTS[language])


@languages
def test_a_margin_on_every_line_is_no_matter(language: str) -> None:
    text = "\n\n".join(textwrap.indent(wrapped(paragraph, 64), "     ") for paragraph in TEXTS[language])
    assert texts_of(segment(text)) == list(TEXTS[language])


def test_lines_of_different_lengths_are_kept_apart_where_other_lines_are_longer() -> None:
    head = ["The Bakery Stays", "Letter of the Neighbours", "We were asked, and then we were not", TEXTS["en"][0]]
    text = "\n".join(head) + "\n\n" + "\n\n".join(TEXTS["en"][1:])
    assert texts_of(segment(text)) == [*head, *TEXTS["en"][1:]]


@widths
def test_titles_directly_above_a_wrapped_paragraph_stay_apart(width: int) -> None:
    head = ["No. 7, June 2004", "Letter of the Neighbours", "The Bakery Stays!", "A Street Without Bread Is a Road"]
    text = "\n".join(head) + "\n" + "\n\n".join(wrapped(paragraph, width) for paragraph in TEXTS["en"])
    assert texts_of(segment(text)) == [*head, *TEXTS["en"]]


# Hyphens and dashes at line ends


FILLING = "\n\n".join(wrapped(paragraph, 64) for paragraph in TEXTS["en"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Not one of them, young or old, had ever seen the oldest Anglo-", "-Saxon church of the whole county."),
        ("They were open, as far as anybody can say now, in the years 1990-", "1995, and then they closed."),
        ("They remembered well, because they had to, both the pre-", " and the postwar years."),
        ("He was, as they said in the street when he had gone, a self-", "made man who had made himself badly."),
        ("They looked at it in silence that evening--the whole street--", "and then they went home."),
        ("They looked at it in silence that evening, and for a long time -", " and then they went home."),
        ("Hay que decirlo —y lo decimos, aunque nadie nos lo pregunte ya—", " y no lo vamos a repetir."),
    ],
)
def test_a_hyphen_that_divides_no_word_stays(first: str, second: str) -> None:
    whole = first.removesuffix("-") + second if second.startswith("-") else first + second
    lines = f"{first}\n{second.strip(' -')}"
    assert texts_of(segment(f"{FILLING}\n\n{lines}"))[-1] == whole


def test_a_compound_that_stands_elsewhere_keeps_its_hyphen() -> None:
    text = f"The well-known baker came.\n\n{FILLING}\n\nHe was, they all said it again and again, a well-\nknown man."
    assert "He was, they all said it again and again, a well-known man." in texts_of(segment(text))


def test_a_soft_hyphen_at_a_line_end_goes_away() -> None:
    assert texts_of(segment("They all liked the neigh\u00ad\nbourhood.")) == ["They all liked the neighbourhood."]


# Pages


@languages
@pytest.mark.parametrize("number", ["{}", "- {} -", "Page {}", "Página {}", "[{}]", "{}/5"])
def test_page_numbers_beside_form_feeds_are_furniture(language: str, number: str) -> None:
    paragraphs = TEXTS[language]
    pages = [
        "\n\n".join(wrapped(paragraph, 66) for paragraph in paragraphs[n : n + 2]) for n in range(0, len(paragraphs), 2)
    ]
    text = "\f\n".join(f"{page}\n\n{number.format(n).center(66).rstrip()}\n" for n, page in enumerate(pages, start=1))
    segmented = segment(text)
    assert texts_of(segmented) == list(paragraphs)
    furniture = [block.text for block in segmented.blocks if block.is_furniture]
    assert furniture == [number.format(n) for n in range(1, len(pages) + 1)]
    assert segmented.notices == (Notice(NoticeKind.PAGE_NUMBERS, len(pages)),)


def test_running_heads_are_furniture() -> None:
    pages = [f"The Bakery Stays{n:>40}\n\n{paragraph}" for n, paragraph in enumerate(TEXTS["en"])]
    assert texts_of(segment("\f".join(pages))) == list(TEXTS["en"])


def test_a_paragraph_that_pages_cut_is_made_whole() -> None:
    lines = wrapped(" ".join(TEXTS["en"]), 66).split("\n")
    text = "\n\n   1\n\f".join(["\n".join(lines[:10]), "\n".join(lines[10:])])
    assert texts_of(segment(text)) == [" ".join(TEXTS["en"])]
    assert [block.text for block in segment(text).blocks if block.is_furniture] == ["1"]


def test_a_text_of_numbers_is_no_furniture() -> None:
    assert texts_of(segment("1\f2\f3")) == ["1", "2", "3"]


# What stays in lines


def test_verse_keeps_its_lines() -> None:
    stanzas = [
        "The bread was warm, the street was cold,\nThe tram was late, the day was old,\nAnd nobody was counting.",
        "They turned the corner, one by one,\nAnd when the last of them was gone\nThe oven fell asleep.",
    ]
    text = "The Oven\n\n" + "\n\n".join([*stanzas, *(wrapped(paragraph, 70) for paragraph in TEXTS["en"])])
    blocks = segment(text).blocks
    assert [block.text for block in blocks[1:3]] == stanzas
    assert [block.role for block in blocks[:3]] == [Role.HEADLINE, Role.VERSE, Role.VERSE]
    assert [block.text for block in blocks[3:]] == list(TEXTS["en"])


def test_an_address_keeps_its_lines() -> None:
    address = "Friends of the Bakery\n14 Mill Street\nPorto, 4000-123"
    assert roles_of(f"{address}\n\n3 May 2004\n\n{TEXTS['en'][0]}")[:2] == [
        ("verse", address),
        ("dateline", "3 May 2004"),
    ]


def test_a_table_keeps_its_lines() -> None:
    table = "Loaf        Price   Sold\nRye         2.10    41\nWheat       1.80    97"
    assert ("verse", table) in roles_of(f"{TEXTS['en'][0]}\n\n{table}\n\n{TEXTS['en'][1]}")


@pytest.mark.parametrize("mark", ["- {}", "* {}", "• {}", "{n}. {}", "{n}) {}", "({n}) {}"])
def test_a_list_gives_an_item_a_line(mark: str) -> None:
    items = [
        mark.format(words, n=n)
        for n, words in enumerate(
            ["write to the council", "tell those who live further away, because they too eat bread", "come"], start=1
        )
    ]
    lines = "\n".join(textwrap.fill(item, 40, subsequent_indent="   ") for item in items)
    intro = wrapped("There are three things that everybody in this street can do, and should:", 40)
    text = "\n\n".join([wrapped(TEXTS["en"][1], 40), f"{intro}\n{lines}", wrapped(TEXTS["en"][2], 40)])
    assert roles_of(text) == [
        ("paragraph", TEXTS["en"][1]),
        ("paragraph", "There are three things that everybody in this street can do, and should:"),
        *(("item", item) for item in items),
        ("paragraph", TEXTS["en"][2]),
    ]


def test_a_number_that_comes_to_the_start_of_a_line_is_no_item() -> None:
    paragraph = (
        "They had been there for years, and in all that time the ovens that went cold were never more than "
        "3. Not once did the bread fail them."
    )
    text = "\n\n".join(wrapped(each, 50) for each in (*TEXTS["en"], paragraph))
    assert "\n3. Not" in text
    assert texts_of(segment(text))[-1] == paragraph


def test_quoted_mail_between_other_lines_is_a_quotation() -> None:
    text = "On Monday Ana wrote:\n> The oven is cold, and\n> nobody knows why.\n\nI know why.\n"
    assert roles_of(text) == [
        ("paragraph", "On Monday Ana wrote:"),
        ("quote", "The oven is cold, and nobody knows why."),
        ("paragraph", "I know why."),
    ]


def test_an_indented_block_is_a_quotation() -> None:
    quotation = textwrap.indent(wrapped(TEXTS["en"][4], 56), "      ")
    text = "\n\n".join([wrapped(TEXTS["en"][1], 66), quotation, wrapped(TEXTS["en"][6], 66)])
    assert [block.role for block in segment(text).blocks] == [Role.PARAGRAPH, Role.QUOTE, Role.PARAGRAPH]


# Scripts


def test_a_text_from_right_to_left_is_read_the_same() -> None:
    paragraph = "كان الخباز رجلا هادئا جاء من مدينة بعيدة وتعلم المهنة من أبيه " * 4
    text = "الخبز\n\n" + "\n\n".join([wrapped(paragraph.strip(), 60)] * 3)
    assert texts_of(segment(text)) == ["الخبز", *[paragraph.strip()] * 3]


def test_chinese_lines_are_joined_without_a_space() -> None:
    paragraph = "街角的面包店在凌晨四点开门比第一班电车早得多等到最后一个面包卖完才关门" * 3
    lines = "\n".join(paragraph[n : n + 30] for n in range(0, len(paragraph), 30))
    assert texts_of(segment(f"面包店\n\n{lines}\n\n{lines}")) == ["面包店", paragraph, paragraph]


def test_emoji_are_letters_like_others() -> None:
    assert texts_of(segment("🍞 Bread 👩‍🍳\n\n🥖🥖🥖")) == ["🍞 Bread 👩‍🍳", "🥖🥖🥖"]


# By hand


def test_a_block_is_split_and_merged() -> None:
    block = Block(Role.SLOGAN, "Down with it! Up with that!")
    first, second = split_block(block, 13)
    assert (first, second) == (Block(Role.SLOGAN, "Down with it!"), Block(Role.SLOGAN, "Up with that!"))
    assert merge_blocks(first, second) == Block(Role.SLOGAN, "Down with it!\n\nUp with that!")


def test_a_split_keeps_a_backslash_with_its_sign() -> None:
    assert [block.text for block in split_block(Block(Role.PARAGRAPH, "a \\*b"), 3)] == ["a", "\\*b"]


@pytest.mark.parametrize("at", [-1, 0, 1, 4, 99])
def test_no_part_of_a_split_is_empty(at: int) -> None:
    with pytest.raises(CannotSplit) as caught:
        split_block(Block(Role.PARAGRAPH, " abc"), at)
    assert caught.value.facts == {"position": at}
