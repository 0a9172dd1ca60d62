"""The HTML edition: valid, self-contained, permanent anchors, both languages told apart, hostile text harmless."""

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from html import unescape

import html5lib
import pytest
from html5lib.treebuilders import getTreeBuilder
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.bitext import Bitext, Remark, Side, States, Unit
from domain.document import Role
from domain.states import State
from domain.volume import volume_of
from formats.base import Layout, Options
from formats.html import BARE, INFO, write, write_page
from formats.html_head import licence_address
from formats.inline import to_plain
from tests.formats.reading_room import LIBRARY
from tests.formats.strategies import bitexts, wild_bitexts

# Explaining a failure traces every line of the readers, which takes many minutes.
PATIENT = settings(
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    max_examples=40,
    phases=set(Phase) - {Phase.explain},
)
HOSTILE = (
    "</style><script>alert(1)</script>",
    "{{7*7}} {% raw %}",
    "<img src=https://evil.example/x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "<!-- --> ]]> &lt;b&gt;",
    '[x](javascript:alert(1)) [y](https://a.example/"onclick=alert(1))',
)
SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = frozenset(
    re.findall(
        r"\S+",
        """
        html head body meta title style script link header main footer form fieldset legend label input h1 h2 h3 div p
        blockquote dl dt dd span a sup strong em br svg symbol circle path use
        """,
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        """
        aria-hidden aria-label autocomplete charset checked class content data-layout data-number data-s data-words dir
        focusable height href http-equiv id lang name property rel role type width cx cy d fill r stroke
        stroke-linejoin stroke-width viewBox
        """,
    )
)
LAYOUTS = pytest.mark.parametrize("layout", INFO.layouts)


def tree(data: bytes):
    """Return the document, read by the rules of HTML; a page that breaks one of them fails."""
    parser = html5lib.HTMLParser(getTreeBuilder("etree"), namespaceHTMLElements=False)
    document = parser.parse(data, transport_encoding="utf-8")
    assert parser.errors == []
    return document


def find(document, path: str, **attributes: str) -> list:
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [e for e in document.iter(path) if all(e.get(name) == value for name, value in wanted.items())]


def text_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


# The page as a whole


@LAYOUTS
@pytest.mark.parametrize("states", States)
def test_the_page_is_valid_and_has_one_first_heading(layout: Layout, states: States) -> None:
    document = tree(write(LIBRARY, Options(layout, states)))
    assert len(find(document, "h1")) == 1
    assert text_of(find(document, "title")[0])


@LAYOUTS
@PATIENT
@given(bitext=st.one_of(bitexts(), wild_bitexts()))
def test_any_page_is_valid_with_unique_ids_and_nothing_fetched(layout: Layout, bitext: Bitext) -> None:
    document = tree(write(bitext, Options(layout)))
    ids = [e.get("id") for e in document.iter() if e.get("id") is not None]
    assert len(ids) == len(set(ids))
    assert not any(re.search(r"\s", id) or not id for id in ids)
    assert {e.tag.rpartition("}")[2] for e in document.iter() if isinstance(e.tag, str)} <= ALLOWED
    assert {name for e in document.iter() for name in e.attrib} <= ATTRIBUTES
    for element in document.iter("a"):
        assert re.match(r"#|https?://|mailto:", element.get("href"), re.IGNORECASE)


@LAYOUTS
def test_nothing_is_asked_of_any_other_place(layout: Layout) -> None:
    html = write(LIBRARY, Options(layout)).decode()
    assert not re.search(r"\ssrc=|@import|url\(|\son\w+=|fetch\(|XMLHttp|import\(", html)
    document = tree(html.encode())
    assert {e.get("rel"): e.get("href") for e in find(document, "link")} == {
        "icon": "data:,", "license": "https://creativecommons.org/licenses/by/4.0/",
    }  # fmt: skip
    (policy,) = find(document, "meta", http_equiv="Content-Security-Policy")
    assert policy.get("content").startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy.get("content")


