"""Run migrations on the application's database. Every revision works on SQLite and PostgreSQL, up and down."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from models import Base


def include_object(_thing: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """Leave the shadow tables of SQLite's full-text search out of comparisons."""
    return not (kind == "table" and name and "_fts" in name)


def render_item(kind: str, thing: Any, _context: Any) -> str | bool:
    """Write our UTC column type as the plain one it is stored as: a revision must not follow the models."""
    return "sa.DateTime()" if kind == "type" and type(thing).__name__ == "UtcDateTime" else False


def run(connection: Connection) -> None:
    """Upgrade or downgrade over `connection`."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by rebuilding it
        compare_type=True,
        render_item=render_item,
        include_object=include_object,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(connection: Connection) -> None:
    """Migrate with foreign keys off: a rebuilt parent table would take its children with it (ON DELETE CASCADE).

    The pragma does nothing inside a transaction, so it goes straight to the driver, before and after. All is one
    transaction, which Alembic by itself would not make on SQLite: it succeeds as a whole or leaves no trace.
    Raises RuntimeError when a revision left a row whose parent is gone.
    """
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.execution_options(sqlite_begin="IMMEDIATE").begin():
            run(connection)
            if orphans := driver.execute("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"the migration left rows without their parent: {orphans[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


with current_app.extensions["migrate"].db.engine.connect() as open_connection:
    (run_on_sqlite if open_connection.dialect.name == "sqlite" else run)(open_connection)
