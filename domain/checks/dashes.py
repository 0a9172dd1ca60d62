"""Dashes, and the raya of Spanish."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_HYPHENS = re.compile(r"(?<=[^\s\d-])(?: -- | - |--)(?=[^\s\d-])")
_RAYA = re.compile(r"—")


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
        if not _HYPHENS.search(source):
            for hyphen in _HYPHENS.finditer(text):
                yield self.finding(pair, "hyphen", *hyphen.span(), hyphen[0].strip())
        if " — " not in source:
            for dash in _RAYA.finditer(text):
                if text[dash.start() - 1 : dash.start()].isspace() and text[dash.end() : dash.end() + 1] == " ":
                    yield self.finding(pair, "loose", *dash.span())
