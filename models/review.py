"""Verdicts on target revisions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words


class Verdict(StrEnum):
    """What a reviewer said of one revision."""

    APPROVED = "approved"
    APPROVED_WITH_EDIT = "approved_with_edit"  # a second person must still approve
    RETURNED = "returned"
    QUESTION = "question"


class ReturnReason(StrEnum):
    """The short list of reasons for sending a target back."""

    MEANING = "meaning"
    OMISSION = "omission"
    TERM = "term"
    STYLE = "style"
    GRAMMAR = "grammar"
    TYPOGRAPHY = "typography"
    OTHER = "other"


class Review(Base):
    """A verdict on one target revision by one person."""

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_target_id_id", "target_id", "id"),
        CheckConstraint("verdict <> 'returned' OR reason IS NOT NULL", name="returned_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("target_revision.id", ondelete="CASCADE"))
    version: Mapped[int]  # the version that was on the reviewer's screen
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verdict: Mapped[Verdict] = mapped_column(words(Verdict, "verdict"))
    reason: Mapped[ReturnReason | None] = mapped_column(words(ReturnReason, "reason"))
    words: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
