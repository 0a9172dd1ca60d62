"""A target that is far too short or too long."""

from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile

LEAST = 60  # characters of a source from which on lengths say something
LOW, HIGH = 0.6, 1.9


class Lengths(Check):
    """The target is about as long as its source: much shorter, and something may be missing.

    Gale & Church (1993): the length of a translation varies around that of its source; texts below LEAST may be
    anything.
    """

    id = "length"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding for a target outside of what is usual."""
        here, there = len(pair.source.plain), len(pair.target.plain)
        if here < LEAST:
            return
        if there < LOW * here:
            yield self.finding(pair, "short", 0, there)
        elif there > HIGH * here:
            yield self.finding(pair, "long", 0, there)