@LAYOUTS
def test_the_policy_lets_exactly_the_own_style_and_script_act(layout: Layout) -> None:
    document = tree(write(LIBRARY, Options(layout)))
    (policy,) = (e.get("content") for e in find(document, "meta", http_equiv="Content-Security-Policy"))
    allowed = dict(re.findall(r"(\w+)-src 'sha256-([^']+)'", policy))
    for tag in ("style", "script"):
        for element in find(document, tag):
            assert b64encode(hashlib.sha256(element.text.encode()).digest()).decode() == allowed[tag]
    is_both = layout not in (Layout.SOURCE, Layout.TARGET)
    assert len(find(document, "script")) == int(is_both)


def scripts(document) -> list[str]:
    return [element.text for element in find(document, "script")]


@pytest.mark.parametrize("hostile", HOSTILE)
@LAYOUTS
def test_hostile_text_is_text_wherever_it_stands(layout: Layout, hostile: str) -> None:
    unit = Unit(
        "p1", hostile, hostile, State.REVIEWED, aliases=("p2",), notes=(Remark(hostile, hostile, "1"), Remark(hostile))
    )
    units = (unit, replace(unit, id="p3", role=Role.HEADLINE), replace(unit, id=hostile, aliases=(hostile,)))
    facts = dict.fromkeys(("slug", "title", "appeared", "licence", "sha256"), hostile)
    bitext = Bitext("en", "es", units, translators=(hostile,), reviewers=(hostile,), **facts)
    document = tree(write(bitext, Options(layout)))
    assert scripts(document) == scripts(tree(write(LIBRARY, Options(layout))))
    assert find(document, "img") == []
    assert {name for e in document.iter() for name in e.attrib} <= ATTRIBUTES
    body = text_of(find(document, "main")[0])
    assert body.count(" ".join(to_plain(hostile).split())) >= 3


@pytest.mark.parametrize("language", ['en" onload="x', "<b>", "", "x" * 300])
def test_hostile_languages_are_attributes_still(language: str) -> None:
    document = tree(write(replace(LIBRARY, source_language=language, target_language=language)))
    assert find(document, "html")[0].get("lang") == language


# Anchors


def test_each_paragraph_has_its_permanent_anchors() -> None:
    document = tree(write(LIBRARY))
    ids = {e.get("id"): e for e in document.iter() if e.get("id")}
    for number, unit in enumerate(LIBRARY.units, start=1):
        assert "pair" in ids[unit.id].get("class").split()
        (link,) = [e for e in ids[unit.id].iter("a") if e.get("class") == "number"]
        assert (link.get("href"), link.text) == (f"#{unit.id}", str(number))
        assert set(unit.aliases) <= set(ids)
    assert "p7" in {e.get("id") for e in ids["p6"].iter()}


def test_an_alias_never_takes_the_place_of_an_id() -> None:
    units = (Unit("p1", "a", aliases=("p2", "p3", "p3")), Unit("p2", "b", aliases=("p3",)), Unit("view-both", "c"))
    document = tree(write(Bitext("en", "es", units)))
    places = {
        e.get("id"): n for n, pair in enumerate(find(document, "div", class_="pair paragraph")) for e in pair.iter()
    }
    assert (places["p1"], places["p2"], places["p3"]) == (0, 1, 0)
    assert "view-both" not in places


# Languages, headings, cells


@LAYOUTS
def test_source_and_target_say_their_language_and_direction(layout: Layout) -> None:
    document = tree(write(replace(LIBRARY, target_language="ar"), Options(layout)))
    sides = {"source": ("en", "ltr"), "target": ("ar", "rtl")}
    printed = {side for side in sides if layout.value not in sides or layout == side}
    for side, said in sides.items():
        cells = [e for e in document.iter() if e.get("class") == side]
        assert bool(cells) is (side in printed)
        assert {(e.get("lang"), e.get("dir")) for e in cells} <= {said}
    page = ("en", "ltr") if layout is Layout.SOURCE else ("ar", "rtl")
    assert (find(document, "html")[0].get("lang"), find(document, "html")[0].get("dir")) == page


