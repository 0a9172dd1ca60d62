"""XML from outside, for every format that is made of it: one parser, closed to the file's tricks.

No entities, no network, no DTD: a file that declares an entity is refused, and what a DOCTYPE names is never
fetched. libxml2's own bounds hold (10 million letters of a text, 256 elements in each other, its amplification
guard), and these: so many tags and attributes, since the tree of `<a/><a/>…` is thirty times its file.
"""

import io
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO, NoReturn

from lxml import etree

from domain.errors import BrokenFile, EmptyFile, FileProblem, WrongContent
from formats.magic import foreign_content

Element = etree._Element  # lxml's only name for what it gives

MOST_TAGS = 1_500_000  # about 100 bytes each in memory
MOST_ATTRIBUTES = 750_000  # about 270 bytes each
XML = "{http://www.w3.org/XML/1998/namespace}"

_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_SWEEP = 64  # emptied elements that may stand in the tree
_BLANKS = b" \t\r\n"
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ROOT = re.compile(rb"<(?:[^!?\s]|\Z)")
_HEAD_BYTES = 262_144
_BLOCK_BYTES = 65_536


def parse(data: bytes, *, format: str) -> Element:
    """Return the root of an XML file, in the encoding of its byte order mark or declaration.

    `format`: the id that errors name. Comments and processing instructions are left out. Raises EmptyFile,
    WrongContent (a picture, an archive), BrokenFile with the line; nothing else, whatever the bytes.
    """
    weight = _Weight(format)
    weight.add(data)
    lines = _check_head(data, format)
    try:
        root = etree.fromstring(data[_blanks(data) :], _parser())
    except (etree.LxmlError, ValueError) as error:
        raise _broken(error, format, lines) from error
    _check_declarations(root, format)
    return root


def elements(data: bytes | BinaryIO, *, format: str, tags: Collection[str]) -> Iterator[Element]:
    """Give the elements called by one of `tags`, each when it is complete, in the order in which they end.

    `data`: the file, or a stream of it, which is read on as the elements are asked for.

    An element is emptied when the caller asks for the next one, so a file of any length takes the memory of one
    element: never name an element and one inside it, unless you read the outer one without the inner. What stands
    before an element in its parent, and the parents' attributes, are there. Tags are `{namespace}name` or
    `{*}name`. Raises as `parse`, and what reading the stream raises.
    """
    weight = _Weight(format)
    source, lines = _opened(data, weight)
    is_first = True
    count = 0
    try:
        for _, element in etree.iterparse(source, ("end",), tag=tags, **_OPTIONS):
            if is_first:
                _check_declarations(element, format)
                is_first = False
            yield element
            weight.is_given = True
            element.clear(keep_tail=True)
            count += 1
            if count % _SWEEP == 0:
                _sweep(element)
    except (etree.LxmlError, ValueError) as error:
        raise _broken(error, format, lines) from error


