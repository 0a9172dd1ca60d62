"""ODT in: the paragraphs of a LibreOffice document with their roles, emphasis, links and notes.

Read from content.xml itself (OpenDocument 1.3, part 3). Tracked changes are taken as accepted: what was deleted stands
in a place of its own there and is left out, as are comments, hidden text, running heads and feet; all of that is said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from domain.document import Document, NoticeKind, Role
from domain.errors import BrokenFile, ProtectedFile
from formats.archive import Archive
from formats.docx_parts import Look, style_called
from formats.flow import CELL, PLAIN, TITLE, Flow, Style
from formats.intake import file_language
from formats.ordinals import ordinal
from formats.xml import Element, parse

_URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, STYLE, TABLE, DRAW, SVG, FO = (
    _URN % name for name in ("office", "text", "style", "table", "drawing", "svg-compatible", "xsl-fo-compatible")
)
_XLINK = "{http://www.w3.org/1999/xlink}"
_LONGEST_CHAIN = 12
_BOLD = frozenset(("bold", "600", "700", "800", "900"))
_SLANTED = frozenset(("italic", "oblique"))
_CHANGES = f"{TEXT}changed-region"
# What stands in the text and is no part of it.
_SKIPPED = frozenset(
    {f"{TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls")}
    | {f"{OFFICE}{name}" for name in ("forms", "annotation", "annotation-end")}
    | {f"{TEXT}note-citation", f"{SVG}title", f"{SVG}desc", f"{TABLE}shapes"}
)
_INDEXES = frozenset(
    f"{TEXT}{name}"
    for name in ("table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index")
)


def read_document(data: bytes, *, encoding: str | None = None) -> Document:
    """Return the paragraphs of an OpenDocument text. `encoding` says nothing here: the file names its own.

    Raises FileProblem (WrongContent, BrokenFile, ArchiveTooLarge, ProtectedFile, EmptyFile); nothing else, whatever
    the bytes are.
    """
    archive = Archive(data, format="odt")
    if b"encryption-data" in archive.read_if_there("META-INF/manifest.xml"):
        raise ProtectedFile(format="odt")
    root = parse(archive.read("content.xml"), format="odt")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise BrokenFile(format="odt", line=None, detail="no text in it")
    common = parse(archive.read("styles.xml"), format="odt") if archive.has("styles.xml") else None
    styles = _Styles([one for one in (common, root) if one is not None])
    flow = Flow(file_language(styles.language))
    flow.count(NoticeKind.CHANGES_ACCEPTED, sum(1 for _ in body.iter(_CHANGES)))
    flow.count(NoticeKind.COMMENTS_DROPPED, sum(1 for _ in body.iter(f"{OFFICE}annotation")))
    if common is not None:
        flow.count(NoticeKind.HEADERS_DROPPED, _running_heads(common))
    _Walk(flow, styles).walk(body)
    return flow.document()


def _running_heads(styles: Element) -> int:
    found = styles.iter(f"{STYLE}header", f"{STYLE}footer")
    return sum(1 for one in found if "".join(one.itertext()).strip())


class _Styles:
    """What the styles of a document mean, and how its lists count."""

    def __init__(self, roots: list[Element]) -> None:
        self._found: dict[tuple[str, str], Element] = {}
        self._lists: dict[str, Element] = {}
        self.language = ""
        for root in roots:
            for one in root.iter(f"{STYLE}style"):
                self._found[one.get(f"{STYLE}family", ""), one.get(f"{STYLE}name", "")] = one
            self._lists |= {one.get(f"{STYLE}name", ""): one for one in root.iter(f"{TEXT}list-style")}
            for one in root.iter(f"{STYLE}default-style"):
                properties = one.find(f"{STYLE}text-properties")
                if one.get(f"{STYLE}family") == "paragraph" and properties is not None:
                    self.language = properties.get(f"{FO}language", "")
        self._styles: dict[str, Style] = {}
        self._looks: dict[str, Look] = {}

    def style(self, name: str) -> Style:
        """Return what the paragraph style of that name is."""
        if name not in self._styles:
            chain = (style_called(_name(one)) for one in self._chain("paragraph", name))
            self._styles[name] = next((style for style in chain if style is not PLAIN), PLAIN)
        return self._styles[name]

    def look(self, name: str) -> Look:
        """Return what the text style of that name looks like."""
        if name not in self._looks:
            looks = [_look(one) for one in self._chain("text", name)]
            self._looks[name] = Look(
                _first([look.is_strong for look in looks]),
                _first([look.is_emphasis for look in looks]),
                _first([look.is_hidden for look in looks]),
            )
        return self._looks[name]

    def number_form(self, name: str, level: int) -> tuple[str, str, int]:
        """Return form, text after it and first number of a level of a list; no form for bullets."""
        found = self._lists.get(name)
        levels = [] if found is None else found.findall(f"{TEXT}list-level-style-number")
        for one in levels:
            if one.get(f"{TEXT}level") == str(level):
                form, start = one.get(f"{STYLE}num-format", ""), one.get(f"{TEXT}start-value", "1")
                return form, one.get(f"{STYLE}num-suffix", ""), int(start) if start.isdigit() and len(start) < 6 else 1
        return "", "", 1

    def _chain(self, family: str, name: str) -> list[Element]:
        chain: list[Element] = []
        while (found := self._found.get((family, name))) is not None and len(chain) < _LONGEST_CHAIN:
            chain.append(found)
            name = found.get(f"{STYLE}parent-style-name", "")
        return chain


def _name(style: Element) -> str:
    return style.get(f"{STYLE}display-name") or style.get(f"{STYLE}name", "").replace("_20_", " ")


def _first(values: list[bool | None]) -> bool:
    return bool(next((value for value in values if value is not None), False))


def _look(style: Element) -> Look:
    properties = style.find(f"{STYLE}text-properties")
    if properties is None:
        return Look()
    weight, slant = properties.get(f"{FO}font-weight"), properties.get(f"{FO}font-style")
    return Look(
        None if weight is None else weight in _BOLD,
        None if slant is None else slant in _SLANTED,
        None if properties.get(f"{TEXT}display") is None else properties.get(f"{TEXT}display") == "none",
    )


@dataclass(slots=True)
class _List:
    """A list being read: its style, and how many items it has had."""

    style: str
    items: int = 0


@dataclass(slots=True)
class _State:
    """Where the walk is. `boxes`: text boxes that follow the paragraph."""

    looks: list[Look] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    is_in_paragraph: int = 0


class _Walk:
    """Walks over the elements of a text, without recursion."""

    def __init__(self, flow: Flow, styles: _Styles) -> None:
        self._flow, self._styles = flow, styles
        self._at = self._outer = _State()
        self._lists: list[_List] = []
        self._tables: list[bool] = []  # those that the walk is in, and whether each is more than a frame
        self._marker = ""
        self._notes = self._indexes = 0

    def walk(self, root: Element) -> None:
        """Write what stands in `root`."""
        events = etree.iterwalk(root, ("start", "end"))
        for event, element in events:
            if event == "start":
                start = _STARTS.get(element.tag)
                if element.tag in _SKIPPED or (start is not None and not start(self, element)):
                    events.skip_subtree()
                elif element.text:
                    self._write(element.text)
            else:
                if element.tag not in _SKIPPED and (end := _ENDS.get(element.tag)):
                    end(self, element)
                if element is not root and element.tail:
                    self._write(element.tail)
        self._open_boxes()

    def _write(self, text: str) -> None:
        if not self._at.is_in_paragraph or any(look.is_hidden for look in self._at.looks):
            return
        if self._marker and text.strip():
            self._flow.write(f"{self._marker} ")
            self._marker = ""
        self._flow.write(
            text,
            is_strong=any(look.is_strong for look in self._at.looks),
            is_emphasis=any(look.is_emphasis for look in self._at.looks),
            href=self._at.links[-1] if self._at.links else "",
        )

    # Paragraphs

    def _start_paragraph(self, element: Element) -> bool:
        self._at.is_in_paragraph += 1
        return True

    def _end_paragraph(self, element: Element) -> None:
        self._at.is_in_paragraph -= 1
        style = self._styles.style(element.get(f"{TEXT}style-name", ""))
        level = element.get(f"{TEXT}outline-level", "")
        if element.tag == f"{TEXT}h" and style.level != TITLE:
            style = Style(level=int(level) if level.isdigit() and 0 < int(level[:3]) < 10 else 1)
        if style is PLAIN:
            style = Style(Role.ITEM) if self._lists else CELL if any(self._tables) else PLAIN
        if (self._indexes or style.is_furniture) and not self._flow.is_empty:
            style = Style(Role.PARAGRAPH, is_furniture=True)
            self._flow.count(NoticeKind.CONTENTS_MARKED)
        self._flow.end(style)
        if not self._at.is_in_paragraph:
            self._open_boxes()

    def _open_boxes(self) -> None:
        while self._at.boxes:
            box, outer, lists = self._at.boxes.pop(0), self._at, self._lists
            self._at, self._lists = _State(), []
            for child in box:
                self.walk(child)
            self._at, self._lists = outer, lists

    def _start_list(self, element: Element) -> bool:
        name = element.get(f"{TEXT}style-name") or (self._lists[-1].style if self._lists else "")
        self._lists.append(_List(name))
        return True

    def _end_list(self, element: Element) -> None:
        self._lists.pop()

    def _start_item(self, element: Element) -> bool:
        if self._lists:
            form, suffix, first = self._styles.number_form(self._lists[-1].style, len(self._lists))
            start = element.get(f"{TEXT}start-value", "")
            if start.isdigit() and len(start) < 6:
                self._lists[-1].items = int(start) - first
            self._marker = f"{ordinal(first + self._lists[-1].items, form)}{suffix}" if form else ""
            self._lists[-1].items += 1
        return True

    def _start_index(self, element: Element) -> bool:
        self._indexes += 1
        return True

    def _end_index(self, element: Element) -> None:
        self._indexes -= 1

    def _table(self, element: Element) -> bool:
        rows = list(element.iter(f"{TABLE}table-row"))
        columns = max((len(row.findall(f"{TABLE}table-cell")) for row in rows), default=0)
        self._tables.append(self._flow.table(len(rows), columns))
        return True

    def _end_table(self, element: Element) -> None:
        self._tables.pop()

    # Words

    def _start_span(self, element: Element) -> bool:
        look = self._styles.look(element.get(f"{TEXT}style-name", ""))
        self._flow.count(NoticeKind.HIDDEN_DROPPED, int(bool(look.is_hidden)))
        self._at.looks.append(look)
        return True

    def _end_span(self, element: Element) -> None:
        self._at.looks.pop()

    def _start_link(self, element: Element) -> bool:
        self._at.links.append(element.get(f"{_XLINK}href", ""))
        return True

    def _end_link(self, element: Element) -> None:
        self._at.links.pop()

    def _blank(self, element: Element) -> bool:
        self._write(" ")
        return True

    def _line_break(self, element: Element) -> bool:
        self._flow.line_break()
        return True

    def _hidden(self, element: Element) -> bool:
        self._flow.count(NoticeKind.HIDDEN_DROPPED)
        return False

    def _start_note(self, element: Element) -> bool:
        self._notes += 1
        self._flow.anchor(str(self._notes))
        self._flow.begin_note(str(self._notes))
        self._outer, self._at = self._at, _State()
        return True

    def _end_note(self, element: Element) -> None:
        self._flow.end_note()
        self._at = self._outer

    # What is no text

    def _frame(self, element: Element) -> bool:
        """Mark the place of a picture; keep a text box for the end of its paragraph."""
        box = element.find(f"{DRAW}text-box")
        if box is not None:
            if not self._at.is_in_paragraph:
                return True
            self._at.boxes.append(box)
            return False
        words = [element.findtext(f"{SVG}{name}") or "" for name in ("desc", "title")]
        self._flow.image(next(filter(None, words), ""))
        if not self._at.is_in_paragraph:
            self._flow.end()
        return False


_STARTS: dict[str, Callable[[_Walk, Element], bool]] = {
    f"{TEXT}p": _Walk._start_paragraph,
    f"{TEXT}h": _Walk._start_paragraph,
    f"{TEXT}list": _Walk._start_list,
    f"{TEXT}list-item": _Walk._start_item,
    f"{TEXT}span": _Walk._start_span,
    f"{TEXT}a": _Walk._start_link,
    f"{TEXT}s": _Walk._blank,
    f"{TEXT}tab": _Walk._blank,
    f"{TEXT}line-break": _Walk._line_break,
    f"{TEXT}hidden-text": _Walk._hidden,
    f"{TEXT}hidden-paragraph": _Walk._hidden,
    f"{TEXT}note": _Walk._start_note,
    f"{TABLE}table": _Walk._table,
    f"{DRAW}frame": _Walk._frame,
    **dict.fromkeys(_INDEXES, _Walk._start_index),
}
_ENDS: dict[str, Callable[[_Walk, Element], None]] = {
    f"{TEXT}p": _Walk._end_paragraph,
    f"{TEXT}h": _Walk._end_paragraph,
    f"{TEXT}list": _Walk._end_list,
    f"{TEXT}span": _Walk._end_span,
    f"{TEXT}a": _Walk._end_link,
    f"{TEXT}note": _Walk._end_note,
    f"{TABLE}table": _Walk._end_table,
    **dict.fromkeys(_INDEXES, _Walk._end_index),
}
