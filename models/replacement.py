"""Replacements in the targets of a translation: what was put for what, as one step that can be undone as one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.states import State
from models.base import Base, now, words


class Replacement(Base):
    """One step: `find` became `replacement` in some targets."""

    __tablename__ = "replacement"
    __table_args__ = (
        Index("ix_replacement_translation_id_id", "translation_id", "id"),
        CheckConstraint("undone_by_id IS NULL OR undone_at IS NOT NULL", name="undone_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    find: Mapped[str]
    replacement: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ReplacedTarget(Base):
    """One target of a replacement: what it was before, and the version that the replacement left it at."""

    __tablename__ = "replaced_target"
    __table_args__ = (Index("ix_replaced_target_target_id", "target_id"),)

    replacement_id: Mapped[int] = mapped_column(ForeignKey("replacement.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]  # before
    state: Mapped[State] = mapped_column(words(State, "state"))  # before
    source_revision: Mapped[int]  # that the text was made against
    is_self_approved: Mapped[bool]
    is_machine: Mapped[bool]
    version: Mapped[int]  # after
    places: Mapped[int]
