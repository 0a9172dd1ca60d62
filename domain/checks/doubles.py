"""Words and spaces that stand there twice."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.folding import fold

_TWICE = re.compile(r"\b([^\W\d_]+)([ \u00a0]+)(\1)\b", re.IGNORECASE)
_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_BEFORE_STOP = re.compile(r"(?<=\w) +(?=[,.;:](?:\s|$))")
_STOPS = re.compile(r"(?<![,.])(?:,{2,}|(?<!\.)\.\.(?!\.)|;{2,}|,\.|;,)(?!\.)")
# Words that may stand twice in a row: muy muy, poco a poco poco; laughter.
_MAY = frozenset({"muy", "ja", "ha", "bla", "ay", "santo", "ya", "poco"})


class Doubles(Check):
    """No word twice in a row, no double space, no space before a comma.

    What translation tools call "repeated words" and "double spaces"; spaces after RAE (2010), 3.3.2.
    """

    id = "doubles"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each, unless the source has the same."""
        text, source = pair.target.plain, pair.source.plain
        if not _TWICE.search(source):
            for word in _TWICE.finditer(text):
                if fold(word[1]) not in _MAY and not (word[1][0].isupper() and word[3][0].isupper()):
                    yield self.finding(pair, "word", word.start(), word.end(), word[1], fix=word[1])
        if not _SPACES.search(source):
            for space in _SPACES.finditer(text):
                yield self.finding(pair, "space", *space.span(), fix=" ")
        if not _BEFORE_STOP.search(source):
            for space in _BEFORE_STOP.finditer(text):
                yield self.finding(pair, "space_before", *space.span(), text[space.end()], fix="")
        if not _STOPS.search(source):
            for stop in _STOPS.finditer(text):
                yield self.finding(pair, "stops", *stop.span(), stop[0])
