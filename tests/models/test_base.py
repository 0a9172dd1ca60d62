"""What all tables share: names for constraints, times in UTC, words for enums, no loading behind one's back."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, DateTime, Enum, inspect, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError
from sqlalchemy.orm import RelationshipProperty

import models
from models import Base, Event, SignInFailure, Statement
from models.base import UtcDateTime, now
from tests.factories import noise, translation

ROOT = Path(__file__).resolve().parents[2]
TABLES = Base.metadata.sorted_tables
LIMA = timezone(timedelta(hours=-5))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_and_index_has_a_name(table):
    """SQLite's batch migrations can drop only what has one."""
    names = [constraint.name for constraint in table.constraints] + [index.name for index in table.indexes]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_name_fits_into_postgresql(table):
    names = [constraint.name for constraint in table.constraints] + [index.name for index in table.indexes]
    assert max(map(len, names)) <= 63


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_time_is_in_utc(table):
    times = [column for column in table.columns if isinstance(column.type, DateTime | UtcDateTime)]
    assert all(isinstance(column.type, UtcDateTime) for column in times)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_enum_is_a_word_held_by_a_named_check(table):
    for column in table.columns:
        if isinstance(column.type, Enum):
            assert not column.type.native_enum
            assert issubclass(column.type.enum_class, StrEnum)
            assert column.type.enums == [member.value for member in column.type.enum_class]
            checks = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
            assert f"ck_{table.name}_{column.type.name}" in checks


def test_the_same_moment_comes_back_in_utc(session):
    moments = [
        datetime(1997, 5, 4, 23, 30, 0, 123456, tzinfo=UTC),
        datetime(1997, 5, 4, 23, 30, tzinfo=LIMA),
        datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=14))),
    ]
    session.add_all(SignInFailure(key=str(n), at=moment) for n, moment in enumerate(moments))
    session.commit()
    session.expire_all()
    found = session.scalars(select(SignInFailure).order_by(SignInFailure.key)).all()
    assert [row.at for row in found] == moments
    assert {row.at.tzinfo for row in found} == {UTC}
    later = select(SignInFailure.key).where(SignInFailure.at > datetime(1997, 5, 5, tzinfo=UTC))
    assert session.scalars(later.order_by(SignInFailure.key)).all() == ["1", "2"]


def test_a_time_without_a_zone_is_a_mistake(session):
    session.add(SignInFailure(key="x", at=datetime(1997, 5, 4)))  # noqa: DTZ001, the mistake itself
    with pytest.raises(StatementError, match="without a time zone"):
        session.flush()


def test_now_is_in_utc_and_to_the_microsecond():
    before = datetime.now(UTC)
    assert before <= now() <= datetime.now(UTC)
    assert now().tzinfo is UTC


def test_a_word_that_no_enum_has_is_refused_by_the_database(session):
    there = translation(session)
    with pytest.raises(IntegrityError, match="four_eyes"):
        session.execute(text("UPDATE statement SET four_eyes = 'sometimes' WHERE id = :id"), {"id": there.statement_id})


def test_no_relationship_loads_behind_ones_back():
    for mapper in Base.registry.mappers:
        relationships: list[RelationshipProperty] = list(mapper.relationships)
        assert {relationship.lazy for relationship in relationships} <= {"raise_on_sql"}, mapper.class_.__name__


def test_a_relationship_that_was_not_loaded_says_so(session):
    noise(session)
    session.commit()
    session.expunge_all()
    statement = session.scalars(select(Statement)).first()
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        _ = statement.file


def test_every_table_is_loaded_with_the_package():
    modules = {path.stem for path in (ROOT / "models").glob("*.py")} - {"__init__", "base"}
    assert modules == {mapper.class_.__module__.removeprefix("models.") for mapper in Base.registry.mappers}
    assert {mapper.class_.__name__ for mapper in Base.registry.mappers} | {"Base"} == set(models.__all__)


def test_the_models_need_no_application():
    program = (
        "import sys, models, sqlalchemy\n"
        "engine = sqlalchemy.create_engine('sqlite://')\n"
        "models.Base.metadata.create_all(engine)\n"
        "print(len(sqlalchemy.inspect(engine).get_table_names()), 'app' in sys.modules, 'extensions' in sys.modules)\n"
    )
    command = [sys.executable, "-W", "error", "-c", program]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout.split() == [str(len(TABLES)), "False", "False"]


def test_the_migrated_tables_are_those_of_the_models(engine):
    """`flask db check` compares more; this sees a table or column that only one side has, on both databases."""
    inspector = inspect(engine)
    # The index of full text is a matter of each database: SQLite keeps tables of its own for it.
    migrated = {name for name in inspector.get_table_names() if "_fts" not in name}
    assert migrated - {"alembic_version"} == {table.name for table in TABLES}
    for table in TABLES:
        found = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert found == {column.name: column.nullable for column in table.columns}, table.name
        indexes = {
            index["name"] for index in inspector.get_indexes(table.name) if not index.get("duplicates_constraint")
        }
        assert indexes == {index.name for index in table.indexes}, table.name
        checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert checks == {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}, table.name


def test_facts_are_stored_as_they_are(session):
    facts = {"count": 3, "name": "ñ 漢 🙂 <b>", "list": [1, None, True], "inner": {"a": 1.5}}
    session.add(Event(name="tried", facts=facts))
    session.commit()
    session.expire_all()
    assert session.scalars(select(Event)).one().facts == facts
