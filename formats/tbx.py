"""TBX (ISO 30042): read in version 2 (`martif`) and 3 (`tbx`, with attributes or elements), written as TBX-Basic.

What TBX-Basic has no category for (a term kept as it is, an acronym, a first mention, a name) stands in notes of our
own, `x-rectoverso-status: keep`, which other tools show and keep.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from domain.errors import WrongContent
from domain.termlist import ListedConcept, ListedTerm, merged_terms
from domain.terms import Status
from formats import xml
from formats.exchange import attribute, escaped
from formats.term_words import gender_called, part_of_speech_called, status_called

FORMAT = "tbx"
_LANG = f"{xml.XML}lang"
_ROOTS = ("tbx", "martif")
_TERMS = ("tig", "ntig", "termSec")
_OWN = "x-rectoverso-"
_OWN_NOTES = frozenset(f"{_OWN}{name}" for name in ("status", "acronym", "first-mention", "name"))
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>Rectoverso</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
"""
_STATUSES = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
    Status.KEEP: "preferredTerm-admn-sts",
}


def write(concepts: Iterable[ListedConcept]) -> bytes:
    """Return concepts as TBX version 3, dialect TBX-Basic, with attributes (DCA), in UTF-8."""
    return "".join((_HEAD, *map(_entry, concepts), "</body></text>\n</tbx>\n")).encode()


def _entry(concept: ListedConcept) -> str:
    about = [_said("descrip", "subjectField", concept.domain), _said("descrip", "definition", concept.definition)]
    about += [_note(concept.note), _own_note("name", "yes" if concept.is_name else "")]
    languages = dict.fromkeys(term.language for term in concept.terms)
    ordered = sorted(concept.terms, key=lambda term: list(languages).index(term.language))
    sections = (_section(tag, list(terms)) for tag, terms in groupby(ordered, lambda term: term.language))
    key = f' id="c{attribute(concept.key)}"' if concept.key else ""
    return f"<conceptEntry{key}>\n{''.join((*about, *sections))}</conceptEntry>\n"


def _section(language: str, terms: list[ListedTerm]) -> str:
    return f'<langSec xml:lang="{attribute(language)}">\n{"".join(map(_written, terms))}</langSec>\n'


def _written(term: ListedTerm) -> str:
    status = term.status or Status.PREFERRED
    parts = (
        f"<term>{escaped(term.text)}</term>\n",
        _said("termNote", "partOfSpeech", term.part_of_speech or ""),
        _said("termNote", "grammaticalGender", term.gender or ""),
        _said("termNote", "administrativeStatus", _STATUSES[status]),
        _own_note("status", status if status is Status.KEEP else ""),
        _own_note("acronym", term.acronym),
        _own_note("first-mention", term.first_mention),
    )
    return f"<termSec>\n{''.join(parts)}</termSec>\n"


def _said(element: str, kind: str, text: str) -> str:
    return f'<{element} type="{kind}">{escaped(text)}</{element}>\n' if text else ""


def _note(text: str) -> str:
    return f"<note>{escaped(text)}</note>\n" if text else ""


def _own_note(name: str, text: str) -> str:
    return _note(f"{_OWN}{name}: {text}" if text else "")


def is_tbx(data: bytes) -> bool:
    """Tell whether these bytes are XML, which a table of terms is not."""
    return xml.root_of(data) is not None


def read(data: bytes) -> list[ListedConcept]:
    """Return the concepts of a TBX file. Raises FileProblem; BadValue for a status that there is not."""
    root = xml.root_of(data)
    if root is not None and root[1] not in _ROOTS:
        raise WrongContent(format=FORMAT, found=root[1][:50])
    return [_concept(entry) for entry in xml.elements(data, format=FORMAT, tags=("{*}termEntry", "{*}conceptEntry"))]


def _concept(entry: xml.Element) -> ListedConcept:
    about = dict(_notes(entry, within=("langSet", "langSec")))
    terms: list[ListedTerm] = []
    definition = about.get("definition", "")
    for section in entry:
        if xml.local(section) in ("langSet", "langSec"):
            definition = definition or dict(_notes(section, within=_TERMS)).get("definition", "")
            language = (section.get(_LANG) or section.get("lang") or "").replace("_", "-").strip()
            terms += (term for part in section if xml.local(part) in _TERMS for term in _term(part, language))
    return ListedConcept(
        merged_terms(terms), about.get("subjectField", ""), definition, about.get("note", ""),
        is_name=about.get("conceptType", "") in ("properName", "name") or about.get(f"{_OWN}name", "") == "yes",
    )  # fmt: skip


def _term(section: xml.Element, language: str) -> Iterator[ListedTerm]:
    found = dict(_notes(section, within=()))
    if language and found.get("term"):
        status = found.get("administrativeStatus") or found.get("normativeAuthorization") or ""
        kept = found.get(f"{_OWN}status", "") == Status.KEEP
        yield ListedTerm(
            language, found["term"], Status.KEEP if kept else status_called(status),
            part_of_speech_called(found.get("partOfSpeech", "")), gender_called(found.get("grammaticalGender", "")),
            found.get(f"{_OWN}acronym", ""), found.get(f"{_OWN}first-mention", ""),
        )  # fmt: skip


def _notes(element: xml.Element, *, within: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is said in `element` by its name, in either style, apart from the parts called `within`."""
    for part in element:
        name = xml.local(part)
        if name in within:
            continue
        text = " ".join("".join(part.itertext()).split())
        if name.endswith("Grp"):
            yield from _notes(part, within=within)
        elif text:
            own, is_own, value = text.partition(": ")
            if name == "note" and is_own and own in _OWN_NOTES:
                yield own, value
            else:
                yield part.get("type") or name, text
