"""Every saved text, source and target: who, when, from where. Rows are added, not changed.

The one exception is folding: a person's drafts within five minutes stay one revision.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.states import State
from models.base import Base, now, words


class Origin(StrEnum):
    """Where the words of a revision came from."""

    TYPED = "typed"
    MEMORY = "memory"
    MACHINE = "machine"
    IMPORT = "import"
    MERGE = "merge"
    RESTORE = "restore"


class TargetRevision(Base):
    """One saved text of a target.

    `version`: the version that the target had with this text; None when the save lost a race, so the
    text was kept beside the target and never became it. `based_on`: the version the writer started from.
    `carried_from`: the number of the segment it was written in, where a merge brought it here: the versions are
    then that segment's. `is_arrangement`: a split or merge made this text of others' words; its author wrote none.
    """

    __tablename__ = "target_revision"
    __table_args__ = (Index("ix_target_revision_target_id_id", "target_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id", ondelete="CASCADE"))
    text: Mapped[str]
    state: Mapped[State] = mapped_column(words(State, "state"))
    version: Mapped[int | None]
    based_on: Mapped[int]
    source_revision: Mapped[int]
    origin: Mapped[Origin] = mapped_column(words(Origin, "origin"), default=Origin.TYPED)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    file_sha256: Mapped[str | None]  # of the imported file
    created_at: Mapped[datetime] = mapped_column(default=now)
    folded_at: Mapped[datetime | None]  # when a later draft was folded in
    carried_from: Mapped[int | None]
    is_arrangement: Mapped[bool] = mapped_column(default=False, server_default=false())


class SourceRevision(Base):
    """One text of a segment's source, numbered from 1."""

    __tablename__ = "source_revision"
    __table_args__ = (UniqueConstraint("segment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str]
    origin: Mapped[Origin] = mapped_column(words(Origin, "origin"), default=Origin.IMPORT)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
