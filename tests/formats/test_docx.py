"""The Word document: languages, styles, notes and links as Word keeps them, and LibreOffice as its other reader."""

import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.bitext import Bitext, Remark, Side, States, Unit
from domain.document import Role
from domain.states import State
from domain.volume import Volume
from formats import docx
from formats.base import Layout, Options, Paper
from formats.docx_runs import Links
from formats.printable import printable
from tests.formats.reading import WORD, docx_part, paragraph_texts
from tests.formats.reading_room import LIBRARY
from tests.formats.strategies import wild_bitexts
from tests.tools import command, needs

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LOOKS = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "color", "spacing", "sz", "szCs", "u", "vertAlign", "rtl",
         "lang")  # fmt: skip
SHAPES = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "tabs", "suppressAutoHyphens", "bidi",
          "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")  # fmt: skip
FEW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def unit(source: str, target: str = "Texto.", role: Role = Role.PARAGRAPH, *notes: Remark) -> Unit:
    return Unit("p1", source, target, State.REVIEWED, role, notes=notes)


def text_of_units(*units: Unit, languages: tuple[str, str] = ("en", "es")) -> Bitext:
    return Bitext(*languages, units, title="A title")


def written(bitext: Bitext = LIBRARY, layout: Layout = Layout.COLUMNS, **rest: object) -> bytes:
    return docx.write(bitext, Options(layout, **rest))


def document(bitext: Bitext = LIBRARY, layout: Layout = Layout.COLUMNS, **rest: object) -> ElementTree.Element:
    return docx_part(written(bitext, layout, **rest), "document")


def parts(data: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def attribute(element: ElementTree.Element | None, name: str = "val") -> str:
    assert element is not None
    return element.get(f"{WORD}{name}", "")


def styles_used(root: ElementTree.Element) -> list[tuple[str, str]]:
    """Return style and text of each paragraph."""
    return [
        (attribute(paragraph.find(f"{WORD}pPr/{WORD}pStyle")), text)
        for paragraph, text in zip(root.iter(f"{WORD}p"), paragraph_texts(root), strict=True)
    ]


def runs_of(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, str]]:
    """Give the properties and the text of each run."""
    for run in root.iter(f"{WORD}r"):
        yield run.find(f"{WORD}rPr"), "".join(t.text or "" for t in run.iter(f"{WORD}t"))


def addresses(data: bytes, part: str = "document") -> dict[str, str]:
    relations = parts(data)[f"word/_rels/{part}.xml.rels"]
    return {r.get("Id", ""): r.get("Target", "") for r in relations if r.get("TargetMode") == "External"}


# The package


@pytest.mark.parametrize("layout", docx.INFO.layouts)
def test_every_part_is_declared_and_every_relationship_leads_to_one(layout: Layout) -> None:
    data = written(LIBRARY, layout)
    found = parts(data)
    assert next(iter(found)) == "[Content_Types].xml"
    declared = {e.get("PartName", "").lstrip("/") for e in found["[Content_Types].xml"] if e.get("PartName")}
    assert declared == {name for name in found if name.endswith(".xml") and name != "[Content_Types].xml"}
    for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        inner = [e for e in found[name] if e.get("TargetMode") != "External"]
        assert {normpath(f"{folder}{e.get('Target')}") for e in inner} <= set(found)
    known = {e.get("Id") for e in found["word/_rels/document.xml.rels"]}
    used = {e.get(RELATION) for e in found["word/document.xml"].iter() if e.get(RELATION)}
    assert used <= known
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("layout", docx.INFO.layouts)
def test_every_style_is_defined_and_properties_stand_in_the_order_of_the_schema(layout: Layout) -> None:
    data = written(LIBRARY, layout)
    known = {attribute(style, "styleId") for style in docx_part(data, "styles").iter(f"{WORD}style")}
    for name in ("document", "footnotes", "header1", "footer1", "styles"):
        root = docx_part(data, name)
        kinds = ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        assert {attribute(e) for kind in kinds for e in root.iter(f"{WORD}{kind}")} <= known
        for kind, order in (("rPr", LOOKS), ("pPr", SHAPES)):
            for element in root.iter(f"{WORD}{kind}"):
                places = [order.index(child.tag.removeprefix(WORD)) for child in element if child.tag != f"{WORD}rPr"]
                assert places == sorted(places), ElementTree.tostring(element)


