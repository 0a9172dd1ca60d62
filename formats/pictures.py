"""Printed pages as pictures, to be looked at before anything is printed: one SVG a page, set in a process of its own.

The process has limits of time and memory, so that no text can hold up the one that asks.
"""

import base64
import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.errors import TooLongToSet
from formats.typesetting import Data

SHEET = Path(__file__).parent / "typst" / "edition.typ"
CHILD = SHEET.with_name("set_pages.py")
SECONDS = 12  # of processor time, and of waiting
BYTES = 3 << 29  # of addresses, most of which are never used: 1.5 GB
MEDIA_TYPE = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a row stands: which text (counted from 0), which row (0: the title that heads it), which page (from 1)."""

    part: int
    row: int
    page: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages as SVG, compressed with gzip, and where the rows stand, in the order of the pages."""

    pictures: tuple[bytes, ...]
    stands: tuple[Stand, ...]

    @property
    def size(self) -> int:
        """The bytes of all pictures."""
        return sum(map(len, self.pictures))

    def svg(self, page: int) -> bytes:
        """Return one page, counted from 1, as it is before it is compressed."""
        return gzip.decompress(self.pictures[page - 1])


def key_of(data: Data) -> str:
    """Return what names the pages of `data`: the same for the same pages, in any process."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(_sheet() + text.encode()).hexdigest()[:32]


def set_pages(data: Data, *, seconds: int = SECONDS) -> Pages:
    """Return the pages of `data`, as formats.previews makes it. Raises TooLongToSet where a limit is met."""
    work = json.dumps({"data": data, "seconds": seconds, "bytes": BYTES}).encode()
    command = [sys.executable, "-I", str(CHILD), str(SHEET)]
    try:
        done = subprocess.run(command, input=work, capture_output=True, timeout=seconds, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise TooLongToSet(seconds=seconds, detail=_last_words(error.stderr)) from error
    answer = json.loads(done.stdout)
    return Pages(tuple(map(base64.b64decode, answer["pages"])), tuple(_stands(answer["rows"])))


def _stands(rows: Iterable[Data]) -> Iterable[Stand]:
    """Yield each row once a page: in two columns, both sides say where they are."""
    found = dict.fromkeys(Stand(*row["at"], row["page"]) for row in rows)
    return sorted(found, key=lambda stand: stand.page)


def _last_words(output: bytes | None) -> str:
    return (output or b"").decode(errors="replace").strip()[-300:]


@cache
def _sheet() -> bytes:
    return hashlib.sha256(SHEET.read_bytes()).digest()
