"""Plain text out: the words alone, for mail, for a diff, for reading anywhere; and in, through txt_in."""

from collections.abc import Iterable, Iterator

from domain.bitext import Bitext, Remark
from domain.volume import Volume, volume_of
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.book import Book, bind
from formats.columns import side_by_side, wrap
from formats.inline import to_plain
from formats.page import Page, Row
from formats.printable import printable
from formats.txt_in import read_document
from formats.wording import direction

INFO = FormatInfo(
    id="txt",
    name="Plain text",
    suffix=".txt",
    media_type="text/plain",
    writes_volumes=True,
    reads_documents=True,
    layouts=(Layout.FACING, Layout.COLUMNS, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
)
COLUMNS_WIDTH = 100  # of both columns together, unless the options say another
INDENT = "    "

read = cannot_read(INFO)
__all__ = ["INFO", "read", "read_document", "write", "write_volume"]


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as UTF-8 text with LF line ends, without inline marks.

    The source alone is the text and nothing else, so that it can be brought in again.
    """
    return write_volume(volume_of(bitext), options)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as UTF-8 text: its titles and front matter, then its texts, each under its own title."""
    layout = chosen_layout(INFO, options)
    book = bind(volume, layout, options.states)
    blocks = list(_head(book, options.wrap))
    for part in book.parts:
        blocks += _wrapped_all((f"[{book.draft}]" if book.draft else "", *_plain(book.opening(part))), options.wrap)
        blocks += _BODIES[layout](part.page, options.wrap)
    if book.has_target or book.has_own_title:
        blocks.append(_colophon(book, options.wrap))
    return printable("\n\n".join(filter(None, blocks)) + "\n").encode()


def _head(book: Book, columns: int) -> Iterator[str]:
    if book.has_own_title:
        draft = f"[{book.draft}]" if book.draft and not book.parts else ""
        yield from _wrapped_all((draft, *_plain(book.titles), to_plain(book.volume.series)), columns)
        for _side, paragraphs in book.front:
            yield from _wrapped_all(map(to_plain, paragraphs), columns)
    if book.notices:
        yield _wrapped("\n".join(f"[{notice}]" for notice in book.notices), columns)


def _plain(titles: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (to_plain(title) for _side, title in titles)


def _wrapped_all(texts: Iterable[str], columns: int) -> Iterator[str]:
    return (_wrapped(text, columns) for text in texts if text.strip())


def _facing(page: Page, columns: int) -> Iterator[str]:
    for row in page.rows:
        yield f"¶ {row.number}\n{_source(row, columns)}"
        yield _target(row, columns)


def _stacked(page: Page, columns: int) -> Iterator[str]:
    for row in page.rows:
        yield _source(row, columns)
        yield _indented(_target(row, max(columns - len(INDENT), len(INDENT)) if columns else 0))


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


def _colophon(book: Book, columns: int) -> str:
    facts = [f"{label}: {value}" for label, value in book.colophon]
    return "\n".join(["-" * 20, *(_wrapped(fact, columns) for fact in facts)]) if facts else ""


def _wrapped(text: str, columns: int) -> str:
    return "\n".join(wrap(text, columns))


def _indented(text: str) -> str:
    return "\n".join(f"{INDENT}{line}" if line else line for line in text.split("\n"))
