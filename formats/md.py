"""Markdown out: the text with its marks and headings, as CommonMark with footnotes; and in, through md_in.

Two columns would need a table, which holds no paragraph breaks and no headings and falls apart in half of the
programs that show Markdown. So each source stands as a quotation above its target, in every layout with both.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from domain.bitext import Bitext, Remark, Side
from domain.document import Role
from domain.volume import Volume, volume_of
from formats.base import DEFAULTS, FormatInfo, Layout, Options, cannot_read, chosen_layout
from formats.book import Book, Part, bind
from formats.commonmark import one_line, paragraph, plain_paragraph, strong_paragraph
from formats.inline import escape, to_plain
from formats.md_in import read_document
from formats.page import Page, Row, heading_levels
from formats.printable import printable

INFO = FormatInfo(
    id="md",
    name="Markdown",
    suffix=".md",
    media_type="text/markdown",
    writes_volumes=True,
    reads_documents=True,
    layouts=(Layout.FACING, Layout.COLUMNS, Layout.STACKED, Layout.SOURCE, Layout.TARGET),
)
RULE = "* * *"
_NUMBERED_LAYOUTS = frozenset({Layout.FACING, Layout.COLUMNS})
_LABEL = re.compile(r"[^\s\[\]^\\]{1,64}")
# As the escaping leaves them, which cannot know that they stand for what they say.
_OWN_MARK = re.compile(r"\\(?P<bullet>[-*+]) |(?P<number>\d{1,9}\\[.)]) ")
_BACKSLASH = "\\"
_OTHER_BULLETS = ("• ", "‣ ", "◦ ", "▪ ", "● ", "○ ", "– ", "· ")
_NO_LETTER = re.compile(r"\W+")

read = cannot_read(INFO)
__all__ = ["INFO", "read", "read_document", "write", "write_volume"]


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as CommonMark in UTF-8 with LF line ends.

    The source alone is the text and nothing else, so that it can be brought in again.
    """
    return write_volume(volume_of(bitext), options)


def write_volume(volume: Volume, options: Options = DEFAULTS) -> bytes:
    """Return `volume` as CommonMark: its titles and front matter, then its texts, their headings one level down."""
    book = bind(volume, chosen_layout(INFO, options), options.states)
    blocks = list(_head(book, options.wrap))
    for part in book.parts:
        blocks += _part(book, part, options.wrap)
    if book.has_target or book.has_own_title:
        blocks += _colophon(book)
    return printable("\n\n".join(filter(None, blocks)) + "\n").encode()


def _head(book: Book, columns: int) -> Iterator[str]:
    if book.has_own_title:
        yield _title(book.titles, "#")
        yield f"*{escape(_line(book.volume.series))}*" if book.volume.series.strip() else ""
        yield _draft(book) if not book.parts else ""
        for _side, paragraphs in book.front:
            yield from (paragraph(text, columns) for text in paragraphs)
    for notice in book.notices:
        yield strong_paragraph(f"[{notice}]", columns)


def _part(book: Book, part: Part, columns: int) -> Iterator[str]:
    levels, deeper = heading_levels(part.page.rows), int(book.has_own_title)
    labels = f"{part.number}." if len(book.parts) > 1 else ""
    yield _draft(book)
    yield _title(opening, "##") if (opening := book.opening(part)) else ""
    for row in part.page.rows:
        level = levels.get(row.number, 0)
        yield from _row(part.page, row, level + deeper if level else 0, columns, labels)


def _draft(book: Book) -> str:
    return strong_paragraph(f"[{book.draft}]", 0) if book.draft else ""


def _title(titles: Iterable[tuple[str, str]], marks: str) -> str:
    return "\n\n".join(f"{marks} {one_line(title)}" for _side, title in titles)


def _line(text: str) -> str:
    return " ".join(to_plain(text).split())


def _row(page: Page, row: Row, level: int, columns: int, labels: str) -> Iterator[str]:
    """Yield the blocks of one row. `labels`: what stands before the labels of its notes, which count for a file."""
    if page.layout in _NUMBERED_LAYOUTS:
        yield f"*¶ {row.number}*"
    block = partial(_block, role=row.unit.role, level=level, columns=columns)
    if page.has_source:
        source = block(_with_own_labels(row.unit.source, row, Side.SOURCE, labels))
        yield _quoted(source) if page.has_target else source
        yield from _notes(row, Side.SOURCE, columns, labels)
    if page.has_target:
        yield from (strong_paragraph(f"[{words}]") for words in (row.mark, row.remark) if words)
        text = _with_own_labels(row.target, row, Side.TARGET, labels)
        yield block(text) if row.target else plain_paragraph(row.gap)
        yield from _notes(row, Side.TARGET, columns, labels)


def _block(text: str, *, role: Role, level: int, columns: int) -> str:
    """Return `text` as the block that its role is in Markdown; a role that has none is a paragraph."""
    if level:
        return f"{'#' * level} {one_line(text)}"
    if role is Role.SEPARATOR and _NO_LETTER.fullmatch(text.strip() or "*"):
        return RULE
    block = paragraph(text, columns)
    if role is Role.QUOTE:
        return _quoted(block)
    if role is Role.ITEM:
        return _item(block)
    return block


def _item(block: str) -> str:
    """Return a block as an item of a list, under the mark that it brought from plain text or else a bullet."""
    own = _OWN_MARK.match(block)
    mark = (
        f"{own['bullet'] or own['number'].replace(_BACKSLASH, '')} "
        if own
        else ""
        if block.startswith(_OTHER_BULLETS)
        else "- "
    )
    text = block[own.end() :] if own else block
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _quoted(block: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in block.split("\n"))


def _with_own_labels(text: str, row: Row, side: Side, labels: str) -> str:
    """Return the row's `text` of that side with its own labels of notes: a label counts for a whole file."""
    for note in _of(row, side):
        if _LABEL.fullmatch(note.anchor):
            anchor = re.compile(rf"(\\[\s\S])|\[\^{re.escape(note.anchor)}\]")
            text = anchor.sub(partial(_renamed, f"[^{labels}{_own_label(row, note, side)}]"), text)
    return text


def _of(row: Row, side: Side) -> tuple[Remark, ...]:
    return row.source_notes if side is Side.SOURCE else row.target_notes


def _renamed(label: str, match: re.Match[str]) -> str:
    return match[1] or label


def _own_label(row: Row, note: Remark, side: Side) -> str:
    """Return the label with the number of its row, and a T where both texts of the row have a note of that label."""
    is_twice = side is Side.TARGET and any(other.anchor == note.anchor for other in row.source_notes)
    return f"{row.number}{'T' if is_twice else ''}-{note.anchor}"


def _notes(row: Row, side: Side, columns: int, labels: str) -> Iterator[str]:
    for note in _of(row, side):
        label = f"[^{labels}{_own_label(row, note, side)}]:" if _LABEL.fullmatch(note.anchor) else "\\*"
        yield f"{label} {paragraph(note.text, columns)}".replace("\n", "\n    ")


def _colophon(book: Book) -> Iterator[str]:
    if book.colophon:
        yield RULE
        yield "\\\n".join(plain_paragraph(f"{label}: {value}") for label, value in book.colophon)
