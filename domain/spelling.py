"""Which words of a text a dictionary is asked about, and which need none. What it answers comes from outside."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from domain.checks.base import Finding, Severity, Text

CHECK = "spelling"
MOST_FINDINGS = 20  # in one text: with more, it is another language than it says
MOST_SUGGESTIONS = 3
LONGEST_WORD = 60  # characters: what is longer is none

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# What stands between spaces and is no prose: addresses, names of files, hashtags, words with a sign inside.
_NO_PROSE = re.compile(r"\S*(?:://|@|\w[.]\w)\S*|[#@]\w+|\S*\w[*_+=<>|\\~]\w\S*")
_LISTABLE = re.compile(r"[^\W\d_]+(?:['’·-][^\W\d_]+)*")


class Place(NamedTuple):
    """A word and where it stands in what a reader sees of a text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that nobody knows, and what may have been meant, the likeliest first."""

    place: Place
    suggestions: tuple[str, ...] = ()


def is_listable(word: str) -> bool:
    """Tell whether a word can stand in a list of words: letters, with apostrophes or hyphens inside."""
    return len(word) <= LONGEST_WORD and _LISTABLE.fullmatch(word) is not None


def asked(source: Text, target: Text) -> list[Place]:
    """Return the words of `target` that a dictionary should have.

    Not those of the source, which are names or words left as they are; nor numbers, words with digits, words in
    capitals, single letters, addresses.
    """
    text = target.plain
    apart = [found.span() for found in _NO_PROSE.finditer(text)]
    own = {found[0] for found in _WORD.finditer(source.plain)}
    places = (Place(found[0], *found.span()) for found in _WORD.finditer(text))
    return [place for place in places if _is_asked(place.word, own) and not _is_within(place, apart)]


def _is_asked(word: str, own: Collection[str]) -> bool:
    return 1 < len(word) <= LONGEST_WORD and word not in own and not word.isupper() and not any(map(str.isdigit, word))


def _is_within(place: Place, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place.start and place.end <= end for start, end in spans)


def as_listed(word: str) -> tuple[str, ...]:
    """Return how a word may stand in a list that it is known by: as it is, or with a small letter at its beginning."""
    straight = word.replace("’", "'")
    return tuple(dict.fromkeys((straight, straight[:1].lower() + straight[1:])))


def findings(target: Text, unknown: Collection[Unknown]) -> Iterator[Finding]:
    """Yield what to say of the words of `target` that nobody knows, in the order of the text."""
    for one in sorted(unknown, key=lambda one: one.place.start)[:MOST_FINDINGS]:
        start, end = target.shown.place(one.place.start, one.place.end)
        suggestions = ", ".join(one.suggestions[:MOST_SUGGESTIONS])
        kind = "suggested" if suggestions else "unknown"
        yield Finding(CHECK, Severity.INFO, kind, start, end, (one.place.word, suggestions))
