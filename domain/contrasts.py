"""What differs between two texts of one language so that they say something else, however alike they look."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.folding import fold
from domain.language_tags import base_language


class Facet(StrEnum):
    """What kind of thing differs."""

    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Contrast:
    """Words that only one of two texts has: `here` in the first, `there` in the second, each in order."""

    facet: Facet
    here: tuple[str, ...]
    there: tuple[str, ...]


_NUMBER = re.compile(r"\d+(?:[.,:/\u00a0\u202f]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REACH = 8  # characters before a word that tell whether a sentence begins with it
_BEGINS = re.compile(r"(?:[.!?…:]['\"”’»)\]]*\s+|[¿¡«“\"‘(\[—–]\s*)$")
# Words that turn a sentence into its opposite; as folded. After Huddleston & Pullum (2002), chapter 9, and RAE,
# Nueva gramática (2009), chapter 48.
NEGATIONS = {
    "en": frozenset({
        "no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot", "hardly",
    }),
    "es": frozenset({
        "no", "nunca", "jamas", "nadie", "nada", "ningun", "ninguno", "ninguna", "tampoco", "ni", "sin",
    }),
}  # fmt: skip
_CONTRACTED = ("n't", "n’t")
_TOLD = (Facet.NUMBER, Facet.NEGATION, Facet.NAME)


def contrasts(one: str, other: str, language: str) -> tuple[Contrast, ...]:
    """Return the numbers, negations and names that differ between two texts in `language` (BCP 47)."""
    if one == other:
        return ()
    sides = zip(_TOLD, _telling(one, language), _telling(other, language), strict=True)
    found = (_contrast(facet, here, there) for facet, here, there in sides)
    return tuple(contrast for contrast in found if contrast is not None)


@lru_cache(maxsize=8)  # one text is compared with several
def _telling(text: str, language: str) -> tuple[list[str], ...]:
    """Return the words of a text that tell something, of each facet as _TOLD has them."""
    return _NUMBER.findall(text), _negations(text, language), _names(text)


def _contrast(facet: Facet, one: list[str], other: list[str]) -> Contrast | None:
    if one == other:
        return None
    here, there = Counter(one) - Counter(other), Counter(other) - Counter(one)
    return Contrast(facet, tuple(here.elements()), tuple(there.elements())) if here or there else None


def _negations(text: str, language: str) -> list[str]:
    known = NEGATIONS.get(base_language(language), frozenset())
    if not known:
        return []
    words = _WORD.findall(text.lower()) if text.isascii() else map(fold, _WORD.findall(text))
    return [word for word in words if word in known or word.endswith(_CONTRACTED)]


def _names(text: str) -> list[str]:
    """Return the words with a capital that do not begin a sentence; none of a text in capitals."""
    if not any(letter.islower() for letter in text):
        return []
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        if not word[0].isupper() or word == "I" or word.startswith(("I'", "I’")):
            continue
        before = text[max(0, match.start() - _REACH) : match.start()]
        if before and not _BEGINS.search(f"-{before}"):
            found.append(word)
    return found
