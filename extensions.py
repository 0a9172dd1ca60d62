"""Flask's extensions, created unbound and bound in create_app; and what SQLite needs on each connection."""

from flask import Flask
from flask_babel import Babel
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import ORMExecuteState, Session

# Rows stay readable after the one commit, so a page can be built from them without asking again.
db = SQLAlchemy(session_options={"expire_on_commit": False})
babel = Babel()
csrf = CSRFProtect()
mail = Mail()
migrate = Migrate()

# The patience comes first: the others may have to wait for somebody, too.
PRAGMAS = ("busy_timeout=15000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")


def bind_database(app: Flask) -> None:
    """Bind `db` to `app`, and teach a SQLite engine to keep readers and writers out of each other's way."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def prepare_sqlite(engine: Engine) -> None:
    """Set the pragmas on each connection of `engine`, and take BEGIN out of the driver's hands."""
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "savepoint", _write_before)


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin late, and never IMMEDIATE
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader who turns writer half-way may be refused without a wait.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
    connection.info["begun"] = mode


def _write_before(connection: Connection, _savepoint: str | None = None) -> None:
    """Turn a transaction that has only read so far into a writer's, waiting for the lock if need be."""
    if connection.info.get("begun") == "DEFERRED":
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.info["begun"] = "IMMEDIATE"


def _write_from_here(session: Session, *_rest: object) -> None:
    _write_before(session.connection())


def _write_from_here_too(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _write_from_here(state.session)


# Once, not per application; on PostgreSQL no transaction has "begun" and they do nothing.
event.listen(db.session, "before_flush", _write_from_here)
event.listen(db.session, "do_orm_execute", _write_from_here_too)
