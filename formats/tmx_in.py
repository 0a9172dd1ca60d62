"""Reading TMX, levels 1 and 2, of any version and any language; unit by unit, so that a memory may be of any size."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, NamedTuple

from domain.bitext import Bitext, Remark, Unit
from domain.errors import BrokenFile, TooManySegments
from domain.states import State
from formats import foreign, xml
from formats.coded import BREAK, EMPHASIS, STRONG, Code, Kind, Reading, plain, spelt
from formats.exchange import (
    ID,
    MOST_UNITS,
    PREVIOUS,
    REMARK,
    SOURCE,
    STATE,
    TARGET,
    read_extra,
    read_head,
    read_unit,
    remark_from,
    sorted_out,
    values,
)
from formats.languages import Languages, is_same, nearest, refuse
from formats.po_marks import moment
from formats.printable import cleaned

OWN, PRODUCT = "x-rv-", "Rectoverso"
UNIT, HEADER, HEADER_NOTE = "tmx:", "tmx:header", "tmx:header-note"
PROP = "tmx:prop:"
TARGET_LANGUAGE, CONTROL = "target-language", "x-control"
UNIT_ATTRIBUTES = frozenset({"tuid"})
HEADER_ATTRIBUTES = frozenset(
    {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype", "changedate"}
)

_ANY = "*all*"
_MOST_MET = 10_000  # sets of languages of a tu: a file with more names things that are none
_LANG = f"{xml.XML}lang"
_MARKUP = {"bold": STRONG, "italic": EMPHASIS}
_SIGNS = {STRONG: "**", EMPHASIS: "*"}
_STATES = {state.value: state for state in State if state is not State.UNTRANSLATED}
_LABEL = re.compile(r"\[\^(.+)\]", re.DOTALL)
_ADDRESS = re.compile(r"\]\((.*)\)", re.DOTALL)
_REMARK = f"{OWN}{REMARK}"
_READ_HERE = frozenset({SOURCE, TARGET, PREVIOUS, ID, STATE, REMARK})


@dataclass(slots=True)
class Head:
    """What the header says. `languages`: the pair that is read, as the file names it; "" for one not known.

    `left`: the languages that are in the file, too, and are not read, with how many tu have them; known at its end.
    """

    languages: Languages = ("", "")
    left: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Any] = field(default_factory=dict)


def read(data: bytes, *, languages: Languages | None = None) -> Bitext:
    """Return the pairs of a TMX file.

    `languages`: the pair to read, where the file holds several; without it the source language is the header's,
    the target language the one that the file names for it, else the first other one. A tu without the source
    language is passed over. Raises FileProblem, nothing else; WrongLanguage for a file without the pair.
    """
    head = Head()
    found: list[Unit] = []
    for unit in units(data, languages=languages, head=head):
        found.append(unit)
        if len(found) > MOST_UNITS:
            raise TooManySegments(count=len(found), limit=MOST_UNITS)
    return Bitext(*head.languages, tuple(found), **head.fields)


class Tagged(NamedTuple):
    """A unit with the languages that its two variants name, as they stand in the file; "" for none."""

    unit: Unit
    source_language: str
    target_language: str


def units(data: bytes | BinaryIO, *, languages: Languages | None = None, head: Head | None = None) -> Iterator[Unit]:
    """Give the units of a TMX file, or of a stream of one, one by one, in the memory of one.

    `head` is filled with what the header says. Raises as `read`, WrongLanguage at the end.
    """
    return (one.unit for one in tagged(data, languages=languages, head=head))


def tagged(
    data: bytes | BinaryIO, *, languages: Languages | None = None, head: Head | None = None,
    with_alternatives: bool = False,
) -> Iterator[Tagged]:  # fmt: skip
    """Give the units as `units` does, each with its languages.

    `with_alternatives`: a tu with several targets of the same language, of any variety, is as many units.
    """
    head = head or Head()
    reader = _Reader(head, languages)
    root = None
    for element in xml.elements(data, format="tmx", tags=("{*}tu", "{*}header", "{*}tmx")):
        match xml.local(element):
            case "header":
                reader.header(element)
            case "tu":
                if one := reader.unit(element):
                    yield one
                    if with_alternatives and len(element) > 2:
                        yield from reader.alternatives(element, one)
            case _:
                root = element
    if root is None:
        raise BrokenFile(format="tmx", line=None, detail="the root is not tmx")
    reader.end()


class _Reader:
    """Takes the elements of a file in their order."""

    def __init__(self, head: Head, wanted: Languages | None) -> None:
        self.head = head
        self.wanted = wanted
        self.source, self.target = wanted or ("", "")
        self.is_ours = False
        self._has_pair = False
        self._tags: list[str] = []
        self._places = (0, 0)
        self._passed_over: set[str] = set()
        self._met: Counter[tuple[str, ...]] = Counter()

    def header(self, element: xml.Element) -> None:
        """Take what the file says of itself."""
        props = [(prop.get("type", ""), prop.text or "") for prop in element.iterfind("{*}prop")]
        own = list(values((name.removeprefix(OWN), text) for name, text in props if name.startswith(OWN)))
        said = dict(own)
        self.is_ours = element.get("creationtool") == PRODUCT
        fields = read_head(pair for pair in own if pair[0] != TARGET_LANGUAGE)
        others = [
            *foreign.attributes(element, HEADER, HEADER_ATTRIBUTES),
            *((HEADER_NOTE, cleaned(note.text or "")) for note in element.iterfind("{*}note")),
            *((f"{PROP}{cleaned(name)}", cleaned(text)) for name, text in props if not name.startswith(OWN)),
        ]
        self.head.fields = fields | {"extra": (*others, *fields["extra"])}
        source = cleaned(element.get("srclang", ""))
        source = "" if source == _ANY else source
        if self.wanted is None:
            self.source, self.target = source, said.get(TARGET_LANGUAGE, "")
        elif self.is_ours:
            pair = source, said.get(TARGET_LANGUAGE, "")
            self._has_pair = all(map(is_same, pair, self.wanted))
        self._name(source or self.source, said.get(TARGET_LANGUAGE) or self.target)

    def unit(self, element: xml.Element) -> Tagged | None:
        """Return the unit of a tu, None where it is not of the languages wanted."""
        children = [(xml.name_of(child.tag), child) for child in element]
        variants = [(_language(child), child) for name, child in children if name == "tuv"]
        tags = tuple([tag for tag, _ in variants])
        if tags in self._met or len(self._met) < _MOST_MET:
            self._met[tags] += 1
        source, target = self._chosen(variants)
        if source is None or (target is None and not self.is_ours and len(variants) > 1):
            self._passed_over.update(tag for tag, _ in variants if tag)
            return None
        unit = _unit(element, [pair for pair in children if pair[0] != "tuv"], source, target)
        return Tagged(unit, _language(source), "" if target is None else _language(target))

    def alternatives(self, element: xml.Element, first: Tagged) -> Iterator[Tagged]:
        """Give the unit of a tu once more for each further target in the language of the first."""
        variants = [(_language(child), child) for child in element if xml.local(child) == "tuv"]
        source, target = self._chosen(variants)
        if source is None or target is None:
            return
        # Between two varieties of one language, a third is neither.
        is_alike = _is_spelt_alike if is_same(first.source_language, first.target_language) else is_same
        for other, child in variants:
            if child is not source and child is not target and is_alike(other, first.target_language):
                more = _unit(element, (), source, child)
                unit = replace(first.unit, target=more.target, author=more.author, changed=more.changed)
                yield Tagged(unit, first.source_language, other)

    def end(self) -> None:
        """Raise WrongLanguage if a pair was wanted and the file has others only."""
        if self.wanted and not self._has_pair and self._passed_over:
            refuse(self.wanted, self._passed_over)
        for tags, count in self._met.items():
            for tag in sorted(set(tags)):
                if tag and not is_same(tag, self.source) and not is_same(tag, self.target):
                    self.head.left[cleaned(tag)] += count

    def _chosen(self, variants: list[tuple[str, xml.Element]]) -> tuple[xml.Element | None, xml.Element | None]:
        """Return the source and the target among the variants of one tu."""
        tags = [tag for tag, _ in variants]
        if tags == self._tags:  # nearly every tu has the languages of the one before
            return variants[self._places[0]][1], variants[self._places[1]][1]
        source = nearest(tags, self.source) if self.source else next(iter(tags), None)
        if source is None:
            return None, None
        place = tags.index(source)
        rest = variants[:place] + variants[place + 1 :]
        others = [tag for tag, _ in rest]
        target = nearest(others, self.target) if self.target else next(iter(others), None)
        if target is None:
            return variants[place][1], None
        if not self._has_pair:
            self._has_pair = True
            self._name(source, target)
        other = others.index(target)
        if self.source and self.target:
            self._tags, self._places = tags, (place, other + (other >= place))
        return variants[place][1], rest[other][1]

    def _name(self, source: str, target: str) -> None:
        """Settle the languages: those that the file names."""
        if not self.is_ours or not any(self.head.languages):
            self.head.languages = (cleaned(source).replace("_", "-"), cleaned(target).replace("_", "-"))
        if self.wanted is None:
            self.source, self.target = source, target


def _unit(
    element: xml.Element, beside: Iterable[tuple[str, xml.Element]], source: xml.Element, target: xml.Element | None
) -> Unit:
    if not beside and not element.attrib:
        return _bare(source, target)
    remarks, own, others = _beside(beside)
    said = dict(own)
    text = spelt(_seg(source), said.get(SOURCE, ""))
    translated = spelt(_seg(target), said.get(TARGET, "")) if target is not None else ""
    fields, unread = read_unit([pair for pair in own if pair[0] not in _READ_HERE])
    if target is not None:
        fields = _changed(target) | fields
    return Unit(
        id=said.get(ID, cleaned(element.get("tuid", ""))),
        source=text,
        target=translated,
        state=_state(said.get(STATE)) if translated else State.UNTRANSLATED,
        previous_source=said.get(PREVIOUS, ""),
        extra=(
            *foreign.attributes(element, UNIT, UNIT_ATTRIBUTES),
            *others,
            *(pair for name, value in unread for pair in read_extra(name, value)),
        ),
        **sorted_out(remarks),
        **fields,
    )


def _bare(source: xml.Element, target: xml.Element | None) -> Unit:
    """Return the unit of a tu that says nothing but its texts: so are most of a memory, and it takes half the time."""
    text = _seg(source)
    translated = _seg(target) if target is not None else ""
    state = State.DRAFT if translated else State.UNTRANSLATED
    return Unit("", text, translated, state, **(_changed(target) if target is not None else {}))


def _changed(target: xml.Element) -> dict[str, Any]:
    """Return who changed a target and when, as far as its tuv says."""
    found: dict[str, Any] = {}
    if by := target.get("changeid") or target.get("creationid"):
        found["author"] = cleaned(by)
    if at := target.get("changedate") or target.get("creationdate"):
        found["changed"] = moment(at)
    return found


def _state(said: str | None) -> State:
    """Return the state that the file says; a memory says none, and what is in it was translated by somebody."""
    return _STATES.get(said or "", State.DRAFT)


def _beside(
    children: Iterable[tuple[str, xml.Element]],
) -> tuple[list[tuple[str, Remark]], list[tuple[str, str]], list[tuple[str, str]]]:
    """Return remarks, our props and those of others. What is known of a note stands in the prop after it."""
    remarks: list[tuple[str, Remark]] = []
    own: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    note: xml.Element | None = None
    for kind, child in children:
        if kind == "prop":
            name = child.get("type", "")
            if name == _REMARK and note is not None:
                remarks.append(remark_from(note.text or "", child.text or ""))
                note = None
            elif name.startswith(OWN):
                own.append((name[len(OWN) :], child.text or ""))
            else:
                others.append((f"{PROP}{cleaned(name)}", cleaned(child.text or "")))
        elif kind == "note":
            if note is not None:
                remarks.append(remark_from(note.text or "", ""))
            note = child
    if note is not None:
        remarks.append(remark_from(note.text or "", ""))
    return remarks, list(values(own)), others


def _is_spelt_alike(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _language(tuv: xml.Element) -> str:
    return tuv.get(_LANG) or tuv.get("lang") or ""


# Inline


def _seg(tuv: xml.Element) -> str:
    seg = xml.child(tuv, "seg")
    if seg is None:
        return ""
    if not len(seg):
        return plain(seg.text or "")
    reading = Reading()
    ends = {ept.get("i", ""): ept.text or "" for ept in seg.iterfind(".//{*}ept")}
    _walk(seg, reading, {}, ends)
    return reading.text()


def _walk(element: xml.Element, reading: Reading, opened: dict[str, Code], ends: dict[str, str]) -> None:
    """Take the words and codes of a seg. What another tool's codes hold stands in the text as it is written.

    `ends`: what stands at the end of each pair, by its number.
    """
    reading.words(element.text)
    for child in element:
        number = child.get("i", "")
        match xml.local(child):
            case "bpt" if code := _opening(child, ends.get(number, "")):
                opened[number] = code
                reading.mark(code, 1)
            case "ept" if number in opened:
                reading.mark(opened.pop(number), -1)
            case "ph" if code := _placeholder(child):
                reading.mark(code, 0)
            case _:
                _walk(child, reading, opened, ends)
        reading.words(child.tail)


def _opening(bpt: xml.Element, end: str) -> Code | None:
    """Return the code that a pair begins, None for another tool's: ours hold our own signs."""
    code = _MARKUP.get(bpt.get("type", ""))
    if code:
        return code if (bpt.text or "") in (_SIGNS[code], "") and not len(bpt) else None
    if bpt.get("type") == "link" and bpt.text == "[" and (address := _ADDRESS.fullmatch(end)):
        return Code(Kind.LINK, address[1])
    return None


def _placeholder(ph: xml.Element) -> Code | None:
    text = ph.text or ""
    match ph.get("type"):
        case "lb":
            return BREAK
        case "fnote" if label := _LABEL.fullmatch(text):
            return Code(Kind.NOTE, label[1])
        case "x-control":
            return Code(Kind.CONTROL, text)
    return None
