"""Stops that stand there twice, or without the space after them."""

import re
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.checks.spaces import unlike

_ANY = re.compile(r"[.,;?!…](?=[^\W\d_]|[.,;¿¡])")  # few texts have any
_STOPS = re.compile(
    r"(?<![,.])(?:,{2,}|(?<!\.)\.\.(?!\.)|;{2,}|,\.|;,)(?!\.)|(?<!\.)\.{4,}|(?<=\w)[?!]\.(?!\.)(?=\s|$)"
)
_UNSPACED = re.compile(
    r"(?:(?<=[a-záéíóúüñ]{2})[.…]|(?<=[^\W\d_])[?!])(?=[A-ZÁÉÍÓÚÑ][a-záéíóúüñ\s]|[¿¡])"
    r"|(?<=[a-záéíóúüñ]{2})[,;](?=[a-záéíóúüñ]{2}|[yoe]\s)"
)
# An address, a path, a piece of a program.
_NO_PROSE = re.compile(r"[/@_=<>\\0-9+&#|]|www|(?<=\w)[.](?=[a-z])|;.*;|,.*,")


class Stops(Check):
    """One stop is enough, and a space follows it.

    RAE, Ortografía (2010), 3.3.2: what stands after a stop is parted from it by a space; 3.4.9.3: no full stop after
    ? and !; 3.4.10: of dots there are three.
    """

    id = "stops"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each, unless the source has the same."""
        text, source = pair.target.plain, pair.source.plain
        if not _ANY.search(text):
            return
        for stop in unlike(_STOPS, text, source):
            yield self.finding(pair, "double", *stop.span(), stop[0])
        for stop in _UNSPACED.finditer(text):
            if _is_prose(text, stop, source):
                yield self.finding(pair, "no_space", stop.start(), stop.end() + 1, stop[0])


def _is_prose(text: str, stop: re.Match[str], source: str) -> bool:
    """Tell whether a stop without a space stands between words of prose, and not so in the source."""
    start = text.rfind(" ", 0, stop.start()) + 1
    end = text.find(" ", stop.end())
    token = text[start : end if end >= 0 else len(text)]
    return len(token) < 60 and token.strip(".,;:()«»“”") not in source and not _NO_PROSE.search(token)
