"""A bitext as one line of JSON in ASCII, which a document may carry inside so that it comes back exactly."""

import json
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.document import Role
from domain.states import State
from formats.printable import cleaned

Kind = TypeVar("Kind", Bitext, Unit, Remark)

SCHEMA = 1
_SINGLE: dict[str, type[StrEnum]] = {"state": State, "role": Role, "side": Side}


def pack(bitext: Bitext) -> str:
    """Return `bitext` as JSON; what is as by default is left out."""
    return json.dumps({"schema": SCHEMA, **_values(bitext)}, ensure_ascii=True, separators=(",", ":"))


def unpack(text: str) -> Bitext | None:
    """Return what `pack` was given; None for anything else, whatever it is."""
    try:
        values = json.loads(text)
        return _made(Bitext, values) if values.pop("schema") == SCHEMA else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def _values(one: Bitext | Unit | Remark) -> dict[str, Any]:
    found = ((field.name, getattr(one, field.name), field.default) for field in fields(one))
    return {name: _plain(value) for name, value, default in found if default is MISSING or value != default}


def _plain(value: Any) -> Any:
    if isinstance(value, Bitext | Unit | Remark):
        return _values(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return cleaned(value) if type(value) is str else value


def _made(kind: type[Kind], values: dict[str, Any]) -> Kind:
    known = {field.name for field in fields(kind)}
    return kind(**{name: _read(name, value) for name, value in values.items() if name in known})


def _read(name: str, value: Any) -> Any:
    match name:
        case "units":
            return tuple(_made(Unit, item) for item in value)
        case "notes" | "comments":
            return tuple(_made(Remark, item) for item in value)
        case "flags":
            return frozenset(map(Flag, value))
        case "extra":
            return tuple((cleaned(key), cleaned(text)) for key, text in value)
        case "aliases" | "translators" | "reviewers":
            return tuple(map(cleaned, value))
        case "updated" | "changed" | "created":
            return datetime.fromisoformat(value).astimezone(UTC)
        case "version":
            return value if value is None else int(value)
    return _SINGLE[name](value) if name in _SINGLE and value is not None else cleaned(value)
