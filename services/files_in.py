"""Files on their way in: read into paragraphs within the limits of the installation, before anything is kept."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from domain.chapters import chosen_chapters
from domain.document import Document
from domain.encodings import clean
from domain.errors import FileTooLarge, ParagraphTooLong, TooManySegments, UnknownFormat
from domain.language_guess import COMMONEST, guess_language
from formats import detect, document_reader
from services import statements
from services.statements import Upload

SAMPLE_BLOCKS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken in at once."""

    megabytes: int = 20
    segments: int = statements.MOST_SEGMENTS


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: the bytes as they came and the paragraphs found in them."""

    upload: Upload
    document: Document


def read(
    name: str, content: bytes, limits: Limits, *, format_id: str | None = None, encoding: str | None = None
) -> Reading:
    """Return the paragraphs of a file, in the format and encoding found by looking or in those given.

    Needs no database and should hold no lock: a long file takes seconds. Raises FileProblem:
    ParagraphTooLong, too, for a paragraph that is longer than its translation could be.
    """
    if len(content) > limits.megabytes * 1024 * 1024:
        raise FileTooLarge(limit_mb=limits.megabytes)
    format_id = format_id or _format_of(name, content)
    document = document_reader(format_id).read_document(content, encoding=encoding)
    if len(document.blocks) > limits.segments:
        raise TooManySegments(count=len(document.blocks), limit=limits.segments)
    for position, block in enumerate(document.blocks, 1):
        if len(block.text) > statements.LONGEST_SOURCE:
            raise ParagraphTooLong(position=position, length=len(block.text), limit=statements.LONGEST_SOURCE)
    return Reading(Upload(clean(name)[0][:255], format_id, content), document)


def source_language(document: Document) -> str:
    """Return the language that a document is in: what its file says, unless its words say another one; "" for neither.

    Word processors write the language of their own menus into a file whose text is in another one.
    """
    guessed = guess_language(" ".join(block.text for block in document.blocks[:SAMPLE_BLOCKS])) or ""
    said = document.language
    is_doubtful = bool(guessed) and said.partition("-")[0] in COMMONEST and said.partition("-")[0] != guessed
    return guessed if is_doubtful or not said else said


def of_chapters(reading: Reading, chosen: Collection[int]) -> tuple[Reading, dict[str, Any]]:
    """Return the reading of some chapters, and what to keep of the book beside them."""
    whole = reading.document
    if len(whole.chapters) < 2:
        return reading, {}
    numbers = tuple(chosen) or tuple(range(1, len(whole.chapters) + 1))
    told = [[chapter.title, chapter.end - chapter.start] for chapter in whole.chapters]
    return replace(reading, document=chosen_chapters(whole, numbers)), {"chapters": told, "chosen": sorted(numbers)}


def _format_of(name: str, content: bytes) -> str:
    """Return the format of a file; a suffix that says nothing to anyone is taken for a part of the name."""
    try:
        return detect(name, content)
    except UnknownFormat:
        return "txt"
