"""Words and sentences that stand there twice."""

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import eq

from domain.checks.base import Check, Finding, Pair, Profile
from domain.document import Role
from domain.folding import fold

_TWICE = re.compile(r"\b([^\W\d_]+)(\s+)(\1)\b", re.IGNORECASE)
_TWICE_OR_CALLED = re.compile(r"\b([^\W\d_]+)[,;!]?\s+\1\b", re.IGNORECASE)  # Moses, Moses
_PHRASE_TWICE = re.compile(r"\b([^\W\d_]+\s+[^\W\d_]+)\s+\1\b", re.IGNORECASE)
_STOP_AND_SPACE = re.compile(r"(?<=[.?!…]) ")
_LEAST = 20  # characters of a sentence that does not stand there twice by chance
# Words that may stand twice in a row: muy muy, poco a poco poco; laughter.
_MAY = frozenset({"muy", "ja", "ha", "bla", "ay", "santo", "ya", "poco", "x"})
_FROM_ONE_TO_ANOTHER = (" a", " á", " en", " por", " tras", " con")  # de generación en generación en paz


class Doubles(Check):
    """No word twice in a row, nor two words, nor a sentence.

    What translation tools call "repeated words".
    """

    id = "doubles"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each, unless the source has the same."""
        text, source, words = pair.target.plain, pair.source.plain, pair.target.small
        if any(map(eq, words, words[1:])) and not _TWICE_OR_CALLED.search(source):
            for word in _TWICE.finditer(text):
                if _is_slip(word) and not ("\n" in word[2] and pair.role is Role.VERSE):
                    yield self.finding(pair, "word", word.start(), word.end(), word[1], fix=word[1])
        if any(map(eq, words, words[2:])) and any(map(eq, pairwise(words), pairwise(words[2:]))):
            for phrase in _PHRASE_TWICE.finditer(text) if not _PHRASE_TWICE.search(source) else ():
                if not phrase[1].lower().endswith(_FROM_ONE_TO_ANOTHER):
                    yield self.finding(pair, "word", *phrase.span(), phrase[1], fix=phrase[1])
        if ". " in text or "? " in text or "! " in text:
            sentences = _STOP_AND_SPACE.split(text)
            if len(set(sentences)) < len(sentences):
                yield from self._sentences(pair, sentences, _STOP_AND_SPACE.split(source))

    def _sentences(self, pair: Pair, sentences: list[str], sources: list[str]) -> Iterator[Finding]:
        """Yield each sentence that stands there again, unless one of the source does."""
        if len(set(sources)) < len(sources):
            return
        seen: set[str] = set()
        at = 0
        for sentence in sentences:
            if sentence in seen and len(sentence) >= _LEAST:
                yield self.finding(pair, "sentence", at, at + len(sentence))
            seen.add(sentence)
            at += len(sentence) + 1


def _is_slip(word: re.Match[str]) -> bool:
    """Tell whether a word that stands there twice is no name with a conjunction (X, Y y Z), and none that may."""
    is_letter = len(word[1]) == 1 and word[1].isupper() and word[3].islower()
    return not is_letter and fold(word[1]) not in _MAY
