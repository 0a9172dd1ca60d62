"""Files of pairs: read as they come, whatever programs have left; written so that they are the same when read again."""

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.errors import (
    BrokenFile,
    EmptyFile,
    FileProblem,
    LineWithoutTab,
    MissingColumns,
    NotForTheMemory,
    WithoutPairs,
    WrongContent,
    WrongLanguage,
)
from formats import pairs
from formats.pairs import Pair, read_pairs
from formats.pairs_out import Written, write_pairs
from formats.pairs_survey import survey
from services.store import storable

HEAD = '<?xml version="1.0"?><tmx version="1.4"><header creationtool="x" srclang="{}" datatype="plaintext"/><body>'
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60)


def tmx(*units: str, source: str = "en") -> bytes:
    return f"{HEAD.format(source)}{''.join(units)}</body></tmx>".encode()


def unit(**texts: str) -> str:
    tuvs = (f'<tuv xml:lang="{tag.replace("_", "-")}"><seg>{seg}</seg></tuv>' for tag, seg in texts.items())
    return f"<tu>{''.join(tuvs)}</tu>"


def read(data: bytes, name: str = "old.tmx", languages: tuple[str, str] = ("en", "es")) -> list[Pair]:
    return list(read_pairs(io.BytesIO(data), name, languages))


def written(found: list[Written], format_id: str = "tmx") -> bytes:
    return b"".join(write_pairs(found, format_id, ("en", "es")))


def pair(source: str, target: str, number: int = 1, **rest: object) -> Written:
    given = {"author": "", "changed_at": None, "origin": "", "is_sentence": False} | rest
    return Written(number, source, target, "en", "es-MX", **given)


def texts(found: list[Pair]) -> list[tuple[str, str]]:
    return [(one.source, one.target) for one in found]


def test_a_unit_is_found_whatever_stands_beside_it():
    data = tmx(
        unit(en="One.", es="Uno.", fr="Un."),
        unit(es_MX="Dos.", en_US="Two."),  # the other way round, and of other regions
        unit(en="Three.", fr="Trois."),
        unit(en="", es="Nada."),
        '<tu><tuv xml:lang="en"><seg>Four.</seg></tuv></tu>',
    )
    assert texts(read(data)) == [("One.", "Uno."), ("Two.", "Dos."), ("", "Nada."), ("Four.", "")]


def test_several_targets_of_a_unit_are_as_many_pairs():
    several = '<tu><tuv xml:lang="en"><seg>Sing.</seg></tuv>{}{}</tu>'
    first, second = (f'<tuv xml:lang="es"><seg>{text}</seg></tuv>' for text in ("Canta.", "Cantad."))
    assert texts(read(tmx(several.format(first, second)))) == [("Sing.", "Canta."), ("Sing.", "Cantad.")]


def test_markup_of_other_programs_stands_in_the_text_and_ours_is_markup():
    other = '<bpt i="1">&lt;b&gt;</bpt>strike<ept i="1">&lt;/b&gt;</ept>'
    ours = '<bpt i="1" type="bold">**</bpt>huelga<ept i="1">**</ept>'
    [found] = read(tmx(unit(en=other, es=ours)))
    assert found[:2] == ("<b>strike</b>", "**huelga**")


def test_a_table_and_lines_may_name_their_languages_in_any_order():
    assert texts(read(b'source,target\n"One, two.",Uno.\n', "a.csv")) == [("One, two.", "Uno.")]
    assert texts(read(b"es;en\nUno.;One.\n", "a.csv")) == [("One.", "Uno.")]
    assert texts(read(b"en\tes\nOne.\tUno.\n", "a.tsv")) == [("One.", "Uno.")]
    assert texts(read(b"es-MX\ten\nUno.\tOne.\n", "a.tsv")) == [("One.", "Uno.")]
    assert texts(read(b"No\tNo\nSo\tAs\xc3\xad\n", "a.tsv")) == [("No", "No"), ("So", "Así")]
    assert texts(read(gzip.compress(tmx(unit(en="One.", es="Uno."))), "a.tmx.gz")) == [("One.", "Uno.")]


