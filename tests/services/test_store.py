"""What the services need of the database: locks, keys, clean text, names, the record."""

from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.permissions import OPERATOR
from models import Event as Happening
from models import SignInFailure, Statement, Target, User
from models.base import now
from services.store import (
    begin_write,
    find,
    find_statement,
    find_translation,
    is_key,
    name_of,
    position,
    record,
    storable,
)
from tests.factories import noise, person, translation

TIME_OUT_S = 120
NOBODYS_KEYS = [0, -1, 999_999, 2**31, 2**63, 10**40]
NOBODYS_NAMES = ["", "no-such", "a\0b", "ñ", "\ud800", "x" * 5000, "%", "' OR 1=1 --"]


def test_a_row_is_found_by_its_key(session):
    noise(session)
    there = translation(session, also=("fr",))
    assert find(session, Statement, there.statement_id).id == there.statement_id
    assert find_statement(session, there.statement.slug).id == there.statement_id
    found = find_translation(session, there.statement.slug, "fr")
    assert (found.language, found.statement.slug) == ("fr", there.statement.slug)
    assert found.id != there.id


@pytest.mark.parametrize("key", NOBODYS_KEYS)
def test_a_key_that_nothing_has_is_not_found(session, key):
    translation(session)
    with pytest.raises(NotFound) as missing:
        find(session, Target, key)
    assert missing.value.facts == {"what": "target", "key": key}


@pytest.mark.parametrize("name", NOBODYS_NAMES)
def test_an_address_that_nothing_has_is_not_found(session, name):
    slug = translation(session).statement.slug
    with pytest.raises(NotFound):
        find_statement(session, name)
    with pytest.raises(NotFound):
        find_translation(session, slug, name)
    with pytest.raises(NotFound):
        find_translation(session, name, "es")


def test_a_translation_is_of_its_statement_and_language(session):
    here, there = translation(session, language="fr"), translation(session, language="pt")
    with pytest.raises(NotFound):
        find_translation(session, here.statement.slug, "pt")
    with pytest.raises(NotFound):
        find_translation(session, there.statement.slug, "PT")


@pytest.mark.parametrize(("number", "place"), [(-(10**40), 0), (-1, 0), (0, 0), (7, 7), (10**40, 2**31 - 1)])
def test_a_position_is_one_that_a_database_can_be_asked_for(number, place):
    assert position(number) == place


def test_what_could_be_a_key():
    assert is_key(1)
    assert is_key(2**31 - 1)
    assert is_key("the-river-2")
    assert not is_key(2**31)


@given(st.text(st.characters(), max_size=40))
def test_a_storable_text_is_storable_and_stays_as_it_is(text):
    once = storable(text)
    once.encode("utf-8")
    assert storable(once) == once
    assert not {"\0", "\r"} & set(once)


@given(st.text("aé漢🙂 \n\t.", max_size=40))
def test_an_ordinary_text_is_stored_as_it_is(text):
    assert storable(text) == text


def test_colleagues_call_a_person_by_name_and_without_one_by_address(session):
    noise(session)
    named, nameless = person(session, name="Ana"), person(session, email="beto@example.org")
    nameless.name = ""
    session.flush()
    query = select(User.id, name_of(User)).where(User.id.in_([named.id, nameless.id]))
    assert dict(session.execute(query).all()) == {named.id: "Ana", nameless.id: "beto@example.org"}


def test_a_happening_is_recorded_with_who_and_where_and_no_text(session):
    there = translation(session)
    actor = person(session).as_actor()
    record(session, actor, "tried", statement_id=there.statement_id, count=3)
    record(session, OPERATOR, "tried")
    session.commit()
    rows = session.scalars(select(Happening).where(Happening.name == "tried").order_by(Happening.id)).all()
    assert [(row.actor_id, row.statement_id, row.facts) for row in rows] == [
        (actor.id, there.statement_id, {"count": 3}),
        (None, None, {}),
    ]
    assert all(row.at.utcoffset().total_seconds() == 0 for row in rows)


def test_a_writer_has_the_database_to_itself_until_it_commits(session, engine):
    """On SQLite the second begin_write waits; on PostgreSQL both go on, and only the same row makes one wait."""
    order, begun = [], Event()

    def second() -> None:
        with Session(engine) as other:
            begun.set()
            begin_write(other)
            order.append("second begins")
            other.rollback()

    begin_write(session)
    thread = Thread(target=second, daemon=True)
    thread.start()
    assert begun.wait(TIME_OUT_S)
    thread.join(0.3)  # no answer is asserted from this: it only gives the other a chance to be wrong
    order.append("first commits")
    session.commit()
    thread.join(TIME_OUT_S)
    assert sorted(order) == ["first commits", "second begins"]
    if engine.dialect.name == "sqlite":
        assert order == ["first commits", "second begins"]


def test_writers_that_read_first_wait_for_each_other_instead_of_failing(engine):
    """Sixteen at once, each counting what is there and adding one row more: no row is lost, nobody is refused."""
    errors: list[Exception] = []

    def work(number: int) -> None:
        try:
            with Session(engine) as session:
                for _ in range(5):
                    begin_write(session)
                    seen = session.scalar(select(func.count()).select_from(SignInFailure))
                    session.execute(insert(SignInFailure).values(key=f"{number} {seen}", at=now()))
                    session.commit()
        except Exception as error:
            errors.append(error)

    threads = [Thread(target=work, args=(number,), daemon=True) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIME_OUT_S)
    assert errors == []
    with Session(engine) as session:
        keys = session.scalars(select(SignInFailure.key)).all()
    assert len(keys) == 80
    if engine.dialect.name == "sqlite":  # each saw all that were committed before it
        assert sorted(int(key.split()[1]) for key in keys) == list(range(80))


def test_a_reader_who_turns_writer_in_a_savepoint_is_not_refused(app, engine: Engine):
    """The application's own session takes the write lock by itself, also where nobody has called begin_write."""
    from extensions import db

    with app.app_context():
        db.session.scalar(select(func.count()).select_from(SignInFailure))  # a read begins the transaction
        with Session(engine) as other:  # and somebody else writes meanwhile
            begin_write(other)
            other.execute(insert(SignInFailure).values(key="theirs", at=now()))
            other.commit()
        with db.session.begin_nested():
            db.session.add(SignInFailure(key="mine", at=now()))
        db.session.commit()
        assert set(db.session.scalars(select(SignInFailure.key))) == {"theirs", "mine"}
        db.session.scalar(select(func.count()).select_from(SignInFailure))
        with Session(engine) as other:
            begin_write(other)
            other.execute(insert(SignInFailure).values(key="theirs again", at=now()))
            other.commit()
        db.session.execute(insert(SignInFailure).values(key="mine again", at=now()))
        db.session.commit()
        assert len(db.session.scalars(select(SignInFailure.key)).all()) == 4
