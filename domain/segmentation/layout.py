"""From groups of lines to paragraphs: what belongs together, and what only stands close by."""

from dataclasses import dataclass

from domain.document import Role
from domain.segmentation.letters import begins_small, ends_sentence, is_capitals, is_exclamation, is_title_case
from domain.segmentation.lines import Group, Line
from domain.segmentation.markers import find_marker, is_note, is_separator
from domain.segmentation.stanzas import keeps_lines
from domain.segmentation.wrapping import LineEnd, Wrapping, line_ends


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
    """Put paragraphs together again that page breaks cut; page numbers come after them.

    Only where page breaks cut paragraphs as a rule: in a text with pages that end with a paragraph, a line that
    happens to fill its page's last line must not draw the next page to it.
    """
    ends = _page_ends(groups)
    cut = [end for end in ends.values() if end.runs_on and wrapping.is_filled(end)]
    if not wrapping.width or len(cut) * 3 < len(ends):
        return groups
    joined: list[Group] = []
    last = None
    for n, group in enumerate(groups):
        if last and n in ends and wrapping.is_filled(ends[n]) and not ends_sentence(ends[n].line.text):
            last.lines += group.lines
            continue
        joined.append(group)
        last = last if group.is_furniture else group
    return joined


def _page_ends(groups: list[Group]) -> dict[int, LineEnd]:
    """Return the line ends over which text might go on from page to page, by the number of the later group."""
    ends = {}
    last = None
    for n, group in enumerate(groups):
        if group.is_page_start and last and last.lines[-1].quote == group.lines[0].quote:
            ends[n] = line_ends([last.lines[-1], group.lines[0]])[0]
        last = last if group.is_furniture else group
    return {n: end for n, end in ends.items() if not end.is_solid and not find_marker(end.following.text)}


def _parts(lines: list[Line], wrapping: Wrapping, *, is_head: bool) -> list[Part]:
    ends = line_ends(lines)
    if keeps_lines(lines, ends, wrapping, is_head=is_head):
        return [Part(lines, Role.VERSE)]
    if _is_indented_block(lines, ends, wrapping):
        return [Part(lines, Role.QUOTE)]
    items = _items(ends, lines, wrapping)
    parts: list[Part] = []
    is_stack = is_head
    for n, line in enumerate(lines):
        if (
            n == 0
            or n in items
            or _begins(parts[-1], ends[n - 1 : n + 1], wrapping, is_stack=is_stack, is_first=n == 1)
        ):
            role = Role.ITEM if n in items else Role.SEPARATOR if is_separator(line.text) else None
            parts.append(Part([line], role))
        else:
            parts[-1].lines.append(line)
            is_stack = False
    return parts


def _begins(last: Part, ends: list[LineEnd], wrapping: Wrapping, *, is_stack: bool, is_first: bool) -> bool:
    """Say whether the line after the first of `ends`, no item, begins a paragraph after the one that `last` is.

    `ends`: the ends of the line before and, if it is not the last, of the line itself. `is_stack`: all lines so
    far stood alone, at the head of the text. `is_first`: the line before is the first of its group.
    """
    end, line, first = ends[0], ends[0].following, last.lines[0]
    if line.text.startswith(">"):
        return False  # not quoted, or the mark would be gone: a sign that came to the start of a line by wrapping
    if last.role is Role.SEPARATOR or is_separator(line.text):
        return True
    if line.indent > first.indent and (last.role is Role.ITEM or is_note(first.text)):
        return False  # hangs under its mark
    if wrapping.is_indented and line.indent != wrapping.margin:
        return True
    if is_capitals(end.line.text) and not is_capitals(line.text):
        return True
    if is_stack and _ends_title(ends, wrapping, is_first=is_first):
        return True
    return not wrapping.joins(end)


def _ends_title(ends: list[LineEnd], wrapping: Wrapping, *, is_first: bool) -> bool:
    """Say whether a title ends here, though its line happens to be full: what follows looks like no part of it.

    An exclamation is a title only below another, and no first sentence of a paragraph.
    """
    line, following = ends[0].line, ends[0].following
    is_title = is_title_case(line.text) or (not is_first and is_exclamation(line.text))
    if not is_title or begins_small(following.text):
        return False
    if wrapping.is_indented and following.indent == wrapping.margin != line.indent:
        return False
    follows_filled_line = len(ends) > 1 and wrapping.is_filled(ends[1])
    return follows_filled_line or not wrapping.width


def _items(ends: list[LineEnd], lines: list[Line], wrapping: Wrapping) -> set[int]:
    """Return the numbers of the lines that are items of a list, and not prose that happens to begin so."""
    items: set[int] = set()
    last: dict[str, tuple[int, int]] = {}  # family -> number and indent of its last item
    for n, line in enumerate(lines):
        marker = find_marker(line.text)
        if marker is None or is_separator(line.text):
            continue
        if n and wrapping.width and wrapping.is_filled(ends[n - 1]):
            number, indent = last.get(marker.family, (-1, -1))
            if line.indent != indent or (marker.number and marker.number != number + 1):
                continue  # wrapped in front of a dash or a number
        items.add(n)
        last[marker.family] = (marker.number, line.indent)
    return items


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
