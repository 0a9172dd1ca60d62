"""What all tables share: names for constraints, UTC times, enums stored by their value."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

# Unnamed constraints cannot be dropped in SQLite's batch migrations, so every one has a name.
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are taken off going in and put back coming out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the naive UTC time to store; a time without a zone is a mistake (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the stored time with its zone, UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The declarative base of every table; needs no application."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), str: String()}


def words(enum: type[StrEnum], name: str) -> Enum:
    """Return the column type of a `StrEnum`: its value as text, held by a named CHECK constraint."""
    values = [member.value for member in enum]
    longest = max(map(len, values))
    return Enum(
        enum, values_callable=lambda _: values, native_enum=False, length=max(20, longest),
        create_constraint=True, name=name,
    )  # fmt: skip


def now() -> datetime:
    """Return this moment in UTC, to the microsecond."""
    return datetime.now(UTC)
