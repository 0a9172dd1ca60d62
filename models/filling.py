"""What filled empty targets with drafts as one step, so that it can be undone as one; and what an analysis found."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.states import State
from models.base import Base, now, words


class FillingKind(StrEnum):
    """Where the texts of a filling came from."""

    MEMORY = "memory"  # exact matches of the translation memory
    REPETITION = "repetition"  # the same paragraph elsewhere in the statement


class Filling(Base):
    """One step: empty targets of a translation got drafts."""

    __tablename__ = "filling"
    __table_args__ = (
        Index("ix_filling_translation_id_id", "translation_id", "id"),
        CheckConstraint("undone_by_id IS NULL OR undone_at IS NOT NULL", name="undone_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[FillingKind] = mapped_column(words(FillingKind, "filling_kind"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class FilledTarget(Base):
    """One target of a filling: what it was before (empty, always), and the version that the filling left it at.

    The columns are those of the journals of imports and replacements, so that one undoing serves all three.
    """

    __tablename__ = "filled_target"
    __table_args__ = (Index("ix_filled_target_target_id", "target_id"),)

    filling_id: Mapped[int] = mapped_column(ForeignKey("filling.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]  # before
    state: Mapped[State] = mapped_column(words(State, "state"))  # before
    source_revision: Mapped[int]  # that the target was made against
    is_self_approved: Mapped[bool]
    is_machine: Mapped[bool]
    version: Mapped[int]  # after


class AnalysisResult(Base):
    """What the memory had for a translation when it was last asked; services/analysis.py says what is in `found`."""

    __tablename__ = "analysis_result"

    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
