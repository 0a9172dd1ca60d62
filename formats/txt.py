"""Plain text out: the words alone, for mail, for a diff, for reading anywhere; and in, through txt_in."""

from collections.abc import Iterator

from domain.bitext import Bitext, Remark
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.columns import side_by_side, wrap
from formats.inline import to_plain
from formats.page import Page, Row, lay_out
from formats.printable import printable
from formats.txt_in import read_document
from formats.wording import direction

INFO = FormatInfo(
    id="txt",
    name="Plain text",
    suffix=".txt",
    media_type="text/plain",
    reads_documents=True,
    layouts=(Layout.FACING, Layout.COLUMNS, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
)
COLUMNS_WIDTH = 100  # of both columns together, unless the options say another
INDENT = "    "

read = cannot_read(INFO)
__all__ = ["INFO", "read", "read_document", "write"]


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as UTF-8 text with LF line ends, without inline marks.

    The source alone is the text and nothing else, so that it can be brought in again.
    """
    layout = chosen_layout(INFO, options)
    page = lay_out(bitext, layout, options.states)
    blocks = [*_head(page, options.wrap), *_BODIES[layout](page, options.wrap)]
    if page.has_target:
        blocks.append(_colophon(page, options.wrap))
    return printable("\n\n".join(filter(None, blocks)) + "\n").encode()


def _head(page: Page, columns: int) -> Iterator[str]:
    if page.notices:
        yield _wrapped("\n".join(f"[{notice}]" for notice in page.notices), columns)


def _facing(page: Page, columns: int) -> Iterator[str]:
    for row in page.rows:
        yield f"¶ {row.number}\n{_source(row, columns)}"
        yield _target(row, columns)


def _stacked(page: Page, columns: int) -> Iterator[str]:
    for row in page.rows:
        yield _source(row, columns)
        yield _indented(_target(row, max(columns - len(INDENT), 20) if columns else 0))


def _side_by_side(page: Page, columns: int) -> Iterator[str]:
    languages = (page.bitext.source_language, page.bitext.target_language)
    rtl = (direction(languages[0]) == "rtl", direction(languages[1]) == "rtl")
    for row in page.rows:
        yield "\n".join(side_by_side(_source(row, 0), _target(row, 0), columns or COLUMNS_WIDTH, rtl=rtl))


def _source_alone(page: Page, columns: int) -> Iterator[str]:
    return (_source(row, columns) for row in page.rows)


def _target_alone(page: Page, columns: int) -> Iterator[str]:
    return (_target(row, columns) for row in page.rows)


_BODIES = {
    Layout.FACING: _facing,
    Layout.STACKED: _stacked,
    Layout.COLUMNS: _side_by_side,
    Layout.SOURCE: _source_alone,
    Layout.TARGET: _target_alone,
}


def _source(row: Row, columns: int) -> str:
    return "\n".join([_wrapped(to_plain(row.unit.source), columns), *_notes(row.source_notes, columns)])


def _target(row: Row, columns: int) -> str:
    """Return the target with what must be said of it on the line before."""
    said = [f"[{words}]" for words in (row.mark, row.remark) if words]
    return "\n".join([*said, _wrapped(to_plain(row.target) or row.gap, columns), *_notes(row.target_notes, columns)])


def _notes(notes: tuple[Remark, ...], columns: int) -> Iterator[str]:
    for note in notes:
        yield _wrapped(f"[{note.anchor or '*'}] {to_plain(note.text)}", columns)


def _colophon(page: Page, columns: int) -> str:
    facts = [f"{label}: {value}" for label, value in page.colophon]
    return "\n".join(["-" * 20, *(_wrapped(fact, columns) for fact in facts)]) if facts else ""


def _wrapped(text: str, columns: int) -> str:
    return "\n".join(wrap(text, columns))


def _indented(text: str) -> str:
    return "\n".join(f"{INDENT}{line}" if line else line for line in text.split("\n"))
