"""Work done outside a request. A row owned by a worker, so that a killed worker's job is done by another."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, words


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(Base):
    """One piece of work: what, for whom, how far, by which worker.

    `title` is what people know it by. `stage` is a word of services.job_kinds.base.Stage and `about` what it is busy
    with, such as a file's name; `done` of `total` steps are behind it. `owner` is the worker's name for this one try,
    `heartbeat_at` when it was last heard of. `error` is the name of an error of domain/errors.py, `facts` its facts.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state", "state", "id"),
        Index("ix_job_created_by_id", "created_by_id", "id"),
        Index("ix_job_file_id", "file_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[JobState] = mapped_column(words(JobState, "state"), default=JobState.QUEUED)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("job_file.id", ondelete="SET NULL"))
    stage: Mapped[str] = mapped_column(default="", server_default="")
    about: Mapped[str] = mapped_column(default="", server_default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    heartbeat_at: Mapped[datetime | None]
    is_to_stop: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    error: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class JobFile(Base):
    """A file that a job made, whole or not there at all; several jobs that asked for the same share it.

    `key` says what it was made from and how, '' where that may change. `size` in bytes, `sha256` in hexadecimal.
    """

    __tablename__ = "job_file"
    __table_args__ = (Index("ix_job_file_key", "key"), Index("ix_job_file_made_at", "made_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)


class JobFilePiece(Base):
    """A part of a file's bytes, so that neither a writer nor a reader of a large one holds all of it."""

    __tablename__ = "job_file_piece"

    file_id: Mapped[int] = mapped_column(ForeignKey("job_file.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
