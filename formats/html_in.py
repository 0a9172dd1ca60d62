"""HTML in: the text of a saved web page, with headings, lists, quotations, emphasis, links and footnotes."""

import re

from domain.document import Document, Notice, NoticeKind
from domain.encodings import Decoded
from domain.errors import UnknownEncoding
from formats.flow import Flow
from formats.html_main import main_part
from formats.html_notes import Notes
from formats.html_tree import language_of_page, title_of_page, tree
from formats.html_walk import Walk
from formats.intake import decode_text, file_language

_CHARSET = re.compile(
    rb"""<(?:meta\s[^>]{0,300}?charset\s*=\s*["']?|\?xml[^>]{0,100}?encoding\s*=\s*["'])([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD = 4096


def read_document(data: bytes, *, encoding: str | None = None) -> Document:
    """Return the paragraphs of a web page: of its main part, where it has one around which there are menus.

    `encoding`: the one to read it in; None to find it by byte order mark, strict UTF-8, what the page says, and the
    rule for texts. Raises FileProblem (WrongContent, EmptyFile, UnknownEncoding, BrokenFile, TooManySegments); nothing
    else, whatever the bytes are.
    """
    decoded = _decoded(data, encoding)
    body, is_whole = tree(decoded.text)
    notes = Notes().mark([("", body)])
    root, dropped = main_part(body, notes)
    flow = Flow(file_language(language_of_page(decoded.text)))
    for kind, count in dropped.items():
        flow.count(kind, count)
    Walk(flow).walk(root)
    notices = (*decoded.notices, *(() if is_whole else (Notice(NoticeKind.STRUCTURE_LOST),)))
    return flow.document(spare_title=title_of_page(decoded.text), encoding=decoded.encoding, notices=notices)


def _decoded(data: bytes, encoding: str | None) -> Decoded:
    said = None if encoding else _said_encoding(data)
    if said:
        try:
            return decode_text(data, said, format="html")
        except UnknownEncoding:  # a name that means nothing, or is wrong
            pass
    return decode_text(data, encoding, format="html")


def _said_encoding(data: bytes) -> str | None:
    """Return the encoding that the page says it is in, unless its bytes say otherwise beyond doubt."""
    found = _CHARSET.search(data[:_HEAD])
    if found is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return found[1].decode("ascii", "replace")
    return None
