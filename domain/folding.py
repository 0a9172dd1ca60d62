"""Texts as a search sees them: accents and case folded, taken apart into terms that know where they stood.

What is found is defined here and nowhere else: `hits`. The indexes of the databases hold the same terms, so they
answer the same. Why these rules: docs/decisions/0019.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from domain.words import ON_LETTERS, UNSPACED

LONGEST_TERM = 200  # characters; of a longer one the beginning counts
LONGEST_QUERY = 300  # characters
SHORTEST_PREFIX = 2  # characters from which on a last word may go on

# Letters that Unicode does not take apart into a plain letter and a mark, though people type the plain one.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "\u0640": None}
)
# A character of a script without spaces is a term by itself, so that a run of them is found wherever it stands.
_TERM = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:[{ON_LETTERS}]+[^\W_{UNSPACED}]*)*")
_PLAIN_TERM = re.compile("[a-z0-9]+")
QUOTES = '"“”„‟«»'  # around what stands together
_PART = re.compile(rf"[{QUOTES}](?P<exact>[^{QUOTES}]*)(?:[{QUOTES}]|$)|(?P<word>[^\s{QUOTES}]+)")

Span = tuple[int, int]


class _Folds(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        if len(folded) != 1:
            _UNEVEN.add(chr(code))
        return folded


_UNEVEN: set[str] = set()  # the characters met so far that do not fold to exactly one
_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return `text` without accents and case, compatibility characters as plain ones. Doing it twice changes nothing.

    Marks that are vowels or change the consonant (Hindi, Thai, kana) stay: without them it would be another word.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def strip_accents(text: str) -> str:
    """Return `text` without its accents; case and compatibility characters stay."""
    letters = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not _is_dropped(letter)))


def _fold_character(character: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(letter for letter in letters if not _is_dropped(letter)).translate(_PLAIN)


def _is_dropped(letter: str) -> bool:
    """Tell whether a letter is the same word without this: accents, Hebrew and Arabic points, invisible characters."""
    kind = unicodedata.combining(letter)
    category = unicodedata.category(letter)
    is_selector = category == "Mn" and "VARIATION SELECTOR" in unicodedata.name(letter, "")
    return kind == 1 or 10 <= kind <= 36 or kind >= 200 or category == "Cf" or is_selector or letter == "\u034f"


def _pattern(folded: str) -> re.Pattern[str]:
    """Return what finds the terms of a folded text: most texts in Latin letters are plain ASCII by now."""
    return _PLAIN_TERM if folded.isascii() else _TERM


class Term(NamedTuple):
    """A word as it is looked for, and where it stands in the text it is of."""

    text: str
    start: int
    end: int


def terms(text: str) -> list[Term]:
    """Return the terms of `text` in order, each with its place in `text`."""
    folded = fold(text)
    found = list(_pattern(folded).finditer(folded))
    places = _in_text(text, [match.span() for match in found])
    return [Term(match[0][:LONGEST_TERM], *place) for match, place in zip(found, places, strict=True)]


def words_of(text: str) -> list[str]:
    """Return the terms of `text` without their places: what an index holds."""
    folded = fold(text)
    return [term[:LONGEST_TERM] for term in _pattern(folded).findall(folded)]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand next to each other. `is_prefix`: the last may go on (`cam` finds `camión`)."""

    terms: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a text has it when it has every phrase."""

    phrases: tuple[Phrase, ...] = ()


@lru_cache(maxsize=256)
def parse(text: str) -> Query:
    """Return what a person asked for. Words may stand anywhere, what is in quotes stands together and word for word.

    The last word, if it is in no quotes, may go on. A word that holds several terms (don't) is a phrase of them.
    """
    found: list[Phrase] = []
    is_word = False
    for part in _PART.finditer(unicodedata.normalize("NFC", text)[:LONGEST_QUERY]):
        is_word = part["word"] is not None
        if own := tuple(words_of(part["word"] if is_word else part["exact"])):
            found.append(Phrase(own))
    if found and is_word and len(found[-1].terms[-1]) >= SHORTEST_PREFIX:
        found[-1] = Phrase(found[-1].terms, is_prefix=True)
    return Query(tuple(dict.fromkeys(found)))


def hits(query: Query, text: str) -> list[Span]:
    """Return where `text` has what `query` asks for, in order; nothing unless it has every phrase."""
    folded = fold(text)
    if not query.phrases or any(phrase.terms[0] not in folded for phrase in query.phrases):
        return []  # most texts end here, before they are taken apart
    if folded.isascii() and (finders := _finders(query)):
        own = [{match.span() for match in finder.finditer(folded)} for finder in finders]
        return _joined(_in_text(text, sorted(set().union(*own)))) if all(own) else []
    pattern = _pattern(folded)
    standing = pattern.findall(folded)
    if len(folded) > LONGEST_TERM:
        standing = [term[:LONGEST_TERM] for term in standing]
    places: set[Span] = set()
    for phrase in query.phrases:
        own = _places(phrase, standing)
        if not own:
            return []
        places.update((n, n + len(phrase.terms) - 1) for n in own)
    last = max(end for _start, end in places)
    spans = [match.span() for match in islice(pattern.finditer(folded), last + 1)]
    found = sorted((spans[first][0], spans[last][1]) for first, last in places)
    return _joined(_in_text(text, found))


@lru_cache(maxsize=256)
def _finders(query: Query) -> tuple[re.Pattern[str], ...]:
    """Return what finds each phrase in a folded text of plain letters; nothing where one has several terms.

    A text need not be taken apart for single words, which most people look for.
    """
    words = [phrase.terms[0] for phrase in query.phrases]
    if any(len(phrase.terms) > 1 for phrase in query.phrases) or max(map(len, words)) >= LONGEST_TERM:
        return ()
    ends = ["[a-z0-9]*" if phrase.is_prefix else "(?![a-z0-9])" for phrase in query.phrases]
    return tuple(re.compile(f"(?<![a-z0-9]){re.escape(word)}{end}") for word, end in zip(words, ends, strict=True))


def _places(phrase: Phrase, standing: Sequence[str]) -> list[int]:
    """Return the numbers of the terms at which `phrase` begins."""
    *before, last = phrase.terms
    behind = len(before)
    ends = [n for n, term in enumerate(standing) if (term.startswith(last) if phrase.is_prefix else term == last)]
    return [n - behind for n in ends if n >= behind and list(standing[n - behind : n]) == before]


def _in_text(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return where the `spans` of the folded text are in `text` itself."""
    if text.isascii() or _UNEVEN.isdisjoint(text):
        return list(spans)  # a character for a character
    starts = [n for n, character in enumerate(text) for _ in _FOLDS[ord(character)]]
    return [(starts[start], _end(text, starts[end - 1])) for start, end in spans]


def _end(text: str, last: int) -> int:
    """Return where the character at `last` ends, with the marks after it that fold to nothing."""
    end = last + 1
    while end < len(text) and not _FOLDS[ord(text[end])] and unicodedata.category(text[end])[0] == "M":
        end += 1
    return end


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return `spans`, which are in order, with those that overlap as one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
