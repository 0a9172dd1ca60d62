"""Find a Chromium for the browser tests, or install Debian's; print its path."""

import os
import shutil
import sys
from pathlib import Path

from scripts import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BUNDLES = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """Return the path of a Chromium or Chrome: $CHROMIUM, else one from the usual places, else None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    folders = (Path("/Applications"), Path.home() / "Applications")
    bundles = [str(folder / name) for folder in folders for name in BUNDLES]
    return next(filter(None, map(shutil.which, [*NAMES, *bundles])), None)


def main() -> None:
    """Print the path of a Chromium; end with status 1 and one sentence when there is none."""
    if named := os.environ.get("CHROMIUM"):
        if not find():
            sys.exit(f"CHROMIUM={named} is not a program that can be started.")
    elif not find():
        packages.install(["chromium"], [])
    path = find()
    if not path:
        sys.exit(
            "The browser tests need Chromium. On Debian: apt install chromium (as root). "
            "On macOS: install Google Chrome. One that is elsewhere: CHROMIUM=/path/to/chromium make test"
        )
    print(path)


if __name__ == "__main__":
    main()
