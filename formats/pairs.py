"""Files of pairs for the memory: TMX, lines of a source, a tab and its target, or a table (CSV) with a header.

TMX and lines are read as they come, packed by gzip or not. Lines are plain text in UTF-8, in UTF-16 (as Excel's
"Unicode text" is), or in Windows-1252. All texts are handed over as inline CommonMark. Writing is in
formats/pairs_out.py.
"""

import codecs
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from domain.bitext import Unit
from domain.errors import BrokenFile, EmptyFile, FileTooLarge, LineWithoutTab, NotForTheMemory
from formats import csv, tmx_in, xml
from formats.inline import escape
from formats.languages import Languages, is_same, is_wanted, refuse, variety
from formats.magic import foreign_content
from formats.table_values import is_tag

TMX, LINES, TABLE = "tmx", "tsv", "csv"
SUFFIXES = (".tmx", ".tsv", ".txt", ".csv", ".tmx.gz", ".tsv.gz")
LONGEST_LINE = 1_000_000  # bytes
MOST_BYTES = 4_000_000_000  # unpacked: far beyond any memory, short of what fills a disk or a day
LARGEST_TABLE_MB = 100  # a table is read whole
SENTENCE = ("rv:kind", "sentence")  # what a tu says of a pair of ours that no person has paired
_GZIP = b"\x1f\x8b"
_HEAD = 65_536
_UTF_8, _UTF_16, _WINDOWS = "utf-8", "utf-16", "cp1252"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_NAMES = {("source", "target"): 1, ("target", "source"): -1}


class Pair(NamedTuple):
    """A source and its target, inline CommonMark; who changed it and when, where the file says.

    `source_language`, `target_language`: the varieties that it names for this pair, "" where that is none.
    """

    source: str
    target: str
    author: str = ""
    changed_at: datetime | None = None
    is_sentence: bool = False
    source_language: str = ""
    target_language: str = ""


def format_of(file: BinaryIO, name: str) -> str:
    """Return which kind of file it is, by its first bytes and its name. `file` can be gone through again.

    Raises EmptyFile, NotForTheMemory (a picture, an archive of something else), BrokenFile (packed, and damaged).
    """
    with unpacked(file) as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise EmptyFile
    if found := foreign_content(head):
        raise NotForTheMemory(format=LINES, found=found)
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes[-2:] if suffix.lower() != ".gz"]
    root = xml.root_of(head)
    if suffixes[-1:] == [".tmx"] or (root is not None and root[1] == TMX):
        return TMX
    return TABLE if suffixes[-1:] == [".csv"] else LINES


def read_pairs(file: BinaryIO, name: str, languages: Languages, *, left: Counter[str] | None = None) -> Iterator[Pair]:
    """Yield the pairs of a file in these languages, source first. `file`: bytes that are open for reading.

    Of any variety: asked for es, what a TMX has in es-MX and in es-ES comes, and says so. `left` is told which other
    languages the file has, with the number of its units that have them.
    Raises FileProblem: BrokenFile with the line, EmptyFile, WrongLanguage for a file that says it has others,
    MissingColumns; OSError where it cannot be read.
    """
    kind = format_of(file, name)
    with unpacked(file) as stream:
        if kind == TMX:
            head = tmx_in.Head(left=left if left is not None else Counter())
            for one in tmx_in.tagged(stream, languages=languages, head=head, with_alternatives=True):
                yield _of_unit(one.unit, _varieties((one.source_language, one.target_language), languages))
        elif kind == TABLE:
            yield from _of_table(stream, languages)
        else:
            yield from _of_lines(stream, languages)


def _of_unit(unit: Unit, own: Languages) -> Pair:
    return Pair(unit.source, unit.target, unit.author, unit.changed, SENTENCE in unit.extra, *own)


@lru_cache(maxsize=256)
def _varieties(said: Languages, languages: Languages) -> Languages:
    """Return the varieties that a file names of these languages, "" where it names none."""
    return variety(said[0], languages[0]), variety(said[1], languages[1])


