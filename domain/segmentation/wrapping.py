"""Hard-wrapped or not: at which width a text was wrapped, and which line ends are only the wrapper's.

A wrapper ends a line when the next word no longer fits. So a line end where the next word would have fitted was
made by a person, and where line after line ends within a word of the same width, a program made it. Everything
here follows from that, with the letters around a line end where it leaves a doubt.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise

from domain.segmentation.letters import begins_small, ends_sentence, has_case
from domain.segmentation.lines import LONGEST_WRAP, Group, Line

_NARROWEST_WRAP = 20
_EDGE = 80
_HYPHENS = ("-", "\u2010", "\u00ad")
# A line longer than this was hardly wrapped by anyone, unless many lines say so.
_USUAL_WRAP = 100


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
    `margin`: the column where lines that go on with a paragraph begin. `is_indented`: lines that begin elsewhere
    begin a paragraph: further in, as in a novel, or further out, as in a bibliography.
    """

    width: int = 0
    counts_indent: bool = False
    longest: int = 0
    is_strict: bool = True
    margin: int = 0
    is_indented: bool = False

    def is_filled(self, end: LineEnd) -> bool:
        """Say whether the next word did not fit on the line any more."""
        return self._is_filled_at(end, self.width)

    def joins(self, end: LineEnd) -> bool:
        """Say whether a line end is only the wrapper's, going by widths and letters."""
        if self.width:
            return self.is_filled(end) or (end.runs_on and not self.is_strict and end.line.width >= 0.6 * self.width)
        # Nothing shows a width: a few lines of wrapped text have at least the longest line among them.
        return end.runs_on and self.longest <= _USUAL_WRAP and self._is_filled_at(end, self.longest)

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
        runs_on = carried > 0 or (begins_small(following.text) and not ends_sentence(line.text))
        ends.append(LineEnd(line, following, shortest, longest, not _has_space(line), runs_on))
    return ends


def measure(groups: Iterable[Group]) -> Wrapping:
    """Find out how the text made of these groups is wrapped, in time linear in the number of lines."""
    texts = [group.lines for group in groups if not group.is_furniture]
    ends = [line_ends(lines) for lines in texts]
    longest = max((line.width for lines in texts for line in lines if _has_space(line)), default=0)
    _, low, high, counts_indent = max(
        (*_likeliest_width(ends, counts_indent), counts_indent) for counts_indent in (False, True)
    )
    if not _is_wrapped(texts, ends, (low, high), counts_indent):
        return Wrapping(longest=longest)
    wrapping = Wrapping(low, counts_indent, longest)
    filled = [wrapping.is_filled(end) for end in chain.from_iterable(ends) if end.runs_on]
    is_strict = sum(filled) >= 0.95 * len(filled)
    return Wrapping(low, counts_indent, longest, is_strict, *_find_margin(ends, wrapping))


def _likeliest_width(ends: Iterable[list[LineEnd]], counts_indent: bool) -> tuple[int, int, int]:
    """Return how many line ends the likeliest widths explain, and the first and last of those widths."""
    changes = [0] * (3 * LONGEST_WRAP)
    for end in chain.from_iterable(ends):
        indent = end.line.indent if counts_indent else 0
        if end.shortest + indent >= _NARROWEST_WRAP and end.longest + indent < len(changes) - 1:
            changes[end.shortest + indent] += 1
            changes[end.longest + indent + 1] -= 1
    best = low = high = current = 0
    for width, change in enumerate(changes[: LONGEST_WRAP + 1]):
        current += change
        if current > best:
            best, low, high = current, width, width
        elif current == best and high == width - 1:
            high = width
    return best, low, high


def _is_wrapped(
    texts: list[list[Line]], ends: list[list[LineEnd]], widths: tuple[int, int], counts_indent: bool
) -> bool:
    """Say whether the line ends that a width explains are too many, and too often in mid-sentence, for chance."""
    low, high = widths
    total = too_long = explained = unexplained = small = cased = 0
    for lines, line_ends_here in zip(texts, ends, strict=True):
        long_here = _count_longer(lines, line_ends_here, high, counts_indent)
        total += len(lines)
        too_long += long_here
        if long_here:
            continue
        for end in line_ends_here:
            indent = end.line.indent if counts_indent else 0
            if not end.shortest + indent <= low <= end.longest + indent:
                unexplained += 1
                continue
            explained += 1
            cased += has_case(end.following.text)
            small += begins_small(end.following.text)
    if explained < 2 or (too_long > 0.1 * total and explained < 10):
        return False
    if 2 * cased < explained:  # a script without capitals has only its widths to go by
        return explained >= 3 and explained >= 0.7 * (explained + unexplained)
    return 2 * small >= cased and explained >= (0.4 if low >= 50 else 0.8) * (explained + unexplained)


def _count_longer(lines: list[Line], ends: list[LineEnd], width: int, counts_indent: bool) -> int:
    """Count the lines that go beyond `width` though they could have been wrapped."""
    widths = [end.shortest for end in ends] + [lines[-1].width]
    return sum(
        columns + (line.indent if counts_indent else 0) > width and _has_space(line)
        for columns, line in zip(widths, lines, strict=True)
    )


def _find_margin(ends: Iterable[list[LineEnd]], wrapping: Wrapping) -> tuple[int, bool]:
    """Return the column where continued lines begin, and whether first lines stand elsewhere as a rule."""
    margins: Counter[int] = Counter()
    elsewhere = 0
    for end in chain.from_iterable(ends):
        if end.runs_on and wrapping.is_filled(end):
            margins[end.following.indent] += 1
            elsewhere += end.line.indent != end.following.indent
    margin = margins.most_common(1)[0][0] if margins else 0
    return margin, elsewhere > 0


def _first_word(text: str) -> int:
    """Return how many columns the first word of a line takes, as far as a line is measured."""
    head = text[:LONGEST_WRAP]
    for n, character in enumerate(head):
        if character in " \t":
            return n
        if "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef":
            return max(n, 1)  # Chinese and Japanese break anywhere
    return len(head)


def _divided(text: str, following: str) -> int:
    """Return how many letters of a divided word stand at the end of a line, 0 if no word is divided there."""
    if not text.endswith(_HYPHENS) or not text[-2:-1].isalpha() or not following[0].isalpha():
        return 0
    if text[-2].islower() != following[0].islower():
        return 0
    return len(text[-_EDGE:-1].replace("\t", " ").rpartition(" ")[2])


def _has_space(line: Line) -> bool:
    head = line.text[: LONGEST_WRAP + 1]
    return " " in head or "\t" in head
