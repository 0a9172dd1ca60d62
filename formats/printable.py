"""Texts without what no text may hold, on the way in and on the way out."""

import unicodedata

from domain.encodings import clean


def cleaned(text: str) -> str:
    """Return `text` as NFC without control characters, non-characters and lone surrogates; white space stays."""
    if text.isprintable():  # nearly every text is, and to know it takes a tenth of the time
        return unicodedata.normalize("NFC", text)
    return clean(text)[0]


def parsed(text: str) -> str:
    """Return as `cleaned` what a parser of XML gave: of ASCII, XML itself refuses every control character but DEL."""
    return text if text.isascii() and "\x7f" not in text else cleaned(text)


def printable(text: str) -> str:
    """Return a whole written page `cleaned`, with LF line ends and without the two spaces that HTML forbids.

    The desk stores no control characters; a bitext from elsewhere may hold them, and a terminal would obey them.
    """
    return cleaned(text).replace("\r\n", "\n").replace("\r", "\n").replace("\v", " ").replace("\x85", " ")