def test_what_it_says_of_itself() -> None:
    core = parts(written())["docProps/core.xml"]
    said = {e.tag.rpartition("}")[2]: e.text for e in core}
    assert said == {
        "title": "A Library Is Lent to the Whole Street · La biblioteca se le presta a toda la calle",
        "creator": "Ana R.; Luis",
        "language": "es",
        "created": "2024-10-05T16:42:07Z",
        "modified": "2024-10-05T16:42:07Z",
    }
    volume = Volume("en", "es", (LIBRARY,), title="T", released=datetime(2026, 1, 2, tzinfo=UTC), series="*S*")
    said = {e.tag.rpartition("}")[2]: e.text for e in parts(docx.write_volume(volume))["docProps/core.xml"]}
    assert (said["modified"], said["subject"]) == ("2026-01-02T00:00:00Z", "S")
    assert b"rsid" not in b"".join(ElementTree.tostring(part) for part in parts(written()).values())


# Languages


@pytest.mark.parametrize("layout", docx.INFO.layouts)
def test_every_run_says_its_language(layout: Layout) -> None:
    data = written(LIBRARY, layout)
    for name in ("document", "footnotes", "header1", "footer1", "footer2"):
        for properties, text in runs_of(docx_part(data, name)):
            assert attribute(properties.find(f"{WORD}lang")) in ("en", "es"), text
    spoken = {text: attribute(properties.find(f"{WORD}lang")) for properties, text in runs_of(document(LIBRARY))}
    assert spoken["From the Friends of the Mill Street Library"] == spoken["English"] == "en"
    assert spoken["La biblioteca se le presta a toda la calle"] == spoken["[borrador]"] == "es"


def test_text_from_right_to_left_runs_from_right_to_left() -> None:
    bitext = text_of_units(unit("One.", "واحد."), languages=("en", "ar"))
    root = document(bitext)
    looks = {text: properties for properties, text in runs_of(root)}
    assert looks["واحد."].find(f"{WORD}rtl") is not None
    assert attribute(looks["واحد."].find(f"{WORD}lang"), "bidi") == "ar"
    assert looks["One."].find(f"{WORD}rtl") is None
    turned = {
        text: paragraph.find(f"{WORD}pPr/{WORD}bidi") is not None
        for paragraph, text in zip(root.iter(f"{WORD}p"), paragraph_texts(root), strict=True)
    }
    assert (turned["واحد."], turned["One."]) == (True, False)
    assert root.find(f".//{WORD}bidiVisual") is not None
    assert document(LIBRARY).find(f".//{WORD}bidiVisual") is None


def test_what_is_no_language_is_none_to_word() -> None:
    root = document(text_of_units(unit("One.", "Uno."), languages=('"><x', "zh-Hant-TW")))
    spoken = {text: properties.find(f"{WORD}lang") for properties, text in runs_of(root)}
    assert attribute(spoken["One."]) == "x-none"
    assert attribute(spoken["Uno."], "eastAsia") == "zh-Hant-TW"


# Headings, roles and the table


def test_headings_are_headings_and_roles_have_their_styles() -> None:
    for layout in docx.INFO.layouts:
        styles = {text: style for style, text in styles_used(document(LIBRARY, layout))}
        side = "A Library Is Lent to the Whole Street", "La biblioteca se le presta a toda la calle"
        shown = [text for text in side if text in styles]
        assert shown
        assert {styles[text] for text in shown} == {"Heading1"}
    styles = {text: style for style, text in styles_used(document(LIBRARY))}
    assert styles["What we still need"] == "Heading2"
    assert styles["two ladders that do not fold by themselves"] == "ListBullet"
    assert styles["Friends of the Mill Street Library"] == "Signature"
    assert set(docx.STYLES) | {Role.HEADLINE, Role.SUBHEAD} == set(Role)


def test_a_text_without_headline_is_found_by_its_title() -> None:
    assert ("Heading1", "A title") in styles_used(document(text_of_units(unit("One."))))
    two = Volume("en", "es", (text_of_units(unit("One.")),) * 2, title="Book")
    styles = styles_used(docx_part(docx.write_volume(two), "document"))
    assert ("Title", "Book") in styles
    assert styles.count(("Heading1", "A title")) == 2


