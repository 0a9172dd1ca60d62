"""Programs of others that the tests check our files with: find them, install them by name, say what is missing.

They are of no use to the desk itself. Standard library only. `python -m scripts.programs tests` (or `peers`) installs
what is missing: by apt where we are root or may use sudo without a password, by Homebrew where there is one. Whatever
cannot be installed is said in a line, and the tests that need it are skipped with the same words; on CI they fail.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import chromium, packages

OFFICE = Path("/usr/lib/libreoffice/program")  # Debian's
MAC_OFFICE = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
XLIFF_SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")  # as OASIS publishes them
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")  # Debian's own `epubcheck` starts only where the kernel knows jars


@dataclass(frozen=True)
class Tool:
    """A program. `debian`, `brew`: the packages that bring it; `by_hand`: what to do where no package is installed."""

    name: str
    debian: tuple[str, ...]
    brew: tuple[str, ...] = ()
    by_hand: str = ""

    def advice(self) -> str:
        """Say that it is missing, and what brings it."""
        mac = self.by_hand or f"brew install {' '.join(self.brew)}"
        return f"{self.name} is not installed (Debian: apt install {' '.join(self.debian)}; macOS: {mac})"


TESTS = (
    Tool("chromium", ("fonts-dejavu-core", "chromium"), by_hand="install Google Chrome"),
    Tool("epubcheck", ("default-jre-headless", "epubcheck"), ("epubcheck",)),
    Tool("hunspell", ("hunspell", "hunspell-es", "hunspell-en-us"), ("hunspell",)),
    Tool("java", ("default-jre-headless",), ("openjdk",)),
    Tool("msgfmt", ("gettext",), ("gettext",)),
    Tool("pdftotext", ("poppler-utils",), ("poppler",)),
    Tool("qpdf", ("qpdf",), ("qpdf",)),
    Tool("writer", ("libreoffice-writer-nogui",), by_hand="brew install --cask libreoffice (1 GB)"),
)
PEERS = (
    *(tool for tool in TESTS if tool.name in ("msgfmt", "writer")),
    Tool("calc", ("libreoffice-calc-nogui",), by_hand="brew install --cask libreoffice (1 GB)"),
    Tool("xliff-schemas", ("php-symfony-translation",), by_hand="none; CI has them"),
    Tool("omegat", ("default-jre-headless", "omegat"), by_hand="brew install --cask omegat"),
)
KITS = {"tests": TESTS, "peers": PEERS}
TOOLS = {tool.name: tool for kit in KITS.values() for tool in kit}


def command(name: str) -> list[str] | None:
    """Return what starts the tool called `name`, to be followed by its arguments; None when it is not there.

    `name`: one of TOOLS, or any other program that comes with one of them, such as msgmerge.
    """
    if name == "chromium":
        found = chromium.find()
    elif name in ("writer", "calc"):
        found = _office({"writer": "libswlo.so", "calc": "libsclo.so"}[name])
    elif name == "xliff-schemas":
        found = str(XLIFF_SCHEMAS) if XLIFF_SCHEMAS.is_dir() else None
    elif name == "epubcheck" and EPUBCHECK.exists():
        java = shutil.which("java")
        return [java, "-jar", str(EPUBCHECK)] if java else None
    else:
        found = shutil.which(name)
    return [found] if found else None


def _office(part: str) -> str | None:
    """Return LibreOffice if it has `part`: Debian packs each of its programs alone, others pack all together."""
    found = shutil.which("soffice") or shutil.which(MAC_OFFICE)
    is_debians = OFFICE.is_dir() and not (OFFICE / part).exists()
    return None if is_debians else found


def missing(kit: Sequence[Tool]) -> list[Tool]:
    """Return those of `kit` that are not there."""
    return [tool for tool in kit if command(tool.name) is None]


def main(name: str) -> None:
    """Install what is missing of the kit called `name`, and say what could not be had."""
    kit = KITS[name]
    if wanted := missing(kit):
        packages.install(
            [package for tool in wanted for package in tool.debian],
            [package for tool in wanted for package in tool.brew],
        )
    for tool in missing(kit):
        print(f"Missing    {tool.advice()}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
