"""The form of a concept: what it is filled in with, what it says when it comes back."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from blueprints.term_words import problem_words
from domain.termlist import MOST_TERMS, ListedConcept, ListedTerm, Problem
from domain.terms import Gender, PartOfSpeech, Status
from services.terms.editing import Concept, Term, listed

SPARE_ROWS = 1
_ROW = re.compile(r"term-([0-9]{1,4})-text", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One term of the form, as it was typed. `problem`: why it cannot be stored."""

    language: str = ""
    text: str = ""
    status: str = Status.PREFERRED
    part_of_speech: str = ""
    gender: str = ""
    acronym: str = ""
    first_mention: str = ""
    is_removed: bool = False
    problem: str = ""

    @property
    def has_more(self) -> bool:
        """Tell whether anything is said in the part of the row that is folded."""
        return bool(self.part_of_speech or self.gender or self.acronym or self.first_mention)


@dataclass(frozen=True, slots=True)
class ConceptForm:
    """A concept as it stands in the form. `problems`: of the whole."""

    rows: tuple[Row, ...]
    domain: str = ""
    definition: str = ""
    note: str = ""
    is_name: bool = False
    problems: tuple[str, ...] = field(default=())

    def with_spare(self, languages: tuple[str, str], rows: int = SPARE_ROWS) -> "ConceptForm":
        """Return the form with empty rows at its end, in the second of `languages`."""
        return replace(self, rows=(*self.rows, *(Row(language=languages[1]) for _ in range(rows))))


def form_of(concept: Concept, terms: list[Term]) -> ConceptForm:
    """Return the form of a concept as it is stored."""
    own = listed(concept, terms)
    rows = tuple(
        Row(one.language, one.text, one.status or "", one.part_of_speech or "", one.gender or "", one.acronym,
            one.first_mention)
        for one in own.terms
    )  # fmt: skip
    return ConceptForm(rows, own.domain, own.definition, own.note, own.is_name)


def prefilled(values: Mapping[str, str], languages: tuple[str, str]) -> ConceptForm:
    """Return the form of a new concept, filled in from an address: source_text, target_text, acronym, names."""
    texts = values.get("source_text", ""), values.get("target_text", "")
    source = Row(language=languages[0], text=texts[0].strip(), acronym=values.get("acronym", "").strip())
    rows = (source, Row(language=languages[1], text=texts[1].strip()))
    return ConceptForm(rows, domain=values.get("domain", ""), is_name=bool(values.get("names")))


def typed(values: Mapping[str, str]) -> ConceptForm:
    """Return the form as it was typed."""
    numbers = sorted(int(match[1]) for name in values if (match := _ROW.fullmatch(name)))
    rows = tuple(_row(values, number) for number in numbers[: MOST_TERMS * 2])
    about = {name: values.get(name, "") for name in ("domain", "definition", "note")}
    return ConceptForm(rows, is_name=bool(values.get("is_name")), **about)


def _row(values: Mapping[str, str], number: int) -> Row:
    def of(name: str) -> str:
        return values.get(f"term-{number}-{name}", "").strip()

    return Row(
        of("language"), of("text"), of("status"), of("part_of_speech"), of("gender"), of("acronym"),
        of("first_mention"), is_removed=bool(of("removed")),
    )  # fmt: skip


def wanted(form: ConceptForm) -> ListedConcept:
    """Return the concept that a form asks for: its rows that are neither empty nor to be removed."""
    terms = tuple(
        ListedTerm(
            row.language, row.text, Status(row.status) if row.status in list(Status) else None,
            PartOfSpeech(row.part_of_speech) if row.part_of_speech in list(PartOfSpeech) else None,
            Gender(row.gender) if row.gender in list(Gender) else None, row.acronym, row.first_mention,
        )
        for row in form.rows
        if _counts(row)
    )  # fmt: skip
    return ListedConcept(terms, form.domain, form.definition, form.note, form.is_name)


def with_problems(form: ConceptForm, problems: list[Problem]) -> ConceptForm:
    """Return the form with what is wrong beside each row that it is about."""
    counted = [number for number, row in enumerate(form.rows) if _counts(row)]
    said = {counted[one.number]: problem_words(one) for one in problems if one.number is not None}
    rows = tuple(replace(row, problem=said.get(number, "")) for number, row in enumerate(form.rows))
    return replace(form, rows=rows, problems=tuple(problem_words(one) for one in problems if one.number is None))


def terms_typed(form: ConceptForm) -> list[tuple[str, str]]:
    """Return language and text of the terms of a form."""
    return [(row.language, row.text) for row in form.rows if _counts(row)]


def _counts(row: Row) -> bool:
    said = asdict(row)
    return not row.is_removed and any(said[name] for name in ("text", "acronym", "first_mention"))