def test_two_tables_never_touch() -> None:
    two = Volume("en", "es", (LIBRARY, LIBRARY), title="Book")
    body = docx_part(docx.write_volume(two), "document").find(f"{WORD}body")
    kinds = [child.tag.removeprefix(WORD) for child in body]
    assert kinds.count("tbl") == 2
    assert all(after == "p" for before, after in pairwise(kinds) if before == "tbl")
    assert len(body.findall(f"{WORD}p/{WORD}pPr/{WORD}pageBreakBefore")) == 3  # two texts and the colophon


def test_the_table_names_its_columns_on_every_page_and_divides_only_long_rows() -> None:
    root = document(text_of_units(unit("Short."), unit("Long. " * 300)))
    head, short, long = root.iter(f"{WORD}tr")
    assert head.find(f"{WORD}trPr/{WORD}tblHeader") is not None
    assert paragraph_texts(head) == ["English", "¶", "Español"]
    assert paragraph_texts(short) == ["Short.", "1", "Texto."]
    assert short.find(f"{WORD}trPr/{WORD}cantSplit") is not None
    assert long.find(f"{WORD}trPr/{WORD}cantSplit") is None
    assert all(len(row.findall(f"{WORD}tc")) == 3 for row in root.iter(f"{WORD}tr"))
    assert attribute(root.find(f".//{WORD}tblCaption")) == "A title"


def test_the_header_has_both_titles_and_the_footer_the_page() -> None:
    data = written()
    (header,) = paragraph_texts(docx_part(data, "header1"))
    assert header == "A Library Is Lent to the Whole Street\t\tLa biblioteca se le presta a toda la calle"
    for name in ("footer1", "footer2"):
        assert attribute(docx_part(data, name).find(f".//{WORD}fldSimple"), "instr").strip() == "PAGE"
    draft = docx.write_volume(Volume("en", "es", (LIBRARY,), title="word " * 100, target_title="T", is_draft=True))
    (header,) = paragraph_texts(docx_part(draft, "header1"))
    assert re.fullmatch(r"(word ){7}word…\tBORRADOR\tT", header)


@pytest.mark.parametrize(("paper", "size"), [(None, ("11906", "16838")), (Paper.HALF_LETTER, ("7920", "12240"))])
def test_the_page_has_its_size(paper: Paper | None, size: tuple[str, str]) -> None:
    page = document(paper=paper).find(f".//{WORD}pgSz")
    assert (attribute(page, "w"), attribute(page, "h")) == size


def test_a_break_is_a_break_and_a_paragraph_a_paragraph() -> None:
    root = document(text_of_units(unit("One,\ntwo.\n\nThree.", "*a\n\nb*"), unit("X\n\nY", role=Role.SUBHEAD)))
    texts = paragraph_texts(root)
    assert "One,\ntwo." in texts
    assert "Three." in texts
    assert ("Heading2", "X\n\nY") in styles_used(root)


# Notes, links and looks


def test_a_note_is_a_real_footnote_at_its_anchor() -> None:
    first, second = (Remark(f"*Note* {n}.", anchor=n, side=Side.TARGET) for n in "ab")
    lost = Remark("No anchor.\n\nTwo paragraphs.", anchor="zz", side=Side.SOURCE)
    data = written(text_of_units(unit("Old[^q].", "B[^b], a[^a], b again[^b].", Role.PARAGRAPH, first, second, lost)))
    root, notes = docx_part(data, "document"), docx_part(data, "footnotes")
    assert [attribute(e, "id") for e in root.iter(f"{WORD}footnoteReference")] == ["1", "2", "3"]
    texts = {attribute(note, "id"): [t.strip() for t in paragraph_texts(note)] for note in notes}
    assert texts["1"] == ["No anchor.", "Two paragraphs."]
    assert (texts["2"], texts["3"]) == (["Note b."], ["Note a."])
    assert {attribute(note, "type") for note in notes} == {"separator", "continuationSeparator", ""}
    assert all(len(list(note.iter(f"{WORD}footnoteRef"))) == 1 for note in notes if not attribute(note, "type"))
    (again,) = [e for e in root.iter(f"{WORD}fldSimple") if "NOTEREF" in attribute(e, "instr")]
    (place,) = [e for e in root.iter(f"{WORD}bookmarkStart") if attribute(e, "name").startswith("_Note")]
    assert attribute(place, "name") in attribute(again, "instr")
    assert "".join(again.itertext()) == "2"
    raised = [text for look, text in runs_of(root) if look.find(f"{WORD}vertAlign") is not None]
    assert raised == ["q"]  # an anchor whose note is missing


