"""Splits and merges of segments, each with what it takes to undo it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words


class ArrangementKind(StrEnum):
    """What was done to the order of a statement."""

    SPLIT = "split"
    MERGE = "merge"


class Arrangement(Base):
    """One split or merge. `number` keeps its segment; `other_number` was given by a split, or taken by a merge.

    `journal`: every row that it wrote, so that it can be undone (services/journal.py). `left`: what it left behind,
    `{"targets": {id: version}, "segments": {id: source revision}}`: whoever changed one of these bars the undoing.
    Once it is undone, `"gone": {target: [from, to]}`: the versions between, which nobody will see again.
    """

    __tablename__ = "arrangement"
    __table_args__ = (Index("ix_arrangement_statement_id_id", "statement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    kind: Mapped[ArrangementKind] = mapped_column(words(ArrangementKind, "kind"))
    number: Mapped[int]
    other_number: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    journal: Mapped[list[Any]] = mapped_column(JSON, deferred=True, default=list)
    left: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
