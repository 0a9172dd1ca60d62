"""Percent and currencies."""

import re
from collections import Counter
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

# Each with the words that may stand for it, in both languages.
SIGNS = {
    "%": re.compile(r"%|\bper ?cent\b|\bpor ?ciento\b|\bpercentage\b|\bporcentaje\b", re.IGNORECASE),
    "€": re.compile(r"€|\beuros?\b|\bEUR\b", re.IGNORECASE),
    "£": re.compile(r"£|\blibras?\b|\bpounds?\b|\bGBP\b", re.IGNORECASE),
    "$": re.compile(r"\$|\bd[oó]lar(?:es)?\b|\bdollars?\b|\bUSD\b|\bpesos?\b", re.IGNORECASE),
}  # fmt: skip
_SIGN = re.compile("[%€£$](?=[ \u00a0]?\\d)|(?<=\\d)[ \u00a0\u202f]?[%€£$]")


class Units(Check):
    """A percentage stays one, euros stay euros.

    As sign or word: RAE, Ortografía (2010), 8.3.2 and 8.4.
    """

    id = "units"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each sign next to a number that only one of the two has."""
        here_and_there = pair.source.plain + pair.target.plain
        for sign, words in SIGNS.items():
            if sign not in here_and_there:
                continue
            here, there = (_signs(text.plain)[sign] for text in (pair.source, pair.target))
            if here and not words.search(pair.target.plain):
                yield self.finding(pair, "missing", 0, len(pair.target.plain), sign)
            elif there and not words.search(pair.source.plain):
                at = next(match for match in _SIGN.finditer(pair.target.plain) if sign in match[0])
                yield self.finding(pair, "added", *at.span(), sign)


def _signs(text: str) -> Counter[str]:
    return Counter(match[0].strip() for match in _SIGN.finditer(text))