def test_every_note_is_printed_also_two_of_one_label() -> None:
    notes = [Remark(f"Note {n}.", anchor="1", side=Side.TARGET) for n in (1, 2)]
    data = written(text_of_units(unit("A.", "B.[^1]", Role.PARAGRAPH, *notes)))
    assert len(list(docx_part(data, "document").iter(f"{WORD}footnoteReference"))) == 2
    assert {t.strip() for t in paragraph_texts(docx_part(data, "footnotes"))} == {"", "Note 1.", "Note 2."}


def test_a_link_is_a_relationship_of_its_part() -> None:
    address = "https://e.org/ñ?a=1&b=<2>"
    note = Remark("See [there](https://n.example/x).", anchor="1", side=Side.TARGET)
    text = f"*See* [this **one**]({address.replace('<2>', '2')}) [mail](mailto:a@b.example)[^1]."
    data = written(text_of_units(unit("A.", text, Role.PARAGRAPH, note)))
    places = addresses(data)
    links = {
        "".join(e.itertext()): places[e.get(RELATION)] for e in docx_part(data, "document").iter(f"{WORD}hyperlink")
    }
    assert links == {"this one": "https://e.org/%C3%B1?a=1&b=2", "mail": "mailto:a@b.example"}
    assert set(addresses(data, "footnotes").values()) == {"https://n.example/x"}


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("https://a.example", "https://a.example"),
        ("HTTPS://A.example/%20x", "https://A.example/%20x"),
        ("https://münchen.example:80/я", "https://xn--mnchen-3ya.example:80/%D1%8F"),
        ("https://", ""),
        ("https://[::1", ""),
        ("https://a b", ""),
        ("https://u@a.example", ""),
        ("https://a.example/%zz", ""),
        ("https://a.example/#a#b", ""),
        ("mailto:nobody", ""),
        ("#p12", ""),
        (f"https://a.example/{'x' * 3000}", ""),
    ],
)
def test_only_a_sound_address_becomes_a_link(href: str, address: str) -> None:
    links = Links()
    assert bool(links.id_of(href)) is bool(address)
    assert list(links.ids) == ([address] if address else [])


def test_emphasis_and_strength_are_kept() -> None:
    looks = {text: look for look, text in runs_of(document(text_of_units(unit("*a* **b** ***c***"))))}
    for text, wanted in (("a", "i"), ("b", "b"), ("c", "bi")):
        found = "".join(mark for mark in "bi" if looks[text].find(f"{WORD}{mark}") is not None)
        assert found == wanted


# Any text


EVIL = "\0\x1b</w:t>]]>&<w:p/>\ud800\ufffe\u202e👩\u200d👧\u2028\u00ad\t{{7*7}}\r\nend"


def test_evil_texts_stay_texts_in_every_part() -> None:
    note = Remark(EVIL, anchor="1")
    bitext = Bitext(EVIL, EVIL, (unit(EVIL, EVIL + "[^1]", Role.PARAGRAPH, note),), *[EVIL] * 5, translators=(EVIL,))
    for layout in docx.INFO.layouts:
        found = parts(written(bitext, layout))
        texts = "\n".join(paragraph_texts(found["word/document.xml"]))
        assert "</w:t>]]>&<w:p/>" in texts
        assert "{{7*7}}" in texts
        assert "👩\u200d👧" in texts
        assert "49" not in texts
    assert len(list(found["word/footnotes.xml"])) == 3


@FEW
@given(bitext=wild_bitexts(), layout=st.sampled_from(docx.INFO.layouts), states=st.sampled_from(States))
def test_every_part_is_well_formed_and_every_note_referred_to_once(
    bitext: Bitext, layout: Layout, states: States
) -> None:
    data = written(bitext, layout, states=states)
    found = parts(data)
    ids = [attribute(e, "id") for e in found["word/document.xml"].iter(f"{WORD}footnoteReference")]
    notes = [attribute(e, "id") for e in found["word/footnotes.xml"] if not attribute(e, "type")]
    assert ids == notes == [str(n) for n in range(1, len(notes) + 1)]
    assert set(addresses(data)) >= {e.get(RELATION) for e in found["word/document.xml"].iter(f"{WORD}hyperlink")}
    for cell in found["word/document.xml"].iter(f"{WORD}tc"):
        assert cell[-1].tag == f"{WORD}p"  # Word opens no file with an empty cell


