"""Two texts of a place in sentences that stand for each other: to cut both alike, to show which is which."""

from domain.alignment import align
from domain.sentences import sentences

Piece = tuple[str, str]


def sentence_pairs(source: str, target: str, languages: tuple[str, str]) -> list[Piece]:
    """Return two inline texts in pairs of stretches, in order; together the stretches of a side are the whole text.

    Sentences are paired by their lengths (domain.alignment); one that stands for nothing has "" beside it.
    """
    if not source or not target:
        return [(source, target)]
    spans = [sentences(text, language) for text, language in zip((source, target), languages, strict=True)]
    if max(map(len, spans)) < 2:
        return [(source, target)]
    beads = align(*([end - start for start, end in side] for side in spans))
    starts = [(bead.source_start, bead.target_start) for bead in beads[1:]]
    places = [(0, 0), *((_start(spans[0], a, source), _start(spans[1], b, target)) for a, b in starts)]
    ends = [*places[1:], (len(source), len(target))]
    return [(source[a:c], target[b:d]) for (a, b), (c, d) in zip(places, ends, strict=True)]


def _start(spans: list[tuple[int, int]], number: int, text: str) -> int:
    return spans[number][0] if number < len(spans) else len(text)
