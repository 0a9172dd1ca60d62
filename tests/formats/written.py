"""Documents made by other hands than ours: python-docx, and files put together from nothing but the standards."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import docx as python_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_ODF = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0"
ODT_NAMES = " ".join(
    f'xmlns:{short}="{_ODF % name}"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Piece:
    """One run of a paragraph."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False


@dataclass(frozen=True)
class Part:
    """One paragraph: `kind` is heading, paragraph, item, quote or row (each piece a cell)."""

    kind: str
    pieces: tuple[Piece, ...]


def packed(members: dict[str, str | bytes]) -> bytes:
    """Return a ZIP of `members`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx_of(parts: Iterable[Part]) -> bytes:
    """Return a Word document written with python-docx."""
    document = python_docx.Document()
    for part in parts:
        if part.kind == "row":
            table = document.add_table(2, len(part.pieces))
            for cell, piece in zip(table.rows[0].cells, part.pieces, strict=True):
                cell.paragraphs[0].add_run(piece.text)
            continue
        style = {"heading": "Heading 1", "item": "List Bullet", "quote": "Quote"}.get(part.kind)
        paragraph = document.add_paragraph(style=style)
        for piece in part.pieces:
            run = paragraph.add_run(piece.text)
            run.bold, run.italic = piece.is_strong, piece.is_emphasis
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def html_body(parts: Iterable[Part]) -> str:
    """Return the elements of a page."""
    tags = {"heading": "h2", "paragraph": "p", "item": "li", "quote": "blockquote"}
    found = []
    for part in parts:
        if part.kind == "row":
            cells = "".join(f"<td>{escape(piece.text)}</td>" for piece in part.pieces)
            found.append(f"<table><tr>{cells}</tr><tr></tr></table>")
            continue
        inner = "".join(_html_piece(piece) for piece in part.pieces)
        tag = tags[part.kind]
        found.append(f"<ul><li>{inner}</li></ul>" if tag == "li" else f"<{tag}>{inner}</{tag}>")
    return "".join(found)


def _html_piece(piece: Piece) -> str:
    text = escape(piece.text)
    text = f"<em>{text}</em>" if piece.is_emphasis else text
    return f"<strong>{text}</strong>" if piece.is_strong else text


def html_of(parts: Iterable[Part]) -> bytes:
    """Return a web page in UTF-8."""
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>t</title>{html_body(parts)}</html>'.encode()


def odt_of(parts: Iterable[Part]) -> bytes:
    """Return an OpenDocument text."""
    return odt("".join(_odt_part(part) for part in parts))


def odt(body: str, *, styles: str = "", more: dict[str, str] | None = None) -> bytes:
    """Return an OpenDocument text of that content."""
    automatic = (
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    )
    content = (
        f"<office:document-content {ODT_NAMES}><office:automatic-styles>{automatic}{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **(more or {})})


def _odt_part(part: Part) -> str:
    if part.kind == "row":
        cells = "".join(
            f"<table:table-cell><text:p>{escape(piece.text)}</text:p></table:table-cell>" for piece in part.pieces
        )
        return f"<table:table><table:table-row>{cells}</table:table-row><table:table-row/></table:table>"
    inner = "".join(_odt_piece(piece) for piece in part.pieces)
    if part.kind == "heading":
        return f'<text:h text:outline-level="1">{inner}</text:h>'
    if part.kind == "item":
        return f"<text:list><text:list-item><text:p>{inner}</text:p></text:list-item></text:list>"
    style = ' text:style-name="Quotations"' if part.kind == "quote" else ""
    return f"<text:p{style}>{inner}</text:p>"


def _odt_piece(piece: Piece) -> str:
    text = escape(piece.text)
    text = f'<text:span text:style-name="I">{text}</text:span>' if piece.is_emphasis else text
    return f'<text:span text:style-name="B">{text}</text:span>' if piece.is_strong else text


def epub(chapters: dict[str, str], *, title: str = "A book", language: str = "en", contents: str = "") -> bytes:
    """Return an e-book of chapters: name -> body."""
    kind = "application/xhtml+xml"
    items = "".join(f'<item id="i{n}" href="{name}" media-type="{kind}"/>' for n, name in enumerate(chapters))
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:language>{language}</dc:language></metadata><manifest>{items}"
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
        f"<spine>{refs}</spine></package>"
    )
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OPS/book.opf": package,
            "OPS/nav.xhtml": xhtml(f"<nav><ol>{contents}</ol></nav>"),
            **{f"OPS/{name}": xhtml(body) for name, body in chapters.items()},
        }
    )


def xhtml(body: str) -> str:
    """Return an XHTML page."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{body}</body></html>'
    )


def epub_of(parts: Iterable[Part]) -> bytes:
    """Return an e-book of two chapters."""
    parts = list(parts)
    half = len(parts) // 2
    return epub({"b.xhtml": html_body(parts[:half]), "a.xhtml": html_body(parts[half:])})


def docx(body: str, more: dict[str, str] | None = None, links: str = "") -> bytes:
    """Return a Word document of that body and those further parts."""
    main = f'<Relationship Id="m" Type="{RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>'
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": _relationships(main),
            "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": _relationships(links),
            **(more or {}),
        }
    )


def _relationships(found: str) -> str:
    names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return f"<Relationships {names}>{found}</Relationships>"