def test_words_that_the_page_has_in_english_only_say_so() -> None:
    document = tree(write(replace(LIBRARY, target_language="ar")))
    gaps = [e for e in document.iter("span") if e.get("class") == "gap"]
    assert gaps
    assert {(e.get("lang"), e.get("dir"), e.text) for e in gaps} == {("en", "ltr", "[not yet translated]")}
    spanish = [e for e in tree(write(LIBRARY)).iter("span") if e.get("class") == "gap"]
    assert {(e.get("lang"), e.text) for e in spanish} == {(None, "[aún sin traducir]")}


def test_a_heading_holds_both_languages_and_no_level_is_skipped() -> None:
    document = tree(write(LIBRARY))
    headings = [e for e in document.iter() if e.tag in {"h1", "h2", "h3"} and "row" in (e.get("class") or "")]
    assert [(e.tag, [s.get("lang") for s in e if s.get("lang")]) for e in headings] == [
        ("h1", ["en", "es"]),
        ("h2", ["en", "es"]),
    ]
    assert text_of(headings[0]) == "3 A Library Is Lent to the Whole Street La biblioteca se le presta a toda la calle"


def test_a_later_headline_opens_a_part() -> None:
    roles = (Role.HEADLINE, Role.SUBHEAD, Role.HEADLINE, Role.SUBHEAD, Role.PARAGRAPH)
    units = tuple(Unit(f"p{n}", "a", role=role) for n, role in enumerate(roles, start=1))
    document = tree(write(Bitext("en", "es", units)))
    assert [e.tag for e in document.iter() if e.tag in {"h1", "h2", "h3"}] == ["h1", "h2", "h2", "h3"]


def test_a_text_without_headline_is_headed_by_its_title() -> None:
    units = (Unit("p1", "a", "b", State.REVIEWED),)
    document = tree(write(Bitext("en", "es", units, title="A *walk*")))
    assert [text_of(e) for e in find(document, "h1")] == ["A walk"]
    assert text_of(find(document, "title")[0]) == "A walk"
    assert text_of(find(tree(write(Bitext("en", "es", ()))), "h1")[0])


def test_the_title_names_both_and_never_an_unapproved_one() -> None:
    both = "A Library Is Lent to the Whole Street · La biblioteca se le presta a toda la calle"
    assert text_of(find(tree(write(LIBRARY)), "title")[0]) == both
    draft = tuple(replace(u, state=State.DRAFT) if u.role is Role.HEADLINE else u for u in LIBRARY.units)
    titles = find(tree(write(replace(LIBRARY, units=draft))), "title")
    assert text_of(titles[0]) == "A Library Is Lent to the Whole Street"


@LAYOUTS
def test_the_words_come_in_reading_order(layout: Layout) -> None:
    body = text_of(find(tree(write(LIBRARY, Options(layout))), "main")[0])
    place = 0
    for unit in LIBRARY.units:
        for text in ((unit.source, unit.target), (unit.source,), (unit.target,))[
            {Layout.SOURCE: 1, Layout.TARGET: 2}.get(layout, 0)
        ]:
            words = " ".join(re.sub(r"\[\^(.)\]", r"\1", text).replace("*", "").split())
            shown = to_plain(words)
            place = body.index(shown, place)
            place += len(shown)


def test_what_is_unapproved_has_a_word_and_a_shape() -> None:
    document = tree(write(LIBRARY))
    badges = [e for e in document.iter("span") if (e.get("class") or "").startswith("badge")]
    assert [(text_of(e), next(e.iter(f"{SVG}use")).get("href")) for e in badges] == [
        ("por revisar", "#s-translated"),
        ("borrador", "#s-draft"),
        ("borrador, de máquina, sin editar", "#s-draft"),
        ("devuelto", "#s-returned"),
        ("el original cambió después", "#s-outdated"),
    ]
    shapes = {e.get("id") for e in document.iter(f"{SVG}symbol")}
    assert {"s-draft", "s-translated", "s-returned", "s-outdated"} <= shapes


