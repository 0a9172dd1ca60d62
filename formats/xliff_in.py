"""Reading XLIFF 1.2, and 1.0 and 1.1, which differ from it in nothing that is read here; ours or anyone's."""

import re
from collections.abc import Iterator
from typing import Any

from domain.bitext import Bitext, Flag, Remark, Unit
from domain.document import Role
from domain.errors import BrokenFile, TooManySegments, WrongContent
from domain.states import State
from formats import foreign, xml
from formats.coded import BREAK, EMPHASIS, STRONG, Code, Kind, Reading, plain, spelt
from formats.exchange import (
    ID,
    MOST_UNITS,
    PREVIOUS,
    REMARK,
    SOURCE,
    TARGET,
    read_extra,
    read_head,
    read_unit,
    remark_from,
    safe,
    sorted_out,
    values,
)
from formats.languages import Languages, is_wanted, refuse
from formats.printable import cleaned

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
OWN = "urn:rectoverso:exchange:1"
PRODUCT, GROUP = "Rectoverso", "rectoverso."  # a group's name ends in the id of its unit, as no two may have one name
UNIT, FILE = "xliff:", "xliff:file"
NOTE, CONTROL = "x-note", "x-control"
UNIT_ATTRIBUTES = frozenset({"id", "approved", "translate", "restype", f"{xml.XML}space"})
FILE_ATTRIBUTES = frozenset({"original", "datatype", "source-language", "target-language", "product-name"})

_READ_HERE = frozenset({ID, SOURCE, TARGET, PREVIOUS, REMARK})
_UNIT_ATTRIBUTES_BUT_ROLE = UNIT_ATTRIBUTES - {"restype"}
_META, _HREF = f"{{{OWN}}}meta", f"{{{OWN}}}href"
_APPROVALS = {"final": State.FINAL, "signed-off": State.REVIEWED}
_HEADS = frozenset({"x-gettext-domain-header"})  # translate-toolkit keeps the header of a PO file as a unit
_MARKUP = {"bold": STRONG, "italic": EMPHASIS, "lb": BREAK}
_SPACE = f"{xml.XML}space"
_LABEL = re.compile(r"\[\^(.+)\]", re.DOTALL)
_LAYOUT = re.compile(r"[ \t\r\n]*\n[ \t\r\n]*")
_TRANSPARENT = frozenset({"mrk", "sub"})


def read(data: bytes, *, languages: Languages | None = None) -> Bitext:
    """Return the pairs of an XLIFF 1.x file, those of several `file`s one after the other.

    `languages`: the pair to read where the files are of several; without it, that of the first. A unit keeps the
    id that it has. Tags of other tools that stand for no markup of ours stand in the text as they are written.
    Raises FileProblem, nothing else.
    """
    reader = _Reader(languages)
    for element in xml.elements(data, format="xliff", tags=("{*}trans-unit", "{*}file", "{*}xliff")):
        match xml.local(element):
            case "trans-unit":
                reader.unit(element)
            case "file":
                reader.file(element)
            case _:
                _check_version(element)
                reader.is_xliff = True
    return reader.bitext()


class _Reader:
    """Takes the elements of a file in their order, and makes one bitext of them."""

    def __init__(self, languages: Languages | None) -> None:
        self.wanted = languages
        self.head: dict[str, Any] | None = None
        self.units: list[Unit] = []
        self.is_xliff = False
        self._file: xml.Element | None = None
        self._is_taken = self._is_ours = False
        self._passed_over: set[str] = set()
        self._around = xml.Inherited()
        self._parent: xml.Element | None = None

    def file(self, element: xml.Element) -> None:
        """Take what a file says of itself, once, when the first unit of it or its end comes."""
        if element is self._file:
            return
        self._file = element
        pair = tuple(cleaned(element.get(f"{side}-language", "")).replace("_", "-") for side in ("source", "target"))
        self._is_ours = element.get("product-name") == PRODUCT
        self._is_taken = is_wanted(pair, self.wanted or (self.head and self.head["languages"]))
        if not self._is_taken:
            self._passed_over.update(filter(None, pair))
        elif self.head is None:
            self.head = {"languages": pair, **_head(element)}

    def unit(self, element: xml.Element) -> None:
        """Take a unit if its file is of the languages wanted."""
        if (parent := element.getparent()) is not self._parent or parent is None:
            file = next(element.iterancestors("{*}file"), None)
            if file is None:
                raise BrokenFile(format="xliff", line=element.sourceline, detail="a unit outside of any file")
            self.file(file)
            self._parent = parent
        if self._is_taken and element.get("restype") not in _HEADS:
            self.units.append(_unit(element, self._around, is_ours=self._is_ours))
            if len(self.units) > MOST_UNITS:
                raise TooManySegments(count=len(self.units), limit=MOST_UNITS)

    def bitext(self) -> Bitext:
        """Return what was taken. Raises BrokenFile for what is no XLIFF, WrongLanguage where nothing is wanted."""
        if not self.is_xliff:
            raise BrokenFile(format="xliff", line=None, detail="the root is not xliff")
        if self.head is None and self._passed_over and self.wanted:
            refuse(self.wanted, self._passed_over)
        head = self.head or {"languages": ("", "")}
        return Bitext(*head.pop("languages"), tuple(self.units), **head)


