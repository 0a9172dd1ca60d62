"""Values in the cells of a table: in words where they come back exactly, else as JSON."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from formats.po_marks import quoted, unquoted
from formats.printable import cleaned

Pairs = tuple[tuple[str, str], ...]

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
# What Excel, LibreOffice and others take for the beginning of a formula, after apostrophes or blanks.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_NUMBER = re.compile(r"\s*(\d{1,9})(?:[.,]0+)?\s*")  # a spreadsheet may have made 7.0 of it


def is_tag(text: str) -> bool:
    """Say whether `text` is a language, such as `es-PE`."""
    return bool(_TAG.fullmatch(text.strip()))


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet may run `text`, or would without the apostrophes before it."""
    return bool(_FORMULA.match(text))


def read_number(text: str) -> int | None:
    """Return a whole number; None for what is none."""
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def write_moment(moment: datetime | None) -> str:
    """Return a moment as ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def read_moment(text: str) -> datetime | None:
    """Return a moment of ISO 8601; without a zone it is UTC. None for what is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def write_words(words: tuple[str, ...]) -> str:
    """Return single words with spaces between."""
    text = " ".join(words)
    return text if read_words(text) == words else quoted(list(words))


def read_words(text: str) -> tuple[str, ...]:
    """Return the words of a cell."""
    return _listed(text) or tuple(text.replace(",", " ").replace(";", " ").split())


def write_names(names: tuple[str, ...]) -> str:
    """Return names with semicolons between."""
    text = cleaned("; ".join(names))
    return text if read_names(text) == names else quoted(list(names))


def read_names(text: str) -> tuple[str, ...]:
    """Return the names of a cell."""
    return _listed(text) or tuple(name.strip() for name in text.split(";") if name.strip())


def write_pairs(pairs: Pairs) -> str:
    """Return what no column is for, as JSON."""
    return quoted([list(pair) for pair in pairs]) if pairs else ""


def read_pairs(text: str) -> Pairs:
    """Return the pairs of a cell; none for what does not hold any."""
    found = unquoted(text)
    rows = found if isinstance(found, list) else ()
    return pairs_of((str(row[0]), str(row[1])) for row in rows if isinstance(row, list) and len(row) == 2)


def pairs_of(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Return pairs without what a text may not hold."""
    return tuple((cleaned(name), cleaned(value)) for name, value in pairs)


def _listed(text: str) -> tuple[str, ...]:
    """Return a JSON list of texts; nothing for what is none."""
    found = unquoted(text) if text.startswith("[") else None
    return tuple(cleaned(str(item)) for item in found) if isinstance(found, list) else ()
