"""How a target begins and ends."""

from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

_CLOSING = "\"'”’»›)]*_"
_OPENING = "\"'“‘«‹([¿¡*_—–- "
_STOPS = ".:…?!"
LEAST = 20  # characters of a source from which on it is a sentence


class Edges(Check):
    """A target begins with a capital where its source does, and has a stop at its end where its source has one.

    What translation tools call "starting case" and "end punctuation". Which stop it is differs by language; of
    questions see QuestionParity.
    """

    id = "edges"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield a beginning in small letters, unless the word is one of the source, and an end without its stop."""
        source, target = pair.source.plain.strip(), pair.target.plain.rstrip()
        end, own_end = source.rstrip(_CLOSING)[-1:], target.rstrip(_CLOSING)[-1:]
        if len(source) >= LEAST and end and end in _STOPS and own_end.isalnum():
            yield self.finding(pair, "no_stop", max(0, len(target) - 1), len(target), end)
        yield from self._beginning(pair, source, target)

    def _beginning(self, pair: Pair, source: str, target: str) -> Iterator[Finding]:
        text = target.lstrip(_OPENING)
        if not text[:1].islower() or not source.lstrip(_OPENING)[:1].isupper():
            return
        word = text.split()[0].rstrip(_STOPS + ",;")
        if word not in source:  # a name that begins so: iPhone, live-build
            at = len(target) - len(text)
            yield self.finding(pair, "small", at, at + len(word), word, fix=word[0].upper() + word[1:])
