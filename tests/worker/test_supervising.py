"""One try at a job in a real child process: what it makes, and what ends it; limits, stops, deaths, a full disk."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import read_settings
from domain.errors import NotAllowed
from extensions import prepare_sqlite
from models import Job, JobFile, JobFilePiece, RoleGrant
from models.job import JobState
from services import exporting, job_rows, jobs
from services.job_kinds.statement_export import read_options
from services.store import find_translation
from tests import factories
from tests.working import PATIENCE_S, environment, long_job, wait_until
from worker import child
from worker.limits import machine_mb, memory_mb
from worker.supervising import Limits, Supervisor

ENOUGH = Limits(memory_mb=4096, time_s=PATIENCE_S)


@pytest.fixture
def supervisor(app: Flask, engine: Engine, tmp_path: Path) -> Callable[..., Supervisor]:
    """Give a way to make supervisors on the test's database."""

    def make(limits: Limits = ENOUGH, stopping: Event | None = None, kind: type[Supervisor] = Supervisor) -> Supervisor:
        return kind(engine, limits, environment(app, tmp_path / "queue"), stopping or Event())

    return make


@pytest.fixture
def short(session: Session) -> Job:
    """Give a job that is done in a moment."""
    actor = factories.translator(session)
    factories.noise(session)
    return long_job(session, actor, paragraphs=3)


def seen(session: Session, job: Job) -> Job:
    session.rollback()
    session.expire_all()
    return session.get_one(Job, job.id)


def nothing_is_kept(session: Session) -> bool:
    return not session.scalar(select(func.count()).select_from(JobFile)) and not session.scalar(
        select(func.count()).select_from(JobFilePiece)
    )


def test_what_the_child_makes_is_what_anybody_would(
    session: Session, short: Job, supervisor: Callable[..., Supervisor]
) -> None:
    assert supervisor().do(short.id)
    job = seen(session, short)
    file = jobs.file_of(session, job)
    assert (job.state, job.tries, job.error) == (JobState.DONE, 1, None)
    assert file is not None
    assert not supervisor().do(short.id)  # it is done
    there = find_translation(session, job.payload["statement"], "es")
    actor = factories.translator(session)
    expected = exporting.export(session, actor, there, "pdf", read_options(job.payload))
    assert b"".join(jobs.pieces(session, file)) == expected
    assert (file.size, file.media_type) == (len(expected), "application/pdf")


def test_who_may_no_more_gets_nothing(session: Session, short: Job, supervisor: Callable[..., Supervisor]) -> None:
    session.execute(RoleGrant.__table__.delete().where(RoleGrant.user_id == short.created_by_id))
    session.commit()
    supervisor().do(short.id)
    job = seen(session, short)
    assert (job.state, job.error) == (JobState.FAILED, NotAllowed.__name__)
    assert job.facts["action"] == "export"
    assert nothing_is_kept(session)


@pytest.mark.slow
def test_what_takes_too_long_is_ended(session: Session, supervisor: Callable[..., Supervisor]) -> None:
    job = long_job(session, factories.translator(session))
    supervisor(Limits(memory_mb=4096, time_s=0)).do(job.id)
    job = seen(session, job)
    assert (job.state, job.error, job.facts) == (JobState.FAILED, "JobNeedsTime", {"minutes": 0})
    assert nothing_is_kept(session)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to its memory")
def test_what_needs_too_much_memory_is_ended(session: Session, supervisor: Callable[..., Supervisor]) -> None:
    job = long_job(session, factories.translator(session), paragraphs=1000)
    supervisor(Limits(memory_mb=200, time_s=PATIENCE_S)).do(job.id)
    job = seen(session, job)
    assert (job.state, job.error, job.facts) == (JobState.FAILED, "JobNeedsMemory", {"limit_mb": 200})
    assert nothing_is_kept(session)


