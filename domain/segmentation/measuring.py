"""Whether a text is hard-wrapped, and at which width.

Each line end is explained by a range of widths: from the length of the line up to where the next word would have
fitted. Where one width explains line end after line end, and in mid-sentence, a program wrapped the text there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from domain.segmentation.letters import begins_small, has_case
from domain.segmentation.lines import LONGEST_WRAP, Group, Line
from domain.segmentation.wrapping import NARROWEST_WRAP, USUAL_WRAP, LineEnd, Wrapping, has_space, line_ends

# Below this, lines may as well be verse.
_NARROW = 50


def measure(groups: Iterable[Group]) -> Wrapping:
    """Find out how the text made of these groups is wrapped, in time linear in the number of lines."""
    texts = [group.lines for group in groups if not group.is_furniture]
    ends = [line_ends(lines) for lines in texts]
    longest = max((line.width for lines in texts for line in lines if has_space(line)), default=0)
    _, low, high, counts_indent = max(
        (*_likeliest_width(texts, ends, counts_indent), counts_indent) for counts_indent in (False, True)
    )
    width = low if _is_wrapped(texts, ends, (low, high), counts_indent) else 0
    wrapping = Wrapping(width, counts_indent, longest)
    filled = _share_filled(ends, wrapping) if width else 0.0
    is_strict = filled >= 0.95
    if filled < 0.85 and (ragged := _ragged_widths(texts, ends)):
        wrapping = Wrapping(ragged[1], longest=longest, ragged_from=ragged[0])
    elif not width:
        return wrapping
    margin, is_indented = _find_margin(ends, wrapping)
    return Wrapping(
        wrapping.width, counts_indent, longest, is_strict, wrapping.ragged_from, margin=margin, is_indented=is_indented
    )


def _likeliest_width(
    texts: Iterable[list[Line]], ends: Iterable[list[LineEnd]], counts_indent: bool
) -> tuple[int, int, int]:
    """Return how well the likeliest widths explain the text, and the first and last of those widths.

    A line end that a width explains counts for it, a line that is longer counts against it.
    """
    changes = [0] * (3 * LONGEST_WRAP)
    for end in chain.from_iterable(ends):
        shortest, longest = _explaining(end, counts_indent)
        if shortest >= NARROWEST_WRAP and longest < len(changes) - 1:
            changes[shortest] += 1
            changes[longest + 1] -= 1
    for lines, line_ends_here in zip(texts, ends, strict=True):
        for columns in _columns(lines, line_ends_here, counts_indent):
            if columns <= LONGEST_WRAP:
                changes[0] -= 1
                changes[columns] += 1
    best = low = high = current = 0
    for width, change in enumerate(changes[: LONGEST_WRAP + 1]):
        current += change
        if current > best and width >= NARROWEST_WRAP:
            best, low, high = current, width, width
        elif current == best and high == width - 1:
            high = width
    return best, low, high


def _explaining(end: LineEnd, counts_indent: bool) -> tuple[int, int]:
    """Return the first and last of the widths that explain a line end."""
    indent = end.line.indent if counts_indent else 0
    return end.shortest + indent, end.longest + indent


def _columns(lines: list[Line], ends: list[LineEnd], counts_indent: bool) -> Iterator[int]:
    """Give the columns that each line takes that could have been wrapped."""
    widths = (*(end.shortest for end in ends), lines[-1].width)
    for columns, line in zip(widths, lines, strict=True):
        if has_space(line):
            yield columns + (line.indent if counts_indent else 0)


def _is_wrapped(
    texts: list[list[Line]], ends: list[list[LineEnd]], widths: tuple[int, int], counts_indent: bool
) -> bool:
    """Say whether the line ends that a width explains are too many, and too often in mid-sentence, for chance."""
    low, high = widths
    total = too_long = 0
    fitting: list[LineEnd] = []
    for lines, line_ends_here in zip(texts, ends, strict=True):
        long_here = sum(columns > high for columns in _columns(lines, line_ends_here, counts_indent))
        total += len(lines)
        too_long += long_here
        fitting += line_ends_here if not long_here else ()
    tried = _inside_paragraphs(fitting, low, counts_indent)
    explained = [end for end in tried if _is_explained(end, low, counts_indent)]
    share = len(explained) / max(len(tried), 1)
    if len(explained) < 2 or (too_long > 0.1 * total and len(explained) < 10):
        return False
    if len(explained) >= 4 and share >= 0.9 and low > _NARROW:
        return True
    cased = sum(has_case(end.following.text) for end in explained)
    if 2 * cased < len(explained):  # a script without capitals has only its widths to go by
        return share >= (0.7 if len(explained) >= 3 else 1) and low > _NARROW
    small = sum(end.runs_on or begins_small(end.following.text) for end in explained)
    is_prose = low >= _NARROW or small >= 0.7 * cased  # or else it may be verse
    return 2 * small >= cased and share >= (0.4 if is_prose else 0.8)


def _is_explained(end: LineEnd, width: int, counts_indent: bool) -> bool:
    shortest, longest = _explaining(end, counts_indent)
    return shortest <= width <= longest


def _inside_paragraphs(ends: list[LineEnd], width: int, counts_indent: bool) -> list[LineEnd]:
    """Leave out the line ends before the indented first line of a paragraph, which say nothing about the width."""
    outdents = [end for end in ends if end.line.indent > end.following.indent]
    explained = sum(_is_explained(end, width, counts_indent) for end in outdents)
    if len(outdents) >= 2 and explained >= 0.8 * len(outdents):
        margin = min(end.following.indent for end in outdents)
        return [end for end in ends if end.following.indent <= margin]
    return [end for end in ends if end.following.indent <= end.line.indent or begins_small(end.following.text)]


def _share_filled(ends: Iterable[list[LineEnd]], wrapping: Wrapping) -> float:
    """Return how many of the lines over whose end a sentence runs on are filled, from 0 to 1."""
    filled = [wrapping.is_filled(end) for end in chain.from_iterable(ends) if end.runs_on]
    return sum(filled) / len(filled) if filled else 1.0


def _ragged_widths(texts: Iterable[list[Line]], ends: Iterable[list[LineEnd]]) -> tuple[int, int] | None:
    """Return between which widths somebody broke lines by hand, None if nobody did.

    Then at least half of the line ends stand in mid-sentence, and the lines there are of about one length.
    """
    widths = sorted(end.line.width for end in chain.from_iterable(ends) if end.runs_on)
    if len(widths) < 3:
        return None
    shortest, width = widths[int(0.05 * (len(widths) - 1))], widths[int(0.95 * (len(widths) - 1))]
    if not _NARROW <= width <= USUAL_WRAP or sum(each >= 0.7 * width for each in widths) < 0.8 * len(widths):
        return None
    fitting = [
        end
        for lines, line_ends_here in zip(texts, ends, strict=True)
        if all(line.width <= 1.15 * width or not has_space(line) for line in lines)
        for end in line_ends_here
    ]
    cased = sum(has_case(end.following.text) for end in fitting)
    if 2 * sum(end.runs_on for end in fitting) < max(cased, 1):
        return None
    return max(shortest, int(0.6 * width)), width


def _find_margin(ends: Iterable[list[LineEnd]], wrapping: Wrapping) -> tuple[int, bool]:
    """Return the column where continued lines begin, and whether first lines stand elsewhere as a rule."""
    margins: Counter[int] = Counter()
    first_lines: Counter[int] = Counter()
    for end in chain.from_iterable(ends):
        if end.runs_on and wrapping.joins(end):
            margins[end.following.indent] += 1
            if end.line.indent != end.following.indent:
                first_lines[end.following.indent] += 1
    margin = margins.most_common(1)[0][0] if margins else 0
    return margin, first_lines[margin] > 0
