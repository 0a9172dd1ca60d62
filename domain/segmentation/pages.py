"""Page numbers and running heads beside form feeds: part of the page, not of the text."""

import re
from collections import Counter

from domain.segmentation.lines import Group, Line
from domain.segmentation.words import all_words

_ROMAN = r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_WORDS = "|".join(map(re.escape, all_words("pages")))
# Roman numerals in lower case only: in capitals they number chapters, which also begin a page.
_NUMBER = re.compile(
    rf"[\[(\-–—~|·•]*\s*(?:(?i:{_WORDS})\s*)?(?:(?P<number>\d{{1,4}})|(?=[ivxlcdm]){_ROMAN})"
    r"(?:\s*(?i:/|of|de)\s*\d{1,4})?\s*[\])\-–—~|·•]*"
)
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 100
# First line, then last line of a page.
_SIDES = (0, -1)


def mark_furniture(pages: list[list[Group]]) -> None:
    """Set page numbers and running heads apart as groups of their own, marked as furniture, in their place.

    A page number stands at a page break, and the numbers go up by one from page to page; a running head is
    the same, but for its digits, on at least three pages and on half of them.
    """
    if len(pages) < 2:
        return
    for side in _SIDES:
        _set_apart(pages, side, _find_numbers(pages, side))
        for _ in range(2):
            _set_apart(pages, side, _find_heads(pages, side))
    if all(group.is_furniture for page in pages for group in page):
        for group in (group for page in pages for group in page):
            group.is_furniture = False  # a text of numbers, then


def join_pages(pages: list[list[Group]]) -> list[Group]:
    """Return the groups of all pages, the first text of each later page marked as the start of a page."""
    groups: list[Group] = []
    for n, page in enumerate(pages):
        if first := next((group for group in page if not group.is_furniture), None):
            first.is_page_start = n > 0
        groups += page
    return groups


def _edge(page: list[Group], side: int) -> Line | None:
    """Return the outermost line of a page on one side that is not furniture yet."""
    groups = [group for group in page[:: 1 if side == 0 else -1] if not group.is_furniture][:1]
    return groups[0].lines[side] if groups else None


def _has_more(page: list[Group]) -> bool:
    """Say whether a page has another line beside the outermost."""
    body = [group for group in page if not group.is_furniture]
    return len(body) > 1 or len(body[0].lines) > 1


def _find_numbers(pages: list[list[Group]], side: int) -> set[int]:
    values: dict[int, int | None] = {}
    for n, page in enumerate(pages):
        line = _edge(page, side)
        if line and (found := _NUMBER.fullmatch(line.text[:_LONGEST_HEAD])) and len(line.text) < 40:
            values[n] = int(found["number"]) if found["number"] else None
    # Beside a break a number will do if it is small; elsewhere, or if it may be a year, it has to carry on a count.
    at_break = {n for n in values if (n > 0 if side == 0 else n < len(pages) - 1)}
    small = {n for n in at_break if (value := values[n]) is None or value < 1000}
    counted = {
        n for n, value in values.items() if value and (values.get(n - 1) == value - 1 or values.get(n + 1) == value + 1)
    }
    return small | counted if at_break else set()


def _find_heads(pages: list[list[Group]], side: int) -> set[int]:
    edges = {
        n: line
        for n, page in enumerate(pages)
        if (line := _edge(page, side)) and len(line.text) <= _LONGEST_HEAD and _has_more(page)
    }
    looks = Counter(_DIGITS.sub("0", line.text) for line in edges.values())
    look, count = looks.most_common(1)[0] if looks else ("", 0)
    if count < 3 or count * 2 < len(pages):
        return set()
    return {n for n, line in edges.items() if _DIGITS.sub("0", line.text) == look}


def _set_apart(pages: list[list[Group]], side: int, numbers: set[int]) -> None:
    for n in numbers:
        page = pages[n]
        indexes = [index for index, group in enumerate(page) if not group.is_furniture]
        index = indexes[side]
        line = page[index].lines.pop(side)
        place = index if side == 0 else index + 1
        page.insert(place, Group([line], is_furniture=True))
        page[:] = [group for group in page if group.lines]
