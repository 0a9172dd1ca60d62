"""Quotations are enclosed in the marks that a translation was given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.profile import Quotation as Wish

_MARKS = {Wish.ANGULAR: ("«", "»"), Wish.CURLY: ("“", "”")}
_INNER = {Wish.ANGULAR: ("“", "”"), Wish.CURLY: ("‘", "’")}
_SIGN = re.compile(r"[«»“”„\"]")
_INCHES = re.compile(r"\d$")


class QuotationStyle(Check):
    """The outermost quotation marks are those of the profile; marks inside others are free.

    RAE, Ortografía (2010), 3.4.8.2: « » first, “ ” within them, in what is printed; many houses of America begin with
    “ ”. Which it is, the group says: without a choice nothing is found. That marks are even is another check's.
    """

    id = "quotation"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each quotation in other marks, from mark to mark, with the same words in the right ones as its fix."""
        wanted = _MARKS.get(profile.quotation)
        if wanted is None:
            return
        for one in quotations(pair.target.plain):
            if one.depth or one.marks == wanted:
                continue
            start, end = pair.target.shown.place(one.start, one.end)
            inner = _within(pair.target.typed[start + 1 : end - 1], wanted, _INNER[profile.quotation])
            fix = None if inner is None else f"{wanted[0]}{inner}{wanted[1]}"
            yield self.finding(pair, "marks", one.start, one.end, "".join(one.marks), "".join(wanted), fix=fix)


@dataclass(frozen=True, slots=True)
class Quotation:
    """From `start`, its opening mark, up to behind its closing one. `depth`: how many others it stands in.

    `around`: the marks of the one that it stands in, "" for none.
    """

    start: int
    end: int
    marks: tuple[str, str]
    depth: int = 0
    around: str = ""


def quotations(text: str) -> list[Quotation]:
    """Return each quotation in the order of their ends, if all marks of the text go together, else none."""
    found: list[Quotation] = []
    opened: list[tuple[str, int]] = []
    for match in _SIGN.finditer(text):
        sign, at = match[0], match.start()
        top = opened[-1][0] if opened else ""
        if sign == '"' and top != '"' and _INCHES.search(text[max(0, at - 1) : at]):
            continue
        if (top, sign) in (("«", "»"), ("“", "”"), ("„", "“"), ("„", "”"), ('"', '"')):
            opening, start = opened.pop()
            found.append(Quotation(start, at + 1, (opening, sign), len(opened), opened[-1][0] if opened else ""))
        elif sign in "«“„" or (sign == '"' and top != '"'):
            opened.append((sign, at))
        else:
            return []
    return [] if opened else found


def _within(words: str, wanted: tuple[str, str], inner: tuple[str, str]) -> str | None:
    """Return what stood between other marks as it stands within the `wanted`: those become the `inner` ones.

    None where the inner ones stand there, too, so that nobody could tell the two apart.
    """
    if not any(mark in words for mark in wanted):
        return words
    if any(mark in words for mark in inner):
        return None
    return words.replace(wanted[0], inner[0]).replace(wanted[1], inner[1])
