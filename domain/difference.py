"""What turns one row of words into another, at a cost that has a limit whatever the texts are made of.

Words that stand once on both sides hold the two in step; between them Myers' shortest edit is looked for.
difflib would do for ordinary paragraphs, but needs minutes for a few thousand times the same word, which
anyone can paste.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

STEPS = 1_000_000  # about a second


@dataclass(slots=True)
class Effort:
    """How many steps are left to spend; shared by several comparisons of one question."""

    steps: int = STEPS


class Change(NamedTuple):
    """`old[start:end]` became `new[new_start:new_end]`; one of the two may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


class _Spent(Exception):
    """The effort is used up."""


Pair = tuple[int, int]
Region = tuple[int, int, int, int]


def changes(old: Sequence[str], new: Sequence[str], effort: Effort | None = None) -> list[Change] | None:
    """Return what turns `old` into `new`, in order; None when finding it costs more than `effort`."""
    effort = effort or Effort()
    try:
        pairs = _pairs(old, new, effort)
    except _Spent:
        return None
    return _between(pairs, len(old), len(new))


def kept(found: Sequence[Change], length: int) -> dict[int, int]:
    """Return where each position of an old row of `length` stands in the new one, if `found` left it."""
    places, at, shift = {}, 0, 0
    for change in (*found, Change(length, length, 0, 0)):
        places.update({n: n + shift for n in range(at, change.start)})
        at, shift = change.end, change.new_end - change.end
    return places


def _between(pairs: list[Pair], old_length: int, new_length: int) -> list[Change]:
    found, at, new_at = [], 0, 0
    for i, j in (*pairs, (old_length, new_length)):
        if i > at or j > new_at:
            found.append(Change(at, i, new_at, j))
        at, new_at = i + 1, j + 1
    return found


def _pairs(old: Sequence[str], new: Sequence[str], effort: Effort) -> list[Pair]:
    """Return the positions that belong together, in order."""
    found: list[Pair] = []
    regions: list[Region] = [(0, len(old), 0, len(new))]
    while regions:
        start, end, new_start, new_end = regions.pop()
        while start < end and new_start < new_end and old[start] == new[new_start]:
            found.append((start, new_start))
            start, new_start = start + 1, new_start + 1
        while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
            end, new_end = end - 1, new_end - 1
            found.append((end, new_end))
        if start == end or new_start == new_end:
            continue
        _spend(effort, end - start + new_end - new_start)
        region = (start, end, new_start, new_end)
        if anchors := _anchors(old, new, region):
            regions.extend(_gaps(anchors, region))
            found.extend(anchors)
        else:
            found.extend(_shortest(old, new, region, effort))
    return sorted(found)


def _spend(effort: Effort, steps: int) -> None:
    effort.steps -= steps
    if effort.steps < 0:
        raise _Spent


def _anchors(old: Sequence[str], new: Sequence[str], region: Region) -> list[Pair]:
    """Return the words that stand once on each side of the region, as many as are in the same order on both."""
    start, end, new_start, new_end = region
    once, new_once = Counter(old[start:end]), Counter(new[new_start:new_end])
    where = {new[j]: j for j in range(new_start, new_end)}
    both = [(i, where[old[i]]) for i in range(start, end) if once[old[i]] == 1 and new_once.get(old[i]) == 1]
    return _rising(both)


def _rising(pairs: list[Pair]) -> list[Pair]:
    """Return the longest run of pairs that rises on both sides (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []  # the number of the pair on top of each pile
    below: list[int] = []
    for number, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        piles[pile : pile + 1] = [number]
    number, run = (piles[-1], []) if piles else (-1, [])
    while number >= 0:
        run.append(pairs[number])
        number = below[number]
    return run[::-1]


def _gaps(anchors: list[Pair], region: Region) -> list[Region]:
    start, end, new_start, new_end = region
    corners = [(start - 1, new_start - 1), *anchors, (end, new_end)]
    return [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(corners)]


def _shortest(old: Sequence[str], new: Sequence[str], region: Region, effort: Effort) -> list[Pair]:
    """Return the pairs of a shortest edit of the region: E. Myers, An O(ND) difference algorithm (1986)."""
    start, end, new_start, new_end = region
    width, height = end - start, new_end - new_start
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(width + height + 1):
        _spend(effort, edits + 1)
        trace.append(dict(furthest))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            while x < width and x - k < height and old[start + x] == new[new_start + x - k]:
                x += 1
            furthest[k] = x
            if x >= width and x - k >= height:
                return [(start + i, new_start + j) for i, j in _walk_back(trace, width, height)]
    raise AssertionError("an edit of every word always leads to the end")


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[Pair]:
    pairs = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, k = trace[edits], x - y
        down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
        before = k + 1 if down else k - 1
        from_x = furthest[before] if edits else 0
        from_y = from_x - before if edits else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs
