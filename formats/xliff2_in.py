"""Reading XLIFF 2.0, 2.1 and 2.2, which differ in nothing that is read here; ours or anyone's."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.errors import BrokenFile, TooManySegments, WrongContent
from domain.states import State
from formats import foreign, xml
from formats.coded import BREAK, EMPHASIS, STRONG, Code, Kind, Reading, control, plain
from formats.coded import spelt as as_spelt
from formats.exchange import (
    ID,
    MOST_UNITS,
    PREVIOUS,
    SOURCE,
    TARGET,
    TEXT,
    read_extra,
    read_head,
    read_unit,
    sorted_out,
    values,
)
from formats.po_marks import moment
from formats.printable import cleaned
from formats.xliff_in import shown, words

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
OWN = "urn:rectoverso:exchange:1"
CATEGORY, NOTE, AUTHOR = "rectoverso", "rv:note", "remark-author"
UNIT, SEGMENT, FILE, SKELETON, NOTES = (
    "xliff2:", "xliff2:segment", "xliff2:file", "xliff2:skeleton", "xliff2:notes",
)  # fmt: skip
UNIT_ATTRIBUTES = frozenset({"id", "translate"})
FILE_ATTRIBUTES = frozenset({"id", "original", f"{xml.XML}space"})

_METADATA = f"{{{METADATA}}}metadata"
_SPACE = f"{xml.XML}space"
_STATES = {"translated": State.TRANSLATED, "reviewed": State.REVIEWED, "final": State.FINAL}
_RANKS = (State.DRAFT, State.RETURNED, State.TRANSLATED, State.REVIEWED, State.FINAL)
_MARKUP = {"xlf:b": STRONG, "xlf:i": EMPHASIS, "xlf:lb": BREAK}
_STYLES = {"b": STRONG, "strong": STRONG, "i": EMPHASIS, "em": EMPHASIS, "br": BREAK}
_STYLE = "{urn:oasis:names:tc:xliff:fs:2.0}fs"
_LABEL = re.compile(r"\[\^(.+)\]", re.DOTALL)
_ADDRESS = re.compile(r"\]\((.*)\)", re.DOTALL)
_NUMBERED = re.compile(rf"(?:{TEXT}|{AUTHOR})-\d+")
_STATE, _SUBSTATE = frozenset({"state"}), f"{SEGMENT}@subState"
_NAMES = frozenset({ID, SOURCE, TARGET, PREVIOUS})


def read(data: bytes) -> Bitext:
    """Return the pairs of an XLIFF 2.x file: a unit is one pair, its segments joined, in the order of the text.

    A unit keeps the id that it has. Tags of other tools that stand for no markup of ours stand in the text as they
    are written. Raises FileProblem, nothing else.
    """
    root = head = None
    around = xml.Inherited()
    units: list[Unit] = []
    for element in xml.elements(data, format="xliff2", tags=("{*}unit", "{*}file", "{*}xliff")):
        match xml.local(element):
            case "unit":
                head = head or _head(next(element.iterancestors("{*}file"), None))
                units.append(_unit(element, around))
                if len(units) > MOST_UNITS:
                    raise TooManySegments(count=len(units), limit=MOST_UNITS)
            case "file":
                head = head or _head(element)
            case _:
                root = element
                languages = _check(element)
    if root is None:
        raise BrokenFile(format="xliff2", line=None, detail="the root is not xliff")
    return Bitext(*languages, tuple(units), **(head or {}))


def _check(root: xml.Element) -> tuple[str, str]:
    """Return the languages of a file. Raises WrongContent for XLIFF 1, which is another format."""
    if not root.get("version", "2").startswith("2") or ":document:1" in root.tag:
        raise WrongContent(format="XLIFF 2.1", found="xliff")
    source, target = (cleaned(root.get(name, "")).replace("_", "-") for name in ("srcLang", "trgLang"))
    return source, target


def _head(file: xml.Element | None) -> dict[str, Any]:
    """Return what a file says of itself, from what stands before its first unit."""
    if file is None:
        return {}
    pairs: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for child in file:
        match xml.local(child):
            case "unit" | "group":
                break
            case "metadata" if child.tag == _METADATA:
                own, rest = _metadata(child, FILE)
                pairs += own
                others += rest
            case "skeleton" | "notes" as name:
                others.append(foreign.kept(child, f"xliff2:{name}", NAMESPACE))
            case _:
                others.append(foreign.kept(child, FILE))
    head = read_head(pairs)
    return head | {"extra": (*foreign.attributes(file, FILE, FILE_ATTRIBUTES), *others, *head["extra"])}


def _metadata(element: xml.Element, sign: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return our pairs, and as a pair of `extra` the groups of other programs, if there are any."""
    own = [group for group in element if group.get("category") == CATEGORY]
    pairs = [(meta.get("type", ""), meta.text or "") for group in own for meta in group]
    if len(own) == len(element):
        return pairs, []
    rest = deepcopy(element)
    for group in [group for group in rest if group.get("category") == CATEGORY]:
        rest.remove(group)
    rest.text = None
    for group in rest:
        group.tail = None
    return pairs, [foreign.kept(rest, sign)]


