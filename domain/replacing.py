"""Finding a text to be replaced: character by character, with case and accents counting as much as one wishes."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from domain.folding import Span, strip_accents
from domain.states import APPROVED, State
from domain.words import ON_LETTERS, UNSPACED

_WORD = re.compile(rf"[^\W_{UNSPACED}]|[{ON_LETTERS}]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be found and put in its place, both as a reader sees them."""

    find: str
    replacement: str
    matches_case: bool = False
    is_whole_words: bool = False
    folds_accents: bool = False


class _Table(dict[int, str]):
    """What a character counts as under a wish."""

    def __init__(self, matches_case: bool, folds_accents: bool) -> None:
        super().__init__()
        self.matches_case, self.folds_accents = matches_case, folds_accents

    def __missing__(self, code: int) -> str:
        letters = strip_accents(chr(code)) if self.folds_accents else chr(code)
        self[code] = letters = letters if self.matches_case else unicodedata.normalize("NFC", letters.casefold())
        return letters


@cache
def _table(matches_case: bool, folds_accents: bool) -> _Table:
    return _Table(matches_case, folds_accents)


def matches(text: str, wish: Wish, *, is_escaped: bool = False) -> list[Span]:
    """Return where `text` has what is to be found, from left to right, without overlaps; words' edges apart.

    `is_escaped`: in `text` a backslash before a punctuation mark belongs to the mark.
    """
    table = _table(wish.matches_case, wish.folds_accents)
    counted = text.translate(table)
    pattern = _pattern(wish, is_escaped)
    if pattern is None or not pattern.search(counted):
        return []
    starts = [n for n, character in enumerate(text) for _ in table[ord(character)]] + [len(text)]
    found: list[Span] = []
    at = 0
    while match := pattern.search(counted, at):
        start, end = match.span()
        at = start + 1
        # Not a part of a character: the s of a ß.
        begins = start == 0 or starts[start] != starts[start - 1]
        ends = end == len(counted) or starts[end] != starts[end - 1]
        if begins and ends:
            found.append((starts[start], _end(text, starts[end - 1], table)))
            at = end
    return found


def is_whole_word(before: str, found: str, after: str) -> bool:
    """Tell whether `found` ends where words end, given what stands before and after it."""
    is_cut = [_is_joined(before[-1:], found[:1]), _is_joined(found[-1:], after[:1])]
    return not any(is_cut)


def state_after_undo(former: State, *, is_approved_text: bool) -> State:
    """Return the state that a target gets back with its former text.

    An approval comes back only where that very text is the one that was approved; else it waits for review again.
    """
    return State.TRANSLATED if former in APPROVED and not is_approved_text else former


@lru_cache(maxsize=64)
def _pattern(wish: Wish, is_escaped: bool) -> re.Pattern[str] | None:
    counted = wish.find.translate(_table(wish.matches_case, wish.folds_accents))
    if not counted:
        return None
    return re.compile(
        "".join(
            (r"\\?" if is_escaped and character in _PUNCTUATION else "") + re.escape(character) for character in counted
        )
    )


def _end(text: str, last: int, table: Sequence[str] | _Table) -> int:
    """Return where the character at `last` ends, with the marks after it that count for nothing."""
    end = last + 1
    while end < len(text) and not table[ord(text[end])]:
        end += 1
    return end


def _is_joined(one: str, other: str) -> bool:
    return bool(one and other and _WORD.match(one) and _WORD.match(other))
