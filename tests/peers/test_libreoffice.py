"""LibreOffice, as a reviewer uses it: our tables are opened, saved and come back with nothing changed but what was."""

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from domain.bitext import Bitext, Unit
from domain.states import State
from formats import csv, docx, xlsx
from tests.formats.reading_room import LIBRARY
from tests.tools import command, needs

Save = Callable[[bytes, str, str], bytes]
WORD, EXCEL = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
# Comma, quotation mark, UTF-8, every cell as text: what a person chooses in the dialogue; tokens 5 and 7 to 9.
CSV_IN = "CSV:44,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2/8/2/9/2/10/2,0,true,false"
CSV_OUT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"
TRAPS = ("=1+1", "+34 600", "-5 °C", "@ana", "1997", "5/10", "007", "TRUE", "  spaces  ", "“Quotes”, it's; a\ttab")
# Spaces at the ends and tabs are the spreadsheet's to keep; the rest is text like any other.


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the argument for a profile that is nobody's."""
    return f"-env:UserInstallation={(tmp_path_factory.mktemp('profile')).as_uri()}"


@pytest.fixture
def save(profile: str, tmp_path: Path) -> Save:
    """Return what has LibreOffice open a file and save it again."""

    def saved(data: bytes, suffix: str, wanted: str, *more: str) -> bytes:
        file = tmp_path / f"table{suffix}"
        file.write_bytes(data)
        (soffice,) = command("writer" if suffix == ".docx" else "calc")
        out = tmp_path / "saved"
        arguments = ["--headless", *more, "--convert-to", wanted, "--outdir", str(out), str(file)]
        subprocess.run([soffice, profile, *arguments], check=True, capture_output=True, timeout=180)
        return (out / file.with_suffix(f".{wanted.partition(':')[0]}").name).read_bytes()

    return saved


def traps() -> Bitext:
    units = (Unit(f"p{n}", f"Source {n}", text, State.DRAFT, version=n) for n, text in enumerate(TRAPS, 1))
    return replace(LIBRARY, units=tuple(units))


def changed(found: Bitext, sent: Bitext) -> list[str]:
    assert [unit.id for unit in found.units] == [unit.id for unit in sent.units]
    return [new.id for new, old in zip(found.units, sent.units, strict=True) if new.target != old.target]


@needs("writer")
def test_a_word_table_comes_back_as_it_went(save: Save) -> None:
    assert docx.read(save(docx.write(LIBRARY), ".docx", WORD)) == LIBRARY


@needs("writer")
def test_saved_twice_and_edited_between_exactly_the_edit_is_other(save: Save) -> None:
    document = Document(io.BytesIO(save(docx.write(LIBRARY), ".docx", WORD)))
    document.tables[0].rows[7].cells[2].paragraphs[0].runs[0].text = "Otra cosa."
    out = io.BytesIO()
    document.save(out)
    assert changed(docx.read(save(out.getvalue(), ".docx", WORD)), LIBRARY) == [LIBRARY.units[6].id]


@needs("calc")
@pytest.mark.parametrize("sent", [LIBRARY, traps()], ids=["library", "traps"])
def test_a_workbook_comes_back_as_it_went(save: Save, sent: Bitext) -> None:
    assert xlsx.read(save(xlsx.write(sent), ".xlsx", EXCEL)) == sent


@needs("calc")
def test_a_workbook_edited_in_between_has_that_edit(save: Save) -> None:
    book = openpyxl.load_workbook(io.BytesIO(save(xlsx.write(LIBRARY), ".xlsx", EXCEL)))
    book.worksheets[0]["C6"].value = "Otra cosa."
    out = io.BytesIO()
    book.save(out)
    found = xlsx.read(save(out.getvalue(), ".xlsx", EXCEL))
    assert changed(found, LIBRARY) == [LIBRARY.units[4].id]
    assert found.units[4].target == "Otra cosa."


@needs("calc")
@pytest.mark.parametrize("sent", [LIBRARY, traps()], ids=["library", "traps"])
def test_a_csv_comes_back_as_it_went(save: Save, sent: Bitext) -> None:
    found = csv.read(save(csv.write(sent), ".csv", CSV_OUT, f"--infilter={CSV_IN}"))
    assert changed(found, sent) == []
    assert [(u.id, u.source, u.state, u.version) for u in found.units] == [
        (u.id, u.source, u.state, u.version) for u in sent.units
    ]