def _unit(element: xml.Element, around: xml.Inherited) -> Unit:
    segments: list[_Segment] = []
    metas: list[tuple[str, str]] = []
    notes: list[xml.Element] = []
    others: list[tuple[str, str]] = []
    data: dict[str, str] = {}
    for child in element:
        match name := xml.name_of(child.tag):
            case "segment" | "ignorable":
                segments.append(_Segment(child, *_sides(child), name == "ignorable"))
            case "notes":
                notes = list(child)
            case "originalData":
                data = {item.get("id", ""): _data(item) for item in child}
            case "metadata" if child.tag == _METADATA:
                own, rest = _metadata(child, UNIT)
                metas += own
                others += rest
            case _:
                others.append(foreign.kept(child, UNIT))
    pairs = values(metas)
    said = dict(pairs)
    keeps_space = around.get(element, _SPACE) == "preserve"
    source, target = _texts(_Content(element, data, keeps_space=keeps_space), segments)
    fields, unread = read_unit(pairs)
    if around.get(element, "translate") == "no":
        fields["flags"] = fields.get("flags", frozenset()) | {Flag.LOCKED}
    return Unit(
        id=said.get(ID, cleaned(element.get("id", ""))),
        source=as_spelt(source, said.get(SOURCE, "")),
        target=as_spelt(target, said.get(TARGET, "")),
        state=_state(segments) if target else State.UNTRANSLATED,
        previous_source=said.get(PREVIOUS, ""),
        extra=(
            *foreign.attributes(element, UNIT, UNIT_ATTRIBUTES),
            *_of_segment(segments),
            *others,
            *[pair for name, value in unread if not _is_read_here(name) for pair in read_extra(name, value)],
        ),
        **(sorted_out(_remarks(notes, said)) if notes else {}),
        **fields,
    )


def _is_read_here(name: str) -> bool:
    return name in _NAMES or _NUMBERED.fullmatch(name) is not None


class _Segment(NamedTuple):
    """A segment, or what stands between two (`ignorable`), with its texts."""

    element: xml.Element
    source: xml.Element | None
    target: xml.Element | None
    is_between: bool


def _sides(segment: xml.Element) -> tuple[xml.Element | None, xml.Element | None]:
    """Return the source and the target of a segment, the first of each."""
    source = target = None
    for child in segment:
        match xml.name_of(child.tag):
            case "source" if source is None:
                source = child
            case "target" if target is None:
                target = child
    return source, target


def _of_segment(segments: list[_Segment]) -> list[tuple[str, str]]:
    """Return what another program says of a segment that is the only one of its unit."""
    if len(segments) != 1:
        return []
    said = foreign.attributes(segments[0].element, SEGMENT, _STATE)
    return [(name, value) for name, value in said if name != _SUBSTATE or not value.startswith("rv:")]


def _state(segments: list[_Segment]) -> State:
    """Return the state of a unit: that of the segment that is least far."""
    if len(segments) == 1:
        return _state_of(segments[0])
    states = [_state_of(segment) for segment in segments if not segment.is_between]
    return min(states, key=_RANKS.index, default=State.DRAFT)


def _state_of(segment: _Segment) -> State:
    if segment.target is None:
        return State.DRAFT
    if segment.element.get("subState") == "rv:returned":
        return State.RETURNED
    return _STATES.get(segment.element.get("state", ""), State.DRAFT)


def _remarks(notes: list[xml.Element], said: dict[str, str]) -> Iterator[tuple[str, Remark]]:
    for note in notes:
        number = note.get("id", "").removeprefix("n")
        author = said.get(f"{AUTHOR}-{number}") or cleaned(note.get(f"{{{OWN}}}author", ""))
        kind = "note" if note.get("category") == "note" else "comment"
        side = note.get("appliesTo", "")
        yield (
            kind,
            Remark(
                said.get(f"{TEXT}-{number}") or cleaned(note.text or ""),
                author,
                cleaned(note.get(f"{{{OWN}}}anchor", "")),
                Side(side) if kind == "note" and side in list(Side) else None,
                moment(note.get(f"{{{OWN}}}created", "")),
            ),
        )


# Inline


def _texts(content: "_Content", segments: list[_Segment]) -> tuple[str, str]:
    """Return source and target of a unit, whose segments may be in another order in the target."""
    if len(segments) == 1:
        return content.text([segments[0].source]), content.text([segments[0].target])
    source = content.text([segment.source for segment in segments])
    if all(segment.target is None for segment in segments):
        return source, ""
    places = sorted(range(len(segments)), key=lambda n: (_order(segments[n].target, n), n))
    return source, content.text([_spoken(segments[n]) for n in places])


