"""A target that is far too short or too long."""

import math
import re
import statistics
from collections.abc import Iterator, Sequence

from domain.checks.base import Check, Finding, Pair, Profile

LEAST = 60  # characters of a source from which on lengths say something
USUAL = 0.6, 1.9  # of the length of the source, until there are pairs of the group's own
ENOUGH = 60  # approved pairs from which on they are the measure
_PARTS = re.compile(r"[.;:?!…—]+(?=[\s»”\"’)]|$)")  # where a sentence of the source may end in its translation
_SHORTER = 0.7  # of the length of the source, below which a sentence may be missing
_SPREAD = 3.5  # deviations from the mean that are still usual
_STEP = 20  # parts of 1 that bounds are rounded to, so that one more approval changes nothing
_NARROWEST, _WIDEST = (0.75, 1.4), (0.4, 3.0)


class Lengths(Check):
    """The target is about as long as its source: much shorter, and something may be missing.

    Gale & Church (1993): the length of a translation varies around that of its source; texts below LEAST may be
    anything. One with a sentence less may have lost it sooner. What is usual the group's own approved pairs say, as
    soon as there are ENOUGH.
    """

    id = "length"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding for a target outside of what is usual."""
        here, there = len(pair.source.plain), len(pair.target.plain)
        if here < LEAST:
            return
        low, high = profile.lengths
        if there < low * here:
            yield self.finding(pair, "short", 0, there)
        elif there > high * here:
            yield self.finding(pair, "long", 0, there)
        elif there < _SHORTER * here and len(_PARTS.findall(pair.target.plain)) < len(pair.source.sentences):
            yield self.finding(pair, "fewer", 0, there)


def usual_lengths(pairs: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Return the bounds of what is usual, as shares of the source's length, by the lengths of approved pairs.

    The logarithms of the shares are spread evenly about their mean; bounds stay within sense whatever the pairs are.
    """
    shares = [math.log(target / source) for source, target in pairs if source >= LEAST and target]
    if len(shares) < ENOUGH:
        return USUAL
    mean, spread = statistics.median(shares), statistics.pstdev(shares) * _SPREAD
    low = min(_NARROWEST[0], max(_WIDEST[0], math.exp(mean - spread)))
    high = max(_NARROWEST[1], min(_WIDEST[1], math.exp(mean + spread)))
    return math.floor(low * _STEP) / _STEP, math.ceil(high * _STEP) / _STEP
