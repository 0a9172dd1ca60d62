"""What the readers of text documents have in common: bytes that are a text, and a title for it."""

import re
from collections.abc import Iterable

from domain.document import Block, NoticeKind, Role
from domain.encodings import Decoded, decode
from domain.errors import ParagraphTooLong, TooManySegments, WrongContent
from formats.detection import foreign_content
from formats.inline import to_plain

# Twenty megabytes of line ends would fill the memory of a small server long before anyone could translate them.
MOST_LINES = 1_000_000
MOST_PARAGRAPHS = 250_000  # more are not even told apart: that alone takes seconds
LONGEST_PARAGRAPH = 200_000  # characters, as in services/statements.py: no translation of it could be stored
_GAP = re.compile(r"\n[ \t\r]*\n\s*")
_TITLE_LETTERS = 80
_TAG = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?![A-Za-z\d])")
_NO_LANGUAGE = ("und", "zxx", "mul", "mis", "qaa")
_DAMAGE = (NoticeKind.CONTROL_REMOVED, NoticeKind.UNDECODABLE)


def decode_text(data: bytes, encoding: str | None, *, format: str) -> Decoded:
    """Return the text of a file that says it is `format`.

    Raises WrongContent for a picture, an archive or the like, EmptyFile, UnknownEncoding, and TooManySegments
    for more lines than a text could have.
    """
    if found := foreign_content(data):
        raise WrongContent(format=format, found=found)
    decoded = decode(data, encoding)
    damaged = sum(notice.count for notice in decoded.notices if notice.kind in _DAMAGE)
    if damaged * 10 > len(decoded.text):
        raise WrongContent(format=format, found="binary")
    lines = decoded.text.count("\n") + decoded.text.count("\r")
    if lines > MOST_LINES:
        raise TooManySegments(count=lines, limit=MOST_LINES)
    if lines > MOST_PARAGRAPHS and (gaps := sum(1 for _ in _GAP.finditer(decoded.text))) > MOST_PARAGRAPHS:
        raise TooManySegments(count=gaps, limit=MOST_PARAGRAPHS)
    return decoded


def check_lines(text: str) -> None:
    """Raise ParagraphTooLong for a line that no paragraph could hold, TooManySegments for lines beyond any book.

    Before any work is done on them: it takes seconds.
    """
    lines = text.splitlines()
    if len(lines) > MOST_PARAGRAPHS and (count := sum(1 for line in lines if line.strip())) > MOST_PARAGRAPHS:
        raise TooManySegments(count=count, limit=MOST_PARAGRAPHS)
    for number, line in enumerate(lines):
        if len(line) > LONGEST_PARAGRAPH and len(line.strip()) > LONGEST_PARAGRAPH:
            position = sum(1 for before in lines[:number] if before.strip()) + 1
            raise ParagraphTooLong(position=position, length=len(line.strip()), limit=LONGEST_PARAGRAPH)


def title_of(blocks: Iterable[Block]) -> str:
    """Return the headline without marks and on one line, else the first words of the text."""
    texts = [block for block in blocks if not block.is_furniture and block.role is not Role.SEPARATOR]
    headlines = [block for block in texts if block.role is Role.HEADLINE]
    for block in headlines + texts:
        words = to_plain(block.text[: 100 * _TITLE_LETTERS]).split()
        if block.role is Role.HEADLINE and words:
            return " ".join(words)
        if words:
            return _first_words(words)
    return ""


def file_language(tag: str) -> str:
    """Return the language that a file says it is in, with its script but without its region.

    Word processors write the region of the machine that they run on; "" for what is no tag.
    """
    found = _TAG.match(tag.strip().replace("_", "-"))
    if found is None or found["language"].lower() in _NO_LANGUAGE:
        return ""
    return found["language"].lower() + (f"-{found['script'].title()}" if found["script"] else "")


def _first_words(words: list[str]) -> str:
    title = " ".join(words[:_TITLE_LETTERS])
    if len(title) <= _TITLE_LETTERS:
        return title
    cut = title[: _TITLE_LETTERS + 1].rpartition(" ")[0] or title[:_TITLE_LETTERS]
    return cut.rstrip(",;:") + "…"
