"""CSV and XLSX: what spreadsheets and people make of a table, and what they may not make of us."""

import csv as reader_of_csv
import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from domain.bitext import Bitext, Remark, States, Unit
from domain.errors import (
    ArchiveTooLarge,
    BrokenFile,
    EmptyFile,
    FileProblem,
    FormulaWithoutValue,
    MissingColumns,
    WrongContent,
)
from domain.states import State
from formats import csv, xlsx
from formats.base import Options
from formats.csv import protected, unprotected
from formats.table import read_rows
from formats.table_remarks import read_remarks
from tests.formats.reading_room import LIBRARY
from tests.formats.strategies import TEXTS

SHARED = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "interchange"
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''=1", " =1", "=cmd|' /C calc'!A0", "＝1")


def texts(bitext: Bitext) -> list[tuple[str, str]]:
    return [(unit.source, unit.target) for unit in bitext.units]


def table(*rows: str, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return end.join(rows).encode(encoding)


def sheet(*rows: tuple[object, ...], title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Formulas


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_protection_is_taken_off_exactly(text: str) -> None:
    assert unprotected(protected(text)) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_can_be_run(text: str) -> None:
    bitext = Bitext("en", "es", (Unit("p1", text, text, State.DRAFT),))
    rows = list(reader_of_csv.reader(io.StringIO(csv.write(bitext).decode("utf-8-sig"), newline="")))
    assert all(not cell.strip().startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(bitext)))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert csv.read(csv.write(bitext)) == xlsx.read(xlsx.write(bitext)) == bitext


# CSV from elsewhere


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str, end: str) -> None:
    rows = [delimiter.join(row) for row in (("source", "target"), ("Sing loud.", "Canta, niño; «fuerte»."))]
    if delimiter in ",;":
        rows[1] = f'Sing loud.{delimiter}"Canta, niño; «fuerte»."'
    assert texts(csv.read(table(*rows, encoding=encoding, end=end))) == [("Sing loud.", "Canta, niño; «fuerte».")]


@pytest.mark.parametrize(
    "head",
    ["Target,SOURCE,id", "Traducción,Texto original,ID", "destino,origen,clave", " translation , Source Text ,segment"],
)
def test_columns_are_known_in_any_order_case_and_in_spanish(head: str) -> None:
    (unit,) = csv.read(table(head, "Uno.,One.,p7")).units
    assert (unit.id, unit.source, unit.target, unit.state) == ("p7", "One.", "Uno.", State.DRAFT)


@pytest.mark.parametrize(
    ("word", "state"),
    [("translated", State.TRANSLATED), ("Por revisar", State.TRANSLATED), ("aprobado", State.REVIEWED),
     ("", State.DRAFT), ("whatever", State.DRAFT), ("FINAL", State.FINAL)],
)  # fmt: skip
def test_a_state_is_read_by_name_or_label(word: str, state: State) -> None:
    assert csv.read(table("source,target,estado", f"a,b,{word}")).units[0].state is state


@pytest.mark.parametrize(
    ("rows", "missing"),
    [(("a,b,c", "1,2,3"), ["source", "target"]), (("source,comment", "1,2"), ["target"]), (("just text",), None)],
)
def test_missing_columns_are_named(rows: tuple[str, ...], missing: list[str] | None) -> None:
    with pytest.raises(MissingColumns) as problem:
        csv.read(table(*rows))
    assert problem.value.facts["missing"] == (missing or ["source", "target"])


def test_a_comma_too_many_is_refused_with_its_line() -> None:
    with pytest.raises(BrokenFile) as problem:
        csv.read(table("source,target", "One.,Uno.", "Two, three.,Dos, tres."))
    assert problem.value.facts["line"] == 3


def test_an_unclosed_quotation_mark_swallows_nothing() -> None:
    with pytest.raises(BrokenFile):
        csv.read(table("source,target", '"One.,Uno.', *["Two.,Dos."] * 100))


def test_foreign_columns_are_kept() -> None:
    bitext = csv.read(table("source,target,Ticket", "One.,Uno.,A-7"))
    assert bitext.units[0].extra == (("column:Ticket", "A-7"),)
    assert csv.read(csv.write(bitext)) == bitext


def test_excel_says_its_delimiter() -> None:
    assert texts(csv.read(table("sep=;", "source;target", "One,;Uno,"))) == [("One,", "Uno,")]


