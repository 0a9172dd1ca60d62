"""What a reader finds in a written file, whatever its format."""

import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pypdf

from formats.base import Format

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {"br": "\n", "tab": "\t", "softHyphen": "\u00ad"}
_DIVIDED = re.compile("\u00ad\\s*\n")  # a word that goes on in the next line; elsewhere it is a hyphen


def text_of(fmt: Format, data: bytes) -> str:
    """Return the words of a file: the file itself where it is text, else what can be copied out of its pages."""
    if fmt.INFO.suffix == ".pdf":
        return " ".join(" ".join(page_texts(data)).split())
    if fmt.INFO.suffix == ".epub":
        return " ".join("".join(book_file.itertext()) for book_file in book_files(data).values())
    if fmt.INFO.suffix == ".docx":
        return "\n".join(text for name in ("document", "footnotes") for text in paragraph_texts(docx_part(data, name)))
    if fmt.INFO.suffix == ".xlsx":
        return cell_texts(data)
    return data.decode("utf-8")


def docx_part(docx: bytes, name: str) -> ElementTree.Element:
    """Return a part of a Word document, such as `footnotes`; it must be well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return ElementTree.fromstring(archive.read(f"word/{name}.xml"))


def paragraph_texts(element: ElementTree.Element) -> list[str]:
    """Return the text of each paragraph of a Word document, in order, as Word shows it."""
    return ["".join(map(_shown, paragraph.iter())) for paragraph in element.iter(f"{WORD}p")]


def _shown(element: ElementTree.Element) -> str:
    return (element.text or "") if element.tag == f"{WORD}t" else _SIGNS.get(element.tag.removeprefix(WORD), "")


def book_files(epub: bytes) -> dict[str, ElementTree.Element]:
    """Return the files of an e-book that are read, in the order of reading; each must be well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        package = ElementTree.fromstring(archive.read("EPUB/content.opf"))
        names = {item.get("id"): item.get("href") for item in package.iterfind(".//{*}item")}
        order = [names[item.get("idref")] for item in package.iterfind(".//{*}itemref")]
        return {name: ElementTree.fromstring(archive.read(f"EPUB/{name}")) for name in order}


def cell_texts(xlsx: bytes) -> str:
    """Return the texts of every cell of a workbook, as another reader finds them."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx), read_only=True)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(value) for row in rows for value in row if value is not None)


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page in the order of reading, words that a line end divided whole again."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [_DIVIDED.sub("", page.extract_text()).replace("\u00ad", "-") for page in pages]
