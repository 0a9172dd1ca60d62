"""What happens when a command or a server meets an empty, an older, a newer or a foreign database."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

import schema
from app import create_app
from config import ROOT
from extensions import db

HEAD = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
SERVER = (sys.executable, "-c", "from app import create_app; create_app()")


@contextmanager
def program(url: str, **settings: object) -> Iterator[Flask]:
    """Give an application on `url` within its context, and close its connections."""
    application = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url, **settings})
    with application.app_context():
        yield application
        db.engine.dispose()


def look(url: str, question: str) -> Sequence[object]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalars(text(question)).all()
    finally:
        engine.dispose()


def stamp(url: str) -> Sequence[object]:
    return look(url, "SELECT version_num FROM alembic_version")


def restamp(url: str, revision: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()


def downgraded(url: str) -> None:
    """Take the database one revision back."""
    with program(url):
        flask_migrate.downgrade()


def test_an_empty_database_gets_its_tables(bare_database_url: str) -> None:
    with program(bare_database_url):
        schema.ensure()
    assert stamp(bare_database_url) == [HEAD]


def test_a_good_database_is_asked_one_question(database_url: str) -> None:
    asked: list[str] = []
    with program(database_url):
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        schema.ensure()
    assert [question for question in asked if not question.startswith(("BEGIN", "PRAGMA"))] == [
        "SELECT version_num FROM alembic_version"
    ]


def test_a_server_looks_at_its_start(bare_database_url: str) -> None:
    with program(bare_database_url, TESTING=False):
        assert inspect(db.engine).has_table("statement")


def test_a_program_under_test_brings_its_own_database(bare_database_url: str) -> None:
    with program(bare_database_url):
        assert not inspect(db.engine).has_table("statement")


def test_a_newer_database_is_refused_in_one_sentence(database_url: str) -> None:
    restamp(database_url, "9999")
    with program(database_url), pytest.raises(schema.SchemaError) as refusal:
        schema.ensure()
    assert "newer Rectoverso" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert stamp(database_url) == ["9999"]


def test_a_database_of_another_program_is_refused_and_left_alone(bare_database_url: str) -> None:
    engine = create_engine(bare_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (name VARCHAR)"))
    engine.dispose()
    with program(bare_database_url), pytest.raises(schema.SchemaError, match="another program"):
        schema.ensure()
    assert look(bare_database_url, "SELECT count(*) FROM recipe") == [0]
    with pytest.raises(DatabaseError):
        stamp(bare_database_url)


def test_a_database_that_was_emptied_by_downgrades_is_filled_again(bare_database_url: str) -> None:
    with program(bare_database_url):
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        schema.ensure()
        assert inspect(db.engine).has_table("statement")


def add_somebody(url: str, name: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                'INSERT INTO "user" (email, active, fs_uniquifier, name, credit_name, create_datetime, update_datetime)'
                " VALUES (:email, true, :email, :name, '', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
            ),
            {"email": f"{name}@example.org", "name": name},
        )
    engine.dispose()


def test_an_older_database_is_migrated_after_a_copy_or_refused_with_the_command(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    downgraded(database_url)
    older = stamp(database_url)
    add_somebody(database_url, "Ana")
    if database_url.startswith("postgresql"):
        with program(database_url), pytest.raises(schema.SchemaError, match=r"run: .venv/bin/flask db upgrade"):
            schema.ensure()
        assert stamp(database_url) == older
        return
    with program(database_url):
        schema.ensure()
    file = Path(database_url.removeprefix("sqlite:///"))
    (copy,) = file.parent.glob(f"{file.stem}.before-{HEAD}-????-??-??.sqlite3")
    assert (stamp(database_url), stamp(f"sqlite:///{copy}")) == ([HEAD], older)
    assert (
        look(database_url, 'SELECT name FROM "user"') == look(f"sqlite:///{copy}", 'SELECT name FROM "user"') == ["Ana"]
    )
    assert copy.name in capsys.readouterr().err


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "desk.sqlite3"


def test_the_copy_holds_what_only_the_log_holds(sqlite_file: Path) -> None:
    with closing(sqlite3.connect(sqlite_file)) as here:
        here.execute("PRAGMA journal_mode=WAL")
        here.execute("CREATE TABLE word (text)")
        here.execute("INSERT INTO word VALUES ('kept')")
        here.commit()
        sqlite_file.chmod(0o640)
        copy = schema.set_aside(sqlite_file, "0002")
        assert sqlite_file.with_name(sqlite_file.name + "-wal").stat().st_size > 0
        with closing(sqlite3.connect(copy)) as there:
            assert there.execute("SELECT text FROM word").fetchall() == [("kept",)]
    assert copy.stat().st_mode & 0o777 == 0o640


def test_a_second_copy_of_one_day_has_a_name_of_its_own(sqlite_file: Path) -> None:
    sqlite3.connect(sqlite_file).close()
    copies = {schema.set_aside(sqlite_file, "0002") for _ in range(3)}
    assert len(copies) == 3
    assert not list(sqlite_file.parent.glob("*.part"))


def test_without_a_copy_nothing_is_migrated(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if database_url.startswith("postgresql"):
        pytest.skip("PostgreSQL is not migrated at all")
    downgraded(database_url)
    older = stamp(database_url)

    class Full:
        def __init__(self, *_args: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    with program(database_url):
        monkeypatch.setattr(schema.sqlite3, "connect", Full)
        with pytest.raises(schema.SchemaError, match="nothing was changed"):
            schema.ensure()
        monkeypatch.undo()
    assert stamp(database_url) == older
    file = Path(database_url.removeprefix("sqlite:///"))
    assert not list(file.parent.glob(f"{file.stem}.before*"))


def test_a_failed_migration_leaves_the_file_as_it_was(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if database_url.startswith("postgresql"):
        pytest.skip("PostgreSQL is not migrated at all")
    downgraded(database_url)
    older = stamp(database_url)

    def half_way(*_args: object) -> None:
        raise RuntimeError("power cut")

    with program(database_url):
        monkeypatch.setattr(schema.command, "upgrade", half_way)
        with pytest.raises(schema.SchemaError, match=r"power cut.*it is kept in"):
            schema.ensure()
    assert stamp(database_url) == older


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/folder/desk.sqlite3",
        "postgresql+psycopg://somebody:secret@127.0.0.1:1/desk?connect_timeout=2",
    ],
)
def test_a_database_that_cannot_be_reached_is_one_sentence_without_a_password(url: str) -> None:
    with program(url), pytest.raises(schema.SchemaError) as refusal:
        schema.ensure()
    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_file_that_is_no_database_is_refused(sqlite_file: Path) -> None:
    sqlite_file.write_text("These are only words.\n" * 100)
    with program(f"sqlite:///{sqlite_file}"), pytest.raises(schema.SchemaError, match="not a database"):
        schema.ensure()
    assert sqlite_file.read_text().startswith("These")


def starts(url: str, *, count: int, command: Sequence[str]) -> list[tuple[int, str]]:
    """Start `count` processes at once on the database; return the exit status and the errors of each."""
    environment = {**os.environ, "DATABASE_URL": url, "FLASK_APP": str(ROOT / "app.py")}
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    return [(process.wait(), process.communicate()[1]) for process in processes]


@pytest.mark.slow
def test_processes_that_start_at_once_agree_on_who_makes_the_tables(bare_database_url: str) -> None:
    assert starts(bare_database_url, count=3, command=SERVER) == [(0, "")] * 3
    assert stamp(bare_database_url) == [HEAD]


@pytest.mark.slow
def test_processes_that_start_at_once_on_an_older_file_set_one_copy_aside(database_url: str) -> None:
    if database_url.startswith("postgresql"):
        pytest.skip("PostgreSQL is not migrated at all")
    downgraded(database_url)
    done = starts(database_url, count=3, command=SERVER)
    assert [status for status, _ in done] == [0] * 3
    assert stamp(database_url) == [HEAD]
    file = Path(database_url.removeprefix("sqlite:///"))
    assert len(list(file.parent.glob(f"{file.stem}.before-*"))) == 1


@pytest.mark.slow
def test_the_commands_of_migrations_are_not_stood_in_the_way(database_url: str) -> None:
    downgraded(database_url)
    ((status, errors),) = starts(database_url, count=1, command=[sys.executable, "-m", "flask", "db", "upgrade"])
    assert status == 0, errors
    assert stamp(database_url) == [HEAD]
    file = Path(database_url.rpartition("/")[2].partition("?")[0])
    assert not list(file.parent.glob(f"{file.stem}.before-*"))
