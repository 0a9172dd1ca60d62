"""PO, gettext's exchange format: one message a segment, written with polib, and read back.

msgctxt is the segment's id, msgid its source, msgstr its target; `fuzzy` is PO's word for a draft. What states,
roles and remarks are to the desk stands in comments (formats/po_marks.py). docs/formats.md has the table.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import polib

from domain.bitext import Bitext, Flag, Unit
from domain.document import Role
from domain.states import State
from formats import po_header
from formats.base import DEFAULTS, EVERYTHING, FormatInfo, Options, cannot_read, cannot_write_volumes
from formats.exchange import admitted
from formats.po_entries import Entry, entries
from formats.po_marks import (
    NOTE_NAMES,
    Fields,
    comment_lines,
    comments,
    fields,
    is_safe,
    lines,
    moment,
    on_one_line,
    quoted,
    remark_fields,
    remarks,
    unquoted,
)
from formats.printable import cleaned

INFO = FormatInfo(
    id="po",
    name="PO (gettext)",
    suffix=".po",
    media_type="text/x-gettext-translation",
    reads_targets=True,
    carries=EVERYTHING,
)
ADVICE = (
    "Change msgstr alone: the lines that begin with a dot are Rectoverso's own.\n"
    "An empty msgstr says nothing, and fuzzy means a draft."
)
FUZZY = frozenset({State.DRAFT, State.RETURNED})
_FIRM = frozenset({State.TRANSLATED, State.REVIEWED, State.FINAL})

# The keys under which Unit.extra keeps what PO has and the desk does not know. Strings: `po:msgid_plural`,
# `po:msgstr[1]`, `po:#msgctxt` (a previous one).
CONTEXT, FLAGS, REFERENCES, EXTRACTED, STRING = "po:msgctxt", "po:flags", "po:references", "po:extracted", "po:"
_LINES = frozenset({FLAGS, REFERENCES, EXTRACTED})
_STRINGS = re.compile(r"po:(msgctxt|msgid_plural|msgstr\[\d{1,3}\]|#msgctxt|#msgid_plural)")
_MARKS = frozenset({"id", "role", "state", "version", "flags", "aliases", "extra", "author", "changed"})
_ID = re.compile(r"p[1-9]\d*")
_VERSION = re.compile(r"\d{1,9}")

read_document = cannot_read(INFO)
write_volume = cannot_write_volumes(INFO)


def write(bitext: Bitext, options: Options = DEFAULTS) -> bytes:
    """Return `bitext` as a PO file in UTF-8, each line of a text on a line of its own, however long.

    polib's own wrapping takes five times as long as all the rest, and no program needs it.
    """
    comment = dict(bitext.extra).get(po_header.COMMENT, ADVICE)
    header = polib.POEntry(msgid="", msgstr=po_header.write(bitext), tcomment=comment)
    messages = [header, *map(_message, admitted(bitext, options.states))]
    return "\n".join(message.__unicode__(0) for message in messages).replace("\0", "").encode("utf-8", "replace")


def read(data: bytes) -> Bitext:
    """Return the pairs of a PO file: ours, ours after others have touched it, or anyone's.

    A message without an id of ours has the id "" and keeps its msgctxt in `extra`. Obsolete messages are left
    out. A message with plurals is one unit, of the singular; the other forms are kept in `extra`. What a file
    says twice (a message, an id) comes twice. Raises FileProblem, nothing else.
    """
    bitext = None
    units = []
    for entry in entries(data):
        if not entry.is_header:
            units.append(_unit(entry))
        elif bitext is None:
            comment = cleaned("\n".join(entry.translator))
            bitext = po_header.read(entry.strings["msgstr"], "" if comment == ADVICE else comment)
    return replace(bitext or Bitext("", "", ()), units=tuple(units))


# Writing


def _message(unit: Unit) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=unit.source,
        msgstr=unit.target,
        msgctxt=unit.id or None,
        comment="\n".join(_extracted(unit)),
        flags=["fuzzy"] if unit.state in FUZZY and unit.target else [],
    )
    if unit.comments:
        entry.tcomment = "\n".join(comment_lines(unit.comments))
    if unit.previous_source:
        entry.previous_msgid = unit.previous_source
    if unit.extra:
        _put_extra(entry, unit)
    if entry.msgctxt is None and not entry.msgid:
        entry.msgctxt = ""  # without a context, an empty msgid is the header's
    return entry


def _extracted(unit: Unit) -> Iterator[str]:
    """Give the lines of the extracted comment: what other programs wrote there, then our marks."""
    for key, value in unit.extra:
        if key == EXTRACTED and is_safe(value):
            yield value
    if unit.id and not _ID.fullmatch(unit.id):
        yield from lines([("id", unit.id)])
    if unit.role is not Role.PARAGRAPH:
        yield f"role: {unit.role}"
    if unit.target:
        yield f"state: {unit.state}"
    if unit.version is not None:
        yield f"version: {unit.version}"
    if unit.author:
        yield from lines([("author", unit.author)])
    if unit.changed:
        yield f"changed: {unit.changed.isoformat()}"
    if unit.flags:
        yield f"flags: {' '.join(sorted(unit.flags))}"
    if unit.aliases:
        yield from lines([("aliases", " ".join(unit.aliases))])
    if unit.notes:
        yield from lines(remark_fields("note", unit.notes))
    for pair in unit.extra:
        if not _has_place(pair):
            yield f"extra: {quoted(list(pair))}"


def _has_place(pair: tuple[str, str]) -> bool:
    """Say whether PO has a place of its own for this pair of `extra`."""
    key, value = pair
    return is_safe(value) if key in _LINES else bool(_STRINGS.fullmatch(key) and value)


def _put_extra(entry: polib.POEntry, unit: Unit) -> None:
    for key, value in filter(_has_place, unit.extra):
        name = key.removeprefix(STRING)
        if name == "msgctxt":
            entry.msgctxt = entry.msgctxt or value
        elif key == FLAGS:
            entry.flags += value.split(", ")
        elif key == REFERENCES:
            entry.occurrences = [(value, "")]
        elif name.startswith("#"):
            setattr(entry, f"previous_{name[1:]}", value)
        elif name == "msgid_plural":
            entry.msgid_plural = value
            entry.msgstr_plural = {0: unit.target, **entry.msgstr_plural}
        elif name.startswith("msgstr["):
            entry.msgstr_plural = {0: unit.target, **entry.msgstr_plural, int(name[7:-1]): value}


# Reading


def _unit(entry: Entry) -> Unit:
    strings = entry.strings
    context = strings.get("msgctxt", "")
    marks, foreign = fields(entry.extracted, _MARKS | NOTE_NAMES)
    known, pairs, unread = _known(marks)
    if not _ID.fullmatch(context) and known.pop("id", "") != context:
        foreign_context, context = context, ""
    else:
        known.pop("id", None)
        foreign_context = ""
    target = cleaned(strings["msgstr"])
    state = _state(target, known.pop("state", None), is_fuzzy="fuzzy" in entry.flags)
    return Unit(
        id=context,
        source=cleaned(strings["msgid"]),
        target=target,
        state=state,
        notes=tuple(remarks("note", [mark for mark in marks if mark[0] in NOTE_NAMES])),
        comments=tuple(comments(entry.translator)),
        previous_source=cleaned(strings.get("#msgid", "")),
        extra=(*_extra(entry, foreign_context, [*foreign, *unread]), *pairs),
        **known,
    )


def _state(target: str, said: State | None, *, is_fuzzy: bool) -> State:
    """Return the state of a target: PO's own word first, then what the comment says of it."""
    if not target:
        return State.UNTRANSLATED
    if is_fuzzy:
        return said if said in FUZZY else State.DRAFT
    return said if said in _FIRM else State.TRANSLATED


