"""A file of targets between its preview and its import: the bytes stay here, so that nobody's browser is trusted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class TargetsFile(Base):
    """An uploaded exchange file for one translation. Kept until it is imported, thrown away or a week old."""

    __tablename__ = "targets_file"
    __table_args__ = (
        Index("ix_targets_file_created_at", "created_at"),
        Index("ix_targets_file_translation_id", "translation_id", "user_id"),
    )

    token: Mapped[str] = mapped_column(primary_key=True)  # unguessable
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(default="")
    format: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
