"""Items of a list that brought a mark: plain text has `- ` or `1. ` as words, and pages set marks of their own."""

import re
from dataclasses import replace

from domain.document import Role
from formats.page import Row

_BULLET = re.compile(r"\s*\\?[-–—−*•‣◦▪●○·]\s+")
_NUMBER = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\\?[.)]\s+\S")


def without_bullet(text: str) -> str:
    """Return an item (inline CommonMark) without the bullet at its beginning: the page has one."""
    own = _BULLET.match(text)
    return text[own.end() :] if own and own.end() < len(text) else text


def is_numbered(text: str) -> bool:
    """Tell whether an item begins with a number or a letter of its own, which stands instead of a bullet."""
    return bool(_NUMBER.match(text))


def printed_role(row: Row) -> str:
    """Return the role that a row is set by: an item with its own number in either language is `numbered`."""
    is_item = row.unit.role is Role.ITEM
    return "numbered" if is_item and (is_numbered(row.unit.source) or is_numbered(row.target)) else row.unit.role.value


def as_listed(row: Row) -> Row:
    """Return `row`, if it is an item, without the bullets that its texts brought."""
    if row.unit.role is not Role.ITEM:
        return row
    unit = replace(row.unit, source=without_bullet(row.unit.source))
    return replace(row, unit=unit, target=without_bullet(row.target))
