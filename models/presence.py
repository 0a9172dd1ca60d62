"""Who is in which paragraph of a translation, and when each person was last there."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Presence(Base):
    """Where one person was last seen in one translation. The row stays when they have gone: `at` tells since when."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("ix_presence_segment_id", "segment_id"),
        Index("ix_presence_user_id", "user_id"),
    )

    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id", ondelete="SET NULL"))  # None: in none
    at: Mapped[datetime] = mapped_column(default=now)
    has_unsaved: Mapped[bool] = mapped_column(default=False)  # was writing there: text may be on its way
