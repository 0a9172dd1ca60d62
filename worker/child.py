"""One try at one job, in a process of its own: `python -m worker.child JOB OWNER MEGABYTES`.

What came of it is stored here, in one transaction with the job's end. What went wrong is one line of JSON on standard
output, the name of an error and its facts, and status 1: the process may be too far gone to write it to the database.
The worker holds the other end of standard input. When that closes the worker is dead, and so is this.
"""

import errno
import json
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import read_settings
from domain.errors import DeskError, JobNeedsMemory, NoRoom
from extensions import prepare_sqlite
from services import job_rows
from services.job_kinds import find_kind
from services.job_kinds.base import Stage
from services.job_rows import Lost
from services.store import begin_write
from worker.limits import hold_to

TOLD_EVERY_S = 1.0
BROKEN = "JobProblem"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(arguments: list[str]) -> int:
    """Do the job that the command line names; return the status to end with."""
    job_id, owner, megabytes = int(arguments[0]), arguments[1], int(arguments[2])
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    hold_to(megabytes)
    settings = read_settings()
    engine = create_engine(settings["SQLALCHEMY_DATABASE_URI"])
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    try:
        do(engine, job_id, owner, settings)
    except Lost:
        return 0  # somebody else's now, and nothing of this try was kept
    except BaseException as error:
        name, facts = failure(error, megabytes)
        sys.stdout.write(json.dumps({"error": name, "facts": facts}, default=str) + "\n")
        return 1
    return 0


def do(engine: Engine, job_id: int, owner: str, settings: dict[str, Any]) -> None:
    """Do an owned job and store what came of it. Raises Lost, DeskError, and whatever else can go wrong."""
    with Session(engine, expire_on_commit=False) as session:
        kind_name, payload, actor = job_rows.task(session, job_id, owner)
        kind = find_kind(kind_name)
        key = kind.check(session, actor, payload).key
        session.rollback()
        progress = Progress(engine, job_id, owner, settings)
        try:
            made = kind.run(session, actor, payload, progress)
        finally:
            progress.close()
        if not session.in_transaction():  # a kind that wrote began its own, which this belongs to
            begin_write(session)
        job_rows.finish(session, job_id, owner, made, key=key, limit_mb=settings["JOB_FILE_MB"])
        session.commit()


class Progress:
    """What a kind tells of itself: the newest is written about once a second, by a thread and connection of its own."""

    def __init__(self, engine: Engine, job_id: int, owner: str, settings: dict[str, Any]) -> None:
        self.settings = settings
        self._engine, self._job_id, self._owner = engine, job_id, owner
        self._said: dict[str, Any] = {"total": 0}
        self._told, self._closed, self._is_lost = threading.Event(), threading.Event(), False
        self._thread = threading.Thread(target=self._write_on, daemon=True)
        self._thread.start()

    def tell(self, stage: Stage, done: int, total: int, about: str = "") -> None:
        """Say how far the work is. Raises Lost."""
        if self._is_lost:
            raise Lost
        self._said = {"stage": stage.value, "about": about, "done": done, "total": total}
        self._told.set()

    @contextmanager
    def step(self, session: Session) -> Iterator[None]:
        """Give a transaction of its own for a part of the work. Raises Lost."""
        if self._is_lost:
            raise Lost
        begin_write(session)
        yield
        session.commit()

    def close(self) -> None:
        """Write nothing more."""
        self._closed.set()
        self._told.set()
        self._thread.join()

    def _write_on(self) -> None:
        while self._told.wait() and not self._closed.is_set():
            self._told.clear()
            try:
                with Session(self._engine) as session:
                    begin_write(session)
                    job_rows.tell(session, self._job_id, self._owner, **self._said)
                    session.commit()
            except Lost:
                self._is_lost = True
                return
            except DBAPIError:
                pass  # a full disk, or a long writer: the work itself goes on
            self._closed.wait(TOLD_EVERY_S)


def failure(error: BaseException, megabytes: int) -> tuple[str, dict[str, Any]]:
    """Return the name of the error to show for `error`, and its facts. What nobody foresaw goes to the log."""
    if isinstance(error, DeskError):
        return type(error).__name__, error.facts
    if isinstance(error, MemoryError):
        return JobNeedsMemory.__name__, {"limit_mb": megabytes}
    if is_full(error):
        return NoRoom.__name__, {}
    # Where, and what kind: the message of an error may hold somebody's text, and this ends in a log.
    sys.stderr.write("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
    return BROKEN, {}


def is_full(error: BaseException) -> bool:
    """Tell whether there is no room for what should be written: on this disk, or on the database's."""
    if isinstance(error, OSError):
        return error.errno in FULL
    if not isinstance(error, DBAPIError):
        return False
    return (
        getattr(error.orig, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(error.orig, "sqlstate", "") == "53100"
    )


def _end_with_the_worker() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(2)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # threads of a typesetter that failed for want of memory may never be done
