"""Who besides the members may see an edition: everybody its releases, or whoever holds a link what it is today."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Publication(Base):
    """An edition whose releases anybody may read; there is no row for any other."""

    __tablename__ = "publication"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PreviewLink(Base):
    """A link to an edition as it stands today. `digest`: the SHA-256 of its token, which is kept nowhere."""

    __tablename__ = "preview_link"
    __table_args__ = (Index("ix_preview_link_edition_id", "edition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ends_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
