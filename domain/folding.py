"""Texts as a search sees them: accents and case folded, taken apart into terms that know where they stood.

What is found is defined here and nowhere else: `hits`. The indexes of the databases hold the same terms, so they
answer the same. Why these rules: docs/decisions/0019.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
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
_TERM = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}](?:[^\W_{UNSPACED}]|[{ON_LETTERS}])*")
_QUOTES = "\"“”„‟«»"
_PART = re.compile(rf"[{_QUOTES}](?P<exact>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<word>[^\s{_QUOTES}]+)")

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


def _fold_character(character: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(letter for letter in letters if not _is_dropped(letter)).translate(_PLAIN)


def _is_dropped(letter: str) -> bool:
    """Tell whether a letter is the same word without this: accents, Hebrew and Arabic points, invisible characters."""
    kind = unicodedata.combining(letter)
    category = unicodedata.category(letter)
    is_selector = category == "Mn" and "VARIATION SELECTOR" in unicodedata.name(letter, "")
    return kind == 1 or 10 <= kind <= 36 or kind >= 200 or category == "Cf" or is_selector or letter == "\u034f"


class Term(NamedTuple):
    """A word as it is looked for, and where it stands in the text it is of."""

    text: str
    start: int
    end: int


def terms(text: str) -> list[Term]:
    """Return the terms of `text` in order, each with its place in `text`."""
    folded = fold(text)
    found = ((match[0][:LONGEST_TERM], match.start(), match.end()) for match in _TERM.finditer(folded))
    if text.isascii() or _UNEVEN.isdisjoint(text):
        return [Term(*term) for term in found]
    starts = [n for n, character in enumerate(text) for _ in _FOLDS[ord(character)]]
    return [Term(term, starts[start], _end(text, starts[end - 1])) for term, start, end in found]


def words_of(text: str) -> list[str]:
    """Return the terms of `text` without their places: what an index holds."""
    return [term[:LONGEST_TERM] for term in _TERM.findall(fold(text))]


def _end(text: str, last: int) -> int:
    """Return where the character at `last` ends, with the marks after it that fold to nothing."""
    end = last + 1
    while end < len(text) and not _FOLDS[ord(text[end])] and unicodedata.category(text[end])[0] == "M":
        end += 1
    return end


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
    if not query.phrases:
        return []
    standing = terms(text)
    spans: set[Span] = set()
    for phrase in query.phrases:
        own = _places(phrase, standing)
        if not own:
            return []
        spans.update(own)
    return _joined(sorted(spans))


def _places(phrase: Phrase, standing: Sequence[Term]) -> list[Span]:
    first, length = phrase.terms[0], len(phrase.terms)
    found = []
    for n in range(len(standing) - length + 1):
        # Most terms differ from the first one: only the others are looked at closely.
        if (length == 1 or standing[n].text == first) and _stands_at(phrase, standing, n):
            found.append((standing[n].start, standing[n + length - 1].end))
    return found


def _stands_at(phrase: Phrase, standing: Sequence[Term], at: int) -> bool:
    *before, last = phrase.terms
    if any(standing[at + n].text != term for n, term in enumerate(before)):
        return False
    own = standing[at + len(before)].text
    return own.startswith(last) if phrase.is_prefix else own == last


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return `spans`, which are in order, with those that overlap as one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
