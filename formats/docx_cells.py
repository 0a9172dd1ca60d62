"""What stands in the cells of a Word table, as runs: what a person sees there once every tracked change is accepted.

Elements: ECMA-376 part 1, chapter 17 (fields 17.16, notes 17.11, tracked changes 17.13.5). Word cuts a text into runs
wherever somebody has been; here neighbours with the same look are one again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from formats.docx_parts import Look, R, W, look_of, value
from formats.inline import Run
from formats.printable import cleaned
from formats.xml import Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "ptab": "\t"}
_OPENED = frozenset({"ins", "moveTo", "smartTag", "customXml", "sdtContent", "dir", "bdo", "p", "ruby", "rubyBase"})
_GONE = frozenset({"del", "moveFrom"})
_CHANGED = frozenset({"ins", "del", "moveTo", "moveFrom"})
_OUR_STYLES = frozenset({"Gap", "Mark", "NumberInLine", "FootnoteReference", "Hyperlink", "SourceText"})
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(\\l\s+)?"([^"]*)"')
_REFERENCE = re.compile(r"\s*(?:NOTEREF|REF|PAGEREF)\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cell. `footnote`: the id of the note that is referred to here; `style`: its character style."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    href: str = ""
    footnote: str = ""
    is_raised: bool = False
    style: str = ""


@dataclass(slots=True)
class Cells:
    """Reads the cells of one part. `changes`: tracked changes met so far; `comments`: ids of those referred to."""

    looks: Mapping[str, Look] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    changes: int = 0
    lost: int = 0  # pictures and the like
    comments: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    _notes: dict[str, str] = field(default_factory=dict)  # the note in each bookmark
    _field: list[str] = field(default_factory=list)  # the instruction of the field that is open
    _is_result: bool = True

    def read(self, cell: Element) -> list[Piece]:
        """Return the pieces of a cell; "\\n\\n" stands between two paragraphs."""
        pieces: list[Piece] = []
        is_joined = True
        for paragraph in _paragraphs(cell):
            own = list(self._inline(paragraph, ""))
            if pieces and not is_joined:
                pieces.append(Piece("\n\n"))
            pieces += own
            is_joined = self._is_mark_gone(paragraph)
        return _trimmed(pieces)

    def _is_mark_gone(self, paragraph: Element) -> bool:
        """Tell whether the end of a paragraph was deleted, so that the next one goes on with it."""
        gone = paragraph.find(f"{W}pPr/{W}rPr/{W}del")
        self.changes += gone is not None or paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is not None
        return gone is not None

    def _inline(self, parent: Element, href: str) -> Iterator[Piece]:
        for child in parent:
            name = _name(child)
            if name in _CHANGED:
                self.changes += 1
            if name == "r":
                yield from self._run(child, href)
            elif name == "hyperlink":
                anchor = child.get(f"{W}anchor", "")
                yield from self._inline(child, self.links.get(child.get(f"{R}id", ""), "") or (anchor and f"#{anchor}"))
            elif name == "fldSimple":
                yield from self._in_field(child.get(f"{W}instr", ""), child, href)
            elif name == "sdt":
                if child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                    yield from self._inline(child, href)
            elif name == "bookmarkStart":
                self.bookmarks.append(child.get(f"{W}name", ""))
            elif name in _OPENED:
                yield from self._inline(child, href)
            elif child.tag == f"{_MC}AlternateContent":
                yield from (piece for choice in child[:1] for piece in self._inline(choice, href))

    def _in_field(self, instruction: str, parent: Element, href: str) -> Iterator[Piece]:
        if link := _HYPERLINK.match(instruction):
            yield from self._inline(parent, f"#{link[2]}" if link[1] else link[2])
        elif (mark := _REFERENCE.match(instruction)) and mark[1] in self._notes:
            yield Piece("", footnote=self._notes[mark[1]])
        else:
            yield from self._inline(parent, href)

    def _run(self, run: Element, href: str) -> Iterator[Piece]:
        properties = run.find(f"{W}rPr")
        style = "" if properties is None else value(properties, "rStyle")
        own = look_of(properties)
        of_style = self.looks.get(style, Look()) if style not in _OUR_STYLES else Look()
        if own.is_hidden or (own.is_hidden is None and of_style.is_hidden):
            return
        look = Piece(
            "", bool(of_style.is_strong if own.is_strong is None else own.is_strong),
            bool(of_style.is_emphasis if own.is_emphasis is None else own.is_emphasis), href,
            is_raised=properties is not None and value(properties, "vertAlign") == "superscript", style=style,
        )  # fmt: skip
        for child in run:
            yield from self._content(child, look)

    def _content(self, child: Element, look: Piece) -> Iterator[Piece]:
        name = _name(child)
        if name == "fldChar":
            yield from self._field_sign(child.get(f"{W}fldCharType", ""))
        elif name == "instrText":
            self._field.append(child.text or "")
        elif not self._is_result:
            return
        elif name == "t":
            href = look.href or self._field_link()
            if child.text and not self._is_note_number():
                yield replace(look, text=cleaned(child.text), href=href)
        elif name in _SIGNS:
            yield replace(look, text=_SIGNS[name], href=look.href or self._field_link())
        elif name in ("footnoteReference", "endnoteReference"):
            note = ("e" if name.startswith("e") else "") + child.get(f"{W}id", "")
            if self.bookmarks:
                self._notes[self.bookmarks[-1]] = note
            yield Piece("", footnote=note)
        elif name == "commentReference":
            self.comments.append(child.get(f"{W}id", ""))
        elif name in ("drawing", "pict", "object"):
            self.lost += 1

    def _field_sign(self, kind: str) -> Iterator[Piece]:
        if kind == "begin":
            self._field, self._is_result = [], False
        elif kind == "separate":
            self._is_result = True
            if self._is_note_number():
                yield Piece("", footnote=self._notes[_REFERENCE.match("".join(self._field))[1]])  # type: ignore[index]
        elif kind == "end":
            self._field, self._is_result = [], True

    def _field_link(self) -> str:
        link = _HYPERLINK.match("".join(self._field)) if self._field else None
        return "" if link is None else f"#{link[2]}" if link[1] else link[2]

    def _is_note_number(self) -> bool:
        mark = _REFERENCE.match("".join(self._field)) if self._field else None
        return mark is not None and mark[1] in self._notes


def as_runs(pieces: list[Piece], labels: Mapping[str, str], known: frozenset[str]) -> list[Run]:
    """Return pieces as runs of inline text. `labels`: of the notes by their ids; `known`: labels without a note.

    A raised label that is known is the anchor of a note that is missing.
    """
    runs = []
    for piece in pieces:
        label = labels.get(piece.footnote, "") if piece.footnote else piece.text if piece.is_raised else ""
        if piece.footnote or (piece.is_raised and label in known):
            if label:
                runs.append(Run(f"[{label}]", note=label))
        else:
            runs.append(Run(piece.text, piece.is_strong, piece.is_emphasis, piece.href))
    return [_joined(list(group)) for _, group in groupby(runs, _look) for group in [group]]


def _look(run: Run) -> object:
    if run.note:
        return object()
    return (run.is_strong, run.is_emphasis, run.href)


def _joined(runs: list[Run]) -> Run:
    return replace(runs[0], text="".join(run.text for run in runs))


def _paragraphs(cell: Element) -> Iterator[Element]:
    """Give the paragraphs of a cell, those in tables and content controls inside it too."""
    for child in cell:
        name = _name(child)
        if name == "p":
            yield child
        elif name not in _GONE and not (name == "sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None):
            yield from _paragraphs(child)


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Return pieces without breaks and blanks at either end, and with one break between two paragraphs."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.text == "\n\n" and (not kept or kept[-1].text == "\n\n"):
            continue
        kept.append(piece)
    while kept and not kept[0].footnote and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].footnote and not kept[-1].text.strip():
        kept.pop()
    return kept


def _name(element: Element) -> str:
    tag = element.tag
    return tag[len(W) :] if isinstance(tag, str) and tag.startswith(W) else ""
