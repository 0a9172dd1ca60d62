"""Months and days of the week, in Spanish."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.months import MONTHS

_MONTHS = " ".join((*MONTHS["es"], "setiembre"))
_DAYS = "lunes martes miércoles jueves viernes sábado domingo"
_ENGLISH = dict(zip(MONTHS["en"], MONTHS["es"], strict=True)) | {
    "monday": "lunes", "tuesday": "martes", "wednesday": "miércoles", "thursday": "jueves", "friday": "viernes",
    "saturday": "sábado", "sunday": "domingo",
}  # fmt: skip
_SHORT = {word[:3]: spanish for word, spanish in _ENGLISH.items() if spanish in _MONTHS} | {"sept": "septiembre"}
# Words and names, too: months only next to a number or after a word of time.
_AMBIGUOUS = frozenset({"march", "may", "august", "april", "june"})
_SPANISH = frozenset((_MONTHS + " " + _DAYS).split())
_ENGLISH_DAYS = frozenset(word for word, spanish in _ENGLISH.items() if spanish in _DAYS.split())
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_ANY = _SPANISH | _ENGLISH.keys() | _SHORT.keys() | _ORDINALS
_WORD = re.compile(r"[^\W\d_]+")
_MONTH = _MONTHS.replace(" ", "|")
_ENGLISH_ORDER = re.compile(
    rf"(?<!\d de )(?<!\d )\b(?P<month>{_MONTH}) (?P<day>[1-9]|[12]\d|3[01])"
    r"(?:,? (?:del? )?(?P<year>\d{4})\b|(?=[,;)]|[.:]?$|\. [A-ZÁÉÍÓÚ]))",
    re.IGNORECASE,
)
_UNJOINED = re.compile(  # 5 mayo 1998, 5 de mayo 1998, 5 de mayo, 1998
    rf"\b(?P<day>[1-9]|[12]\d|3[01])(?: (?P<month>{_MONTH})(?:,? (?:del? )?(?P<year>\d{{4}}))?"
    rf"| de (?P<own>{_MONTH}),? (?P<own_year>\d{{4}}))\b",
    re.IGNORECASE,
)
_SPLIT_YEAR = re.compile(rf"\b(?:{_MONTH})(?: de)? (?P<year>[12][.,\u00a0\u202f ]\d{{3}})\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_NUMBER_NEAR = re.compile(r"\d\s*(?:de\s+|of\s+|th\s+|st\s+|nd\s+|rd\s+)?$")
_NUMBER_NEXT = re.compile(r"\.?,?\s*(?:del?\s+|of\s+)?\d")
_TIME_BEFORE = re.compile(
    r"\b(?:en|desde|hasta|durante|mes de|(?:principios|mediados|finales|fines) de) $", re.IGNORECASE
)
# What makes a name of it: Viernes Santo, Domingo de Resurrección, Plaza Dos de Mayo.
_NAMED = re.compile(r"\s+(?:Santo|Santa|de Ramos|de Resurrecci[óo]n|de Ceniza|Negro|Sangriento)\b")
_AFTER_NAME = re.compile(
    r"(?:\b(?!(?:El|Los|La|Las|Un|Este|Ese|Aquel|Cada|En|Del|De|Al|Desde|Hasta|Para|Hoy|Ayer)\b)"
    r"[A-ZÁÉÍÓÚÑ][\wáéíóúñü]+\s+(?:(?:de|del|de la)\s+)?|\bSan\s+|\bSanto\s+)$"
)


class Dates(Check):
    """Months and weekdays begin with a small letter; English ones are translated; the day stands before the month.

    RAE, Ortografía (2010), 4.2.4.6.1; feast days and names keep their capital (4.2.4.10.1). Day, month, year, with
    de between them, and no point in the year: 8.2.4. The month and the weekday are those of the source.
    """

    id = "dates"
    languages = frozenset({"es", "gl"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield what is wrong with the dates of the target: how they are written, then what they say."""
        known = pair.target.lowered & _ANY
        if not known:
            return
        text = pair.target.plain
        if not _SPANISH.isdisjoint(known):
            yield from self._format(pair, text)
            if not _ENGLISH.keys().isdisjoint(pair.source.lowered):
                yield from self._changed(pair)
        if not _ORDINALS.isdisjoint(known):
            for ordinal in _ORDINAL.finditer(text):
                yield self.finding(pair, "english", *ordinal.span(), ordinal[0], ordinal[1])
        yield from self._words(pair, text)

    def _format(self, pair: Pair, text: str) -> Iterator[Finding]:
        """Yield each date in the English order, without its de, or with a point in its year."""
        ordered = []
        for date in _ENGLISH_ORDER.finditer(text):
            ordered.append(date.span())
            fix = _written(date["day"], date["month"], date["year"])
            yield self.finding(pair, "order", *date.span(), date[0], fix=fix)
        for date in _UNJOINED.finditer(text):
            if not any(start < date.end() and date.start() < end for start, end in ordered):
                fix = _written(date["day"], date["month"] or date["own"], date["year"] or date["own_year"])
                yield self.finding(pair, "unjoined", *date.span(), date[0], fix, fix=fix)
        for date in _SPLIT_YEAR.finditer(text):
            year = date["year"][0] + date["year"][2:]
            yield self.finding(pair, "year", *date.span("year"), date["year"], fix=year)

    def _changed(self, pair: Pair) -> Iterator[Finding]:
        """Yield a month or weekday that the source has not, where one of its own is missing."""
        wanted = {_ENGLISH[word] for word in pair.source.lowered & _ENGLISH.keys() - {"may", "march"}}
        wanted |= {
            _ENGLISH[word[0].lower()] for word in _WORD.finditer(pair.source.plain) if word[0] in ("May", "March")
        }
        own = {"septiembre" if word == "setiembre" else word for word in pair.target.lowered & _SPANISH}
        for kind in (frozenset(_DAYS.split()), frozenset(_MONTHS.split())):
            lost, added = sorted((wanted - own) & kind), (own - wanted) & kind
            if not lost or not added:
                continue
            word = next(word for word in _WORD.finditer(pair.target.plain) if word[0].lower() in added)
            yield self.finding(pair, "changed", *word.span(), word[0], ", ".join(lost))

    def _words(self, pair: Pair, text: str) -> Iterator[Finding]:
        """Yield each month or weekday with a capital inside a sentence, and each that is English."""
        if text.upper() == text:
            return
        for word in _WORD.finditer(text):
            small = word[0].lower()
            if small in _SPANISH:
                if (
                    word[0][0].isupper()
                    and not word[0].isupper()
                    and _is_inside(pair, word)
                    and not _is_name(text, word)
                ):
                    yield self.finding(pair, "capital", *word.span(), word[0], fix=small)
            elif small in _ENGLISH:
                if _is_english(text, word, small):
                    spanish = _ENGLISH[small]
                    yield self.finding(pair, "english", *word.span(), word[0], spanish, fix=spanish)
            elif small in _SHORT and word[0] == small.title() and _is_dated(text, word):
                yield self.finding(pair, "english", *word.span(), word[0], _SHORT[small])


