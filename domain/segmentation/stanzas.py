"""Lines that someone meant as lines and that belong together: verse, an address, a small table."""

import re

from domain.segmentation.dates import is_date
from domain.segmentation.letters import begins_small, ends_sentence, has_case, is_capitals
from domain.segmentation.lines import Line
from domain.segmentation.markers import find_marker, is_separator
from domain.segmentation.words import all_words
from domain.segmentation.wrapping import LineEnd, Wrapping

_LONGEST_VERSE = 60
_SHORT_VERSE = 40
# More lines than this are a list, and more than anyone wants to translate in one piece.
_MOST_LINES = 40
_UNFINISHED = (",", ";", "—", "–")
_COLUMNS = re.compile(r"\S(?:\t| {3,})\S")
_ADDRESS = re.compile(
    rf"\d{{4,}}|\d+,|@|www\.|https?:|(?<!\w)(?:{'|'.join(map(re.escape, all_words('addresses')))})(?!\w)", re.IGNORECASE
)
_HEADER = re.compile(rf"(?:{'|'.join(map(re.escape, all_words('headers')))})\s?:\s", re.IGNORECASE)


def is_header(text: str) -> bool:
    """Say whether `text` is a line like "From: Ana", as at the top of letters and files."""
    return _HEADER.match(text) is not None


def keeps_lines(lines: list[Line], ends: list[LineEnd], wrapping: Wrapping, *, is_head: bool) -> bool:
    """Say whether the lines of a group stay lines of one paragraph.

    At the head of a text short lines are rather a stack of titles, unless most of them end with a comma.
    """
    if not 2 <= len(lines) <= _MOST_LINES or any(line.width > _LONGEST_VERSE * 2 for line in lines):
        return False
    if any(is_separator(line.text) or find_marker(line.text) for line in lines):
        return False
    if wrapping.width and sum(map(wrapping.is_filled, ends)) > 0.4 * len(ends):
        return False
    if sum(_COLUMNS.search(line.text) is not None for line in lines) * 3 > 2 * len(lines):
        return True
    if any(line.width > _LONGEST_VERSE or is_date(line.text) or is_header(line.text) for line in lines):
        return False
    return _is_address(lines) or _is_verse(lines, wrapping, is_head=is_head)


def _is_address(lines: list[Line]) -> bool:
    found = [_ADDRESS.search(line.text) is not None for line in lines]
    return len(lines) <= 7 and sum(found) >= 2 and not any(ends_sentence(line.text) for line in lines[:-1])


def _is_verse(lines: list[Line], wrapping: Wrapping, *, is_head: bool) -> bool:
    inner = lines[:-1]
    if len(lines) < 3 or any(is_capitals(line.text) for line in lines):
        return False
    if is_head and sum(line.text.endswith(_UNFINISHED) for line in inner) * 2 < len(inner):
        return False
    if sum(ends_sentence(line.text) for line in lines) > 0.6 * len(lines):
        return False
    if any(line.text.endswith(":") for line in inner[1:]):
        return False
    if wrapping.ragged_from and any(line.width >= wrapping.ragged_from for line in inner):
        return False
    longest = max(line.width for line in lines)
    if not wrapping.width and longest <= _SHORT_VERSE and min(line.width for line in inner) < 0.7 * longest:
        return True
    cased = [line for line in lines if has_case(line.text)]
    return sum(begins_small(line.text) for line in cased) <= 0.25 * len(cased)