@lru_cache(maxsize=256)
def name_of(tag: str) -> str:
    """Return the name in a tag without its namespace."""
    return tag.rpartition("}")[2]


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return name_of(element.tag)


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that name, in whatever namespace."""
    for found in element:
        if name_of(found.tag) == name:
            return found
    return None


class Inherited:
    """Finds attributes on an element or around it, quickly for one after another in the same place."""

    def __init__(self) -> None:
        self._parent: Element | None = None
        self._known: dict[str, str] = {}

    def get(self, element: Element, name: str) -> str:
        """Return the attribute of the element or of the nearest around it that has it, else ""."""
        found = element.get(name)
        if found is not None:
            return found
        parent = element.getparent()
        if parent is not self._parent:
            self._parent, self._known = parent, {}
        if name not in self._known:
            values = (value for around in element.iterancestors() if (value := around.get(name)) is not None)
            self._known[name] = next(values, "")
        return self._known[name]


def root_of(data: bytes) -> tuple[str, str, dict[str, str]] | None:
    """Return namespace, name and attributes of the root, from the first bytes of what may be XML; None for none."""
    if not _may_be_xml(data[:64]):
        return None
    parser = etree.XMLPullParser(("start",), **_OPTIONS)
    with suppress(etree.LxmlError, ValueError):  # what came before the fault may already tell
        parser.feed(data[_blanks(data[:_HEAD_BYTES]) : _HEAD_BYTES])
    for _, element in parser.read_events():
        # Not etree.QName, which takes no name with a prefix that is never declared.
        namespace, _, name = str(element.tag).rpartition("}")
        return namespace[1:], name, {str(key): str(value) for key, value in element.attrib.items()}
    return None


class _Weight:
    """Counts tags and attributes, and stops before they fill the memory.

    So few bytes as there may be attributes cannot hold too many of anything: they are only counted if more follow.
    """

    def __init__(self, format: str) -> None:
        self.format = format
        self.is_given = True  # whether an element was given back since the last block: its tags are gone

    def add(self, block: bytes) -> None:
        """Take one block. Raises BrokenFile over the limit."""
        if self.is_given:
            self.is_given = False
            self._bytes = self._tags = self._attributes = 0
            self._blocks: list[bytes] = []
        self._bytes += len(block)
        self._blocks.append(block)
        if self._bytes > min(MOST_TAGS, MOST_ATTRIBUTES):
            self._count()

    def _count(self) -> None:
        self._tags += sum(block.count(b"<") for block in self._blocks)
        self._attributes += sum(block.count(b"=") for block in self._blocks)
        self._blocks = []
        if self._tags > MOST_TAGS or self._attributes > MOST_ATTRIBUTES:
            raise BrokenFile(format=self.format, line=None, detail="too many tags or attributes")


class _Blocks:
    """The file in blocks, weighed as they are read."""

    def __init__(self, head: bytes, rest: BinaryIO, weight: _Weight) -> None:
        self._head, self._rest = io.BytesIO(head), rest
        self._weight = weight

    def read(self, size: int | None = -1) -> bytes:
        """Return the next block, not more than `_BLOCK_BYTES`."""
        wanted = min(size, _BLOCK_BYTES) if size and size > 0 else _BLOCK_BYTES
        block = self._head.read(wanted) or self._rest.read(wanted)
        self._weight.add(block)
        return block


def _opened(data: bytes | BinaryIO, weight: _Weight) -> tuple[_Blocks, int]:
    """Return the file from its first letter on, and how many lines stand before that. Raises as `_check_head`."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    head, lines = b"", 0
    while not head and (block := stream.read(_HEAD_BYTES)):
        head = block.lstrip(_BLANKS)
        lines += block[: len(block) - len(head)].count(b"\n")
    _check_head(head, weight.format)
    return _Blocks(head, stream, weight), lines


def _parser() -> etree.XMLParser:
    return etree.XMLParser(**_OPTIONS)


def _blanks(data: bytes) -> int:
    """Return how many blanks stand before the file, which the standard forbids and editors leave."""
    return 0 if data[:1] not in _BLANKS else len(data) - len(data.lstrip(_BLANKS))


def _check_head(data: bytes, format: str) -> int:
    """Return how many lines stand before the file begins. Raises for what is no XML, or declares entities."""
    if found := foreign_content(data):
        raise WrongContent(format=format, found=found)
    if not data.strip(_BLANKS):
        raise EmptyFile(format=format)
    head = data[:_HEAD_BYTES].replace(b"\0", b"")
    root = _ROOT.search(head)
    if b"<!ENTITY" in (head[: root.start()] if root else head):
        _refuse_entities(format)
    return data[: _blanks(data)].count(b"\n")


def _check_declarations(element: Element, format: str) -> None:
    """Refuse a file whose DOCTYPE declares entities, wherever it hid them."""
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        _refuse_entities(format)


def _refuse_entities(format: str) -> NoReturn:
    raise BrokenFile(format=format, line=None, detail="the file declares entities")


def _broken(error: Exception, format: str, lines_before: int) -> FileProblem:
    line = getattr(error, "lineno", None)
    detail = " ".join(str(error).split())[:200]
    return BrokenFile(format=format, line=line + lines_before if line else None, detail=detail)


def _sweep(element: Element) -> None:
    """Take what stands before an element that was read out of the tree."""
    parent = element.getparent()
    if parent is not None and (place := parent.index(element)):
        del parent[:place]


def _may_be_xml(head: bytes) -> bool:
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip(_BLANKS).startswith(b"<")
