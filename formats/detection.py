"""What kind of file some bytes are, by looking at them: nobody should have to say it."""

import re
from pathlib import PurePath
from typing import NoReturn

from domain.errors import UnknownFormat, WrongContent
from formats import archive, xml
from formats.magic import foreign_content

__all__ = ["detect", "foreign_content"]

_SUFFIXES = {
    "": "txt",
    ".asc": "txt",
    ".docm": "docx",
    ".dotx": "docx",
    ".htm": "html",
    ".markdown": "md",
    ".mkd": "md",
    ".ott": "odt",
    ".pot": "po",
    ".tab": "csv",
    ".text": "txt",
    ".tsv": "csv",
    ".xht": "html",
    ".xhtml": "html",
    ".xliff": "xliff",
    ".xlsm": "xlsx",
}
_MESSAGE_ID = re.compile(rb'^msgid[ \t]+"', re.MULTILINE)
_MESSAGE_STRING = re.compile(rb'^msgstr(?:\[0\])?[ \t]+"', re.MULTILINE)
# A page says so at its head, after a byte order mark, an XML declaration or a comment at most.
_PAGE = re.compile(rb"(?:\s|<\?xml[^>]{0,200}\?>|<!--[^>]{0,1000}-->)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_SAMPLE_BYTES = 262_144
_ZIPPED = ("docx", "odt", "epub", "xlsx")


def detect(name: str, data: bytes, suffixes: dict[str, str]) -> str:
    """Return the id of the format of a file, by its content and then by its name.

    `suffixes`: those of the known formats, with their ids. Raises WrongContent for bytes that are of no known
    format, UnknownFormat for a name that says something nobody here reads.
    """
    suffixes = {**_SUFFIXES, **suffixes}
    suffix = PurePath(name.replace("\\", "/").strip()).suffix.lower()
    if found := foreign_content(data):
        return _zipped(data, suffix, suffixes) if found == "zip" else _refuse(suffix, found)
    if _is_po(data[:_SAMPLE_BYTES]):
        return "po"
    if exchanged := _exchanged(data):
        return exchanged
    known = suffixes.get(suffix)
    if known in (None, "txt") and _is_page(data[:4096]):
        return "html"
    if known:
        return known
    raise UnknownFormat(format=suffix.lstrip("."))


def _zipped(data: bytes, suffix: str, suffixes: dict[str, str]) -> str:
    """Return the format of an archive by what is in it; one that is damaged is what its name says."""
    found = archive.kind(data)
    if found in suffixes.values():
        return found
    if found == "zip" and (named := suffixes.get(suffix)) in _ZIPPED:
        return named
    return _refuse(suffix, found)


def _refuse(suffix: str, found: str) -> NoReturn:
    raise WrongContent(format=suffix.lstrip("."), found=found)


def _exchanged(data: bytes) -> str:
    """Return the exchange format that the root of an XML file says, "" for none."""
    namespace, name, attributes = xml.root_of(data) or ("", "", {})
    if name == "xliff":
        return "xliff2" if ":document:2" in namespace or attributes.get("version", "").startswith("2") else "xliff"
    return "tmx" if name == "tmx" else ""


def _is_page(head: bytes) -> bool:
    return _PAGE.match(head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")) is not None


def _is_po(sample: bytes) -> bool:
    sample = sample.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").replace(b"\r", b"\n")  # UTF-16, old line ends
    return bool(_MESSAGE_ID.search(sample) and _MESSAGE_STRING.search(sample))
