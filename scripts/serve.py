"""Bring the database and the demo up to date, then serve the desk with gunicorn until Ctrl-C."""

import errno
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.engine import make_url

from scripts import beside
from scripts.environment import ROOT, say

HOST, PORT = "127.0.0.1", 8097  # 5000, Flask's own, belongs to AirPlay on macOS


def main() -> None:
    """Prepare and serve; end with status 1 and one sentence when that cannot be."""
    host, port = os.environ.get("HOST") or HOST, read_port(os.environ.get("PORT", ""))
    check_free(host, port)
    from app import create_app  # here, as a port that is taken need not wait for it

    people = prepare_in_a_child(create_app)
    Server(create_app, host, port, people).run()


def read_port(text: str) -> int:
    """Return the port that `text` names, or the usual one for ''."""
    if not text:
        return PORT
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"PORT must be a number from 1 to 65535, not {text}.")
    return int(text)


def check_free(host: str, port: int) -> None:
    """End with one sentence when nothing can listen on `host` and `port`."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as caller:  # on macOS one may bind beside a server that listens everywhere
            caller.settimeout(1)
            answered = caller.connect_ex(address) == 0
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            sys.exit(f"The desk cannot listen on {host}, port {port}: {error.strerror}.")
        answered = True
    if answered:
        sys.exit(f"Port {port} is taken by another program. Pick another: PORT={port + 1} make run")


def prepare_in_a_child(create_app: Callable[[], Flask]) -> str:
    """Bring database and demo up to date; return what the demo said of its people.

    A child does it, so that the server's workers start with everything imported and no connection open.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=prepare, args=(create_app, theirs))
    child.start()
    theirs.close()
    try:
        people: str = ours.recv()
    except EOFError:
        child.join()
        sys.exit(child.exitcode or 1)
    child.join()
    return people


def prepare(create_app: Callable[[], Flask], answer: Connection) -> None:
    """Make the application, which sees to the tables, run `flask demo` and send its words to `answer`."""
    app = create_app()
    say("Database", database_name(app.config["SQLALCHEMY_DATABASE_URI"]))
    say("Demo", "statements to try, and people of every role")
    done = app.test_cli_runner().invoke(args=["demo"])
    if done.exit_code:
        print(done.output.strip(), file=sys.stderr, flush=True)
        raise done.exception or SystemExit(done.exit_code)
    answer.send(done.output)


def database_name(address: str) -> str:
    """Return what to call the database on the terminal: a file by its path, any other without its password."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return url.render_as_string(hide_password=True)
    file = Path(url.database or "")
    return str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)


class Server(BaseApplication):
    """gunicorn with two processes of four threads each; its own log only speaks of trouble."""

    def __init__(self, create_app: Callable[[], Flask], host: str, port: int, people: str) -> None:
        self.create_app = create_app
        self.host, self.port, self.people = host, port, people
        self.beside: subprocess.Popen[bytes] | None = None  # the worker, which does what takes long
        super().__init__()

    def load_config(self) -> None:
        """Set what docs/deploy.md advises, for one machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        settings: dict[str, Any] = {
            "bind": f"{host}:{self.port}",
            "workers": 2,
            "worker_class": "gthread",
            "threads": 4,
            "loglevel": "warning",
            "control_socket_disable": True,
            "graceful_timeout": 5,
            "post_worker_init": leave_ctrl_c_to_the_master,
            "when_ready": lambda _arbiter: self.announce(host),
            "on_exit": lambda _arbiter: self.beside and beside.end(self.beside),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application, made anew in each worker."""
        return self.create_app()

    def announce(self, host: str) -> None:
        """Start the worker; print the address, and who can sign in."""
        self.beside = beside.start()
        say("Server", f"http://{host}:{self.port}   Ctrl-C ends it")
        print(f"\n{self.people.strip()}", flush=True)


def leave_ctrl_c_to_the_master(_worker: object) -> None:
    """Let a worker overlook Ctrl-C, which a terminal sends to all: its master tells it a moment later.

    Told twice, a worker can stand still: its thread pool is being shut down and asks for the same lock again.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