PLAIN_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="*_[]\\"), max_size=60).filter(
    lambda text: bool(printable(text).strip())
)


@FEW
@given(pairs=st.lists(st.tuples(PLAIN_TEXTS, PLAIN_TEXTS, st.sampled_from(Role)), max_size=6))
def test_all_texts_stand_in_it_once_and_in_order(pairs: list[tuple[str, str, Role]]) -> None:
    units = tuple(Unit(f"p{n}", s, t, State.FINAL, role) for n, (s, t, role) in enumerate(pairs))
    bitext = Bitext("en", "es", units, title="T")
    wanted = {
        Layout.COLUMNS: [text for source, target, _ in pairs for text in (source, target)],
        Layout.STACKED: [
            text
            for n, (source, target, role) in enumerate(pairs, 1)
            for text in (source if role in (Role.HEADLINE, Role.SUBHEAD) else f"{n} {source}", target)
        ],
        Layout.SOURCE: [source for source, _, _ in pairs],
        Layout.TARGET: [target for _, target, _ in pairs],
    }
    for layout, texts in wanted.items():
        own = {"RowNumber", "ColumnHead", "Colophon", "Notice"}
        found = [text for style, text in styles_used(document(bitext, layout)) if style not in own]
        found.pop()  # the heading of the colophon
        if Role.HEADLINE not in {role for _, _, role in pairs}:
            found.pop(0)
        assert found == [printable(text) for text in texts]


def test_two_thousand_pairs() -> None:
    units = tuple(Unit(f"p{n}", f"Source *{n}*.", f"Texto **{n}**.", State.REVIEWED) for n in range(2_000))
    root = document(replace(LIBRARY, units=units))
    assert len(list(root.iter(f"{WORD}tr"))) == 2_001
    assert Counter(text for _style, text in styles_used(root))["Texto 1999."] == 1


# Another reader


@needs("writer")
def test_libreoffice_reads_every_layout_as_it_was_meant(tmp_path: Path) -> None:
    source, target = "<b>&amp; 👩\u200d👧 שלום[^1]", "*مرحبا* [x](https://e.org/?a=1&b=2)"
    headline = unit(source, target, Role.HEADLINE, Remark("Note.", anchor="1"))
    wild = text_of_units(headline, languages=("he", "ar"))
    for layout in docx.INFO.layouts:
        (tmp_path / f"{layout}.docx").write_bytes(written(LIBRARY, layout))
    (tmp_path / "wild.docx").write_bytes(written(wild))
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [*command("writer"), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), *map(str, sorted(tmp_path.glob("*.docx")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for layout in docx.INFO.layouts:
        pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / f"{layout}.pdf").pages]
        text = " ".join(" ".join(pages).split())
        assert ("reading room opened again" in text) is (layout is not Layout.TARGET)
        assert ("sala de lectura" in text) is (layout is not Layout.SOURCE)
        assert ("El libro, no la ballena" in text) is (layout is not Layout.SOURCE)
        assert LIBRARY.sha256[:30] in text
        if layout is Layout.COLUMNS:
            assert len(pages) == 2
            assert all("English" in page and "Español" in page for page in pages)
    assert pypdf.PdfReader(tmp_path / "wild.pdf").pages


def test_front_matter_in_two_languages_stands_apart() -> None:
    volume = Volume(
        "en", "es", (LIBRARY,), "one", "A", "Uno", front_source=("One.", "Two."), front_target=("Uno.", "Dos.")
    )
    root = docx_part(docx.write_volume(volume, Options(Layout.STACKED)), "document")
    before = {
        text: paragraph.find(f"{WORD}pPr/{WORD}spacing")
        for paragraph, text in zip(root.iter(f"{WORD}p"), paragraph_texts(root), strict=True)
        if text in ("One.", "Two.", "Uno.", "Dos.")
    }
    assert [text for text, spacing in before.items() if spacing is not None] == ["Uno."]
    assert attribute(before["Uno."], "before") == "480"
