"""Dashes, and the raya of Spanish."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.capitals import HEADINGS

_HYPHENS = re.compile(r"(?<=[^\s\d-])(?: -- | - |(?<=\w)--)(?=[^\s\d-])")
_LOOSE = re.compile(r"(?<=\S) — (?=\S)")


class Dashes(Check):
    """An aside stands between two dashes that touch its words: —así—; a hyphen is no dash.

    RAE, Ortografía (2010), 3.4.5: the dash of opening follows a space and touches the first word, that of closing
    touches the last word; 3.4.4: the hyphen joins.
    """

    id = "dashes"
    languages = frozenset({"es", "gl", "ca"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each hyphen that stands for a dash, and each dash with spaces on both sides."""
        text, source = pair.target.plain, pair.source.plain
        if "-" in text and not _HYPHENS.search(source):
            for hyphen in _HYPHENS.finditer(text):
                yield self.finding(pair, "hyphen", *hyphen.span(), hyphen[0].strip())
        for dash in _LOOSE.finditer(text) if pair.role not in HEADINGS else ():  # where it parts a title from another
            yield self.finding(pair, "loose", *dash.span())
