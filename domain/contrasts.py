"""What differs between two texts of one language so that they say something else, however alike they look."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

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


def contrasts(one: str, other: str, language: str) -> tuple[Contrast, ...]:
    """Return the numbers, negations and names that differ between two texts in `language` (BCP 47)."""
    if one == other:
        return ()
    found = (
        _contrast(Facet.NUMBER, _NUMBER.findall(one), _NUMBER.findall(other)),
        _contrast(Facet.NEGATION, _negations(one, language), _negations(other, language)),
        _contrast(Facet.NAME, _names(one), _names(other)),
    )
    return tuple(contrast for contrast in found if contrast is not None)


def _contrast(facet: Facet, one: list[str], other: list[str]) -> Contrast | None:
    here, there = Counter(one) - Counter(other), Counter(other) - Counter(one)
    return Contrast(facet, tuple(here.elements()), tuple(there.elements())) if here or there else None


def _negations(text: str, language: str) -> list[str]:
    words = NEGATIONS.get(base_language(language), frozenset())
    return [word for word in map(fold, _WORD.findall(text)) if word in words or (words and word.endswith(_CONTRACTED))]


def _names(text: str) -> list[str]:
    """Return the words with a capital that do not begin a sentence; none of a text in capitals."""
    if not any(letter.islower() for letter in text):
        return []
    found = []
    for word in _WORD.finditer(text):
        is_name = word[0][0].isupper() and word[0] != "I" and not word[0].startswith(("I'", "I’"))
        before = text[max(0, word.start() - _REACH) : word.start()]
        if is_name and before and not _BEGINS.search(f"-{before}"):
            found.append(word[0])
    return found
