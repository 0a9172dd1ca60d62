"""What the columns of a table of terms are called, in English and Spanish and by other programs.

A column says what it holds (a term, its status, a definition) and may say of which language: `en`, `English`,
`Español (México)`, `Term [en]`, `term_es`, `English Definition`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import MissingColumns
from domain.folding import fold
from domain.language_tags import base_language

OF_TERM = ("language", "status", "part_of_speech", "gender", "acronym", "first_mention")
OF_CONCEPT = ("definition", "note", "domain", "name", "concept")
_NAMES = {
    "term": "termino palabra word expression equivalent equivalente",
    "status": "estado estatus administrativestatus termstatus estadoadministrativo uso usage usagestatus",
    "part_of_speech": "pos partofspeech categoria categoriagramatical clasedepalabra wordclass grammar",
    "gender": "genero grammaticalgender generogramatical",
    "definition": "definicion description descripcion def conceptdefinition entrydefinition",
    "note": "nota notas notes comment comments comentario comentarios observaciones remark remarks entrynote "
    "conceptnote",
    "domain": "campo ambito subject subjectfield tema area dominio entrysubject conceptsubject",
    "acronym": "sigla siglas abbreviation abreviatura acronimo",
    "first_mention": "primeramencion",
    "name": "isname nombrepropio esnombre propername",
    "concept": "concepto conceptid entryid idconcepto",
}
_KINDS = {alias: kind for kind, aliases in _NAMES.items() for alias in (kind.replace("_", ""), *aliases.split())}
_SIDES = (
    "source src origen original terminoorigen sourceterm termino_origen fuente",
    "target tgt destino traduccion translation terminodestino targetterm meta",
)
_SIDES_OF = {alias: side for side, aliases in enumerate(_SIDES) for alias in aliases.split()}
_LANGUAGES = {
    "english": "en", "ingles": "en", "spanish": "es", "espanol": "es", "castellano": "es", "french": "fr",
    "frances": "fr", "portuguese": "pt", "portugues": "pt", "german": "de", "aleman": "de", "italian": "it",
    "italiano": "it", "catalan": "ca", "basque": "eu", "euskera": "eu", "galician": "gl", "gallego": "gl",
}  # fmt: skip
_REGIONS = {
    "unitedstates": "US", "usa": "US", "us": "US", "estadosunidos": "US", "eeuu": "US", "unitedkingdom": "GB",
    "uk": "GB", "reinounido": "GB", "mexico": "MX", "spain": "ES", "espana": "ES", "argentina": "AR", "chile": "CL",
    "colombia": "CO", "peru": "PE", "latinamerica": "419", "latinoamerica": "419", "americalatina": "419",
    "brazil": "BR", "brasil": "BR",
}  # fmt: skip
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it is, what it holds, and of which language; `side`: 0 source, 1 target, None for neither."""

    number: int
    kind: str
    side: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table. `unknown`: the names of those that say nothing to us, by their numbers."""

    known: tuple[Column, ...]
    unknown: dict[int, str]
    is_ours: bool = False


def columns_of(header: Sequence[str], languages: tuple[str, str]) -> Columns:
    """Return what the columns of a table in `languages` hold. Raises MissingColumns."""
    known: list[Column] = []
    unknown: dict[int, str] = {}
    for number, cell in enumerate(header):
        name = cell.strip().strip("\ufeff").strip()
        column = _column(number, name, languages)
        is_again = (
            column and column.kind in OF_CONCEPT and column.side is None and column.kind in {k.kind for k in known}
        )
        if column and not is_again:
            known.append(column)
        elif name:
            unknown[number] = name[:50]
    found = {column.side for column in known if column.kind == "term"}
    missing = [name for side, name in enumerate(("source", "target")) if side not in found]
    if missing:
        raise MissingColumns(missing=missing, found=[cell.strip()[:50] for cell in header if cell.strip()][:20])
    names = {cell.strip().strip("\ufeff") for cell in header}
    return Columns(tuple(known), unknown, is_ours={"source", "target", "source_status"} <= names)


def _column(number: int, name: str, languages: tuple[str, str]) -> Column | None:
    if tag := _tag(name, languages):
        return Column(number, "term", _side(tag, languages), tag)
    words = _WORD.findall(fold(name))
    whole = "".join(words)
    if whole in _SIDES_OF:
        return Column(number, "term", _SIDES_OF[whole], languages[_SIDES_OF[whole]])
    if whole in _KINDS and _KINDS[whole] != "term":
        return Column(number, _KINDS[whole])
    if words and words[0] in ("source", "target") and "".join(words[1:]) in {one.replace("_", "") for one in OF_TERM}:
        kind = "language" if words[1:] == ["language"] else _KINDS["".join(words[1:])]
        return Column(number, kind, _SIDES_OF[words[0]], languages[_SIDES_OF[words[0]]])
    return _with_language(number, name, languages)


def _with_language(number: int, name: str, languages: tuple[str, str]) -> Column | None:
    """Return a column that names its language beside what it holds: Term [en], es_term, English Definition."""
    parts = re.findall(r"[^\W_]+(?:-\w+)*", name)
    for n, part in enumerate(parts):
        tag = _tag(part, languages) or _tag(" ".join(parts[n:]), languages)
        rest = fold("".join(parts[:n] + ([] if not _tag(part, languages) else parts[n + 1 :])))
        side = _side(tag, languages) if tag else None
        if side is not None and rest in _KINDS and _KINDS[rest] not in ("name", "concept"):
            return Column(number, _KINDS[rest], side, tag)
    return None


def _tag(name: str, languages: tuple[str, str]) -> str:
    """Return the language that a text names, by its tag or by its name; "" for none of the two asked for."""
    written = name.replace("_", "-").strip()
    if _TAG.fullmatch(written):
        return written if _side(written, languages) is not None else ""
    words = _WORD.findall(fold(name))
    if not words or words[0] not in _LANGUAGES:
        return ""
    base, region = _LANGUAGES[words[0]], "".join(words[1:])
    if _side(base, languages) is None or (region and region not in _REGIONS):
        return ""
    return f"{base}-{_REGIONS[region]}" if region else languages[_side(base, languages) or 0]


def _side(tag: str, languages: tuple[str, str]) -> int | None:
    return next((side for side, one in enumerate(languages) if base_language(one) == base_language(tag)), None)
