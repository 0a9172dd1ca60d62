"""What a reader sees of an inline text, and where each character of it was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NOTE, LINK, EMPHASIS = "note", "href", "emphasis"
# After decision 0004: escapes, hard breaks, note anchors, links, runs of emphasis signs.
_MARK = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<hard>\\)(?=\n)"
    r"|(?P<note>\[\^(?P<label>[^\s\[\]^\\]{1,64})\])"
    r"|\[(?P<link>(?:[^\[\]\\]|\\.)*)\]\((?P<href>(?:[^()\s\\]|\\.|\([^()\s]*\))*)\)"
    r"|(?P<emphasis>\*+|_+)"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is what a reader sees, `places` where each of its characters stands in the typed text of `length`.

    `notes`: labels of note anchors in order; `links`: addresses in order; `marks`: how many signs of emphasis.
    `spans`: where each of these stands in the typed text, in order, by its kind: note, href (of the whole link),
    emphasis (of one run of signs).
    """

    text: str
    places: Sequence[int]
    length: int
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    marks: int = 0
    spans: tuple[tuple[str, int, int], ...] = ()

    def where(self, kind: str) -> list[tuple[int, int]]:
        """Return where the marks of a kind stand."""
        return [(start, end) for own, start, end in self.spans if own == kind]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where `start` to `end` of `text` stands in the typed text."""
        if start >= len(self.places):
            return self.length, self.length
        first = self.places[start]
        return first, (self.places[end - 1] + 1 if end > start else first)


def shown(typed: str) -> Shown:
    """Return what a reader sees of inline CommonMark."""
    if not any(sign in typed for sign in "*_[\\"):
        return Shown(typed, range(len(typed)), len(typed))
    kept: list[int] = []
    found: list[tuple[str, str, int, int]] = []
    _walk(typed, 0, len(typed), kept, found)
    notes = tuple(what for kind, what, _a, _b in found if kind == NOTE)
    links = tuple(what for kind, what, _a, _b in found if kind == LINK)
    marks = sum(len(what) for kind, what, _a, _b in found if kind == EMPHASIS)
    spans = tuple((kind, start, end) for kind, _what, start, end in found)
    return Shown("".join(typed[n] for n in kept), kept, len(typed), notes, links, marks, spans)


def _walk(typed: str, at: int, end: int, kept: list[int], found: list[tuple[str, str, int, int]]) -> None:
    while at < end and (mark := _MARK.search(typed, at, end)):
        kept.extend(range(at, mark.start()))
        at = mark.end()
        if mark["escaped"] is not None:
            kept.append(mark.end() - 1)
        elif mark["note"] is not None:
            found.append((NOTE, mark["label"], *mark.span()))
        elif mark["href"] is not None:
            found.append((LINK, mark["href"], *mark.span()))
            _walk(typed, mark.start("link"), mark.end("link"), kept, found)
        elif mark["emphasis"] is not None:
            if _is_emphasis(typed, mark.start(), mark.end()):
                found.append((EMPHASIS, mark["emphasis"], *mark.span()))
            else:
                kept.extend(range(*mark.span()))
    kept.extend(range(at, end))


def _is_emphasis(typed: str, start: int, end: int) -> bool:
    """Tell whether a run of signs may open or close an emphasis: not between spaces, a `_` not inside a word."""
    before, after = typed[start - 1 : start], typed[end : end + 1]
    if not before.strip() and not after.strip():
        return False
    return not (typed[start] == "_" and before.isalnum() and after.isalnum())
