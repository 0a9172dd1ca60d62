"""What a file or a form says of concepts, on its way into the termbase."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from domain.terms import LONGEST_TEXT, Gender, PartOfSpeech, Status, Unfit, why_unfit

LONGEST_DOMAIN = 100  # characters
LONGEST_WORDS = 5000  # of a definition or a note
MOST_TERMS = 200  # of a concept


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
    """A concept of a file with its terms. `rows`: how many rows or entries of the file it was; `key`: its id there.

    `ignored`: the names of columns or categories that say something of it and have no place in the termbase.
    """

    terms: tuple[ListedTerm, ...]
    domain: str = ""
    definition: str = ""
    note: str = ""
    is_name: bool = False
    rows: int = 1
    key: str = ""
    ignored: tuple[str, ...] = field(default=(), compare=False)


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


def with_acronyms(terms: Iterable[ListedTerm]) -> tuple[ListedTerm, ...]:
    """Return `terms`, each acronym that can be looked for as a term of its own behind the one that it is of."""
    found: list[ListedTerm] = []
    for term in terms:
        found.append(term)
        if term.acronym and why_unfit(term.acronym, term.language) is None:
            is_agreed = term.status in (None, Status.PREFERRED)
            found.append(ListedTerm(term.language, term.acronym, Status.ADMITTED if is_agreed else term.status))
    return merged_terms(found)


class Trouble(StrEnum):
    """What a concept cannot be stored for, besides terms that are unfit."""

    NO_TERMS = "no_terms"
    TOO_MANY_TERMS = "too_many_terms"
    LANGUAGE = "language"
    TWICE = "twice"
    LONG_DETAIL = "long_detail"  # of a term: its acronym or first mention
    LONG_DOMAIN = "long_domain"
    LONG_DEFINITION = "long_definition"
    LONG_NOTE = "long_note"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a concept cannot be stored. `number`: of the term that it is about, from 0; None for the whole."""

    why: Unfit | Trouble
    number: int | None = None


def problems(concept: ListedConcept) -> list[Problem]:
    """Return what has to be mended before a concept can be stored; nothing where it can.

    A term without a language names one that there is not.
    """
    found = [Problem(why) for why in _troubles(concept)]
    seen: set[tuple[str, str]] = set()
    for number, term in enumerate(concept.terms):
        why: Unfit | Trouble | None = why_unfit(term.text, term.language)
        if not term.language:
            why = Trouble.LANGUAGE
        elif (term.language, term.text) in seen:
            why = Trouble.TWICE
        elif why is None and max(len(term.acronym), len(term.first_mention)) > LONGEST_TEXT:
            why = Trouble.LONG_DETAIL
        seen.add((term.language, term.text))
        if why is not None:
            found.append(Problem(why, number))
    return found


def _troubles(concept: ListedConcept) -> Iterable[Trouble]:
    if not concept.terms:
        yield Trouble.NO_TERMS
    if len(concept.terms) > MOST_TERMS:
        yield Trouble.TOO_MANY_TERMS
    for text, longest, trouble in (
        (concept.domain, LONGEST_DOMAIN, Trouble.LONG_DOMAIN),
        (concept.definition, LONGEST_WORDS, Trouble.LONG_DEFINITION),
        (concept.note, LONGEST_WORDS, Trouble.LONG_NOTE),
    ):
        if len(text) > longest:
            yield trouble
