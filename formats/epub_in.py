"""EPUB in: the chapters of an e-book in reading order, read as the web pages that they are.

The spine says the order, the table of contents the titles of the chapters (EPUB 3.3 and 2.0.1). The contents themselves
are navigation and left out; so is what holds no words.
"""

import html
import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from domain.document import Document, Notice, NoticeKind
from domain.errors import BrokenFile, FileProblem, ProtectedFile
from formats.archive import Archive
from formats.flow import Flow
from formats.html_main import take_out_marked
from formats.html_notes import Notes
from formats.html_tree import tree
from formats.html_walk import Walk
from formats.intake import decode_text, file_language
from formats.xml import Element, parse

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_PAGES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml"))
# Fonts that are scrambled so that nobody takes them out of the book; its text is as open as any.
_OF_FONTS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}>", re.IGNORECASE)
_MOST_CHAPTERS = 2_000


@dataclass(frozen=True, slots=True)
class _Book:
    """What the package says: title, language, the files in order, and the file with the contents."""

    title: str
    language: str
    spine: tuple[str, ...]
    contents: tuple[str, ...]


def read_document(data: bytes, *, encoding: str | None = None) -> Document:
    """Return the paragraphs of a whole book, with its chapters. `encoding` says nothing here: each file names its own.

    Raises FileProblem (WrongContent, BrokenFile, ArchiveTooLarge, ProtectedFile, EmptyFile); nothing else, whatever
    the bytes are.
    """
    archive = Archive(data, format="epub")
    if _is_locked(archive.read_if_there("META-INF/encryption.xml")):
        raise ProtectedFile(format="epub")
    book = _read_package(archive)
    titles = _titles(archive, book)
    flow = Flow(file_language(book.language))
    bodies: list[tuple[str, Element]] = []
    is_whole = True
    for name in book.spine:
        body, is_this_whole = _body(archive.read(name))
        is_whole = is_whole and is_this_whole
        bodies.append((name, body))
    notes = Notes().mark(bodies)
    walk = Walk(flow)
    for name, body in bodies:
        for kind, count in take_out_marked(body, notes).items():
            flow.count(kind, count)
        flow.chapter(titles.get(name, ""))
        walk.walk(body)
    lost = () if is_whole else (Notice(NoticeKind.STRUCTURE_LOST),)
    return flow.document(title=book.title, notices=lost)


def _is_locked(encryption: bytes) -> bool:
    """Tell whether more than fonts is encrypted."""
    if not encryption.strip():
        return False
    entries = parse(encryption, format="epub").iter("{*}EncryptedData")
    methods = (entry.find("{*}EncryptionMethod") for entry in entries)
    return any(method is None or method.get("Algorithm") not in _OF_FONTS for method in methods)


def _read_package(archive: Archive) -> _Book:
    container = parse(archive.read("META-INF/container.xml"), format="epub")
    path = next((one.get("full-path", "") for one in container.iter("{*}rootfile")), "")
    package = parse(archive.read(path), format="epub")
    folder = posixpath.dirname(path)
    items = {one.get("id", ""): one for one in package.iter(f"{_OPF}item", "item")}
    contents = [one for one in items.values() if "nav" in one.get("properties", "").split()]
    contents += [one for one in items.values() if one.get("media-type") == "application/x-dtbncx+xml"]
    spine = [items[id] for ref in package.iter(f"{_OPF}itemref", "itemref") if (id := ref.get("idref", "")) in items]
    names = [_path(folder, one.get("href", "")) for one in spine if one not in contents and _is_page(one)]
    there = tuple(name for name in dict.fromkeys(names) if archive.has(name))[:_MOST_CHAPTERS]
    if not there:
        raise BrokenFile(format="epub", line=None, detail="no chapter in it")
    found = tuple(_path(folder, one.get("href", "")) for one in contents)
    return _Book(_said(package, "title"), _said(package, "language"), there, found)


def _is_page(item: Element) -> bool:
    return item.get("media-type", "") in _PAGES


def _said(package: Element, name: str) -> str:
    found = next(package.iter(f"{_DC}{name}"), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _titles(archive: Archive, book: _Book) -> dict[str, str]:
    """Return file -> title from the table of contents; its first mention of a file counts."""
    titles: dict[str, str] = {}
    for name in book.contents:
        try:
            root = _page(archive.read(name))
        except (FileProblem, UnicodeDecodeError):
            continue  # the chapters can be read without it
        folder = posixpath.dirname(name)
        for link in root.iter("{*}a", "{*}navPoint"):
            target, words = _entry(link)
            if target and words:
                titles.setdefault(_path(folder, target), words)
    return titles


def _entry(link: Element) -> tuple[str, str]:
    """Return address and words of one line of the contents, as EPUB 3 (a link) or EPUB 2 (navPoint) have it."""
    if link.tag.endswith("}a"):
        return link.get("href", ""), " ".join("".join(link.itertext()).split())
    content, label = link.find("{*}content"), link.find("{*}navLabel/{*}text")
    words = "" if label is None else " ".join("".join(label.itertext()).split())
    return ("" if content is None else content.get("src", "")), words


def _page(content: bytes) -> Element:
    """Return the root of a page that is well-formed XML once the names of letters that HTML knows are letters."""
    text = content.decode("utf-8-sig") if b"encoding=" not in content[:100].lower() else _decoded(content)
    text = _ENTITY.sub(_letter, _DOCTYPE.sub("", text[:4096]) + text[4096:])
    return parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), format="epub")


def _decoded(content: bytes) -> str:
    said = re.search(rb"""encoding=["']([\w.-]{2,40})["']""", content[:200], re.IGNORECASE)
    return decode_text(content, said[1].decode() if said else None, format="epub").text


def _letter(entity: re.Match[str]) -> str:
    if entity[1] in _XML_ENTITIES:
        return entity[0]
    return html.unescape(entity[0])


def _body(content: bytes) -> tuple[Element, bool]:
    """Return the body of a chapter and whether it is whole; one that is no XML is read as browsers read pages."""
    try:
        root = _page(content)
    except (FileProblem, UnicodeDecodeError):
        return tree(decode_text(content, None, format="epub").text, format="epub")
    body = root.find("{*}body")
    body = root if body is None else body
    for element in body.iter("*"):
        element.tag = element.tag.rpartition("}")[2].lower()
    return body, True
