"""What a file of terms holds, on its way into the termbase."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from domain.terms import Gender, PartOfSpeech, Status


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term of a file. What is None or "" the file does not say."""

    language: str
    text: str
    status: Status | None = None
    part_of_speech: PartOfSpeech | None = None
    gender: Gender | None = None
    acronym: str = ""
    first_mention: str = ""


@dataclass(frozen=True, slots=True)
class ListedConcept:
    """A concept of a file with its terms. `rows`: how many rows or entries of the file it was."""

    terms: tuple[ListedTerm, ...]
    domain: str = ""
    definition: str = ""
    note: str = ""
    is_name: bool = False
    rows: int = 1


def merged_terms(terms: Iterable[ListedTerm]) -> tuple[ListedTerm, ...]:
    """Return `terms` with each text of a language once: what is said of it first counts."""
    found: dict[tuple[str, str], ListedTerm] = {}
    for term in terms:
        key = term.language, term.text
        known = found.get(key)
        if known is not None:
            gaps = [one.name for one in fields(known) if not getattr(known, one.name)]
            term = replace(known, **{name: getattr(term, name) for name in gaps})
        found[key] = term
    return tuple(found.values())
