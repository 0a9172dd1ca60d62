"""Files of pairs for the memory: a source, a tab and its target on each line (`.tsv`, `.tsv.gz`), read as they come.

Texts are plain, in UTF-8; they are handed over as inline CommonMark.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from domain.errors import BrokenFile, EmptyFile
from formats.inline import escape

FORMAT = "tsv"
LONGEST_LINE = 1_000_000  # bytes
MOST_BYTES = 4_000_000_000  # unpacked: far beyond any memory, short of what fills a disk or a day
_GZIP = b"\x1f\x8b"


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a file, line by line.

    Raises BrokenFile with the line (no tab in it, no UTF-8, too long, a damaged archive), EmptyFile; OSError where
    the file cannot be read.
    """
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


def _pair(line: bytes, number: int) -> tuple[str, str]:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BrokenFile(format=FORMAT, line=number, detail=str(error)) from error
    source, tab, target = text.partition("\t")
    if not tab:
        if not text.strip():
            return "", ""
        raise BrokenFile(format=FORMAT, line=number, detail="no tab")
    return escape(source), escape(target.split("\t")[0])