# Notes


def test_a_note_stands_under_the_text_that_it_explains() -> None:
    unit = Unit(
        "p1", "a[^s]", "b[^t]", State.REVIEWED, notes=(Remark("of the *source*", "", "s"), Remark("of target", "", "t"))
    )
    document = tree(write(Bitext("en", "es", (unit,))))
    (row,) = find(document, "div", class_="row notes")
    assert {e.get("class"): text_of(e) for e in row} == {"source": "s of the source", "target": "t of target"}


def test_a_note_of_the_target_stays_there_when_the_source_has_the_same_anchor() -> None:
    notes = (Remark("of target", "", "1", Side.TARGET), Remark("of source", "", "1", Side.SOURCE))
    document = tree(write(Bitext("en", "es", (Unit("p1", "a[^1]", "b[^1]", State.REVIEWED, notes=notes),))))
    (row,) = find(document, "div", class_="row notes")
    assert {e.get("class"): text_of(e) for e in row} == {"source": "1 of source", "target": "1 of target"}


def test_the_note_of_a_text_that_is_left_out_is_left_out() -> None:
    unit = Unit("p1", "a", "b[^t]", State.DRAFT, notes=(Remark("of target", "", "t"),))
    assert "of target" in write(Bitext("en", "es", (unit,))).decode()
    assert "of target" not in write(Bitext("en", "es", (unit,)), Options(states=States.REVIEWED)).decode()


# What stands at the foot


def test_the_colophon_is_a_list_of_facts() -> None:
    document = tree(write(LIBRARY))
    facts = {text_of(e.find("dt")): text_of(e.find("dd")) for e in find(document, "footer")[0].iter("div")}
    assert facts["Con la sola aprobación de quien tradujo"] == "¶ 4"
    assert facts["Archivo de origen, SHA-256"] == LIBRARY.sha256
    assert facts["Al día"] == "2024-10-05"


def test_the_source_alone_names_no_translator() -> None:
    html = unescape(write(LIBRARY, Options(Layout.SOURCE)).decode())
    assert "Ana R." not in html
    assert LIBRARY.sha256 in html
    assert "view-both" not in html.partition("</style>")[2]


# Sentences, and what the page says of itself


@PATIENT
@given(bitext=st.one_of(bitexts(), wild_bitexts()))
def test_marking_sentences_changes_no_letter(bitext: Bitext) -> None:
    for side, alone in (("source", Layout.SOURCE), ("target", Layout.TARGET)):
        both, one = (tree(write(bitext, Options(layout))) for layout in (Layout.COLUMNS, alone))
        for number in range(1, len(bitext.units) + 1):
            texts = [
                [text_of(e) for row in find(page, "*") if row.get("data-number") == str(number)
                 for e in row.iter() if e.get("class") == side]
                for page in (both, one)
            ]  # fmt: skip
            assert texts[0] == texts[1]


@PATIENT
@given(bitext=bitexts())
def test_each_mark_has_its_counterpart_or_stands_for_nothing(bitext: Bitext) -> None:
    document = tree(write(bitext))
    for row in (e for e in document.iter() if e.get("data-number")):
        for cell in (e for e in row.iter() if e.get("class") in ("source", "target")):
            numbers = [int(e.get("data-s")) for e in cell.iter("span") if e.get("data-s")]
            assert numbers == sorted(set(numbers))
        assert all(set(e.attrib) == {"data-s"} for e in row.iter() if e.get("data-s"))


