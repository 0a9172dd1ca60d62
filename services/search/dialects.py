"""Which index a database has."""

from types import ModuleType

from sqlalchemy.orm import Session

from services.search import postgres, sqlite


def of(session: Session) -> ModuleType:
    """Return the index of the session's database: sqlite.py or postgres.py, which offer the same functions."""
    return postgres if session.get_bind().dialect.name == "postgresql" else sqlite
