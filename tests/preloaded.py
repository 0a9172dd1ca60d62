"""A process that has imported the whole program and forks a real server from it in the time of a page.

Importing takes seconds on a busy machine, and each test that drives a browser wants a server of its own, which it
may kill. Each worker of the tests keeps one such process: it never makes an application itself, so that no
connection, thread or cache can come from it to a server, nor from one server to the next. What is served is
gunicorn by its own command line; only the byte code of templates is shared, by their content.
"""

import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from tests.databases import shared_folder

ROOT = Path(__file__).resolve().parent.parent
TIME_OUT_S = 180  # for a slow and busy machine; nothing waits so long where all is well
# The program, and what it or gunicorn would import at the first request.
MODULES = ("app", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "psycopg", "sqlalchemy.dialects.sqlite", "typst")


class Forked:
    """A server that was forked: a process group of its own."""

    def __init__(self, process: int) -> None:
        self.process = process

    def is_alive(self) -> bool:
        """Say whether its first process runs; the process that forked it sees to it that no zombie stays."""
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """Kill every process of it at once, without a word, as a power cut does; wait until the first is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        give_up = time.monotonic() + TIME_OUT_S
        while self.is_alive():
            assert time.monotonic() < give_up, "a server that was killed is still there"
            time.sleep(0.002)


class Preloaded:
    """The process from which servers are forked; started when the first is asked for, and gone with this one."""

    def __init__(self) -> None:
        self._talk: Any = None
        self._process: subprocess.Popen[bytes] | None = None

    def serve(
        self, port: int, options: Sequence[str], environment: Mapping[str, str], log: Path | None = None
    ) -> Forked:
        """Start gunicorn with `options` on `port` of loopback; its words go to `log`, or to where the tests' go."""
        if self._process is None:
            self._start()
        arguments = [*options, "--no-control-socket", "--bind", f"127.0.0.1:{port}", "app:create_app()"]
        asked = {"arguments": arguments, "environment": dict(environment), "log": str(log) if log else None}
        self._talk.write(json.dumps(asked).encode() + b"\n")
        self._talk.flush()
        answer = self._talk.readline()
        assert answer, "the process with the imported program has ended"
        return Forked(int(answer))

    def end(self) -> None:
        """End the process, and with it whatever it has forked."""
        if self._process:
            self._talk.close()
            self._process.wait(TIME_OUT_S)
            self._process = None

    def _start(self) -> None:
        templates = shared_folder() / "templates"
        templates.mkdir(exist_ok=True)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            command = [sys.executable, "-m", "tests.preloaded", str(theirs.fileno()), str(templates)]
            self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], start_new_session=True)
            self._talk = ours.makefile("rwb")


PRELOADED = Preloaded()


def pytest_unconfigure() -> None:
    """End the process once this worker's last test is done."""
    PRELOADED.end()


def main(channel: int, templates: str) -> None:
    """Import the program, then fork a server for each line that comes on `channel`, until there are no more."""
    _import_all(templates)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system then lets no zombie stay
    forked = []
    with socket.socket(fileno=channel) as talk, talk.makefile("rwb") as lines:
        for line in lines:
            process = os.fork()
            if not process:
                os.dup2(os.open(os.devnull, os.O_RDWR), channel)
                _be_gunicorn(json.loads(line))
            forked.append(process)
            lines.write(b"%d\n" % process)
            lines.flush()
    for process in forked:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)


def _import_all(templates: str) -> None:
    from flask import Flask
    from jinja2 import FileSystemBytecodeCache

    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(templates)}
    for name in MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the servers then neither search nor copy what they all share


def _be_gunicorn(asked: dict[str, Any]) -> NoReturn:
    """Turn the forked process into the gunicorn that was asked for."""
    from gunicorn.app.wsgiapp import run

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(asked["environment"])
    if asked["log"]:
        file = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
    sys.argv = ["gunicorn", *asked["arguments"]]
    run()
    sys.exit()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
