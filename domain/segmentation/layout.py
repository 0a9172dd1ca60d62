"""From groups of lines to paragraphs: what belongs together, and what only stands close by."""

from collections import Counter
from dataclasses import dataclass

from domain.document import Role
from domain.segmentation.dates import is_date
from domain.segmentation.letters import begins_small, ends_sentence, has_case, is_capitals, is_title_case
from domain.segmentation.lines import Group, Line
from domain.segmentation.markers import find_marker, is_separator
from domain.segmentation.wrapping import LineEnd, Wrapping, line_ends

_LONGEST_VERSE = 60
_UNFINISHED = (",", ";", "—", "–")


@dataclass(slots=True)
class Part:
    """The lines of one paragraph. `role`: what the layout says it is, None to guess from the words.

    `is_quoted`: it carried mail quote marks. `group`: number of the group it came from.
    """

    lines: list[Line]
    role: Role | None = None
    is_furniture: bool = False
    group: int = 0


def lay_out(groups: list[Group], wrapping: Wrapping) -> list[Part]:
    """Return the paragraphs of a text in order; no line is lost, and none stands in two."""
    groups = _joined_over_pages(groups, wrapping)
    is_quoted_text = all(group.lines[0].quote for group in groups if not group.is_furniture)
    parts: list[Part] = []
    for n, group in enumerate(groups):
        if group.is_furniture:
            parts.append(Part(group.lines, is_furniture=True, group=n))
            continue
        for part in _parts(group.lines, wrapping, is_head=not parts):
            part.group = n
            if part.role is None and group.lines[0].quote and not is_quoted_text:
                part.role = Role.QUOTE
            parts.append(part)
    return parts


def _joined_over_pages(groups: list[Group], wrapping: Wrapping) -> list[Group]:
    """Put a paragraph together again that a page break cuts; page numbers come after it."""
    joined: list[Group] = []
    for group in groups:
        last = next((n for n in range(len(joined) - 1, -1, -1) if not joined[n].is_furniture), None)
        if group.is_page_start and last is not None and _runs_over_page(joined[last], group, wrapping):
            joined[last].lines += group.lines
        else:
            joined.append(group)
    return joined


def _runs_over_page(group: Group, following: Group, wrapping: Wrapping) -> bool:
    end = line_ends([group.lines[-1], following.lines[0]])[0]
    same_quote = end.line.quote == end.following.quote
    return wrapping.width > 0 and same_quote and end.runs_on and not end.is_solid and wrapping.is_filled(end)


def _parts(lines: list[Line], wrapping: Wrapping, *, is_head: bool) -> list[Part]:
    ends = line_ends(lines)
    if _is_verse(lines, ends, wrapping, is_head=is_head):
        return [Part(lines, Role.VERSE)]
    if _is_indented_block(lines, ends, wrapping):
        return [Part(lines, Role.QUOTE)]
    items = _items(ends, lines, wrapping)
    parts: list[Part] = []
    for n, line in enumerate(lines):
        if n == 0 or n in items or _begins(parts, ends[n - 1], wrapping, is_head=is_head):
            role = Role.ITEM if n in items else Role.SEPARATOR if is_separator(line.text) else None
            parts.append(Part([line], role))
        else:
            parts[-1].lines.append(line)
    return parts


def _begins(parts: list[Part], end: LineEnd, wrapping: Wrapping, *, is_head: bool) -> bool:
    """Say whether the line after `end`, no item, begins a paragraph after the parts so far."""
    last, line = parts[-1], end.following
    if last.role is Role.SEPARATOR or is_separator(line.text):
        return True
    if last.role is Role.ITEM and line.indent > last.lines[0].indent:
        return False
    if wrapping.is_indented and line.indent != wrapping.margin:
        return True
    if is_capitals(end.line.text) and not is_capitals(line.text):
        return True
    if is_head and all(len(part.lines) == 1 for part in parts) and is_title_case(end.line.text):
        return not begins_small(line.text)
    return not wrapping.joins(end)


def _items(ends: list[LineEnd], lines: list[Line], wrapping: Wrapping) -> set[int]:
    """Return the numbers of the lines that are items of a list, and not prose that happens to begin so."""
    markers = {n: marker for n, line in enumerate(lines) if (marker := find_marker(line.text))}
    families = Counter(marker.family for marker in markers.values())
    return {
        n
        for n, marker in markers.items()
        if n == 0
        or families[marker.family] > 1
        or lines[n - 1].text.endswith(":")
        or not wrapping.width
        or not wrapping.is_filled(ends[n - 1])
    }


def _is_indented_block(lines: list[Line], ends: list[LineEnd], wrapping: Wrapping) -> bool:
    """Say whether all lines stand further in than the text does, and are one wrapped paragraph."""
    return (
        wrapping.width > 0
        and len(lines) > 1
        and lines[0].indent >= wrapping.margin + 2
        and all(line.indent == lines[0].indent for line in lines)
        and not find_marker(lines[0].text)
        and all(wrapping.joins(end) for end in ends)
        and sum(end.runs_on for end in ends) * 2 >= len(ends)
    )


def _is_verse(lines: list[Line], ends: list[LineEnd], wrapping: Wrapping, *, is_head: bool) -> bool:
    """Say whether these are lines that someone meant as lines and that belong together: verse, an address.

    At the head of a text they are rather a stack of titles, unless most end with a comma or the like.
    """
    if len(lines) < 3 or any(len(line.text) > _LONGEST_VERSE for line in lines):
        return False
    inner = lines[:-1]
    if is_head and sum(line.text.endswith(_UNFINISHED) for line in inner) * 2 < len(inner):
        return False
    if sum(ends_sentence(line.text) for line in lines) > 0.6 * len(lines):
        return False
    if any(is_capitals(line.text) or is_date(line.text) or is_separator(line.text) for line in lines):
        return False
    if any(find_marker(line.text) for line in lines):
        return False
    cased = [line for line in lines if has_case(line.text)]
    if sum(begins_small(line.text) for line in cased) > 0.25 * len(cased):
        return False
    if not wrapping.width:
        return True
    return sum(map(wrapping.is_filled, ends)) <= 0.4 * len(ends)
