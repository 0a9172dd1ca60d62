"""Months and days of the week, in Spanish."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"
_DAYS = "lunes martes miércoles jueves viernes sábado domingo"
_ENGLISH = {
    "january": "enero", "february": "febrero", "march": "marzo", "april": "abril", "may": "mayo", "june": "junio",
    "july": "julio", "august": "agosto", "september": "septiembre", "october": "octubre", "november": "noviembre",
    "december": "diciembre", "monday": "lunes", "tuesday": "martes", "wednesday": "miércoles", "thursday": "jueves",
    "friday": "viernes", "saturday": "sábado", "sunday": "domingo",
}  # fmt: skip
_AMBIGUOUS = {"march", "may"}  # words and names, too: months only next to a number
_SPANISH = frozenset((_MONTHS + " " + _DAYS).split())
_CAPITAL = re.compile(r"\b[A-Z](?:[a-zéá]{2,9}|[A-Z]{2,9})\b")
_DAY = re.compile(r" \d{1,2}[,.]")
_ENGLISH_ORDER = re.compile(
    rf"(?<!\d de )(?<!\d )\b(?P<month>{_MONTHS.replace(' ', '|')})"
    r" (?P<day>[1-9]|[12]\d|3[01])(?:, (?P<year>\d{4})\b|(?=,\s))",
    re.IGNORECASE,
)
_NUMBER_NEAR = re.compile(r"\d\s*(?:de\s+|of\s+|th\s+|st\s+|nd\s+|rd\s+)?$")
_NUMBER_NEXT = re.compile(r",?\s*(?:de\s+|of\s+)?\d")
# What makes a name of it: Viernes Santo, Domingo de Resurrección, Plaza Dos de Mayo.
_NAMED = re.compile(r"\s+(?:Santo|Santa|de Ramos|de Resurrecci[óo]n|de Ceniza|Negro|Sangriento)\b")
_AFTER_NAME = re.compile(r"(?:\b[A-ZÁÉÍÓÚÑ][\wáéíóúñü]+\s+(?:(?:de|del|de la)\s+)?|\bSan\s+|\bSanto\s+)$")


class Dates(Check):
    """Months and weekdays begin with a small letter; English ones are translated; the day stands before the month.

    RAE, Ortografía (2010), 4.2.4.6.1; feast days and names keep their capital (4.2.4.10.1). Day, month, year: 8.2.4.
    """

    id = "dates"
    languages = frozenset({"es", "gl"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each month or weekday with a capital inside a sentence, and each that is English."""
        text = pair.target.plain
        for date in _ENGLISH_ORDER.finditer(text) if _DAY.search(text) else ():
            month, day, year = date["month"].lower(), date["day"], date["year"]
            yield self.finding(
                pair, "order", *date.span(), date[0], fix=f"{day} de {month}" + f" de {year}" * bool(year)
            )
        words = [word for word in _CAPITAL.finditer(text) if word[0].lower() in _SPANISH or word[0].lower() in _ENGLISH]
        if not words or text.upper() == text:
            return
        starts = {start for start, _end in pair.target.sentences}
        for word in words:
            spanish = _ENGLISH.get(word[0].lower())
            if spanish is None and not word[0].isupper():
                if _is_inside(text, word, starts) and not _is_name(text, word):
                    yield self.finding(pair, "capital", *word.span(), word[0], fix=word[0].lower())
            elif spanish is not None and _is_month(text, word):
                yield self.finding(pair, "english", *word.span(), word[0], spanish, fix=spanish)


def _is_inside(text: str, word: re.Match[str], starts: set[int]) -> bool:
    """Tell whether a sentence is going on before the word."""
    before = text[: word.start()].rstrip(" \u00a0\"'“‘«(¿¡—–-")
    return bool(before) and before[-1] not in ".!?:…\n•" and not any(
        len(before) <= start <= word.start() for start in starts
    )  # fmt: skip


def _is_name(text: str, word: re.Match[str]) -> bool:
    if _NAMED.match(text, word.end()):
        return True
    before = _AFTER_NAME.search(text[max(0, word.start() - 40) : word.start()])
    return bool(before) or bool(re.match(r"\s+[A-ZÁÉÍÓÚÑ]", text[word.end() : word.end() + 3]))


def _is_month(text: str, word: re.Match[str]) -> bool:
    if word[0].lower() not in _AMBIGUOUS and word[0].lower() not in ("august", "april", "june"):
        return True
    before = text[max(0, word.start() - 12) : word.start()]
    return bool(_NUMBER_NEAR.search(before) or _NUMBER_NEXT.match(text, word.end()))