def _written(day: str, month: str, year: str | None) -> str:
    return f"{day} de {month.lower()}" + f" de {year}" * bool(year)


def _is_inside(pair: Pair, word: re.Match[str]) -> bool:
    """Tell whether a sentence is going on before the word."""
    before = pair.target.plain[: word.start()].rstrip(" \u00a0\"'“‘«(¿¡—–-")
    return bool(before) and before[-1] not in ".!?:…\n•" and not any(
        len(before) <= start <= word.start() for start, _end in pair.target.sentences
    )  # fmt: skip


def _is_name(text: str, word: re.Match[str]) -> bool:
    if _NAMED.match(text, word.end()):
        return True
    before = _AFTER_NAME.search(text[max(0, word.start() - 40) : word.start()])
    return bool(before) or bool(re.match(r"\s+[A-ZÁÉÍÓÚÑ]", text[word.end() : word.end() + 3]))


def _is_english(text: str, word: re.Match[str], small: str) -> bool:
    """Tell whether an English word is a month or a weekday here."""
    if small in _ENGLISH_DAYS or small not in _AMBIGUOUS:
        return True
    return _is_dated(text, word) or (word[0][0].isupper() and bool(_TIME_BEFORE.search(text[: word.start()][-20:])))


def _is_dated(text: str, word: re.Match[str]) -> bool:
    """Tell whether a number stands next to a word."""
    before = text[max(0, word.start() - 12) : word.start()]
    return bool(_NUMBER_NEAR.search(before) or _NUMBER_NEXT.match(text, word.end()))