def _check_version(root: xml.Element) -> None:
    """Raise WrongContent for XLIFF 2, which is another format."""
    if ":document:2" in root.tag or root.get("version", "").startswith("2"):
        raise WrongContent(format="XLIFF 1.2", found="xliff2")


def _head(file: xml.Element) -> dict[str, Any]:
    header = file.find("{*}header")
    children = list(header) if header is not None else []
    head = read_head((child.get("name", ""), child.text or "") for child in children if child.tag == _META)
    others = [
        *foreign.attributes(file, FILE, FILE_ATTRIBUTES),
        *(foreign.kept(child, FILE, NAMESPACE) for child in children if child.tag != _META),
    ]
    return head | {"extra": (*others, *head["extra"])}


def _unit(element: xml.Element, around: xml.Inherited, *, is_ours: bool) -> Unit:
    keeps_space = around.get(element, _SPACE) == "preserve"
    source = former = target = None
    metas: list[tuple[str, str]] = []
    notes: list[xml.Element] = []
    others: list[tuple[str, str]] = []
    for child in element:
        match xml.name_of(child.tag):
            case "source":
                source = child
            case "target":
                target = child
            case "note":
                notes.append(child)
            case "alt-trans" if former is None and child.get("alttranstype") == "previous-version":
                former = child.find("{*}source")
            case "seg-source":
                continue  # the source once more, cut into sentences
            case "context-group" if child.get("name", "").startswith(GROUP):
                metas += [(item.get("context-type", "")[2:], item.text or "") for item in child]
            case _:
                others.append(foreign.kept(child, UNIT, NAMESPACE))
    pairs = values(metas)
    said = dict(pairs)
    codes: dict[str, Code] = {}
    text = content(target, codes_of(source, codes), keeps_space=keeps_space)
    text = spelt(text, said.get(TARGET, ""))
    original = spelt(content(source, codes, keeps_space=keeps_space), said.get(SOURCE, ""))
    if text == original and target is not None and target.get("state") == "new":
        text = ""  # so that tools that translate in place have something to begin with
    fields, unread = read_unit(pairs)
    if around.get(element, "translate") == "no":
        fields["flags"] = fields.get("flags", frozenset()) | {Flag.LOCKED}
    role = _role(element)
    return Unit(
        id=said.get(ID, cleaned(element.get("id", ""))),
        source=original,
        target=text,
        state=_state(element, target, is_ours=is_ours) if text else State.UNTRANSLATED,
        role=role or Role.PARAGRAPH,
        previous_source=spelt(content(former, {}, keeps_space=keeps_space), said.get(PREVIOUS, "")),
        extra=(
            *foreign.attributes(element, UNIT, UNIT_ATTRIBUTES if role else _UNIT_ATTRIBUTES_BUT_ROLE),
            *others,
            *[pair for name, value in unread if name not in _READ_HERE for pair in read_extra(name, value)],
        ),
        **(sorted_out(_remarks(notes, [value for name, value in pairs if name == REMARK])) if notes else {}),
        **fields,
    )


def _role(element: xml.Element) -> Role | None:
    """Return the role that `restype` names, None if it says something else."""
    said = element.get("restype")
    if said is None:
        return Role.PARAGRAPH
    name = said.removeprefix("x-")
    return Role(name) if name in list(Role) and said != name else None


def _state(element: xml.Element, target: xml.Element | None, *, is_ours: bool) -> State:
    """Return the state of a text: approved if the file says so, for review if it says translated, else a draft."""
    said = target.get("state", "") if target is not None else ""
    approved = element.get("approved", "")
    if said in _APPROVALS:
        return _APPROVALS[said] if approved != "no" else State.TRANSLATED
    if said in ("", "translated") and approved == "yes":
        return State.REVIEWED
    if said == "needs-review-translation" and is_ours:
        return State.RETURNED
    return State.TRANSLATED if said == "translated" else State.DRAFT


