"""The translation memory: pairs that were translated before, and the grams that alike sources are found by."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words

LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite's own key is an INTEGER, of 64 bits
_IS_WAITING = text("is_waiting")


class MemoryKind(StrEnum):
    """How much of a text an entry holds."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"  # paired by its length, by no person


class MemoryFile(Base):
    """A file that entries were brought in with. `sha256` is of its bytes, `entries` how many it brought.

    `is_complete`: all of it has been read; until then, and while it is taken out, a part of it may be missing.
    """

    __tablename__ = "memory_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    source_language: Mapped[str]
    target_language: Mapped[str]
    entries: Mapped[int] = mapped_column(default=0)
    is_complete: Mapped[bool] = mapped_column(default=False, server_default=true())
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class MemoryEntry(Base):
    """One pair. Texts are inline CommonMark; languages are BCP 47 tags.

    `source_key`, `pair_key`: what the normalised source, or both texts, hash to, with the pair of languages.
    `before_key`, `after_key`: of the sources that stood next to it. It comes from a target, and counts only while
    that is approved, or from a file. `is_waiting`: its grams, and the sentences inside it, are still to be added.
    """

    __tablename__ = "memory_entry"
    __table_args__ = (
        Index("ix_memory_entry_source_key", "source_key"),
        Index("ix_memory_entry_pair_key", "pair_key"),
        Index("ix_memory_entry_target_id", "target_id"),
        Index("ix_memory_entry_file_id", "file_id"),
        Index("ix_memory_entry_waiting", "id", sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING),
        {"sqlite_autoincrement": True},  # grams may outlive an entry: its number must never be given again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_language: Mapped[str]
    target_language: Mapped[str]
    kind: Mapped[MemoryKind] = mapped_column(words(MemoryKind, "memory_kind"))
    source: Mapped[str]
    target: Mapped[str]
    source_key: Mapped[int] = mapped_column(LONG)
    pair_key: Mapped[int] = mapped_column(LONG)
    before_key: Mapped[int | None] = mapped_column(LONG)
    after_key: Mapped[int | None] = mapped_column(LONG)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("memory_file.id", ondelete="CASCADE"))
    author: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime | None]
    is_waiting: Mapped[bool] = mapped_column(default=False, server_default=false())


class MemoryPosting(Base):
    """A gram of the sketch of an entry's source, with the length of that source: one number (domain/memory.py).

    No key points at the entry: a second index would double the table. Grams of an entry that is gone find nothing.
    """

    __tablename__ = "memory_posting"

    posting: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)


class MemoryMark(Base):
    """How far the memory has gathered what it did not hear of: `position` in the rows of one kind, by their numbers."""

    __tablename__ = "memory_mark"

    kind: Mapped[str] = mapped_column(primary_key=True)  # approved: before there was a memory; source: for drafts
    position: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)


class MemorySource(Base):
    """A segment whose source the memory can find, so that drafts are: `revision` of the source, `source_key` of it."""

    __tablename__ = "memory_source"
    __table_args__ = (Index("ix_memory_source_source_key", "source_key"),)

    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int]
    source_key: Mapped[int] = mapped_column(LONG)


class MemorySourcePosting(Base):
    """A gram of the sketch of a segment's source, as `MemoryPosting` has them of entries."""

    __tablename__ = "memory_source_posting"

    posting: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)
