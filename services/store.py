"""What every service needs of the database: writing transactions, look-ups that fail in our words, the record."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from domain.errors import NotFound
from domain.permissions import Actor
from models import Base, Event, Statement, Translation

Row = TypeVar("Row", bound=Base)


def begin_write(session: Session) -> None:
    """End what `session` has read so far and begin a transaction that will write.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), waiting its turn; a reader that turns
    writer half-way could be refused. Call it once, before the first look-up that the write depends on.
    """
    session.commit()
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def find(session: Session, kind: type[Row], key: Any) -> Row:
    """Return the row of `kind` with primary key `key`; raise NotFound."""
    row = session.get(kind, key)
    if row is None:
        raise NotFound(what=kind.__tablename__, key=key)
    return row


def find_statement(session: Session, slug: str) -> Statement:
    """Return the statement called `slug`; raise NotFound."""
    statement = session.scalar(select(Statement).where(Statement.slug == slug))
    if statement is None:
        raise NotFound(what="statement", key=slug)
    return statement


def find_translation(session: Session, slug: str, language: str) -> Translation:
    """Return the translation of `slug` into `language`, with its statement loaded; raise NotFound."""
    query = (
        select(Translation)
        .join(Translation.statement)
        .options(contains_eager(Translation.statement))
        .where(Statement.slug == slug, Translation.language == language)
    )
    translation = session.scalar(query)
    if translation is None:
        raise NotFound(what="translation", key=f"{slug}/{language}")
    return translation


def record(
    session: Session,
    actor: Actor,
    name: str,
    *,
    statement_id: int | None = None,
    segment_id: int | None = None,
    **facts: Any,
) -> None:
    """Add one line to what happened. `facts` are ids, counts and hashes, never texts."""
    event = Event(name=name, actor_id=actor.id, statement_id=statement_id, segment_id=segment_id, facts=facts)
    session.add(event)