def _remarks(notes: list[xml.Element], known: list[str]) -> Iterator[tuple[str, Remark]]:
    """Give the remarks; what is known beside the text goes to the note in the same place if it names the same one.

    Another tool's notes, wherever it put them, are comments.
    """
    known = list(reversed(known))
    for note in notes:
        kind, remark = remark_from(note.text or "", known[-1] if known else "")
        if known and (safe(remark.author), remark.side or "general") == (
            cleaned(note.get("from", "")), note.get("annotates", "general"),
        ):  # fmt: skip
            known.pop()
            yield kind, remark
        else:
            yield "comment", Remark(cleaned(note.text or ""), cleaned(note.get("from", "")))


# Inline


def content(element: xml.Element | None, codes: dict[str, Code], *, keeps_space: bool) -> str:
    """Return the inline text of a source or target. `codes`: those of the source by id, for tags that say no more."""
    if element is None:
        return ""
    if not len(element):
        return plain(words(element.text, keeps_space))
    reading = Reading()
    _walk(element, reading, codes, {}, keeps_space)
    return reading.text()


def codes_of(element: xml.Element | None, codes: dict[str, Code]) -> dict[str, Code]:
    """Return `codes` with those in `element` by their ids."""
    if element is not None and len(element):
        for child in element.iterdescendants():
            if found := _code(child, {}):
                codes.setdefault(child.get("id", ""), found)
    return codes


def _walk(
    element: xml.Element, reading: Reading, codes: dict[str, Code], opened: dict[str, Code], keeps_space: bool
) -> None:
    reading.words(words(element.text, keeps_space))
    for child in element:
        name = xml.local(child)
        code = _code(child, codes)
        if name in ("ex", "ept"):
            _close(child, reading, opened)
        elif name in _TRANSPARENT:
            _walk(child, reading, codes, opened, keeps_space)
        elif name in ("bx", "bpt") and code:
            opened[child.get("rid") or child.get("id", "")] = code
            reading.mark(code, 1)
        elif code:
            is_pair = name == "g"
            reading.mark(code, 1 if is_pair else 0)
            if is_pair:
                _walk(child, reading, codes, opened, keeps_space)
                reading.mark(code, -1)
        else:
            _foreign(child, reading, codes, opened, keeps_space)
        reading.words(words(child.tail, keeps_space))


def _close(child: xml.Element, reading: Reading, opened: dict[str, Code]) -> None:
    if code := opened.pop(child.get("rid") or child.get("id", ""), None):
        reading.mark(code, -1)
    else:
        reading.words(child.text or shown(child))


def _code(element: xml.Element, codes: dict[str, Code]) -> Code | None:
    """Return the code that a tag stands for, by what it says of itself, else by its id; None for another tool's."""
    ctype = element.get("ctype", "")
    if ctype == "link" and (href := element.get(_HREF)):
        return Code(Kind.LINK, href)
    if ctype in (NOTE, CONTROL):
        value = element.get("equiv-text", "")
        label = _LABEL.fullmatch(value)
        return Code(Kind.NOTE, label[1]) if label else Code(Kind.CONTROL, value)
    if ctype:
        return _MARKUP.get(ctype)
    return codes.get(element.get("id", "")) if xml.local(element) in ("g", "x", "bx") else None


def _foreign(
    child: xml.Element, reading: Reading, codes: dict[str, Code], opened: dict[str, Code], keeps_space: bool
) -> None:
    """Put another tool's tag into the text as it is written: the code that it holds, else the tag itself."""
    if xml.local(child) == "g":
        reading.words(f'<g id="{child.get("id", "")}">')
        _walk(child, reading, codes, opened, keeps_space)
        reading.words("</g>")
    elif child.text or len(child):
        _walk(child, reading, codes, opened, keeps_space)
    else:
        reading.words(shown(child))


def shown(element: xml.Element) -> str:
    """Return an empty tag as it is written, with its id."""
    return f'<{xml.local(element)} id="{element.get("id", "")}"/>'


def words(text: str | None, keeps_space: bool) -> str:
    """Return the words of an element; where space is not to be kept, a line end and what is around it is a space."""
    if not text:
        return ""
    return text if keeps_space or "\n" not in text else _LAYOUT.sub(" ", text)
