"""Taking chapters out of a book, with the notes that they refer to."""

import re
from collections.abc import Collection
from dataclasses import replace

from domain.document import Block, Chapter, Document, Role
from domain.errors import BadValue

_ANCHOR = re.compile(r"\[\^([^\s\[\]^\\]{1,64})\](?!:)")
_NOTE = re.compile(r"\[\^([^\s\[\]^\\]{1,64})\]:")


def chosen_chapters(document: Document, numbers: Collection[int]) -> Document:
    """Return the document of some chapters, numbered from 1, in the order of the book.

    Notes that stand in another chapter come along at the end. One chapter alone gives its title. All of them, or
    none of a document without chapters, is the document as it is. Raises BadValue for none, or one that is not there.
    """
    wanted = sorted(set(numbers))
    if not document.chapters and not wanted:
        return document
    if not wanted or wanted[0] < 1 or wanted[-1] > len(document.chapters):
        raise BadValue(field="chapters", value=", ".join(map(str, wanted)))
    if len(wanted) == len(document.chapters):
        return document
    blocks: list[Block] = []
    chapters: list[Chapter] = []
    for number in wanted:
        chapter = document.chapters[number - 1]
        chapters.append(Chapter(chapter.title, len(blocks), len(blocks) + chapter.end - chapter.start))
        blocks += document.blocks[chapter.start : chapter.end]
    title = document.chapters[wanted[0] - 1].title if len(wanted) == 1 else document.title
    notes = _notes(document, blocks)
    return replace(document, blocks=(*_headed(blocks), *notes), title=title, chapters=tuple(chapters))


def _headed(blocks: list[Block]) -> list[Block]:
    """Make the heading that they begin with the headline, where they have none: that of the book is elsewhere."""
    first = next((n for n, block in enumerate(blocks) if not block.is_furniture), None)
    if first is None or blocks[first].role is not Role.SUBHEAD or any(one.role is Role.HEADLINE for one in blocks):
        return blocks
    return [*blocks[:first], replace(blocks[first], role=Role.HEADLINE), *blocks[first + 1 :]]


def _notes(document: Document, blocks: list[Block]) -> list[Block]:
    """Return the notes that `blocks` refer to and do not have."""
    called = {label for block in blocks for label in _ANCHOR.findall(block.text)}
    there = {_label(block) for block in blocks}
    return [block for block in document.blocks if (label := _label(block)) and label in called - there]


def _label(block: Block) -> str:
    found = _NOTE.match(block.text) if block.role is Role.FOOTNOTE else None
    return found[1] if found else ""


def numbers_of(text: str, most: int) -> tuple[int, ...]:
    """Return the numbers that `text` names, such as `1,3-5`, none above `most`. Raises BadValue for anything else."""
    found: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        ends = (first, last) if dash else (first, first)
        if not all(end.isascii() and end.isdigit() and 0 < int(end[:6]) <= most for end in ends):
            raise BadValue(field="chapters", value=text)
        found += range(int(ends[0]), int(ends[1]) + 1)
    return tuple(dict.fromkeys(found))
