"""Both databases for the tests: `database_url` is a migrated, empty one that belongs to one test alone.

A test that takes it runs twice, as `[sqlite]` and as `[postgresql]`. Each kind is migrated once a run, then
copied: a file for each test, a database for each worker, emptied before each test. TEST_DATABASES=sqlite leaves
PostgreSQL out, for quick rounds. A test ends its own
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
MEMORY = Path("/dev/shm")  # Linux's file system in memory: SQLite waits for the disk at each close
ENOUGH = 4_000_000_000
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
    close_cleaner()
    if os.getpid() == OWNER and FOLDER.exists():
        postgres.stop(FOLDER)
        shutil.rmtree(sqlite_folder(), ignore_errors=True)
        shutil.rmtree(FOLDER, ignore_errors=True)


@contextmanager
def copied_sqlite(template: str) -> Iterator[str]:
    """Give the address of a copy of a template file."""
    file = sqlite_folder() / f"{WORKER}-{next(NUMBERS)}.sqlite3"
    if template == "migrated":
        shutil.copyfile(migrated_sqlite(), file)
    try:
        yield f"sqlite:///{file}"
    finally:
        for leftover in file.parent.glob(f"{file.name}*"):  # with its -wal and -shm
            leftover.unlink()


@contextmanager
def copied_postgresql(template: str) -> Iterator[str]:
    """Give the address of an empty database: a new one for `bare`, this worker's own, emptied, for `migrated`.

    PostgreSQL takes up to a second to copy a database on a busy machine, and milliseconds to delete a test's rows.
    """
    socket = postgresql_socket()
    if template == "migrated":
        yield postgresql_url(socket, kept(socket))
        return
    name = f"{WORKER}_{next(NUMBERS)}"
    created(socket, name, origin="template0")
    try:
        yield postgresql_url(socket, name)
    finally:  # a test may have killed a program that was connected: that must not keep the database
        with closing(psycopg.connect(host=str(socket), user="postgres", autocommit=True)) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def created(socket: Path, name: str, origin: str) -> None:
    """Make a database called `name` from the template `origin`, in place of one that has the name."""
    with closing(psycopg.connect(host=str(socket), user="postgres", autocommit=True)) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {origin} STRATEGY FILE_COPY")


def kept(socket: Path) -> str:
    """Return the name of this worker's database, with every table and no row."""
    name = f"{WORKER}_kept"
    if not (CLEANERS and emptied()):
        close_cleaner()
        created(socket, name, origin="migrated")
        own = psycopg.connect(host=str(socket), user="postgres", dbname=name, autocommit=True)
        CLEANERS.append((own, shape_of(own)))
    return name


EMPTY = """
DO $$ DECLARE t record; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;  -- the order of tables does not matter then
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', t.tablename);
  END LOOP;
  FOR t IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(format('%I', t.sequencename), 1, false);
  END LOOP;
END $$"""
SHAPE = """
SELECT md5(string_agg(concat_ws(' ', relname, attname, format_type(atttypid, atttypmod), attnotnull), ','
    ORDER BY relname, attnum)), (SELECT string_agg(version_num, ',') FROM alembic_version)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped"""
# The connection to the kept database, and what its tables were like when it was made. It stays open from test to
# test: a new one has to learn of every table first, which takes twenty times as long as to empty them.
CLEANERS: list[tuple[psycopg.Connection, object]] = []


def emptied() -> bool:
    """Delete every row of the kept database; False when a test changed its tables, or cut us off."""
    own, shape = CLEANERS[0]
    try:
        own.execute(EMPTY)
        return shape_of(own) == shape
    except psycopg.Error:
        return False


def close_cleaner() -> None:
    """Close the connection to the kept database, if there is one."""
    while CLEANERS:
        CLEANERS.pop()[0].close()


def shape_of(database: psycopg.Connection) -> object:
    """Return a fingerprint of the tables and indexes of a database."""
    return database.execute(SHAPE).fetchone()


COPIES = {"sqlite": copied_sqlite, "postgresql": copied_postgresql}


def shared_folder() -> Path:
    """Return the folder that the workers of this run share."""
    FOLDER.mkdir(exist_ok=True)
    if FOLDER.stat().st_uid != os.getuid():
        raise PermissionError(f"{FOLDER} belongs to somebody else")
    return FOLDER


def sqlite_folder() -> Path:
    """Return the folder of the SQLite files: in memory where there is plenty, else the shared one."""
    if not (MEMORY.is_dir() and shutil.disk_usage(MEMORY).total >= ENOUGH):
        return shared_folder()
    folder = MEMORY / FOLDER.name
    if not folder.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        for other in MEMORY.glob("rectoverso-tests-*"):  # what a run that was killed has left in memory
            if not postgres.is_alive(int(other.name.rpartition("-")[2])):
                shutil.rmtree(other, ignore_errors=True)
    return folder


def migrated_sqlite() -> Path:
    """Return the SQLite file that every test's is copied from, made by the first worker that asks."""
    file = sqlite_folder() / "migrated.sqlite3"
    with postgres.one_at_a_time(shared_folder()):
        if not file.exists():
            fresh = file.with_name("fresh.sqlite3")
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
