"""Numbers say the same on both sides."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from domain.checks.base import Check, Finding, Pair, Profile, Text
from domain.checks.months import MONTHS
from domain.checks.profile import region_of
from domain.folding import words_of

_NUMBER = re.compile(r"\d+(?:[.,:/'’\u00a0\u202f ]\d+)*")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)+")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*")
_DIGEST = re.compile(r"\b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{12,}\b")
_RUN = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")  # 10², CO₂: as people type them
_ROMAN = re.compile(r"\b[IVXLCDM]+\b")
_TENS = frozenset(range(20, 100, 10))
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINTS = (" ", "-", " y ", " and ")
_HUNDREDS = frozenset({"hundred", "cientos", "cientas"})
_ENGLISH_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]|\.\d)")
_POINT = frozenset({"MX", "US", "CU", "DO", "GT", "HN", "NI", "PA", "PE", "PR", "SV", "419"})  # decimal points, by CLDR
_OTHER = frozenset({
    "tercer", "tercero", "tercera", "cuarto", "cuarta", "quinto", "quinta", "sexto", "sexta", "septimo", "septima",
    "octavo", "octava", "noveno", "novena", "decimo", "decima", "mediodia", "docena",
    "noon", "midnight", "dozen",
})  # fmt: skip
_PARTS = frozenset({"half", "mitad", "medio", "media", "cuarto", "cuarta"})  # ten and a half are not twelve
_BILLIONS = frozenset({"billion", "billions"})
_BILLION = re.compile(r"\bbill(?:ón|ones)\b", re.IGNORECASE)
_COUNTED_MONTHS = frozenset({"ja", "zh", "ko"})  # 3月
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Numbers that prose writes as words (RAE 2010, 8.2.1: those of one word), by language: what words stand for them.
WORDS = {
    "en": {
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "first": 1,
        "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "once": 1, "twice": 2, "half": 2, "threescore": 60, "fourscore": 80, "noon": 12, "midnight": 12,
        "dozen": 12, "both": 2,
    },
    "es": {
        "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
        "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
        "dieciseis": 16, "dieciséis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20,
        "veintiun": 21, "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintidós": 22, "veintitres": 23,
        "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintiséis": 26,
        "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
        "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100, "mil": 1000,
        "primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3,
        "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "sexto": 6, "sexta": 6, "septimo": 7, "septima": 7,
        "octavo": 8, "octava": 8, "noveno": 9, "novena": 9, "decimo": 10, "decima": 10, "ambos": 2, "ambas": 2,
        "mitad": 2, "medio": 2, "media": 2, "mediodia": 12, "docena": 12,
    },
}  # fmt: skip
# Of them, those that are told apart: what is no other word (once, second, cuarto), and no part of a greater one.
_CARDINALS = {
    language: {
        word: value
        for word, value in words.items()
        if 2 < value < 100 and word not in _OTHER and not (language == "en" and word.endswith(("th", "rd")))
    }
    for language, words in WORDS.items()
}  # fmt: skip


class Numbers(Check):
    """The numbers of the source stand in the target, whatever their format, and no others.

    A thousands separator and a decimal mark differ by language (RAE 2010, 8.2.1 and 8.3.1; Fundéu); small numbers
    may be words, centuries may be Roman, hours may be of twelve or twenty-four. A billion is mil millones (Fundéu).
    """

    id = "numbers"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each number that the source does not have, or, if there is none, that some of its own are missing."""
        yield from self._words(pair)
        if not (pair.source.numbers or pair.target.numbers):
            return
        if "," in pair.target.plain and pair.target.base_language == "es":
            yield from self._thousands(pair, profile)
        if pair.source.numbers == pair.target.numbers and pair.source.plain.isascii():
            return  # as nearly everywhere
        source, target = list(_numbers(pair.source.plain)), list(_numbers(pair.target.plain))
        if [value for value, _a, _b in source] == [value for value, _a, _b in target]:
            return
        here, there = Counter(value for value, _a, _b in source), Counter(value for value, _a, _b in target)
        missing = _without(here - there, _said(pair.target) + _months(pair.target, pair.source), there - here)
        added = _without(there - here, _said(pair.source) + _months(pair.source, pair.target), here - there)
        lost = "; ".join(dict.fromkeys(_whole(pair.source, a, b) for value, a, b in source if value in missing))
        if missing and not added:
            said = _cardinals(pair.target)
            other = next((place for value, place in said.items() if value not in there and value not in here), None)
            if other is None or not said.keys().isdisjoint(map(int, missing)):
                yield self.finding(pair, "missing", 0, len(pair.target.plain), lost)
            else:
                yield self.finding(pair, "changed", *other, pair.target.plain[slice(*other)], lost)
        for value, start, end in target:
            if added[value] and (missing or value not in here):  # said twice, it is no other number
                added[value] -= 1
                number = _whole(pair.target, start, end)
                yield self.finding(pair, "changed" if missing else "added", start, end, number, lost)

    def _thousands(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each number that kept the comma of English, which is the decimal mark in most of Spanish."""
        variety = profile.variety or region_of(pair.target.language)
        if profile.decimal_mark == "." or (variety in _POINT and not profile.decimal_mark):
            return
        for number in _ENGLISH_THOUSANDS.finditer(pair.target.plain):
            if number[0] in pair.source.plain:
                digits = number[0].replace(",", "\u00a0" if len(number[0]) > 5 else "")
                yield self.finding(pair, "thousands", *number.span(), number[0], digits, fix=digits)

    def _words(self, pair: Pair) -> Iterator[Finding]:
        """Yield a number in words that is another in the source, which has it in words, too; and a false billion."""
        here, there = (_CARDINALS.get(text.base_language, {}) for text in (pair.source, pair.target))
        if not (pair.source.lowered.isdisjoint(here) or pair.target.lowered.isdisjoint(there)):
            source, target = _cardinals(pair.source), _cardinals(pair.target)
            lost, added = _apart(source, target, pair.target), _apart(target, source, pair.source)
            for (_value, other), own in zip(lost, added, strict=False):
                words = pair.source.plain[slice(*other)]
                yield self.finding(pair, "changed", *own[1], pair.target.plain[slice(*own[1])], words)
        if pair.target.base_language == "es" and not _BILLIONS.isdisjoint(pair.source.lowered):
            for billion in _BILLION.finditer(pair.target.plain):
                yield self.finding(pair, "billion", *billion.span(), billion[0])


def _whole(text: Text, start: int, end: int) -> str:
    """Return the number as people read it whose digits stand there: 12.5 of its 5."""
    whole = next((found[0] for found in _DECIMAL.finditer(text.plain) if found.start() <= start < found.end()), "")
    return whole or text.plain[start:end]


def _apart(one: dict[str, tuple[int, int]], other: dict[str, tuple[int, int]], text: Text) -> list:
    """Return the numbers of `one` that `other`, the words of `text`, has neither in words nor in digits."""
    left = [(value, place) for value, place in one.items() if value not in other]
    known = {value for value, _a, _b in _numbers(text.plain)} if left else set()
    return [(value, place) for value, place in left if value not in known]


def _cardinals(text: Text) -> dict[str, tuple[int, int]]:
    """Return the numbers of more than two that a text counts in words, with the first place of each."""
    cardinals = _CARDINALS.get(text.base_language, {})
    if text.lowered.isdisjoint(cardinals):
        return {}
    words = WORDS[text.base_language]
    found: dict[str, tuple[int, int]] = {}
    last: tuple[int, int, int] | None = None  # the number before, and where it stands
    for word in _LETTERS.finditer(text.plain):
        small = word[0].lower()
        if small in _HUNDREDS and last:  # three hundred, trescientos
            found.pop(str(last[0]), None)
        if small not in words:
            continue
        value, start = words[small], word.start()
        beside = last is not None and text.plain[last[2] : start] in _JOINTS
        if last and beside and small not in _PARTS and _is_sum(last[0], value):
            found.pop(str(last[0]), None)
            value, start = value + last[0], last[1]
            found.setdefault(str(value), (start, word.end()))
        elif small in cardinals:
            found.setdefault(str(value), word.span())
        last = value, start, word.end()
    return found


def _is_sum(one: int, other: int) -> bool:
    """Tell whether two numbers next to each other are one: forty-two, diez y ocho, nine and twenty."""
    ten, left = max(one, other), min(one, other)
    return (ten in _TENS and 0 < left < 20) or (ten == 10 and 0 < left < 10)


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


def _months(text: Text, other: Text) -> Counter[str]:
    """Return the numbers of the months that a text names, where the language of the other counts them."""
    if other.base_language not in _COUNTED_MONTHS:
        return Counter()
    names = MONTHS.get(text.base_language, ())
    return Counter(str(number) for number, name in enumerate(names, 1) if name in text.lowered)


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
