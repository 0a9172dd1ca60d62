"""Who is in which paragraph: seen for a minute, by colleagues, and never in the way."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound
from domain.permissions import PersonRole
from models import Presence, Target, Translation, User
from services import presence
from services.presence import Neighbour
from tests import factories

START = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


class Clock:
    """The moment that the service believes it is."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(presence, "now", clock)
    return clock


@pytest.fixture
def place(session: Session) -> Translation:
    factories.noise(session)
    found = factories.translation(session, also=("pt",))
    session.commit()
    return found


def somebody(session: Session, name: str, *roles: PersonRole) -> User:
    user = factories.person(session, *(roles or (PersonRole.TRANSLATOR,)), name=name)
    session.commit()
    return user


def ask(
    session: Session, uniquifier: str, translation_id: int, number: int | None, *, writing: bool = False
) -> list[Neighbour] | None:
    """Ask as the view does, on a connection of the driver's own."""
    session.commit()
    engine = session.get_bind().engine
    with closing(engine.raw_connection()) as connection:
        found = presence.renew(connection, engine.dialect.name, uniquifier, translation_id, number, is_writing=writing)
        connection.commit()
    return found


def sees(
    session: Session, user: User, place: Translation, number: int | None, *, writing: bool = False
) -> list[Neighbour]:
    found = ask(session, user.fs_uniquifier, place.id, number, writing=writing)
    assert found is not None
    return found


def segments(session: Session, place: Translation) -> list[int]:
    query = select(Target.segment_id).where(Target.translation_id == place.id).order_by(Target.id)
    return list(session.scalars(query))


def test_people_see_each_other_and_not_themselves(session: Session, place: Translation, clock: Clock) -> None:
    ana, bo, cy = (somebody(session, name) for name in ("Ana", "Bo", "Cy"))
    assert sees(session, ana, place, 1) == []
    assert sees(session, bo, place, 3, writing=True) == [Neighbour("Ana", "p1", False)]
    assert sees(session, cy, place, 1) == [Neighbour("Ana", "p1", False), Neighbour("Bo", "p3", True)]
    assert sees(session, ana, place, 2) == [Neighbour("Cy", "p1", False), Neighbour("Bo", "p3", True)]


def test_another_translation_is_another_place(session: Session, place: Translation, clock: Clock) -> None:
    ana, bo = somebody(session, "Ana"), somebody(session, "Bo")
    other = session.scalars(
        select(Translation).where(Translation.statement_id == place.statement_id, Translation.id != place.id)
    ).one()
    sees(session, ana, other, 1)
    assert sees(session, bo, place, 1) == []
    assert sees(session, bo, other, 2) == [Neighbour("Ana", "p1", False)]


def test_whoever_is_silent_for_a_minute_is_gone(session: Session, place: Translation, clock: Clock) -> None:
    ana, bo = somebody(session, "Ana"), somebody(session, "Bo")
    sees(session, ana, place, 1, writing=True)
    clock.go_on(60)
    assert sees(session, bo, place, 2) == [Neighbour("Ana", "p1", True)]
    assert presence.writing(session, segments(session, place)[:1], apart_from=bo.id) == ["Ana"]
    clock.go_on(0.001)
    assert sees(session, bo, place, 2) == []
    assert presence.writing(session, segments(session, place)[:1], apart_from=bo.id) == []


def test_somebody_in_no_paragraph_is_not_shown(session: Session, place: Translation, clock: Clock) -> None:
    ana, bo = somebody(session, "Ana"), somebody(session, "Bo")
    for nowhere in (None, 0, -1, 99, 2**31, 2**70):
        sees(session, ana, place, nowhere)
    assert sees(session, bo, place, 1) == []
    assert presence.last_visits(session, ana.as_actor()) == {place.id: START}


