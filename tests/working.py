"""A worker in a process of its own, beside whatever server a test runs; and texts that keep it at work for a while."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from domain.permissions import Actor
from models import Job
from services import jobs
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 180  # for a slow and busy machine; nothing waits so long where all is well
SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT")
PARAGRAPH = "The river is everybody's, and nobody may sell it to somebody who only wants to look at it. "


def environment(app: Flask, queue: Path) -> dict[str, str]:
    """Return the settings of a process beside `app`, woken by the queue in that file."""
    return {
        **os.environ,
        **{name: app.config[name] for name in SECRETS},
        "TOTP_SECRET": app.config["SECURITY_TOTP_SECRETS"]["1"],
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "JOBS_URL": f"sqlite:///{queue}",
        "FLASK_DEBUG": "",
    }


class Worker:
    """`flask worker` on the database of `app`. Start, then end or kill it."""

    def __init__(self, app: Flask, queue: Path) -> None:
        self.environment = environment(app, queue)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it; it is ready when it takes its first job."""
        command = [sys.executable, "-m", "flask", "worker", *options]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)

    def once(self) -> None:
        """Let one do what waits, and wait for it."""
        self.start("--once")
        assert self.process is not None
        assert self.process.wait(PATIENCE_S) == 0
        self.process = None

    def children(self) -> list[int]:
        """Return the processes that it has begun."""
        assert self.process is not None
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [int(line) for line in found.stdout.split()]

    def kill(self) -> None:
        """Kill it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def end(self) -> None:
        """Ask it to end, as a system does that shuts down, and wait."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)
            self.process.wait(PATIENCE_S)
            self.process = None


def is_alive(pid: int) -> bool:
    """Tell whether a process is there, and no mere remains of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it never is."""
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up, "it never came to that"
        time.sleep(0.05)


def long_job(session: Session, actor: Actor, paragraphs: int = 2500) -> Job:
    """Ask for the pages of a text that takes a while to set, and commit."""
    text = PARAGRAPH * 6
    statement = factories.translation(session, [f"{n}. {text}" for n in range(paragraphs)]).statement
    wish = {"statement": statement.slug, "language": "es", "format": "pdf", "layout": "source", "states": "all"}
    job = jobs.ask(session, actor, "statement.export", wish)
    session.commit()
    return job
