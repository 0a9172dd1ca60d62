"""Footnotes of web pages and e-books, found by how their links go: from a short sign to a note further down.

Programs mark them in a dozen ways (classes, `epub:type`, roles, names of anchors), and all of them link: the sign to
the note, and nearly always the note back to the sign. The result stands as attributes in the tree, for the walk.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from formats.xml import Element

ANCHOR, NOTE, BACK = "data-anchor", "data-note", "data-back"
_SIGN = re.compile(
    r"[\[(]?\s*(?:n(?:ote|ota)?\.?\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[a-z]|[*†‡§¶#]{1,4})\s*[\])]?\.?", re.IGNORECASE
)
_HINT = re.compile(
    r"foot-?note|end-?note|note-?ref|fnref|sdfoot|sdend|cite_ref|(?:^|[\s_-])(?:fn|ftn|reference)\d*(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY_HINT = re.compile(
    r"foot-?note|end-?note|rear-?note|cite_note|sdfoot|sdend|(?:^|[\s_-])(?:fn|ftn|edn)[\s_\d:-]", re.IGNORECASE
)
_BODIES = frozenset(("li", "aside", "dd", "div", "p", "td", "section"))
_LONGEST_SIGN = 16
_MOST_WORDS = 20_000  # letters of a note; more is a chapter that the link leads to
_EPUB_TYPES = ("epub:type", "{http://www.idpf.org/2007/ops}type")  # in a page, and in XML


@dataclass(slots=True)
class _Reference:
    anchor: Element
    target: str  # file#id
    file: str


@dataclass(slots=True)
class Notes:
    """The notes of one document of one or several files, numbered in the order of their signs."""

    _labels: dict[str, str] = field(default_factory=dict)

    def mark(self, files: Iterable[tuple[str, Element]]) -> list[Element]:
        """Mark signs, notes and links back in the trees, and return the elements that hold notes."""
        files = list(files)
        places: dict[str, Element] = {}
        order: dict[Element, int] = {}
        links: list[_Reference] = []
        for name, root in files:
            for element in root.iter("*"):
                order[element] = len(order)
                for id in _ids(element):
                    places.setdefault(f"{name}#{id}", element)
                if element.tag == "a" and (target := _target(element.get("href", ""), name)):
                    links.append(_Reference(element, target, name))
        return self._mark(links, places, order)

    def _mark(self, links: list[_Reference], places: dict[str, Element], order: dict[Element, int]) -> list[Element]:
        linked: dict[Element, list[str]] = {}
        for link in links:
            for body in _around(link.anchor):
                linked.setdefault(body, []).append(link.target)
        bodies: dict[Element, str] = {}
        signs: set[str] = set()
        for link in links:
            target = places.get(link.target)
            if target is None or order[target] < order[link.anchor] or not _is_sign(link.anchor):
                continue
            body = _body(target)
            own = {f"{link.file}#{id}" for near in _near(link.anchor) for id in _ids(near)}
            has_way_back = body is not None and any(back in own for back in linked.get(body, ()))
            if (
                body is None
                or body in link.anchor.iterancestors()
                or not _is_reference(link.anchor, body, has_way_back)
            ):
                continue
            label = bodies.setdefault(body, str(len(self._labels) + 1))
            self._labels[str(order[body])] = label
            link.anchor.set(ANCHOR, label)
            body.set(NOTE, label)
            signs |= own
        for link in links:
            if link.target in signs and any(outer in bodies for outer in (link.anchor, *link.anchor.iterancestors())):
                link.anchor.set(BACK, "")
        return list(bodies)


def _target(href: str, file: str) -> str:
    path, hash, id = href.strip().partition("#")
    if not hash or not id or ":" in path:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(path))) if path else file
    return f"{path}#{unquote(id)}"


def _ids(element: Element) -> Iterator[str]:
    for name in ("id", "name"):
        if id := element.get(name):
            yield id


def _around(anchor: Element) -> Iterator[Element]:
    """Give the elements that hold a link, up to what may be a note."""
    for n, outer in enumerate(anchor.iterancestors()):
        if n > 8 or outer.tag == "body":
            return
        yield outer


def _near(anchor: Element) -> list[Element]:
    """Return the sign with what is close around and in it: any of them may be what the note links back to."""
    outer = islice(anchor.iterancestors("sup", "span", "b", "i", "small", "em"), 2)
    before = anchor.getprevious()
    return [anchor, *anchor.iterdescendants(), *outer, *([before] if before is not None and before.tag == "a" else [])]


def _is_sign(anchor: Element) -> bool:
    text = "".join(anchor.itertext()).strip()
    return len(text) <= _LONGEST_SIGN and _SIGN.fullmatch(text) is not None


def _is_reference(anchor: Element, body: Element, has_way_back: bool) -> bool:
    said = [_said(one) for one in (anchor, *anchor.iterancestors("sup", "span"))]
    if any(_HINT.search(words) for words in said):
        return True
    is_raised = anchor.find(".//sup") is not None or next(anchor.iterancestors("sup"), None) is not None
    is_bracketed = "".join(anchor.itertext()).strip()[:1] in ("[", "(")
    return has_way_back or ((is_raised or is_bracketed) and _BODY_HINT.search(_said(body)) is not None)


def _said(element: Element) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "role", *_EPUB_TYPES))


def _body(target: Element) -> Element | None:
    """Return what holds the note that a link leads to: the list item or box that is one note, else the paragraph."""
    around = [one for one in (target, *target.iterancestors()) if one.tag in _BODIES][:4]
    if not around:
        return None
    body = around[0]
    for outer in around[1:]:
        if body.tag in ("li", "aside", "dd") or (body.tag == "div" and _BODY_HINT.search(_said(body))):
            break
        is_one_note = outer.tag in ("li", "aside", "dd") or _BODY_HINT.search(_said(outer)) is not None
        if is_one_note and outer.find(".//" + body.tag) is body and len(outer) == 1:
            body = outer
        else:
            break
    return body if sum(map(len, body.itertext())) <= _MOST_WORDS else None
