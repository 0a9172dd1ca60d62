"""Statements, the files they came from, and their segments."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.document import Role
from models.base import Base, now, words


class FourEyesRule(StrEnum):
    """Whether a second person must approve: `off` is for groups of one."""

    STRICT = "strict"
    OFF = "off"


class Statement(Base):
    """A source document: an ordered list of segments in one language."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    source_language: Mapped[str]  # BCP 47
    appeared: Mapped[str] = mapped_column(default="")  # where and when the source was published, in words
    licence: Mapped[str] = mapped_column(default="")
    four_eyes: Mapped[FourEyesRule] = mapped_column(words(FourEyesRule, "four_eyes"), default=FourEyesRule.STRICT)
    next_number: Mapped[int] = mapped_column(default=1)  # of the next segment: ids are given once, never reused
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    file: Mapped["SourceFile"] = relationship(back_populates="statement", lazy="raise_on_sql")


class SourceFile(Base):
    """The uploaded bytes of a statement, kept as they came."""

    __tablename__ = "source_file"
    __table_args__ = (Index("ix_source_file_sha256", "sha256"),)

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    format: Mapped[str] = mapped_column(default="txt")
    encoding: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]  # hexadecimal
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    statement: Mapped[Statement] = relationship(back_populates="file", lazy="raise_on_sql")


class Segment(Base):
    """One aligned place of a statement. Its public id is `p` and its number, such as `p12`."""

    __tablename__ = "segment"
    __table_args__ = (
        UniqueConstraint("statement_id", "number"),
        Index("ix_segment_reading_order", "statement_id", "position"),
        # The same source has as many words: what repeats a paragraph is looked for among few.
        Index("ix_segment_statement_id_source_words", "statement_id", "source_words"),
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    number: Mapped[int]
    position: Mapped[int]  # reading order, from 1
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    source: Mapped[str]  # inline CommonMark
    source_revision: Mapped[int] = mapped_column(default=1)  # the number of the newest SourceRevision
    source_words: Mapped[int]

    @property
    def key(self) -> str:
        """The public id, `p12`."""
        return f"p{self.number}"


class SegmentAlias(Base):
    """A number that a segment had before a split or merge; links and exchange files still know it."""

    __tablename__ = "segment_alias"
    __table_args__ = (Index("ix_segment_alias_segment_id", "segment_id"),)

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
