"""Suggested terms: recurring phrases with what stands for them, not those that are known or refused."""

from typing import ClassVar

import pytest
from sqlalchemy.orm import Session

from domain.errors import BadValue, NotAllowed, NotFound
from domain.permissions import OPERATOR
from domain.term_candidates import Pair, Side, suggest
from domain.termlist import ListedConcept, ListedTerm
from models import Statement
from services import editing, memory, reviewing, terms
from services.job_kinds import term_suggestions
from services.memory import Incoming
from services.terms import suggesting
from services.terms.stems import stems_in
from tests import factories

PAIR = ("en", "es")
SIDES = Side("en", stems_in("en")), Side("es", stems_in("es"))
TEXTS = [
    ("They joined a rent strike in {n} towns.", "Se unieron a una huelga de alquileres en {n} pueblos."),
    ("The rent strikes spread, and {n} joined.", "Las huelgas de alquileres se extendieron y se unieron {n}."),
    ("The neighbours pay {n} for bread.", "El vecindario paga {n} por el pan."),
    ("Bread for {n}, she said.", "Pan para {n}, dijo."),
    (
        "We asked the Workers Defence Union (WDU) {n} times.",
        "Preguntamos {n} veces a la Unión de Defensa Obrera (UDO).",
    ),
    ("It was the rent of number {n}.", "Era el alquiler del número {n}."),
]
PAIRS = [
    Pair(10 * n + m, source.format(n=n), target.format(n=n))
    for n in range(6)
    for m, (source, target) in enumerate(TEXTS)
]


def by_text(pairs: list[Pair], **rest: object) -> dict[str, object]:
    return {one.text: one for one in suggest(pairs, *SIDES, **rest)}


def test_a_recurring_phrase_comes_with_its_equivalent_and_examples():
    found = by_text(PAIRS)
    strike = found["rent strike"]
    assert (strike.equivalent, strike.pairs, strike.likeness, strike.is_name) == (
        "huelga de alquileres",
        12,
        100,
        False,
    )
    assert len(strike.examples) == 3
    assert all("strike" in pair.source for pair in PAIRS if pair.id in strike.examples)
    assert found["bread"].equivalent == "pan"


def test_a_name_comes_with_its_capitals_and_its_acronym():
    name = by_text(PAIRS)["Workers Defence Union"]
    assert (name.is_name, name.acronym, name.equivalent) == (True, "WDU", "Unión de Defensa Obrera")


def test_stop_words_general_words_and_what_is_rare_are_not_suggested():
    found = by_text(PAIRS)
    assert not {"the", "day", "number", "it", "of number", "the rent"} & set(found)
    assert by_text(PAIRS[: len(TEXTS)]) == {}


def test_what_is_known_is_left_out_and_the_same_texts_give_the_same():
    assert "rent strike" not in by_text(PAIRS, known=frozenset({"rent strike"}))
    assert suggest(PAIRS, *SIDES) == suggest(PAIRS, *SIDES)
    assert suggest([], *SIDES) == []
    assert suggest([Pair(1, "x" * 20_000, "y" * 20_000)] * 5, *SIDES)[0].pairs == 5


def remembered(session: Session) -> None:
    own = [Incoming(pair.source, pair.target) for pair in PAIRS]
    memory.import_pairs(session, OPERATOR, own, name="old.tsv", sha256="00", source_language="en", target_language="es")


class _Work:
    settings: ClassVar[dict[str, object]] = {}

    def tell(self, *_arguments: object) -> None:
        """Say nothing."""


def look(session: Session) -> None:
    payload = {"source": "en-GB", "target": "es"}
    actor = factories.translator(session)
    term_suggestions.check(session, actor, payload)
    session.commit()
    term_suggestions.run(session, actor, payload, _Work())


def texts(session: Session) -> list[str]:
    page = suggesting.listed(session, factories.translator(session), PAIR)
    return [one.suggestion.text for one in page.suggestions]


def test_a_job_keeps_what_it_finds_until_it_is_added_or_refused(session: Session):
    factories.noise(session)
    remembered(session)
    look(session)
    page = suggesting.listed(session, factories.translator(session), PAIR)
    strike = next(one for one in page.suggestions if one.suggestion.text == "rent strike")
    assert len(strike.examples) == 3
    assert {example.title for example in strike.examples} == {"old.tsv"}
    terms.add(session, OPERATOR, ListedConcept((ListedTerm("en", "Rent strike"),)))
    bread = next(one.suggestion for one in page.suggestions if one.suggestion.text == "bread")
    assert suggesting.refuse(session, factories.translator(session), bread.id) == PAIR
    suggesting.refuse(session, factories.translator(session), bread.id)
    assert not {"rent strike", "bread"} & set(texts(session))
    assert "Workers Defence Union" in texts(session)
    look(session)
    assert not {"rent strike", "bread"} & set(texts(session))


def test_only_what_is_approved_counts_and_leads_to_its_paragraph(session: Session):
    made = factories.translation(session, [pair.source for pair in PAIRS])
    ids, slug = factories.target_ids(session, made), session.get_one(Statement, made.statement_id).slug
    ana, marta = factories.translator(session), factories.reviewer(session)
    for target_id, pair in zip(ids, PAIRS, strict=True):
        editing.save(session, ana, target_id, pair.target, version=0, keep_submitted=True)
    assert suggesting.pairs_of(session, ana, PAIR) == []
    for target_id in ids:
        reviewing.approve(session, marta, target_id, version=1)
    assert len(suggesting.pairs_of(session, ana, PAIR)) == len(PAIRS)
    look(session)
    page = suggesting.listed(session, ana, PAIR)
    example = page.suggestions[0].examples[0]
    assert (example.slug, example.language) == (slug, made.language)
    assert example.segment.startswith("p")


def test_who_may_add_no_terms_sees_no_suggestions(session: Session):
    reader = factories.person(session, factories.PersonRole.READER).as_actor()
    for ask in (suggesting.listed, suggesting.pairs_of):
        with pytest.raises(NotAllowed):
            ask(session, reader, PAIR)
    with pytest.raises(NotAllowed):
        suggesting.refuse(session, reader, 1)
    with pytest.raises(NotFound):
        suggesting.refuse(session, factories.translator(session), 10**9)
    with pytest.raises(BadValue):
        suggesting.checked_languages("en", "en-GB")
