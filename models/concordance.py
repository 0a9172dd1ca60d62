"""Entries of the memory that the concordance must read anew. Its words stand in `concordance_fts`, which each database
has in its own way (migrations/versions/0019); how far it has come stands in `search_mark`.
"""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ConcordanceDue(Base):
    """An entry whose texts have changed in place: no key points at it, as it may be gone before it is read."""

    __tablename__ = "concordance_due"

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
