"""What each reviewer has seen: the text of each target last on their screen, and the one they saw before it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class Sighting(Base):
    """What one person last saw of one target.

    The revisions have no foreign key: none is ever deleted without its target, and guarding them would ask for
    two more indexes on a table that reading fills.
    """

    __tablename__ = "sighting"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_from_one"),
        CheckConstraint("(earlier_revision_id IS NULL) = (earlier_at IS NULL)", name="earlier_at_some_time"),
    )

    # The target stands first: deleting one must find its sightings, and people are asked about with a target.
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]  # of the target, as it was on the screen
    revision_id: Mapped[int]  # the text it had
    at: Mapped[datetime] = mapped_column(default=now)
    earlier_revision_id: Mapped[int | None]  # the other text that this person saw before; None when there was none
    earlier_at: Mapped[datetime | None]
