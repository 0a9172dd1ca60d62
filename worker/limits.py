"""How much memory one job may use, and how it is held to it."""

import contextlib
import os
from pathlib import Path

PART = 0.75  # of the machine's memory, shared among the jobs of one worker
LEAST_MB = 256  # below, not even a short statement can be set
MB = 1024 * 1024
CONTAINER = Path("/sys/fs/cgroup/memory.max")


def memory_mb(setting: int, at_a_time: int) -> int:
    """Return what one of `at_a_time` jobs may use: the `setting`, or for 0 its share of this machine."""
    return setting or max(LEAST_MB, int(machine_mb() * PART) // at_a_time)


def machine_mb() -> int:
    """Return the memory of this machine, or of the container around it where that has less."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MB
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        return min(whole, int(CONTAINER.read_text()) // MB)
    return whole


def hold_to(megabytes: int) -> None:
    """Keep this process from using more. Where the system cannot (macOS), nothing holds it.

    RLIMIT_DATA counts what is written to; RLIMIT_AS would also count what threads reserve and never use, which grows
    with the number of processors.
    """
    import resource  # here, as Windows has none

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MB, megabytes * MB))
