"""What a reader finds in a written file, whatever its format."""

import io
import re

import pypdf

from formats.base import Format

_DIVIDED = re.compile("\u00ad\\s*\n")  # a word that goes on in the next line; elsewhere it is a hyphen


def text_of(fmt: Format, data: bytes) -> str:
    """Return the words of a file: the file itself where it is text, else what can be copied out of its pages."""
    if fmt.INFO.suffix != ".pdf":
        return data.decode("utf-8")
    return " ".join(" ".join(page_texts(data)).split())


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page in the order of reading, words that a line end divided whole again."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [_DIVIDED.sub("", page.extract_text()).replace("\u00ad", "-") for page in pages]
