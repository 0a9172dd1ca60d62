"""An upload being previewed: the bytes and the paragraphs as the person has arranged them so far."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Intake(Base):
    """Not a statement yet. Kept until it becomes one, is thrown away, or a week has passed."""

    __tablename__ = "intake"
    __table_args__ = (Index("ix_intake_created_at", "created_at"), Index("ix_intake_user_id", "user_id", "created_at"))

    token: Mapped[str] = mapped_column(primary_key=True)  # unguessable
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(default="")
    format: Mapped[str]
    encoding: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # title, languages, as typed in the form
    blocks: Mapped[list[Any]] = mapped_column(JSON)  # [role, text, is_furniture] each
    notices: Mapped[list[Any]] = mapped_column(JSON)  # [kind, count] each
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
