"""Spaces: too many, or in the wrong place."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_ANY_SPACE = re.compile("[ \u00a0][ \u00a0,.;:?!»”)\\]]|[¿¡«“(\\[] ")  # nearly no text has any
_BEFORE_STOP = re.compile(r"(?<=\w) +(?=[,.;:](?:\s|$))|(?<=[^\W\d_]) +(?=[?!]+(?:\s|$))")
_INSIDE = re.compile(r"(?<=[¿¡«“(\[]) +(?=\w)|(?<=[\w.,!?]) +(?=[»”)\]])")
# French has a space before ; : ? ! and inside « »
_BEFORE_STOP_FRENCH = re.compile(r"(?<=\w) +(?=[,.](?:\s|$))")
_INSIDE_FRENCH = re.compile(r"(?<=[“(\[]) +(?=\w)|(?<=[\w.,!?]) +(?=[”)\]])")


class Spaces(Check):
    """No double space, none before a comma or inside marks and brackets.

    What translation tools call "double spaces"; after RAE (2010), 3.3.2, and 3.4.7, 3.4.8: a sign of two parts
    touches what it encloses. In French a space stands before ; : ? ! and inside « » (Lexique des règles
    typographiques).
    """

    id = "spaces"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each, unless the source has the same."""
        text, source = pair.target.plain, pair.source.plain
        if not _ANY_SPACE.search(text):
            return
        is_french = pair.target.base_language == "fr"
        for space in unlike(_SPACES, text, source):
            yield self.finding(pair, "double", *space.span(), fix=" ")
        for space in unlike(_BEFORE_STOP_FRENCH if is_french else _BEFORE_STOP, text, source):
            yield self.finding(pair, "before", *space.span(), text[space.end()], fix="")
        for space in unlike(_INSIDE_FRENCH if is_french else _INSIDE, text, source):
            yield self.finding(pair, "inside", *space.span(), fix="")


def unlike(pattern: re.Pattern[str], text: str, source: str) -> list[re.Match[str]]:
    """Return what `text` has of a pattern that `source` has nothing of."""
    found = list(pattern.finditer(text))
    return [] if found and pattern.search(source) else found