@pytest.mark.parametrize(
    ("name", "data", "kind", "line"),
    [
        ("a.tmx", tmx(unit(en="One.", es="Uno."))[:-20], BrokenFile, 1),
        ("a.tmx", b"\n\n" + tmx("\n\n<tu><tuv>"), BrokenFile, 5),
        ("a.tmx", b'<!DOCTYPE tmx [<!ENTITY a "b">]>' + tmx(), BrokenFile, None),
        ("a.tmx", b"<html/>", BrokenFile, None),
        ("a.tmx", tmx(unit(en="x" * 11_000_000, es="y")), BrokenFile, 1),
        ("a.tmx", tmx(unit(fr="Un.", de="Eins.")), WrongLanguage, None),
        ("a.tsv", b"fr\tde\nUn.\n", BrokenFile, 2),
        ("a.csv", b"fr,de\nUn.,Eins.\n", WrongLanguage, None),
        ("a.csv", b"one,two,three\n1,2,3\n", MissingColumns, None),
        ("a.tsv", b"PK\x03\x04....", WrongContent, None),
        ("a.tsv", b" \n\n", EmptyFile, None),
        ("a.tmx", b"", EmptyFile, None),
        ("a.tsv.gz", gzip.compress(b"one\tuno\n" * 4000, mtime=0)[:-30], BrokenFile, 1),
    ],
)
def test_what_is_broken_is_refused_with_the_line(name: str, data: bytes, kind: type[FileProblem], line: int | None):
    with pytest.raises(kind) as caught:
        read(data, name)
    if line is not None:
        assert caught.value.facts["line"] >= line


def test_a_stream_is_read_as_far_as_pairs_are_asked_for():
    stream = io.BytesIO(tmx(*(unit(en=f"Number {n}.", es=f"Número {n}.") for n in range(20_000))))
    found = read_pairs(stream, "a.tmx", ("en", "es"))
    assert next(found).source == "Number 0."
    assert stream.tell() < 700_000 < len(stream.getvalue())


def test_every_unit_keeps_the_variety_that_it_names():
    data = tmx(
        unit(en_US="One.", es_ES="Uno.", fr="Un.", es_419="Uno, pues."),
        unit(en="Two.", es_mx="Dos."),
        unit(en="Three.", es="Tres."),
        source="en-US",
    )
    kept = [(one.target, one.source_language, one.target_language) for one in read(data)]
    assert kept == [
        ("Uno.", "en-US", "es-ES"), ("Uno, pues.", "en-US", "es-419"), ("Dos.", "", "es-MX"), ("Tres.", "", ""),
    ]  # fmt: skip
    exact = [(one.target, one.target_language) for one in read(data, languages=("en", "es-419"))]
    assert exact == [("Uno, pues.", ""), ("Uno.", "es-ES"), ("Dos.", "es-MX"), ("Tres.", "")]
    # From one variety into another, a third is neither.
    between = read(tmx(unit(es_ES="Vale.", es_MX="Sale.", es_AR="Dale.")), languages=("es-ES", "es-MX"))
    assert texts(between) == [("Vale.", "Sale.")]
    for name, table in (("a.csv", b"es-PE,en-GB\nUno.,One.\n"), ("a.tsv", b"es-PE\ten-GB\nUno.\tOne.\n")):
        [found] = read(table, name)
        assert (found.target, found.source_language, found.target_language) == ("Uno.", "en-GB", "es-PE")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_lines_are_read_in_the_encodings_that_spreadsheets_save(encoding: str, pack: Callable[[bytes], bytes]):
    text = "The street\tLa dirección\r\n" + "".join(f"Day {n}\tDía {n}\r\n" for n in range(9000))
    found = read(pack(text.encode(encoding)), "a.txt")
    assert texts(found)[:2] == [("The street", "La dirección"), ("Day 0", "Día 0")]
    assert len(found) == 9001
    plain = "Street\tCalle\n" * 9000
    assert texts(read(pack(plain.encode(encoding)), "a.txt"))[-1] == ("Street", "Calle")
    late = plain + "Day\tDía\n"
    assert texts(read(pack(late.encode(encoding)), "a.txt"))[-1] == ("Day", "Día")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("Sí\tsí\n".encode() + b"No\tn\xf3\n", 2),  # UTF-8 that was damaged later, not Windows-1252
        (b"Day\tD\xeda\nDay\tD\x81a\n", 2),  # no letter of Windows-1252
        ("Day\tDía\nDay\tDía\n".encode("utf-16")[:-1], None),  # half a letter at the end
        ("Day\tDía\n".encode("utf-16") + b"\x00\xdc\t\0", None),
    ],
)
def test_what_is_text_in_no_encoding_is_refused_with_its_line(data: bytes, line: int | None):
    with pytest.raises(BrokenFile) as caught:
        read(data, "a.tsv")
    assert caught.value.facts["line"] == line


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.tsv", b"Only words.\n", LineWithoutTab),
        ("a.tsv", b"One.\tUno.\nTwo.\n", LineWithoutTab),
        ("a.csv", b"one;two;three\n1;2;3\n", MissingColumns),
        ("a.tsv", b"\t\n\tUno.\n", WithoutPairs),
        ("a.csv", b"source,target\nOne.,\n", WithoutPairs),
        ("a.tmx", tmx(), WithoutPairs),
        ("a.tmx", tmx("<tu><tuv><seg>One.</seg></tuv><tuv><seg>Uno.</seg></tuv></tu>"), WithoutPairs),
        ("a.tmx", b"\x89PNG....", NotForTheMemory),
        ("a.tmx", tmx(unit(en="One.", es="Uno."))[:-20], BrokenFile),
    ],
)
def test_a_survey_refuses_what_holds_no_pairs_before_anybody_is_asked(name: str, data: bytes, kind: type[FileProblem]):
    with pytest.raises(kind):
        survey(io.BytesIO(data), name)


