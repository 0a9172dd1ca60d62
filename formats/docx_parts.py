"""The parts of a DOCX file beside its text: what its styles mean, how its lists count, where its links lead.

Names of built-in styles are English in every language of Word (ECMA-376, part 1, 17.7.4.9), so the name decides, then
that of the style it is based on.
"""

import re
from dataclasses import dataclass, field

from domain.document import Role
from formats.archive import Archive
from formats.flow import PLAIN, TITLE, Style
from formats.ordinals import ordinal
from formats.xml import Element, parse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_HEADING = re.compile(r"heading (\d)")
_CONTENTS = re.compile(r"(?:toc|contents|table of figures|index|user index)(?: \d+| heading)?")
_LONGEST_CHAIN = 12
_LEVELS = 9
ROLES = {
    "subtitle": Role.DECK,
    "deck": Role.DECK,
    "quote": Role.QUOTE,
    "intense quote": Role.QUOTE,
    "quotations": Role.QUOTE,
    "block text": Role.QUOTE,
    "caption": Role.CAPTION,
    "footnote text": Role.FOOTNOTE,
    "endnote text": Role.FOOTNOTE,
    "noteparagraph": Role.FOOTNOTE,
    "note paragraph": Role.FOOTNOTE,
    "signature": Role.SIGNATURE,
    "date": Role.DATELINE,
    "dateline": Role.DATELINE,
    "masthead": Role.MASTHEAD,
    "byline": Role.BYLINE,
    "slogan": Role.SLOGAN,
    "verse": Role.VERSE,
    "list": Role.ITEM,
    "list bullet": Role.ITEM,
    "list number": Role.ITEM,
    "list continue": Role.ITEM,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of emphasis; None where it says nothing."""

    is_strong: bool | None = None
    is_emphasis: bool | None = None
    is_hidden: bool | None = None


@dataclass(slots=True)
class Parts:
    """What the text of a document refers to. `numbered`: list and level of each style that counts."""

    styles: dict[str, Style] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    numbered: dict[str, tuple[str, int]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    lists: dict[str, "Counting"] = field(default_factory=dict)
    language: str = ""
    title: str = ""


class Counting:
    """A list that counts its items: the form of the number on each level, and how far it has got."""

    def __init__(self, levels: dict[int, tuple[str, str, int]]) -> None:
        """`levels`: level -> form of the number, text with %1 … in it, first number."""
        self._levels = levels
        self._reached: dict[int, int] = {}

    def next(self, level: int) -> str:
        """Return what stands before the next item, "" for a bullet: bullets are markup, numbers are words."""
        form, text, start = self._levels.get(level, ("bullet", "", 1))
        self._reached = {n: at for n, at in self._reached.items() if n <= level}
        self._reached[level] = self._reached.get(level, start - 1) + 1
        if form in ("bullet", "none"):
            return ""
        for n in range(level + 1):
            own, _, first = self._levels.get(n, ("decimal", "", 1))
            text = text.replace(f"%{n + 1}", ordinal(self._reached.get(n, first), own))
        return text.strip()


def part(archive: Archive, name: str) -> Element | None:
    """Return the root of a part, None when there is no such part. Strict documents get the names of the others."""
    if not archive.has(name):
        return None
    return parse(transitional(archive.read(name)), format="docx")


def transitional(content: bytes) -> bytes:
    """Return a part with the names that nearly all documents use, where it has those of a strict one."""
    if _STRICT in content[:4096]:
        content = content.replace(_STRICT + b"wordprocessingml/main", W[1:-1].encode())
        content = content.replace(_STRICT + b"officeDocument/relationships", R[1:-1].encode())
    return content


def read_parts(archive: Archive, main: str) -> Parts:
    """Return what the part called `main` refers to. Raises FileProblem."""
    folder, _, name = main.rpartition("/")
    parts = Parts()
    if (styles := part(archive, f"{folder}/styles.xml")) is not None:
        _read_styles(styles, parts)
    if (numbering := part(archive, f"{folder}/numbering.xml")) is not None:
        parts.lists = _lists(numbering)
    parts.links = relationships(archive, f"{folder}/_rels/{name}.rels")
    if (core := part(archive, "docProps/core.xml")) is not None:
        parts.title = core.findtext(f"{_DC}title") or ""
    return parts


def relationships(archive: Archive, name: str, kind: str = "/hyperlink") -> dict[str, str]:
    """Return id -> target of the relationships of a kind."""
    root = part(archive, name)
    found = [] if root is None else root.iter(f"{_PACKAGE}Relationship")
    return {one.get("Id", ""): one.get("Target", "") for one in found if one.get("Type", "").endswith(kind)}


def is_on(element: Element | None) -> bool | None:
    """Return what a switch such as w:b says, None when it is not there."""
    if element is None:
        return None
    return element.get(f"{W}val", "true") not in ("0", "false", "off")


def look_of(properties: Element | None) -> Look:
    """Return what the properties of a run or style say of emphasis."""
    if properties is None:
        return Look()
    found = {child.tag: child for child in properties}
    return Look(is_on(found.get(f"{W}b")), is_on(found.get(f"{W}i")), is_on(found.get(f"{W}vanish")))


def numbering_of(properties: Element) -> tuple[str, int] | None:
    """Return list and level that paragraph properties name, None for none, ("0", 0) for none on purpose."""
    number = properties.find(f"{W}numPr")
    if number is None:
        return None
    return value(number, "numId"), _whole(value(number, "ilvl"))


def value(element: Element, name: str) -> str:
    """Return w:val of the child called `name`, "" for none."""
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def _read_styles(root: Element, parts: Parts) -> None:
    found = {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")}
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    parts.language = "" if defaults is None else defaults.get(f"{W}val", "")
    for id, element in found.items():
        chain = _chain(id, found)
        if element.get(f"{W}type") == "character":
            parts.looks[id] = _inherited([look_of(one.find(f"{W}rPr")) for one in chain])
        else:
            parts.styles[id] = _style(chain)
            if number := next(filter(None, map(_numbering_of_style, chain)), None):
                parts.numbered[id] = number


def _chain(id: str, found: dict[str, Element]) -> list[Element]:
    """Return a style and those that it is based on; a circle ends."""
    chain: list[Element] = []
    while id in found and len(chain) < _LONGEST_CHAIN:
        chain.append(found[id])
        id = value(found[id], "basedOn")
    return chain


def _numbering_of_style(style: Element) -> tuple[str, int] | None:
    properties = style.find(f"{W}pPr")
    return None if properties is None else numbering_of(properties)


def _style(chain: list[Element]) -> Style:
    for element in chain:
        style = style_called(value(element, "name"))
        if style is not PLAIN:
            return style
        level = value(element, f"pPr/{W}outlineLvl")
        if level.isdigit() and int(level) < _LEVELS:
            return Style(level=int(level) + 1)
    return PLAIN


def style_called(name: str) -> Style:
    """Return what a style of this name means, PLAIN when the name says nothing."""
    name = " ".join(name.lower().replace("_20_", " ").split())
    if name == "title":
        return Style(level=TITLE)
    if heading := _HEADING.match(name):
        return Style(level=int(heading[1]))
    if _CONTENTS.fullmatch(name):
        return Style(Role.PARAGRAPH, is_furniture=True)
    if role := ROLES.get(name) or ROLES.get(name.rstrip(" 0123456789")):
        return Style(role)
    return PLAIN


def _inherited(looks: list[Look]) -> Look:
    def first(name: str) -> bool | None:
        return next((found for look in looks if (found := getattr(look, name)) is not None), None)

    return Look(first("is_strong"), first("is_emphasis"), first("is_hidden"))


def _lists(root: Element) -> dict[str, Counting]:
    forms = {one.get(f"{W}abstractNumId", ""): _levels(one) for one in root.iter(f"{W}abstractNum")}
    return {
        one.get(f"{W}numId", ""): Counting(forms.get(value(one, "abstractNumId"), {})) for one in root.iter(f"{W}num")
    }


def _levels(form: Element) -> dict[int, tuple[str, str, int]]:
    return {
        _whole(level.get(f"{W}ilvl", "")): (
            value(level, "numFmt") or "decimal", value(level, "lvlText"), _whole(value(level, "start"), 1),
        )
        for level in form.iter(f"{W}lvl")
    }  # fmt: skip


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
