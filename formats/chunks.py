"""A pair of texts in pieces that belong together: where a long paragraph may be cut on both pages at once."""

import math
import re
from itertools import pairwise

from domain.sentences import Cut, cuts
from formats.inline import Run, parse, to_plain
from formats.pairing import Piece, sentence_pairs

# A piece has to fit on any page: four or five lines of a small one.
LONGEST = 200  # characters
LINE = 40  # what a line break counts: the rest of its line stays empty
_CLAUSE = re.compile(r"[,;:)–—»”…]['\"*_]*$")
_REACH = 0.25  # how far from its place a cut at a clause may lie, as a part of the piece

Pair = tuple[tuple[Run, ...], tuple[Run, ...]]


def chunks(source: str, target: str, languages: tuple[str, str]) -> list[Pair]:
    """Return the runs of two inline texts in pieces that belong together, in order; together they are the whole.

    Sentences are paired by their lengths (domain.alignment). A pair longer than LONGEST is cut again on both sides
    at the same proportion: at the end of a clause if one is near, between words, and in the last resort anywhere.
    """
    pairs = _together(sentence_pairs(source, target, languages))
    pieces = [part for pair in pairs for part in _shortened(pair, languages)]
    found = [(parse(a), parse(b)) for a, b in pieces]
    for side, text in enumerate((source, target)):
        # A mark that a cut divides after all would be printed: then the paragraph stays whole there.
        if "".join(run.text for pair in found for run in pair[side]) != to_plain(text):
            found = [(parse(source), parse(target))]
            break
    return [part for pair in found for part in _divided(pair)]


def _together(pairs: list[Piece]) -> list[Piece]:
    """Return `pairs`, each that is empty on one side made one with its neighbour: both are cut in proportion then."""
    found: list[Piece] = []
    for pair in pairs:
        if found and not (all(map(str.strip, pair)) and all(map(str.strip, found[-1]))):
            found[-1] = (found[-1][0] + pair[0], found[-1][1] + pair[1])
        else:
            found.append(pair)
    return found


def _shortened(pair: Piece, languages: tuple[str, str]) -> list[Piece]:
    """Return `pair` in parts that are not too long, as far as there are places to cut."""
    count = math.ceil(max(len(text) + LINE * text.count("\n") for text in pair) / LONGEST)
    if count < 2:
        return [pair]
    sides = []
    for text, language in zip(pair, languages, strict=True):
        places, ends = cuts(text, language), [0]
        for n in range(1, count):
            cut = _near(text, places, len(text) * n / count, len(text) / count * _REACH)
            ends.append(max(ends[-1], cut.start if cut else len(text)))
        ends.append(len(text))
        sides.append([text[a:b] for a, b in pairwise(ends)])
    return [(a, b) for a, b in zip(*sides, strict=True) if a or b]


def _near(text: str, places: list[Cut], at: float, most: float) -> Cut | None:
    """Return the cut nearest to `at`, one at the end of a clause if it is at `most` so far away."""
    clauses = [cut for cut in places if _CLAUSE.search(text, max(0, cut.end - 4), cut.end)]
    for found, reach in ((clauses, most), (places, math.inf)):
        cut = min(found, key=lambda cut: abs(cut.end - at), default=None)
        if cut and abs(cut.end - at) <= reach:
            return cut
    return None


def _divided(pair: Pair) -> list[Pair]:
    """Return `pair` in parts that fit on a page even when the text has no place to cut."""
    count = math.ceil(max(sum(map(_weight, side)) for side in pair) / (2 * LONGEST))
    if count < 2:
        return [pair]
    return list(zip(*(_in_parts(side, count) for side in pair), strict=True))


def _weight(run: Run) -> int:
    return LINE if run.text.startswith("\n") else len(run.text)


def _in_parts(runs: tuple[Run, ...], count: int) -> list[tuple[Run, ...]]:
    size = max(1, math.ceil(sum(map(_weight, runs)) / count))
    parts: list[list[Run]] = [[] for _ in range(count)]
    at = 0
    for run in runs:
        if run.note or run.text.startswith("\n"):
            parts[min(at // size, count - 1)].append(run)
            at += _weight(run)
            continue
        text = run.text
        while text:
            room = size - at % size
            piece, text = text[:room], text[room:]
            parts[min(at // size, count - 1)].append(Run(piece, run.is_strong, run.is_emphasis, run.href))
            at += len(piece)
    return [tuple(part) for part in parts]
