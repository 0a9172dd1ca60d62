"""Which part of a web page is its text: the rest (menus, buttons, what is hidden) is taken out and counted.

A page that marks its text (`main`, or one `article`) is believed. Elsewhere what counts is how much of a list, table
or division is links: three links or more that make up most of its words, before the first paragraph of prose or after
the last one, are a menu, and so is what is called one. Inside the text a list of links is a list.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from domain.document import NoticeKind
from formats.xml import Element

_CONTROLS = frozenset(("button", "select", "input", "dialog", "nav", "menu", "search"))
_SCRIPTS = frozenset(("script", "style", "template", "noscript"))
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_ROLES = frozenset(
    (
        "doc-pagebreak",
        "pagebreak",
        "navigation",
        "banner",
        "search",
        "contentinfo",
        "complementary",
        "menu",
        "menubar",
        "dialog",
    )
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = frozenset(("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "mw-editsection"))
_MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|navbar|navheader|navfooter|menu|breadcrumbs?|pager|pagination|skip)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEAR_NAME = re.compile(
    r"(?:^|[\s_-])(?:toc|sidebar|share|sharing|social|cookies?|related|newsletter|advert)(?:$|[\s_-])", re.IGNORECASE
)
_BOXES = frozenset(("div", "ul", "ol", "dl", "table", "section", "aside", "header", "footer", "td", "center"))
_SHARE = 0.6  # of the letters that are links, in a menu
_SHARE_NAMED = 0.3  # in what is called a menu
_FEWEST_LINKS = 3
_PROSE = 80  # letters of a paragraph that is one
_ARTICLE_SHARE = 0.5
_OUT = "data-out"


@dataclass(slots=True)
class _Box:
    """What a part of the page holds, and where: letters, letters of links, links; first and last place."""

    element: Element
    start: int
    letters: int = 0
    linked: int = 0
    links: int = 0
    end: int = 0


def main_part(body: Element, notes: Collection[Element] = ()) -> tuple[Element, Counter[NoticeKind]]:
    """Return the element that holds the text, with what is no text taken out of it, and what that was.

    `notes`: elements that hold footnotes, and stay whatever is around them.
    """
    counts = take_out_marked(body, notes)
    safe = _safe(notes)
    root = _marked_root(body, safe)
    if root is None:
        _drop_menus(body, safe, counts)
        return body, counts
    counts[NoticeKind.NAVIGATION_DROPPED] += sum(
        1 for sibling in _beside(root, body) if "".join(sibling.itertext()).strip()
    )
    return root, counts


def take_out_marked(body: Element, notes: Collection[Element] = ()) -> Counter[NoticeKind]:
    """Take out what the page itself says is hidden, a control or a menu, and return what that was."""
    counts: Counter[NoticeKind] = Counter()
    safe = _safe(notes)
    for element in body.iterdescendants():
        if element in safe or not (kind := _marked(element)) or _is_gone(element):
            continue
        if "".join(element.itertext()).strip() and element.tag not in _SCRIPTS:
            counts[kind] += 1
        take_out(element)
    return counts


def _safe(notes: Collection[Element]) -> set[Element]:
    return {element for note in notes for element in (note, *note.iterancestors())}


def is_out(element: Element) -> bool:
    """Say whether the element itself was taken out; what is in it does not say so."""
    return element.get(_OUT) is not None


def take_out(element: Element) -> None:
    """Mark an element as no part of the text. It stays in its tree: to remove many takes quadratic time."""
    element.set(_OUT, "")


def _is_gone(element: Element) -> bool:
    return is_out(element) or any(map(is_out, element.iterancestors()))


def _marked(element: Element) -> NoticeKind | None:
    names = element.get("class", "").lower().split()
    is_hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", "")) is not None
    if is_hidden or element.get("aria-hidden") == "true" or not _HIDDEN_CLASS.isdisjoint(names):
        return NoticeKind.HIDDEN_DROPPED
    if element.tag in _CONTROLS or element.tag in _SCRIPTS or "headerlink" in names:
        return NoticeKind.NAVIGATION_DROPPED
    if not _ROLES.isdisjoint((element.get("role", ""), element.get(_EPUB_TYPE, ""))):
        return NoticeKind.NAVIGATION_DROPPED
    # Some programs number paragraphs so, for links to them.
    if element.tag == "label" and "".join(element.itertext()).strip().isdigit():
        return NoticeKind.NAVIGATION_DROPPED
    return None


def _marked_root(body: Element, safe: Collection[Element]) -> Element | None:
    """Return `main`, or the `article` that has most of the words, unless notes stand outside it."""
    whole = _letters(body)
    marked = [one for one in body.iter("main", "div", "section") if one.tag == "main" or one.get("role") == "main"]
    for candidates, share in ((marked, 0.05), (list(body.iter("article")), _ARTICLE_SHARE)):
        found = max(candidates, key=_letters, default=None)
        if found is not None and _letters(found) > share * whole and all(_holds(found, one) for one in safe):
            return found
    return None


def _holds(root: Element, one: Element) -> bool:
    return one is root or root in one.iterancestors() or one in root.iterancestors()


def _letters(element: Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _beside(root: Element, body: Element) -> Iterator[Element]:
    """Give what stands beside the text and beside what holds it."""
    while root is not body and (parent := root.getparent()) is not None:
        yield from (child for child in parent if child is not root)
        root = parent


def _drop_menus(body: Element, safe: Collection[Element], counts: Counter[NoticeKind]) -> None:
    boxes, prose = _measured(body)
    first, last = (prose[0], prose[-1]) if prose else (1 << 60, -1)
    for box in sorted(boxes, key=lambda box: (box.start, -box.end)):
        if box.element not in safe and _is_menu(box, first, last) and not _is_gone(box.element):
            counts[NoticeKind.NAVIGATION_DROPPED] += 1
            take_out(box.element)


def _is_menu(box: _Box, first: int, last: int) -> bool:
    if box.start <= first <= box.end or box.start <= last <= box.end or not box.links:
        return False
    names = f"{box.element.get('class', '')} {box.element.get('id', '')}"
    if _MENU_NAME.search(names):
        return True
    if _NEAR_NAME.search(names):
        return box.linked >= _SHARE_NAMED * box.letters
    is_outside = box.end < first or box.start > last
    return is_outside and box.links >= _FEWEST_LINKS and box.linked >= _SHARE * box.letters


def _measured(body: Element) -> tuple[list[_Box], list[int]]:
    """Return the parts of the page with what they hold, and the places of the paragraphs of prose."""
    boxes: list[_Box] = []
    prose: list[int] = []
    stack = [_Box(body, 0)]
    walk = etree.iterwalk(body, ("start", "end"))
    for place, (event, element) in enumerate(walk, 1):
        if event == "start":
            letters = _length(element.get("alt") if element.tag == "img" else element.text)
            stack.append(_Box(element, place, letters=0 if is_out(element) else letters))
            if is_out(element):
                walk.skip_subtree()
            continue
        box = stack.pop()
        box.end = place
        if element.tag == "a" and element.get("href") is not None:
            box.linked, box.links = box.letters, 1
        if element.tag in _BOXES:
            boxes.append(box)
        elif element.tag in ("p", "blockquote") and box.letters >= _PROSE and box.linked < _SHARE_NAMED * box.letters:
            prose.append(box.start)
        outer = stack[-1]
        outer.letters += box.letters + _length(element.tail)
        outer.linked += box.linked
        outer.links += box.links
    return boxes, prose


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0
