"""One try at one job, seen from the worker: claim it, let a child do it, keep it within its limits, and end it.

The child is a process group of its own, so that ending it ends whatever it began.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import ROOT
from domain.errors import JobNeedsMemory, JobNeedsTime
from models.job import JobState
from services import job_rows
from services.job_rows import MOST_TRIES, Word
from services.store import begin_write

log = logging.getLogger("rectoverso.jobs")
LOOK_EVERY_S = 0.5
BEAT_EVERY_S = 10.0  # far below services.job_rows.STALE_AFTER
TRY_TO_WRITE_FOR_S = 30.0
MOST_SAID = 4096  # bytes of a child's last words
OUT_OF_MEMORY = b"memory allocation of"  # what Rust says before it aborts


@dataclass(frozen=True)
class Limits:
    """What one job may use."""

    memory_mb: int
    time_s: float


class Supervisor:
    """Does jobs for one worker. `stopping` set: whatever runs is given back at once."""

    def __init__(self, engine: Engine, limits: Limits, environment: dict[str, str], stopping: threading.Event) -> None:
        self.engine, self.limits, self.environment, self.stopping = engine, limits, environment, stopping
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def do(self, job_id: int) -> bool:
        """Do a job if it still waits, whatever becomes of it; tell whether it did."""
        owner = f"{self.name}:{uuid.uuid4().hex[:12]}"
        if self.stopping.is_set() or not self._write(lambda session: job_rows.claim(session, job_id, owner)):
            return False
        log.info("job.begun job=%s owner=%s", job_id, owner)
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors, self._child(
            job_id, owner, said, errors
        ) as child:  # fmt: skip
            ended = self._watch(child, job_id, owner)
            _kill(child)
            self._conclude(job_id, owner, ended, child.returncode, _last(said), _last(errors))
        return True

    @contextmanager
    def _child(self, job_id: int, owner: str, said: IO[bytes], errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "worker.child", str(job_id), owner, str(self.limits.memory_mb)]
        child = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=said, stderr=errors,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield child
        finally:
            _kill(child)
            if child.stdin:
                child.stdin.close()

    def _watch(self, child: subprocess.Popen[bytes], job_id: int, owner: str) -> str:
        """Return why it is over: "ended", "stop", "lost", "time", "stopping"."""
        began = beaten = time.monotonic()
        while True:
            with suppress(subprocess.TimeoutExpired):
                child.wait(LOOK_EVERY_S)
                return "ended"
            at = time.monotonic()
            if self.stopping.is_set():
                return "stopping"
            if at - began > self.limits.time_s:
                return "time"
            try:
                if at - beaten > BEAT_EVERY_S:
                    word = self._write(lambda session: job_rows.beat(session, job_id, owner))
                    beaten = at
                else:
                    with Session(self.engine) as session:
                        word = job_rows.word_for(session, job_id, owner)
            except DBAPIError as error:  # a database that is away for a moment is no reason to throw the work away
                log.warning("job.not_heard job=%s error=%s", job_id, type(error).__name__)
                continue
            if word is not Word.GO_ON:
                return word.value

    def _conclude(self, job_id: int, owner: str, ended: str, status: int, said: bytes, errors: bytes) -> None:
        """Write how it ended, unless the child has done so itself, or the job is another's."""
        log.info("job.ended job=%s owner=%s how=%s status=%s", job_id, owner, ended, status)
        if ended == "lost" or (ended == "ended" and status == 0):
            return
        if errors:
            log.error("job.said job=%s\n%s", job_id, errors.decode(errors="replace"))
        end = self._ending(job_id, owner, ended, said, errors)
        give_up = time.monotonic() + TRY_TO_WRITE_FOR_S
        while True:
            try:
                self._write(end)
                return
            except DBAPIError as error:  # as on a full disk: the sweep finds what stays unwritten
                log.warning("job.not_written job=%s error=%s", job_id, type(error).__name__)
            if self.stopping.wait(LOOK_EVERY_S) or time.monotonic() > give_up:
                return

    def _ending(
        self, job_id: int, owner: str, ended: str, said: bytes, errors: bytes
    ) -> Callable[[Session], bool]:  # fmt: skip
        if ended == "stopping":
            return lambda session: job_rows.give_back(session, job_id, owner, is_counted=False)
        if ended == "stop":
            return lambda session: job_rows.end(session, job_id, owner, JobState.STOPPED)
        error, facts = "", {}
        if ended == "time":
            error, facts = JobNeedsTime.__name__, {"minutes": round(self.limits.time_s / 60)}
        elif failure := _failure(said):
            error, facts = failure
        elif OUT_OF_MEMORY in errors:
            error, facts = JobNeedsMemory.__name__, {"limit_mb": self.limits.memory_mb}
        if error:
            return lambda session: job_rows.end(session, job_id, owner, JobState.FAILED, error, facts)
        return lambda session: _once_more(session, job_id, owner)

    def _write(self, step: Callable[[Session], Any]) -> Any:
        with Session(self.engine) as session:
            begin_write(session)
            result = step(session)
            session.commit()
            return result


def _once_more(session: Session, job_id: int, owner: str) -> bool:
    """Let a job be tried again whose child ended without a word, as a machine short of memory makes it."""
    if (tries := job_rows.tries_of(session, job_id)) < MOST_TRIES:
        return job_rows.give_back(session, job_id, owner, is_counted=True)
    return job_rows.end(session, job_id, owner, JobState.FAILED, "JobLost", {"tries": tries})


def _failure(said: bytes) -> tuple[str, dict[str, Any]] | None:
    """Return the error that a child named, and its facts."""
    with suppress(ValueError, KeyError, IndexError):
        told = json.loads(said.splitlines()[-1])
        return str(told["error"]), dict(told["facts"])
    return None


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _last(file: IO[bytes]) -> bytes:
    file.seek(max(0, file.seek(0, os.SEEK_END) - MOST_SAID))
    return file.read()
