"""Find a Chromium for the browser tests, or install Debian's; print its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BUNDLES = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
INSTALL = (
    ["apt-get", "update", "-q"],
    ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
)


def find() -> str | None:
    """Return the path of a Chromium or Chrome: $CHROMIUM, else one from the usual places, else None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    folders = (Path("/Applications"), Path.home() / "Applications")
    bundles = [str(folder / name) for folder in folders for name in BUNDLES]
    return next(filter(None, map(shutil.which, [*NAMES, *bundles])), None)


def install() -> None:
    """Install Debian's Chromium when we are root on a system with apt; else do nothing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Chromium   installing Debian's for the browser tests", file=sys.stderr, flush=True)
    for command in INSTALL:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(command, env=quiet, capture_output=True, text=True)
        if done.returncode:
            print(f"{' '.join(command)} failed:\n{done.stderr.strip()}", file=sys.stderr)


def main() -> None:
    """Print the path of a Chromium; end with status 1 and one sentence when there is none."""
    if named := os.environ.get("CHROMIUM"):
        if not find():
            sys.exit(f"CHROMIUM={named} is not a program that can be started.")
    elif not find():
        install()
    path = find()
    if not path:
        sys.exit(
            "The browser tests need Chromium. On Debian: apt install chromium (as root). "
            "On macOS: install Google Chrome. One that is elsewhere: CHROMIUM=/path/to/chromium make test"
        )
    print(path)


if __name__ == "__main__":
    main()
