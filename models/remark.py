"""Notes for the reader, which are printed, and comments to colleagues, which never are."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Note(Base):
    """A footnote anchored by `[^anchor]`: in the source where `translation_id` is None, else in that target."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_segment_id", "segment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    translation_id: Mapped[int | None] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    anchor: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Comment(Base):
    """A remark on a segment, in one translation or on the source; open or resolved, in threads."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_segment_id", "segment_id"),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    translation_id: Mapped[int | None] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    text: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
