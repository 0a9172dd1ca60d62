"""What a reader sees of an inline text, and where each character of it was typed."""

import re
from dataclasses import dataclass

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
    """

    text: str
    places: tuple[int, ...]
    length: int
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    marks: int = 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where `start` to `end` of `text` stands in the typed text."""
        if start >= len(self.places):
            return self.length, self.length
        first = self.places[start]
        return first, (self.places[end - 1] + 1 if end > start else first)


def shown(typed: str) -> Shown:
    """Return what a reader sees of inline CommonMark."""
    if not any(sign in typed for sign in "*_[\\"):
        return Shown(typed, tuple(range(len(typed))), len(typed))
    kept: list[int] = []
    notes: list[str] = []
    links: list[str] = []
    marks = _walk(typed, 0, len(typed), kept, notes, links)
    return Shown("".join(typed[n] for n in kept), tuple(kept), len(typed), tuple(notes), tuple(links), marks)


def _walk(typed: str, at: int, end: int, kept: list[int], notes: list[str], links: list[str]) -> int:
    marks = 0
    while at < end and (mark := _MARK.search(typed, at, end)):
        kept.extend(range(at, mark.start()))
        at = mark.end()
        if mark["escaped"] is not None:
            kept.append(mark.end() - 1)
        elif mark["note"] is not None:
            notes.append(mark["label"])
        elif mark["href"] is not None:
            links.append(mark["href"])
            marks += _walk(typed, mark.start("link"), mark.end("link"), kept, notes, links)
        elif mark["emphasis"] is not None:
            if _is_emphasis(typed, mark.start(), mark.end()):
                marks += len(mark["emphasis"])
            else:
                kept.extend(range(*mark.span()))
    kept.extend(range(at, end))
    return marks


def _is_emphasis(typed: str, start: int, end: int) -> bool:
    """Tell whether a run of signs may open or close an emphasis: not between spaces, a `_` not inside a word."""
    before, after = typed[start - 1 : start], typed[end : end + 1]
    if not before.strip() and not after.strip():
        return False
    return not (typed[start] == "_" and before.isalnum() and after.isalnum())
