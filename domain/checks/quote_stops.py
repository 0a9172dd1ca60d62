"""Commas and full stops around quotation marks."""

import re
from collections.abc import Iterator

from domain.abbreviations import NEVER, OFTEN, of
from domain.checks.base import Check, Finding, Pair, Profile

_INSIDE = re.compile(r"(?<=[\w!?)])([.,])([”»’])(?=[\s,;:)—]|$)")
_LAST_WORD = re.compile(r"(?<![\w.])[^\W\d_]+$")
_ABBREVIATED = of(NEVER, "es") | of(OFTEN, "es") | {"uu", "ee"}
_OPENING = {"”": "“", "»": "«", "’": "‘"}
_BEGINS = ":.!?…¿¡—"  # what a quotation that is a sentence by itself stands after


class QuoteStops(Check):
    """A comma stands after the closing quotation mark, and so does the full stop of a sentence that began before.

    RAE, Ortografía (2010), 3.4.7: in Spanish, other than in American English, stops and commas follow the mark. A
    quotation that is a sentence by itself is left alone: publishers differ.
    """

    id = "quote-stops"
    languages = frozenset({"es", "gl", "ca"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each stop or comma that stands before its closing mark."""
        text = pair.target.plain
        for stop in _INSIDE.finditer(text):
            if stop[1] == "," or _began_before(text, stop):
                follows = text[stop.end() : stop.end() + 1]
                fix = stop[2] if follows == stop[1] else stop[2] + stop[1]
                yield self.finding(pair, "inside", *stop.span(), stop[0], fix=fix)


def _began_before(text: str, stop: re.Match[str]) -> bool:
    """Tell whether the sentence that ends here began before its quotation."""
    word = _LAST_WORD.search(text, max(0, stop.start() - 30), stop.start())
    if word is None or len(word[0]) < 2 or word[0].lower() in _ABBREVIATED:
        return False  # the stop of an abbreviation, an initial or a number
    opened = text.rfind(_OPENING[stop[2]], 0, stop.start())
    before = text[:opened].rstrip() if opened >= 0 else ""
    is_one_sentence = opened >= 0 and not re.search(r"[.!?…] ", text[opened : stop.start()])
    return bool(before) and before[-1] not in _BEGINS and is_one_sentence
