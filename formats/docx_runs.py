"""Inline text as WordprocessingML: runs with their language, links as relationships, notes that Word numbers itself.

Element names and their order: ECMA-376 part 1, chapter 17 (`w:rPr` 17.3.2, footnotes 17.11, hyperlinks 17.16.22).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from urllib.parse import quote, urlsplit

from markupsafe import escape

from domain.bitext import Remark
from formats.inline import Run, parse
from formats.printable import printable
from formats.wording import direction

NO_LANGUAGE = "x-none"  # Word's own word for text in none that it knows
LONGEST_ADDRESS = 2_000  # Word refuses some 2,083
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_EAST_ASIAN = frozenset({"zh", "ja", "ko"})
_OWN_ELEMENT = {"\t": "<w:tab/>", "\u00ad": "<w:softHyphen/>"}  # what Word does not read out of a text
_PIECES = re.compile("([\t\u00ad])")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")
_MAIL = re.compile(r"mailto:[^@\s:]+@[^@\s:]+", re.IGNORECASE)
_SAFE = "!#$&'()*+,-./:;=?@_~%"


@dataclass(frozen=True, slots=True)
class Voice:
    """How the runs of one text are spoken: `language` is a BCP 47 tag, `style` the character style of plain runs."""

    language: str
    style: str = ""

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return direction(self.language) == "rtl"


class Links:
    """The addresses that one part of the file leads to: each is a relationship of that part."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}

    def id_of(self, href: str) -> str:
        """Return the relationship to `href`, "" for an address that no relationship can hold."""
        address = _address(href)
        return self.ids.setdefault(address, f"link{len(self.ids) + 1}") if address else ""


@dataclass(slots=True)
class Notes:
    """The footnotes of the file, numbered in the order in which the text refers to them, from 1."""

    links: Links = field(default_factory=Links)
    bodies: list[str] = field(default_factory=list)

    def add(self, note: Remark, voice: Voice) -> int:
        """Keep `note` and return its number."""
        number = len(self.bodies) + 1
        mark = run('<w:footnoteRef/><w:t xml:space="preserve"> </w:t>', voice, style="FootnoteReference")
        first, *rest = runs(note.text, Voice(voice.language), self.links)
        self.bodies.append("".join(paragraph("FootnoteText", inner, voice) for inner in (mark + first, *rest)))
        return number


