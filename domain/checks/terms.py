"""Agreed terms: missed, forbidden, or changed where they stay as they are."""

from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile
from domain.terms import Status

_MOST_NAMED = 3  # terms that a finding offers


class Terms(Check):
    """A term of the source has one of its agreed terms in the target, and no forbidden one stands there.

    What the termbase says of the pair is worked out before, in `Pair.terms`: nothing where it has no term.
    """

    id = "terms"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each term that is missed, at the whole target, and each forbidden use at its place."""
        for fact in pair.terms:
            offered = ", ".join(fact.terms[:_MOST_NAMED])
            if fact.status is Status.FORBIDDEN:
                kind = "forbidden_instead" if offered else "forbidden"
                yield self.finding(pair, kind, fact.start, fact.end, fact.text, offered)
            else:
                kind = "changed" if fact.status is Status.KEEP else "missing"
                yield self.finding(pair, kind, 0, len(pair.target.plain), fact.text, offered)
