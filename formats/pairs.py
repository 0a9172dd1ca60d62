"""Files of pairs for the memory: TMX, lines of a source, a tab and its target, or a table (CSV) with a header.

TMX and lines are read as they come, packed by gzip or not; lines are plain text in UTF-8. All texts are handed over as
inline CommonMark. Writing is in formats/pairs_out.py.
"""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from domain.bitext import Unit
from domain.errors import BrokenFile, EmptyFile, FileTooLarge, WrongContent
from formats import csv, tmx_in, xml
from formats.inline import escape
from formats.languages import Languages, is_same, is_wanted, refuse
from formats.magic import foreign_content
from formats.table_values import is_tag

TMX, LINES, TABLE = "tmx", "tsv", "csv"
SUFFIXES = (".tmx", ".tsv", ".csv", ".tmx.gz", ".tsv.gz")
LONGEST_LINE = 1_000_000  # bytes
MOST_BYTES = 4_000_000_000  # unpacked: far beyond any memory, short of what fills a disk or a day
LARGEST_TABLE_MB = 100  # a table is read whole
SENTENCE = ("rv:kind", "sentence")  # what a tu says of a pair of ours that no person has paired
_GZIP = b"\x1f\x8b"
_HEAD = 65_536
_NAMES = {("source", "target"): 1, ("target", "source"): -1}


class Pair(NamedTuple):
    """A source and its target, inline CommonMark; who changed it and when, where the file says."""

    source: str
    target: str
    author: str = ""
    changed_at: datetime | None = None
    is_sentence: bool = False


def format_of(file: BinaryIO, name: str) -> str:
    """Return which kind of file it is, by its first bytes and its name. `file` can be gone through again.

    Raises EmptyFile, WrongContent (a picture, an archive of something else), BrokenFile (packed, and damaged).
    """
    with unpacked(file) as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise EmptyFile
    if found := foreign_content(head):
        raise WrongContent(format=LINES, found=found)
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes[-2:] if suffix.lower() != ".gz"]
    root = xml.root_of(head)
    if suffixes[-1:] == [".tmx"] or (root is not None and root[1] == TMX):
        return TMX
    return TABLE if suffixes[-1:] == [".csv"] else LINES


def read_pairs(file: BinaryIO, name: str, languages: Languages) -> Iterator[Pair]:
    """Yield the pairs of a file in these languages, source first. `file`: bytes that are open for reading.

    Raises FileProblem: BrokenFile with the line, EmptyFile, WrongLanguage for a file that says it has others,
    MissingColumns; OSError where it cannot be read.
    """
    kind = format_of(file, name)
    with unpacked(file) as stream:
        if kind == TMX:
            for unit in tmx_in.units(stream, languages=languages, with_alternatives=True):
                yield _of_unit(unit)
        elif kind == TABLE:
            yield from _of_table(stream, languages)
        else:
            yield from _of_lines(stream, languages)


def _of_unit(unit: Unit) -> Pair:
    return Pair(unit.source, unit.target, unit.author, unit.changed, SENTENCE in unit.extra)


def _of_table(stream: BinaryIO, languages: Languages) -> Iterator[Pair]:
    data = stream.read(LARGEST_TABLE_MB * 1024 * 1024 + 1)
    if len(data) > LARGEST_TABLE_MB * 1024 * 1024:
        raise FileTooLarge(limit_mb=LARGEST_TABLE_MB)
    bitext = csv.read(data)
    said = bitext.source_language, bitext.target_language
    is_turned = all(said) and is_wanted(said[::-1], languages)
    if not is_turned and not is_wanted(said, languages):
        refuse(languages, [tag for tag in said if tag])
    for unit in bitext.units:
        pair = _of_unit(unit)
        yield pair._replace(source=pair.target, target=pair.source) if is_turned else pair


def _of_lines(stream: BinaryIO, languages: Languages) -> Iterator[Pair]:
    numbered = enumerate(_lines(stream), 1)
    first = next(numbered)[1]
    turn = _header(first, languages)
    for number, line in numbered if turn else chain([(1, first)], numbered):
        pair = _pair(line, number)
        yield pair._replace(source=pair.target, target=pair.source) if turn < 0 else pair


def _header(line: bytes, languages: Languages) -> int:
    """Tell whether the first line names the columns: 1, -1 where the targets come first, 0 for a pair like any."""
    cells = tuple(cell.strip().lower() for cell in line.decode("utf-8-sig", "replace").split("\t"))
    if cells in _NAMES:
        return _NAMES[cells]
    if len(cells) != 2 or not all(map(is_tag, cells)) or is_same(*cells):
        return 0
    if is_wanted(cells, languages):
        return 1
    return -1 if is_wanted(cells[::-1], languages) else 0


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BrokenFile(format=LINES, line=number, detail=f"longer than {LONGEST_LINE} bytes")
        yield line


def _pair(line: bytes, number: int) -> Pair:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BrokenFile(format=LINES, line=number, detail=str(error)) from error
    source, tab, target = text.partition("\t")
    if not tab:
        if not text.strip():
            return Pair("", "")
        raise BrokenFile(format=LINES, line=number, detail="no tab")
    return Pair(escape(source), escape(target.split("\t")[0]))


@contextmanager
def unpacked(file: BinaryIO) -> Iterator[BinaryIO]:
    """Give the bytes of a file from their beginning, unpacked where they are packed. A damaged one is BrokenFile."""
    file.seek(0)
    is_packed = file.read(2) == _GZIP
    file.seek(0)
    if not is_packed:
        yield file
        return
    stream = _Unpacking(fileobj=file)
    try:
        yield stream  # type: ignore[misc]
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BrokenFile(format="gzip", line=stream.lines + 1, detail=str(error)) from error


class _Unpacking(gzip.GzipFile):
    """A packed file that has an end, and knows the line that it is at."""

    def __init__(self, fileobj: BinaryIO) -> None:
        super().__init__(fileobj=fileobj, mode="rb")
        self.lines = self._total = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        return self._counted(super().read(size))

    def readline(self, size: int | None = -1) -> bytes:
        """Return the next line."""
        return self._counted(super().readline(size))

    def _counted(self, block: bytes) -> bytes:
        self._total += len(block)
        self.lines += block.count(b"\n")
        if self._total > MOST_BYTES:
            raise BrokenFile(format="gzip", line=self.lines, detail="unpacked, it has no end")
        return block
