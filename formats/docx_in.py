"""DOCX in: the paragraphs of a Word document with their roles, emphasis, links and notes.

Tracked changes are taken as accepted; comments, hidden text, running heads and feet are left out, and all of that is
said. Read from the XML itself (ECMA-376, part 1): a way over HTML would lose what the notices tell of, and takes
longer (docs/decisions/0026).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from domain.document import Document, NoticeKind, Role
from domain.errors import BrokenFile
from formats.archive import Archive
from formats.docx_parts import Look, Parts, R, W, look_of, numbering_of, part, read_parts, relationships, value
from formats.flow import CELL, PLAIN, Flow, Style
from formats.intake import file_language
from formats.xml import Element

_MAIN = "/officeDocument"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?"([^"]*)"')
_PRIVATE = range(0xE000, 0xF900)
_HEADS = (("header", "headerReference"), ("footer", "footerReference"))
# What is no part of the text: taken out again, moved away, the settings of a field, the second form of a drawing.
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "delText", "rt",
    )
) | {f"{_MC}Fallback"}  # fmt: skip
_CHANGES = frozenset(f"{W}{name}" for name in ("ins", "del", "moveTo"))
_SIGNS = {f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad", f"{W}tab": " ", f"{W}ptab": " "}


def read_document(data: bytes, *, encoding: str | None = None) -> Document:
    """Return the paragraphs of a Word document. `encoding` says nothing here: the file names its own.

    Raises FileProblem (WrongContent, BrokenFile, ArchiveTooLarge, ProtectedFile, EmptyFile); nothing else, whatever
    the bytes are.
    """
    archive = Archive(data, format="docx")
    main = _main_part(archive)
    root = part(archive, main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise BrokenFile(format="docx", line=None, detail="no text in it")
    parts = read_parts(archive, main)
    flow = Flow(file_language(parts.language))
    folder = main.rpartition("/")[0]
    notes = _Notes(archive, folder)
    _Walk(flow, parts, notes).walk(body)
    notes.write(flow, parts)
    flow.count(NoticeKind.COMMENTS_DROPPED, _comments(archive, folder))
    flow.count(NoticeKind.HEADERS_DROPPED, _running_heads(archive, main, body))
    return flow.document(encoding="utf-8")


def _main_part(archive: Archive) -> str:
    found = relationships(archive, "_rels/.rels", _MAIN) if archive.has("_rels/.rels") else {}
    return next((name.lstrip("/") for name in found.values() if archive.has(name)), "word/document.xml")


def _comments(archive: Archive, folder: str) -> int:
    root = part(archive, f"{folder}/comments.xml")
    return 0 if root is None else len(root.findall(f"{W}comment"))


def _running_heads(archive: Archive, main: str, body: Element) -> int:
    """Return how many heads and feet with words in them the pages have."""
    folder, _, name = main.rpartition("/")
    count = 0
    for kind, reference in _HEADS:
        targets = relationships(archive, f"{folder}/_rels/{name}.rels", f"/{kind}")
        used = {targets.get(one.get(f"{R}id", "")) for one in body.iter(f"{W}{reference}")} - {None}
        for target in used:
            root = part(archive, f"{folder}/{target}")
            if root is not None and "".join(root.itertext(f"{W}t")).strip():
                count += 1
    return count


class _Notes:
    """Footnotes and endnotes, numbered alike in the order in which the text refers to them."""

    def __init__(self, archive: Archive, folder: str) -> None:
        self._found: dict[tuple[str, str], Element] = {}
        self._order: list[tuple[str, str]] = []
        self._links: dict[str, dict[str, str]] = {}
        for kind in ("footnote", "endnote"):
            root = part(archive, f"{folder}/{kind}s.xml")
            if root is not None:
                self._links[kind] = relationships(archive, f"{folder}/_rels/{kind}s.xml.rels")
                self._found |= {(kind, one.get(f"{W}id", "")): one for one in root if one.get(f"{W}type") is None}

    def label(self, kind: str, id: str) -> str:
        """Return the label of a note that is there, else ""."""
        if (kind, id) not in self._found:
            return ""
        if (kind, id) not in self._order:
            self._order.append((kind, id))
        return str(self._order.index((kind, id)) + 1)

    def write(self, flow: Flow, parts: Parts) -> None:
        """Write the notes that the text refers to, at its end."""
        for number, (kind, id) in enumerate(self._order, 1):
            flow.begin_note(str(number))
            _Walk(flow, replace(parts, links=self._links[kind]), None).walk(self._found[kind, id])
            flow.end_note()


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read: what it is, what counts it, and whether its end was deleted."""

    style: Style = PLAIN
    marker: str = ""
    is_joined: bool = False


