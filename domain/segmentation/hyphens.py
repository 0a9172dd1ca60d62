"""Lines become one text again: with a space, without one, and with divided words made whole."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from domain.segmentation.lines import Line
from domain.segmentation.words import all_words

_EDGE = 80
_HYPHENS = "-\u2010\u00ad"
_LAST_WORD = re.compile(r"[^\W\d_]+(?=[-\u2010]$)")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_COMPOUND = re.compile(r"[^\W_]-[^\W_]|[\d/@_.:=<>\\]+(?=\w)")
_WORDS_A_LINE = 11
_PREFIXES = frozenset(all_words("prefixes"))
_CONJUNCTIONS = frozenset(all_words("conjunctions"))
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# Enough to know the words of a text by; the rest of a longer one is much the same.
_MOST_LETTERS = 5_000_000


class Joiner:
    """Joins the lines of one text, knowing its words: a hyphen that only divides a word goes away.

    `divided`: how many words were made whole so far.
    """

    def __init__(self, texts: Iterable[list[Line]]) -> None:
        """Take the groups of lines of the whole text; the words are counted when first needed."""
        self.divided = 0
        self._texts = list(texts)
        self._words: Counter[str] = Counter()
        self._is_divided_text: bool | None = None
        self._tight: dict[str, bool] = {}

    def join(self, lines: Iterable[Line]) -> str:
        """Return the lines as one paragraph."""
        parts: list[str] = []
        for line in lines:
            if parts:
                parts[-1:] = self._glued(parts[-1], line.text)
            parts.append(line.text)
        return "".join(parts)

    def _glued(self, left: str, right: str) -> tuple[str, str]:
        """Return `left` as it stands before `right`, and what goes between."""
        last = left[-1]
        if not unicodedata.is_normalized("NFC", f"{left[-2:].rstrip(_HYPHENS)}{right[0]}"):
            return left, " "  # an accent alone at the start of a line must not climb on the letter before it
        if last == "\u00ad" and left[-2:-1].isalpha():
            self.divided += 1
            return left[:-1], ""
        if last in "-\u2010":
            return self._after_hyphen(left, right)
        if right.startswith("--") and last.isalnum() and right[2:3].isalnum():
            return left, "" if self._is_tight("--") else " "
        if last in "—–" and left[-2:-1].isalnum() and right[0].isalnum():
            is_range = last == "–" and left[-2].isdigit() and right[0].isdigit()
            return left, "" if is_range or self._is_tight(last) else " "
        return left, "" if _WIDE.match(last) and _WIDE.match(right) else " "

    def _after_hyphen(self, left: str, right: str) -> tuple[str, str]:
        token = left[-_EDGE:].split()[-1]
        stem = token.rstrip("-\u2010")
        if not stem or not stem[-1].isalnum():
            return left, " "  # a dash with a space before it
        if len(token) > len(stem) + 1:
            return left, ""  # a typewriter's dash--like this one
        following = right[:_EDGE].split()[0]
        halves = _halves(token, following)
        if following.lower() in _CONJUNCTIONS and not (halves and self._is_known(*halves)):
            return left, " "  # pre- and post-war
        is_compound = bool(_COMPOUND.search(stem) or _COMPOUND.search(following))
        if halves and self._is_divided(*halves, is_compound=is_compound):
            self.divided += 1
            return left[:-1], ""
        return left, ""

    def _is_known(self, first: str, second: str) -> bool:
        """Say whether the two halves stand elsewhere in the text as one word."""
        return self._divides_words() and self._words[first + second] > 0

    def _is_divided(self, first: str, second: str, *, is_compound: bool) -> bool:
        """Say whether the hyphen between the two divides a word, going by the words of the text.

        `is_compound`: more hyphens, dots or slashes beside it show a name or a compound.
        """
        divides = self._divides_words()
        whole, hyphened = self._words[first + second], self._words[f"{first}-{second}"]
        are_words = self._are_words(first, second)
        if whole != hyphened:
            return whole > hyphened and (divides or not are_words)
        return divides and not (are_words and (is_compound or min(len(first), len(second)) >= 4))

    def _divides_words(self) -> bool:
        if self._is_divided_text is None:
            self._is_divided_text = self._count_words()
        return self._is_divided_text

    def _count_words(self) -> bool:
        """Count the words that stand whole, and say whether the text divides words at line ends.

        Compounds are cut at their hyphens about as often as a line end falls on one, once in a line's worth of
        words, and mostly into two words that stand alone elsewhere. So many more halves that are no words, on
        no too few lines, come from dividing words.
        """
        compounds = line_ends = letters = 0
        for lines in self._texts:
            for words in _whole_words(lines):
                self._words.update(words)
                compound = [word.split("-") for word in words if "-" in word]
                self._words.update(part for parts in compound for part in parts)
                self._words.update("-".join(pair) for parts in compound if len(parts) > 2 for pair in pairwise(parts))
                compounds += len(compound)
            line_ends += len(lines) - 1
            letters += sum(len(line.text) for line in lines)
            if letters > _MOST_LETTERS:
                break
        ends = Counter(
            self._are_words(first, second) or (len(first) >= 4 and self._words[first] > 0)
            for lines in self._texts
            for first, second in _hyphened_ends(lines)
        )
        expected = compounds / _WORDS_A_LINE
        return ends[False] > max(1.5 * expected + 0.5, ends[True], 0.03 * line_ends)

    def _are_words(self, first: str, second: str) -> bool:
        return first in _PREFIXES or (self._words[first] > 0 and self._words[second] > 0)

    def _is_tight(self, dash: str) -> bool:
        """Say whether the text writes a dash—like this—without spaces."""
        if dash not in self._tight:
            sample = "\n".join(line.text[:10_000] for lines in self._texts[:1000] for line in lines[:1000])
            tight = len(re.findall(rf"\w{dash}(?=\w)", sample))
            loose = len(re.findall(rf"\w{dash} | {dash}\w", sample))
            self._tight[dash] = tight > loose
        return self._tight[dash]


def _halves(token: str, following: str) -> tuple[str, str] | None:
    """Return the two halves of what may be a divided word, in lower case; None where only a compound can be."""
    first, second = _LAST_WORD.search(token), _FIRST_WORD.match(following)
    if first is None or second is None:
        return None
    is_small = first[0][-1].islower() and second[0].islower()
    is_capital = first[0].isupper() and second[0].isupper()
    return (first[0].lower(), second[0].lower()) if is_small or is_capital else None


def _whole_words(lines: list[Line]) -> Iterator[list[str]]:
    """Give the words of each line in lower case, without the halves of those divided at its ends."""
    is_cut = False
    for line in lines:
        words = _WORD.findall(line.text.lower().replace("\u2010", "-").replace("\u00ad", ""))
        if is_cut:
            words = words[1:]
        is_cut = line.text[-1] in "-\u2010\u00ad"
        yield words[:-1] if is_cut else words


def _hyphened_ends(lines: list[Line]) -> Iterator[tuple[str, str]]:
    for line, following in pairwise(lines):
        if line.text[-1] in "-\u2010":
            halves = _halves(line.text[-_EDGE:].split()[-1], following.text[:_EDGE].split()[0])
            if halves:
                yield halves
