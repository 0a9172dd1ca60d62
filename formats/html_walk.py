"""A walk over the tree of a web page or a chapter of an e-book: what a reader of it sees becomes paragraphs."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from domain.document import NoticeKind, Role
from formats.flow import CELL, PLAIN, Flow, Style
from formats.html_main import is_out
from formats.html_notes import ANCHOR, BACK, NOTE
from formats.ordinals import ordinal
from formats.xml import Element

_STRONG = frozenset(("b", "strong"))
_EMPHASIS = frozenset(("em", "i", "cite", "dfn", "var"))
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hgroup", "hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_OBJECTS = frozenset(("audio", "canvas", "embed", "iframe", "object", "svg", "video"))
_SPACER = 3  # pixels: a picture that small is there to count readers or to make room
_ARROWS = "↩↑⏎^⤴\ufe0e\ufe0f "


@dataclass(slots=True)
class _List:
    """A list being read: the form of its numbers, "" for bullets, and the number of the next item."""

    form: str
    next: int
    step: int = 1


class Walk:
    """Writes what stands in a tree into a flow."""

    def __init__(self, flow: Flow) -> None:
        """`flow`: where the paragraphs go."""
        self._flow = flow
        self._strong = self._emphasis = self._quotes = self._pre = self._captions = self._tables = 0
        self._items: list[bool] = []  # whether the item is still to get its marker
        self._lists: list[_List] = []
        self._links: list[str] = []
        self._heading = 0
        self._note: Element | None = None

    def walk(self, root: Element) -> None:
        """Write all of `root`. The paragraph that it ends with is ended."""
        events = etree.iterwalk(root, ("start", "end"))
        for event, element in events:
            tag = _name(element)
            if event == "start":
                if not self._start(tag, element):
                    events.skip_subtree()
                elif element.text and tag != "table":
                    self._write(element.text)
            else:
                self._end(tag, element)
                if element is not root and element.tail:
                    self._write(element.tail)
        self._end_paragraph()

    def _start(self, tag: str, element: Element) -> bool:
        """Begin an element; say whether what stands in it is to be read."""
        if is_out(element) or element.get(BACK) is not None or tag == "":
            return False
        if label := element.get(ANCHOR):
            self._flow.anchor(label)
            return False
        if tag in _BLOCKS:
            self._end_paragraph()
        if (label := element.get(NOTE)) and self._note is None:
            self._note = element
            self._flow.begin_note(label, in_place=True)
        if start := _STARTS.get(tag):
            return start(self, element)
        if tag in _OBJECTS:
            self._flow.image(element.get("title", ""))
            return False
        self._strong += tag in _STRONG
        self._emphasis += tag in _EMPHASIS
        return True

    def _end(self, tag: str, element: Element) -> None:
        if is_out(element) or element.get(BACK) is not None or element.get(ANCHOR) is not None or tag == "":
            return
        if tag in _BLOCKS:
            self._end_paragraph()
        if element is self._note:
            self._flow.end_note()
            self._note = None
        if end := _ENDS.get(tag):
            end(self)
        self._strong -= tag in _STRONG
        self._emphasis -= tag in _EMPHASIS

    def _write(self, text: str) -> None:
        if self._note is not None and self._flow.is_empty and not text.strip(_ARROWS + "\n\t"):
            return
        if self._items and self._items[-1] and text.strip():
            self._items[-1] = False
            self._write_marker(text)
        href = self._links[-1] if self._links else ""
        write = self._flow.write_lines if self._pre else self._flow.write
        write(text, is_strong=self._strong > 0, is_emphasis=self._emphasis > 0, href=href)

    def _write_marker(self, text: str) -> None:
        """Write the number of an item, unless its text has it: bullets are markup, numbers are words."""
        if self._note is not None or not self._lists or not self._lists[-1].form:
            return
        counting = self._lists[-1]
        number = ordinal(counting.next, counting.form)
        counting.next += counting.step
        if not text.lstrip().startswith((f"{number}.", f"{number})")):
            self._flow.write(f"{number}. ")

    def _end_paragraph(self) -> None:
        self._flow.end(self._style())

    def _style(self) -> Style:
        if self._heading:
            return Style(level=self._heading)
        if self._captions:
            return Style(Role.CAPTION)
        if self._items:
            return Style(Role.ITEM)
        if self._quotes:
            return Style(Role.QUOTE)
        return CELL if self._tables else PLAIN

    # Elements that begin something

    def _line_break(self, element: Element) -> bool:
        self._flow.line_break()
        return False

    def _rule(self, element: Element) -> bool:
        self._flow.write("***")
        self._flow.end(Style(Role.SEPARATOR))
        return False

    def _image(self, element: Element) -> bool:
        sizes = [element.get(name, "").removesuffix("px") for name in ("width", "height")]
        is_spacer = any(size.isdigit() and int(size[:4]) <= _SPACER for size in sizes)
        # An empty description is the author's word that the picture says nothing.
        if not is_spacer and element.get("alt") != "":
            self._flow.image(element.get("alt") or element.get("title") or "")
        return False

    def _link(self, element: Element) -> bool:
        href = element.get("href", "")
        self._links.append("" if href.startswith("#") else href)
        return True

    def _head(self, element: Element) -> bool:
        self._heading = int(_name(element)[1])
        return True

    def _quote(self, element: Element) -> bool:
        self._quotes += 1
        return True

    def _caption(self, element: Element) -> bool:
        self._captions += 1
        return True

    def _item(self, element: Element) -> bool:
        value = element.get("value", "")
        if self._lists and value.isascii() and value.isdigit() and len(value) < 6:
            self._lists[-1].next = int(value)
        self._items.append(True)
        return True

    def _bullets(self, element: Element) -> bool:
        self._lists.append(_List("", 1))
        return True

    def _numbers(self, element: Element) -> bool:
        start = element.get("start", "")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
        self._lists.append(_List(element.get("type") or "1", first, -1 if element.get("reversed") is not None else 1))
        return True

    def _preformatted(self, element: Element) -> bool:
        self._pre += 1
        return True

    def _table(self, element: Element) -> bool:
        groups = [child for child in element if _name(child) in ("thead", "tbody", "tfoot")]
        rows = [row for group in (element, *groups) for row in group if _name(row) == "tr"]
        columns = max((sum(_name(cell) in ("td", "th") for cell in row) for row in rows), default=0)
        has_table = any(_name(inner) == "table" for inner in element.iterdescendants())
        if not has_table and self._flow.table(len(rows), columns):
            self._tables += 1
        return True

    def _formula(self, element: Element) -> bool:
        self._flow.count(NoticeKind.FORMULAS)
        return True

    def _quotation_mark(self, element: Element) -> bool:
        self._flow.write("“")
        return True

    # Elements that end something

    def _end_quotation(self) -> None:
        self._flow.write("”")

    def _end_link(self) -> None:
        self._links.pop()

    def _end_head(self) -> None:
        self._heading = 0

    def _end_quote(self) -> None:
        self._quotes -= 1

    def _end_caption(self) -> None:
        self._captions -= 1

    def _end_item(self) -> None:
        self._items.pop()

    def _end_list(self) -> None:
        self._lists.pop()

    def _end_preformatted(self) -> None:
        self._pre -= 1

    def _end_table(self) -> None:
        self._tables = 0  # the innermost is the only one that is marked


def _name(element: Element) -> str:
    """Return the name of an element without its namespace, "" for what is none, as a reference to an entity."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


