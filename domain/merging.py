"""A three-way merge by words, to be proposed to a person and never applied by itself."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Beyond this many tokens a merge is not proposed: both texts are shown as they are.
LONGEST_MERGED = 6000

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


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
    pieces = [_PIECE.findall(text) for text in (base, mine, theirs)]
    if any(len(p) > LONGEST_MERGED for p in pieces):
        return None
    return _weave(*pieces)


def _weave(base: list[str], mine: list[str], theirs: list[str]) -> Merge:
    changes_m, changes_t = _changes(base, mine), _changes(base, theirs)
    out: list[str] = []
    is_clean, at = True, 0
    while at <= len(base):
        end = _group_end(at, changes_m, changes_t)
        if end is None:
            out.extend(base[at : at + 1])
            at += 1
            continue
        ours = _replay(base, mine, changes_m, at, end)
        other = _replay(base, theirs, changes_t, at, end)
        original = base[at:end]
        is_clean = is_clean and (ours == other or original in (ours, other))
        out.extend(other if ours == original else ours)
        changes_m = [c for c in changes_m if c[0] >= end and c not in _within(changes_m, at, end)]
        changes_t = [c for c in changes_t if c[0] >= end and c not in _within(changes_t, at, end)]
        at = end
    return Merge("".join(out), is_clean)


Change = tuple[int, int, int, int]


def _changes(base: list[str], other: list[str]) -> list[Change]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(i1, i2, j1, j2) for kind, i1, i2, j1, j2 in codes if kind != "equal"]


def _group_end(at: int, *sides: list[Change]) -> int | None:
    """Return where the overlapping changes that begin at `at` end; None when none begins there."""
    if not any(change[0] == at for side in sides for change in side):
        return None
    end = at
    grown = True
    while grown:
        reach = [c[1] for side in sides for c in side if at <= c[0] < max(end, at + 1) and (c[0] < end or c[0] == at)]
        grown = max(reach, default=end) > end
        end = max([end, *reach])
    return end


def _within(changes: list[Change], at: int, end: int) -> list[Change]:
    return [c for c in changes if c[0] == at or at <= c[0] < end]


def _replay(base: list[str], other: list[str], changes: list[Change], at: int, end: int) -> list[str]:
    """Return what one side made of base[at:end]."""
    out: list[str] = []
    for i1, i2, j1, j2 in _within(changes, at, end):
        out.extend(base[at:i1])
        out.extend(other[j1:j2])
        at = i2
    return out + base[at:end]
