"""Lines that say by a mark what they are: items of lists, separators."""

import re
from dataclasses import dataclass

_EDGE = 40
_BULLET = re.compile(r"([-*+•‣◦▪●○–·])\s+(?=\S)")
_NUMBER = re.compile(r"(\(?)(\d{1,3}|[a-z])([.)]|\.\))\s+(?=\S)")
_SEPARATOR = re.compile(r"--|—|(?:([*\-_=~•·—–#+✻])\s*(?:\1\s*){2,}|[⁂❦❧§✻*]\s*)")
_NOTE = re.compile(r"\[\^?(?:\d{1,3}|\*{1,3}|[a-z])\]:?\s*\S|[¹²³⁰⁴-⁹]{1,3}\s*\S")
_LONGEST_SEPARATOR = 200


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of a list item. `family`: equal for the items of one list. `number`: 1 for 1. and a), 0 for a bullet."""

    family: str
    number: int


def find_marker(text: str) -> Marker | None:
    """Return the mark that `text` begins with: a bullet, `1.`, `1)`, `(1)`, `a)`, `(a)`."""
    head = text[:_EDGE]
    if bullet := _BULLET.match(head):
        return Marker(bullet[1], 0)
    if (found := _NUMBER.match(head)) and (found[1] == "(") <= (found[3] == ")"):
        kind = "0" if found[2].isdigit() else "a"
        if kind == "a" and found[3] != ")":
            return None  # an initial: "j. r. r. tolkien"
        return Marker(found[1] + kind + found[3], int(found[2]) if kind == "0" else ord(found[2]) - ord("a") + 1)
    return None


def is_note(text: str) -> bool:
    """Say whether `text` begins with the number of a note: `[1]`, `[^1]:`, a raised number."""
    return _NOTE.match(text[:_EDGE]) is not None


def is_separator(text: str) -> bool:
    """Say whether `text` is only a rule or a row of signs: `* * *`, `---`, an asterism."""
    return len(text) <= _LONGEST_SEPARATOR and _SEPARATOR.fullmatch(text) is not None
