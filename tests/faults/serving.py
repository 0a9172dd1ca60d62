"""The real server in processes of its own, which can be killed, and people who work at it over HTTP."""

import json
import os
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

from tests.preloaded import PRELOADED, TIME_OUT_S, Forked

OPTIONS = (
    *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
    *("--timeout", str(TIME_OUT_S), "--log-level", "warning"),
)


class Server:
    """gunicorn as docs/deploy.md starts it, on a free port of loopback, in a process group of its own."""

    def __init__(self, database_url: str, log: Path) -> None:
        self.database_url, self.log = database_url, log
        self.process: Forked | None = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = free_port()
        environment = {**os.environ, "DATABASE_URL": self.database_url, "PUBLIC_URL": "", "FLASK_DEBUG": ""}
        self.process = PRELOADED.serve(self.port, OPTIONS, environment, self.log)
        give_up = time.monotonic() + TIME_OUT_S
        while not self.answers():
            if not self.process.is_alive() or time.monotonic() > give_up:
                raise RuntimeError("the server did not start:\n" + self.log.read_text())
            time.sleep(0.05)

    def answers(self) -> bool:
        with suppress(OSError):
            Browser(self).get("/login")
            return True
        return False

    def kill(self) -> None:
        """Kill every process of it at once, without a word, as a power cut does; wait until all are gone."""
        if self.process is None:
            return
        self.process.kill()
        give_up = time.monotonic() + TIME_OUT_S
        while is_listening(self.port) and time.monotonic() < give_up:
            time.sleep(0.01)
        self.process = None


@dataclass
class Answer:
    """What came back: the status, and the JSON object where it was one."""

    status: int
    facts: dict = field(default_factory=dict)


class Browser:
    """One person at the server. A dead server raises OSError."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.opener: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        self.token = ""

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the page, as a person does."""
        form = {"email": email, "password": password, "csrf_token": self.token_of("/login")}
        page = self.open(Request(self.server.address + "/login", urlencode(form).encode()))
        assert "/login" not in page[2], page[1]
        self.token = self.token_of("/statements")

    def save(self, target_id: int, text: str, version: int, **more: str) -> Answer:
        """Save as the desk's script does, and return the answer."""
        form = {"text": text, "version": str(version), "csrf_token": self.token, **more}
        request = Request(
            f"{self.server.address}/targets/{target_id}", urlencode(form).encode(), {"Accept": "application/json"}
        )
        status, body, _address = self.open(request)
        return Answer(status, json.loads(body) if body.startswith("{") else {"body": body})

    def get(self, path: str) -> tuple[int, str, str]:
        """Return status, page and final address."""
        return self.open(Request(self.server.address + path))

    def token_of(self, path: str) -> str:
        page = self.get(path)[1]
        found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
        assert found, page
        return found[1]

    def open(self, request: Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(request, timeout=TIME_OUT_S) as answer:
                return answer.status, answer.read().decode(), answer.url
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode(), refusal.url
        except URLError as error:
            raise OSError(str(error.reason)) from error


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_listening(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
