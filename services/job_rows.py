"""What workers do with the rows of jobs. A worker names itself in each: who lost a job writes nothing more of it.

A row moves only where it still is as the mover believes (its state, its owner), by one UPDATE, so that of two workers
one gets it on every database. Nothing here commits.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from domain.errors import JobFileTooLarge, JobLost, NotFound
from domain.permissions import OPERATOR, Actor
from models import User
from models.base import now
from models.job import OPEN, Job, JobFile, JobFilePiece, JobState
from services.job_kinds.base import File, Made
from services.jobs import KEPT_FOR

MOST_TRIES = 3
STALE_AFTER = timedelta(minutes=1)  # without a word from its worker, a job is somebody else's
ROWS_KEPT_FOR = timedelta(days=30)  # in people's lists
MOST_WOKEN = 100  # jobs that one sweep names
PIECE = 1024 * 1024  # bytes
MB = 1024 * 1024


class Word(StrEnum):
    """What a worker hears when it asks after its job."""

    GO_ON = "go_on"
    STOP = "stop"  # somebody wants it stopped
    LOST = "lost"  # it is another worker's, or over


class Lost(Exception):
    """The job is no longer this worker's: whatever it made is thrown away."""


def claim(session: Session, job_id: int, owner: str) -> bool:
    """Take a waiting job, and tell whether it is `owner`'s now. A name is for one try only."""
    query = update(Job).where(Job.id == job_id, Job.state == JobState.QUEUED)
    at = now()
    taken = query.values(
        state=JobState.RUNNING, owner=owner, heartbeat_at=at, started_at=at, tries=Job.tries + 1,
        done=0, total=0, stage="", about="",
    )  # fmt: skip
    return session.execute(taken).rowcount == 1


def beat(session: Session, job_id: int, owner: str) -> Word:
    """Say that the worker is alive, and return what it should do."""
    alive = update(Job).where(*_owned(job_id, owner)).values(heartbeat_at=now()).returning(Job.is_to_stop)
    is_to_stop = session.scalar(alive)
    return Word.LOST if is_to_stop is None else Word.STOP if is_to_stop else Word.GO_ON


def word_for(session: Session, job_id: int, owner: str) -> Word:
    """Return what the worker should do, writing nothing."""
    is_to_stop = session.scalar(select(Job.is_to_stop).where(*_owned(job_id, owner)))
    return Word.LOST if is_to_stop is None else Word.STOP if is_to_stop else Word.GO_ON


def tell(session: Session, job_id: int, owner: str, *, stage: str, about: str, done: int, total: int) -> None:
    """Write how far the job is. Raises Lost."""
    said = {"stage": stage, "about": about, "done": done, "total": total}
    if session.execute(update(Job).where(*_owned(job_id, owner)).values(said)).rowcount == 0:
        raise Lost


def task(session: Session, job_id: int, owner: str) -> tuple[str, dict[str, Any], Actor]:
    """Return kind and payload of an owned job, and the person it is done for, with the roles of today.

    Raises Lost, NotFound (their account is closed).
    """
    row = session.execute(select(Job.kind, Job.payload, Job.created_by_id).where(*_owned(job_id, owner))).one_or_none()
    if row is None:
        raise Lost
    kind, payload, person_id = row
    if person_id is None:
        return kind, payload, OPERATOR
    found = select(User).options(joinedload(User.roles)).where(User.id == person_id)
    person = session.scalars(found).unique().one_or_none()
    if person is None or not person.active:
        raise NotFound(what="user", key=person_id)
    return kind, payload, person.as_actor()


def finish(session: Session, job_id: int, owner: str, made: Made, *, key: str = "", limit_mb: int) -> None:
    """Store what came of a job, file and all. Raises Lost, JobFileTooLarge: then nothing may be committed."""
    file_id = store(session, made.file, key=key, limit_mb=limit_mb) if made.file else None
    done = {
        "state": JobState.DONE, "file_id": file_id, "result": made.result, "done": Job.total, "finished_at": now(),
        "error": None,
    }  # fmt: skip
    if session.execute(update(Job).where(*_owned(job_id, owner)).values(done)).rowcount == 0:
        raise Lost


