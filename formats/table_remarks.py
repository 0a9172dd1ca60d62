"""Notes and comments in one cell: `[Ana R.] Is this a name?`, one after the other with a blank line between.

In the brackets stand what is known: a note's anchor (`^1`) and side, the author, the day and time. A person may write
a remark below without any. Remarks that would not come back exactly so are JSON.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from datetime import datetime
from json import JSONDecodeError, JSONDecoder
from typing import Any

from domain.bitext import Remark, Side
from formats.po_marks import quoted
from formats.printable import cleaned
from formats.table_values import read_moment, write_moment

_HEAD = re.compile(r"\[([^\[\]\n]*)\] ")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_BETWEEN = re.compile(r"\n[ \t]*\n")
_DEFAULTS = {field.name: "" if field.default is MISSING else field.default for field in fields(Remark)}
_DECODER = JSONDecoder()


def write_remarks(remarks: Iterable[Remark]) -> str:
    """Return the cell of some remarks, which `read_remarks` reads as the same."""
    remarks = tuple(remarks)
    if not remarks:
        return ""
    text = cleaned("\n\n".join(map(_in_words, remarks)))
    return text if read_remarks(text) == remarks else quoted([_as_values(remark) for remark in remarks])


def read_remarks(text: str) -> tuple[Remark, ...]:
    """Return the remarks of a cell, whoever wrote them."""
    if text.startswith("[{"):
        try:
            listed, end = _DECODER.raw_decode(text)
        except (JSONDecodeError, RecursionError):
            pass
        else:
            found = (_from_values(item) for item in listed if isinstance(item, dict))
            return (*found, *_from_words(text[end:].strip()))
    return tuple(_from_words(text))


def _in_words(remark: Remark) -> str:
    known = [f"^{remark.anchor}" if remark.anchor else "", remark.side or "", remark.author, *_moments(remark)]
    head = ", ".join(word for word in known if word)
    return f"[{head}] {remark.text}" if head else remark.text


def _moments(remark: Remark) -> Iterator[str]:
    for name in _DEFAULTS:
        if isinstance(value := getattr(remark, name), datetime):
            yield write_moment(value)


def _from_words(text: str) -> Iterator[Remark]:
    for part in _BETWEEN.split(text):
        if part.strip():
            head = _HEAD.match(part)
            values = _known(head[1]) if head else {}
            yield Remark(cleaned(part[head.end() :] if head else part), **values)


def _known(head: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    names = []
    for word in head.split(", "):
        if word.startswith("^"):
            values["anchor"] = cleaned(word[1:])
        elif word in list(Side):
            values["side"] = Side(word)
        elif _MOMENT.fullmatch(word) and _MOMENTS and (moment := read_moment(word)):
            values[_MOMENTS[0]] = moment
        else:
            names.append(cleaned(word))
    return {**values, "author": ", ".join(names)} if names else values


def _as_values(remark: Remark) -> dict[str, str]:
    found = {name: getattr(remark, name) for name, default in _DEFAULTS.items()}
    return {name: _plain(value) for name, value in found.items() if value != _DEFAULTS[name]}


def _plain(value: Any) -> str:
    return write_moment(value) if isinstance(value, datetime) else str(value)


def _from_values(values: dict[str, Any]) -> Remark:
    found: dict[str, Any] = {"text": ""}
    for name, value in values.items():
        if name in _MOMENTS:
            found[name] = read_moment(str(value))
        elif name == "side":
            found[name] = Side(value) if value in list(Side) else None
        elif name in _DEFAULTS and isinstance(value, str):
            found[name] = cleaned(value)
    return Remark(**found)


# The fields of a remark that hold a moment; none of them has a default.
_MOMENTS = tuple(field.name for field in fields(Remark) if "datetime" in str(field.type))
