"""Whose words a text is made of: the ground of the four-eyes rule (design: nobody approves their own words).

A person is an author of a text when something that they did to it since the last approval is still there:
a word that they put in, or the gap where they took one out. Being put back by someone else (deleted, then
restored) does not make it anybody else's: every person's own revision is held against the final text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Past this many differing words a diff is not worth its time: the person counts as an author.
LONGEST_COMPARED = 4000

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Draft:
    """One revision as the rule sees it: who wrote it, what stood there before, what they left."""

    author: int | None
    before: str
    after: str


def wrote_any_of(person: int, final: str, drafts: Sequence[Draft]) -> bool:
    """Tell whether `person` is an author of `final`, given every revision since the last approval.

    Folding case or white space is nobody's authorship; a changed word, mark or gap is.
    """
    goal = tokens(final)
    own = (draft for draft in drafts if draft.author == person)
    return any(_survives(tokens(draft.before), tokens(draft.after), goal) for draft in own)


def tokens(text: str) -> list[str]:
    """Return the words and marks of `text`, in order, without the space between them."""
    return _TOKEN.findall(text)


def _survives(before: list[str], after: list[str], goal: list[str]) -> bool:
    head, tail, old, new = _trim(before, after)
    if not old and not new:
        return False
    if len(old) + len(new) > LONGEST_COMPARED or len(goal) > 4 * LONGEST_COMPARED:
        return True
    kept = _kept_positions(after, goal)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, _i1, _i2, j1, j2 in matcher.get_opcodes():
        if kind in ("insert", "replace") and any(head + j in kept for j in range(j1, j2)):
            return True
        if kind == "delete" and _gap_is_left(head + j1, kept, len(after), len(goal)):
            return True
    return False


def _trim(before: list[str], after: list[str]) -> tuple[int, int, list[str], list[str]]:
    """Return the length of the common head and tail, and what differs between them on each side."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return head, tail, before[head : len(before) - tail], after[head : len(after) - tail]


def _kept_positions(after: list[str], goal: list[str]) -> dict[int, int]:
    """Return, for each position of `after` that is still in `goal`, where it stands there."""
    if after == goal:
        return {n: n for n in range(len(goal))}
    head, tail, old, new = _trim(after, goal)
    kept = {n: n for n in range(head)}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        kept.update({head + block.a + n: head + block.b + n for n in range(block.size)})
    kept.update({len(after) - 1 - n: len(goal) - 1 - n for n in range(tail)})
    return kept


def _gap_is_left(at: int, kept: dict[int, int], length: int, goal_length: int) -> bool:
    """Tell whether the tokens on both sides of the gap before position `at` still touch in the final text."""
    left = -1 if at == 0 else kept.get(at - 1)
    right = goal_length if at == length else kept.get(at)
    return left is not None and right is not None and right == left + 1
