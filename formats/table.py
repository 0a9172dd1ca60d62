"""Pairs as the rows of a table: what CSV and XLSX hold, whatever their bytes.

The first row names the columns, in any order. One row is one unit. What a cell holds beside plain text (remarks,
flags) stands so that a person can read and add to it; what cannot be written so exactly is JSON. docs/formats.md has
the columns.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields, replace
from datetime import datetime
from typing import Any

from domain.bitext import Bitext, Flag, States, Unit, only
from domain.document import Role
from domain.errors import BrokenFile, MissingColumns, TooManySegments
from domain.states import State
from formats.printable import cleaned
from formats.table_remarks import read_remarks, write_remarks
from formats.table_values import (
    is_tag,
    pairs_of,
    read_moment,
    read_names,
    read_number,
    read_pairs,
    read_words,
    write_moment,
    write_names,
    write_pairs,
    write_words,
)
from formats.wording import WORDS

Row = Sequence[str]

MOST_ROWS = 200_000
MOST_LETTERS = 32_000_000  # in all cells: a workbook says a long text once, and names it in a million cells
MOST_CELLS = 2_000_000  # with something in them: each takes a hundred bytes of memory
HEADER_WITHIN = 20  # rows from the top in which the names of the columns are looked for
OF_TEXT = "text_"  # what stands before the name of a column about the whole text
COLUMN = "column:"  # before the name of another program's column, in Unit.extra

UNIT_COLUMNS = tuple(field.name for field in fields(Unit))
TEXT_COLUMNS = tuple(field.name for field in fields(Bitext) if field.name not in ("units", "notices"))
# What people and other programs call the columns; ours come by themselves.
_NAMES = {
    "id": "clave key identificador segment segmento no num",
    "role": "papel rol function",
    "source": "src origen original texto_original texto_origen source_text fuente msgid sourcetext",
    "target": "tgt destino traduccion translation texto_traducido texto_destino target_text meta msgstr targettext",
    "state": "status estado",
    "flags": "marcas flag",
    "notes": "notas nota note",
    "comments": "comentarios comentario comment remarks observaciones",
    "version": "versión",
    "aliases": "alias ids_anteriores",
    "previous_source": "previous origen_anterior original_anterior",
    "text_source_language": "source_language idioma_origen lengua_origen",
    "text_target_language": "target_language idioma_destino lengua_destino",
    "text_slug": "slug statement",
}
_UNFIT = re.compile(r"[\W_]+")
_STATES = {
    "translated": State.TRANSLATED, "traducido": State.TRANSLATED, "approved": State.REVIEWED,
    "signed-off": State.REVIEWED, "fuzzy": State.DRAFT, "needs review": State.TRANSLATED,
}  # fmt: skip


def write_rows(bitext: Bitext, states: States) -> Iterator[list[str]]:
    """Give the row of names, then a row for each unit; what is said of the whole text stands in the first of them."""
    yield [*UNIT_COLUMNS, *(OF_TEXT + name for name in TEXT_COLUMNS)]
    about = [_written(getattr(bitext, name), name) for name in TEXT_COLUMNS]
    nothing = [""] * len(TEXT_COLUMNS)
    if not bitext.units:
        yield [*([""] * len(UNIT_COLUMNS)), *about]
    for unit in admitted(bitext, states):
        yield [*write_unit(unit), *about]
        about = nothing


def admitted(bitext: Bitext, states: States) -> Iterator[Unit]:
    """Give the units that a file is to hold. A target left out takes its version along.

    Else the file would say that the version it names has no text.
    """
    for unit, kept in zip(bitext.units, only(bitext, states).units, strict=True):
        yield replace(kept, version=None) if unit.target and not kept.target else kept


def write_unit(unit: Unit) -> list[str]:
    """Return the cells of a unit, in the order of UNIT_COLUMNS."""
    return [_written(getattr(unit, name), name) for name in UNIT_COLUMNS]


def write_about(bitext: Bitext) -> Iterator[tuple[str, str]]:
    """Give names and values of what is said of the whole text."""
    return ((name, _written(getattr(bitext, name), name)) for name in TEXT_COLUMNS)


def read_rows(rows: Iterable[Row], format: str) -> Bitext:
    """Return the bitext of a table. Raises MissingColumns, BrokenFile (a row that does not fit), TooManySegments."""
    numbered = enumerate(rows, 1)
    columns, languages, most = _header(numbered)
    units: list[Unit] = []
    about: dict[str, str] = {}
    filled = letters = 0
    for line, row in numbered:
        filled += len(row) - row.count("")
        letters += sum(map(len, row))
        if filled > MOST_CELLS or letters > MOST_LETTERS:
            raise BrokenFile(format=format, line=line, detail="too many cells")
        if len(units) >= MOST_ROWS:
            raise TooManySegments(count=line, limit=MOST_ROWS)
        if any(cell.strip() for cell in row[most:]):
            raise BrokenFile(format=format, line=line, detail="a row with more cells than there are columns")
        cells: dict[str, str] = {}
        for name, cell in zip(columns, row, strict=False):
            cells[name] = cells.get(name, "") + cell
        for name in [name for name in cells if name.startswith(OF_TEXT)]:
            if value := cells.pop(name):
                about.setdefault(name.removeprefix(OF_TEXT), value)
        if any(value.strip() for value in cells.values()):
            units.append(_unit(cells))
    return replace(_about(about, languages), units=tuple(units))


def read_about(pairs: Iterable[tuple[str, str]], bitext: Bitext) -> Bitext:
    """Return `bitext` with what `pairs` say of the whole text; what they do not say stays."""
    found = {name.strip(): value for name, value in pairs if name.strip() in TEXT_COLUMNS and value}
    return replace(bitext, **{name: _read(Bitext, name, value) for name, value in found.items()})


def plain_name(name: str) -> str:
    """Return the name of a column as it is compared: small letters without accents, words joined by `_`."""
    parts = unicodedata.normalize("NFD", name.casefold())
    return _UNFIT.sub("_", "".join(letter for letter in parts if not unicodedata.combining(letter))).strip("_")


def _header(rows: Iterator[tuple[int, Row]]) -> tuple[list[str], tuple[str, str], int]:
    """Return the field of each column, the languages that the names tell, and how many cells have a name."""
    first: Row = ()
    for line, row in rows:
        columns = [_field_of(name) for name in row]
        if {"source", "target"} <= set(columns):
            return columns, ("", ""), len(_trimmed(row))
        named = [name.strip() for name in row if name.strip()]
        if len(named) == 2 and all(is_tag(name) for name in named):
            sides = iter(("source", "target"))
            return [next(sides) if name.strip() else "" for name in row], (named[0], named[1]), len(_trimmed(row))
        if not first and any(name.strip() for name in row):
            first = row
        if line >= HEADER_WITHIN:
            break
    known = {_field_of(name) for name in first}
    missing = [name for name in ("source", "target") if name not in known]
    raise MissingColumns(missing=missing, found=[name.strip()[:40] for name in first if name.strip()][:12])


def _trimmed(row: Row) -> Row:
    """Return `row` without the empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _field_of(name: str) -> str:
    """Return the field that a column of that name holds; a foreign one keeps its name, after COLUMN."""
    plain = plain_name(name)
    # A long text goes on in the column "target 2".
    base = re.sub(r"_[2-9]\d?$", "", plain)
    found = _FIELDS.get(plain) or _FIELDS.get(base)
    return found or (f"{COLUMN}{cleaned(name).strip()}" if plain else "")


