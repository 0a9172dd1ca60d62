"""Note anchors, links and emphases of the source stand in the target, too."""

import re
from collections import Counter
from collections.abc import Iterator

from domain.checks.base import Check, Finding, Pair, Profile, Severity, Text
from domain.checks.shown import EMPHASIS, LINK, NOTE

_LITERAL = re.compile(r"(?<!\\)[*_](?=\s)|(?<=\s)(?<!\\)[*_]|(?<!\\)\*")


class Notes(Check):
    """Each note of the source is anchored once in the target (our own rule: what the source marks, the target keeps).

    In the same sentence, where both have as many. A translator's own note is no mistake.
    """

    id = "notes"
    severity = Severity.ERROR
    may_block = True

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each anchor that is missing, each that is too many, and each that stands in another sentence."""
        source, target = pair.source.shown, pair.target.shown
        if not source.notes:
            return
        here, there = Counter(source.notes), Counter(target.notes)
        end = len(pair.target.typed)
        places = target.where(NOTE)
        others = [place for label, place in zip(target.notes, places, strict=True) if label not in here]
        for label in here - there:
            at = others.pop(0) if others else (end, end)
            yield Finding(self.id, self.severity, "missing", *at, (f"[^{label}]",))
        for label in (there - here).keys() & here.keys():
            at = places[len(target.notes) - 1 - target.notes[::-1].index(label)]
            yield Finding(self.id, self.severity, "twice", *at, (f"[^{label}]",))
        if here == there and len(pair.source.sentences) == len(pair.target.sentences) > 1:
            own, other = _by_sentence(pair.source), _by_sentence(pair.target)
            for label, place in zip(target.notes, places, strict=True):
                if own[label] != other[label]:
                    yield Finding(self.id, Severity.WARNING, "moved", *place, (f"[^{label}]",))


def _by_sentence(text: Text) -> dict[str, list[int]]:
    """Return in which sentences the notes of a text are anchored."""
    found: dict[str, list[int]] = {}
    shown = text.shown
    for label, (start, _end) in zip(shown.notes, shown.where(NOTE), strict=True):
        before = sum(place < start for place in shown.places)
        found.setdefault(label, []).append(sum(end < before for _start, end in text.sentences))
    return found


class Links(Check):
    """Each address that the source links to is linked in the target.

    A link that is gone is an error; one that leads elsewhere, as to the same page in another language, may be meant.
    """

    id = "links"
    may_block = True

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield each address that is missing, where another stands in its place, and each link too many."""
        source, target = pair.source.shown, pair.target.shown
        if not (source.links or target.links):
            return
        places = zip(target.links, target.where(LINK), strict=True)
        others = [(address, place) for address, place in places if address not in source.links]
        severity = Severity.ERROR if len(target.links) < len(source.links) else self.severity
        for address in Counter(source.links) - Counter(target.links):
            place = others.pop(0)[1] if others else _written(pair.target.typed, address)
            yield Finding(self.id, severity, "missing", *place, (address,))
        if len(target.links) > len(source.links):
            for address, place in others:
                yield Finding(self.id, self.severity, "added", *place, (address,))


def _written(typed: str, address: str) -> tuple[int, int]:
    """Return where an address stands that is no link, else the end."""
    at = typed.find(address)
    return (at, at + len(address)) if at >= 0 else (len(typed), len(typed))


class Emphasis(Check):
    """Where the source emphasises, the target does, too, in the same way: more often, as one word may become two."""

    id = "emphasis"

    def find(self, pair: Pair, profile: Profile) -> Iterator[Finding]:
        """Yield one finding where only one of the two has any, or the target has less, other or uneven marks."""
        source, target = pair.source.shown, pair.target.shown
        if not (source.marks or target.marks):
            return
        places, typed = target.where(EMPHASIS), pair.target.typed
        here = [end - start for start, end in source.where(EMPHASIS)]
        there = [end - start for start, end in places]
        if sum(here) < 2:  # a sign by itself is none of emphasis: config/*
            here = []
        if not here and sum(there) < 2:
            return
        if not there:
            literal = _LITERAL.search(typed)
            place = literal.span() if literal else (0, len(typed))
            yield Finding(self.id, self.severity, "lost", *place)
        elif sum(there) % 2 and not sum(here) % 2:
            start, end = places[-1]
            yield Finding(self.id, self.severity, "uneven", places[0][0], end, (typed[start:end],))
        elif not here:
            yield Finding(self.id, self.severity, "added", places[0][0], places[-1][1])
        elif len(set(here)) == len(set(there)) == 1 and here[0] != there[0]:
            facts = "*" * there[0], "*" * here[0]
            yield Finding(self.id, self.severity, "other", places[0][0], places[-1][1], facts)
        elif len(there) < len(here):
            yield Finding(self.id, self.severity, "fewer", 0, len(typed))