def store(session: Session, file: File, *, key: str, limit_mb: int) -> int:
    """Store a file in pieces and return its id. Raises JobFileTooLarge."""
    size = len(file.data)
    if size > limit_mb * MB:
        raise JobFileTooLarge(size_mb=-(-size // MB), limit_mb=limit_mb)
    row = JobFile(
        key=key, name=file.name, media_type=file.media_type, size=size, sha256=hashlib.sha256(file.data).hexdigest()
    )
    session.add(row)
    session.flush()
    for number, start in enumerate(range(0, size, PIECE)):
        piece = {"file_id": row.id, "number": number, "content": file.data[start : start + PIECE]}
        session.execute(JobFilePiece.__table__.insert(), piece)
    return row.id


def end(
    session: Session, job_id: int, owner: str, state: JobState, error: str = "", facts: dict[str, Any] | None = None
) -> bool:
    """End an owned job as failed or stopped; tell whether it still was."""
    ended = {"state": state, "error": error or None, "facts": facts or {}, "finished_at": now()}
    return session.execute(update(Job).where(*_owned(job_id, owner)).values(ended)).rowcount == 1


def give_back(session: Session, job_id: int, owner: str, *, is_counted: bool) -> bool:
    """Let another worker have the job; tell whether it still was `owner`'s. `is_counted`: it was a try."""
    waiting = {"state": JobState.QUEUED, "owner": None, "heartbeat_at": None}
    if not is_counted:
        waiting["tries"] = Job.tries - 1
    return session.execute(update(Job).where(*_owned(job_id, owner)).values(waiting)).rowcount == 1


def tries_of(session: Session, job_id: int) -> int:
    """Return how often a job has been tried."""
    return session.scalar(select(Job.tries).where(Job.id == job_id)) or 0


def has_left(session: Session) -> bool:
    """Tell whether killed workers left anything behind, in one question that writes nothing."""
    return session.scalar(select(Job.id).where(*_stale()).limit(1)) is not None


def take_up(session: Session) -> None:
    """Put right what killed workers left: to be tried again, stopped where somebody wanted that, or failed at last."""
    at = now()
    stopped = {"state": JobState.STOPPED, "finished_at": at}
    session.execute(update(Job).where(*_stale(), Job.is_to_stop).values(stopped))
    lost = {
        "state": JobState.FAILED, "error": JobLost.__name__, "facts": {"tries": MOST_TRIES}, "finished_at": at,
    }  # fmt: skip
    session.execute(update(Job).where(*_stale(), Job.tries >= MOST_TRIES).values(lost))
    waiting = {"state": JobState.QUEUED, "owner": None, "heartbeat_at": None}
    session.execute(update(Job).where(*_stale()).values(waiting))


def waiting(session: Session) -> Sequence[int]:
    """Return the jobs that wait, the oldest first; the first MOST_WOKEN of them."""
    query = select(Job.id).where(Job.state == JobState.QUEUED).order_by(Job.id).limit(MOST_WOKEN)
    return session.scalars(query).all()


def throw_away(session: Session, *, total_mb: int) -> int:
    """Delete files that are too old, and the oldest beyond `total_mb` in all; old rows, too. Return how many files.

    Writes nothing where there is nothing to delete.
    """
    age = session.execute(select(JobFile.id, JobFile.size, JobFile.made_at).order_by(JobFile.id.desc())).all()
    room, old = total_mb * MB, []
    for file_id, size, made_at in age:
        room -= size
        if room < 0 or made_at < now() - KEPT_FOR:
            old.append(file_id)
    if old:
        session.execute(delete(JobFile).where(JobFile.id.in_(old)))
    over = (Job.state.not_in(OPEN), Job.created_at < now() - ROWS_KEPT_FOR)
    if session.scalar(select(func.count()).select_from(Job).where(*over)):
        session.execute(delete(Job).where(*over))
    return len(old)


def _owned(job_id: int, owner: str) -> tuple[ColumnElement[bool], ...]:
    return (Job.id == job_id, Job.owner == owner, Job.state == JobState.RUNNING)


def _stale() -> tuple[ColumnElement[bool], ...]:
    silent = or_(Job.heartbeat_at.is_(None), Job.heartbeat_at < now() - STALE_AFTER)
    return (Job.state == JobState.RUNNING, silent)