@dataclass(slots=True)
class _Field:
    """A field such as a link: its instruction, and whether its result has begun."""

    instruction: str = ""
    is_result: bool = False
    href: str = ""


@dataclass(slots=True)
class _State:
    """Where the walk is. `boxes`: text boxes that follow the paragraph."""

    look: Look = field(default_factory=Look)
    href: str = ""
    paragraph: _Paragraph | None = None
    fields: list[_Field] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


class _Walk:
    """Walks over the elements of a text, without recursion: a file may nest as deep as its parser lets it."""

    def __init__(self, flow: Flow, parts: Parts, notes: _Notes | None) -> None:
        self._flow, self._parts, self._notes = flow, parts, notes
        self._at = _State()
        self._tables: list[bool] = []  # those that the walk is in, and whether each is more than a frame
        self._starts: dict[str, Callable[[Element], bool]] = {
            f"{W}p": self._start_paragraph,
            f"{W}r": self._start_run,
            f"{W}t": self._text,
            f"{W}tbl": self._table,
            f"{W}tr": self._row,
            f"{W}hyperlink": self._start_link,
            f"{W}br": self._break,
            f"{W}cr": self._break,
            f"{W}sym": self._symbol,
            f"{W}fldChar": self._field_mark,
            f"{W}instrText": self._instruction,
            f"{W}footnoteReference": self._reference,
            f"{W}endnoteReference": self._reference,
            f"{W}txbxContent": self._box,
            f"{_WP}docPr": self._drawing,
            f"{W}object": self._object,
            f"{_V}shape": self._shape,
            f"{_M}oMath": self._formula,
            f"{_M}t": self._text,
        }
        self._ends: dict[str, Callable[[Element], None]] = {
            f"{W}p": self._end_paragraph,
            f"{W}r": self._end_run,
            f"{W}hyperlink": self._end_link,
            f"{W}tc": self._end_cell,
            f"{W}tbl": self._end_table,
        }

    def walk(self, root: Element) -> None:
        """Write what stands in `root`, and then what stands in its text boxes."""
        events = etree.iterwalk(root, ("start", "end"))
        for event, element in events:
            tag = element.tag
            if event == "end":
                if end := self._ends.get(tag):
                    end(element)
            elif tag in _SKIPPED:
                self._count_change(element)
                events.skip_subtree()
            elif start := self._starts.get(tag):
                if not start(element):
                    events.skip_subtree()
            elif tag in _SIGNS and self._at.paragraph:
                self._flow.write(_SIGNS[tag])
            elif tag in _CHANGES:
                self._count_change(element)
        self._flow.end()
        self._open_boxes()

    # Paragraphs

    def _start_paragraph(self, element: Element) -> bool:
        properties = element.find(f"{W}pPr")
        paragraph = _Paragraph()
        if properties is not None:
            self._read_properties(properties, paragraph)
        self._at.paragraph = paragraph
        if paragraph.marker and self._flow.is_empty:
            self._flow.write(f"{paragraph.marker} ")
        return True

    def _read_properties(self, properties: Element, paragraph: _Paragraph) -> None:
        name = value(properties, "pStyle")
        style = self._parts.styles.get(name, PLAIN)
        number = numbering_of(properties) or self._parts.numbered.get(name)
        level = value(properties, "outlineLvl")
        if level.isdigit() and int(level) < 9:
            style = Style(level=int(level) + 1)
        counting = self._parts.lists.get(number[0]) if number else None
        if number and counting is not None:
            paragraph.marker = counting.next(number[1])
            style = Style(Role.ITEM) if style is PLAIN else style
        paragraph.style = style
        marks = properties.find(f"{W}rPr")
        if marks is not None and marks.find(f"{W}del") is not None:
            paragraph.is_joined = True
            self._flow.count(NoticeKind.CHANGES_ACCEPTED)
        elif marks is not None and marks.find(f"{W}ins") is not None:
            self._flow.count(NoticeKind.CHANGES_ACCEPTED)

    def _end_paragraph(self, element: Element) -> None:
        paragraph, self._at.paragraph = self._at.paragraph, None
        if paragraph is None or paragraph.is_joined:
            return
        if paragraph.style.is_furniture and not self._flow.is_empty:
            self._flow.count(NoticeKind.CONTENTS_MARKED)
        self._flow.end(CELL if paragraph.style is PLAIN and any(self._tables) else paragraph.style)
        self._open_boxes()

    def _open_boxes(self) -> None:
        while self._at.boxes:
            box, outer = self._at.boxes.pop(0), self._at
            self._at = _State()
            for child in box:
                self.walk(child)
            self._at = outer

    def _end_cell(self, element: Element) -> None:
        self._flow.end()

    def _table(self, element: Element) -> bool:
        rows = element.findall(f"{W}tr")
        is_table = self._flow.table(len(rows), max((len(row.findall(f"{W}tc")) for row in rows), default=0))
        self._tables.append(is_table)
        return True

    def _end_table(self, element: Element) -> None:
        self._tables.pop()

    def _row(self, element: Element) -> bool:
        properties = element.find(f"{W}trPr")
        is_deleted = properties is not None and properties.find(f"{W}del") is not None
        self._flow.count(NoticeKind.CHANGES_ACCEPTED, int(is_deleted))
        return not is_deleted

    # Words

    def _start_run(self, element: Element) -> bool:
        properties = element.find(f"{W}rPr")
        look = look_of(properties)
        if properties is not None and (name := value(properties, "rStyle")):
            style = self._parts.looks.get(name, Look())
            look = Look(
                style.is_strong if look.is_strong is None else look.is_strong,
                style.is_emphasis if look.is_emphasis is None else look.is_emphasis,
                style.is_hidden if look.is_hidden is None else look.is_hidden,
            )
        if look.is_hidden:
            self._flow.count(NoticeKind.HIDDEN_DROPPED)
            return False
        self._at.look = look
        return True

    def _end_run(self, element: Element) -> None:
        self._at.look = Look()

    def _text(self, element: Element) -> bool:
        if element.text:
            look, href = self._at.look, self._at.href
            if self._at.fields:
                if not self._at.fields[-1].is_result:
                    return True
                href = href or self._at.fields[-1].href
            self._flow.write(
                element.text, is_strong=bool(look.is_strong), is_emphasis=bool(look.is_emphasis), href=href
            )
        return True

    def _break(self, element: Element) -> bool:
        if element.get(f"{W}type") in ("page", "column"):
            self._flow.write(" ")
        else:
            self._flow.line_break()
        return True

    def _symbol(self, element: Element) -> bool:
        """Write a letter that is named by its number; one that only its own font knows stands as U+FFFD."""
        try:
            number = int(element.get(f"{W}char", ""), 16)
        except ValueError:
            return True
        is_known = 0x20 <= number <= 0x10FFFF and number not in _PRIVATE and not 0xD800 <= number < 0xE000
        self._flow.count(NoticeKind.UNDECODABLE, int(not is_known))
        self._flow.write(chr(number) if is_known else "\ufffd")
        return True

    def _start_link(self, element: Element) -> bool:
        """Take the address; a place in the file itself (w:anchor) is none that anybody would find again."""
        self._at.href = self._parts.links.get(element.get(f"{R}id", ""), "")
        return True

    def _end_link(self, element: Element) -> None:
        self._at.href = ""

    def _field_mark(self, element: Element) -> bool:
        fields = self._at.fields
        match element.get(f"{W}fldCharType"):
            case "begin":
                fields.append(_Field())
            case "separate" if fields:
                fields[-1].is_result = True
                if found := _HYPERLINK.match(fields[-1].instruction):
                    fields[-1].href = found[1]
            case "end" if fields:
                fields.pop()
        return True

    def _instruction(self, element: Element) -> bool:
        if self._at.fields:
            self._at.fields[-1].instruction += element.text or ""
        return False

    def _reference(self, element: Element) -> bool:
        kind = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        label = self._notes.label(kind, element.get(f"{W}id", "")) if self._notes else ""
        if label:
            self._flow.anchor(label)
        return True

    # What is no text

    def _box(self, element: Element) -> bool:
        """Keep a text box for the end of its paragraph: the words around it are one sentence."""
        self._at.boxes.append(element)
        return False

    def _drawing(self, element: Element) -> bool:
        drawing = element.getparent()
        if drawing is None or next(drawing.iter(f"{W}txbxContent"), None) is None:
            self._flow.image(element.get("descr") or element.get("title") or "")
        return True

    def _object(self, element: Element) -> bool:
        self._flow.image()
        return False

    def _shape(self, element: Element) -> bool:
        if element.find(f"{_V}imagedata") is not None:
            self._flow.image(element.get("alt") or element.get("title") or "")
        return True

    def _formula(self, element: Element) -> bool:
        self._flow.count(NoticeKind.FORMULAS)
        return True

    def _count_change(self, element: Element) -> None:
        if element.tag in _CHANGES:
            self._flow.count(NoticeKind.CHANGES_ACCEPTED)