def test_sentences_that_stand_for_each_other_have_one_number() -> None:
    unit = Unit(
        "p1", "One. Two is a *longer. One* still. Three.", "Uno. Dos es una *larga. Sí* aún. Tres.", State.FINAL
    )
    document = tree(write(Bitext("en", "es", (unit,))))
    marked = [[(e.get("data-s"), text_of(e)) for e in cell.iter("span") if e.get("data-s")]
              for cell in document.iter("p") if cell.get("class") in ("source", "target")]  # fmt: skip
    assert marked == [
        [("1", "One."), ("2", "Two is a longer. One still."), ("3", "Three.")],
        [("1", "Uno."), ("2", "Dos es una larga. Sí aún."), ("3", "Tres.")],
    ]


def test_a_text_without_its_counterpart_is_not_marked() -> None:
    document = tree(write(Bitext("en", "es", (Unit("p1", "One. Two."),))))
    assert not [e for e in document.iter() if e.get("data-s")]


def test_notes_lead_there_and_back() -> None:
    notes = (Remark("First.", "", "1", Side.TARGET), Remark("Lost.", "", "x", Side.TARGET))
    unit = Unit("note-1", "A.", "B[^1] and [^1] [c[^1]](https://a.example/) [^9].", State.FINAL, notes=notes)
    document = tree(write(Bitext("en", "es", (unit,))))
    ids = {e.get("id") for e in document.iter() if e.get("id")}
    there = [e for e in document.iter("a") if e.get("role") == "doc-noteref"]
    back = [e for e in document.iter("a") if e.get("role") == "doc-backlink"]
    assert [e.get("href") for e in there] == ["#note-2", "#note-2"]
    assert [e.get("id") for e in there] == ["to-note-2", None]
    assert [e.get("href") for e in back] == ["#to-note-2"]
    assert {"note-1", "note-2", "note-3", "to-note-2"} <= ids
    assert not [e for link in document.iter("a") for e in link.iter("a") if e is not link]


@pytest.mark.parametrize(("licence", "address"), [
    ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("cc by nc nd 3.0, with thanks", "https://creativecommons.org/licenses/by-nc-nd/3.0/"),
    ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("See https://a.example/terms.", "https://a.example/terms"),
    ("All rights reserved", ""), ("javascript:alert(1)", ""), ("CC BY", ""), ("", ""),
])  # fmt: skip
def test_a_licence_leads_to_its_terms(licence: str, address: str) -> None:
    assert licence_address(licence) == address
    document = tree(write(replace(LIBRARY, licence=licence)))
    assert [e.get("href") for e in find(document, "link", rel="license")] == [address][: bool(address)]
    assert [text_of(e) for e in find(document, "a", rel="license")] == [licence][: bool(address)]


def test_the_description_is_approved_text_in_the_language_of_the_page() -> None:
    def said(bitext: Bitext, layout: Layout) -> list[str]:
        return [e.get("content") for e in find(tree(write(bitext, Options(layout))), "meta", name="description")]

    assert said(LIBRARY, Layout.COLUMNS) == ["Once estantes, una tetera y ninguna multa"]
    assert said(LIBRARY, Layout.SOURCE) == ["Eleven shelves, one kettle and no fines"]
    drafts = replace(LIBRARY, units=tuple(replace(u, state=State.DRAFT) for u in LIBRARY.units))
    assert said(drafts, Layout.COLUMNS) == []
    (long,) = said(Bitext("en", "es", (Unit("p1", "word " * 100),)), Layout.SOURCE)
    assert len(long) <= 200
    assert long.endswith("word…")


def test_two_thousand_pairs_have_their_anchors_and_no_id_twice() -> None:
    units = tuple(Unit(f"p{n}", f"One {n}. Two.", f"Uno {n}. Dos.", State.FINAL) for n in range(1, 2001))
    written = write_page(volume_of(Bitext("en", "es", units)), Options(), BARE)
    assert len(written.anchors) == 2000
    ids = re.findall(r'\sid="([^"]+)"', written.data.decode())
    assert len(ids) == len(set(ids))
