"""What is promised of every edition, whatever is in it: each layout comes out, and no word is lost or doubled."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.bitext import Bitext, Remark, Side, Unit
from domain.document import Role
from domain.states import State
from formats import docx, epub, html, pdf
from formats.base import Format, Layout, Options, Paper
from formats.inline import escape
from formats.typesetting import sheet_of
from tests.formats.reading import book_files, docx_part, paragraph_texts

FRONT, BACK = 1, 1  # title page, colophon
READERS = (pdf, epub, docx, html)
SIDES = ("source", "target")
FEW = settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
SENTENCE = "The ferry left at night, and who had waited on the wrong bank waited until the morning. "
BODY = (Role.PARAGRAPH, Role.QUOTE, Role.ITEM)

Pair = tuple[str, str, Role]


def words(mark: str, count: int, stop: int = 0) -> str:
    """Return `count` words of which each stands once in a text, a sentence ending after each `stop` of them."""
    found = [f"{mark}x{n}" + ("." if stop and n % stop == stop - 1 else "") for n in range(count)]
    return " ".join(found)


def numbered(counts: list[tuple[int, int, Role]], stop: int = 0) -> list[Pair]:
    return [(words(f"s{n}", a, stop), words(f"t{n}", b, stop), role) for n, (a, b, role) in enumerate(counts)]


def bitext(pairs: list[Pair], languages: tuple[str, str] = ("en", "es")) -> Bitext:
    # An approved headline would name the book and its running heads, too.
    units = (
        Unit(f"p{n}", source, target, State.DRAFT if role is Role.HEADLINE else State.REVIEWED, role)
        for n, (source, target, role) in enumerate(pairs, 1)
    )
    return Bitext(*languages, tuple(units), title="The Night Ferry", slug="ferry")


ONE_SENTENCE = [(words("s0", 800), words("t0", 700), Role.PARAGRAPH)]  # over 5,000 characters
ONE_WORDS = numbered([(1, 1, Role.PARAGRAPH)] * 300)
HEADINGS = numbered([(2, 2, Role.HEADLINE)] * 4 + [(3, 2, Role.SUBHEAD)] * 60 + [(40, 40, Role.PARAGRAPH)], 8)
EMPTY_SIDES = numbered([(30, 0, Role.PARAGRAPH), (0, 30, Role.PARAGRAPH), (0, 0, Role.ITEM), (400, 0, Role.QUOTE)], 9)
UNLIKE = numbered([(600, 60, Role.PARAGRAPH), (60, 600, Role.PARAGRAPH), (300, 1, Role.PARAGRAPH)], 11)
OF_EVERY_ROLE = numbered([(25, 30, role) for role in Role for _ in range(3)], 6)
HARD = {
    "one sentence": ONE_SENTENCE, "one-word paragraphs": ONE_WORDS, "headings in a row": HEADINGS,
    "empty sides": EMPTY_SIDES, "sides unlike in length": UNLIKE, "every role": OF_EVERY_ROLE, "nothing": [],
}  # fmt: skip
each_hard_text = pytest.mark.parametrize("pairs", HARD.values(), ids=HARD)

COUNTS = st.one_of(st.just(0), st.integers(1, 12), st.integers(30, 160), st.integers(300, 500))
PAIRS = st.tuples(
    st.lists(st.tuples(COUNTS, COUNTS, st.sampled_from(Role)), max_size=14), st.sampled_from((0, 7, 23))
).map(lambda drawn: numbered(*drawn))


# All words, in order, once


@each_hard_text
@pytest.mark.parametrize("fmt", READERS, ids=lambda f: f.INFO.id)
def test_a_hard_text_is_there_whole_in_order_and_once(fmt: Format, pairs: list[Pair]) -> None:
    for layout in fmt.INFO.layouts:
        holds_everything(fmt, bitext(pairs), layout)


@pytest.mark.parametrize("fmt", READERS, ids=lambda f: f.INFO.id)
@FEW
@given(pairs=PAIRS, data=st.data())
def test_any_text_is_there_whole_in_order_and_once(fmt: Format, pairs: list[Pair], data: st.DataObject) -> None:
    paper = data.draw(st.sampled_from([None, *fmt.INFO.papers]))
    holds_everything(fmt, bitext(pairs), data.draw(st.sampled_from(fmt.INFO.layouts)), paper)


def holds_everything(fmt: Format, text: Bitext, layout: Layout, paper: Paper | None = None) -> None:
    found = readable(fmt, fmt.write(text, Options(layout, paper=paper)))
    for side in SIDES:
        is_there = layout not in (Layout.SOURCE, Layout.TARGET) or layout == side
        wanted = [word for unit in text.units for word in re.findall(r"[st]\d+x\d+", getattr(unit, side))]
        printed = re.findall(rf"(?<![a-z]){side[0]}\d+x\d+", found)
        if fmt is epub and layout is Layout.FACING and side == "source":
            printed.sort(key=wanted.index)  # behind the numbers, at the end of each file
        if fmt is pdf and layout is Layout.COLUMNS:
            # A row that a page divides goes on after what stands beside it.
            assert Counter(printed) == Counter(wanted)
        elif fmt is not html or is_there:
            assert printed == (wanted if is_there else [])


def readable(fmt: Format, data: bytes) -> str:
    """Return the text of the pages, without what the book says itself before and after it."""
    if fmt is pdf:
        assert b"pdfuaid:part" in data
        return " ".join(texts_of_pages(data))
    if fmt is epub:
        files = (root for name, root in book_files(data).items() if "text-" in name)
        return " ".join("".join(root.find(".//{*}body").itertext()) for root in files)
    if fmt is docx:
        return " ".join(paragraph_texts(docx_part(data, "document")))
    return unescape(re.sub(r"<[^>]*>", " ", data.decode()[data.decode().index("<main") :]))


def texts_of_pages(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range().replace("\r\n", " ") for page in pypdfium2.PdfDocument(data)]


# Facing pages


@each_hard_text
def test_a_hard_text_stands_on_both_pages_of_each_spread(pairs: list[Pair]) -> None:
    stands_on_both_pages(bitext(pairs), Paper.A5)
    stands_on_both_pages(bitext(pairs, ("he", "en")), Paper.HALF_LETTER)


@FEW
@given(pairs=PAIRS, paper=st.sampled_from(Paper))
def test_any_text_stands_on_both_pages_of_each_spread(pairs: list[Pair], paper: Paper) -> None:
    stands_on_both_pages(bitext(pairs), paper)


def stands_on_both_pages(text: Bitext, paper: Paper) -> None:
    pages = texts_of_pages(pdf.write(text, Options(Layout.FACING, paper=paper)))
    body = pages[FRONT : len(pages) - BACK]
    assert len(body) % 2 == 0
    for left, right in zip(body[::2], body[1::2], strict=True):
        shown = [
            set(map(int, re.findall(rf"(?<![a-z]){side}(\d+)x", page))) for side, page in (("s", left), ("t", right))
        ]
        for number in shown[0] ^ shown[1]:
            assert not can_be_cut_alike(text.units[number]), number
        assert re.search(r"¶", left)
        assert re.search(r"¶", right)


def can_be_cut_alike(unit: Unit) -> bool:
    """Whether the shorter text has some words for each piece of the longer one: one word stands on one page alone."""
    short, long = sorted((unit.source, unit.target), key=len)
    return len(short.split()) > 3 * len(long) / 200 + 1


def test_a_part_of_a_text_stands_beside_what_it_stands_for() -> None:
    source, target = (" ".join(f"{mark}x{n} goes on as the one before it went." for n in range(120)) for mark in "st")
    pages = texts_of_pages(pdf.write(bitext([(source, target, Role.PARAGRAPH)])))
    for left, right in zip(pages[1:-1:2], pages[2:-1:2], strict=True):
        assert [re.findall(rf"\b{mark}x(\d+)", page) for mark, page in (("s", left), ("t", right))] == [
            re.findall(r"\bsx(\d+)", left)
        ] * 2


# Notes


def noted(count: int, length: int) -> Bitext:
    """Return a text whose last words carry notes on both sides, each of them `length` words."""
    anchors = "".join(f"[^{n}]" for n in range(count))
    notes = tuple(
        Remark(words(f"n{side[0]}{n}", length), anchor=str(n), side=side) for side in Side for n in range(count)
    )
    pairs = numbered([(90, 90, Role.PARAGRAPH)] * 4, 9)
    text = bitext(pairs)
    last = replace(text.units[-1], source=f"{pairs[-1][0]}{anchors}", target=f"{pairs[-1][1]}{anchors}", notes=notes)
    return replace(text, units=(*text.units[:-1], last))


@pytest.mark.parametrize(("count", "length"), [(1, 1), (3, 30), (1, 900), (40, 1), (12, 60)])
@pytest.mark.parametrize("fmt", READERS, ids=lambda f: f.INFO.id)
def test_notes_of_any_length_are_there_whole_and_once(fmt: Format, count: int, length: int) -> None:
    text = noted(count, length)
    for layout in fmt.INFO.layouts:
        data = fmt.write(text, Options(layout))
        found = readable(fmt, data)
        if fmt is docx:
            found += " ".join(paragraph_texts(docx_part(data, "footnotes")))
        shown = [side for side in SIDES if layout not in (Layout.SOURCE, Layout.TARGET) or layout == side]
        for side in shown:
            wanted = [f"n{side[0]}{n}x{m}" for n in range(count) for m in range(length)]
            assert Counter(re.findall(rf"n{side[0]}\d+x\d+", found)) == Counter(wanted), (layout, side)


@pytest.mark.parametrize(("count", "length"), [(1, 1), (3, 30), (1, 900), (40, 1), (12, 60)])
def test_notes_keep_the_pages_facing(count: int, length: int) -> None:
    for paper in (Paper.A5, Paper.A4):
        stands_on_both_pages(noted(count, length), paper)
    pages = texts_of_pages(pdf.write(noted(3, 30)))
    first, last = ([n for n, page in enumerate(pages) if word in page] for word in ("ns2x0", "s3x89"))
    assert first == last


# Whatever can be pasted


def every_category() -> str:
    """Return words around three characters of each category of Unicode."""
    found: dict[str, list[str]] = {}
    for code in (*range(0x20, 0x3000, 7), *range(0x3000, 0x110000, 0x101)):
        found.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    return " ".join(f"a{character}b" for some in found.values() for character in some[:3])


PASTED = {
    "every category": every_category(),
    "right to left": "שלום «עולם», 1997! مرحبا بالعالم.",
    "emoji": "ready 👩\u200d👧 👍🏽 🇵🇪 ✅ 1\ufe0f\u20e3 done",
    "controls": "a\tb\x85c\u2028d\u2029e\u200bf\u00adg\u2060h",
    "marks": "\u0301a\u0301\u0302\u0303" * 40,
    "an endless word": "x" * 2000,
    "signs without a space": "—" * 900 + "._" * 300,
    "an address": "https://example.org/" + "path/to/" * 60 + "?" + "&".join(f"q{n}={n}" for n in range(60)),
    "lines": "a\n" * 400,
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize("fmt", READERS, ids=lambda f: f.INFO.id)
def test_whatever_is_pasted_each_layout_holds_its_letters(fmt: Format, pasted: str) -> None:
    text = bitext([(escape(f"Before {pasted} after."), escape(f"Antes {pasted} luego."), Role.PARAGRAPH)])
    letters = Counter(re.findall(r"[0-9A-Za-z]", unicodedata.normalize("NFD", pasted)))
    for layout in fmt.INFO.layouts:
        data = fmt.write(text, Options(layout))
        found = " ".join(texts_of_pages(data)) if fmt is pdf else readable(fmt, data)
        found = unicodedata.normalize("NFD", found)
        wanted = {"source": ("Before", "after"), "target": ("Antes", "luego")}
        for side in SIDES:
            if layout in (Layout.SOURCE, Layout.TARGET) and layout != side:
                continue
            assert all(word in re.sub(r"[\s\ufffe\u00ad-]", "", found) for word in wanted[side]), (layout, side)
        times = 1 if layout in (Layout.SOURCE, Layout.TARGET) else 2
        lost = {letter: count for letter, count in letters.items() if found.count(letter) < times * count}
        assert not lost, layout


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize("layout", pdf.INFO.layouts)
def test_nothing_runs_off_the_page(layout: Layout, pasted: str) -> None:
    title = pasted.replace("\n", " ")[:500]
    text = replace(bitext([(escape(pasted), escape(pasted), role) for role in BODY]), title=title)
    sheet = sheet_of(Paper.HALF_LETTER, layout)
    least = 0.2 * sheet.outer
    for page in pypdfium2.PdfDocument(pdf.write(text, Options(layout, paper=Paper.HALF_LETTER))):
        for left, bottom, right, top in boxes(page):
            assert left >= least
            assert right <= sheet.width - least
            assert bottom >= sheet.bottom * 0.3
            assert top <= sheet.height - sheet.top * 0.3


def boxes(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Yield where each character stands that can be seen: left, bottom, right, top."""
    text = page.get_textpage()
    for n in range(text.count_chars()):
        box = text.get_charbox(n)
        if box[2] - box[0] > 0 and box[3] - box[1] > 0:
            yield box
