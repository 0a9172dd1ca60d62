"""The first bytes of files that are no text, and the name under which people know them."""

MAGIC = {
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


def foreign_content(data: bytes) -> str:
    """Return what `data` is if it is certainly no text (`png`, `zip` …), else ""."""
    return next((name for magic, name in MAGIC.items() if data.startswith(magic)), "")
