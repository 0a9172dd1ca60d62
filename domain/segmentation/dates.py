"""Dates as statements write them: a whole line that is a date, perhaps with a place and a weekday."""

import re

from domain.segmentation.words import all_words

_LONGEST = 120
_MONTH = f"(?:{'|'.join(map(re.escape, all_words('months')))})\\.?"
_SMALL = f"(?:(?:{'|'.join(all_words('dates'))})\\s+)?"
_WEEKDAY = f"(?:(?:{'|'.join(all_words('weekdays'))}),?\\s+)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|º|°|er)?"
_DAYS = rf"{_DAY}(?:\s*(?:[-–/]|y|and)\s*{_DAY})?"
_YEAR = r"(?:1[5-9]\d\d|20\d\d|['’]\d\d)"
_FULL = (
    rf"{_DAYS}\s+{_SMALL}{_MONTH}(?:,?\s+{_SMALL}{_YEAR})?",  # 23 April 1997, 23 de abril de 1997
    rf"{_MONTH}\s+{_DAYS}(?:,?\s+{_YEAR})?",  # April 23, 1997
    r"(?:1[5-9]|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}",  # 1997-04-23
    r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2})",  # 23/4/97
)
_MONTHS = rf"{_MONTH}(?:\s*[-–/]\s*{_MONTH})?(?:,?\s+{_SMALL}{_YEAR})"  # April-May 1997
_PLACE = r"(?:[^\W\d_][^\d,;:!?]{0,40},\s*){0,3}"
_WHOLE = re.compile(rf"[\[(—–-]?\s*{_PLACE}{_SMALL}{_WEEKDAY}{_SMALL}(?:{'|'.join(_FULL)})[\])]?\.?", re.IGNORECASE)
_WHOLE_MONTH = re.compile(rf"[\[(—–-]?\s*{_PLACE}{_SMALL}(?:{_MONTHS}|{_YEAR})[\])]?\.?", re.IGNORECASE)
_MONTH_INSIDE = re.compile(rf"\b(?:{_MONTHS})\b|\b{_DAY}\s+{_SMALL}{_MONTH}\b", re.IGNORECASE)


def is_date(text: str) -> bool:
    """Say whether `text` is a date with its day, and nothing more than a place and a weekday beside it."""
    return len(text) <= _LONGEST and _WHOLE.fullmatch(text) is not None


def is_month(text: str) -> bool:
    """Say whether `text` is a month and year, or only a year, perhaps with a place."""
    return len(text) <= _LONGEST and _WHOLE_MONTH.fullmatch(text) is not None


def holds_date(text: str) -> bool:
    """Say whether a month with a year or a day stands somewhere in a short `text`."""
    return len(text) <= _LONGEST and _MONTH_INSIDE.search(text) is not None
