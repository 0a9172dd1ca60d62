"""Writing rows so that it can be undone to the letter: each step notes what stood there before.

A journal is a list of steps in JSON. Undone from the last to the first, they leave the rows as they were, with
the same ids. What other people have written meanwhile in other columns or rows stays.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, and_, delete, insert, select, update
from sqlalchemy import Date as DateType
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session

from models import Base, Segment
from models.base import UtcDateTime

Step = dict[str, Any]


class Journal:
    """What one use case writes. `steps`: what it takes to undo it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.steps: list[Step] = []

    def insert(self, kind: type[Base], **values: Any) -> int:
        """Add a row and return its id (for a table with other keys: 0)."""
        table = _table(kind)
        done = self.session.execute(insert(table).values(**values))
        keys = dict(zip([c.name for c in table.primary_key], done.inserted_primary_key, strict=True))
        self.steps.append({"do": "insert", "table": table.name, "key": keys})
        return int(keys.get("id", 0))

    def update(self, kind: type[Base], key: int | Mapping[str, Any], **values: Any) -> None:
        """Change columns of the row with this primary key; those that stay as they are leave no trace."""
        table = _table(kind)
        keys = {"id": key} if isinstance(key, int) else dict(key)
        row = self.session.execute(select(*(table.c[name] for name in values)).where(_is(table, keys))).mappings().one()
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            self.session.execute(update(table).where(_is(table, keys)).values(**changed))
            before = {name: plain(row[name]) for name in changed}
            self.steps.append({"do": "update", "table": table.name, "key": keys, "before": before})

    def delete(self, table: Table, *where: Any) -> None:
        """Take rows away, whole."""
        rows = self.session.execute(select(table).where(*where)).mappings().all()
        if rows:
            self.session.execute(delete(table).where(*where))
            self.steps += [{"do": "delete", "table": table.name, "row": _plain_row(row)} for row in rows]

    def shift(self, statement_id: int, *, after: int, by: int) -> None:
        """Move every segment behind the position `after` by so many places, in one statement."""
        shift(self.session, statement_id, after=after, by=by)
        self.steps.append({"do": "shift", "statement": statement_id, "after": after, "by": by})


def undo(session: Session, steps: Iterable[Step]) -> None:
    """Take the steps of a journal back, the last first."""
    for step in reversed(list(steps)):
        if step["do"] == "shift":
            shift(session, step["statement"], after=max(0, step["after"] + step["by"]), by=-step["by"])
            continue
        table = Base.metadata.tables[step["table"]]
        if step["do"] == "insert":
            session.execute(delete(table).where(_is(table, step["key"])))
        elif step["do"] == "update":
            session.execute(update(table).where(_is(table, step["key"])).values(**_read(table, step["before"])))
        else:
            session.execute(insert(table).values(**_read(table, step["row"])))


def keys_of(steps: Iterable[Step], what: str, kind: type[Base]) -> list[int]:
    """Return the ids of the rows of `kind` that the steps inserted, updated or deleted (`what`), in order."""
    name = _table(kind).name
    own = [step for step in steps if step["do"] == what and step.get("table") == name]
    return [(step["row"] if what == "delete" else step["key"])["id"] for step in own]


def shift(session: Session, statement_id: int, *, after: int, by: int) -> None:
    """Move every segment behind the position `after` by so many places, in one statement."""
    is_behind = and_(Segment.statement_id == statement_id, Segment.position > after)
    session.execute(update(_table(Segment)).where(is_behind).values(position=Segment.position + by))


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items()}


def _read(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a journal as the columns of `table` take them."""
    return {name: _value(table.c[name], value) for name, value in values.items()}


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, DateType):
        return date.fromisoformat(value)
    if isinstance(column.type, EnumType) and column.type.enum_class:
        return column.type.enum_class(value)
    return value


def _is(table: Table, keys: Mapping[str, Any]) -> Any:
    return and_(*(table.c[name] == value for name, value in keys.items()))


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{kind} has no table of its own")
    return table
