"""Printed pages: what stands on which, that nothing is lost, that no text is taken for an instruction."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.bitext import Bitext, Remark, Side, States, Unit
from domain.document import Role
from domain.errors import BadValue
from domain.states import State
from domain.volume import volume_of
from formats import html, pdf
from formats.base import Layout, Options, Paper, chosen_paper
from formats.book import bind
from formats.typesetting import data_of
from tests.formats.reading import page_texts
from tests.formats.reading_room import LIBRARY

FRONT, BACK = 1, 1  # title page, colophon
SENTENCE = "The ferry left at night, and those who had waited on the wrong bank all evening waited until the morning. "
HOSTILE = '#read("/etc/passwd") $x$ @ref <label> // comment #import "@preview/x:1.0.0" \\u{41} ``` = title [#sys]'


def approved(source: str, target: str, role: Role = Role.PARAGRAPH, id: str = "p1") -> Unit:
    return Unit(id, source, target, State.REVIEWED, role)


def bitext(*units: Unit, languages: tuple[str, str] = ("en", "es")) -> Bitext:
    numbered = tuple(replace(unit, id=f"p{n}") for n, unit in enumerate(units, 1))
    return Bitext(*languages, numbered, title="The Night Ferry", slug="ferry")


def pages(text: Bitext, layout: Layout = Layout.FACING, **rest: object) -> list[str]:
    return page_texts(pdf.write(text, Options(layout, **rest)))


def spreads(text: Bitext) -> list[tuple[str, str]]:
    """Return the pages of the text, left and right."""
    found = pages(text)
    body = found[FRONT : len(found) - BACK]
    assert len(body) % 2 == 0
    return list(zip(body[::2], body[1::2], strict=True))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad-]", "", text)


def test_each_spread_has_the_same_paragraphs_on_both_sides() -> None:
    units = [
        approved(f"Qsource{n}q " + SENTENCE * (n % 7 + 1), f"Qtarget{n}q " + SENTENCE * (n % 5 + 1)) for n in range(40)
    ]
    found = spreads(bitext(*units))
    assert len(found) > 5
    for left, right in found:
        starts = [re.findall(rf"Q{side}(\d+)q", text) for side, text in (("source", left), ("target", right))]
        assert starts[0] == starts[1]
        assert re.search(r"¶ \d", left)
        assert re.search(r"¶ \d", right)
    assert [n for left, _ in found for n in re.findall(r"Qsource(\d+)q", left)] == [str(n) for n in range(40)]


WORD = st.text(st.sampled_from("abcdeñéíóú"), min_size=1, max_size=9)
TEXT = st.one_of(
    st.just(""),
    st.lists(WORD, min_size=1, max_size=6).map(" ".join),
    st.tuples(WORD, st.integers(20, 150)).map(lambda pair: f"{pair[0].title()} va y viene, siempre. " * pair[1]),
    st.tuples(WORD, st.integers(200, 700)).map(lambda pair: f"{pair[0]} " * pair[1]),
)
ROLES = [role for role in Role if role is not Role.HEADLINE]  # an approved one would name the running heads, too
PATIENT = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(
    pairs=st.lists(st.tuples(TEXT.filter(bool), TEXT, st.sampled_from(ROLES)), min_size=1, max_size=20),
    paper=st.sampled_from(list(Paper)),
)
def test_all_of_both_texts_is_there_once_and_in_order(pairs, paper: Paper) -> None:
    text = bitext(*(approved(source, target, role) for source, target, role in pairs))
    found = pages(text, Layout.FACING, paper=paper)
    body = found[FRONT : len(found) - BACK]
    assert len(body) % 2 == 0
    for side, sheets in (("source", body[::2]), ("target", body[1::2])):
        printed = squeezed("".join(sheets)).replace("TheNightFerry", "")
        printed = re.sub(r"[\d•¶–]", "", printed).replace(squeezed("[not yet translated]"), "")
        printed = printed.replace(squeezed("[aún sin traducir]"), "").casefold()
        wanted = squeezed("".join(getattr(unit, side) for unit in text.units)).casefold()
        assert printed == wanted


def test_a_heading_never_stands_alone_at_a_foot() -> None:
    units = []
    for n in range(60):
        units.append(approved(f"Qhead{n}q", f"Qhead{n}q", Role.SUBHEAD))
        units.append(approved(SENTENCE * (n % 4 + 1), SENTENCE * (n % 3 + 1)))
    for left, right in spreads(bitext(*units)):
        for side in (left, right):
            lines = [line for line in side.strip().split("\n") if not re.fullmatch(r"\s*\d+\s*", line)]
            assert not re.search(r"Qhead\d+q\s*$", lines[-1])


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("paper", Paper)
def test_extreme_texts_come_out_in_every_layout(layout: Layout, paper: Paper) -> None:
    units = [
        approved("word " * 1000, "palabra " * 900),
        *(approved(f"One{n}", f"Uno{n}") for n in range(300)),
        *(approved(f"Head {n}", f"Título {n}", Role.HEADLINE) for n in range(8)),
        approved("x" * 5000, "y" * 4000),
        Unit("p1", SENTENCE * 30, ""),
        replace(approved("The end.[^1]", "El fin.[^1]"), notes=(Remark("Last line.", anchor="1", side=Side.SOURCE),)),
    ]
    found = " ".join(pages(bitext(*units), layout, paper=paper))
    least = 0.98 if layout is Layout.COLUMNS else 1  # a word that a page divides has the other column between its parts
    if layout is not Layout.TARGET:
        assert squeezed(found).count("word") >= 1000 * least
        assert "One299" in found
        assert "Last line." in found
    if layout is not Layout.SOURCE:
        assert squeezed(found).count("palabra") >= 900 * least
        assert "Uno299" in found


def test_a_text_is_never_an_instruction() -> None:
    found = squeezed(" ".join(pages(bitext(approved(HOSTILE, HOSTILE)), Layout.STACKED)))
    assert found.count(squeezed(HOSTILE.replace("\\u{41}", "\\u{41}"))) == 2
    titled = replace(bitext(approved("a", "b")), title=HOSTILE, appeared=HOSTILE, translators=(HOSTILE,))
    assert squeezed(HOSTILE) in squeezed(" ".join(pages(titled)))


def test_it_says_what_it_is_to_machines() -> None:
    document = pypdf.PdfReader(io.BytesIO(pdf.write(LIBRARY)))
    assert document.metadata
    assert "A Library Is Lent" in str(document.metadata.title)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[=>\"]+1", xmp)
    assert re.search(r"pdfaid:part[=>\"]+2", xmp)
    languages = {str(element.get("/Lang")) for element in elements(root["/StructTreeRoot"])}
    assert {"en", "es"} <= {tag.split("-")[0] for tag in languages | {str(root.get("/Lang"))}}


def elements(node: object) -> list:
    """Return every element of the structure tree."""
    found, waiting = [], [node]
    while waiting:
        item = waiting.pop()
        item = item.get_object() if hasattr(item, "get_object") else item
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            found.append(item)
            if "/K" in item:
                waiting.append(item["/K"])
    return found


def test_emphasis_links_and_notes_are_real() -> None:
    unit = replace(
        approved(
            "See *this* and [there](https://example.org/x).[^1]", "Véase *esto* y [allí](https://example.org/y).[^1]"
        ),
        notes=(Remark("A note.", anchor="1", side=Side.SOURCE), Remark("Una nota.", anchor="1", side=Side.TARGET)),
    )
    document = pypdf.PdfReader(io.BytesIO(pdf.write(bitext(unit))))
    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in document.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert sorted(links) == ["https://example.org/x", "https://example.org/y"]
    left, right = spreads(bitext(unit))[0]
    assert "1A note." in squeezed(left).replace("1Anote.", "1A note.")
    assert "Una nota." in right


def test_what_no_font_has_is_named_and_stops_nothing() -> None:
    text = bitext(approved("Tea is 茶, they said. 😀", "El té es 茶, dijeron. \ue000"))
    data = pdf.write(text)
    found = " ".join(page_texts(data))
    assert "U+8336, U+E000, U+1F600" in " ".join(found.split())
    assert "they said" in found
    assert pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "U+" not in " ".join(pages(LIBRARY))


def test_the_size_of_the_paper_can_be_chosen() -> None:
    for paper, (width, height) in {Paper.A5: (148, 210), Paper.LETTER: (215.9, 279.4)}.items():
        box = pypdf.PdfReader(io.BytesIO(pdf.write(LIBRARY, Options(paper=paper)))).pages[0].mediabox
        assert (float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4) == pytest.approx((width, height), abs=0.2)
    with pytest.raises(BadValue):
        chosen_paper(html.INFO, Options(paper=Paper.A4))


def test_an_aside_keeps_its_dashes_at_the_line_ends() -> None:
    text = bitext(approved("a—b — c", "Dijo —siempre— que no —nunca—."))
    (row,) = data_of(bind(volume_of(text), Layout.STACKED, States.ALL), Paper.A4)["parts"][0]["rows"]
    assert row["target"][0][0]["t"] == "Dijo —\u2060siempre\u2060— que no —\u2060nunca\u2060—."
    assert row["source"][0][0]["t"] == "a—b — c"


@pytest.mark.parametrize("nothing", ["", " ", "\u00ad", "\u200b\u200e"])
@pytest.mark.parametrize("language", ["es", "he"])
def test_a_note_with_nothing_to_see_stops_nothing(nothing: str, language: str) -> None:
    unit = replace(approved("One.[^1]", "Uno.[^1]"), notes=(Remark(nothing, anchor="1", side=Side.TARGET),))
    for layout in Layout:
        assert pages(bitext(unit, languages=("en", language)), layout)


@pytest.mark.parametrize("text", ["x\u00ad", "*x\u00ad*", "x\u00ad\u00ad.", "di\u00advided\u00ad"])
@pytest.mark.parametrize("layout", [Layout.FACING, Layout.COLUMNS])
def test_a_note_may_end_in_a_soft_hyphen(text: str, layout: Layout) -> None:
    unit = Unit("p1", "A.", "B.", State.REVIEWED, notes=(Remark(text, anchor="1", side=Side.TARGET),))
    assert page_texts(pdf.write(Bitext("en", "es", (unit,), title="T"), Options(layout)))
