"""TBX (ISO 30042): read in version 2 (`martif`), 3 (`tbx`, DCA or DCT) and as TBX-Min, written as TBX-Basic.

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
_ROOTS = ("tbx", "martif", "TBX")
_ENTRIES = ("{*}termEntry", "{*}conceptEntry", "{*}entry")
_LANGUAGES = ("langSet", "langSec", "langGroup")
_TERMS = ("tig", "ntig", "termSec", "termGroup")
_OWN = "x-rectoverso-"
_OWN_NOTES = frozenset(f"{_OWN}{name}" for name in ("status", "acronym", "first-mention", "name"))
_STATUS_NAMES = ("administrativeStatus", "termStatus", "normativeAuthorization")
_OF_TERM = frozenset({"term", "partOfSpeech", "grammaticalGender", *_STATUS_NAMES, *_OWN_NOTES})
_OF_CONCEPT = frozenset({"subjectField", "definition", "note", "conceptType", *_OWN_NOTES})
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
    return [_concept(entry) for entry in xml.elements(data, format=FORMAT, tags=_ENTRIES)]


def _concept(entry: xml.Element) -> ListedConcept:
    about = _said_in(entry, within=_LANGUAGES)
    terms: list[ListedTerm] = []
    for section in entry:
        if xml.local(section) in _LANGUAGES:
            about += [(name, text) for name, text in _said_in(section, within=_TERMS)]
            language = (section.get(_LANG) or section.get("lang") or "").replace("_", "-").strip()
            for part in section:
                if xml.local(part) in _TERMS:
                    said = _said_in(part, within=())
                    terms += _term(dict(reversed(said)), language)
                    about += [one for one in said if one[0] not in _OF_TERM]
    known = dict(reversed(about))
    return ListedConcept(
        merged_terms(terms), known.get("subjectField", ""), _every("definition", about), _every("note", about),
        is_name=known.get("conceptType", "") in ("properName", "name") or known.get(f"{_OWN}name", "") == "yes",
        ignored=tuple(dict.fromkeys(name for name, _ in about if name not in _OF_CONCEPT)),
    )  # fmt: skip


def _term(found: dict[str, str], language: str) -> Iterator[ListedTerm]:
    if found.get("term"):
        status = next((found[name] for name in _STATUS_NAMES if found.get(name)), "")
        kept = found.get(f"{_OWN}status", "") == Status.KEEP
        yield ListedTerm(
            language, found["term"], Status.KEEP if kept else status_called(status),
            part_of_speech_called(found.get("partOfSpeech", "")), gender_called(found.get("grammaticalGender", "")),
            found.get(f"{_OWN}acronym", ""), found.get(f"{_OWN}first-mention", ""),
        )  # fmt: skip


def _every(name: str, said: list[tuple[str, str]]) -> str:
    """Return all that is said by that name, each text once."""
    return " / ".join(dict.fromkeys(text for own, text in said if own == name))


def _said_in(element: xml.Element, *, within: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what is said in `element` by its name, in either style, apart from the parts called `within`."""
    found: list[tuple[str, str]] = []
    for part in element:
        name = xml.local(part)
        if name in within:
            continue
        text = " ".join("".join(part.itertext()).split())
        if name.endswith("Grp"):
            found += _said_in(part, within=within)
        elif text:
            own, is_own, value = text.partition(": ")
            is_ours = name == "note" and is_own and own in _OWN_NOTES
            found.append((own, value) if is_ours else (part.get("type") or name, text))
    return found
