"""What people do with jobs: ask for one, look how far it is, stop it, take the file that it made.

Whoever asked sees it, and administrators. The work itself is done by services/job_rows.py's callers, in worker/.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound, TooManyJobs
from domain.permissions import Action, Actor, require
from formats.base import FormatInfo
from models import User
from models.base import now
from models.job import OPEN, Job, JobFile, JobFilePiece, JobState
from services.job_kinds import find_kind
from services.job_kinds.base import TYPESET, Payload
from services.store import find, name_of, record

MOST_OPEN = 5  # of one person
MOST_LISTED = 50
LONG_FROM = 1500  # paragraphs: what has no pages to set is written while somebody waits, up to so many
KEPT_FOR = timedelta(days=7)  # files
NOBODY_AFTER = timedelta(minutes=2)  # without a word of any worker
ASKED = "jobs_asked"  # in Session.info: ids to wake a worker for once this is committed


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of somebody's list: the job, its file where there is one, and who asked, for administrators."""

    job: Job
    file: JobFile | None
    who: str


def takes_long(info: FormatInfo, paragraphs: int) -> bool:
    """Tell whether nobody should wait for a file of that format: pages are set, or there is much of it."""
    return info.id in TYPESET or paragraphs > LONG_FROM


def ask(session: Session, actor: Actor, kind: str, payload: Payload) -> Job:
    """Ask for a job and return it; a worker is woken when the transaction is committed.

    What was asked for twice is one job: the one that is under way, or a finished one with a file of the same release.
    Raises what the kind's `check` raises, BadValue (no such kind), TooManyJobs.
    """
    require(actor, Action.READ)
    wanted = find_kind(kind).check(session, actor, payload)
    of_actor = Job.created_by_id == actor.id if actor.id is not None else Job.created_by_id.is_(None)
    under_way = session.scalars(select(Job).where(of_actor, Job.state.in_(OPEN), ~Job.is_to_stop)).all()
    for job in under_way:
        if (job.kind, job.payload) == (kind, payload):
            return job
    job = Job(kind=kind, title=wanted.title, payload=payload, created_by_id=actor.id)
    if file_id := kept(session, wanted.key):
        own = select(Job).where(of_actor, Job.file_id == file_id, Job.kind == kind).order_by(Job.id.desc()).limit(1)
        if had := session.scalar(own):
            return had
        at = now()
        job.state, job.file_id, job.started_at, job.finished_at = JobState.DONE, file_id, at, at
    elif len(under_way) >= MOST_OPEN:
        raise TooManyJobs(limit=MOST_OPEN)
    session.add(job)
    session.flush()
    record(session, actor, "job.asked", job=job.id, kind=kind)
    if job.state is JobState.QUEUED:
        session.info.setdefault(ASKED, []).append(job.id)
    return job


def kept(session: Session, key: str) -> int | None:
    """Return the newest file that was made of the same release in the same way, if one is kept."""
    query = select(JobFile.id).where(JobFile.key == key, JobFile.made_at > now() - KEPT_FOR)
    return session.scalar(query.order_by(JobFile.id.desc()).limit(1)) if key else None


def ask_again(session: Session, actor: Actor, job_id: int) -> Job:
    """Ask for the same as a job that is there. Raises NotFound, and as `ask`."""
    job = find_job(session, actor, job_id)
    return ask(session, actor, job.kind, job.payload)


def find_job(session: Session, actor: Actor, job_id: int) -> Job:
    """Return a job that `actor` may see. Raises NotAllowed; NotFound for somebody else's."""
    require(actor, Action.READ)
    job = find(session, Job, job_id)
    if actor.id != job.created_by_id and not actor.may(Action.MANAGE_PEOPLE):
        raise NotFound(what="job", key=job_id)
    return job


def file_of(session: Session, job: Job) -> JobFile | None:
    """Return the file that a job made, None where there is none or it is kept no longer."""
    return session.get(JobFile, job.file_id) if job.file_id is not None else None


def pieces(session: Session, file: JobFile) -> Iterator[bytes]:
    """Give the bytes of a file, a piece at a time. What is thrown away meanwhile ends early."""
    number = 0
    query = select(JobFilePiece.content).where(JobFilePiece.file_id == file.id)
    while (content := session.scalar(query.where(JobFilePiece.number == number))) is not None:
        yield content
        number += 1


def listed(session: Session, actor: Actor) -> list[Listed]:
    """Return the newest jobs: one's own, for administrators everybody's. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(Job, JobFile, name_of(User))
        .outerjoin(JobFile, JobFile.id == Job.file_id)
        .outerjoin(User, User.id == Job.created_by_id)
        .order_by(Job.id.desc())
        .limit(MOST_LISTED)
    )
    if not actor.may(Action.MANAGE_PEOPLE):
        query = query.where(Job.created_by_id == actor.id)
    return [Listed(*row) for row in session.execute(query)]


def stop(session: Session, actor: Actor, job_id: int) -> Job:
    """Stop a job: at once where nobody works at it yet, else as soon as its worker looks. One that ended stays so.

    Raises NotAllowed, NotFound.
    """
    job = find_job(session, actor, job_id)
    waiting = (Job.id == job.id, Job.state == JobState.QUEUED)
    stopped = {"state": JobState.STOPPED, "is_to_stop": True, "finished_at": now()}
    if session.execute(update(Job).where(*waiting).values(stopped)).rowcount == 0:
        session.execute(update(Job).where(Job.id == job.id, Job.state == JobState.RUNNING).values(is_to_stop=True))
    session.refresh(job)
    record(session, actor, "job.stopped", job=job.id)
    return job


def ahead_of(session: Session, job: Job) -> int:
    """Return how many jobs wait before this one."""
    query = select(func.count()).select_from(Job).where(Job.state == JobState.QUEUED, Job.id < job.id)
    return session.scalar(query) or 0


def is_left_lying(session: Session, job: Job) -> bool:
    """Tell whether a job has waited for so long, with nobody at work, that there may be no worker at all."""
    if job.state is not JobState.QUEUED or job.created_at > now() - NOBODY_AFTER:
        return False
    heard_of = select(Job.id).where(
        or_(Job.heartbeat_at > now() - NOBODY_AFTER, Job.finished_at > now() - NOBODY_AFTER)
    )
    return session.scalar(heard_of.limit(1)) is None


def kept_until(file: JobFile) -> datetime:
    """Return when a file will be thrown away."""
    return file.made_at + KEPT_FOR
