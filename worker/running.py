"""The worker's own loop: huey's consumer hears of jobs, and a sweep finds what nobody was told of."""

import logging
import os
import signal
import threading
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services import job_rows
from services.store import begin_write
from worker.limits import memory_mb
from worker.queue import Queue, address, open_queue
from worker.supervising import Limits, Supervisor

log = logging.getLogger("rectoverso.jobs")
SWEEP_EVERY_S = 5.0
CLEAR_EVERY = 120  # sweeps


def supervisor_of(app: Flask, engine: Engine, at_a_time: int, stopping: threading.Event) -> Supervisor:
    """Return who looks after jobs with the settings of `app`."""
    config = app.config
    limits = Limits(memory_mb(config["JOB_MEMORY_MB"], at_a_time), config["JOB_MINUTES"] * 60)
    # A child reads its settings as every program of ours; what was given here by name holds for it, too.
    environment = {
        **os.environ,
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "JOB_FILE_MB": str(config["JOB_FILE_MB"]),
        "SECRET_KEY": config["SECRET_KEY"],
        "SECURITY_PASSWORD_SALT": config["SECURITY_PASSWORD_SALT"],
        "TOTP_SECRET": config["SECURITY_TOTP_SECRETS"]["1"],
    }
    return Supervisor(engine, limits, environment, stopping)


def run(app: Flask, engine: Engine, *, at_a_time: int = 1) -> None:
    """Do jobs, `at_a_time` of them, until SIGTERM or Ctrl-C: what runs then is given back, to be begun anew."""
    from huey.consumer import Consumer

    stopping = threading.Event()
    supervisor = supervisor_of(app, engine, at_a_time, stopping)
    queue = open_queue(address(app), supervisor.do)
    logging.getLogger("huey").setLevel(logging.WARNING)

    class Consuming(Consumer):  # type: ignore[misc]
        """huey's workers without its signal handlers: this process has its own."""

        def _set_signal_handlers(self) -> None:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopping.set())

    consumer = Consuming(queue.huey, workers=at_a_time, periodic=False, max_delay=0.5, scheduler_interval=60)
    consumer.start()
    sweeps = 0
    while True:
        sweep(engine, queue)
        if sweeps % CLEAR_EVERY == 0:
            clear(engine, app.config["JOB_FILES_MB"])
        sweeps += 1
        if stopping.wait(SWEEP_EVERY_S):
            break
        consumer.check_worker_health()
    consumer.stop_flag.set()
    for _worker, thread in consumer.worker_threads:
        thread.join()


def run_once(app: Flask, engine: Engine) -> int:
    """Do whatever waits, one job after the other, and return how many were done: for cron, and for tests."""
    supervisor = supervisor_of(app, engine, 1, threading.Event())
    done = 0
    while job_ids := due(engine):
        count = sum(supervisor.do(job_id) for job_id in job_ids)
        if not count:
            break  # another worker is faster
        done += count
    clear(engine, app.config["JOB_FILES_MB"])
    return done


def sweep(engine: Engine, queue: Queue) -> None:
    """Wake workers for what waits without a message: those of killed workers, those of a queue that was lost."""
    try:
        if queue.is_empty():
            for job_id in due(engine):
                queue.put(job_id)
        else:
            due(engine)
    except Exception as error:  # a database or a queue that is away for a moment
        log.warning("job.not_swept error=%s", type(error).__name__)


def due(engine: Engine) -> list[int]:
    """Take up what killed workers left, and return the jobs that wait. Writes only where there is something."""
    with Session(engine) as session:
        if job_rows.has_left(session):
            begin_write(session)
            job_rows.take_up(session)
            session.commit()
        return list(job_rows.waiting(session))


def clear(engine: Engine, total_mb: int) -> None:
    """Throw old files away."""
    try:
        with Session(engine) as session:
            begin_write(session)
            thrown: Any = job_rows.throw_away(session, total_mb=total_mb)
            session.commit()
        if thrown:
            log.info("job.files_thrown_away count=%s", thrown)
    except DBAPIError as error:
        log.warning("job.not_cleared error=%s", type(error).__name__)
