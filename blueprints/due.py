"""Days in words: when something is due, and how long it has been overdue."""

from datetime import UTC, date, datetime

from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from domain.errors import BadValue

EARLIEST_YEAR = 1990  # what is earlier was mistyped


def today() -> date:
    """Return the day that it is in UTC."""
    return datetime.now(UTC).date()


def due_words(due_on: date) -> str:
    """Say when something is due, such as "due tomorrow" or "overdue by 3 days, since 19 Nov 2026"."""
    days = (due_on - today()).days
    if days < 0:
        return ngettext(
            "overdue by %(number)s day, since %(date)s", "overdue by %(number)s days, since %(date)s",
            -days, number=-days, date=_date(due_on),
        )  # fmt: skip
    if days == 0:
        return _("due today")
    return _("due tomorrow") if days == 1 else _("due %(date)s", date=_date(due_on))


def is_overdue(due_on: date | None) -> bool:
    """Tell whether the day has passed."""
    return due_on is not None and due_on < today()


def read_day(text: str, field: str) -> date | None:
    """Return the day that a form sent (`2026-12-01`), None for none. Raises BadValue."""
    if not text.strip():
        return None
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise BadValue(field=field, value=text[:40]) from error
    if day.year < EARLIEST_YEAR:
        raise BadValue(field=field, value=text[:40])
    return day


def _date(day: date) -> str:
    return format_date(day, "medium") if get_locale() else day.isoformat()
