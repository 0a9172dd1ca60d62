"""A question stays a question."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.web_addresses import without_addresses

_SIGNS = "?？؟"
_QUESTION = re.compile(f"[{_SIGNS}]+")
_ASIDE = re.compile(r"\(\?\)")
_STOP = re.compile(r"(?<=[^\W\d_])[\"”’»›)\]]*([.!?…？؟。！]+)(?=[\s\"”’»›)\]*_]|$)")
_FAR = 40  # characters from the beginning or the end, of which one place of a question is told


class _Sentence(NamedTuple):
    """A sentence as far as its stop tells: where it stands, and whether it asks."""

    start: int
    end: int
    asks: bool


class QuestionParity(Check):
    """Where the source asks, the target asks, and nowhere else.

    As many times, where both have as many sentences. Of the marks themselves see InvertedMarks. After the checks that
    translation tools call "end punctuation".
    """

    id = "question-parity"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding where only one of the two asks, at the sentence that does or should."""
        source, target = pair.source.plain, pair.target.plain
        if not any(sign in source or sign in target for sign in _SIGNS):
            return
        here, there = _sentences(source), _sentences(target)
        asked, asks = _questions(source), _questions(target)
        if len(here) == len(there):
            differ = [n for n, (one, other) in enumerate(zip(here, there, strict=True)) if one.asks != other.asks]
            # One that asks for another that does not: the order of the sentences is another.
            if bool(asked) == bool(asks) and sum(one.asks for one in here) == sum(one.asks for one in there):
                return
            for n in differ[:1]:
                yield self.finding(pair, "lost" if here[n].asks else "added", there[n].start, there[n].end)
                return
        if asked and not asks:
            yield self.finding(pair, "lost", *_place(source, target, asked[0][0], there))
        elif asks and not asked:
            yield self.finding(pair, "added", *asks[0])


def _sentences(text: str) -> list[_Sentence]:
    """Return the sentences of a text by their stops alone."""
    found, start = [], 0
    for stop in _STOP.finditer(text):
        start += len(text[start : stop.end()]) - len(text[start : stop.end()].lstrip())
        found.append(_Sentence(start, stop.end(), any(sign in stop[1] for sign in _SIGNS)))
        start = stop.end()
    return found


def _place(source: str, target: str, asked: int, sentences: list[_Sentence]) -> tuple[int, int]:
    """Return the sentence of the target that stands about where the source asks."""
    at = asked / max(1, len(source)) * len(target)
    for sentence in sentences:
        if at <= sentence.end + _FAR:
            return sentence.start, sentence.end
    end = len(target.rstrip())
    return max(0, end - 1), end


def _questions(text: str) -> list[tuple[int, int]]:
    if not any(sign in text for sign in _SIGNS):
        return []
    text = _ASIDE.sub("   ", without_addresses(text))
    return [match.span() for match in _QUESTION.finditer(text)]
