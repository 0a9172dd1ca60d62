"""Quotation marks come in pairs, and pairs inside pairs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_PAIRS = {"«": "»", "“": "”", "‹": "›", "(": ")", "[": "]"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
_GERMAN = "„"
_SIGN = re.compile(r"[«»“”‹›()\[\]\"]")
_LIST = re.compile(r"(?:^|\s)(?:\d{1,2}|[a-zA-Z]|[ivx]{2,3})$")  # a) b) of a list
_SMILEY = re.compile(r"[:;]-?[()]")


class Quotes(Check):
    """Each quotation mark and bracket that opens is closed, in the order of opening.

    RAE, Ortografía (2010), 3.4.7 and 3.4.8: signs of two parts, « » around “ ” around ‘ ’. A paragraph of a longer
    quotation may lack one where its source does, too.
    """

    id = "quotes"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each sign without its other half, unless the source is as uneven."""
        found = list(_uneven(pair.target.plain))
        if not found or _kinds(found) == _kinds(_uneven(pair.source.plain)):
            return
        for sign, at in found:
            kind = "straight" if sign == '"' else "no_end" if sign in _PAIRS else "no_beginning"
            yield self.finding(pair, kind, at, at + 1, sign)


def _kinds(uneven: Iterable[tuple[str, int]]) -> Counter[str]:
    """Return how many signs there are of each kind, whichever marks a language uses for it."""
    kinds = ("(" if sign in "()[]" else '"' if sign == '"' else "“" if sign in _PAIRS else "”" for sign, _at in uneven)
    return Counter(kinds)


def _uneven(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sign that has no other half, with its place."""
    text = _SMILEY.sub("  ", text)
    opened: list[tuple[str, int]] = []
    straight: list[int] = []
    for match in _SIGN.finditer(text):
        sign, at = match[0], match.start()
        if sign == '"':
            straight.append(at)
        elif sign in _PAIRS and not (sign == "“" and opened and opened[-1][0] == _GERMAN):
            opened.append((sign, at))
        elif opened and opened[-1][0] == _CLOSING.get(sign):
            opened.pop()
        else:
            inside = [n for n, (other, _at) in enumerate(opened) if other == _CLOSING.get(sign)]
            if inside:
                yield from opened[inside[-1] + 1 :]
                del opened[inside[-1] :]
            elif not (sign == ")" and _LIST.search(text[max(0, at - 4) : at])):
                yield sign, at
    yield from opened
    if len(straight) % 2:
        yield '"', straight[-1]