def test_a_sorted_table_says_the_same_of_the_text() -> None:
    rows = list(reader_of_csv.reader(io.StringIO(csv.write(LIBRARY).decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    reader_of_csv.writer(out).writerows([rows[0], *reversed(rows[1:])])
    assert csv.read(out.getvalue().encode()) == replace(LIBRARY, units=LIBRARY.units[::-1])


def test_a_remark_can_be_added_by_hand() -> None:
    assert read_remarks("[Ana] Is it?\n\nNo!") == (Remark("Is it?", "Ana"), Remark("No!"))
    assert read_remarks('[{"text": "[x] a", "author": "Ana"}]\nNo!') == (Remark("[x] a", "Ana"), Remark("No!"))


def test_approved_text_alone_names_no_version_of_what_was_left_out() -> None:
    bitext = Bitext("en", "es", (Unit("p1", "a", "b", State.DRAFT, version=7),))
    for fmt in (csv, xlsx):
        (unit,) = fmt.read(fmt.write(bitext, Options(states=States.REVIEWED))).units
        assert (unit.target, unit.version) == ("", None)


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared data")
def test_two_columns_called_by_languages_are_pairs() -> None:
    bitext = csv.read((SHARED / "text" / "live-manual.csv").read_bytes())
    assert (bitext.source_language, bitext.target_language, len(bitext.units)) == ("en", "es", 100)
    assert texts(bitext)[0] == ("Live Systems Manual", "Manual de Live Systems")


# Workbooks from elsewhere


def test_numbers_and_dates_are_read_as_they_show() -> None:
    from datetime import date

    data = sheet(("id", "source", "target", "version"), ("p1", 1997, date(2024, 10, 5), 3), ("p2", True, 0.5, 4.0))
    first, second = xlsx.read(data).units
    assert (first.source, first.target, first.version) == ("1997", "2024-10-05", 3)
    assert (second.source, second.target, second.version) == ("TRUE", "0.5", 4)


def test_a_formula_counts_by_its_result_and_one_without_is_named() -> None:
    data = sheet(("source", "target"), ("One.", '="U"&"no."'))
    with pytest.raises(FormulaWithoutValue) as problem:
        xlsx.read(data)
    assert problem.value.facts["cell"] == "B2"
    assert texts(xlsx.read(with_part(data, b"<v></v>", b"<v>Uno.</v>", b' r="B2"', b' r="B2" t="str"'))) == [
        ("One.", "Uno.")
    ]


def with_part(data: bytes, *changes: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Return a workbook in whose sheet some bytes are others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == name:
                for before, after in zip(changes[::2], changes[1::2], strict=True):
                    content = content.replace(b"<v/>", b"<v></v>").replace(before, after)
            new.writestr(member, content)
    return out.getvalue()


def test_hidden_rows_merged_cells_and_other_sheets() -> None:
    book = openpyxl.Workbook()
    book.active.append(("About", "this"))
    second = book.create_sheet("Texts")
    for row in (("A list",), ("id", "source", "target"), ("p1", "One.", "Uno."), ("p2", "Two.", "Dos.")):
        second.append(row)
    second.row_dimensions[3].hidden = True
    second.merge_cells("A1:C1")
    out = io.BytesIO()
    book.save(out)
    assert texts(xlsx.read(out.getvalue())) == [("One.", "Uno."), ("Two.", "Dos.")]


def test_a_text_longer_than_a_cell_comes_back() -> None:
    long = "Ñandú _x000D_ \r" * 9_000
    bitext = Bitext("en", "es", (Unit("p1", long, long + "!", State.DRAFT), Unit("p2", "a", "b", State.DRAFT)))
    written = xlsx.write(bitext)
    assert (
        max(len(str(c.value)) for r in openpyxl.load_workbook(io.BytesIO(written)).worksheets[0] for c in r) <= 32_767
    )
    assert xlsx.read(written) == bitext


def test_a_bomb_is_refused() -> None:
    good = xlsx.write(LIBRARY)
    with pytest.raises(ArchiveTooLarge):
        xlsx.read(with_part(good, b"<sheetData>", b"<sheetData>" + b" " * 40_000_000))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '
    with pytest.raises(BrokenFile):
        xlsx.read(with_part(good, b"<worksheet ", bomb))
    with pytest.raises(WrongContent):
        xlsx.read(b"source,target")


# Whatever else


@pytest.mark.parametrize("fmt", [csv, xlsx], ids=["csv", "xlsx"])
def test_damaged_tables_give_a_file_problem_or_pairs(fmt) -> None:
    chance = random.Random(5)
    good = fmt.write(LIBRARY)
    for _ in range(150):
        damaged = bytearray(good)
        for _ in range(chance.randrange(1, 20)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.choice((0, 1, 40))] = chance.choice((b"", b'"', b",", b"\0", b"\xff", b"<"))
        try:
            fmt.read(bytes(damaged))
        except FileProblem:
            continue


@pytest.mark.parametrize("data", [b"", b" ", b"\xef\xbb\xbf"])
def test_nothing_is_nothing(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        csv.read(data)


def test_a_table_of_more_cells_than_memory_has_room_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formats.table.MOST_CELLS", 30)
    rows = b"source,target,x,y\n" + b"a,b,1,\n" * 10
    assert len(csv.read(rows).units) == 10
    with pytest.raises(BrokenFile) as refused:
        csv.read(rows + b"a,b,,\n")
    assert refused.value.facts["line"] == 12


def test_a_table_of_more_letters_than_a_file_holds_is_refused() -> None:
    rows = [["source", "target"], *[["a" * 1_000_000, "b"]] * 40]
    with pytest.raises(BrokenFile) as refused:
        read_rows(rows, "xlsx")
    assert refused.value.facts["line"] == 33


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_as_they_do_and_stay_so_in_a_cell(end: str) -> None:
    text = f'source,target{end}"a{end}b",c\u2028d{end}{end}e,f'
    assert [(u.source, u.target) for u in csv.read(text.encode()).units] == [(f"a{end}b", "c\u2028d"), ("e", "f")]
