"""How a target begins and ends, and how its sentences begin."""

import re
from collections.abc import Iterator

from domain.abbreviations import BEFORE_NUMBER, NEVER, OFTEN, of
from domain.checks.base import Check, Finding, Pair, Profile

_CLOSING = "\"'”’»›)]*_"
_OPENING = "\"'“‘«‹([¿¡*_—–- "
_STOPS = ".:…?!"
LEAST = 20  # characters of a source from which on it is a sentence
_GOES_ON_SMALL = re.compile(r"(?<![\w.])([^\W\d_]{3,})\. ([a-záéíóúüñ][^\W\d_]*)(?=[\s,;]|\.(?:\s|$))")


class Edges(Check):
    """A target begins with a capital where its source does, and has a stop at its end where its source has one.

    What translation tools call "starting case" and "end punctuation". Which stop it is differs by language; of
    questions see QuestionParity. After a full stop follows a capital (RAE 2010, 4.2.4.1).
    """

    id = "edges"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield a beginning in small letters, unless the word is one of the source, and an end without its stop."""
        source, target = pair.source.plain.strip(), pair.target.plain.rstrip()
        end, own_end = source.rstrip(_CLOSING)[-1:], target.rstrip(_CLOSING)[-1:]
        if len(source) >= LEAST and end and end in _STOPS and own_end.isalnum():
            yield self.finding(pair, "no_stop", max(0, len(target) - 1), len(target), end)
        yield from self._beginning(pair, source, target)
        if ". " in target:
            yield from self._inside(pair, source, target)

    def _beginning(self, pair: Pair, source: str, target: str) -> Iterator[Finding]:
        text = target.lstrip(_OPENING)
        if not text[:1].islower() or not source.lstrip(_OPENING)[:1].isupper():
            return
        word = text.split()[0].rstrip(_STOPS + ",;")
        if not _has(source, word):  # a name that begins so: iPhone, live-build
            at = len(target) - len(text)
            yield self.finding(pair, "small", at, at + len(word), word, fix=word[0].upper() + word[1:])

    def _inside(self, pair: Pair, source: str, target: str) -> Iterator[Finding]:
        """Yield each sentence inside the text that begins in small letters."""
        for stop in _GOES_ON_SMALL.finditer(target):
            before, word = stop[1], stop[2]
            language = pair.target.base_language
            is_short = any(before.lower() in of(kind, language) for kind in (NEVER, OFTEN, BEFORE_NUMBER))
            if not is_short and not _has(source, word) and not _GOES_ON_SMALL.search(source):
                yield self.finding(pair, "small", *stop.span(2), word, fix=word[0].upper() + word[1:])


def _has(source: str, word: str) -> bool:
    """Tell whether a word stands in the source as it is written."""
    return word in source and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source) is not None
