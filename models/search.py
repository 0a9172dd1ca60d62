"""What of the texts the search has gathered. The words themselves stand in `search_fts`, which each database has in
its own form (services/search/), so it is no table of these models."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now

LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite's own key is an INTEGER, of 64 bits


class SearchEntry(Base):
    """One text that was gathered: a segment's source (`target_id` is None) or a target.

    `id` puts the texts of a segment behind one another, the source first; it is the row of `search_fts`, too.
    `version`: of the target, or the number of the source's revision. `open_until`: a draft that may be written on
    in place, without a new revision, until then.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_segment_id", "segment_id"),
        Index("ix_search_entry_target_id", "target_id"),
        Index(
            "ix_search_entry_open", "open_until",
            sqlite_where=text("open_until IS NOT NULL"), postgresql_where=text("open_until IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    version: Mapped[int]
    open_until: Mapped[datetime | None]


class SearchMark(Base):
    """How far the revisions of one side were gathered.

    Everything up to `revision_id` is in; `witness` is that row's time, so that a number given again after a
    deletion is noticed. `ahead_id`, `ahead_xid` (PostgreSQL): once every transaction before `ahead_xid` has ended,
    no number up to `ahead_id` can turn up any more.
    """

    __tablename__ = "search_mark"

    side: Mapped[str] = mapped_column(primary_key=True)  # source, target
    revision_id: Mapped[int] = mapped_column(default=0)
    witness: Mapped[datetime | None]
    ahead_id: Mapped[int | None]
    ahead_xid: Mapped[int | None] = mapped_column(LONG)
    at: Mapped[datetime] = mapped_column(default=now)
