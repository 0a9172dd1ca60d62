"""From a text to its lines: line ends, mail quoting, pages, and the groups that gaps make."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.segmentation.markers import is_separator

# No line is measured beyond this: nobody wraps wider, and a line may have fifty million characters.
LONGEST_WRAP = 200

_LINE_END = re.compile("\r\n|[\r\n\v\x85]|(\u2029)")
_QUOTE_MARKS = re.compile(r"\s*>[\s>]*")
_FIRST_WIDE = "\u1100"
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U0001f300-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its text without margins, and how it stood on the page.

    `indent`, `width`: columns, `width` without the indent and at most LONGEST_WRAP + 1.
    `quote`: how many mail quote marks stood before it.
    """

    text: str
    indent: int
    width: int
    quote: int = 0


@dataclass(slots=True)
class Group:
    """The lines between two gaps: blank lines, page breaks, or another depth of quoting.

    `is_page_start`: a page break stands before it. `is_furniture`: a page number or running head.
    """

    lines: list[Line]
    is_page_start: bool = False
    is_furniture: bool = False


def read_pages(text: str) -> tuple[list[list[Group]], int]:
    """Return the pages of a clean text, each as its groups of lines, and how many lines were mail-quoted.

    Without form feeds all is one page. Nothing but line ends, margins and quote marks is gone.
    """
    raw = _split(text)
    quoted = _quoted(raw)
    pages: list[list[Group]] = [[]]
    for group in _grouped(raw, quoted):
        if group is None:
            pages.append([])
        else:
            pages[-1].append(group)
    return pages, sum(quoted)


def _split(text: str) -> list[str]:
    """Cut at every kind of line end; a form feed gets a line of its own, a paragraph separator a blank one."""
    if "\r\r\n" in text and text.count("\r\r\n") == text.count("\n"):
        text = text.replace("\r\r\n", "\n")  # a file that was converted to DOS line ends twice
    text = text.replace("\f", "\n\f\n")
    text = _LINE_END.sub(lambda end: "\n\n" if end[1] else "\n", text)
    return text.split("\n")


def _quoted(raw: list[str]) -> list[bool]:
    """Say which lines carry a mail quote mark: those in a run of such lines, or one alone at a gap with a space."""
    ends = [_marks_end(line) for line in raw]
    quoted = []
    for n, end in enumerate(ends):
        if not end:
            quoted.append(False)
            continue
        has_neighbour = (n > 0 and ends[n - 1] > 0) or (n + 1 < len(raw) and ends[n + 1] > 0)
        before = raw[n - 1].strip() if n else ""
        is_at_gap = not before or before.endswith(":") or is_separator(before)
        is_clear = end == len(raw[n]) or raw[n][end].isspace()
        quoted.append(has_neighbour or (is_at_gap and is_clear))
    return quoted


def _marks_end(line: str) -> int:
    """Return where the text after the mail quote marks of a line begins, 0 if it has none."""
    marks = _QUOTE_MARKS.match(line) if ">" in line else None
    return marks[0].rindex(">") + 1 if marks else 0


def _grouped(raw: list[str], quoted: list[bool]) -> Iterator[Group | None]:
    """Give the groups in order, None for a page break."""
    lines: list[Line] = []
    for text, is_quoted in zip(raw, quoted, strict=True):
        line = _line(text, is_quoted)
        if lines and (line is None or line.quote != lines[-1].quote):
            yield Group(lines)
            lines = []
        if line is not None:
            lines.append(line)
        elif text == "\f":
            yield None
    if lines:
        yield Group(lines)


def _line(raw: str, is_quoted: bool) -> Line | None:
    quote = 0
    if is_quoted:
        end = _marks_end(raw)
        quote = raw[:end].count(">")
        raw = raw[end:].removeprefix(" ")
    text = raw.strip()
    if not text:
        return None
    margin = raw[: raw.index(text[0])]
    indent = len(margin.expandtabs(8))
    return Line(text, indent, columns(text), quote)


def columns(text: str) -> int:
    """Return how many columns a text takes, at most LONGEST_WRAP + 1; East Asian characters take two."""
    head = text[: LONGEST_WRAP + 1]
    if not head or max(head) < _FIRST_WIDE:
        return len(head)
    return min(len(head) + len(_WIDE.findall(head)), LONGEST_WRAP + 1)
