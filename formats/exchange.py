"""What exchange files in XML have in common: the desk's own knowledge as named values, and text that XML can hold.

A name, a value: `version`, `7`. Each format has its own element for such pairs. A value that XML cannot hold as it
is (a form feed, a NUL) stands as JSON, and `.json` after its name says so.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.bitext import Bitext, Flag, Remark, Side, States, Unit, only
from domain.document import Role
from formats.po_marks import moment, quoted, unquoted
from formats.printable import cleaned

Pairs = list[tuple[str, str]]

MOST_UNITS = 200_000
JSON = ".json"
REMARK, SOURCE, TARGET, PREVIOUS, ID, STATE, TEXT, EXTRA = (
    "remark", "source", "target", "previous-source", "id", "state", "remark-text", "extra",
)  # fmt: skip

_TEXTS = ("slug", "title", "appeared", "licence", "sha256")
_NAMES = {"translator": "translators", "reviewer": "reviewers"}
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_ESCAPE = re.compile(f"[&<>\r{_UNSAFE.pattern[1:]}")
_MOST_DIGITS = 9  # of a version
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def escaped(text: str) -> str:
    """Return `text` as it may stand in an element; what XML cannot hold is left out."""
    if not _TO_ESCAPE.search(text):
        return text
    text = _UNSAFE.sub("", text).replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace("\r", "&#13;")


def safe(text: str) -> str:
    """Return `text` without what XML cannot hold."""
    return _UNSAFE.sub("", text)


def attribute(text: str) -> str:
    """Return `text` as it may stand between double quotes."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def held(name: str, value: str) -> tuple[str, str]:
    """Return name and value so that XML can hold the value."""
    return (f"{name}{JSON}", quoted(value)) if _UNSAFE.search(value) else (name, value)


def values(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Return names and values as `held` was given them, without characters that a text may not hold."""
    return [_as_json(name, value) if name.endswith(JSON) else (name, cleaned(value)) for name, value in pairs]


def _as_json(name: str, value: str) -> tuple[str, str]:
    found = unquoted(value)
    return name.removesuffix(JSON), cleaned(found if isinstance(found, str) else value)


def name_for(unit: Unit, number: int) -> str:
    """Return the id under which a file has the unit: its own if that can be an id in XML, else its place."""
    return unit.id if _NAME.fullmatch(unit.id) else f"unit-{number}"


def admitted(bitext: Bitext, states: States) -> Iterator[Unit]:
    """Give the units that a file is to hold. A target left out takes its version along.

    Else the file would say that the version it names has no text.
    """
    for unit, sent in zip(bitext.units, only(bitext, states).units, strict=True):
        yield replace(sent, version=None) if unit.target and not sent.target else sent


# The statement


def head_pairs(bitext: Bitext) -> Iterator[tuple[str, str]]:
    """Give what is known of the statement, but for its languages."""
    for name in _TEXTS:
        if value := getattr(bitext, name):
            yield held(name, value)
    if bitext.updated:
        yield "updated", bitext.updated.isoformat()
    for name, field in _NAMES.items():
        for value in getattr(bitext, field):
            yield held(name, value)
    yield from extra_pairs(bitext.extra)


def read_head(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the fields of a Bitext that the pairs say, those that nobody knows as `extra`."""
    texts: dict[str, Any] = {}
    names: dict[str, list[str]] = {field: [] for field in _NAMES.values()}
    extra: Pairs = []
    for name, value in values(pairs):
        if name in _TEXTS:
            texts.setdefault(name, value)
        elif name in _NAMES:
            names[_NAMES[name]].append(value)
        elif name == "updated":
            texts["updated"] = moment(value)
        else:
            extra += read_extra(name, value)
    return {**texts, **{field: tuple(found) for field, found in names.items()}, "extra": tuple(extra)}


# A unit


def unit_pairs(unit: Unit) -> Iterator[tuple[str, str]]:
    """Give what the desk knows of a unit beside its texts, state and remarks."""
    if unit.role is not Role.PARAGRAPH:
        yield "role", unit.role
    if unit.version is not None:
        yield "version", str(unit.version)
    if unit.flags:
        yield "flags", " ".join(sorted(unit.flags))
    if unit.aliases:
        yield held("aliases", " ".join(unit.aliases))
    if unit.author:
        yield held("author", unit.author)
    if unit.changed:
        yield "changed", unit.changed.isoformat()


def extra_pairs(extra: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give the pairs of `extra` that a format has no place of its own for."""
    for pair in extra:
        yield EXTRA, quoted(list(pair))


def read_extra(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Give the pair of `extra` that stands in a file, or one that keeps what nobody knows."""
    match unquoted(value) if name == EXTRA else None:
        case [str(key), str(found)]:
            yield cleaned(key), cleaned(found)
        case _:
            yield f"rv:{name}", value


def read_unit(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], Pairs]:
    """Return the fields of a Unit that the pairs say (read by `values`), and the pairs that are none."""
    fields: dict[str, Any] = {}
    rest: Pairs = []
    for name, value in pairs:
        try:
            fields[name] = _READERS[name](value)
        except (KeyError, ValueError):
            rest.append((name, value))
    return fields, rest


def _version(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise ValueError(text)
    return int(text)


def _changed(text: str) -> datetime:
    if found := moment(text):
        return found
    raise ValueError(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "role": Role,
    "version": _version,
    "flags": lambda text: frozenset(map(Flag, text.split())),
    "aliases": lambda text: tuple(text.split()),
    "author": str,
    "changed": _changed,
}


# Remarks


def remarks_of(unit: Unit) -> Iterator[tuple[str, Remark]]:
    """Give notes, then comments, each with the word that says which of them it is."""
    yield from (("note", note) for note in unit.notes)
    yield from (("comment", comment) for comment in unit.comments)


def remark_value(kind: str, remark: Remark) -> str:
    """Return what is known of a remark beside its text, as JSON; the text, too, if XML cannot hold it."""
    known = {
        "kind": kind,
        "author": remark.author,
        "anchor": remark.anchor,
        "side": remark.side or "",
        "created": remark.created.isoformat() if remark.created else "",
        "text": remark.text if _UNSAFE.search(remark.text) else "",
    }
    return quoted({name: value for name, value in known.items() if value})


def remark_from(text: str, value: str) -> tuple[str, Remark]:
    """Return kind and remark of a text and of what stands beside it; without that, a comment."""
    found = unquoted(value) if value else None
    known = {name: cleaned(str(said)) for name, said in found.items()} if isinstance(found, dict) else {}
    side = known.get("side", "")
    remark = Remark(
        known.get("text") or cleaned(text),
        known.get("author", ""),
        known.get("anchor", ""),
        Side(side) if side in list(Side) else None,
        moment(known.get("created", "")),
    )
    return known.get("kind", "comment"), remark


def sorted_out(found: Iterable[tuple[str, Remark]]) -> dict[str, tuple[Remark, ...]]:
    """Return the fields `notes` and `comments` of a Unit."""
    found = list(found)
    if not found:
        return {}
    return {
        "notes": tuple(remark for kind, remark in found if kind == "note"),
        "comments": tuple(remark for kind, remark in found if kind != "note"),
    }
