"""The profile of a translation: what its checks ask for, who may choose it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import Address, DecimalMark, Profile, Quotation
from domain.errors import BadValue, NotAllowed
from domain.permissions import PersonRole
from models import Event
from services import checking, editing, profiles
from services.profiles import Choices
from services.store import find_translation
from tests import factories


def test_a_translation_has_the_variety_of_its_language_and_asks_for_nothing_else(session: Session):
    factories.noise(session)
    mexican = factories.translation(session, also=("es-MX",))
    assert profiles.profile_of(session, mexican.id) == Profile()
    own = find_translation(session, mexican.statement.slug, "es-MX")
    assert profiles.profile_of(session, own.id) == Profile(variety="MX")
    assert profiles.profile_of(session, 2**31) == Profile()


def test_what_is_chosen_is_what_the_checks_of_that_translation_go_by(session: Session):
    factories.noise(session)
    made = factories.translation(session, ["He said “come”; it was 2.5%."])
    [target_id] = factories.target_ids(session, made)
    ana = factories.translator(session)
    editing.save(session, ana, target_id, "Dijo “ven”; fue 2,5 %.", version=0)
    chosen = Choices("MX", Quotation.ANGULAR, DecimalMark.VARIETY, Address.VOS)
    assert profiles.choose(session, ana, made, chosen)
    assert profiles.choices(session, ana, made) == chosen
    profile = profiles.profile_of(session, made.id)
    assert profile == Profile("MX", ".", Address.VOS, Quotation.ANGULAR)
    found = checking.findings_beside(session, ana, target_id, profile)
    assert {finding.check for finding in found} == {"quotation", "decimal-mark"}


def test_the_usual_decimal_mark_is_that_of_the_variety():
    marks = {(tag, region): profiles.usual_mark(tag, region) for tag in ("es", "en", "qqx") for region in ("MX", "ES")}
    assert marks["es", "MX"] == "."
    assert marks["es", "ES"] == ","
    assert marks["en", "MX"] == "."
    assert marks["qqx", "ES"] == ""
    usual = Choices(decimal_mark=DecimalMark.VARIETY)
    assert profiles.resolved("es-AR", usual).decimal_mark == ","
    assert profiles.resolved("es-MX", usual) == Profile("MX", ".")


def test_the_varieties_are_those_of_the_language():
    spanish = profiles.varieties("es-MX")
    assert {"MX", "AR", "ES", "419"} <= set(spanish)
    assert "DE" not in spanish
    assert profiles.varieties("qqx") == []


def test_a_profile_is_changed_once_and_recorded(session: Session):
    factories.noise(session)
    made, ana = factories.translation(session), factories.translator(session)
    chosen = Choices(quotation=Quotation.CURLY)
    assert profiles.choose(session, ana, made, chosen)
    assert not profiles.choose(session, ana, made, chosen)
    recorded = select(Event.actor_id).where(Event.name == "translation.profile_changed")
    assert session.scalars(recorded).all() == [ana.id]


def test_who_may_start_a_translation_may_say_how_it_is_written(session: Session):
    made = factories.translation(session)
    reader = factories.person(session, PersonRole.READER).as_actor()
    with pytest.raises(NotAllowed):
        profiles.choose(session, reader, made, Choices("MX"))
    for role in (PersonRole.TRANSLATOR, PersonRole.REVIEWER, PersonRole.PUBLISHER, PersonRole.ADMIN):
        profiles.choose(session, factories.person(session, role).as_actor(), made, Choices("MX"))
    assert profiles.choices(session, reader, made) == Choices("MX")


@pytest.mark.parametrize("region", ["DE", "mx", "../etc", "\ufffe", "M" * 9000])
def test_a_region_without_the_language_is_refused(session: Session, region: str):
    made, ana = factories.translation(session), factories.translator(session)
    with pytest.raises(BadValue):
        profiles.choose(session, ana, made, Choices(region))
