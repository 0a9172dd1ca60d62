"""What a reader of a file hands over: blocks in reading order, each with its role."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a segment is on the page."""

    MASTHEAD = "masthead"
    BYLINE = "byline"
    HEADLINE = "headline"
    DECK = "deck"
    SUBHEAD = "subhead"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    ITEM = "item"
    VERSE = "verse"
    SLOGAN = "slogan"
    SIGNATURE = "signature"
    DATELINE = "dateline"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    SEPARATOR = "separator"


class NoticeKind(StrEnum):
    """What a reader did to a text that a person should know of before storing it."""

    NUL_REMOVED = "nul_removed"  # count: NUL characters taken out
    CONTROL_REMOVED = "control_removed"  # count: other control characters taken out
    UNDECODABLE = "undecodable"  # count: bytes that mean nothing in the encoding, shown as U+FFFD
    HYPHENS_JOINED = "hyphens_joined"  # count: words that were divided at a line end
    QUOTING_REMOVED = "quoting_removed"  # count: lines that carried a mail quote mark
    PAGE_NUMBERS = "page_numbers"  # count: page numbers recognised, marked as furniture
    ENCODING_GUESSED = "encoding_guessed"  # count 0: no sign in the file, Windows-1252 assumed
    TABLES = "tables"  # count: tables whose cells became paragraphs
    IMAGES = "images"  # count: pictures, recordings and other objects that only left a mark of their place
    FORMULAS = "formulas"  # count: formulas of which only the letters stayed
    CHANGES_ACCEPTED = "changes_accepted"  # count: tracked changes taken as accepted
    COMMENTS_DROPPED = "comments_dropped"  # count: comments of a word processor, left out
    HEADERS_DROPPED = "headers_dropped"  # count: running heads and feet, left out
    HIDDEN_DROPPED = "hidden_dropped"  # count: places that a reader of the file does not see, left out
    NAVIGATION_DROPPED = "navigation_dropped"  # count: menus, scripts' controls and the like of a page, left out
    CONTENTS_MARKED = "contents_marked"  # count: lines of a table of contents, marked as furniture
    STRUCTURE_LOST = "structure_lost"  # count 0: nested so deep that only the words could be read


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing a reader changed or assumed, with how often it happened."""

    kind: NoticeKind
    count: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a document.

    `text`: inline CommonMark; a newline is a line break kept as typed, a blank line a paragraph break
    inside the block. `is_furniture`: part of the page and not of the text (a page number): shown in the
    preview, left out of the statement unless someone wants it in.
    """

    role: Role
    text: str
    is_furniture: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a book that can be taken by itself: its title, and its blocks from `start` to before `end`."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text as read from a file, before it becomes a statement.

    `language`: what the file says it is written in, a BCP 47 tag or "". `chapters`: of a book, in order; together
    they are all of its blocks.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    encoding: str = ""
    notices: tuple[Notice, ...] = field(default=())
    language: str = ""
    chapters: tuple[Chapter, ...] = ()
