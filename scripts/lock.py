"""Lock requirements.in and requirements-dev.in with hashes, for every platform, from Python 3.11 up.

Versions locked before are kept unless an .in file asks for another; `--upgrade` takes the newest allowed.
"""

import subprocess
import sys

from scripts.environment import DEVELOPMENT, PYTHON, ROOT, RUNTIME

OPTIONS = ("--quiet", "--universal", "--python-version=3.11", "--generate-hashes")
HEADER = "--custom-compile-command=make lock"


def main() -> None:
    """Write both lock files; arguments are passed on to uv."""
    for locked in (RUNTIME, DEVELOPMENT):
        source = locked.replace(".txt", ".in")
        command = [
            PYTHON,
            "-m",
            "uv",
            "pip",
            "compile",
            *OPTIONS,
            HEADER,
            *sys.argv[1:],
            source,
            "-o",
            locked,
        ]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
