"""Numbers say the same on both sides."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from domain.checks.base import Check, Finding, Pair, Profile, Text
from domain.folding import words_of

_NUMBER = re.compile(r"\d+(?:[.,:/'’\u00a0\u202f ]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*")
_DIGEST = re.compile(r"\b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{12,}\b")
_RUN = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")  # 10², CO₂: as people type them
_ROMAN = re.compile(r"\b[IVXLCDM]+\b")
_TENS = frozenset(range(20, 100, 10))
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Numbers that prose writes as words (RAE 2010, 8.2.1: those of one word), by language: what words stand for them.
WORDS = {
    "en": {
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "first": 1,
        "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "once": 1, "twice": 2, "half": 2, "noon": 12, "midnight": 12, "dozen": 12, "both": 2,
    },
    "es": {
        "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
        "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
        "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21,
        "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25,
        "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30,
        "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
        "ciento": 100, "mil": 1000, "primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2,
        "tercer": 3, "tercero": 3, "tercera": 3, "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "sexto": 6,
        "sexta": 6, "septimo": 7, "septima": 7, "octavo": 8, "octava": 8, "noveno": 9, "novena": 9, "decimo": 10,
        "decima": 10, "ambos": 2, "ambas": 2, "mitad": 2, "medio": 2, "media": 2, "mediodia": 12, "docena": 12,
    },
}  # fmt: skip


class Numbers(Check):
    """The numbers of the source stand in the target, whatever their format, and no others.

    A thousands separator and a decimal mark differ by language (RAE 2010, 8.3.1; Fundéu); small numbers may be
    words, centuries may be Roman, hours may be of twelve or twenty-four.
    """

    id = "numbers"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each number that the source does not have, or, if there is none, that some of its own are missing."""
        source, target = list(_numbers(pair.source.plain)), list(_numbers(pair.target.plain))
        if [value for value, _a, _b in source] == [value for value, _a, _b in target]:
            return
        here, there = Counter(value for value, _a, _b in source), Counter(value for value, _a, _b in target)
        missing = _without(here - there, _said(pair.target), there - here)
        added = _without(there - here, _said(pair.source), here - there)
        lost = " ".join(dict.fromkeys(missing.elements()))
        if missing and not added:
            yield self.finding(pair, "missing", 0, len(pair.target.plain), lost)
        for value, start, end in target:
            if added[value] and (missing or value not in here):  # said twice, it is no other number
                added[value] -= 1
                number = pair.target.plain[start:end]
                yield self.finding(pair, "changed" if missing else "added", start, end, number, lost)


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each number as its digits, and where it stands: 1,000 is one number, 2.5 and 11/97 are two each."""
    text = text.translate(_RAISED) if not text.isascii() else text
    if not _DIGIT.search(text):
        return
    text = _DIGEST.sub(lambda match: " " * len(match[0]), text)
    for found in _NUMBER.finditer(text):
        at = found.start()
        while at < found.end():
            number = _THOUSANDS.match(text, at, found.end()) or _RUN.match(text, at, found.end())
            if number is None:
                at += 1
                continue
            if text[number.end() : number.end() + 1].isdigit():
                number = _RUN.match(text, at, found.end()) or number
            digits = "".join(character for character in number[0] if character.isdigit())
            yield digits.lstrip("0") or "0", number.start(), number.end()
            at = number.end()


def _said(text: Text) -> Counter[str]:
    """Return the numbers that a text says in words or in Roman numerals."""
    words = WORDS.get(text.base_language, {})
    standing = [word for word in words_of(text.plain) if word != "y"]  # treinta y siete
    said = Counter(str(words[word]) for word in standing if word in words)
    for ten, one in pairwise(words.get(word, 0) for word in standing):
        if ten in _TENS and 0 < one < 10:  # thirty-seven
            said[str(ten + one)] += 1
    return said + Counter(str(_roman(numeral)) for numeral in _ROMAN.findall(text.plain))


def _without(numbers: Counter[str], said: Counter[str], others: Counter[str]) -> Counter[str]:
    """Return `numbers` without those that are said in words, or as an hour of the other clock."""
    kept = numbers - said
    for value in list(kept):
        hour = int(value) if len(value) < 3 else 99
        if others[str(hour + 12)] or (hour > 12 and others[str(hour - 12)]):
            del kept[value]
    return kept


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