def test_a_survey_of_several_varieties_names_the_language():
    data = tmx(unit(en_US="One.", es_ES="Uno."), unit(en_US="Two.", es_MX="Dos."), unit(en_US="Three.", fr="Trois."))
    assert survey(io.BytesIO(data), "a.tmx")[1:3] == ("en-US", "es")


def test_a_survey_tells_the_languages_of_a_file():
    data = tmx(unit(en_US="One.", es_MX="Uno.", fr="Un."), unit(en_US="Two.", es_MX="Dos."), source="EN-us")
    told = survey(io.BytesIO(data), "a.tmx")
    assert (told.format, told.source, told.target) == ("tmx", "en-US", "es-MX")
    assert told.languages == (("en-US", 2), ("es-MX", 2), ("fr", 1))
    assert survey(io.BytesIO(tmx(unit(en="One.", es="Uno."), source="*all*")), "a.tmx")[1:3] == ("en", "es")
    assert survey(io.BytesIO(b"en,es\nOne.,Uno.\n"), "a.csv")[:3] == ("csv", "en", "es")
    assert survey(io.BytesIO(b"One.\tUno.\n"), "a.tsv")[:3] == ("tsv", "", "")
    with pytest.raises(BrokenFile):
        survey(io.BytesIO(data[:-10]), "a.tmx")


def test_what_is_written_says_who_when_and_where_from():
    at = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    rest = {"author": "Eva", "changed_at": at, "origin": "the-river/p1", "is_sentence": True}
    data = written(
        [pair("A **strong** [link](https://a.example).", "Un [enlace](https://a.example) **fuerte**.", **rest)]
    )
    assert b'<bpt i="1" x="1" type="bold">**</bpt>strong<ept i="1">**</ept>' in data
    assert b'<prop type="x-rv-origin">the-river/p1</prop>' in data
    assert b'xml:lang="es-MX" changeid="Eva" changedate="20200102T030405Z"' in data
    [found] = read(data)
    assert found == Pair(
        "A **strong** [link](https://a.example).", "Un [enlace](https://a.example) **fuerte**.", "Eva", at, True,
        "", "es-MX",
    )  # fmt: skip


def test_what_is_written_meets_the_dtd():
    dtd = etree.DTD(str(Path(__file__).parents[1] / "peers" / "tmx14.dtd"))
    data = written([pair('A *b*, <c> & "d"\n[^1]', "Un **b**", author="E & <f>", origin='a "b"', is_sentence=True)])
    assert dtd.validate(etree.fromstring(data)), dtd.error_log


def test_lines_hold_the_bare_words():
    data = written([pair("A *river*,\nwide.", "Un\t*río*,  ancho.")], "tsv")
    assert data.decode() == "A river, wide.\tUn río, ancho.\n"


def test_a_table_keeps_markup_and_runs_nowhere():
    data = written([pair("A *river*,\nwide.", '=HYPERLINK("a")'), pair("Two.", "Dos.")], "csv")
    assert data == b'\xef\xbb\xbfen,es\r\n"A *river*,\nwide.","\'=HYPERLINK(""a"")"\r\nTwo.,Dos.\r\n'
    assert texts(read(data, "a.csv")) == [("A *river*,\nwide.", '=HYPERLINK("a")'), ("Two.", "Dos.")]
    whole = b"".join(write_pairs([pair("Two.", "Dos.")], "csv", ("", "es")))
    assert texts(read(whole, "a.csv")) == [("Two.", "Dos.")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_what_is_written_is_read_again(found: list[tuple[str, str]]):
    kept = [(storable(source).strip(), storable(target).strip()) for source, target in found]
    sent = [pair(*one, number) for number, one in enumerate(kept)]
    assert [(storable(one.source).strip(), storable(one.target).strip()) for one in read(written(sent))] == kept


def test_the_suffixes_are_those_that_are_told_apart():
    assert {pairs.format_of(io.BytesIO(b"source\ttarget\n"), f"a{suffix}") for suffix in pairs.SUFFIXES} == {
        pairs.TMX, pairs.TABLE, pairs.LINES,
    }  # fmt: skip
