"""`kill -9` on a worker, or on the server, in the middle of a job: the file is made all the same, whole and once."""

from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Job, JobFile, User
from models.base import now
from models.job import JobState
from services import exporting, jobs
from services.job_kinds.statement_export import read_options
from services.job_rows import STALE_AFTER
from services.store import find_translation
from tests import factories
from tests.faults.conftest import signed_in
from tests.faults.serving import Server
from tests.working import Worker, is_alive, long_job, wait_until


@pytest.fixture(autouse=True)
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the server's queue out of this installation."""
    monkeypatch.setenv("JOBS_URL", f"sqlite:///{tmp_path / 'queue'}")


def seen(session: Session, job: Job) -> Job:
    session.rollback()
    session.expire_all()
    return session.get_one(Job, job.id)


def content(session: Session, job: Job) -> bytes:
    file = jobs.file_of(session, job)
    assert file is not None
    return b"".join(jobs.pieces(session, file))


def expected(session: Session, job: Job) -> bytes:
    there = find_translation(session, job.payload["statement"], job.payload["language"])
    return exporting.export(session, factories.translator(session), there, "pdf", read_options(job.payload))


@pytest.mark.slow
def test_what_a_killed_worker_was_doing_is_done_by_another(app: Flask, session: Session, tmp_path: Path) -> None:
    job = long_job(session, factories.translator(session))
    worker = Worker(app, tmp_path / "queue")
    worker.start()
    try:
        wait_until(lambda: seen(session, job).stage == "setting")
        children = worker.children()
        worker.kill()
    finally:
        worker.kill()
    assert (seen(session, job).state, job.tries) == (JobState.RUNNING, 1)
    wait_until(lambda: not any(map(is_alive, children)))  # nobody works on for a dead worker
    assert children
    assert not session.scalar(select(func.count()).select_from(JobFile))

    Worker(app, tmp_path / "queue").once()  # its worker may only be slow: nobody else takes it yet
    assert seen(session, job).state is JobState.RUNNING
    session.execute(update(Job).values(heartbeat_at=now() - 2 * STALE_AFTER))
    session.commit()
    Worker(app, tmp_path / "queue").once()
    assert (seen(session, job).state, job.tries) == (JobState.DONE, 2)
    assert session.scalar(select(func.count()).select_from(JobFile)) == 1
    assert content(session, job) == expected(session, job)


@pytest.mark.slow
def test_a_worker_that_is_asked_to_end_gives_back_what_it_does(app: Flask, session: Session, tmp_path: Path) -> None:
    job = long_job(session, factories.translator(session))
    worker = Worker(app, tmp_path / "queue")
    worker.start()
    try:
        wait_until(lambda: seen(session, job).stage == "setting")
        worker.end()
    finally:
        worker.kill()
    assert (seen(session, job).state, job.tries, job.owner) == (JobState.QUEUED, 0, None)


@pytest.mark.slow
def test_two_workers_do_each_job_once(app: Flask, session: Session, tmp_path: Path) -> None:
    asked = [long_job(session, factories.translator(session), paragraphs=3) for _ in range(4)]
    workers = [Worker(app, tmp_path / name) for name in ("one", "two")]  # each with a queue of its own
    try:
        for worker in workers:
            worker.start()
        wait_until(lambda: all(seen(session, job).state is JobState.DONE for job in asked))
        for worker in workers:
            worker.end()
    finally:
        for worker in workers:
            worker.kill()
    assert [seen(session, job).tries for job in asked] == [1] * len(asked)
    assert session.scalar(select(func.count()).select_from(JobFile)) == len(asked)


@pytest.mark.slow
def test_what_was_asked_of_a_server_that_is_killed_is_there_on_the_next(
    app: Flask, server: Server, session: Session, tmp_path: Path
) -> None:
    statement = factories.translation(session).statement
    session.commit()
    (browser,) = signed_in(app, server, 1)
    form = {"layout": "facing", "states": "all", "csrf_token": browser.token}
    path = f"{server.address}/statements/{statement.slug}/es/exports/pdf"
    status, page, address = browser.open(Request(path, urlencode(form).encode()))
    assert (status, "/jobs/" in address) == (200, True), page
    server.kill()
    Worker(app, tmp_path / "queue").once()
    server.start()
    job = session.scalar(select(Job))
    assert job is not None
    assert job.created_by_id == session.scalar(select(User.id).where(User.email == "writer0@example.org"))
    status, page, _address = browser.get(f"/jobs/{job.id}")
    assert status == 200
    assert f"/jobs/{job.id}/file" in page
    assert content(session, seen(session, job)) == expected(session, job)
