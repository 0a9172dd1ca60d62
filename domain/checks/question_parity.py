"""A question stays a question."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_QUESTION = re.compile("[?？؟]+")
_ADDRESS = re.compile(r"\S*://\S*|\(\?\)")


class QuestionParity(Check):
    """Where the source asks, the target asks, and nowhere else.

    Of the marks themselves see InvertedMarks. After the checks that translation tools call "end punctuation".
    """

    id = "question-parity"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding where only one of the two asks."""
        here, there = (_questions(text.plain) for text in (pair.source, pair.target))
        if here and not there:
            at = len(pair.target.plain.rstrip())
            yield self.finding(pair, "lost", max(0, at - 1), at)
        elif there and not here:
            yield self.finding(pair, "added", *there[0])


def _questions(text: str) -> list[tuple[int, int]]:
    if not _QUESTION.search(text):
        return []
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    return [match.span() for match in _QUESTION.finditer(text)]
