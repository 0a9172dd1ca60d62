"""A three-way merge by words, to be proposed to a person and never applied by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.difference import Change, Effort, changes
from domain.words import pieces

STEPS = 500_000  # beyond this effort a merge is not proposed: both texts are shown as they are


@dataclass(frozen=True, slots=True)
class Merge:
    """A proposal: the text, and whether both sides changed the same words (then `mine` stands in it)."""

    text: str
    is_clean: bool


def merge(base: str, mine: str, theirs: str) -> Merge | None:
    """Return `base` with the changes of both sides, or None when the texts are too long to compare.

    Where both changed the same place differently, the proposal holds mine and is not clean.
    """
    if mine == theirs or theirs == base:
        return Merge(mine, True)
    if mine == base:
        return Merge(theirs, True)
    effort = Effort(STEPS)
    original, ours, other = pieces(base), pieces(mine), pieces(theirs)
    my_changes, their_changes = changes(original, ours, effort), changes(original, other, effort)
    if my_changes is None or their_changes is None:
        return None
    out: list[str] = []
    is_clean, at = True, 0
    for start, end, mine_here, theirs_here in _places(my_changes, their_changes):
        was = original[start:end]
        my_text = _replayed(original, ours, mine_here, start, end)
        their_text = _replayed(original, other, theirs_here, start, end)
        is_clean = is_clean and (my_text == their_text or was in (my_text, their_text))
        out += original[at:start] + (their_text if my_text == was else my_text)
        at = end
    return Merge("".join(out + original[at:]), is_clean)


Place = tuple[int, int, list[Change], list[Change]]


def _places(mine: Sequence[Change], theirs: Sequence[Change]) -> Iterator[Place]:
    """Give each place of the base that a side changed, with the changes of both there, in order.

    Changes belong to one place when they overlap or begin at the same point.
    """
    queue = sorted([*((c, True) for c in mine), *((c, False) for c in theirs)], reverse=True)
    while queue:
        start, end = queue[-1][0].start, queue[-1][0].end
        here: tuple[list[Change], list[Change]] = ([], [])
        while queue and (queue[-1][0].start < end or queue[-1][0].start == start):
            change, is_mine = queue.pop()
            here[0 if is_mine else 1].append(change)
            end = max(end, change.end)
        yield start, end, *here


def _replayed(base: list[str], new: list[str], here: list[Change], at: int, end: int) -> list[str]:
    """Return what one side made of base[at:end]."""
    out: list[str] = []
    for change in here:
        out += base[at : change.start] + new[change.new_start : change.new_end]
        at = change.end
    return out + base[at:end]
