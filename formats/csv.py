"""CSV: a row for each pair, for spreadsheets and anything that reads tables.

Written in UTF-8 with the byte order mark that Excel needs, commas, CRLF (RFC 4180). A cell that a spreadsheet would
run as a formula stands behind an apostrophe, which reading takes off again.
"""

import csv
import io
import re
from collections.abc import Iterator

from domain.bitext import Bitext
from domain.errors import BrokenFile, FileProblem, MissingColumns
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.intake import decode_text
from formats.table import Row, read_rows, write_rows
from formats.table_values import is_formula

INFO = FormatInfo(
    id="csv",
    name="CSV",
    suffix=".csv",
    media_type="text/csv",
    reads_targets=True,
    carries=EVERYTHING,
)
LONGEST_CELL = 1_000_000  # characters: an unclosed quotation mark must not swallow a whole file
MOST_DELIMITERS = 100_000  # in a line: a row of millions of empty cells fills the memory
DELIMITERS = ",;\t|"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line

read_document = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)

csv.field_size_limit(LONGEST_CELL)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in write_rows(bitext, options.states):
        writer.writerow([protected(cell) for cell in row])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def read(data: bytes) -> Bitext:
    """Return the pairs of a table: ours, ours after a spreadsheet has saved it, or anyone's with a header.

    Encoding, delimiter and the order of the columns are found by looking. Raises FileProblem.
    """
    problem: FileProblem | None = None
    for rows in tables(data):
        try:
            return read_rows(rows, INFO.id)
        except MissingColumns as error:
            problem = problem or error
    raise problem or MissingColumns(missing=["source", "target"], found=[])


def tables(data: bytes) -> Iterator[Iterator[Row]]:
    """Give the rows of a table, once for each delimiter that it may have, the likeliest first. Raises FileProblem."""
    text = decode_text(data, None, format=INFO.id).text
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    _check_lines(text)
    for delimiter in declared[1] if declared and declared[1] in DELIMITERS else _delimiters(text):
        yield _rows(text, delimiter)


def protected(text: str) -> str:
    """Return the cell of `text`, which no spreadsheet runs: `=1+1` stands as `'=1+1`."""
    return f"'{text}" if is_formula(text) else text


def unprotected(text: str) -> str:
    """Return the text of a cell, without the apostrophe that protects it."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def _delimiters(text: str) -> str:
    """Return the delimiters to try: the one that stands in the first line most often first."""
    line = next((line for line in text[:10_000].splitlines() if line.strip()), "")
    return "".join(sorted(DELIMITERS, key=lambda sign: (-line.count(sign), DELIMITERS.index(sign))))


def _lines(text: str) -> Iterator[str]:
    """Give the lines with their ends; io.StringIO would hold the whole text once more, four bytes a letter."""
    return (line[0] for line in _LINE.finditer(text))


def _check_lines(text: str) -> None:
    """Raise BrokenFile for a line of so many cells that no table has it."""
    for number, line in enumerate(_lines(text), 1):
        if len(line) > MOST_DELIMITERS and max(map(line.count, DELIMITERS)) > MOST_DELIMITERS:
            raise BrokenFile(format=INFO.id, line=number, detail="too many cells in a line")


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    # A program that writes tabs rarely knows quotation marks; where one stands at the head of a cell, it does.
    knows_quotes = delimiter != "\t" or '\t"' in text or '\n"' in text or text.startswith('"')
    quoting = csv.QUOTE_MINIMAL if knows_quotes else csv.QUOTE_NONE
    reader = csv.reader(_lines(text), delimiter=delimiter, quoting=quoting, strict=True)
    try:
        for row in reader:
            yield [unprotected(cell) for cell in row]
    except csv.Error as error:
        raise BrokenFile(format=INFO.id, line=reader.line_num, detail=str(error)) from error
