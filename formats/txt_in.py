"""Plain text in: found encoding, paragraphs by rule, and every sign that would be a mark escaped."""

from dataclasses import replace

from domain.document import Document
from domain.errors import EmptyFile
from domain.segmentation import segment
from formats.inline import escape
from formats.intake import check_lines, decode_text, title_of


def read_document(data: bytes, *, encoding: str | None = None) -> Document:
    """Return the paragraphs of a plain-text file with their guessed roles.

    `encoding`: the one to read it in, None to find it by rule. Raises WrongContent, EmptyFile,
    UnknownEncoding, TooManySegments, ParagraphTooLong; nothing else, whatever the bytes are.
    """
    decoded = decode_text(data, encoding, format="txt")
    check_lines(decoded.text)
    segmented = segment(decoded.text)
    if not segmented.blocks:
        raise EmptyFile
    blocks = tuple(replace(block, text=escape(block.text)) for block in segmented.blocks)
    return Document(blocks, title_of(blocks), decoded.encoding, (*decoded.notices, *segmented.notices))
