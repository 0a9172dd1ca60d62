"""Samples: approved targets drawn at random for a publisher to read, and what the reading found."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words


class Finding(StrEnum):
    """What the reader of a sample said of one paragraph."""

    FINE = "fine"
    QUESTION = "question"


class Sample(Base):
    """One draw. Its seed and the size of what it was drawn from let anybody draw it again."""

    __tablename__ = "sample"
    __table_args__ = (Index("ix_sample_translation_id_id", "translation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int]  # how many were drawn
    approved: Mapped[int]  # from how many
    created_at: Mapped[datetime] = mapped_column(default=now)


class SampleEntry(Base):
    """One target of a sample, as it was when drawn, and what was said of it."""

    __tablename__ = "sample_entry"
    __table_args__ = (
        Index("ix_sample_entry_target_id", "target_id"),
        CheckConstraint("(finding IS NULL) = (found_at IS NULL)", name="found_at_some_time"),
    )

    sample_id: Mapped[int] = mapped_column(ForeignKey("sample.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]  # of the target, when it was drawn
    finding: Mapped[Finding | None] = mapped_column(words(Finding, "finding"))
    found_at: Mapped[datetime | None]