def test_an_unchanged_repeat_writes_nothing_while_the_row_is_young(
    session: Session, place: Translation, clock: Clock
) -> None:
    ana = somebody(session, "Ana")

    def at() -> datetime:
        return session.scalars(select(Presence.at)).one()

    sees(session, ana, place, 1)
    clock.go_on(10)
    sees(session, ana, place, 1)
    assert at() == START
    clock.go_on(1)
    sees(session, ana, place, 1)
    assert at() == START + timedelta(seconds=11)
    clock.go_on(1)
    sees(session, ana, place, 1, writing=True)
    assert at() == START + timedelta(seconds=12)
    clock.go_on(1)
    sees(session, ana, place, 2, writing=True)
    assert at() == START + timedelta(seconds=13)
    assert len(session.scalars(select(Presence)).all()) == 1


def test_a_moment_is_stored_as_the_models_store_it(session: Session, place: Translation, clock: Clock) -> None:
    ana = somebody(session, "Ana")
    for moment in (START, START.replace(microsecond=120), START.replace(microsecond=999_999)):
        clock.at = moment
        sees(session, ana, place, moment.microsecond % 7)
        stored = session.connection().execute(select(cast(Presence.__table__.c.at, String))).scalar_one()
        session.execute(update(Presence).values(at=clock.at))
        assert stored == session.connection().execute(select(cast(Presence.__table__.c.at, String))).scalar_one()
        session.commit()


def test_a_session_of_nobody_is_told_nothing(session: Session, place: Translation, clock: Clock) -> None:
    closed = somebody(session, "Closed")
    closed.active = False
    session.commit()
    for uniquifier in ("", "no-such-session", closed.fs_uniquifier):
        assert ask(session, uniquifier, place.id, 1, writing=True) is None
    assert session.scalars(select(Presence)).all() == []


def test_a_member_without_a_role_is_refused_whether_the_place_exists_or_not(
    session: Session, place: Translation
) -> None:
    guest = factories.person(session, name="Guest")
    session.commit()
    for translation_id in (place.id, 10**6, 0, -1, 2**70):
        with pytest.raises(NotAllowed):
            ask(session, guest.fs_uniquifier, translation_id, 1, writing=False)


@pytest.mark.parametrize("translation_id", [10**6, 0, -1, 2**70])
def test_a_translation_that_is_not_there_is_not_found(session: Session, translation_id: int) -> None:
    ana = somebody(session, "Ana")
    with pytest.raises(NotFound):
        ask(session, ana.fs_uniquifier, translation_id, 1, writing=False)


def test_writing_names_those_with_unsaved_text_in_these_segments(
    session: Session, place: Translation, clock: Clock
) -> None:
    ana, bo, cy, di = (somebody(session, name) for name in ("Ana", "Bo", "Cy", "Di"))
    first, second, third = segments(session, place)
    sees(session, cy, place, 1, writing=True)
    sees(session, ana, place, 1, writing=True)
    sees(session, bo, place, 1)
    sees(session, di, place, 3, writing=True)
    assert presence.writing(session, [first, second], apart_from=None) == ["Ana", "Cy"]
    assert presence.writing(session, [first, second], apart_from=ana.id) == ["Cy"]
    assert presence.writing(session, [second], apart_from=None) == []
    assert presence.writing(session, [], apart_from=None) == []
    assert presence.writing(session, [third], apart_from=di.id) == []


def test_last_visits_are_ones_own(session: Session, place: Translation, clock: Clock) -> None:
    ana, bo = somebody(session, "Ana"), somebody(session, "Bo")
    sees(session, ana, place, 1)
    clock.go_on(3600)
    sees(session, bo, place, 1)
    assert presence.last_visits(session, ana.as_actor()) == {place.id: START}
    assert presence.last_visits(session, bo.as_actor()) == {place.id: START + timedelta(hours=1)}
    guest = factories.person(session, name="Guest")
    with pytest.raises(NotAllowed):
        presence.last_visits(session, guest.as_actor())
