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
class Document:
    """A text as read from a file, before it becomes a statement."""

    blocks: tuple[Block, ...]
    title: str = ""
    encoding: str = ""
    notices: tuple[Notice, ...] = field(default=())
