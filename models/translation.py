"""A statement in one target language, and the targets of its segments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.states import State
from models.base import Base, now, words
from models.statement import Segment, Statement


class Translation(Base):
    """A statement in one target language: who is assigned, when it is due."""

    __tablename__ = "translation"
    __table_args__ = (UniqueConstraint("statement_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    language: Mapped[str]  # BCP 47
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    statement: Mapped[Statement] = relationship(lazy="raise_on_sql")


class Target(Base):
    """The text of one segment in one translation. There is one for every segment from the start."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("translation_id", "segment_id"),
        # Progress is counted from this index alone, so that it costs the same whatever the texts weigh.
        Index("ix_target_progress", "translation_id", "state", "is_outdated", "words"),
        Index("ix_target_segment_id", "segment_id"),
        CheckConstraint("version >= 0", name="version_from_zero"),
        CheckConstraint("(state = 'untranslated') = (text = '')", name="empty_is_untranslated"),
        # A desk that was open when a target went away must never save into another that took its id.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(words(State, "state"), default=State.UNTRANSLATED)
    version: Mapped[int] = mapped_column(default=0)  # counts saves; what every save and approval must name
    source_revision: Mapped[int] = mapped_column(default=1)  # the source this text was made against
    words: Mapped[int]  # of the source it stands for: the measure of progress
    is_outdated: Mapped[bool] = mapped_column(default=False)
    is_self_approved: Mapped[bool] = mapped_column(default=False)
    is_machine: Mapped[bool] = mapped_column(default=False)
    is_locked: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    translation: Mapped[Translation] = relationship(lazy="raise_on_sql")
    segment: Mapped[Segment] = relationship(lazy="raise_on_sql")
