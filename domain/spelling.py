"""Which words of a text a dictionary is asked about, and which need none. What it answers comes from outside."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.checks.base import Finding, Severity, Text
from domain.folding import fold, strip_accents

CHECK = "spelling"
MOST_FINDINGS = 20  # in one text: with more, it is another language than it says
MOST_SUGGESTIONS = 3
LONGEST_WORD = 60  # characters: what is longer is none

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# What stands between spaces and is no prose: addresses, names of files, hashtags, words with a sign inside.
_NO_PROSE = re.compile(r"\S*(?:://|@|\w[.]\w)\S*|[#@]\w+|\S*\w[*_+=<>|\\~]\w\S*")
# Pronouns behind a Spanish verb, which then has its stress written (RAE 2010, chapter II): one, or two of them.
_PRONOUNS = re.compile(r"(?P<verb>\w*[áéíóú]\w*?)(?P<pronouns>(?:me|te|se|nos|os)?(?:l[aeo]s?)|me|te|se|nos|os)", re.I)
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


def verb_of(word: str, language: str) -> str:
    """Return the form of a verb that `word` is with pronouns behind it: *devuelvan* of *devuélvanle*; "" for none.

    Dictionaries know many of these, and not all. Spanish alone has them; `language` is a base language.
    """
    found = _PRONOUNS.fullmatch(word) if language == "es" else None
    if found is None:
        return ""
    verb = strip_accents(found["verb"])
    is_cut = verb.endswith("mo") and found["pronouns"].startswith(("nos", "se"))  # vámonos, digámoselo
    return f"{verb}s" if is_cut else verb


def likely(word: str, suggestions: Sequence[str]) -> tuple[str, ...]:
    """Return what may have been meant by `word`: where accents alone are missing or wrong, that and nothing else."""
    wanted = fold(word)
    return tuple(one for one in suggestions if fold(one) == wanted) or tuple(suggestions)


def findings(target: Text, unknown: Collection[Unknown]) -> Iterator[Finding]:
    """Yield what to say of the words of `target` that nobody knows, in the order of the text."""
    for one in sorted(unknown, key=lambda one: one.place.start)[:MOST_FINDINGS]:
        start, end = target.shown.place(one.place.start, one.place.end)
        suggestions = ", ".join(likely(one.place.word, one.suggestions)[:MOST_SUGGESTIONS])
        kind = "suggested" if suggestions else "unknown"
        yield Finding(CHECK, Severity.INFO, kind, start, end, (one.place.word, suggestions))
