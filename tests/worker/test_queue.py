"""What wakes workers: a job's id from one process to another, by either storage; and what is done without it."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from domain.permissions import PersonRole
from extensions import db
from models import Job
from models.base import now
from models.job import JobState
from services import jobs
from services.job_rows import STALE_AFTER
from services.store import begin_write
from tests import factories
from worker.queue import Queue, address, open_queue
from worker.running import sweep


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Give the address of a queue in a SQLite file."""
    return f"sqlite:///{tmp_path / 'queue.sqlite3'}"


def drained(queue: Queue) -> None:
    """Do what huey's own workers do with what is there."""
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)


def test_an_id_comes_through_and_is_gone(place: str) -> None:
    seen: list[int] = []
    there = open_queue(place, seen.append)
    here = open_queue(place, lambda _job_id: None)
    assert here.is_empty()
    for job_id in (7, 8):
        here.put(job_id)
    assert not there.is_empty()
    drained(there)
    assert seen == [7, 8]
    assert here.is_empty()
    here.close()
    there.close()


@pytest.mark.parametrize("bare_database_url", ["postgresql"], indirect=True)
def test_it_moves_to_a_server_by_its_address_alone(bare_database_url: str) -> None:
    test_an_id_comes_through_and_is_gone(bare_database_url.replace("+psycopg", ""))


def test_a_message_is_plain_json_and_nothing_else_is_read(place: str) -> None:
    done: list[int] = []
    queue = open_queue(place, done.append)
    queue.put(7)
    (message,) = queue.huey.storage.enqueued_items()
    assert json.loads(message)[2] == 7
    queue.huey.flush()
    queue.huey.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")  # a pickle
    with pytest.raises(ValueError, match="Expecting value"):
        queue.huey.dequeue()
    assert done == []


def test_a_worker_is_woken_when_the_job_is_committed_and_not_before(app: Flask, place: str) -> None:
    app.config["JOBS_URL"] = place
    with app.app_context():
        actor = factories.person(db.session, PersonRole.TRANSLATOR).as_actor()
        statement = factories.translation(db.session).statement
        db.session.commit()
        wish = {"statement": statement.slug, "language": "es", "format": "pdf"}
        seen: list[int] = []
        queue = open_queue(place, seen.append)
        jobs.ask(db.session, actor, "statement.export", wish)
        db.session.rollback()
        db.session.commit()
        job = jobs.ask(db.session, actor, "statement.export", wish)
        assert queue.is_empty()
        db.session.commit()
    drained(queue)
    assert seen == [job.id]


def test_a_queue_that_cannot_be_reached_loses_no_job(app: Flask, tmp_path: Path) -> None:
    app.config["JOBS_URL"] = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder'}"
    with app.app_context():
        actor = factories.person(db.session, PersonRole.TRANSLATOR).as_actor()
        statement = factories.translation(db.session).statement
        wish = {"statement": statement.slug, "language": "es", "format": "pdf"}
        job = jobs.ask(db.session, actor, "statement.export", wish)
        db.session.commit()
        assert db.session.get_one(Job, job.id).state is JobState.QUEUED


def test_the_sweep_wakes_for_what_waits_and_for_what_a_killed_worker_left(session: Session, engine: Engine) -> None:
    seen: list[int] = []
    queue = open_queue("memory:", seen.append)
    rows = [Job(kind="edition.build", state=state) for state in JobState]
    begin_write(session)
    session.add_all(rows)
    session.flush()
    session.execute(update(Job).values(heartbeat_at=now(), owner="w"))
    session.commit()
    waiting, running = rows[:2]
    sweep(engine, queue)
    sweep(engine, queue)  # what has a message gets no second one
    drained(queue)
    assert seen == [waiting.id]
    session.execute(update(Job).values(heartbeat_at=now() - 2 * STALE_AFTER))
    session.commit()
    seen.clear()
    sweep(engine, queue)
    drained(queue)
    assert seen == [waiting.id, running.id]


def test_each_desk_has_its_own_queue(app: Flask, tmp_path: Path) -> None:
    app.config["JOBS_URL"] = ""
    with app.app_context():
        found = address(app)
        if db.engine.dialect.name == "sqlite":
            assert found == f"sqlite:///{db.engine.url.database}-jobs"
        else:
            assert found.startswith(f"sqlite:///{app.instance_path}/jobs-")
        app.config["JOBS_URL"] = "redis://queue.example/0"
        assert address(app) == "redis://queue.example/0"
