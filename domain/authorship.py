"""Whose words a text is made of: the ground of the four-eyes rule (design: nobody approves their own words).

A person is an author of a text when something that they did to it is still there: a word or mark that they put in,
wherever it stands now, or the gap where they took one out. Being put back by someone else (deleted, then restored)
does not make it anybody else's: every person's own revision is held against the final text. Where that text cannot
be compared within a bounded effort, whoever had a hand in it counts as an author.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from domain.difference import Change, Effort, changes, kept
from domain.words import is_word, tokens

STEPS = 3_000_000  # for all revisions together: a few seconds at the very worst
LONGEST_CHANCE = 3  # letters of a word that two people may well put in by themselves: de, la, que


@dataclass(frozen=True, slots=True)
class Draft:
    """One revision as the rule sees it: who wrote it, what stood there before, what they left.

    `is_past`: it was written before the last approval, and `before` is the text that was approved. What it had
    beyond that may come back later; what it lacked is nobody's doing any more. `is_part`: it is the text of what a
    split or merge has made a part of the whole since, so that its ends are not the whole's.
    """

    author: int | None
    before: str
    after: str
    is_past: bool = False
    is_part: bool = False


def wrote_any_of(person: int, final: str, drafts: Iterable[Draft], effort: Effort | None = None) -> bool:
    """Tell whether `person` is an author of `final`, given the revisions that could have left something in it.

    White space alone is nobody's authorship; a changed word, its case, a mark or a gap is. The newest first is
    fastest; `effort` is for a caller who asks in several portions.
    """
    goal, effort = tokens(final), effort or Effort(STEPS)
    return any(_survives(draft, goal, effort) for draft in drafts if draft.author == person)


def _survives(draft: Draft, goal: list[str], effort: Effort) -> bool:
    before, after = tokens(draft.before), tokens(draft.after)
    effort.steps -= len(before) + len(after)
    if effort.steps < 0:
        return True
    if before == after or not _share_words(after, goal):
        return False  # nothing done, or all of it rewritten: what marks both have is chance
    own = changes(before, after, effort)
    later = None if own is None else changes(after, goal, effort)
    if own is None or later is None:
        return True
    places = kept(later, len(after))
    if any(n in places for change in own for n in range(change.new_start, change.new_end)):
        return True
    if _was_moved(own, after, later, goal):
        return True
    corners = {-1: -1, **places, len(after): len(goal)}
    ends = set() if draft.is_part else {-1, len(after)}
    return not draft.is_past and any(_is_gap(change, before, corners, goal, places.keys() | ends) for change in own)


def _share_words(text: list[str], other: list[str]) -> bool:
    """Tell whether the two have a word in common; where there is no word, a mark."""
    own = {token for token in text if is_word(token)} or set(text)
    return not own.isdisjoint(other)


def _was_moved(own: Iterable[Change], after: list[str], later: Iterable[Change], goal: list[str]) -> bool:
    """Tell whether the person's words only stand elsewhere now: a new run of the final text is made of them alone,
    or holds one of more than three letters, which is no chance.

    A word counts where it cannot be taken for another: it stands once in both texts.
    """
    once, still_once = Counter(after), Counter(goal)
    put_in = (token for change in own for token in after[change.new_start : change.new_end] if is_word(token))
    theirs = {token for token in put_in if once[token] == still_once[token] == 1}
    runs = ([t for t in goal[change.new_start : change.new_end] if is_word(t)] for change in later)
    return any(
        any(len(token) > LONGEST_CHANCE for token in theirs.intersection(run)) or (run and theirs.issuperset(run))
        for run in runs
    )


def _is_gap(change: Change, before: list[str], corners: dict[int, int], goal: list[str], neighbours: Set[int]) -> bool:
    """Tell whether what `change` took out is still missing, at a place that nobody else has written anew.

    `corners`: where each position that is still there stands now, with the two ends of the text. `neighbours`: those
    of them that something can be missing beside. Both left: it is missing unless a word stands between them now. One
    left (the other rewritten): it is missing unless it came back. None left: the place is someone else's.
    """
    gone = Counter(before[change.start : change.end])
    left, right = change.new_start - 1, change.new_end
    if not gone or not (left in neighbours or right in neighbours):
        return False
    if left in neighbours and right in neighbours:
        between = goal[corners[left] + 1 : corners[right]]
        return not any(map(is_word, between)) if any(map(is_word, gone)) else not between
    positions = sorted(corners)
    left = corners[positions[bisect_right(positions, left) - 1]]
    right = corners[positions[bisect_left(positions, right)]]
    is_pure = change.new_start == change.new_end
    return is_pure and bool(gone - Counter(goal[left + 1 : right]))
