"""Files of pairs for the memory: TMX, or a source, a tab and its target on each line (`.tsv`, `.tsv.gz`).

Read as they come; the lines are plain text in UTF-8. All texts are handed over as inline CommonMark.
"""

import gzip
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from domain.errors import BrokenFile, EmptyFile
from formats import tmx_in
from formats.inline import escape

FORMAT = "tsv"
LONGEST_LINE = 1_000_000  # bytes
MOST_BYTES = 4_000_000_000  # unpacked: far beyond any memory, short of what fills a disk or a day
_GZIP = b"\x1f\x8b"
_TMX = ".tmx"


class Pair(NamedTuple):
    """A source and its target, inline CommonMark; who changed it and when, where the file says."""

    source: str
    target: str
    author: str = ""
    changed_at: datetime | None = None


def read_pairs(path: Path, source_language: str, target_language: str) -> Iterator[Pair]:
    """Yield the pairs of a file; of a TMX those in these languages.

    Raises FileProblem: BrokenFile with the line, EmptyFile, WrongLanguage for a TMX without them; OSError where the
    file cannot be read.
    """
    if path.suffix.lower() == _TMX:
        for unit in tmx_in.units(path.read_bytes(), languages=(source_language, target_language)):
            yield Pair(unit.source, unit.target, unit.author, unit.changed)
    else:
        yield from _read_lines(path)


def _read_lines(path: Path) -> Iterator[Pair]:
    """Yield the pairs of lines. Raises BrokenFile (no tab, no UTF-8, too long, a damaged archive), EmptyFile."""
    number = total = 0
    with path.open("rb") as raw:
        is_packed = raw.read(2) == _GZIP
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if is_packed else raw
        for number, line in enumerate(_lines(stream), 1):
            total += len(line)
            if total > MOST_BYTES:
                raise BrokenFile(format=FORMAT, line=number, detail="unpacked, it has no end")
            yield _pair(line, number)
    if not number:
        raise EmptyFile


def _lines(stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BrokenFile(format=FORMAT, line=number, detail=str(error)) from error
        if not line:
            return
        if len(line) > LONGEST_LINE:
            raise BrokenFile(format=FORMAT, line=number, detail=f"longer than {LONGEST_LINE} bytes")
        yield line


def _pair(line: bytes, number: int) -> Pair:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BrokenFile(format=FORMAT, line=number, detail=str(error)) from error
    source, tab, target = text.partition("\t")
    if not tab:
        if not text.strip():
            return Pair("", "")
        raise BrokenFile(format=FORMAT, line=number, detail="no tab")
    return Pair(escape(source), escape(target.split("\t")[0]))
