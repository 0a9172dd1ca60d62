"""Terms in a CSV table: a row for each pair, or for each forbidden term; read whatever its delimiter and encoding.

The columns, in any order: `source` and `target` or language tags (`en`, `es-MX`), and, as far as wanted, `status`,
`part_of_speech`, `gender`, `acronym`, `first_mention` (of the target), `definition`, `note`, `domain`, `name` (yes for
a person or an organisation). Rows with the same source and domain are one concept, or those with the same `concept`,
which is its number. Of the source, `source_status` and the like; `source_language` and `target_language` for a variety.
"""

import csv as rows_of_text
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.errors import BrokenFile, FileProblem, MissingColumns
from domain.folding import fold
from domain.language_tags import base_language
from domain.termlist import ListedConcept, ListedTerm, merged_terms
from domain.terms import Status
from formats import csv
from formats.term_columns import OF_CONCEPT, OF_TERM, Column, Columns, columns_of
from formats.term_words import gender_called, part_of_speech_called, status_called

COLUMNS = (
    "concept", "source", "target", *OF_TERM[1:], "definition", "note", "domain", "name",
    *(f"source_{one}" for one in OF_TERM), "target_language",
)  # fmt: skip
_BETWEEN = re.compile(r"\s*[|;]\s*")  # between the synonyms of a cell
_YES = {"yes", "si", "true", "1", "x", "verdadero"}


def read(data: bytes, languages: tuple[str, str]) -> list[ListedConcept]:
    """Return the concepts of a table of terms in `languages`. Raises MissingColumns, BadValue, FileProblem."""
    problem: FileProblem | None = None
    for rows in csv.tables(data):
        try:
            return _concepts(rows, languages)
        except (MissingColumns, BrokenFile) as error:
            problem = problem or error
    raise problem or MissingColumns(missing=["source", "target"], found=[])


def write(concepts: Iterable[ListedConcept], languages: tuple[str, str]) -> bytes:
    """Return the terms of concepts in two languages as a table, as formats/csv.py writes one."""
    out = io.StringIO(newline="")
    writer = rows_of_text.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for concept in concepts:
        for cells in _rows_of(concept, (base_language(languages[0]), base_language(languages[1]))):
            writer.writerow([csv.protected(cells.get(name, "")) for name in COLUMNS])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def _rows_of(concept: ListedConcept, bases: tuple[str, str]) -> Iterator[dict[str, str]]:
    """Yield a row for each term of the side that has more; the first of the other side goes on beside them."""
    sides = [[term for term in concept.terms if base_language(term.language) == base] for base in bases]
    about = {name: getattr(concept, name) for name in ("definition", "note", "domain")}
    about |= {"concept": concept.key, "name": "yes" if concept.is_name else ""}
    for n in range(max(map(len, sides))):
        source, target = (side[n] if n < len(side) else next(iter(side), None) for side in sides)
        yield {**about, **_cells(source, "source", "source_"), **_cells(target, "target", "")}


def _cells(term: ListedTerm | None, side: str, prefix: str) -> dict[str, str]:
    if term is None:
        return {}
    cells = {f"{prefix}{name}": getattr(term, name) or "" for name in OF_TERM if name != "language"}
    return cells | {side: term.text, f"{side}_language": term.language}


def _concepts(rows: Iterable[Sequence[str]], languages: tuple[str, str]) -> list[ListedConcept]:
    stream = (row for row in rows if any(cell.strip() for cell in row))
    columns = columns_of(next(stream, ()), languages)
    found: dict[tuple[str, str, int], ListedConcept] = {}
    for number, row in enumerate(stream, 1):
        cells = [" ".join(cell.split()) for cell in row]
        concept, called = _concept(cells, columns)
        source = next((term.text for term in concept.terms if _is_of(term.language, languages[0])), "")
        key = (called, "", -1) if called else (source, concept.domain, 0 if source else number)
        found[key] = _joined(found[key], concept) if key in found else concept
    return list(found.values())


def _is_of(language: str, other: str) -> bool:
    return base_language(language) == base_language(other)


def _concept(cells: Sequence[str], columns: Columns) -> tuple[ListedConcept, str]:
    """Return what a row says, and what it calls its concept."""
    about: dict[str, str] = {}
    for column in columns.known:
        if column.kind in OF_CONCEPT and column.number < len(cells):
            about[column.kind] = _together(about.get(column.kind, ""), cells[column.number])
    ignored = tuple(name for number, name in columns.unknown.items() if number < len(cells) and cells[number])
    concept = ListedConcept(
        merged_terms(_terms(cells, columns)), about.get("domain", ""), about.get("definition", ""),
        about.get("note", ""), is_name=fold(about.get("name", "")) in _YES, ignored=ignored,
    )  # fmt: skip
    return concept, about.get("concept", "")


def _terms(cells: Sequence[str], columns: Columns) -> Iterator[ListedTerm]:
    """Yield the terms of a row; what is in no column of its own is said of the target."""
    seen: set[int | None] = set()
    kept = any(
        status_called(cells[one.number]) is Status.KEEP
        for one in columns.known
        if one.kind == "status" and one.side != 0 and one.number < len(cells)
    )
    for column in sorted(columns.known, key=lambda one: one.side or 0):
        if column.kind != "term" or column.number >= len(cells) or not cells[column.number]:
            continue
        said = _said(cells, columns, column)
        status = status_called(said.get("status", "")) or (Status.KEEP if kept and column.side == 0 else None)
        whole = cells[column.number]
        for text in filter(None, [whole] if columns.is_ours else _BETWEEN.split(whole)):
            own = Status.ADMITTED if status is None and column.side in seen else status
            seen.add(column.side)
            yield ListedTerm(
                said.get("language") or column.language, text, own,
                part_of_speech_called(said.get("part_of_speech", "")), gender_called(said.get("gender", "")),
                said.get("acronym", ""), said.get("first_mention", ""),
            )  # fmt: skip


def _said(cells: Sequence[str], columns: Columns, term: Column) -> dict[str, str]:
    """Return what is said of the term in a column: behind it, as far as the next one of its side; else of its side."""
    terms = [one.number for one in columns.known if one.kind == "term"]
    own = [one.number for one in columns.known if one.kind == "term" and one.side == term.side]
    found: dict[str, str] = {}
    for kind in OF_TERM:
        sided = [one for one in columns.known if one.kind == kind and one.side == term.side]
        free = [one for one in columns.known if one.kind == kind and one.side is None]
        if len(free) > 1:  # one behind each term
            behind = min((n for n in terms if n > term.number), default=len(cells))
            free = [one for one in free if term.number < one.number < behind]
        elif term.side != 1:
            free = []
        if len(sided) > 1:
            behind = min((n for n in own if n > term.number), default=len(cells))
            sided = [one for one in sided if term.number < one.number < behind]
        value = next((cells[one.number] for one in (*sided, *free) if one.number < len(cells)), "")
        if value:
            found[kind] = value
    return found


def _together(one: str, other: str) -> str:
    return " / ".join(dict.fromkeys(text for text in (one, other) if text))


def _joined(one: ListedConcept, other: ListedConcept) -> ListedConcept:
    """Return two rows as one concept: what either says of it, side by side where they differ."""
    return replace(
        one,
        terms=merged_terms((*one.terms, *other.terms)),
        definition=_together(one.definition, other.definition),
        note=_together(one.note, other.note),
        is_name=one.is_name or other.is_name,
        rows=one.rows + other.rows,
        ignored=tuple(dict.fromkeys((*one.ignored, *other.ignored))),
    )
