"""Percent, currencies and other units."""

import re
from collections import Counter
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.profile import region_of

# Each with the words that may stand for it, in both languages.
SIGNS = {
    "%": re.compile(r"%|\bper ?cent\b|\bpor ?ciento\b|\bpercentage\b|\bporcentaje\b", re.IGNORECASE),
    "€": re.compile(r"€|\beuros?\b|\bEUR\b", re.IGNORECASE),
    "£": re.compile(r"£|\blibras?\b|\bpounds?\b|\bGBP\b", re.IGNORECASE),
    "$": re.compile(r"\$|\bd[oó]lar(?:es)?\b|\bdollars?\b|\bUSD\b|\bpesos?\b", re.IGNORECASE),
}  # fmt: skip
_ANY = re.compile("[%€£$]")
_SIGN = re.compile("[%€£$](?=[ \u00a0]?\\d)|(?<=\\d)[ \u00a0\u202f]?[%€£$]")
_NUMBER = r"\d+(?:[.,\u00a0\u202f]\d+)*"
_PERCENT_FIRST = re.compile(rf"(?<![\w%])%[ \u00a0]?({_NUMBER})(?![\w$%]|\.\d)")
_PERCENT_TIGHT = re.compile(rf"(?<![\w%/=.+-])({_NUMBER})%(?![\w%])")
_PERCENT_TWICE = re.compile(r"(%)[ \u00a0]?por ?ciento\b", re.IGNORECASE)
_MONEY_TIGHT = re.compile(rf"(?<![\w.,])({_NUMBER})([€£$])(?!\w)")
_MONEY_TWICE = re.compile(rf"([€£$][ \u00a0]?{_NUMBER}|{_NUMBER}[ \u00a0]?[€£$]) (?:d[oó]lares|euros|libras|pesos)\b")
_EURO_FIRST = re.compile(rf"€[ \u00a0]?({_NUMBER})")
_MEASURES = frozenset({"km", "kg", "cm", "mm", "ha", "kW", "MW", "kWh", "GB", "MB", "TB", "kB", "KB", "GHz", "MHz"})
_MEASURE = re.compile(rf"(?<![\w.,/-])({_NUMBER})([ \u00a0\u202f]?)({'|'.join(sorted(_MEASURES, key=len)[::-1])})\b")


class Units(Check):
    """A percentage stays one, euros stay euros, kilometres kilometres; in Spanish each is written in its way.

    As sign or word: RAE, Ortografía (2010), 8.3.2 and 8.4. The sign follows its number, after a space: 50 %, 20 km;
    $ stands before it in America, € behind it in Spain (DPD, "símbolo"; Fundéu).
    """

    id = "units"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each sign next to a number that only one of the two has, and each that is written otherwise."""
        source, target = pair.source.plain, pair.target.plain
        if not (pair.source.numbers or pair.target.numbers):
            return
        if _ANY.search(source) or _ANY.search(target):
            yield from self._signs(pair, source + target)
        if pair.target.base_language == "es":
            variety = profile.variety or region_of(pair.target.language)
            yield from self._written(pair, target, variety)
        if not _MEASURES.isdisjoint(pair.target.words):
            yield from self._measures(pair, source, target)

    def _signs(self, pair: Pair, both: str) -> Iterator[Finding]:
        for sign, words in SIGNS.items():
            if sign not in both:
                continue
            here, there = (_signs(text.plain)[sign] for text in (pair.source, pair.target))
            if here and not words.search(pair.target.plain):
                yield self.finding(pair, "missing", 0, len(pair.target.plain), sign)
            elif there and not words.search(pair.source.plain):
                at = next(match for match in _SIGN.finditer(pair.target.plain) if sign in match[0])
                yield self.finding(pair, "added", *at.span(), sign)

    def _written(self, pair: Pair, text: str, variety: str) -> Iterator[Finding]:
        """Yield each sign that stands where it does in English, or with the word that it means."""
        wrong: list[tuple[re.Match[str], str]] = []
        if "%" in text:
            wrong += [(found, f"{found[1]}\u00a0%") for found in _PERCENT_FIRST.finditer(text)]
            wrong += [(found, f"{found[1]}\u00a0%") for found in _PERCENT_TIGHT.finditer(text)]
            wrong += [(found, "%") for found in _PERCENT_TWICE.finditer(text)]
        if "$" in text or "€" in text or "£" in text:
            wrong += [(found, found[1]) for found in _MONEY_TWICE.finditer(text)]
            for found in _MONEY_TIGHT.finditer(text):
                is_before = found[2] == "$" and variety != "ES"
                wrong.append((found, f"${found[1]}" if is_before else f"{found[1]}\u00a0{found[2]}"))
        if "€" in text and variety in ("", "ES"):
            wrong += [(found, f"{found[1]}\u00a0€") for found in _EURO_FIRST.finditer(text)]
        for found, right in wrong:
            if not (found[0].startswith("%") and found[0] in pair.source.plain):  # %1 of a program
                yield self.finding(pair, "written", *found.span(), found[0], right, fix=right)

    def _measures(self, pair: Pair, source: str, target: str) -> Iterator[Finding]:
        """Yield each number whose unit is another in the source."""
        known = {found[1]: found[3] for found in _MEASURE.finditer(source)}
        for found in _MEASURE.finditer(target):
            if not found[2] and pair.target.base_language == "es":
                right = f"{found[1]}\u00a0{found[3]}"
                yield self.finding(pair, "written", *found.span(), found[0], right, fix=right)
            unit = known.get(found[1])
            if unit and unit.lower() != found[3].lower():
                yield self.finding(pair, "changed", *found.span(), found[0], f"{found[1]} {unit}")


def _signs(text: str) -> Counter[str]:
    return Counter(match[0].strip() for match in _SIGN.finditer(text))
