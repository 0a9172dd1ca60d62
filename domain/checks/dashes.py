"""Dashes, and the raya of Spanish."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.capitals import HEADINGS

_SPACED = re.compile(r"(?<=[^\s\d-]) - (?=[^\s\d-])")
# Two hyphens of a typewriter: between words, loose, or around an aside. Not those of an option: --help.
_DOUBLE = re.compile(
    r"(?<=[^\s\d-]) -- (?=[^\s\d-])|(?<=[^\W\d_])--(?=[^\W\d_])|(?<=\s)--[^\W\d_][^-]*\w--(?=[\s.,;:)]|$)"
)
_EN = re.compile(r"(?<=\s)–(?=[^\W\d_])|(?<=[^\W\d_])–(?=[\s.,;:]|$)|(?<=\S) – (?=\S)")
_LOOSE = re.compile(r"(?<=\S) — (?=\S)")
_TIGHT = re.compile(r"(?<=[^\W\d_])—(?=[^\W\d_])")
_SPEECH = re.compile(r"-(?=[A-ZÁÉÍÓÚÑ¿¡])")
_SAID = re.compile(r"[\"“«—‘']")
_DASH = re.compile(r"(?P<opens>(?:(?<=\s)|(?<=[(«“¿¡]))—(?=[^\s.,;:]))|(?P<closes>(?<=\S)—(?=[\s.,;:?!)»”…]|$))")


class Dashes(Check):
    """An aside stands between two dashes that touch its words: —así—; a hyphen is no dash.

    RAE, Ortografía (2010), 3.4.5: the dash of opening follows a space and touches the first word, that of closing
    touches the last word, and stands there before a stop, too; 3.4.4: the hyphen joins. In dialogue (3.4.5.2) a
    paragraph begins with one, and what the narrator says need not be closed.
    """

    id = "dashes"
    languages = frozenset({"es", "gl", "ca"})

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each hyphen that stands for a dash, each dash in the wrong place, and each without the other."""
        text, source = pair.target.plain, pair.source.plain
        if "-" in text:
            yield from self._hyphens(pair, text, source)
        if "–" in text and pair.role not in HEADINGS:
            for dash in _EN.finditer(text):
                yield self.finding(pair, "hyphen", *dash.span(), "–")
        if "—" not in text:
            return
        for dash in _LOOSE.finditer(text) if pair.role not in HEADINGS else ():  # where it parts a title from another
            yield self.finding(pair, "loose", *dash.span())
        for dash in _TIGHT.finditer(text):
            yield self.finding(pair, "tight", *dash.span())
        if not text.startswith("—"):
            yield from self._alone(pair, text)

    def _hyphens(self, pair: Pair, text: str, source: str) -> Iterator[Finding]:
        """Yield each hyphen that stands for a dash; one between spaces may be what the source has."""
        for hyphen in _SPACED.finditer(text) if not _SPACED.search(source) else ():
            yield self.finding(pair, "hyphen", *hyphen.span(), "-")
        for hyphen in _DOUBLE.finditer(text) if "--" in text else ():
            yield self.finding(pair, "hyphen", *hyphen.span(), "--")
        if _SPEECH.match(text) and _SAID.match(source):
            yield self.finding(pair, "hyphen", 0, 1, "-")

    def _alone(self, pair: Pair, text: str) -> Iterator[Finding]:
        """Yield each dash of an aside without the other."""
        opened: re.Match[str] | None = None
        for dash in _DASH.finditer(text):
            if dash["opens"]:
                if opened is not None:
                    yield self.finding(pair, "no_end", opened.start(), opened.end())
                opened = dash
            elif opened is None:
                yield self.finding(pair, "no_beginning", dash.start(), dash.end())
            else:
                opened = None
        if opened is not None:
            yield self.finding(pair, "no_end", opened.start(), opened.end())
