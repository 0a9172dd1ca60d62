"""People in the service: who may do what to whom, and the last administrator."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from domain.errors import BadValue, Duplicate, LastAdmin, NotAllowed, NotFound
from domain.permissions import OPERATOR, Action, Actor, Grant, PersonRole
from extensions import db
from models import Event, RoleGrant, User
from services import accounts

ADMIN, TRANSLATOR, REVIEWER = (Grant(role) for role in (PersonRole.ADMIN, PersonRole.TRANSLATOR, PersonRole.REVIEWER))
SPANISH, FRENCH = Grant(PersonRole.REVIEWER, "es"), Grant(PersonRole.REVIEWER, "fr")
PASSWORD = "correct horse battery staple"


@pytest.fixture
def desk(app: Flask) -> Iterator[Session]:
    """Give the application's session: hashing a password reads the application's settings."""
    with app.app_context():
        yield db.session()


def add(session: Session, email: str, *grants: Grant, password: str | None = PASSWORD) -> User:
    return accounts.add(session, OPERATOR, email, "", grants, password)


def grants_of(session: Session, user: User) -> set[Grant]:
    query = select(RoleGrant.role, RoleGrant.language).where(RoleGrant.user_id == user.id)
    return {Grant(role, language) for role, language in session.execute(query)}


def last_event(session: Session) -> Event:
    return session.scalars(select(Event).order_by(Event.id.desc())).first()


def test_a_person_is_added_with_a_password_or_without(desk: Session) -> None:
    ana = add(desk, "  Ana.Ruiz@Example.ORG ", TRANSLATOR, SPANISH)
    assert ana.email == "ana.ruiz@example.org"
    assert verify_password(PASSWORD, ana.password)
    assert grants_of(desk, ana) == {TRANSLATOR, SPANISH}
    assert last_event(desk).facts == {"person_id": ana.id, "roles": ["translator", "reviewer:es"]}
    assert add(desk, "ben@example.org", TRANSLATOR, password=None).password is None


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@example.org", "a b@example.org", "ana@example..org", "a" * 300 + "@x.org"]
)
def test_what_is_no_address_is_refused(desk: Session, email: str) -> None:
    with pytest.raises(BadValue) as refused:
        add(desk, email)
    assert refused.value.facts["field"] == "email"


@pytest.mark.parametrize("email", ["ana@house", "ana@desk.house", "ñandú@example.org", "ana+desk@example.org"])
def test_an_address_of_the_house_will_do(desk: Session, email: str) -> None:
    assert add(desk, email).email == email


def test_an_address_belongs_to_one_person(desk: Session) -> None:
    add(desk, "ana@example.org")
    with pytest.raises(Duplicate):
        add(desk, "ANA@example.org")


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 129])
def test_a_password_has_a_decent_length(desk: Session, password: str) -> None:
    with pytest.raises(BadValue) as refused:
        add(desk, "ana@example.org", password=password)
    assert refused.value.facts["field"] == "password"
    assert password == "" or password not in str(refused.value.facts), "a password is not told on"


@pytest.mark.parametrize(
    "grant",
    [Grant(PersonRole.ADMIN, "es"), Grant(PersonRole.READER, "es"), Grant(PersonRole.REVIEWER, "not a tag")],
    ids=str,
)
def test_a_language_goes_only_with_roles_that_have_one(desk: Session, grant: Grant) -> None:
    with pytest.raises(BadValue) as refused:
        add(desk, "ana@example.org", grant)
    assert refused.value.facts["field"] == "language"


def test_roles_are_kept_tidy(desk: Session) -> None:
    everywhere = Grant(PersonRole.TRANSLATOR)
    ana = add(desk, "ana@example.org", everywhere, Grant(PersonRole.TRANSLATOR, "es"), everywhere)
    assert grants_of(desk, ana) == {everywhere}
    ben = add(desk, "ben@example.org", Grant(PersonRole.REVIEWER, "ES"), Grant(PersonRole.REVIEWER, "es"))
    assert grants_of(desk, ben) == {SPANISH}


def test_roles_are_given_and_taken_one_by_one_or_together(desk: Session) -> None:
    ana = add(desk, "ana@example.org", SPANISH)
    accounts.grant(desk, OPERATOR, ana.id, FRENCH)
    assert grants_of(desk, ana) == {SPANISH, FRENCH}
    accounts.revoke(desk, OPERATOR, ana.id, SPANISH)
    assert grants_of(desk, ana) == {FRENCH}
    accounts.set_grants(desk, OPERATOR, ana.id, [TRANSLATOR, REVIEWER])
    assert grants_of(desk, ana) == {TRANSLATOR, REVIEWER}
    accounts.grant(desk, OPERATOR, ana.id, TRANSLATOR)
    assert grants_of(desk, ana) == {TRANSLATOR, REVIEWER}
    assert last_event(desk).name == "person.roles_changed"


def test_the_database_too_refuses_the_same_role_twice(desk: Session) -> None:
    ana = add(desk, "ana@example.org", TRANSLATOR)
    desk.add(RoleGrant(user_id=ana.id, role=PersonRole.TRANSLATOR))
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        desk.flush()


def test_the_last_administrator_stays_one(desk: Session) -> None:
    ada = add(desk, "ada@example.org", ADMIN, TRANSLATOR)
    add(desk, "invited@example.org", ADMIN, password=None)  # could not come in yet
    closed = add(desk, "closed@example.org", ADMIN)
    accounts.deactivate(desk, ada.as_actor(), closed.id)
    for step in (
        lambda: accounts.revoke(desk, ada.as_actor(), ada.id, ADMIN),
        lambda: accounts.set_grants(desk, OPERATOR, ada.id, []),
        lambda: accounts.deactivate(desk, ada.as_actor(), ada.id),
    ):
        with pytest.raises(LastAdmin):
            step()
    assert grants_of(desk, ada) == {ADMIN, TRANSLATOR}
    bea = add(desk, "bea@example.org", ADMIN)
    accounts.revoke(desk, ada.as_actor(), ada.id, ADMIN)
    with pytest.raises(LastAdmin):
        accounts.deactivate(desk, OPERATOR, bea.id)


def test_an_administrator_who_waits_for_another_sees_what_that_one_did(desk: Session) -> None:
    engine = db.engine
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    ada, bea = (add(desk, f"{name}@example.org", ADMIN) for name in ("ada", "bea"))
    desk.commit()
    accounts.deactivate(desk, ada.as_actor(), bea.id)
    actor, refused = bea.as_actor(), []

    def close_ada(person_id: int) -> None:
        with Session(engine) as other, pytest.raises(LastAdmin):
            accounts.deactivate(other, actor, person_id)
        refused.append(True)

    late = Thread(target=close_ada, args=(ada.id,))
    late.start()
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with Session(engine) as looker:
        while late.is_alive() and not looker.scalar(waiting):
            looker.rollback()  # a transaction sees the same activity all along
    desk.commit()
    late.join()
    assert refused


def test_the_last_administrator_may_change_their_other_roles(desk: Session) -> None:
    ada = add(desk, "ada@example.org", ADMIN)
    accounts.set_grants(desk, ada.as_actor(), ada.id, [ADMIN, SPANISH])
    assert grants_of(desk, ada) == {ADMIN, SPANISH}


def test_closing_ends_sessions_and_requests_and_opening_brings_the_roles_back(desk: Session) -> None:
    ana = add(desk, "ana@example.org", TRANSLATOR)
    accounts.note_reset_request(desk, ana)
    session_key = ana.fs_uniquifier
    accounts.deactivate(desk, OPERATOR, ana.id)
    assert (ana.active, ana.reset_requested_at) == (False, None)
    assert ana.fs_uniquifier != session_key
    with pytest.raises(BadValue):
        accounts.make_link(desk, OPERATOR, ana.id)
    accounts.activate(desk, OPERATOR, ana.id)
    assert ana.active
    assert grants_of(desk, ana) == {TRANSLATOR}


def test_a_link_answers_the_request(desk: Session) -> None:
    ana = add(desk, "ana@example.org")
    accounts.note_reset_request(desk, ana)
    assert ana.reset_requested_at <= datetime.now(UTC)
    session_key = ana.fs_uniquifier
    assert accounts.make_link(desk, OPERATOR, ana.id)
    assert ana.reset_requested_at is None
    assert ana.fs_uniquifier == session_key, "a request by anybody does not sign a member out"


ROLES_WITHOUT_POWER = [role for role in PersonRole if role is not PersonRole.ADMIN]


@pytest.mark.parametrize("role", ROLES_WITHOUT_POWER)
def test_only_administrators_manage_people(desk: Session, role: PersonRole) -> None:
    ana = add(desk, "ana@example.org", Grant(role))
    actor = ana.as_actor()
    for step in (
        lambda: accounts.listed(desk, actor),
        lambda: accounts.person(desk, actor, ana.id),
        lambda: accounts.person(desk, actor, 999),
        lambda: accounts.add(desk, actor, "x@example.org", "", []),
        lambda: accounts.invite(desk, actor, "x@example.org", "", [ADMIN]),
        lambda: accounts.make_link(desk, actor, ana.id),
        lambda: accounts.set_password(desk, actor, ana.id, PASSWORD),
        lambda: accounts.grant(desk, actor, ana.id, ADMIN),
        lambda: accounts.revoke(desk, actor, ana.id, Grant(role)),
        lambda: accounts.set_grants(desk, actor, 999, [ADMIN]),
        lambda: accounts.deactivate(desk, actor, ana.id),
        lambda: accounts.activate(desk, actor, ana.id),
        lambda: accounts.turn_off_two_factor(desk, actor, ana.id),
    ):
        with pytest.raises(NotAllowed) as refused:
            step()
        assert refused.value.facts["action"] is Action.MANAGE_PEOPLE


def test_one_describes_oneself_and_nobody_else(desk: Session) -> None:
    ana, ben = add(desk, "ana@example.org"), add(desk, "ben@example.org")
    accounts.describe_oneself(desk, ana.as_actor(), name=" Ana  Ruiz ", credit_name="", locale="es")
    assert (ana.name, ana.credit_name, ana.locale) == ("Ana Ruiz", "", "es")
    assert (ben.name, ben.locale) == ("", None)
    with pytest.raises(NotFound):
        accounts.describe_oneself(desk, OPERATOR, name="x", credit_name="", locale=None)


def test_a_name_may_need_joiners(desk: Session) -> None:
    ana = add(desk, "ana@example.org")
    persian = "علی\u200cرضا"
    accounts.describe_oneself(desk, ana.as_actor(), name=persian, credit_name="", locale=None)
    assert ana.name == persian


def test_people_are_found_by_address(desk: Session) -> None:
    ana = add(desk, "ana@example.org", TRANSLATOR)
    assert accounts.find_by_email(desk, " ANA@example.org").id == ana.id
    assert accounts.find_by_email(desk, "ana@example.org").as_actor().grants == (TRANSLATOR,)
    with pytest.raises(NotFound):
        accounts.find_by_email(desk, "nobody@example.org")


def test_the_list_of_people_is_one_query(desk: Session) -> None:
    for n in range(20):
        add(desk, f"p{n}@example.org", TRANSLATOR, SPANISH)
    desk.commit()
    desk.expunge_all()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    people = accounts.listed(desk, OPERATOR)
    assert sum(len(user.roles) for user in people) == 40
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1


def test_the_operator_acts_without_an_account(desk: Session) -> None:
    add(desk, "ana@example.org")
    assert last_event(desk).actor_id is None
    ada = add(desk, "ada@example.org", ADMIN)
    accounts.add(desk, Actor(ada.id, "Ada", (ADMIN,)), "ben@example.org", "", [])
    assert last_event(desk).actor_id == ada.id
