"""XLSX: the same table as CSV, as a workbook with one sheet for the pairs and one for what is said of the text.

Written with openpyxl; every cell is text, so nothing that a person typed is run or becomes a number. Files from outside
are read by formats/xlsx_cells.py.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from copy import copy
from typing import Any

from domain.bitext import Bitext
from domain.errors import MissingColumns
from domain.states import State
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.table import UNIT_COLUMNS, admitted, read_about, read_rows, write_about, write_unit
from formats.table_values import is_formula
from formats.xlsx_cells import Workbook

INFO = FormatInfo(
    id="xlsx",
    name="Excel",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    reads_targets=True,
    carries=EVERYTHING,
)
SEGMENTS, STATEMENT = "Segments", "Statement"
MOST_IN_CELL = 32_760  # letters; Excel takes seven more
WIDTHS = {"source": 60, "target": 60, "notes": 30, "comments": 30, "role": 12, "state": 13, "extra": 20}
# What XML cannot hold stands as _x000D_ in Excel's files, and what looks like that as _x005F_x000D_.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)

read_document = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as a workbook."""
    from openpyxl import Workbook  # a fifth of a second, which no command should wait for

    book = Workbook(write_only=True)
    rows = [write_unit(unit) for unit in admitted(bitext, options.states)]
    names, cells = _cut(list(UNIT_COLUMNS), rows)
    _segments(book, names, cells)
    sheet = book.create_sheet(STATEMENT)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 80
    for name, value in write_about(bitext):
        sheet.append([_cell(sheet, name), *(_cell(sheet, piece) for piece in _pieces(value))])
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _segments(book: Any, names: list[str], rows: Iterable[list[str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(SEGMENTS)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name.split(" ")[0], 11)
    states = DataValidation("list", formula1=f'"{",".join(State)}"', allow_blank=True)
    column = get_column_letter(names.index("state") + 1)
    states.add(f"{column}2:{column}1048576")
    sheet.data_validations.append(states)
    sheet.append([_cell(sheet, name, font=Font(bold=True)) for name in names])
    plain = _cell(sheet, "", alignment=Alignment(wrap_text=True, vertical="top"))._style
    quoted = copy(plain)
    quoted.quotePrefix = 1  # it stays text when somebody edits it
    for row in rows:
        cells = ((text, quoted if is_formula(text) else plain) for text in row)
        sheet.append([_cell(sheet, text, _style=style) if text else None for text, style in cells])


def _cut(names: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return the table with what is too long for a cell going on in columns of its own (`target 2`)."""
    longest = [max((len(_pieces(row[n])) for row in rows), default=1) for n in range(len(names))]
    if set(longest) <= {1}:
        return names, [[_escaped(text) for text in row] for row in rows]
    places = [(name, k) for name, most in zip(names, longest, strict=True) for k in range(most)]
    heads = [f"{name} {k + 1}" if k else name for name, k in places]
    cut = []
    for row in rows:
        pieces = [(_pieces(text), most) for text, most in zip(row, longest, strict=True)]
        cut.append([piece for found, most in pieces for piece in [*found, *[""] * (most - len(found))]])
    return heads, cut


def _pieces(text: str) -> list[str]:
    """Return `text` as it stands in one cell or several. What is cut is the text itself, never an escape."""
    if len(text) <= MOST_IN_CELL and len(escaped := _escaped(text)) <= MOST_IN_CELL:
        return [escaped]
    pieces = [""]
    at = 0
    for unsafe in (*_UNSAFE.finditer(text), None):
        plain = text[at : unsafe.start() if unsafe else len(text)]
        while len(pieces[-1]) + len(plain) > MOST_IN_CELL:
            room = MOST_IN_CELL - len(pieces[-1])
            pieces[-1] += plain[:room]
            plain = plain[room:]
            pieces.append("")
        pieces[-1] += plain
        if unsafe:
            escape = _escaped_sign(unsafe)
            if len(pieces[-1]) + len(escape) > MOST_IN_CELL:
                pieces.append("")
            pieces[-1] += escape
            at = unsafe.end()
    return pieces


def _escaped(text: str) -> str:
    return _UNSAFE.sub(_escaped_sign, text) if _UNSAFE.search(text) else text


def _escaped_sign(sign: re.Match[str]) -> str:
    return f"_x{ord(sign[0]):04X}_"


def _cell(sheet: Any, text: str, **looks: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    for name, look in looks.items():
        setattr(cell, name, look)
    return cell


def _without_clock(data: bytes) -> bytes:
    """Return the workbook with one date for every part of it, and none inside: the same text gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean:
        for name in written.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            clean.writestr(info, _CORE if name == "docProps/core.xml" else written.read(name))
    return out.getvalue()


def read(data: bytes) -> Bitext:
    """Return the pairs of the first sheet that has the columns, with what a sheet called Statement says of the text.

    Raises FileProblem.
    """
    book = Workbook(data, format=INFO.id)
    problem: MissingColumns | None = None
    for sheet in book.sheets:
        if sheet == STATEMENT:
            continue
        try:
            bitext = read_rows(book.rows(sheet), INFO.id)
        except MissingColumns as error:
            if problem is None or not problem.facts["found"]:
                problem = error
            continue
        about = [(row[0], "".join(row[1:])) for row in book.rows(STATEMENT) if row] if STATEMENT in book.sheets else []
        return read_about(about, bitext)
    raise problem or MissingColumns(missing=["source", "target"], found=[])
