"""Programs of others in the tests: `needs("epubcheck")` over a test, or `command("epubcheck")` inside one.

Where one is missing the test is skipped and says what brings it. On CI nothing is left out: there it fails.
"""

import os

import pytest

from scripts import programs

IS_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")


def advice(name: str) -> str:
    """Say that the program called `name` is missing, and what brings it."""
    return programs.TOOLS[name].advice() if name in programs.TOOLS else f"{name} is not installed"


def needs(name: str) -> pytest.MarkDecorator:
    """Mark a test that runs the program called `name`: skipped where it is missing; on CI it is run, and fails."""
    return pytest.mark.skipif(programs.command(name) is None and not IS_CI, reason=advice(name))


def command(name: str) -> list[str]:
    """Return what starts the program called `name`; skip or fail the test where it is missing."""
    found = programs.command(name)
    if found is None:
        (pytest.fail if IS_CI else pytest.skip)(advice(name))
    return found
