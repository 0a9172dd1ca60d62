"""Both databases for the tests: `database_url` is a migrated, empty one that belongs to one test alone.

A test that takes it runs twice, as `[sqlite]` and as `[postgresql]`. Each kind is migrated once a run, then
copied for each test. TEST_DATABASES=sqlite leaves PostgreSQL out, for quick rounds. A test ends its own
connections (`db.engine.dispose()`), as Python warns of those that it has to close itself.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests import postgres

KINDS = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")
# xdist's workers are children of the process that runs the show, and share what it owns.
OWNER = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
FOLDER = Path("/tmp") / f"rectoverso-tests-{OWNER}"  # not TMPDIR: a socket's path must be short
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
NUMBERS = count(1)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database with every table and no row; it is dropped after the test."""
    with COPIES[request.param](template="migrated") as url:
        yield url


@pytest.fixture(params=KINDS)
def bare_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database without any table, for the tests of the migrations themselves."""
    with COPIES[request.param](template="bare") as url:
        yield url


def pytest_unconfigure() -> None:
    """Stop the server and remove every file, once the last worker is done."""
    if os.getpid() == OWNER and FOLDER.exists():
        postgres.stop(FOLDER)
        shutil.rmtree(FOLDER, ignore_errors=True)


@contextmanager
def copied_sqlite(template: str) -> Iterator[str]:
    """Give the address of a copy of a template file."""
    file = shared_folder() / f"{WORKER}-{next(NUMBERS)}.sqlite3"
    if template == "migrated":
        shutil.copyfile(migrated_sqlite(), file)
    try:
        yield f"sqlite:///{file}"
    finally:
        for leftover in file.parent.glob(f"{file.name}*"):  # with its -wal and -shm
            leftover.unlink()


@contextmanager
def copied_postgresql(template: str) -> Iterator[str]:
    """Give the address of a copy of a template database."""
    socket = postgresql_socket()
    name = f"{WORKER}_{next(NUMBERS)}"
    with closing(psycopg.connect(host=str(socket), user="postgres", autocommit=True)) as server:
        origin = "migrated" if template == "migrated" else "template0"
        server.execute(f"CREATE DATABASE {name} TEMPLATE {origin} STRATEGY FILE_COPY")
        try:
            yield postgresql_url(socket, name)
        finally:
            # A test may have killed a program that was connected: its connection must not keep the database.
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


COPIES = {"sqlite": copied_sqlite, "postgresql": copied_postgresql}


def shared_folder() -> Path:
    """Return the folder that the workers of this run share."""
    FOLDER.mkdir(exist_ok=True)
    if FOLDER.stat().st_uid != os.getuid():
        raise PermissionError(f"{FOLDER} belongs to somebody else")
    return FOLDER


def migrated_sqlite() -> Path:
    """Return the SQLite file that every test's is copied from, made by the first worker that asks."""
    file = shared_folder() / "migrated.sqlite3"
    with postgres.one_at_a_time(FOLDER):
        if not file.exists():
            fresh = FOLDER / "fresh.sqlite3"
            migrate(f"sqlite:///{fresh}")
            fresh.rename(file)
    return file


def postgresql_socket() -> Path:
    """Return the folder of the server's socket; the first worker that asks starts it and makes a template."""
    with postgres.one_at_a_time(shared_folder()):
        socket = postgres.ensure_running(FOLDER, OWNER)
        if not (FOLDER / "postgres" / "migrated").exists():
            with closing(psycopg.connect(host=str(socket), user="postgres", autocommit=True)) as server:
                server.execute("DROP DATABASE IF EXISTS migrated")
                server.execute("CREATE DATABASE migrated TEMPLATE template0")
            migrate(postgresql_url(socket, "migrated"))
            (FOLDER / "postgres" / "migrated").touch()
    return socket


def postgresql_url(socket: Path, name: str) -> str:
    """Return the address of a database behind a socket."""
    return f"postgresql+psycopg://postgres@/{name}?host={socket}"


def migrate(url: str) -> None:
    """Bring the database at `url` to today's tables, and leave no connection behind."""
    import flask_migrate  # here, so that tests without a database start without the application

    from app import create_app
    from extensions import db

    with create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}).app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
