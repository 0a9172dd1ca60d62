"""Findings of checks that stand as they are, because somebody has given a reason."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Waiver(Base):
    """One finding in one target, waived with a reason. `fingerprint`: which (domain/checks/waiving.py).

    `facts` and `words`, the text at the place, are what a list shows of it. A waiver is withdrawn, never deleted.
    """

    __tablename__ = "waiver"
    __table_args__ = (
        Index("ix_waiver_target_id", "target_id"),
        CheckConstraint("withdrawn_at IS NOT NULL OR withdrawn_by_id IS NULL", name="withdrawn_at_some_time"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    check: Mapped[str]
    kind: Mapped[str]
    facts: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str]
    reason: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
