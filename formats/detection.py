"""What kind of file some bytes are, by looking at them: nobody should have to say it."""

import re
from pathlib import PurePath

from domain.errors import UnknownFormat, WrongContent

# How files that are no text begin, and the name under which people know them.
_MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"%PDF-": "pdf",
    b"{\\rtf": "rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "doc",
    b"\x1f\x8b": "gzip",
    b"BZh91AY&SY": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"OggS\x00": "ogg",
    b"\x7fELF": "elf",
    b"MZ\x90\x00": "exe",
    b"SQLite format 3\x00": "sqlite",
    b"\xde\x12\x04\x95": "mo",
    b"\x95\x04\x12\xde": "mo",
}
_SUFFIXES = {
    "": "txt",
    ".asc": "txt",
    ".htm": "html",
    ".markdown": "md",
    ".mkd": "md",
    ".pot": "po",
    ".text": "txt",
}
_MESSAGE_ID = re.compile(rb'^msgid[ \t]+"', re.MULTILINE)
_MESSAGE_STRING = re.compile(rb'^msgstr(?:\[0\])?[ \t]+"', re.MULTILINE)
_SAMPLE_BYTES = 262_144


def foreign_content(data: bytes) -> str:
    """Return what `data` is if it is certainly no text (`png`, `zip` …), else ""."""
    return next((name for magic, name in _MAGIC.items() if data.startswith(magic)), "")


def detect(name: str, data: bytes, suffixes: dict[str, str]) -> str:
    """Return the id of the format of a file, by its content and then by its name.

    `suffixes`: those of the known formats, with their ids. Raises WrongContent for bytes that are no text,
    UnknownFormat for a name that says something nobody here reads.
    """
    suffix = PurePath(name.replace("\\", "/").strip()).suffix.lower()
    if found := foreign_content(data):
        raise WrongContent(format=suffix.lstrip("."), found=found)
    if _is_po(data[:_SAMPLE_BYTES]):
        return "po"
    if known := {**_SUFFIXES, **suffixes}.get(suffix):
        return known
    raise UnknownFormat(format=suffix.lstrip("."))


def _is_po(sample: bytes) -> bool:
    sample = sample.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").replace(b"\r", b"\n")  # UTF-16, old line ends
    return bool(_MESSAGE_ID.search(sample) and _MESSAGE_STRING.search(sample))
