"""Editions: statements in order, a language pair, a layout; and their frozen, numbered releases."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Edition(Base):
    """What a publisher composes before anything is printed.

    `title`, `target_title`: in the languages of source and target. `front_matter` has a text for each side, its
    paragraphs divided by blank lines. `version` counts changes: who releases names the one that was on the screen.
    """

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    target_title: Mapped[str] = mapped_column(default="", server_default="")
    series: Mapped[str] = mapped_column(default="", server_default="")
    licence: Mapped[str] = mapped_column(default="", server_default="")
    source_language: Mapped[str]
    target_language: Mapped[str]
    layout: Mapped[str] = mapped_column(default="facing")
    paper: Mapped[str] = mapped_column(default="", server_default="")  # empty: as it suits the layout
    type_size: Mapped[str] = mapped_column(default="normal", server_default="normal")
    margins: Mapped[str] = mapped_column(default="normal", server_default="normal")
    binding: Mapped[str] = mapped_column(default="none", server_default="none")
    front_matter: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class EditionDraft(Base):
    """What a publisher has typed of an edition and not saved: to preview it, and to give it back.

    `details`: by field. `sha256`: of them, in hexadecimal. `version`: of the edition that they were typed over.
    """

    __tablename__ = "edition_draft"
    __table_args__ = (UniqueConstraint("edition_id", "user_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    sha256: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(default=now)


class EditionStatement(Base):
    """The place of one statement in an edition."""

    __tablename__ = "edition_statement"
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    position: Mapped[int]


class Release(Base):
    """An edition frozen: its own copy of every text, so that later edits never reach it.

    `content` is what domain.freezing made of the volume, `sha256` is of these bytes, in hexadecimal.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str]
    released_at: Mapped[datetime] = mapped_column(default=now)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
