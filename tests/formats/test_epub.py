"""The e-book: what its files say of themselves, that every link leads somewhere, that epubcheck finds nothing."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from domain.bitext import Bitext, Remark, Side, States, Unit
from domain.document import Role
from domain.states import State
from formats import epub
from formats.base import Layout, Options
from tests.formats.reading import book_files
from tests.formats.reading_room import LIBRARY
from tests.tools import command, needs

TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def book(bitext: Bitext = LIBRARY, layout: Layout = Layout.STACKED, **rest: object) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(epub.write(bitext, Options(layout, **rest))))


def many(count: int) -> Bitext:
    units = tuple(
        Unit(f"p{n}", f"Source {n}.", f"Texto {n}.", State.REVIEWED, Role.SUBHEAD if n % 100 == 1 else Role.PARAGRAPH)
        for n in range(1, count + 1)
    )
    return replace(LIBRARY, units=units)


def test_the_kind_of_file_stands_first_and_bare() -> None:
    archive = book()
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype") == b"application/epub+zip"
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("layout", epub.INFO.layouts)
def test_every_link_leads_to_a_place_in_the_book(layout: Layout) -> None:
    files = book_files(epub.write(many(600), Options(layout)))
    assert len(files) == 3 + 3  # cover, contents and colophon; three files of text
    ids = {
        name.removeprefix("text/"): {e.get("id") for e in root.iter() if e.get("id")} for name, root in files.items()
    }
    links = 0
    for name, root in files.items():
        own = name.removeprefix("text/")
        for link in root.iter("{http://www.w3.org/1999/xhtml}a"):
            href = link.get("href") or ""
            if href.startswith("http"):
                continue
            file, _, place = href.partition("#")
            assert not place or place in ids[file or own], href
            links += 1
    assert links >= 7


def test_each_text_says_its_language() -> None:
    for name, root in book_files(epub.write(LIBRARY)).items():
        assert root.get("lang") == root.get(XML_LANG) == "es", name
    text = book_files(epub.write(LIBRARY))["text/text-1.xhtml"]
    found = {(e.get("class") or "").split(" ")[0]: e.get("lang") for e in text.iter() if e.get("lang")}
    assert (found["source"], found["target"]) == ("en", "es")


def test_a_note_is_a_footnote_that_leads_back() -> None:
    note = Remark("A *long* story.", anchor="1", side=Side.TARGET)
    unit = Unit("p1", "See.", "Véase.[^1]", State.REVIEWED, notes=(note,))
    text = book_files(epub.write(Bitext("en", "es", (unit,), title="T")))["text/text-1.xhtml"]
    (reference,) = [e for e in text.iter() if e.get(TYPE) == "noteref"]
    (body,) = [e for e in text.iter() if e.get(TYPE) == "footnote"]
    assert reference.get("href") == f"#{body.get('id')}"
    assert body.get("lang") == "es"
    assert "".join(body.itertext()).split() == ["1", "A", "long", "story."]
    (back,) = [e for e in body.iter() if e.get("role") == "doc-backlink"]
    assert back.get("href") == f"#{reference.get('id')}"


def two_of_one_label() -> Bitext:
    """Notes of one label on one side, with and without an anchor, and one label that is anchored twice."""
    notes = [
        Remark(f"{side} {n}.", anchor=anchor, side=side) for side in Side for n, anchor in enumerate(("1", "1", "", ""))
    ]
    unit = Unit("p1", "See[^1] and see.[^1]", "Véase[^1] y véase.[^1]", State.REVIEWED, notes=tuple(notes))
    return Bitext("en", "es", (unit, replace(unit, id="p2")), title="T")


@pytest.mark.parametrize("layout", epub.INFO.layouts)
def test_two_notes_of_one_label_have_an_id_each(layout: Layout) -> None:
    text = book_files(epub.write(two_of_one_label(), Options(layout)))["text/text-1.xhtml"]
    ids = [e.get("id") for e in text.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    notes = [e for e in text.iter() if e.get(TYPE) == "footnote" and (e.get("id") or "").startswith("n")]
    sides = 2 if layout in (Layout.STACKED, Layout.FACING) else 1
    assert len(notes) == 2 * 4 * sides
    links = [e.get("href") for e in text.iter() if e.get(TYPE) == "noteref"]
    assert all(f"#{note.get('id')}" in links for note in notes)
    backs = [e.get("href", "").removeprefix("#") for e in text.iter() if e.get("role") == "doc-backlink"]
    assert set(backs) <= set(ids)
    assert "Véase" in "".join(text.itertext()) or layout is Layout.SOURCE  # a note without a label hides no text


def test_the_source_is_a_tap_away() -> None:
    text = book_files(epub.write(many(3), Options(Layout.FACING)))["text/text-1.xhtml"]
    numbers = [e for e in text.iter() if e.get(TYPE) == "noteref"]
    behind = {f"#{e.get('id')}": "".join(e.itertext()) for e in text.iter() if e.get(TYPE) == "footnote"}
    assert [behind[e.get("href")].split(maxsplit=1)[1] for e in numbers] == ["Source 1.", "Source 2.", "Source 3."]


def test_what_it_says_of_itself_to_machines() -> None:
    package = ElementTree.fromstring(book().read("EPUB/content.opf"))
    said = {(e.get("property"), e.text) for e in package.iter() if e.get("property")}
    assert ("schema:accessMode", "textual") in said
    assert ("schema:accessibilityHazard", "none") in said
    assert {e.text for e in package.iterfind(".//{*}language")} == {"en", "es"}
    assert [e.text for e in package.iterfind(".//{*}contributor")] == list(LIBRARY.translators)
    assert ("dcterms:modified", LIBRARY.updated.strftime("%Y-%m-%dT%H:%M:%SZ")) in said
    other = ElementTree.fromstring(book(many(2)).read("EPUB/content.opf"))
    assert package.findtext(".//{*}identifier") != other.findtext(".//{*}identifier")


@needs("epubcheck")
def test_epubcheck_finds_neither_error_nor_warning(tmp_path: Path) -> None:
    hostile = Unit(
        "p1", "<b>&amp;\"'\u200f]]>", "*a* [x](https://e.org/?a=1&b=<2>) \u2028\u00ad", State.DRAFT, Role.HEADLINE
    )
    wild = Bitext("ar", "zh-Hant-TW", (hostile,), title="<&>", licence="&", translators=("<x>",))
    books = [(LIBRARY, layout, States.ALL) for layout in epub.INFO.layouts]
    books.append((LIBRARY, Layout.STACKED, States.REVIEWED))
    books.append((wild, Layout.FACING, States.ALL))
    books.append((many(600), Layout.STACKED, States.ALL))
    books.append((two_of_one_label(), Layout.FACING, States.ALL))
    for n, (bitext, layout, states) in enumerate(books):
        (tmp_path / f"{n}.epub").write_bytes(epub.write(bitext, Options(layout, states)))
    for file in sorted(tmp_path.iterdir()):
        done = subprocess.run(
            [*command("epubcheck"), "--failonwarnings", str(file)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_has_a_colour_has_another_in_the_dark() -> None:
    style = (Path(__file__).parents[2] / "templates" / "editions" / "epub" / "style.css").read_text()
    light, _media, dark = style.partition("@media (prefers-color-scheme: dark)")
    coloured = {name for rule in re.findall(r"([^{}]+)\{[^{}]*[; {]color:", light) for name in rule.split(",")}
    assert {name.strip() for name in coloured} <= {name.strip() for name in re.split(r"[,{}]", dark)}
    assert "background-color" in dark  # with the colour of the words: a reader may have set but one of them
