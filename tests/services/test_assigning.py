"""Who may be given a translation, who may give it, what is recorded."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import AlreadyAssigned, BadValue, NotAllowed
from domain.permissions import Action, Actor, PersonRole
from models import Event, Translation, User
from services import assigning
from tests.factories import noise, person, reviewer, translation, translator

DAY = date(2030, 5, 17)


@pytest.fixture
def ana(session: Session) -> Actor:
    noise(session)
    return translator(session, name="ana")


@pytest.fixture
def there(session: Session) -> Translation:
    return translation(session, language="es-PE")


def events(session: Session) -> list[tuple[str, dict]]:
    query = select(Event.name, Event.facts).where(Event.name.in_(("translation.assigned", "translation.taken")))
    return [(name, facts) for name, facts in session.execute(query.order_by(Event.id))]


def stored(session: Session, there: Translation) -> tuple[int | None, date | None]:
    session.expire(there)
    return session.execute(
        select(Translation.assigned_to_id, Translation.due_on).where(Translation.id == there.id)
    ).one()  # fmt: skip


def test_those_who_translate_are_named_in_order_with_their_languages(session, ana):
    both = person(session, PersonRole.REVIEWER, PersonRole.TRANSLATOR, language="es", name="Berta")
    person(session, PersonRole.READER, PersonRole.PUBLISHER, PersonRole.ADMIN, name="Zoe")
    person(session, PersonRole.TRANSLATOR, name="Aaron").active = False
    session.flush()
    found = assigning.translators(session, ana)
    assert [one.name for one in found if one.id in (ana.id, both.id)] == ["ana", "Berta"]
    assert {"Zoe", "Aaron"}.isdisjoint(one.name for one in found)
    berta = next(one for one in found if one.id == both.id)
    assert (berta.writes("es"), berta.writes("es-PE"), berta.writes("fr")) == (True, True, False)


@pytest.mark.parametrize("role", [PersonRole.TRANSLATOR, PersonRole.REVIEWER, PersonRole.PUBLISHER, PersonRole.ADMIN])
def test_whoever_may_start_a_translation_may_give_it(session, ana, there, role):
    giver = person(session, role).as_actor()
    assert assigning.assign(session, giver, there, ana.id, DAY)
    assert stored(session, there) == (ana.id, DAY)
    facts = {"translation": there.id, "language": "es-PE", "person": ana.id, "due": "2030-05-17"}
    assert events(session) == [("translation.assigned", facts)]


def test_a_reader_gives_nothing(session, ana, there):
    reader = person(session, PersonRole.READER).as_actor()
    with pytest.raises(NotAllowed):
        assigning.assign(session, reader, there, ana.id, None)
    with pytest.raises(NotAllowed):
        assigning.take(session, reader, there)


def test_nothing_changed_is_nothing_recorded(session, ana, there):
    assigning.assign(session, ana, there, ana.id, None)
    assert not assigning.assign(session, ana, there, ana.id, None)
    assert len(events(session)) == 1
    assert assigning.assign(session, ana, there, None, None)
    assert stored(session, there) == (None, None)


def test_it_is_given_to_those_alone_who_may_write_the_language(session, ana, there):
    reader = person(session, PersonRole.READER)
    french = translator(session, language="fr")
    gone = person(session, PersonRole.TRANSLATOR)
    gone.active = False
    session.flush()
    for wrong in (reader.id, french.id, gone.id, 999_999):
        with pytest.raises(BadValue):
            assigning.assign(session, ana, there, wrong, None)
    assert assigning.assign(session, ana, there, reviewer(session, language="es").id, None)


def test_whoever_has_it_may_keep_it_when_they_could_not_be_given_it_any_more(session, ana, there):
    assigning.assign(session, ana, there, ana.id, None)
    session.get_one(User, ana.id).active = False
    session.flush()
    assert assigning.assign(session, reviewer(session), there, ana.id, DAY)
    assert stored(session, there) == (ana.id, DAY)


def test_what_is_free_is_taken_once(session, ana, there):
    assigning.take(session, ana, there)
    assigning.take(session, ana, there)
    assert [name for name, _facts in events(session)] == ["translation.taken"]
    with pytest.raises(AlreadyAssigned) as refused:
        assigning.take(session, translator(session), there)
    assert refused.value.facts == {"name": "ana"}
    assert stored(session, there) == (ana.id, None)


def test_one_takes_only_what_one_may_write(session, there):
    with pytest.raises(NotAllowed):
        assigning.take(session, translator(session, language="fr"), there)


@pytest.mark.parametrize(
    ("own", "seen"),
    [(None, {"es-PE", "pt-BR", "es"}), ("es", {"es-PE", "es"}), ("es-PE", {"es-PE"}), ("PT", {"pt-BR"}), ("e", set())],
)
def test_languages_are_covered_in_the_database_as_in_the_rules(session, there, ana, own, seen):
    who = translator(session, language=own)
    condition = assigning.in_languages_of(who, Action.TRANSLATE)
    found = set(session.scalars(select(Translation.language).where(condition)))
    assert found == seen
    everything = set(session.scalars(select(Translation.language)))
    assert found == {tag for tag in everything if who.may(Action.TRANSLATE, tag)}


def test_several_languages_and_none(session, there, ana):
    grants = (*translator(session, language="es").grants, *translator(session, language="pt").grants)
    two = Actor(ana.id, "", grants)
    assert set(session.scalars(select(Translation.language).where(
        assigning.in_languages_of(two, Action.TRANSLATE)))) == {"es-PE", "es", "pt-BR"}  # fmt: skip
    none = Actor(ana.id, "", ())
    assert list(session.scalars(select(Translation).where(assigning.in_languages_of(none, Action.TRANSLATE)))) == []
