"""The translation memory: pairs that were translated before, and the grams that alike sources are found by."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, true
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words

LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite's own key is an INTEGER, of 64 bits


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
    that is approved, or from a file.
    """

    __tablename__ = "memory_entry"
    __table_args__ = (
        Index("ix_memory_entry_source_key", "source_key"),
        Index("ix_memory_entry_pair_key", "pair_key"),
        Index("ix_memory_entry_target_id", "target_id"),
        Index("ix_memory_entry_file_id", "file_id"),
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


class MemoryGram(Base):
    """A gram of the sketch of an entry's source (domain/memory.py), with the length of that source in characters.

    No key points at the entry: a second index would double the table. Grams of an entry that is gone find nothing.
    """

    __tablename__ = "memory_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