def _known(marks: Fields) -> tuple[dict[str, Any], list[tuple[str, str]], list[str]]:
    """Return the values of our marks by name, the pairs of `extra`, and lines that only look like marks."""
    values: dict[str, Any] = {}
    pairs = []
    unread = []
    for name, text in marks:
        if name in NOTE_NAMES:
            continue
        try:
            value = _READERS[name](text)
        except ValueError:
            unread += lines([(name, text)])
            continue
        if name == "extra":
            pairs.append(value)
        else:
            values.setdefault(name, value)
    return values, pairs, unread


def _version(text: str) -> int:
    if not _VERSION.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _flags(text: str) -> frozenset[Flag]:
    return frozenset(map(Flag, text.split()))


def _changed(text: str) -> datetime:
    if found := moment(text):
        return found
    raise ValueError(text)


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pair(text: str) -> tuple[str, str]:
    match unquoted(text):
        case [str(key), str(value)]:
            return cleaned(key), cleaned(value)
    raise ValueError(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "id": str,
    "role": Role,
    "state": State,
    "version": _version,
    "flags": _flags,
    "aliases": _aliases,
    "extra": _pair,
    "author": str,
    "changed": _changed,
}


def _extra(entry: Entry, context: str, foreign: list[str]) -> Iterator[tuple[str, str]]:
    """Give what the entry holds and a unit has no place for, in the order in which it is read again."""
    if context:
        yield CONTEXT, context
    for name, value in entry.strings.items():
        if name != "msgctxt" and value and _STRINGS.fullmatch(STRING + name):
            yield STRING + name, value
    flags = [flag for flag in entry.flags if flag != "fuzzy"]
    for key, values in ((FLAGS, ", ".join(flags)), (REFERENCES, " ".join(entry.references))):
        if value := on_one_line(values):
            yield key, value
    for line in foreign:
        if value := on_one_line(line):
            yield EXTRACTED, value