def _unit(cells: dict[str, str]) -> Unit:
    own = {name: value for name, value in cells.items() if name in UNIT_COLUMNS}
    foreign = pairs_of((name, value) for name, value in cells.items() if name.startswith(COLUMN) and value.strip())
    values = {"source": "", "target": ""} | {name: _read(Unit, name, value) for name, value in own.items() if value}
    if not values["target"].strip():
        values |= {"target": "", "state": State.UNTRANSLATED}
    elif values.get("state", State.UNTRANSLATED) is State.UNTRANSLATED:
        values["state"] = State.DRAFT  # a text whose state nobody says
    values["extra"] = (*values.get("extra", ()), *foreign)
    return Unit(**{"id": "", **values})


def _about(cells: dict[str, str], languages: tuple[str, str]) -> Bitext:
    source, target = languages
    bitext = Bitext(source, target, ())
    return read_about(cells.items(), bitext)


def _written(value: Any, name: str) -> str:
    write = _WRITERS.get(name)
    if write is not None:
        return cleaned(write(value))
    return cleaned(value) if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> str:
    """Return a value of a field that has no form of its own here."""
    if isinstance(value, datetime):
        return write_moment(value)
    return "" if value is None else str(value)


def _read(kind: type[Unit] | type[Bitext], name: str, text: str) -> Any:
    """Return the value of a cell; what cannot be read is the field's own default."""
    read = _READERS.get(name)
    if read is None:
        return cleaned(text) if name in _TEXTS else _moment_or_text(kind, name, text)
    try:
        return read(text)
    except ValueError:
        return _default(kind, name)


def _moment_or_text(kind: type[Unit] | type[Bitext], name: str, text: str) -> Any:
    default = _default(kind, name)
    return read_moment(text) if default is None else cleaned(text)


def _default(kind: type[Unit] | type[Bitext], name: str) -> Any:
    field = next(field for field in fields(kind) if field.name == name)
    return "" if field.default is MISSING else field.default


def _read_state(text: str) -> State:
    said = text.strip().casefold()
    known = {**_STATES, **{word: state for words in WORDS.values() for state, word in words.states.items()}}
    return State(said) if said in list(State) else known.get(said, State.UNTRANSLATED)


def _read_flags(text: str) -> frozenset[Flag]:
    return frozenset(Flag(word) for word in re.split(r"[\s,;]+", text.strip().casefold()) if word in list(Flag))


_TEXTS = frozenset({"id", "source", "target", "previous_source", "slug", "title", "appeared", "licence", "sha256"})
_WRITERS: dict[str, Callable[[Any], str]] = {
    "flags": lambda flags: " ".join(sorted(flags)),
    "aliases": write_words,
    "notes": write_remarks,
    "comments": write_remarks,
    "extra": write_pairs,
    "updated": write_moment,
    "translators": write_names,
    "reviewers": write_names,
}
_READERS: dict[str, Callable[[str], Any]] = {
    "role": lambda text: Role(text.strip().casefold()),
    "state": _read_state,
    "flags": _read_flags,
    "version": read_number,
    "aliases": read_words,
    "notes": read_remarks,
    "comments": read_remarks,
    "extra": read_pairs,
    "updated": read_moment,
    "translators": read_names,
    "reviewers": read_names,
}
_FIELDS = {
    **{plain_name(name): name for name in UNIT_COLUMNS},
    **{plain_name(OF_TEXT + name): OF_TEXT + name for name in TEXT_COLUMNS},
    **{plain_name(other): name for name, others in _NAMES.items() for other in others.split()},
}
