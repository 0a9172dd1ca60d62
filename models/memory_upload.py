"""A file of pairs on its way into the memory: its bytes stay here until a job has read them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class MemoryUpload(Base):
    """An uploaded file that a person looks over. Kept until it is in the memory, thrown away or a week old.

    `format`: of formats.pairs. `facts`: what reading it through has told, counts and languages.
    """

    __tablename__ = "memory_upload"
    __table_args__ = (
        Index("ix_memory_upload_created_at", "created_at"),
        Index("ix_memory_upload_user_id", "user_id", "created_at"),
    )

    token: Mapped[str] = mapped_column(primary_key=True)  # unguessable
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(default="")
    format: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    source_language: Mapped[str] = mapped_column(default="")
    target_language: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
