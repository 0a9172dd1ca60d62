"""Install packages of the system by name: Debian's by apt, Homebrew's by brew. Standard library only."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

QUIET = ("/usr/bin/env", "DEBIAN_FRONTEND=noninteractive")  # sudo passes no variables on


def install(debian: Sequence[str], brew: Sequence[str]) -> None:
    """Install the packages `debian` where there is apt and we may use it, or `brew` where there is Homebrew.

    Else do nothing. What fails is printed, and nothing is raised: the caller looks at what is there afterwards.
    """
    if shutil.which("apt-get"):
        right = _right()
        if debian and right is not None:
            names = list(dict.fromkeys(debian))
            _say(names)
            _run([*right, *QUIET, "apt-get", "update", "-q"])
            _run([*right, *QUIET, "apt-get", "install", "-q", "-y", "--no-install-recommends", *names])
    elif shutil.which("brew") and brew:
        names = list(dict.fromkeys(brew))
        _say(names)
        _run(["brew", "install", "--quiet", *names])


def _right() -> list[str] | None:
    """Return what must stand before a command that installs; None when we may not."""
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n"] if may else None


def _say(names: Sequence[str]) -> None:
    print(f"Tools      installing for the tests: {', '.join(names)}", file=sys.stderr, flush=True)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"{' '.join(command)} failed:\n{done.stderr.strip()}", file=sys.stderr, flush=True)
