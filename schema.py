"""The tables of the database against those that this program needs; asked once, when a command or server starts.

An empty database gets its tables. An older SQLite file is migrated after a copy was set aside beside it; an
older PostgreSQL is its administrator's to migrate; a newer one of either kind is refused. `flask db` commands
pass by.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from extensions import db

STAMP = "alembic_version"
ADVISORY_LOCK = 7_214_001  # any number, as long as every process of ours takes the same


class SchemaError(SystemExit):
    """The database cannot be used by this program. The message is the one sentence that a person needs."""


def init_app(app: Flask) -> None:
    """See to the tables when a server starts. Commands do it themselves, when they are run and not when listed."""
    context = click.get_current_context(silent=True)
    is_server = context is None or context.info_name == "run"
    if is_server and not app.testing:
        with app.app_context():
            ensure()


def ensure() -> None:
    """Leave the current application's database with the tables of this program, or raise SchemaError.

    One query when all is well. Several processes may start at once: one does the work, the others wait.
    """
    migrations = _migrations()
    scripts = ScriptDirectory.from_config(migrations)
    head = scripts.get_current_head() or ""
    try:
        if _revision(db.engine) != head:
            with _one_at_a_time(db.engine):
                _bring_up(db.engine, migrations, scripts, head)
    except DBAPIError as error:
        raise SchemaError(f"The database {_name(db.engine)} cannot be used: {_reason(error)}.") from error
    finally:
        if _file(db.engine) or db.engine.dialect.name != "sqlite":  # closing ends a database in memory
            db.engine.dispose()  # a server may fork next, and a connection belongs to one process


def _migrations() -> Config:
    return current_app.extensions["migrate"].migrate.get_config()


def _revision(engine: Engine) -> str | None:
    """Return the revision that the database is stamped with; None for one without tables."""
    try:
        with engine.connect() as connection:
            if stamp := connection.scalar(text(f"SELECT version_num FROM {STAMP}")):  # noqa: S608, a constant
                return str(stamp)
    except (OperationalError, ProgrammingError):
        pass  # there is no such table, or no connection: the next question tells
    with engine.connect() as connection:
        if set(inspect(connection).get_table_names()) - {STAMP}:
            raise SchemaError(f"The database {_name(engine)} holds tables of another program: name another one.")
    return None


def _bring_up(engine: Engine, migrations: Config, scripts: ScriptDirectory, head: str) -> None:
    found = _revision(engine)
    if found == head:
        return  # another process was faster
    if found is None:
        command.upgrade(migrations, "head")
        return
    if found not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaError(
            f"The database {_name(engine)} was made by a newer Rectoverso (its tables are at {found}, this program "
            f"knows {head}): bring the program up to date."
        )
    if engine.dialect.name != "sqlite":
        raise SchemaError(
            f"The database {_name(engine)} is older than this program (its tables are at {found}, needed are {head}): "
            "back it up, then run: .venv/bin/flask db upgrade"
        )
    _migrate_file(engine, migrations, found, head)


def _migrate_file(engine: Engine, migrations: Config, found: str, head: str) -> None:
    """Migrate a SQLite file after a copy was set aside, and say so on standard error."""
    copy = set_aside(Path(engine.url.database or ""), head)
    try:
        command.upgrade(migrations, "head")
    except Exception as error:
        raise SchemaError(
            f"The database {_name(engine)} could not be brought from {found} to {head} ({error}); "
            f"as it was before, it is kept in {copy.name}."
        ) from error
    click.echo(f"The database was brought from {found} to {head}; as it was, it is kept in {copy}.", err=True)


def set_aside(file: Path, revision: str) -> Path:
    """Copy the SQLite `file`, with what its write-ahead log holds, beside itself; return where.

    The copy is called after the revision that it was made before, and after the day. Raises SchemaError.
    """
    stem = f"{file.stem}.before-{revision}-{datetime.now(UTC):%Y-%m-%d}"
    names = (f"{stem}{number}{file.suffix}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    copy = next(path for name in names if not (path := file.with_name(name)).exists())
    part = copy.with_name(copy.name + ".part")
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as here, closing(sqlite3.connect(part)) as there:
            here.backup(there)
        part.chmod(file.stat().st_mode & 0o777)
        part.rename(copy)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise SchemaError(
            f"The database {file.name} is older than this program, and no copy could be set aside before migrating "
            f"it ({error}): nothing was changed."
        ) from error
    return copy


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """Hold a lock that every process of ours takes before it touches the tables of this database."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": ADVISORY_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": ADVISORY_LOCK})
    elif file := _file(engine):
        # The folder, not the file: closing a file that SQLite has open drops the locks it holds there.
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    else:
        yield


def _file(engine: Engine) -> Path | None:
    """Return the file of a SQLite database that has one."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


def _name(engine: Engine) -> str:
    """Return what to call the database in a sentence: never its password."""
    file = _file(engine)
    return file.name if file else repr(engine.url.database)


def _reason(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return lines[0].strip().rstrip(".")