def _spoken(segment: _Segment) -> xml.Element | None:
    """Return what stands for a segment in the target: between segments, the source's own if there is no other."""
    return segment.source if segment.target is None and segment.is_between else segment.target


def _order(target: xml.Element | None, place: int) -> int:
    said = target.get("order", "") if target is not None else ""
    return int(said) - 1 if re.fullmatch(r"\d{1,6}", said) else place


class _Content:
    """Reads sources and targets of one unit, the sources first: their codes tell what a bare id means."""

    def __init__(self, unit: xml.Element, data: dict[str, str], *, keeps_space: bool) -> None:
        self.unit = unit
        self.data = data
        self.keeps_space = keeps_space
        self.codes: dict[str, Code] = {}
        self._ends: dict[str, str] | None = None

    def text(self, elements: list[xml.Element | None]) -> str:
        """Return the inline text of some elements, joined."""
        if len(elements) == 1 and ((element := elements[0]) is None or not len(element)):
            return "" if element is None else plain(words(element.text, self._keeps(element)))
        reading = Reading()
        opened: dict[str, Code] = {}
        for element in elements:
            if element is not None:
                self._walk(element, reading, opened, self._keeps(element))
        return reading.text()

    def _keeps(self, element: xml.Element) -> bool:
        said = element.get(_SPACE) if element.keys() else None  # keys are there at once, a name is looked up
        return self.keeps_space if said is None else said == "preserve"

    def _walk(self, element: xml.Element, reading: Reading, opened: dict[str, Code], keeps_space: bool) -> None:
        reading.words(words(element.text, keeps_space))
        for child in element:
            self._take(child, reading, opened, keeps_space)
            reading.words(words(child.tail, keeps_space))

    def _take(self, child: xml.Element, reading: Reading, opened: dict[str, Code], keeps_space: bool) -> None:
        name = xml.local(child)
        code = self._code(child)
        if name == "cp":
            reading.words(control(child.get("hex", "")))
        elif name == "ec":
            self._close(child, reading, opened)
        elif name in ("mrk", "sm", "em"):
            self._walk(child, reading, opened, keeps_space)
        elif name == "sc" and code:
            opened[child.get("id", "")] = code
            reading.mark(code, 1)
        elif name == "pc":
            reading.mark(code, 1) if code else reading.words(self._sign(child, "dataRefStart") or _tag(child))
            self._walk(child, reading, opened, keeps_space)
            reading.mark(code, -1) if code else reading.words(self._sign(child, "dataRefEnd") or "</pc>")
        elif code:
            reading.mark(code, 0)
        else:
            reading.words(self._sign(child, "dataRef") or shown(child))

    def _close(self, child: xml.Element, reading: Reading, opened: dict[str, Code]) -> None:
        if code := opened.pop(child.get("startRef", ""), None):
            reading.mark(code, -1)
        else:
            reading.words(self._sign(child, "dataRef") or shown(child))

    def _code(self, element: xml.Element) -> Code | None:
        """Return the code that a tag stands for, by what it says of itself, else by its id; None for another's."""
        id = element.get("id", "")
        if found := self._said(element):
            self.codes.setdefault(id, found)
            return found
        says_more = any(name in element.attrib for name in ("type", "dataRef", "dataRefStart"))
        return None if says_more else self.codes.get(element.get("copyOf") or id)

    def _said(self, element: xml.Element) -> Code | None:
        kind = element.get("subType", "")
        if kind in _MARKUP:
            return _MARKUP[kind]
        if kind == NOTE and (label := _LABEL.fullmatch(self._sign(element, "dataRef"))):
            return Code(Kind.NOTE, label[1])
        if element.get("type") == "link" and (address := _ADDRESS.fullmatch(self._end(element))):
            return Code(Kind.LINK, address[1])
        return _STYLES.get(element.get(_STYLE, ""))

    def _end(self, element: xml.Element) -> str:
        """Return the sign with which a pair ends, which may be in another segment."""
        if xml.local(element) == "pc":
            return self._sign(element, "dataRefEnd")
        if self._ends is None:
            found = self.unit.iterfind(".//{*}ec")
            self._ends = {ec.get("startRef", ""): self._sign(ec, "dataRef") for ec in found}
        return self._ends.get(element.get("id", ""), "")

    def _sign(self, element: xml.Element, name: str) -> str:
        return self.data.get(element.get(name, ""), "")


def _tag(element: xml.Element) -> str:
    return f'<{xml.local(element)} id="{element.get("id", "")}">'


def _data(item: xml.Element) -> str:
    return (item.text or "") + "".join(control(cp.get("hex", "")) + (cp.tail or "") for cp in item)
