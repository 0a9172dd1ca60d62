"""Make .venv with the locked packages. Standard library only: it runs before any package is there.

uv installs when there is one, pip otherwise, both by hash from the same files. A stamp in .venv names what
was installed and where, so that a second run has nothing to do and a moved checkout is noticed.
"""

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"

# What pip and uv say when a package cannot be had; the first group is its name.
UNHAD = (
    r"No matching distribution found for ([\w.-]+)",
    r"Failed to fetch: \S*/([\w.-]+)/",
    r"Failed to (?:download|build)[^`\n]*`([\w.-]+)",
    r"Because ([\w.-]+) was not found",
    r"Failed building wheel for ([\w.-]+)",
    r"\n\s+([\w.-]+)==\S+ from http",
)
# What they say on the way, and of trying again.
NOISE = ("WARNING", "Requirement already", "Looking in", "Collecting ", "Downloading ", "Using cached ")


class SetupError(SystemExit):
    """Something is missing. The message is what a person needs to read, and nothing else is printed."""


def main(argv: list[str] | None = None) -> None:
    """Bring .venv and the compiled catalogs in step with the checkout."""
    parser = argparse.ArgumentParser(description="Set up Rectoverso's packages and catalogs.")
    parser.add_argument("--dev", action="store_true", help="with what the tests and the tools need")
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something had to be done")
    wanted = parser.parse_args(argv)
    files = [RUNTIME, DEVELOPMENT] if wanted.dev else [RUNTIME]
    try:
        with one_at_a_time():
            worked = install(files)
            compile_catalogs()
    except KeyboardInterrupt:
        raise SetupError("\nSet-up was interrupted; the next one goes on from here.") from None
    except OSError as error:
        raise SetupError(f"Set-up stopped: {error.strerror}: {error.filename or ROOT}") from error
    if not worked and not wanted.quiet:
        say("Packages", "as locked")


def say(step: str, words: str) -> None:
    """Print one line of progress."""
    print(f"{step:<10} {words}", flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep a second set-up of this checkout waiting until this one is done."""
    with (ROOT / RUNTIME).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting", "for another set-up of this checkout")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(files: list[str]) -> bool:
    """Install what `files` lock and return True; return False when it is all there already."""
    known = all(stamp(name).is_file() and stamp(name).read_text() == fingerprint(name) for name in files)
    if known and os.access(PYTHON, os.X_OK):  # its Python may be gone: systems upgrade theirs
        return False
    say("Python", f"{sys.version.split()[0]} ({sys.executable})")
    if VENV.exists() and not usable():
        say("Packages", "the old .venv cannot be used here and is made anew")
        shutil.rmtree(VENV)
    count = len({pin for name in files for pin in re.findall(r"^[\w.-]+==", (ROOT / name).read_text(), re.M)})
    arguments = [argument for name in files for argument in ("-r", str(ROOT / name))]
    if not with_uv(arguments, count):
        with_pip(arguments, count)
    for name in files:
        stamp(name).write_text(fingerprint(name))
    return True


def stamp(name: str) -> Path:
    """Return the file in .venv that says which `name` was installed last."""
    return VENV / f".{name}.installed"


def fingerprint(name: str) -> str:
    """Return what tells one lock file in one place from any other: programs in .venv carry their own path."""
    return f"{VENV}\n{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}\n"


def usable() -> bool:
    """Say whether .venv has a Python that starts, is new enough and was not made in another place."""
    made_for = {text.splitlines()[0] for text in (file.read_text() for file in VENV.glob(".*.installed"))}
    if made_for - {str(VENV)}:
        return False
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def find_uv() -> str | None:
    """Return uv from PATH or from where its installers put it; None when there is none."""
    homes = [str(Path.home() / ".local" / "bin"), str(Path.home() / ".cargo" / "bin")]
    return shutil.which("uv", path=os.pathsep.join([os.environ.get("PATH", ""), *homes]))


def with_uv(arguments: list[str], count: int) -> bool:
    """Install by uv and return True; return False when there is no uv or it could not."""
    uv = find_uv()
    if not uv:
        return False
    say("Packages", f"{count}, installing with uv")
    options = ["--require-hashes", "--compile-bytecode"]
    commands = [[uv, "pip", "install", "--python", PYTHON, *options, *arguments]]
    if not VENV.exists():
        commands.insert(0, [uv, "venv", "--python", sys.executable, VENV])
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            say("Packages", f"uv could not{of_package(done.stderr)}, trying pip")
            return False
    return True


def with_pip(arguments: list[str], count: int) -> None:
    """Install by pip, or raise SetupError with the reason."""
    if not find_spec("venv") or not find_spec("ensurepip"):
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise SetupError(
            f"Python at {sys.executable} lacks its venv module. On Debian and Ubuntu: apt install {name}. "
            "Or install uv, which does without."
        )
    if not VENV.exists():
        run_or_stop([sys.executable, "-m", "venv", VENV], "The virtual environment could not be made.")
    elif subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        run_or_stop([PYTHON, "-m", "ensurepip"], "pip could not be put into .venv.")
    say("Packages", f"{count}, installing with pip (a minute or two; uv would be quicker)")
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--no-user"]
    run_or_stop([PYTHON, "-m", "pip", "install", *options, *arguments])


def run_or_stop(command: list[str | Path], words: str = "") -> None:
    """Run `command`; if it fails raise SetupError with `words` or with what its output tells."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        output = "".join(counted(process.stdout or ()))
    if process.returncode == 0:
        return
    if not words and "DO NOT MATCH THE HASHES" in output:
        words = f"A package is not the one that was locked{of_package(output)}. Nothing of it was installed."
    elif not words:
        name = of_package(output)
        words = f"A package could not be had{name}. Is there a way to a package index from here?"
    raise SetupError("\n".join([words, "The last words of the installer:", *last_lines(output)]))


def counted(lines: Iterable[str]) -> Iterator[str]:
    """Give each line of pip's; on a terminal, show how many packages it has come to."""
    collected = 0
    for line in lines:
        if sys.stdout.isatty() and line.startswith(("Collecting ", "Installing ")):
            collected += line.startswith("Collecting ")
            now = line.split("==")[0].split(":")[0].strip() + (f", {collected}" if "Coll" in line else "")
            print(f"{'':<10} {now:<60}", end="\r", flush=True)
        yield line
    if collected:
        print(f"{'':<71}", end="\r", flush=True)


def of_package(output: str) -> str:
    """Return ": NAME" of the first package that `output` complains of, or nothing."""
    found = next(filter(None, (re.search(pattern, output) for pattern in UNHAD)), None)
    return f": {found[1]}" if found else ""


def last_lines(output: str, count: int = 4) -> list[str]:
    """Return the last lines of `output` that tell of the trouble, indented."""
    lines = (line.strip() for line in output.splitlines())
    return [f"  {line}" for line in lines if line and not line.startswith(NOISE)][-count:]


def stale_catalogs(root: Path = ROOT) -> list[Path]:
    """Return the catalogs that were never compiled or have changed since."""
    found = []
    for po in sorted(root.glob("translations/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns:
            found.append(po)
    return found


def compile_catalogs() -> None:
    """Compile the interface's catalogs, with the packages that were just installed."""
    if stale := stale_catalogs():
        say("Catalogs", "compiling " + ", ".join(po.parent.parent.name for po in stale))
        words = "The catalogs in translations/ could not be compiled."
        run_or_stop([PYTHON, "-m", "scripts.catalogs", "--compile"], words)


if __name__ == "__main__":
    main()