@dataclass(slots=True)
class _Anchors:
    """The notes of one text that still have to be referred to, and the numbers of those that were."""

    notes: Notes
    voice: Voice
    left: list[Remark]
    repeated: frozenset[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def refer(self, label: str) -> str:
        """Return the reference to the note of that label: its number again where there was one before."""
        if label in self.numbers:
            number = self.numbers[label]
            again = run(f"<w:t>{number}</w:t>", self.voice, style="FootnoteReference")
            return f'<w:fldSimple w:instr=" NOTEREF _Note{number} \\f \\h ">{again}</w:fldSimple>'
        note = next((note for note in self.left if note.anchor == label), None)
        if note is None:
            return run(text_elements(label), self.voice, superscript=True)  # its note is missing
        self.left.remove(note)
        return self._first(note)

    def rest(self) -> str:
        """Return the references to the notes that are anchored nowhere: they stand at the end."""
        return "".join(map(self._first, self.left))

    def _first(self, note: Remark) -> str:
        number = self.numbers[note.anchor] = self.notes.add(note, self.voice)
        reference = run(f'<w:footnoteReference w:id="{number}"/>', self.voice, style="FootnoteReference")
        if note.anchor not in self.repeated:
            return reference
        return f'<w:bookmarkStart w:id="{number}" w:name="_Note{number}"/>{reference}<w:bookmarkEnd w:id="{number}"/>'


def runs(
    text: str, voice: Voice, links: Links, notes: Notes | None = None, remarks: Iterable[Remark] = ()
) -> list[str]:
    """Return the runs of inline `text`, one string for each of its paragraphs, never none.

    `remarks`: the notes of the text, which go to `notes`.
    """
    parsed = parse(printable(text))
    labels = [run_.note for run_ in parsed if run_.note]
    repeated = frozenset(label for label in labels if labels.count(label) > 1) if len(labels) > 1 else frozenset()
    anchors = _Anchors(notes or Notes(links), voice, list(remarks), repeated)
    paragraphs = [""]
    for href, group in groupby(parsed, lambda run_: "" if run_.note else run_.href):
        for n, inner in enumerate(_paragraphs(group, bool(href), voice, anchors)):
            if n:
                paragraphs.append("")
            paragraphs[-1] += _linked(href, inner, links)
    paragraphs[-1] += anchors.rest()
    return paragraphs


def run(
    inner: str, voice: Voice, *, style: str = "", strong: bool = False, emphasis: bool = False,
    superscript: bool = False,
) -> str:  # fmt: skip
    """Return one run around `inner` (markup), in its language. `style`: its character style."""
    return f"<w:r>{run_properties(voice, style, strong, emphasis, superscript)}{inner}</w:r>"


def paragraph(
    style: str, inner: str, voice: Voice | None = None, *, follows: bool = False, breaks: bool = False,
    spacing: str = "",
) -> str:  # fmt: skip
    """Return one paragraph around runs. `follows`: it stays with the next one; `breaks`: it begins a page.

    `spacing`: attributes that go before those of its style.
    """
    parts = (
        f'<w:pStyle w:val="{style}"/>',
        "<w:keepNext/>" if follows else "",
        "<w:pageBreakBefore/>" if breaks else "",
        "<w:bidi/>" if voice and voice.is_rtl else "",
        f"<w:spacing {spacing}/>" if spacing else "",
    )
    return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{inner}</w:p>"


def words(text: str, voice: Voice, style: str = "") -> str:
    """Return plain `text` as one run."""
    return run(text_elements(" ".join(printable(text).split())), voice, style=style)


def text_elements(text: str) -> str:
    """Return `text` as the elements of a run: line breaks, tabs and soft hyphens have elements of their own."""
    if text.startswith("\n"):
        return "<w:br/>" * len(text)
    if "\t" not in text and "\u00ad" not in text:
        return _text(text)
    return "".join(_OWN_ELEMENT.get(piece) or _text(piece) for piece in _PIECES.split(text) if piece)


def tag_of(language: str) -> str:
    """Return `language` as a tag that Word takes, its word for none where it is no tag."""
    return language if _TAG.fullmatch(language) else NO_LANGUAGE


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


@cache
def run_properties(
    voice: Voice, style: str = "", strong: bool = False, emphasis: bool = False, superscript: bool = False
) -> str:
    """Return the `w:rPr` of a run; its children stand in the order of the schema, which Word insists on."""
    tag, is_rtl = tag_of(voice.language), voice.is_rtl
    east = f' w:eastAsia="{tag}"' if tag.lower().split("-")[0] in _EAST_ASIAN else ""
    parts = (
        f'<w:rStyle w:val="{style or voice.style}"/>' if style or voice.style else "",
        "<w:b/><w:bCs/>" if strong else "",
        "<w:i/><w:iCs/>" if emphasis else "",
        '<w:vertAlign w:val="superscript"/>' if superscript else "",
        "<w:rtl/>" if is_rtl else "",
        f'<w:lang w:val="{tag}"{east}' + (f' w:bidi="{tag}"' if is_rtl else "") + "/>",
    )
    return f"<w:rPr>{''.join(parts)}</w:rPr>"


def _paragraphs(group: Iterable[Run], is_link: bool, voice: Voice, anchors: _Anchors) -> Iterator[str]:
    """Yield the markup of runs with the same address, paragraph by paragraph."""
    inner = ""
    for one in group:
        if one.text == "\n\n" and not one.note:
            yield inner
            inner = ""
        elif one.note:
            inner += anchors.refer(one.note)
        else:
            style = "Hyperlink" if is_link else ""
            inner += run(
                text_elements(one.text), voice, style=style, strong=one.is_strong, emphasis=one.is_emphasis
            )  # fmt: skip
    yield inner


def _linked(href: str, inner: str, links: Links) -> str:
    id = links.id_of(href) if href and inner else ""
    return f'<w:hyperlink r:id="{id}">{inner}</w:hyperlink>' if id else inner


@cache
def _address(href: str) -> str:
    """Return `href` as a URI, "" for what is none: Word calls a whole file broken for one bad address in it."""
    address = quote(href, safe=_SAFE)
    if len(address) > LONGEST_ADDRESS or re.search(r"%(?![0-9A-Fa-f]{2})", address) or address.count("#") > 1:
        return ""
    if _MAIL.fullmatch(address):
        return address
    try:
        parts = urlsplit(href)
        host = parts.netloc.rpartition("@")[2].encode("idna").decode()
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}{address[len(quote(f'{parts.scheme}://{parts.netloc}', safe=_SAFE)) :]}"
