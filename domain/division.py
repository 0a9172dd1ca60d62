"""Where a target is to be divided when its source is: at the end that matches, if there is one."""

from itertools import pairwise

from domain.alignment import align, matching_ends
from domain.sentences import ENDS, Cut, Gap, cuts

Block = tuple[int, int, list[Cut]]  # begin, end, the cuts between


def matches(source: str, source_language: str, target: str, target_language: str) -> dict[int, int]:
    """Return for places of the source where the target has a matching end, that end; both as a `Cut.start`.

    Paragraphs that are as many on both sides belong together, and so do lines; sentences are aligned by length.
    """
    found: dict[int, int] = {}
    blocks = _blocks(source, source_language), _blocks(target, target_language)
    if len(blocks[0]) != len(blocks[1]):
        blocks = [_whole(source, source_language)], [_whole(target, target_language)]
    for number, (one, other) in enumerate(zip(*blocks, strict=True)):
        if number:
            found[one[0]] = other[0]
        if one[0] < one[1] and other[0] < other[1]:
            lines = _lines(one, other)
            ends = _aligned(one, other).items()
            found |= {start: end for start, end in ends if _goes_with(start, end, lines)} | lines
    return found


def _goes_with(start: int, end: int, lines: dict[int, int]) -> bool:
    """Tell whether a match crosses none of the lines, which are surer."""
    return all((start < one and end <= other) or (start > one and end >= other) for one, other in lines.items())


def _blocks(text: str, language: str) -> list[Block]:
    """Return the paragraphs of a text."""
    begin, end, places = _whole(text, language)
    breaks = [cut for cut in places if cut.gap is Gap.PARAGRAPH]
    starts, ends = [begin, *(cut.start for cut in breaks)], [*(cut.end for cut in breaks), end]
    return [(a, b, [cut for cut in places if a < cut.end and cut.start < b]) for a, b in zip(starts, ends, strict=True)]


def _whole(text: str, language: str) -> Block:
    return len(text) - len(text.lstrip()), len(text.rstrip()), cuts(text, language)


def _aligned(one: Block, other: Block) -> dict[int, int]:
    """Return the matching sentence ends inside two stretches."""
    starts = [[cut.start for cut in places if cut.gap in ENDS] for _a, _b, places in (one, other)]
    lengths = [
        [b - a for a, b in pairwise([block[0], *own, block[1]])]
        for block, own in zip((one, other), starts, strict=True)
    ]
    ends = matching_ends(align(*lengths))
    return {
        start: starts[1][ends[n] - 1]
        for n, start in enumerate(starts[0], 1)
        if n in ends and 0 < ends[n] <= len(starts[1])
    }


def _lines(one: Block, other: Block) -> dict[int, int]:
    """Return the line ends of two stretches that have as many lines."""
    breaks = [[cut.start for cut in places if cut.has_break] for _a, _b, places in (one, other)]
    return dict(zip(*breaks, strict=True)) if len(breaks[0]) == len(breaks[1]) else {}
