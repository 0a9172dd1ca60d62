"""docs/dependencies.md, the requirement files and the lock files say the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "dependencies.md").read_text()
SECTIONS = {"requirements": "To run", "requirements-dev": "To test and to work on it"}


def normal(name: str) -> str:
    """Return a package's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(file: str) -> set[str]:
    """Return the packages that an .in file names."""
    return {normal(name) for name in re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"{file}.in").read_text(), re.M)}


def explained(section: str) -> dict[str, str]:
    """Return package -> reason of a section's table."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text, re.M)[1:]
    return {normal(name): reason for name, _licence, reason in rows if set(name) != {"-"}}


def pins(file: str) -> dict[str, str]:
    """Return package -> its whole entry in a lock file; of two (by platform) the first."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / f"{file}.txt").read_text())
    return {normal(entry.split("==")[0]): entry for entry in reversed(entries) if "==" in entry}


@pytest.mark.parametrize("file", SECTIONS)
def test_every_package_that_is_asked_for_has_its_reason_and_no_other_does(file: str) -> None:
    reasons = explained(SECTIONS[file])
    assert set(reasons) == asked(file)
    assert all(len(reason.split()) >= 2 for reason in reasons.values())


@pytest.mark.parametrize("file", SECTIONS)
def test_every_package_that_is_asked_for_is_locked(file: str) -> None:
    assert asked(file) <= set(pins(file))


@pytest.mark.parametrize("file", SECTIONS)
def test_every_locked_version_is_exact_and_has_a_hash(file: str) -> None:
    lines = (ROOT / f"{file}.txt").read_text().splitlines()
    heads = [number for number, line in enumerate(lines) if line and not line.startswith((" ", "#"))]
    assert heads
    for number in heads:
        assert re.match(r"[a-z0-9][\w.-]*==\d[\w.]*( ; .+)? \\$", lines[number]), lines[number]
        assert "--hash=sha256:" in lines[number + 1]


@pytest.mark.parametrize("file", SECTIONS)
def test_a_lock_file_names_no_package_index(file: str) -> None:
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / f"{file}.txt").read_text())


def test_what_both_files_lock_is_the_same_version() -> None:
    runtime, development = (pins(file) for file in SECTIONS)
    for name in runtime.keys() & development.keys():
        assert runtime[name].split()[0] == development[name].split()[0]
