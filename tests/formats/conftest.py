"""What the tests of all formats share."""

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import typst

STATUS = Path("/proc/self/statm")  # where there is none, nobody counts
PAGE_BYTES = 4096
MUCH_BYTES = 800_000_000
FORGOTTEN_AFTER = 12  # runs in which it was not used: Typst keeps what it set for about ten


@pytest.fixture(autouse=True)
def forgotten_pages() -> Iterator[None]:
    """Let the typesetter forget earlier pages once they are much: several processes test at once on a small machine."""
    yield
    if not STATUS.exists() or int(STATUS.read_text().split()[1]) * PAGE_BYTES < MUCH_BYTES:
        return
    for n in range(FORGOTTEN_AFTER):
        typst.compile(f"#let n = {n}".encode(), format="pdf", ignore_system_fonts=True)
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
