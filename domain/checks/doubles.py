"""Words and spaces that stand there twice."""

import re
from collections.abc import Iterator
from itertools import pairwise

from domain.checks.base import Check, Finding, Pair, Profile
from domain.folding import fold

_TWICE = re.compile(r"\b([^\W\d_]+)([ \u00a0]+)(\1)\b", re.IGNORECASE)
_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_ANY_SPACE = re.compile("[ \u00a0][ \u00a0,.;:»”)\\]]|[¿¡«“(\\[] ")  # nearly no text has any
_BEFORE_STOP = re.compile(r"(?<=\w) +(?=[,.;:](?:\s|$))")
_INSIDE = re.compile(r"(?<=[¿¡«“(\[]) +(?=\w)|(?<=[\w.,!?]) +(?=[»”)\]])")
_STOPS = re.compile(r"(?<![,.])(?:,{2,}|(?<!\.)\.\.(?!\.)|;{2,}|,\.|;,)(?!\.)")
# Words that may stand twice in a row: muy muy, poco a poco poco; laughter.
_MAY = frozenset({"muy", "ja", "ha", "bla", "ay", "santo", "ya", "poco", "x"})


class Doubles(Check):
    """No word twice in a row, no double space, no space before a comma or inside marks and brackets.

    What translation tools call "repeated words" and "double spaces"; spaces after RAE (2010), 3.3.2, and
    3.4.7, 3.4.8: a sign of two parts touches what it encloses.
    """

    id = "doubles"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each, unless the source has the same."""
        text, source = pair.target.plain, pair.source.plain
        if _may_repeat(pair.target.words) and not _TWICE.search(source):
            for word in _TWICE.finditer(text):
                if fold(word[1]) not in _MAY and not (word[1][0].isupper() and word[3][0].isupper()):
                    yield self.finding(pair, "word", word.start(), word.end(), word[1], fix=word[1])
        if _ANY_SPACE.search(text):
            for space in _unlike(_SPACES, text, source):
                yield self.finding(pair, "space", *space.span(), fix=" ")
            for space in _unlike(_BEFORE_STOP, text, source):
                yield self.finding(pair, "space_before", *space.span(), text[space.end()], fix="")
            for space in _unlike(_INSIDE, text, source):
                yield self.finding(pair, "space_inside", *space.span(), fix="")
        for stop in _unlike(_STOPS, text, source):
            yield self.finding(pair, "stops", *stop.span(), stop[0])


def _unlike(pattern: re.Pattern[str], text: str, source: str) -> list[re.Match[str]]:
    """Return what `text` has of a pattern that `source` has nothing of."""
    found = list(pattern.finditer(text))
    return [] if found and pattern.search(source) else found


def _may_repeat(words: list[str]) -> bool:
    """Tell in little time whether a word may stand twice in a row."""
    return any(len(one) == len(other) and one.lower() == other.lower() for one, other in pairwise(words))
