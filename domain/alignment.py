"""Pairing the sentences (or paragraphs) of two texts by their lengths alone.

W. A. Gale and K. W. Church (1993), "A program for aligning sentences in bilingual corpora", Computational
Linguistics 19(1): long sentences have long translations. Lengths are in characters; the most probable sequence of
moves is found by dynamic programming. Their priors, their variance.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Bead(NamedTuple):
    """A stretch of the source and the stretch of the target that stands for it: indexes, the ends not included."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


# How many of the source stand for how many of the target, and how often (Gale & Church, table 5).
PRIORS = {(1, 1): 0.89, (1, 0): 0.00495, (0, 1): 0.00495, (2, 1): 0.0445, (1, 2): 0.0445, (2, 2): 0.011}
VARIANCE = 6.8  # of the target's length for each character of the source
WIDTH = 100  # how far from the diagonal the search goes, in sentences
_COSTS = {move: -math.log(prior) for move, prior in PRIORS.items()}
_RATIOS = (2 / 3, 3 / 2)  # beyond these a part of one text is missing, and the whole says nothing of the language


def align(source: Sequence[int], target: Sequence[int], *, width: int = WIDTH) -> list[Bead]:
    """Return the beads of two texts given by the lengths of their sentences; together they cover both, in order."""
    ratio = _ratio(sum(source), sum(target))
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i, j in _cells(len(source), len(target), width):
        for move, cost in _COSTS.items():
            a, b = i - move[0], j - move[1]
            before = best.get((a, b))
            if before is None or a < 0 or b < 0:
                continue
            total = before + cost + _mismatch(sum(source[a:i]), sum(target[b:j]), ratio)
            if total < best.get((i, j), math.inf):
                best[i, j], came[i, j] = total, move
    return _beads(came, len(source), len(target))


def matching_ends(beads: Sequence[Bead]) -> dict[int, int]:
    """Return for each number of source sentences that ends with a bead, how many of the target end there, too."""
    return {bead.source_end: bead.target_end for bead in beads}


def _ratio(source: int, target: int) -> float:
    """Return how many characters of the target stand for one of the source, where the totals can tell."""
    found = target / source if source else 1.0
    return found if _RATIOS[0] <= found <= _RATIOS[1] else 1.0


def _cells(rows: int, columns: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield the cells that are not too far from the diagonal, each after those it may follow."""
    slope = columns / rows if rows else 0.0
    reach = max(width, math.ceil(2 * slope), columns if not rows else 0)
    for i in range(rows + 1):
        middle = round(i * slope)
        for j in range(max(0, middle - reach), min(columns, middle + reach) + 1):
            if i or j:
                yield i, j


def _mismatch(source: int, target: int, ratio: float) -> float:
    """Return the cost of taking these two for each other: minus the logarithm of the chance of such a difference."""
    mean = (source + target / ratio) / 2
    if not mean:
        return 0.0
    return -_log_erfc(abs(target - source * ratio) / math.sqrt(VARIANCE * mean) / math.sqrt(2))


def _log_erfc(x: float) -> float:
    """Return log(erfc(x)) for x >= 0, also where erfc(x) is too small for a float."""
    return math.log(math.erfc(x)) if x < 25 else -x * x - math.log(x * math.sqrt(math.pi))


def _beads(came: dict[tuple[int, int], tuple[int, int]], i: int, j: int) -> list[Bead]:
    beads = []
    while i or j:
        a, b = came[i, j]
        beads.append(Bead(i - a, i, j - b, j))
        i, j = i - a, j - b
    return beads[::-1]