_STARTS: dict[str, Callable[[Walk, Element], bool]] = {
    "br": Walk._line_break,
    "hr": Walk._rule,
    "img": Walk._image,
    "a": Walk._link,
    **{f"h{n}": Walk._head for n in range(1, 7)},
    "blockquote": Walk._quote,
    "figcaption": Walk._caption,
    "caption": Walk._caption,
    "li": Walk._item,
    "dd": Walk._item,
    "ul": Walk._bullets,
    "ol": Walk._numbers,
    "dir": Walk._bullets,
    "dl": Walk._bullets,
    "pre": Walk._preformatted,
    "table": Walk._table,
    "math": Walk._formula,
    "q": Walk._quotation_mark,
}
_ENDS: dict[str, Callable[[Walk], None]] = {
    "a": Walk._end_link,
    **{f"h{n}": Walk._end_head for n in range(1, 7)},
    "blockquote": Walk._end_quote,
    "figcaption": Walk._end_caption,
    "caption": Walk._end_caption,
    "q": Walk._end_quotation,
    "li": Walk._end_item,
    "dd": Walk._end_item,
    "ul": Walk._end_list,
    "ol": Walk._end_list,
    "dir": Walk._end_list,
    "dl": Walk._end_list,
    "pre": Walk._end_preformatted,
    "table": Walk._end_table,
}
