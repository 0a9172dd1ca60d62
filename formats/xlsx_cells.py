"""The cells of a workbook from outside, each as the text that a person sees in it.

Office Open XML spreadsheets (ECMA-376 part 1, chapter 18), read row by row: a bounded archive, closed XML, nothing
computed. Hidden rows are rows; of merged cells the first has the text.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from posixpath import join, normpath

from domain.errors import BrokenFile, FormulaWithoutValue, WrongContent
from formats.archive import Archive, kind
from formats.printable import cleaned
from formats.xml import Element, elements, parse

MOST_COLUMNS = 200
_S = "{*}"
_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Workbook:
    """A workbook, opened. `sheets`: their names in order."""

    def __init__(self, data: bytes, *, format: str) -> None:
        """Open the workbook in `data`. Raises FileProblem."""
        self._format = format
        try:
            self._archive = Archive(data, format=format)
        except BrokenFile:
            if b"xl/" in data:
                raise
            raise WrongContent(format=format, found="zip") from None
        if not self._archive.has("xl/workbook.xml"):
            raise WrongContent(format=format, found=kind(data))
        self._places = self._find_sheets()
        self._strings = list(self._shared("xl/sharedStrings.xml"))
        self._dates = self._date_styles()

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets, in order."""
        return tuple(self._places)

    def rows(self, sheet: str) -> Iterator[list[str]]:
        """Give the rows of a sheet that have any cells. Raises FileProblem."""
        content = self._archive.read(self._places[sheet])
        for row in elements(content, format=self._format, tags=[f"{_S}row"]):
            cells: list[str] = []
            for cell in row.iterchildren(f"{_S}c"):
                column = self._column(cell, len(cells))
                text = self._text(cell)
                if not text:
                    continue
                if column >= MOST_COLUMNS:
                    raise BrokenFile(format=self._format, line=_number(row.get("r", "")), detail="too many columns")
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
            yield cells

    def _find_sheets(self) -> dict[str, str]:
        """Return the member of each sheet by its name; what is no sheet of cells is left out."""
        book = parse(self._archive.read("xl/workbook.xml"), format=self._format)
        self._is_1904 = any(found.get("date1904") in ("1", "true") for found in book.iter(f"{_S}workbookPr"))
        relations = parse(self._archive.read("xl/_rels/workbook.xml.rels"), format=self._format)
        targets = {found.get("Id"): found.get("Target", "") for found in relations.iterchildren(f"{_S}Relationship")}
        places = {}
        for sheet in book.iter(f"{_S}sheet"):
            # A strict file names its relations by another namespace.
            key = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), None)
            place = normpath(join("/xl", targets.get(key, ""))).lstrip("/")
            if self._archive.has(place) and "worksheets/" in place:
                places.setdefault(sheet.get("name", place), place)
        return places

    def _shared(self, name: str) -> Iterator[str]:
        if content := self._archive.read_if_there(name):
            for item in elements(content, format=self._format, tags=[f"{_S}si"]):
                yield _joined(item)

    def _date_styles(self) -> frozenset[int]:
        """Return the numbers of the looks in which a number shows as a date or a time."""
        content = self._archive.read_if_there("xl/styles.xml")
        if not content:
            return frozenset()
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        styles = parse(content, format=self._format)
        own = {found.get("numFmtId"): found.get("formatCode", "") for found in styles.iter(f"{_S}numFmt")}
        codes = {**{str(number): code for number, code in BUILTIN_FORMATS.items()}, **own}
        looks = (look for looks in styles.iter(f"{_S}cellXfs") for look in looks.iterchildren(f"{_S}xf"))
        return frozenset(n for n, look in enumerate(looks) if is_date_format(codes.get(look.get("numFmtId"), "")))

    def _column(self, cell: Element, following: int) -> int:
        """Return the place of a cell in its row, from 0; one that does not say stands behind the last."""
        match = _REFERENCE.fullmatch(cell.get("r", ""))
        if match is None:
            return following
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        return column - 1

    def _text(self, cell: Element) -> str:
        kind_of, value = cell.get("t", "n"), cell.findtext(f"{_S}v")
        is_formula = cell.find(f"{_S}f") is not None
        if is_formula and (kind_of == "e" or value is None or (not value and kind_of != "str")):
            raise FormulaWithoutValue(cell=cell.get("r", ""))
        if kind_of == "inlineStr":
            inner = cell.find(f"{_S}is")
            return "" if inner is None else _joined(inner)
        value = value or ""
        if kind_of == "s":
            place = _number(value)
            if place is None or place >= len(self._strings):
                raise BrokenFile(format=self._format, line=None, detail=f"no text for the cell {cell.get('r', '')}")
            return self._strings[place]
        if kind_of == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        return self._as_shown(value, cell.get("s", "0")) if kind_of == "n" else _unescaped(value)

    def _as_shown(self, value: str, style: str) -> str:
        """Return a number as text: a date as ISO 8601, a whole number without its `.0`."""
        try:
            number = float(value)
        except ValueError:
            return value
        if number and (_number(style) or 0) in self._dates:
            return self._as_date(number) or value
        return f"{number:.15g}"

    def _as_date(self, number: float) -> str:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

        try:
            found = from_excel(number, CALENDAR_MAC_1904 if self._is_1904 else CALENDAR_WINDOWS_1900)
        except (ValueError, OverflowError):
            return ""
        if isinstance(found, datetime) and found.time() == datetime.min.time():
            return found.date().isoformat()
        return found.isoformat(" ") if isinstance(found, datetime) else str(found)


def _joined(element: Element) -> str:
    """Return the text of a string, whole or in runs; how it is pronounced (`rPh`) is no part of it."""
    texts = (found for found in element.iter(f"{_S}t") if not str(found.getparent().tag).endswith("}rPh"))
    return cleaned(_unescaped("".join(found.text or "" for found in texts)))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
