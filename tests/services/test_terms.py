"""What the termbase says of a pair: terms missed, forbidden, kept; nothing where it has no term."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from domain.checks import Profile
from domain.errors import NotFound
from domain.terms import Status
from models import Concept, Term
from services import checking, editing, terms
from services.terms.stems import stems_in
from tests import factories

P, A, F, K = Status


def agree(session: Session, *own: tuple[str, str, Status], **rest: str) -> None:
    """Add a concept with its terms (language, text, status)."""
    concept = Concept(**rest)
    session.add(concept)
    session.flush()
    for language, text, status in own:
        stem = stems_in(language[:2])(text.split()[0])[0]
        session.add(Term(concept_id=concept.id, language=language, text=text, stem=stem, status=status))
    session.flush()


@pytest.fixture
def agreed(session: Session) -> Session:
    """Give a session with a small termbase, and one in another language."""
    factories.noise(session)
    agree(session, ("en", "strike", P), ("es", "huelga", P), ("es-MX", "paro", A), ("es", "golpe", F), note="Work.")
    agree(session, ("en", "rent strike", P), ("es", "huelga de alquileres", P))
    agree(session, ("en", "bank", P), ("es", "banco", P))
    agree(session, ("en", "bank", P), ("es", "orilla", P))
    agree(session, ("en", "Rote Hilfe", K))
    agree(session, ("en", "coup", P), ("es", "golpe de Estado", P))
    agree(session, ("es", "chusma", F))
    agree(session, ("en", "agenda", P), ("pt", "ordem do dia", P))
    return session


def found(session: Session, source: str, target: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return kind, place in the target and facts of what the check of terms finds, by both ways to ask."""
    made = factories.translation(session, [source])
    [target_id] = factories.target_ids(session, made)
    ana = factories.translator(session)
    editing.save(session, ana, target_id, target, version=0)
    beside = [one for one in checking.findings_beside(session, ana, target_id, Profile()) if one.check == "terms"]
    whole = [one.finding for one in checking.findings(session, ana, made, Profile()) if one.finding.check == "terms"]
    assert beside == whole
    return [(one.kind, target[one.start : one.end], one.facts) for one in whole]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The strikes went on.", "Las huelgas siguieron."),
        ("The strikes went on.", "Los *paros* siguieron."),
        ("The rent strikes went on.", "Las huelgas de alquileres siguieron."),
        ("On the banks they sat.", "En las orillas se sentaron."),
        ("The banks closed.", "Cerraron los bancos."),
        ("Ask **Rote Hilfe** today.", "Pregunta hoy a Rote Hilfe."),
        ("After the coup.", "Después del golpe de Estado."),
        ("The agenda is long.", "El temario es largo."),
        ("Nothing agreed stands here.", "Aquí no hay nada acordado."),
    ],
)
def test_what_is_as_agreed_is_left_alone(agreed: Session, source: str, target: str):
    assert found(agreed, source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "findings"),
    [
        ("Two strikes, one strike.", "Dos cosas.", [("missing", "Dos cosas.", ("strikes", "huelga, paro"))]),
        ("A rent strike.", "Una huelga.", [("missing", "Una huelga.", ("rent strike", "huelga de alquileres"))]),
        ("The bank.", "El sitio.", [("missing", "El sitio.", ("bank", "banco, orilla"))]),
        ("Rote Hilfe.", "Auxilio Rojo.", [("changed", "Auxilio Rojo.", ("Rote Hilfe", "Rote Hilfe"))]),
        ("They came.", "Vino la *chusma*.", [("forbidden", "chusma", ("chusma", ""))]),
        ("They came.", "Dos **golpes**.", [("forbidden_instead", "golpes", ("golpes", "huelga, paro"))]),
    ],
)
def test_what_is_not_as_agreed_is_told(agreed: Session, source: str, target: str, findings: list):
    assert found(agreed, source, target) == findings


def test_where_there_are_no_terms_nothing_is_said(session: Session):
    assert found(session, "The strike of Rote Hilfe.", "La chusma y el golpe.") == []


def test_a_translation_is_checked_with_as_many_questions_as_a_paragraph(agreed: Session):
    ana = factories.translator(agreed)
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    counts = []
    for size in (1, 300):
        made = factories.translation(agreed, [f"Strike number {n} and w{n}word{n}." for n in range(size)])
        for target_id in factories.target_ids(agreed, made):
            editing.save(agreed, ana, target_id, "Otra cosa.", version=0)
        agreed.flush()
        asked.clear()
        event.listen(agreed.get_bind(), "before_cursor_execute", note)
        missed = [one for one in checking.findings(agreed, ana, made, Profile()) if one.finding.check == "terms"]
        event.remove(agreed.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
        assert len(missed) == size
    assert counts[0] == counts[1]


def test_beside_a_paragraph_stand_the_terms_of_its_source(agreed: Session):
    made = factories.translation(agreed, ["The *strikes* by Rote Hilfe, the strike."])
    [target_id] = factories.target_ids(agreed, made)
    reader = factories.reviewer(agreed)
    strike, name = terms.beside(agreed, reader, target_id)
    assert (strike.text, strike.concept.note) == ("strikes", "Work.")
    assert [(term.text, term.status) for term in strike.terms] == [("huelga", P), ("paro", A), ("golpe", F)]
    assert (name.text, [(term.text, term.status) for term in name.terms]) == ("Rote Hilfe", [("Rote Hilfe", K)])
    with pytest.raises(NotFound):
        terms.beside(agreed, reader, 10**9)
