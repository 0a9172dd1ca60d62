"""Note anchors, links and emphases of the source stand in the target, too."""

from collections import Counter
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile, Severity


class Notes(Check):
    """Each note of the source is anchored once in the target (design, section 1: a check guards the source's marks).

    A translator's own note is no mistake.
    """

    id = "notes"
    severity = Severity.ERROR
    may_block = True

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each anchor that is missing, and each that stands there more often than in the source."""
        here, there = Counter(pair.source.shown.notes), Counter(pair.target.shown.notes)
        end = len(pair.target.typed)
        for label in here - there:
            yield Finding(self.id, self.severity, "missing", end, end, (f"[^{label}]",))
        for label in (there - here).keys() & here.keys():
            at = pair.target.typed.rfind(f"[^{label}]")
            yield Finding(self.id, self.severity, "twice", at, at + len(label) + 3, (f"[^{label}]",))


class Links(Check):
    """Each address that the source links to is linked in the target.

    A link that is gone is an error; one that leads elsewhere, as to the same page in another language, may be meant.
    """

    id = "links"
    may_block = True

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each address that is missing."""
        end = len(pair.target.typed)
        is_lost = len(pair.target.shown.links) < len(pair.source.shown.links)
        severity = Severity.ERROR if is_lost else self.severity
        for address in Counter(pair.source.shown.links) - Counter(pair.target.shown.links):
            yield Finding(self.id, severity, "missing", end, end, (address,))


class Emphasis(Check):
    """Where the source emphasises, the target does, too: how often may differ, as one word may become two."""

    id = "emphasis"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding where only one of the two has any."""
        here, there = pair.source.shown.marks, pair.target.shown.marks
        if bool(here) != bool(there):
            yield Finding(self.id, self.severity, "lost" if here else "added", 0, len(pair.target.typed))
