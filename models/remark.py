"""Notes for the reader, which are printed, and comments to colleagues, which never are."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words


class Note(Base):
    """A footnote anchored by `[^anchor]`: in the source where `translation_id` is None, else in that target."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_segment_id", "segment_id"),
        Index("ix_note_translation_id", "translation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    translation_id: Mapped[int | None] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    anchor: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class CommentKind(StrEnum):
    """What somebody wants by a comment: to say something, or an answer."""

    COMMENT = "comment"
    QUESTION = "question"


class Comment(Base):
    """A remark on a segment, in one translation or, where `translation_id` is None, on the source; in threads.

    `parent_id` is the comment that opened the thread. All comments of a thread are open, or all are resolved.
    One that was taken back while others had answered it keeps its place, without its text.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_segment_id", "segment_id"),
        Index("ix_comment_translation_id", "translation_id"),
        Index("ix_comment_parent_id", "parent_id"),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_by_someone"),
        CheckConstraint("(removed_at IS NULL) = (text <> '')", name="removed_is_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    translation_id: Mapped[int | None] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    kind: Mapped[CommentKind] = mapped_column(words(CommentKind, "kind"), default=CommentKind.COMMENT)
    text: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class CommentMention(Base):
    """One person whom a comment calls by name."""

    __tablename__ = "comment_mention"
    __table_args__ = (Index("ix_comment_mention_user_id", "user_id", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
