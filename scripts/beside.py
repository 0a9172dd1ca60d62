"""Keep a worker running beside the server of `make run`: begun anew when it dies, ended when the server is gone."""

import signal
import subprocess
import sys
import threading

from scripts.environment import ROOT

ANEW_AFTER_S = 1.0
LOOK_EVERY_S = 0.2
COMMAND = [sys.executable, "-m", "flask", "worker"]


def start() -> "subprocess.Popen[bytes]":
    """Start this program as a process of its own; closing its standard input ends it."""
    command = [sys.executable, "-m", "scripts.beside"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)


def end(beside: "subprocess.Popen[bytes]") -> None:
    """End what `start` began, and wait until it has given back what it was doing."""
    if beside.stdin:
        beside.stdin.close()
    beside.wait()


def main() -> None:
    """Run a worker until standard input closes or SIGTERM comes."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), ended.set()), daemon=True).start()
    while not ended.is_set():
        worker = subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.DEVNULL)
        while worker.poll() is None and not ended.wait(LOOK_EVERY_S):
            pass
        if worker.poll() is None:
            worker.terminate()
            worker.wait()
        ended.wait(ANEW_AFTER_S)


if __name__ == "__main__":
    main()
