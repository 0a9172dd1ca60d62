"""XLIFF and TMX as they stand in the file, as other tools write them, and as an independent reader finds them."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree
from translate.storage import tmx as toolkit_tmx
from translate.storage import xliff as toolkit_xliff
from translate.storage import xliff2 as toolkit_xliff2

from domain.bitext import Bitext, Flag, Remark, Unit
from domain.errors import BrokenFile, FileProblem, WrongContent, WrongLanguage
from domain.states import State
from formats import REGISTRY, detect, read_pair, reader, tmx, xliff, xliff2
from tests.formats.reading_room import LIBRARY

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "interchange"
MANIFEST = {
    line.split("\t")[0]: line.split("\t")[-1]
    for line in ((DATA / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines() if DATA.is_dir() else ())
}
FORMATS = [xliff, xliff2, tmx]
PLACE = {xliff: xliff.STATES, xliff2: xliff2.STATES}

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
each = pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.INFO.id)


def one(fmt: ModuleType, source: str, target: str = "b", state: State = State.TRANSLATED) -> str:
    """Return a file of one unit as text."""
    return fmt.write(
        Bitext("en", "es", (Unit("p1", source, target, state if target else State.UNTRANSLATED),))
    ).decode()


def xliff1(unit: str, *, file: str = 'source-language="en" target-language="es"', version: str = "1.2") -> bytes:
    return f'<xliff version="{version}"><file {file}><body>{unit}</body></file></xliff>'.encode()


def xliff21(unit: str) -> bytes:
    return (
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="es">'
        f'<file id="f">{unit}</file></xliff>'
    ).encode()


def memory(*tus: str, srclang: str = "en") -> bytes:
    return f'<tmx version="1.4"><header srclang="{srclang}"/><body>{"".join(tus)}</body></tmx>'.encode()


def tu(**texts: str) -> str:
    variants = (f'<tuv xml:lang="{tag.replace("_", "-")}"><seg>{text}</seg></tuv>' for tag, text in texts.items())
    return f"<tu>{''.join(variants)}</tu>"


# Written


@pytest.mark.parametrize("fmt", [xliff, xliff2], ids=["xliff", "xliff2"])
@pytest.mark.parametrize("state", State)
def test_a_state_is_written_as_the_standard_has_it_and_read_again(fmt: ModuleType, state: State) -> None:
    text = one(fmt, "a", "" if state is State.UNTRANSLATED else "b", state)
    assert PLACE[fmt][state] in text
    assert ('approved="yes"' in text) is (fmt is xliff and state in (State.REVIEWED, State.FINAL))
    assert fmt.read(text.encode()).units[0].state is state


def test_markup_is_codes_with_the_same_number_in_both_texts() -> None:
    source, target = (
        "*One* and **two**[^1]\n[here](https://a.example/?b&c).",
        "**Dos** y *uno*[^1]\n[aquí](https://x/).",
    )
    text = one(xliff, source, target)
    assert '<source><g id="1" ctype="italic">One</g> and <g id="2" ctype="bold">two</g><x id="3" ctype="x-note"' in text
    assert '<g id="2" ctype="bold">Dos</g> y <g id="1" ctype="italic">uno</g><x id="3"' in text
    assert 'rv:href="https://a.example/?b&amp;c"' in text
    text = one(xliff2, source, target)
    assert '<pc id="1" type="fmt" subType="xlf:i" dataRefStart="d1" dataRefEnd="d1">One</pc>' in text
    assert '<ph id="4" type="fmt" subType="xlf:lb"' in text
    text = one(tmx, source, target)
    assert '<bpt i="1" x="1" type="italic">*</bpt>One<ept i="1">*</ept>' in text
    for fmt in FORMATS:
        unit = fmt.read(one(fmt, source, target).encode()).units[0]
        assert (unit.source, unit.target) == (source, target)


@each
@pytest.mark.parametrize("text", [r"\*no\* [^1\] _so_ 2*3", "__a__ *b*", "a_b_c", r"x\.y", "*a **b***", "`<b>` &amp; "])
def test_marks_come_back_as_they_were_spelt(fmt: ModuleType, text: str) -> None:
    assert fmt.read(one(fmt, text).encode()).units[0].source == text


def test_codes_that_a_tool_writes_without_their_attributes_are_known_by_their_ids() -> None:
    text = one(xliff, "*One* or [two](https://a.example/).").replace(
        ">b</target>", '>Uno o <g id="2">dos</g> o <x id="9"/><g id="1">tres</g>.</target>'
    )
    assert xliff.read(text.encode()).units[
        0
    ].target == r"Uno o [dos](https://a.example/) o <x id=\"9\"/>*tres*.".replace("\\", "")


@each
def test_what_others_put_there_survives(fmt: ModuleType) -> None:
    added = {
        xliff: (
            "<trans-unit ",
            '<trans-unit xmlns:o="urn:o" maxwidth="9" o:k="&lt;" ',
            "</trans-unit>",
            "<o:e xmlns:o='urn:o'>x</o:e>",
        ),
        xliff2: ("<unit ", '<unit xmlns:o="urn:o" name="n" o:k="&lt;" ', "<segment", "<o:e xmlns:o='urn:o'>x</o:e>"),
        tmx: ("<tu ", '<tu usagecount="3" ', '<tuv xml:lang="en"', '<prop type="domain">press</prop>'),
    }[fmt]
    text = one(fmt, "a").replace(added[0], added[1]).replace(added[2], added[3] + added[2], 1)
    read = fmt.read(text.encode())
    again = fmt.read(fmt.write(read))
    assert again == read
    values = " ".join(value for _, value in again.units[0].extra)
    assert ("x" in values) if fmt is not tmx else (values == "3 press")
    root = etree.fromstring(fmt.write(read))
    found = {value for element in root.iter() for value in element.attrib.values()}
    assert {xliff: "9", xliff2: "n", tmx: "3"}[fmt] in found


# Read: other tools


@pytest.mark.parametrize(
    ("unit", "target", "state"),
    [
        ("<source>a</source>", "", State.UNTRANSLATED),
        ('<source>a</source><target state="new">a</target>', "", State.UNTRANSLATED),
        ("<source>a</source><target>b</target>", "b", State.DRAFT),
        ('<source>a</source><target state="needs-review-translation">b</target>', "b", State.DRAFT),
        ('<source>a</source><target state="translated">b</target>', "b", State.TRANSLATED),
        ('<source>a</source><target state="x-mine">b</target>', "b", State.DRAFT),
        ('<source>a</source><target state="final">b</target>', "b", State.FINAL),
        ("<source>a</source><target>\n  b\n  c </target>", " b c ", State.DRAFT),
        ("<source>a</source><target><mrk mtype='seg' mid='1'>b </mrk><mrk>c</mrk></target>", "b c", State.DRAFT),
        (
            "<source>a</source><target><bpt id='1'>&lt;b></bpt>x<ept id='1'>&lt;/b></ept></target>",
            "<b>x</b>",
            State.DRAFT,
        ),
        ("<source>a</source><target><bx id='1' ctype='bold'/>x<ex id='1'/>y</target>", "**x**y", State.DRAFT),
        ("<source>a</source><target>2 * 3 * 4 <g id='7'>z</g></target>", '2 * 3 * 4 <g id="7">z</g>', State.DRAFT),
    ],
)
def test_xliff_of_other_tools(unit: str, target: str, state: State) -> None:
    (read,) = xliff.read(xliff1(f'<group><trans-unit id="7">{unit}</trans-unit></group>')).units
    assert (read.id, read.source, read.target, read.state) == ("7", "a", target, state)


def test_what_stands_around_a_unit_of_xliff_holds_for_it() -> None:
    two = (
        '<group translate="no" xml:space="preserve"><trans-unit id="1"><source>a\n b</source></trans-unit></group>'
        '<trans-unit approved="yes"><source>c\n d</source><target>e</target><note from="QA">n</note></trans-unit>'
    )
    first, second = xliff.read(xliff1(two, version="1.0")).units
    assert (first.source, first.flags, second.source) == ("a\n b", {Flag.LOCKED}, "c d")
    assert (second.id, second.state, second.comments) == ("", State.REVIEWED, (Remark("n", "QA"),))


def test_the_files_of_the_languages_wanted_are_read() -> None:
    unit = "<trans-unit id='{0}'><source>a</source><target>{0}</target></trans-unit>"
    file = '<file source-language="en-US" target-language="{0}"><body>' + unit + "</body></file>"
    data = f'<xliff version="1.2">{"".join(map(file.format, ("fr", "es_PE", "es-419")))}</xliff>'.encode()
    assert [u.target for u in read_pair("xliff", data, "en", "es").units] == ["es_PE", "es-419"]
    assert [u.target for u in xliff.read(data).units] == ["fr"]
    with pytest.raises(WrongLanguage) as problem:
        read_pair("xliff", data, "en", "pt")
    assert problem.value.facts["expected"] == "en–pt"


@pytest.mark.parametrize(
    ("unit", "source", "target", "state"),
    [
        ("<segment><source>a</source></segment>", "a", "", State.UNTRANSLATED),
        ("<segment state='final'><source>a</source><target>b</target></segment>", "a", "b", State.FINAL),
        (
            "<segment state='final'><source>A.</source><target>B.</target></segment><ignorable><source> </source>"
            "</ignorable><segment state='translated'><source>C.</source><target>D.</target></segment>",
            "A. C.", "B. D.", State.TRANSLATED,
        ),
        (
            "<segment><source>A.</source><target order='2'>B.</target></segment>"
            "<segment><source>C.</source><target order='1'>D.</target></segment>",
            "A.C.", "D.B.", State.DRAFT,
        ),
        (
            "<originalData><data id='d'>&lt;br/></data></originalData><segment><source>a<ph id='1' dataRef='d'/>"
            "<sc id='2' type='fmt' subType='xlf:b'/>c<ec startRef='2'/><ph id='3'/></source></segment>",
            'a<br/>**c**<ph id="3"/>', "", State.UNTRANSLATED,
        ),
    ],
)  # fmt: skip
def test_xliff_2_of_other_tools(unit: str, source: str, target: str, state: State) -> None:
    (read,) = xliff2.read(xliff21(f'<group id="g"><unit id="u">{unit}</unit></group>')).units
    assert (read.source, read.target, read.state) == (source, target, state)


def test_a_version_read_as_the_other_is_named() -> None:
    with pytest.raises(WrongContent):
        xliff.read(xliff21(""))
    with pytest.raises(WrongContent):
        xliff2.read(xliff1(""))


def test_a_memory_of_many_languages_gives_the_pair_wanted() -> None:
    data = memory(tu(EN_US="a", fr="b", ES_ES="c", es="d"), tu(en="e", fr="f"), tu(fr="g", es="h"), srclang="*all*")
    assert [(u.source, u.target) for u in read_pair("tmx", data, "en", "es").units] == [("a", "d")]
    assert [(u.source, u.target) for u in read_pair("tmx", data, "fr", "es-MX").units] == [("b", "c"), ("g", "h")]
    for wanted in (("en", "pt"), ("pt", "es")):
        with pytest.raises(WrongLanguage):
            read_pair("tmx", data, *wanted)


def test_the_units_of_a_memory_come_one_by_one() -> None:
    data = memory(*[tu(en="a", es="b")] * 1_000)[:-30]
    units = tmx.units(data, languages=("en", "es"))
    assert (next(units).source, next(units).target) == ("a", "b")
    with pytest.raises(BrokenFile):
        list(units)


def test_what_nobody_approved_is_no_approval_in_a_memory() -> None:
    (unit,) = tmx.read(memory(tu(en="a", es="b").replace("<tuv", '<prop type="x-state">final</prop><tuv', 1))).units
    assert (unit.state, unit.extra) == (State.DRAFT, (("tmx:prop:x-state", "final"),))


# An independent reader


TOOLKIT = {
    xliff: lambda data: toolkit_xliff.xlifffile.parsestring(data),
    xliff2: lambda data: toolkit_xliff2.Xliff2File.parsestring(data),
    tmx: lambda data: toolkit_tmx.tmxfile.parsestring(data),
}
PLAIN = replace(
    LIBRARY, units=tuple(u for u in LIBRARY.units if not set("*[\n") & set(u.source + u.target + u.previous_source))
)


@each
def test_the_toolkit_reads_what_is_written(fmt: ModuleType) -> None:
    found = TOOLKIT[fmt](fmt.write(PLAIN))
    assert [(str(u.source), str(u.target or "")) for u in found.units] == [(u.source, u.target) for u in PLAIN.units]
    ids = [u.getid().rpartition("\x04")[2] for u in found.units]
    assert ids == [u.id for u in PLAIN.units] or fmt is tmx  # its ids of a memory are the sources
    if fmt is xliff:
        assert [u.isapproved() for u in found.units] == [u.is_approved for u in PLAIN.units]


@each
def test_what_the_toolkit_edits_comes_back_alone(fmt: ModuleType) -> None:
    file = TOOLKIT[fmt](fmt.write(PLAIN))
    edited = next(u for u in file.units if str(u.source) == "What we still need")
    edited.target = "Lo que falta"
    before, after = PLAIN.units, fmt.read(bytes(file)).units
    changed = {new.id: new.target for old, new in zip(before, after, strict=True) if old.target != new.target}
    assert changed == {"p9": "Lo que falta"}
    others = [(old, new) for old, new in zip(before, after, strict=True) if old.id != "p9"]
    assert all(replace(new, extra=()) == old for old, new in others)


# Files from outside


@needs_data
@pytest.mark.parametrize("path", sorted(DATA.glob("xliff/*")) + sorted(DATA.glob("tmx/*")), ids=lambda p: p.name)
def test_files_of_other_tools_are_read_whole(path: Path) -> None:
    data = path.read_bytes()
    bitext = reader(detect(path.name, data)).read(data)
    said = dict(pair.partition("=")[::2] for pair in MANIFEST[f"{path.parent.name}/{path.name}"].split() if "=" in pair)
    expected = int(said.get("trans-units") or said.get("units") or said.get("tu") or 33)
    # The toolkit counts the forms of a plural as one unit; they are several in the file.
    assert 0 <= len(bitext.units) - expected <= 6
    assert all(u.source for u in bitext.units)


@needs_data
@pytest.mark.parametrize(
    "path",
    [p for p in sorted(DATA.glob("omegat-tests/**/*")) if p.suffix in (".xlf", ".xliff", ".tmx")],
    ids=lambda p: p.name,
)
def test_the_files_of_omegats_tests_are_read_or_refused(path: Path) -> None:
    data = path.read_bytes()
    try:
        bitext = reader(detect(path.name, data)).read(data)
    except BrokenFile as problem:
        assert problem.facts["line"], path.name  # noqa: PT017
        return
    fmt = reader(detect(path.name, data))
    assert bitext.units or path.name == "empty.tmx"
    assert fmt.read(fmt.write(bitext)) == bitext


@needs_data
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("truncated.tmx", BrokenFile),
        ("xxe-file.tmx", BrokenFile),
        ("billion-laughs.xlf", BrokenFile),
        ("control-chars.tmx", BrokenFile),
        ("no-target-lang.tmx", WrongLanguage),
    ],
)
def test_a_malformed_file_is_refused(name: str, error: type[FileProblem]) -> None:
    data = (DATA / "malformed" / name).read_bytes()
    with pytest.raises(error):
        read_pair(detect(name, data), data, "en", "es")


# Damage


@pytest.mark.parametrize("fmt", [f for f in REGISTRY.values() if f.INFO.reads_targets], ids=lambda f: f.INFO.id)
def test_a_damaged_file_raises_nothing_but_file_problems(fmt: ModuleType) -> None:
    chance = random.Random(fmt.INFO.id)
    begun = time.process_time()
    for damaged in damage(fmt, chance):
        try:
            fmt.write(fmt.read(damaged))
        except FileProblem:
            continue
        if time.process_time() - begun > 20:  # a slow machine tries fewer
            break


def damage(fmt: ModuleType, chance: random.Random) -> Iterator[bytes]:
    """Give good files with tags dropped, doubled and moved, attributes swapped, and bytes broken."""
    good = fmt.write(LIBRARY)
    pieces = good.replace(b"<", b"\0<").replace(b">", b">\0").split(b"\0")
    for n in range(400):
        if n % 2:
            changed = list(pieces)
            for _ in range(chance.randrange(1, 4)):
                place, other = chance.randrange(len(changed)), chance.randrange(len(changed))
                changed[place : place + chance.choice((0, 1))] = [changed[other], b""][: chance.randrange(1, 3)]
            yield b"".join(changed)
        else:
            raw = bytearray(good)
            for _ in range(chance.randrange(1, 4)):
                place = chance.randrange(len(raw))
                raw[place : place + chance.choice((0, 1, 9))] = chance.choice(
                    (b"", b'"', b"<", b"&#8;", b" x='1'", b"/")
                )
            yield bytes(raw)
