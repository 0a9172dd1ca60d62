"""The worker that `make run` keeps beside the server: begun anew when it dies, gone when the server is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.working import PATIENCE_S, ROOT, is_alive, wait_until


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def the_child(pid: int, besides: int) -> int:
    """Wait until a process has a child other than `besides`, and return it."""
    found: list[int] = []
    wait_until(lambda: bool(found.extend(child for child in children(pid) if child != besides) or found))
    return found[0]


@pytest.mark.slow
def test_a_worker_that_dies_is_begun_anew_and_ends_with_the_server(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.sqlite3'}", "JOBS_URL": ""}
    beside = subprocess.Popen(
        [sys.executable, "-m", "scripts.beside"], cwd=ROOT, env=environment, stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        first = the_child(beside.pid, besides=0)
        os.kill(first, signal.SIGKILL)
        second = the_child(beside.pid, besides=first)
        assert beside.stdin is not None
        beside.stdin.close()
        assert beside.wait(PATIENCE_S) == 0
        wait_until(lambda: not is_alive(second))
    finally:
        beside.kill()
        beside.wait()
