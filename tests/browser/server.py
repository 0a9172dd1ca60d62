"""A desk that listens, in a process of its own, so that a test can stop it dead and start it again."""

import os
import socket
import time
from contextlib import closing
from http.client import HTTPConnection

from flask import Flask

from tests.preloaded import PRELOADED, TIME_OUT_S, Forked

SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT")
OPTIONS = ("-k", "gthread", "--threads", "8", "--log-level", "warning")


class Server:
    """The desk of `app`, on the same database and with the same secrets, on a free port of this machine."""

    def __init__(self, app: Flask) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            **{name: app.config[name] for name in SECRETS},
            "TOTP_SECRET": app.config["SECURITY_TOTP_SECRETS"]["1"],
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        }
        self._process: Forked | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = PRELOADED.serve(self.port, OPTIONS, self._environment)
        give_up = time.monotonic() + TIME_OUT_S
        while not self._answers():
            assert self._process.is_alive(), "the server ended at once"
            assert time.monotonic() < give_up, "the server does not answer"
            time.sleep(0.01)

    def kill(self) -> None:
        """Stop it dead, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process = None

    def _answers(self) -> bool:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                connection.request("GET", "/login")
                return connection.getresponse().status == 200
        except OSError:
            return False
