"""The queue that wakes workers: huey, embedded in a SQLite file by default, on a server by the setting JOBS_URL.

A message is nothing but a job's id. huey forgets what a killed worker had taken, so nothing depends on it: the row is
the truth, and a sweep wakes workers again for what waits (docs/decisions/0023).
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from extensions import db
from services.jobs import ASKED

if TYPE_CHECKING:
    from huey import Huey

log = logging.getLogger("rectoverso.jobs")
NAME = "rectoverso"
Doing = Callable[[int], None]


@dataclass(frozen=True)
class Queue:
    """An open queue."""

    huey: "Huey"
    put: Callable[[int], object]  # a job's id

    def is_empty(self) -> bool:
        """Tell whether no message waits in it."""
        return not self.huey.pending_count()

    def close(self) -> None:
        """Close what this thread has open."""
        self.huey.storage.close()


def init_app(app: Flask) -> None:
    """Give `app` its queue, opened when it is first used: most processes never do."""
    app.extensions["jobs"] = None


def wake(job_ids: Iterable[int]) -> None:
    """Wake workers for these jobs. A queue that cannot be reached is no failure: the sweep finds what waits."""
    try:
        queue = _of_app()
        for job_id in job_ids:
            queue.put(job_id)
    except Exception as error:  # whatever a server or a full disk may answer
        log.warning("job.not_woken error=%s", type(error).__name__)


def address(app: Flask) -> str:
    """Return where the queue of `app` is: as the setting says, else in a file beside its database or, where that is
    on a server, in the folder of this installation.
    """
    if app.config["JOBS_URL"]:
        return str(app.config["JOBS_URL"])
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database}-jobs" if url.database else "memory:"
    name = hashlib.sha256(str(url).encode()).hexdigest()[:12]  # two desks of one checkout each have their own
    return f"sqlite:///{Path(app.instance_path) / f'jobs-{name}.sqlite3'}"


def open_queue(url: str, do: Doing) -> Queue:
    """Return the queue at `url`; its worker calls `do` with the id of each job. Raises what its storage raises."""
    import huey

    options: dict[str, Any] = {"name": NAME, "results": False, "serializer": _serializer()}
    if url.startswith("sqlite:///"):
        # Nothing is lost with a message, so none need reach the disk at once.
        found = huey.SqliteHuey(filename=url.removeprefix("sqlite:///"), fsync=False, timeout=15, **options)
    elif url.startswith("postgresql://"):
        found = huey.PostgresHuey(dsn=url, **options)
    elif url.startswith("memory:"):
        found = huey.MemoryHuey(**options)
    else:
        found = huey.RedisHuey(url=url, **options)

    def task(job_id: int) -> None:  # both ends know it by the name of this module
        do(job_id)

    return Queue(found, found.task(name="do")(task))


def _of_app() -> Queue:
    if current_app.extensions["jobs"] is None:
        current_app.extensions["jobs"] = open_queue(address(current_app), _nobody)
    return current_app.extensions["jobs"]


def _nobody(job_id: int) -> None:
    """Stand for the work in processes that only wake workers."""


def _serializer() -> Any:
    """Return what writes messages as JSON: huey's own takes pickles, by which a queue could run anything here."""
    from huey.registry import Message
    from huey.serializer import Serializer

    class JobIds(Serializer):
        """A task is its id, its name and the job's id."""

        def _serialize(self, data: Any) -> bytes:
            return json.dumps([data.id, data.name, *data.args]).encode()

        def _deserialize(self, data: bytes) -> Any:
            task_id, name, job_id = json.loads(data)
            return Message(str(task_id), str(name), retries=0, retry_delay=0, args=(int(job_id),), kwargs={})

    return JobIds()


def _wake_committed(session: Session) -> None:
    if asked := session.info.pop(ASKED, None):
        wake(asked)


def _forget(session: Session) -> None:
    session.info.pop(ASKED, None)


# Once, not per application: what a view asked for is there for the workers once its transaction is.
event.listen(db.session, "after_commit", _wake_committed)
event.listen(db.session, "after_soft_rollback", lambda session, _transaction: _forget(session))
