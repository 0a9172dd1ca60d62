"""Rows of the memory written past SQLAlchemy, whose work on each value takes longer than the database's own."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, text
from sqlalchemy.orm import Session

from models.base import UtcDateTime

_NUMBERS_POSTGRESQL = text(
    "SELECT nextval(pg_get_serial_sequence('memory_entry', 'id')) FROM generate_series(1, :count)"
)
_LAST_SQLITE = text("SELECT seq FROM sqlite_sequence WHERE name = 'memory_entry'")
FEW = 50  # rows: to open a stream takes longer than to write so many


def is_postgresql(connection: Connection) -> bool:
    """Tell which of the two databases it is."""
    return connection.dialect.name == "postgresql"


def numbers(session: Session, count: int) -> Sequence[int]:
    """Return numbers for so many new entries, never given before. Call it in a writing transaction."""
    connection = session.connection()
    if is_postgresql(connection):
        return connection.execute(_NUMBERS_POSTGRESQL, {"count": count}).scalars().all()
    last = connection.scalar(_LAST_SQLITE) or 0
    return range(last + 1, last + 1 + count)


def insert(session: Session, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, whose values are as the driver takes them (`moment`)."""
    if not rows:
        return
    connection = session.connection()
    if is_postgresql(connection) and len(rows) > FEW:
        _copy(connection, table, columns, rows)
    else:
        connection.exec_driver_sql(_insert(table, columns, connection.dialect.paramstyle), list(rows))


def insert_numbers(session: Session, table: Table, column: str, values: Sequence[int]) -> None:
    """Insert rows of one number each, all of them in one value: to hand over one by one takes longer than to store."""
    if not values:
        return
    connection = session.connection()
    if not is_postgresql(connection):
        command = f"INSERT INTO {table.name} ({column}) SELECT value FROM json_each(?)"  # noqa: S608 - names of our own
        connection.exec_driver_sql(command, (json.dumps(values),))
    elif len(values) > FEW:
        with _stream(connection, f"COPY {table.name} ({column}) FROM STDIN") as stream:
            stream.write("\n".join(map(str, values)))
    else:
        insert(session, table, (column,), [(value,) for value in values])


def moment(session: Session, at: datetime | None) -> Any:
    """Return a moment as the driver takes it."""
    return None if at is None else _to_moment(session.connection().dialect)(at)


def _copy(connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    with _stream(connection, f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


@contextmanager
def _stream(connection: Connection, command: str) -> Iterator[Any]:
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection to the database is gone")
    with driver.cursor() as cursor, cursor.copy(command) as stream:
        yield stream


@lru_cache(maxsize=16)
def _insert(table: Table, columns: tuple[str, ...], style: str) -> str:
    marks = ", ".join("?" if style == "qmark" else "%s" for _column in columns)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of our own


@lru_cache(maxsize=16)
def _to_moment(dialect: Dialect) -> Callable[[datetime], Any]:
    return UtcDateTime().dialect_impl(dialect).bind_processor(dialect) or (lambda at: at)
