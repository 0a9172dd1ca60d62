"""TBX (ISO 30042), version 2 (`martif`) and 3 (`tbx`, with attributes or elements of its own): concepts and terms."""

from collections.abc import Iterator

from domain.errors import WrongContent
from domain.termlist import ListedConcept, ListedTerm, merged_terms
from domain.terms import Status
from formats import xml
from formats.term_words import gender_called, part_of_speech_called, status_called

FORMAT = "tbx"
_LANG = f"{xml.XML}lang"
_ROOTS = ("tbx", "martif")
_TERMS = ("tig", "ntig", "termSec")


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
        is_name=about.get("conceptType", "") in ("properName", "name"),
    )  # fmt: skip


def _term(section: xml.Element, language: str) -> Iterator[ListedTerm]:
    found = dict(_notes(section, within=()))
    if language and found.get("term"):
        status = found.get("administrativeStatus") or found.get("normativeAuthorization") or ""
        kept = found.get("x-rectoverso-status", "") == Status.KEEP
        yield ListedTerm(
            language, found["term"], Status.KEEP if kept else status_called(status),
            part_of_speech_called(found.get("partOfSpeech", "")), gender_called(found.get("grammaticalGender", "")),
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
            yield part.get("type") or name, text
