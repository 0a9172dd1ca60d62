"""Plain text and Markdown come in with all that a reader sees, and what is no text is refused."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.bitext import Bitext, Unit
from domain.document import Document, Notice, NoticeKind, Role
from domain.errors import EmptyFile, FileProblem, TooManySegments, UnknownEncoding, WrongContent
from formats import md as md_format
from formats import md_in, txt_in
from formats.base import Layout, Options
from formats.inline import parse, to_plain
from formats.intake import MOST_LINES

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
MALFORMED = SHARED / "data" / "interchange" / "malformed"
needs_shared = pytest.mark.skipif(not MALFORMED.is_dir(), reason="the shared test data is not here")
readers = pytest.mark.parametrize("reader", [txt_in, md_in], ids=["txt", "md"])


def txt(text: str) -> Document:
    return txt_in.read_document(text.encode())


def md(text: str) -> Document:
    return md_in.read_document(text.encode())


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in document.blocks if not block.is_furniture]


# Both


@readers
@pytest.mark.parametrize("data", [b"", b" \n\t", b"\0\0", "\ufeff\n".encode(), b"> \n>\n"])
def test_a_file_with_nothing_in_it_is_refused(reader: object, data: bytes) -> None:
    with pytest.raises(EmptyFile):
        reader.read_document(data)


@readers
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"PK\x03\x04rest", "zip"),
        (b"\x89PNG\r\n\x1a\nrest", "png"),
        (b"%PDF-1.4 rest", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "doc"),
        (b"{\\rtf1 rest}", "rtf"),
        (bytes(range(1, 256)) * 4, "binary"),
    ],
)
def test_what_is_no_text_is_refused_by_its_content(reader: object, data: bytes, found: str) -> None:
    with pytest.raises(WrongContent) as caught:
        reader.read_document(data)
    assert caught.value.facts["found"] == found


@readers
def test_the_encoding_is_found_or_the_one_asked_for(reader: object) -> None:
    data = "Está aquí.\n".encode("mac-roman")
    assert reader.read_document(data).encoding == "windows-1252"
    asked = reader.read_document(data, encoding="mac-roman")
    assert (asked.encoding, asked.blocks[0].text) == ("mac-roman", "Está aquí.")
    with pytest.raises(UnknownEncoding):
        reader.read_document(data, encoding="nonsense")


@readers
def test_what_was_guessed_or_taken_out_is_said(reader: object) -> None:
    notices = reader.read_document("Está\0 aquí.\n".encode("cp1252")).notices
    assert notices == (Notice(NoticeKind.ENCODING_GUESSED), Notice(NoticeKind.NUL_REMOVED, 1))


@readers
def test_more_lines_than_a_text_could_have_are_refused(reader: object) -> None:
    with pytest.raises(TooManySegments) as caught:
        reader.read_document(b"a\n" * (MOST_LINES + 1))
    assert caught.value.facts == {"count": MOST_LINES + 1, "limit": MOST_LINES}


@readers
@given(data=st.one_of(st.binary(max_size=80), st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace"))))
@example(data=b"- \n1.\n> \n")
def test_any_bytes_give_a_document_or_a_file_problem(reader: object, data: bytes) -> None:
    try:
        document = reader.read_document(data)
    except FileProblem:
        return
    assert document.blocks
    assert all(block.text and block.text == block.text.strip() for block in document.blocks)


@readers
def test_hostile_words_are_words(reader: object) -> None:
    text = "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} #read(x) $x$ @ref ' OR 1=1 --"
    assert to_plain(reader.read_document(text.encode()).blocks[0].text) == text


# Plain text


def test_signs_that_would_be_marks_are_escaped() -> None:
    document = txt("snake_case *not em* [a](https://b.org) and C:\\*.txt stay as they are, 2 * 3 times.")
    text = document.blocks[0].text
    assert to_plain(text) == "snake_case *not em* [a](https://b.org) and C:\\*.txt stay as they are, 2 * 3 times."
    assert not any(run.is_emphasis or run.href for run in parse(text))
    assert text.startswith("snake_case \\*not em\\* ")


def test_the_headline_is_the_title() -> None:
    text = "No. 2, May 1999\n\nBread *and* Roses\n\nThis is a paragraph of the text, and it is long enough to be one."
    assert txt(text).title == "Bread *and* Roses"


def test_a_text_without_headline_is_called_by_its_first_words() -> None:
    words = "This is a paragraph of a text without a headline, and it goes on for quite a while, as they do."
    assert txt(words).title == "This is a paragraph of a text without a headline, and it goes on for quite a…"
    assert txt("Short one.").title == "Short one."
    assert txt("x" * 500).title == "x" * 80 + "…"


# Markdown


def test_structure_gives_the_roles() -> None:
    document = md(
        "# Bread *and* Roses\n\nBy Ana Pérez\n\nA paragraph of the text that is long enough, over\ntwo lines.\n\n"
        "## The oven\n\n> Said the baker.\n\n- one\n- two\n\n3. three\n4. four\n\n***\n\n![The oven](oven.png)\n\n"
        "Friends of the Bakery\n\n3 June 2004\n"
    )
    assert shown(document) == [
        ("headline", "Bread *and* Roses"),
        ("byline", "By Ana Pérez"),
        ("paragraph", "A paragraph of the text that is long enough, over two lines."),
        ("subhead", "The oven"),
        ("quote", "Said the baker."),
        ("item", "one"),
        ("item", "two"),
        ("item", "3. three"),
        ("item", "4. four"),
        ("separator", "***"),
        ("caption", "The oven"),
        ("signature", "Friends of the Bakery"),
        ("dateline", "3 June 2004"),
    ]
    assert document.title == "Bread and Roses"


@pytest.mark.parametrize(
    ("text", "inline"),
    [
        ("*a* _b_ **c** ***d***", "*a* *b* **c** ***d***"),
        ("`code *x*` and ``a`b``", "code \\*x\\* and a`b"),
        ("[a](https://a.org) <https://b.org>", "[a](https://a.org) [https://b.org](https://b.org)"),
        ("[a][r] and [r]\n\n[r]: https://r.org 'Title'", "[a](https://r.org) and [r](https://r.org)"),
        ("[local](./other.md) [bad](javascript:x)", "local [bad](javascript:x)"),
        ("a &amp; b &copy; \\* \\# 1\\. x", "a & b © * # 1. x"),
        ("<b>x</b> a<br>b <!-- c -->", "<b>x</b> a<br>b <!-- c -->"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("~~gone~~ H~2~O", "~~gone~~ H~2~O"),
        ("漢字\n漢字 *x*\ny", "漢字漢字 *x* y"),
        ("a ![pic *b*](x.png) c", "a pic b c"),
        ("snake_case 2 * 3 [sic]", "snake_case 2 * 3 [sic]"),
        ("[^nothing] here", "\\[^nothing] here"),
    ],
)
def test_marks_become_ours_and_the_rest_words(text: str, inline: str) -> None:
    assert md(text).blocks[0].text == inline


def test_footnotes_keep_their_anchors_and_their_place() -> None:
    document = md(
        "It was said[^1] and said again[^long] by all.^[Or *nearly* all.]\n\n[^1]: In a letter.\n"
        "[^long]: In a long\n    letter.\n\n    In two parts.\n\n[^never]: Nobody asked.\n"
    )
    assert shown(document) == [
        ("paragraph", "It was said[^1] and said again[^long] by all.[^2]"),
        ("footnote", "[^1]: In a letter."),
        ("footnote", "[^long]: In a long letter.\n\nIn two parts."),
        ("footnote", "[^never]: Nobody asked."),
        ("footnote", "[^2]: Or *nearly* all."),
    ]


def test_code_keeps_its_lines_and_tables_their_rows() -> None:
    document = md("```python\nx = 1\n    y = *2*\n\nz\n```\n\n| a | b |\n|---|---|\n| *1* | 2 |\n")
    assert shown(document) == [
        ("paragraph", "x = 1\n    y = \\*2\\*\n\nz"),
        ("paragraph", "a | b"),
        ("paragraph", "*1* | 2"),
    ]


def test_lists_inside_lists_and_notes_keep_their_words() -> None:
    document = md("- a\n\n  more of a\n  1. b\n     - c\n\n> - d\n>\n> e\n\n2.\n")
    assert shown(document) == [
        ("item", "a"),
        ("item", "more of a"),
        ("item", "1. b"),
        ("item", "c"),
        ("item", "d"),
        ("quote", "e"),
        ("item", "2."),
    ]


def test_hard_breaks_make_verse() -> None:
    assert shown(md("Roses are red\\\nViolets are blue\\\nBread is for you")) == [
        ("verse", "Roses are red\nViolets are blue\nBread is for you")
    ]


def test_front_matter_is_furniture_and_gives_the_title() -> None:
    document = md('---\ntitle: "Bread and Roses"\ntags: [a, b]\n---\n\nThe text.\n')
    assert document.title == "Bread and Roses"
    assert [(block.is_furniture, block.text) for block in document.blocks] == [
        (True, 'title: "Bread and Roses"\ntags: [a, b]'),
        (False, "The text."),
    ]


def test_a_text_between_two_rules_is_no_front_matter() -> None:
    assert shown(md("---\n\nThe text: all of it.\n\nMore.\n\n---\n\nThe end.\n")) == [
        ("separator", "---"),
        ("paragraph", "The text: all of it."),
        ("paragraph", "More."),
        ("separator", "---"),
        ("paragraph", "The end."),
    ]


def test_what_is_nested_beyond_sense_is_read_as_plain_text() -> None:
    document = md(">" * 200 + " deep\n\n" + "- " * 200 + "deeper\n")
    assert "deep" in document.blocks[0].text
    assert "deeper" in document.blocks[-1].text


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![[",
        "*a ",
        "**a _b ",
        "[^1]: a\n",
        "[a]: b\n\n",
        "> - ",
        "`a``",
        "<a ",
        "&amp;",
        "\\",
        "|a|\n|-|\n",
        "[a\n",
    ],
)
def test_hostile_markdown_is_read_in_bounded_time(unit: str) -> None:
    """Quadratic time would take very long here, so that the test needs no clock."""
    try:
        md(unit * (100_000 // len(unit)))
    except EmptyFile:
        assert unit == "[a]: b\n\n"


WORDS = st.sampled_from(
    ["bread", "*bread*", "**oven**", "`tin`", "[street](https://a.org)", "a_b", "2 * 3", "<b>", "&", "|"]
)
MARKDOWN = st.lists(
    st.tuples(
        st.sampled_from(["", "# ", "## ", "> ", "- ", "1. ", "    ", "> - ", "[^1]: "]),
        st.lists(WORDS, min_size=1, max_size=6).map(" ".join),
        st.sampled_from(["\n", "\n\n", "  \n", "\\\n"]),
    ),
    min_size=1,
    max_size=12,
).map(lambda lines: "".join(map("".join, lines)))


@given(MARKDOWN)
def test_no_visible_word_is_lost(text: str) -> None:
    try:
        document = md(text)
    except EmptyFile:
        assert not any(character.isalnum() for character in text)
        return
    seen = " ".join(to_plain(block.text) for block in document.blocks)
    for word in ("bread", "oven", "tin", "street", "a_b", "<b>", "&"):
        assert seen.count(word) == text.count(word)


def test_items_of_a_plain_text_are_items_of_markdown_under_their_own_marks() -> None:
    document = txt("There are two things to do in this street:\n- bake\n- eat\n\n1. first\n2. then\n\n• bread\n")
    units = tuple(Unit(str(n), block.text, role=block.role) for n, block in enumerate(document.blocks))
    written = md_format.write(Bitext("en", "es", units), Options(layout=Layout.SOURCE)).decode()
    assert written.split("\n\n")[1:] == ["- bake", "- eat", "1. first", "2. then", "• bread\n"]


# Real files


@needs_shared
def test_malformed_files_are_refused_or_read_with_a_notice() -> None:
    def read(name: str) -> Document:
        return txt_in.read_document((MALFORMED / name).read_bytes())

    for name in ("empty.txt", "only-whitespace.txt"):
        with pytest.raises(EmptyFile):
            read(name)
    with pytest.raises(WrongContent):
        read("really-docx.txt")
    assert len(read("invalid-utf8.txt").blocks) == 3
    assert read("invalid-utf8.txt").notices
    nul = read("nul-bytes.txt")
    assert [block.text for block in nul.blocks] == ["First paragraph.", "Second paragraph."]
    assert nul.notices[0].kind is NoticeKind.NUL_REMOVED


@needs_shared
def test_the_statement_of_1997_is_called_by_its_headline() -> None:
    document = txt_in.read_document((SHARED / "data" / "statements" / "fujimori-1997-en.txt").read_bytes())
    assert document.title == "Down with the Executioner Fujimori!"
    assert len(document.blocks) == 15
    assert [block.role for block in document.blocks[:4]] == [Role.MASTHEAD, Role.BYLINE, Role.HEADLINE, Role.DECK]
