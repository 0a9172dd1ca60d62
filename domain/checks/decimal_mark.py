"""Decimals stand behind the mark that a translation was given."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)+(?![\w:/-]|[.,]\d)")
_DECIMAL = re.compile(r"(?P<whole>\d{1,3}(?:(?P<group>[.,])\d{3})*|\d+)(?P<mark>[.,])(?P<rest>\d+)")
# The number of a chapter, a version or a model, and the time of day: their point is no decimal mark.
_COUNTED = re.compile(
    r"(?:\b[A-ZÁÉÍÓÚÑ][\w'’-]*|\bv|\b(?:versi[oó]n|secci[oó]n|cap[ií]tulo|apartado|art[ií]culo|figura|tabla|nivel|p[aá]gina)"
    r"(?:es|s)?|\blas?|§)\.?\s*$"
)
_MEASURED = re.compile(r"\s?[%‰°€$£]")
_HOUR = re.compile(r"\s*(?:h\b|horas?\b|[ap]\.\s?m\.)")


class DecimalMarks(Check):
    """Decimals stand behind the decimal mark of the profile, a comma or a point.

    RAE, Ortografía (2010), 8.3.1.2: both are right, the point in Mexico, Central America and the Caribbean, the comma
    in most other places; in one text it is one of them. Numbers that could be of thousands are left alone.
    """

    id = "decimal-mark"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each number with the other mark, with the right one as its fix."""
        wanted, text = profile.decimal_mark, pair.target.plain
        if not wanted or not any(mark in text for mark in ".,"):
            return
        for number in _NUMBER.finditer(text):
            decimal = _DECIMAL.fullmatch(number[0])
            if decimal is None or decimal["mark"] == wanted or not _is_decimal(decimal):
                continue
            if decimal["mark"] == "." and not decimal["group"] and _is_counted(text, *number.span()):
                continue
            fix = decimal["whole"].replace(wanted, decimal["mark"]) + wanted + decimal["rest"]
            yield self.finding(pair, "other", *number.span(), number[0], wanted, fix=fix)


def _is_counted(text: str, start: int, end: int) -> bool:
    """Tell whether a number with a point may be that of a chapter, a version or an hour."""
    if _MEASURED.match(text, end):
        return False
    return bool(_COUNTED.search(text, max(0, start - 40), start) or _HOUR.match(text, end))


def _is_decimal(number: re.Match[str]) -> bool:
    """Tell whether the last part is certain to be decimals: 1,500 and 1.234.567 may be thousands, 0,500 may not."""
    if number["group"]:
        return number["group"] != number["mark"]
    return len(number["rest"]) != 3 or number["whole"].startswith("0") or len(number["whole"]) > 3
