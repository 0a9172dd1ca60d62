"""Imports of targets: which file came in, by whom, and what stood there before, so that it can be undone as one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.states import State
from models.base import Base, now, words


class TargetsImport(Base):
    """One import of a file into a translation. `conflicts`: how many texts of the file were kept beside."""

    __tablename__ = "targets_import"
    __table_args__ = (
        Index("ix_targets_import_translation_id_id", "translation_id", "id"),
        CheckConstraint("undone_by_id IS NULL OR undone_at IS NOT NULL", name="undone_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(default="")  # of the file
    file_sha256: Mapped[str]
    conflicts: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ImportedTarget(Base):
    """One target that an import changed: what it was before, and the version that the import left it at."""

    __tablename__ = "imported_target"
    __table_args__ = (Index("ix_imported_target_target_id", "target_id"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("targets_import.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]  # before
    state: Mapped[State] = mapped_column(words(State, "state"))  # before
    source_revision: Mapped[int]  # that the text was made against
    is_self_approved: Mapped[bool]
    is_machine: Mapped[bool]
    version: Mapped[int]  # after
