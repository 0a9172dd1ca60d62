"""Hard-wrapped lines: which line ends are only the wrapper's.

A wrapper ends a line when the next word no longer fits. So a line end where the next word would have fitted was
made by a person; the rest follows from that, and from the letters around a line end where it leaves a doubt.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from domain.segmentation.letters import begins_small, ends_open, ends_sentence
from domain.segmentation.lines import LONGEST_WRAP, Line, columns

NARROWEST_WRAP = 20
_EDGE = 80
_HYPHENS = ("-", "\u2010", "\u00ad")
# A line longer than this was hardly wrapped by anyone, unless many lines say so.
USUAL_WRAP = 100
# Chinese and Japanese break between any two characters.
_WORD = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]|[^ \t]+")


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The end of a line inside a group.

    A wrapper at any width from `shortest` to `longest` would have ended the line here (columns from the first
    letter of the line). `is_solid`: the line is one long word that nothing could wrap.
    `runs_on`: the sentence goes on over the line end, for all that the letters say.
    """

    line: Line
    following: Line
    shortest: int
    longest: int
    is_solid: bool
    runs_on: bool


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text is wrapped.

    `width`: the column where lines were wrapped, 0 for a text that is not wrapped. `counts_indent`: whether
    columns are counted from the edge of the page or from the first letter of a line.
    `longest`: the width of the longest line that could have been wrapped, at most LONGEST_WRAP + 1.
    `is_strict`: every line was filled as far as it went, so that a shorter line is a line by itself.
    `ragged_from`: the shortest that lines are when they were broken by hand, 0 when a program wrapped them.
    `margin`: the column where lines that go on with a paragraph begin. `is_indented`: lines that begin elsewhere
    begin a paragraph: further in, as in a novel, or further out, as in a bibliography.
    """

    width: int = 0
    counts_indent: bool = False
    longest: int = 0
    is_strict: bool = True
    ragged_from: int = 0
    margin: int = 0
    is_indented: bool = False

    def is_filled(self, end: LineEnd) -> bool:
        """Say whether the next word did not fit on the line any more."""
        return self._is_filled_at(end, self.width)

    def joins(self, end: LineEnd) -> bool:
        """Say whether a line end is only the wrapper's, going by widths and letters."""
        if self.ragged_from:
            if ends_sentence(end.line.text):
                return end.line.width >= self.ragged_from
            return end.line.width >= (0.5 if end.runs_on else 0.65) * self.width
        if self.width:
            return self.is_filled(end) or (end.runs_on and not self.is_strict and end.line.width >= 0.6 * self.width)
        # Nothing shows a width: a few lines of wrapped text have at least the longest line among them.
        is_short = NARROWEST_WRAP <= self.longest <= USUAL_WRAP
        return end.runs_on and is_short and self._is_filled_at(end, self.longest)

    def _is_filled_at(self, end: LineEnd, width: int) -> bool:
        indent = end.line.indent if self.counts_indent else 0
        if end.shortest + indent > width:
            return end.is_solid
        return end.longest + indent >= width


def line_ends(lines: list[Line]) -> list[LineEnd]:
    """Return the ends of all lines but the last.

    A divided word counts as if it stood whole in the second line, because some programs divide words as they
    wrap and others after it.
    """
    ends = []
    carried = 0
    for line, following in pairwise(lines):
        shortest, longest = line.width, line.width + carried + _first_word(following.text)
        carried = _divided(line.text, following.text)
        if carried:
            shortest = max(line.width - carried - 2, 0)
        runs_on = carried > 0 or _runs_on(line.text, following.text)
        ends.append(LineEnd(line, following, shortest, longest, not has_space(line), runs_on))
    return ends


def _first_word(text: str) -> int:
    """Return how many columns the first word of a line takes, as far as a line is measured."""
    word = _WORD.match(text, 0, LONGEST_WRAP)
    return columns(word[0]) if word else 0


def _runs_on(text: str, following: str) -> bool:
    if ends_sentence(text):
        return False
    return begins_small(following) or ends_open(text)


def _divided(text: str, following: str) -> int:
    """Return how many letters of a divided word stand at the end of a line, 0 if no word is divided there."""
    if not text.endswith(_HYPHENS) or not text[-2:-1].isalpha() or not following[0].isalpha():
        return 0
    if text[-2].islower() != following[0].islower():
        return 0
    return len(text[-_EDGE:-1].replace("\t", " ").rpartition(" ")[2])


def has_space(line: Line) -> bool:
    """Say whether a line has more than one word, as far as a line is measured."""
    head = line.text[: LONGEST_WRAP + 1]
    return " " in head or "\t" in head or _first_word(head) < line.width
