"""Terms in a CSV table: a row for each pair, or for each forbidden term; read whatever its delimiter and encoding.

The columns, in any order: `source` and `target` or language tags (`en`, `es-MX`), and, as far as wanted, `status`,
`part_of_speech`, `gender`, `acronym`, `first_mention` (of the target), `definition`, `note`, `domain`, `name` (yes for
a person or an organisation). Rows with the same source and domain are one concept, or those with the same `concept`,
which is its number. Of the source, `source_status` and the like; `source_language` and `target_language` for a variety.
"""

import csv as rows_of_text
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.errors import MissingColumns
from domain.folding import fold
from domain.language_tags import base_language
from domain.termlist import ListedConcept, ListedTerm, merged_terms
from domain.terms import Status
from formats import csv
from formats.term_words import gender_called, part_of_speech_called, status_called

_SOURCE_COLUMNS = ("language", "status", "part_of_speech", "gender", "acronym", "first_mention")
COLUMNS = (
    "concept", "source", "target", "status", "part_of_speech", "gender", "acronym", "first_mention", "definition",
    "note", "domain", "name", *(f"source_{one}" for one in _SOURCE_COLUMNS), "target_language",
)  # fmt: skip
_NAMES = {
    "source": "src origen original termino_origen source_term",
    "target": "tgt destino traduccion translation termino_destino target_term",
    "status": "estado",
    "part_of_speech": "pos partofspeech categoria categoria_gramatical",
    "gender": "genero",
    "definition": "definicion",
    "note": "nota notas notes",
    "domain": "campo ambito subject subject_field tema",
    "acronym": "sigla siglas",
    "first_mention": "primera_mencion",
    "name": "is_name nombre_propio es_nombre",
    "concept": "concepto",
    **dict.fromkeys((*(f"source_{one}" for one in _SOURCE_COLUMNS), "target_language"), ""),
}
_YES = {"yes", "si", "true", "1", "x", "verdadero"}


def read(data: bytes, languages: tuple[str, str]) -> list[ListedConcept]:
    """Return the concepts of a table of terms in `languages`. Raises MissingColumns, BadValue, FileProblem."""
    problem: MissingColumns | None = None
    for rows in csv.tables(data):
        try:
            return _concepts(rows, languages)
        except MissingColumns as error:
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
    cells = {f"{prefix}{name}": getattr(term, name) or "" for name in _SOURCE_COLUMNS if name != "language"}
    return cells | {side: term.text, f"{side}_language": term.language}


def _concepts(rows: Iterable[Sequence[str]], languages: tuple[str, str]) -> list[ListedConcept]:
    stream = (row for row in rows if any(cell.strip() for cell in row))
    columns, own = _columns(next(stream, ()), languages)
    found: dict[tuple[str, str, int], ListedConcept] = {}
    for number, row in enumerate(stream, 1):
        cells = {name: " ".join(row[n].split()) for name, n in columns.items() if n < len(row)}
        concept = _concept(cells, own)
        source = cells.get("source", "")
        called = cells.get("concept", "")
        key = (called, "", -1) if called else (source, concept.domain, 0 if source else number)
        found[key] = _joined(found[key], concept) if key in found else concept
    return list(found.values())


def _columns(header: Sequence[str], languages: tuple[str, str]) -> tuple[dict[str, int], tuple[str, str]]:
    """Return where each column is, and the languages of source and target as the columns say them."""
    known = {alias: name for name, aliases in _NAMES.items() for alias in (name, *aliases.split())}
    columns: dict[str, int] = {}
    own = list(languages)
    for number, cell in enumerate(header):
        name = fold(cell.strip().strip("\ufeff")).replace(" ", "_")
        tag = name.replace("_", "-")
        for side, column in enumerate(("source", "target")):
            if base_language(tag) == base_language(languages[side]) and column not in columns:
                own[side] = cell.strip().replace("_", "-")
                columns[column] = number
                break
        else:
            if name in known:
                columns.setdefault(known[name], number)
    missing = [name for name in ("source", "target") if name not in columns]
    if missing:
        raise MissingColumns(missing=missing, found=[cell.strip()[:50] for cell in header if cell.strip()][:20])
    return columns, (own[0], own[1])


def _concept(cells: dict[str, str], languages: tuple[str, str]) -> ListedConcept:
    status, of_source = status_called(cells.get("status", "")), status_called(cells.get("source_status", ""))
    kept = Status.KEEP if status is Status.KEEP else None
    terms = []
    if cells.get("source"):
        terms.append(_term(cells, "source", "source_", languages[0], of_source or kept))
    if cells.get("target"):
        terms.append(_term(cells, "target", "", languages[1], status))
    about = {name: cells.get(name, "") for name in ("domain", "definition", "note")}
    return ListedConcept(merged_terms(terms), is_name=fold(cells.get("name", "")) in _YES, **about)


def _term(cells: dict[str, str], side: str, prefix: str, language: str, status: Status | None) -> ListedTerm:
    part, gender = cells.get(f"{prefix}part_of_speech", ""), cells.get(f"{prefix}gender", "")
    rest = {name: cells.get(f"{prefix}{name}", "") for name in ("acronym", "first_mention")}
    tag = cells.get(f"{side}_language") or language
    return ListedTerm(tag, cells[side], status, part_of_speech_called(part), gender_called(gender), **rest)


def _joined(one: ListedConcept, other: ListedConcept) -> ListedConcept:
    return replace(
        one,
        terms=merged_terms((*one.terms, *other.terms)),
        definition=one.definition or other.definition,
        note=one.note or other.note,
        is_name=one.is_name or other.is_name,
        rows=one.rows + other.rows,
    )