@pytest.mark.slow
def test_a_stop_ends_the_child(session: Session, supervisor: Callable[..., Supervisor]) -> None:
    actor = factories.translator(session)
    job = long_job(session, actor)
    working = Thread(target=supervisor().do, args=(job.id,), daemon=True)
    working.start()
    wait_until(lambda: seen(session, job).stage == "setting")
    jobs.stop(session, actor, job.id)
    session.commit()
    working.join(PATIENCE_S)
    assert seen(session, job).state is JobState.STOPPED
    assert nothing_is_kept(session)


@pytest.mark.slow
def test_a_worker_that_ends_gives_its_job_back(session: Session, supervisor: Callable[..., Supervisor]) -> None:
    job, stopping = long_job(session, factories.translator(session)), Event()
    ending = supervisor(stopping=stopping)
    working = Thread(target=ending.do, args=(job.id,), daemon=True)
    working.start()
    wait_until(lambda: seen(session, job).stage == "setting")
    stopping.set()
    working.join(PATIENCE_S)
    assert (seen(session, job).state, job.tries, job.owner) == (JobState.QUEUED, 0, None)
    assert not ending.do(job.id)
    assert nothing_is_kept(session)


class Killing(Supervisor):
    """Children that are killed, as a system does that runs out of memory."""

    @contextmanager
    def _child(self, *_rest: Any) -> Any:
        suicide = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        command = [sys.executable, "-c", suicide]
        yield subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def test_a_child_that_dies_without_a_word_is_tried_again_and_then_given_up(
    session: Session, short: Job, supervisor: Callable[..., Supervisor]
) -> None:
    killing = supervisor(kind=Killing)
    for tries in range(1, job_rows.MOST_TRIES):
        assert killing.do(short.id)
        assert (seen(session, short).state, short.tries) == (JobState.QUEUED, tries)
    assert killing.do(short.id)
    assert (seen(session, short).state, short.error) == (JobState.FAILED, "JobLost")
    assert not killing.do(short.id)


# A full disk


# What PostgreSQL says when its disk is full, with the code that it has for that; gone with its connection.
FULL = """
CREATE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON job_file_piece EXECUTE FUNCTION pg_temp.full_disk();
"""


@contextmanager
def without_room(url: str) -> Iterator[Engine]:
    """Give an engine of a database that has no room for one more page, or for one more piece of a file."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)

        def no_more(connection: Any, _record: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(engine, "connect", no_more)
        yield engine
    else:
        with engine.connect() as keeping:
            keeping.execute(text(FULL))
            keeping.commit()
            yield engine
            keeping.execute(text("DROP TRIGGER full_disk ON job_file_piece"))
            keeping.commit()
    engine.dispose()


def test_a_full_disk_leaves_no_half_file_and_says_so(session: Session, database_url: str, short: Job) -> None:
    job_rows.claim(session, short.id, "w")
    session.commit()
    with without_room(database_url) as engine, pytest.raises(DBAPIError) as failure:
        child.do(engine, short.id, "w", read_settings())
    assert child.failure(failure.value, 1) == ("NoRoom", {})
    assert nothing_is_kept(session)
    assert seen(session, short).state is JobState.RUNNING
    assert job_rows.end(session, short.id, "w", JobState.FAILED, "NoRoom")


# What a child says of itself


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotAllowed(action="export"), ("NotAllowed", {"action": "export"})),
        (MemoryError(), ("JobNeedsMemory", {"limit_mb": 7})),
        (OSError(28, "No space left on device"), ("NoRoom", {})),
        (OSError(13, "Permission denied"), ("JobProblem", {})),
        (ValueError("somebody's text"), ("JobProblem", {})),
    ],
)
def test_what_went_wrong_has_a_name_and_no_text_in_the_log(
    error: Exception, expected: tuple[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert child.failure(error, 7) == expected
    assert "text" not in capsys.readouterr().err


def test_the_memory_is_the_settings_or_a_share_of_the_machines() -> None:
    assert memory_mb(300, at_a_time=4) == 300
    assert memory_mb(0, at_a_time=1) <= machine_mb() < os.sysconf("SC_PHYS_PAGES")
    assert memory_mb(0, at_a_time=2) == int(machine_mb() * 0.75) // 2
