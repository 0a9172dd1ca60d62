"""Quotation marks come in pairs, and pairs inside pairs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.quotation import Quotation, quotations

_PAIRS = {"«": "»", "“": "”", "‹": "›", "(": ")", "[": "]"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
_GERMAN = "„"
_SIGN = re.compile(r"[«»“”‹›()\[\]\"]")
_SIGNS = '«»“”‹›()[]"'
_MARKS = '«»“”"'
_OPENING = '«“„"'
_OTHER_MARKS = "‘’'‹›„—`*"
_PHRASE = 4  # words of what is quoted and nothing said
_LIST = re.compile(r"(?:^|\s)(?:\d{1,2}|[a-zA-Z]|[ivx]{2,3})$")  # a) b) of a list
_SMILEY = re.compile(r"[:;]-?[()]")


class Quotes(Check):
    """Each quotation mark and bracket that opens is closed, in the order of opening.

    RAE, Ortografía (2010), 3.4.7 and 3.4.8: signs of two parts, « » around “ ” around ‘ ’, in one text the same. A
    paragraph of a longer quotation may lack one where its source does, too.
    """

    id = "quotes"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each sign without its other half, unless the source is as uneven."""
        text = pair.target.plain
        found = list(_uneven(text)) if any(sign in text for sign in _SIGNS) else []
        if not found:
            if pair.target.base_language == "es":
                yield from self._styles(pair)
            return
        if _kinds(found) == _kinds(_uneven(pair.source.plain)):
            return
        for sign, at in found:
            kind = "straight" if sign == '"' else "no_end" if sign in _PAIRS else "no_beginning"
            yield self.finding(pair, kind, at, at + 1, sign)

    def _styles(self, pair: Pair) -> Iterator[Finding]:
        """Yield what stands in other marks than the rest, inside the wrong ones, or in none at all."""
        text, source = pair.target.plain, pair.source.plain
        if not any(mark in text for mark in _MARKS):
            if any(mark in source for mark in _MARKS) and not any(mark in text for mark in _OTHER_MARKS):
                lost = [source[one.start : one.end] for one in quotations(source) if _is_name(source, one)]
                if lost and not pair.target.shown.marks:
                    yield self.finding(pair, "lost", 0, len(text), lost[0])
            return
        if sum(mark in text for mark in _OPENING) < 2 and text.count("«") < 2:
            return
        found = list(quotations(text))
        outer = [one for one in found if not one.depth]
        usual = next((one.marks for one in outer if one.marks[0] != '"'), None)
        for one in outer:
            if usual and one.marks != usual:
                yield self.finding(pair, "styles", one.start, one.end, "".join(one.marks), "".join(usual))
        for one in found:
            if one.depth and one.marks[0] == "«":
                yield self.finding(pair, "nested", one.start, one.end, "".join(one.marks), "".join(one.around))


def _is_name(source: str, one: Quotation) -> bool:
    """Tell whether a quotation is that of a name or a phrase, not of something said, which a dash may begin, too."""
    words = source[one.start + 1 : one.end - 1]
    return not one.depth and 0 < len(words.split()) <= _PHRASE and words[-1:] not in ".,!?" and words[:1].isalpha()


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
