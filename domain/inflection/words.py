"""The words of a text as terms are looked for in it, with what writing does to them taken back.

U.S. and EE. UU. are one word, co-operative is cooperative, NGOs is NGO, compañer@s and compañeros/as are compañeros.
Source: RAE 2010, 6.2.2 (abbreviations of plurals); RAE, Libro de estilo (2018), p. 21 (@ and x for both genders).
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain import folding
from domain.inflection.listed import listed

_CAPITAL = "[A-ZÁÉÍÓÚÑ]"
_DOTTED = re.compile(
    rf"(?<!\w)(?:(?:{_CAPITAL}\.){{2,}}{_CAPITAL}?(?!\w)|({_CAPITAL})\1(?:\.\s?({_CAPITAL})\2(?!\w)\.?|\s?({_CAPITAL})\3(?!\w)))"
)
_PLURAL_IN_CAPITALS = re.compile(rf"{_CAPITAL}{{2,}}s")
_SIGN = re.compile(r"[@*](s?)(?!\w)")
_OTHER_GENDER = re.compile(r"/-?(?:r?as?|os?|es)(?!\w)|\((?:r?as?|os?|es)\)(?!\w)")
_PREFIXES = listed("anti co contra counter inter multi neo non post pre re semi sub trans ultra")
_HYPHENS = ("-", "‐", "‑")


class Word(NamedTuple):
    """A word of a text: folded, its stems, where it stands, and as it is written in small letters."""

    folded: str
    stems: tuple[str, ...]
    start: int
    end: int
    written: str
    in_capitals: bool


def words(text: str, stems: Callable[[str], tuple[str, ...]]) -> list[Word]:
    """Return the words of `text` with their stems; the 's of the English genitive is none."""
    return [
        Word(folding.fold(written), stems(written), start, end, written.lower(), written.isupper() and end > start + 1)
        for written, start, end in _joined(text, list(_read(text)))
    ]


def _read(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words as they would be written out, and where they stand."""
    dotted = {found.start(): found for found in _DOTTED.finditer(text)} if text != text.lower() else {}
    reach = 0
    for term in folding.terms(text):
        start, end = term.start, term.end
        if start < reach or (term.text == "s" and start and text[start - 1] in ("'", "’")):
            continue
        written = text[start:end]
        if found := dotted.get(start):
            written, end = re.sub(r"[.\s]", "", found[0]), found.end()
        elif _PLURAL_IN_CAPITALS.fullmatch(written):
            written = written[:-1]
        elif found := _SIGN.match(text, end):
            end = found.end()
            written += ("es" if found[1] else "") if written[-1] in "rlRL" and len(written) > 1 else f"o{found[1]}"
        elif len(written) > 2 and (found := _OTHER_GENDER.match(text, end)):
            end = found.end()
        reach = end
        yield written, start, end


def _joined(text: str, read: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield words, a prefix as one with what stands behind its hyphen."""
    n = 0
    while n < len(read):
        written, start, end = read[n]
        n += 1
        if written.lower() in _PREFIXES and n < len(read) and text[end : read[n][1]] in _HYPHENS:
            behind, _start, end = read[n]
            written += behind
            n += 1
        yield written, start, end
