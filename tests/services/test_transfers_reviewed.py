"""Verdicts in a file that comes back: it approves for whoever may, and nobody's own words."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.bitext import Bitext
from domain.permissions import OPERATOR, Actor, PersonRole
from domain.states import State
from models import Event, Review, Target, Translation
from models.statement import FourEyesRule
from services import editing, reviewing
from tests import factories
from tests.services.files_back import SOURCES, as_file, count, edited, imported, standing


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


def claims(file: Bitext) -> Bitext:
    return replace(file, units=tuple(replace(u, state=State.REVIEWED) if u.target else u for u in file.units))


def test_an_import_approves_nothing_for_who_may_not_review(
    session: Session, translation: Translation, ana: Actor
) -> None:
    first, second, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abrir.", version=0)
    editing.save(session, ana, second, "Cerrar.", version=0, keep_submitted=True)
    file = claims(edited(as_file(session, translation), p3="Cuidado."))
    bea = factories.translator(session, name="Bea")
    for actor in (bea, OPERATOR, ana):
        imported(session, actor, translation, file)
    assert [state for _, state, _ in standing(session, translation)] == [
        State.TRANSLATED, State.TRANSLATED, State.TRANSLATED, State.UNTRANSLATED,
    ]  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Review).where(Review.target_id.in_([first, second]))) == 0


def test_a_reviewer_approves_by_file_what_others_wrote_and_nothing_of_their_own(
    session: Session, translation: Translation, ana: Actor
) -> None:
    rita = factories.reviewer(session, name="Rita")
    first, second, third, _ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Abrir.", version=0)
    editing.save(session, ana, second, "Cerrar.", version=0, keep_submitted=True)
    editing.save(session, rita, second, "Cerrar bien.", version=1, keep_submitted=True)
    editing.save(session, ana, third, "Cuidado.", version=0, keep_submitted=True)
    file = claims(as_file(session, translation))
    file = edited(file, p4=replace(file.units[3], target="Pintar.", state=State.REVIEWED))
    imported(session, rita, translation, file)
    assert [state for _, state, _ in standing(session, translation)] == [
        State.REVIEWED, State.TRANSLATED, State.REVIEWED, State.TRANSLATED,
    ]  # fmt: skip
    before = standing(session, translation), count(session, Event)
    assert len(imported(session, rita, translation, file).unchanged) == 4
    assert (standing(session, translation), count(session, Event)) == before


def test_a_reviewer_cannot_approve_on_the_desk_what_they_brought_in_by_file(
    session: Session, translation: Translation
) -> None:
    rita = factories.reviewer(session, name="Rita")
    imported(session, rita, translation, edited(as_file(session, translation), p1="Abrir."))
    first, *_ = factories.target_ids(session, translation)
    with pytest.raises(reviewing.FourEyes):
        reviewing.approve(session, rita, first, version=1)


def test_a_text_kept_beside_counts_as_written_by_who_brought_it(
    session: Session, translation: Translation, ana: Actor
) -> None:
    rita = factories.reviewer(session, name="Rita")
    first, *_ = factories.target_ids(session, translation)
    editing.save(session, ana, first, "Puerta.", version=0)
    file = edited(as_file(session, translation), p1="Abrir la puerta roja.")
    editing.save(session, ana, first, "Portón.", version=1)
    imported(session, rita, translation, file)
    editing.save(session, ana, first, "Abrir la puerta roja.", version=2, keep_submitted=True)
    with pytest.raises(reviewing.FourEyes):
        reviewing.approve(session, rita, first, version=3)


def test_a_group_of_one_may_approve_its_own_by_file_and_the_desk_says_so(session: Session) -> None:
    translation = factories.translation(session, SOURCES, four_eyes=FourEyesRule.OFF)
    alone = factories.person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER).as_actor()
    file = as_file(session, translation)
    file = edited(file, p1=replace(file.units[0], target="Abrir.", state=State.REVIEWED))
    imported(session, alone, translation, file)
    assert standing(session, translation)[0] == ("Abrir.", State.REVIEWED, 2)
    assert session.get_one(Target, factories.target_ids(session, translation)[0]).is_self_approved