def _of_table(stream: BinaryIO, languages: Languages) -> Iterator[Pair]:
    data = stream.read(LARGEST_TABLE_MB * 1024 * 1024 + 1)
    if len(data) > LARGEST_TABLE_MB * 1024 * 1024:
        raise FileTooLarge(limit_mb=LARGEST_TABLE_MB)
    bitext = csv.read(data)
    said = bitext.source_language, bitext.target_language
    is_turned = all(said) and is_wanted(said[::-1], languages)
    if not is_turned and not is_wanted(said, languages):
        refuse(languages, [tag for tag in said if tag])
    own = _varieties(said[::-1] if is_turned else said, languages)
    for unit in bitext.units:
        pair = _of_unit(unit, own)
        yield pair._replace(source=pair.target, target=pair.source) if is_turned else pair


def _of_lines(stream: BinaryIO, languages: Languages) -> Iterator[Pair]:
    numbered = enumerate(lines_of(stream), 1)
    first = next(numbered)[1]
    turn = _header(first, languages)
    said = tuple(cell.strip() for cell in first.split("\t")) if turn else ()
    own = _varieties((said[0], said[1])[::turn], languages) if turn else ("", "")
    for number, line in numbered if turn else chain([(1, first)], numbered):
        pair = _pair(line, number)
        source, target = (pair.target, pair.source) if turn < 0 else (pair.source, pair.target)
        yield Pair(source, target, "", None, False, *own)


def _header(line: str, languages: Languages) -> int:
    """Tell whether the first line names the columns: 1, -1 where the targets come first, 0 for a pair like any."""
    cells = tuple(cell.strip().lower() for cell in line.split("\t"))
    if cells in _NAMES:
        return _NAMES[cells]
    if len(cells) != 2 or not all(map(is_tag, cells)) or is_same(*cells):
        return 0
    if is_wanted(cells, languages):
        return 1
    return -1 if is_wanted(cells[::-1], languages) else 0


def lines_of(stream: BinaryIO) -> Iterator[str]:
    """Give the lines of a text with their ends, in whichever of its encodings it is. Raises BrokenFile.

    `stream`: at its beginning, where it can go back to. Without a byte order mark it is UTF-8, unless the first letter
    beyond ASCII is none of UTF-8: then it is Windows-1252, as spreadsheets on Windows save it.
    """
    encoding = _encoding(stream)
    stream.seek(0)
    if encoding == _UTF_16:
        yield from _wide_lines(stream)
        return
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), 1):
        _check_length(len(line), number)
        try:
            yield line.decode("utf-8-sig" if number == 1 and encoding == _UTF_8 else encoding)
        except UnicodeDecodeError as error:
            raise BrokenFile(format=LINES, line=number, detail=str(error)) from error


def _encoding(stream: BinaryIO) -> str:
    block = stream.read(_HEAD)
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _UTF_16
    while block:
        if found := _BEYOND_ASCII.search(block):
            letter = block[found.start() : found.start() + 4]
            letter += stream.read(4 - len(letter))
            return _UTF_8 if any(_is_utf_8(letter[:length]) for length in (2, 3, 4)) else _WINDOWS
        block = stream.read(_HEAD)
    return _UTF_8


def _is_utf_8(letter: bytes) -> bool:
    try:
        letter.decode(_UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _wide_lines(stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding=_UTF_16, newline="\n")
    number = 1
    try:
        while line := text.readline(LONGEST_LINE + 1):
            _check_length(len(line), number)
            yield line
            number += 1
    except UnicodeError as error:  # somewhere in the next thousands of letters
        raise BrokenFile(format=LINES, line=None, detail=str(error)) from error
    finally:
        text.detach()  # or the stream is closed with it


def _check_length(length: int, number: int) -> None:
    if length > LONGEST_LINE:
        raise BrokenFile(format=LINES, line=number, detail=f"longer than {LONGEST_LINE} bytes")


def _pair(line: str, number: int) -> Pair:
    text = line.rstrip("\r\n")
    source, tab, target = text.partition("\t")
    if not tab:
        if not text.strip():
            return Pair("", "")
        raise LineWithoutTab(format=LINES, line=number, detail="no tab")
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

    def read1(self, size: int = -1) -> bytes:
        """Return the next bytes, as many as come at once."""
        return self._counted(super().read1(size))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; from the beginning on, all is counted anew."""
        if offset == 0 and whence == io.SEEK_SET:
            self.lines = self._total = 0
        return super().seek(offset, whence)

    def _counted(self, block: bytes) -> bytes:
        self._total += len(block)
        self.lines += block.count(b"\n")
        if self._total > MOST_BYTES:
            raise BrokenFile(format="gzip", line=self.lines, detail="unpacked, it has no end")
        return block
