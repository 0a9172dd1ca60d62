"""Checking: what each check finds in one target, and in all targets of a translation.

`catch_up` remembers what was found, `listed` shows it; `findings` checks all of it on the spot.
"""

from services.checking.beside import findings_beside, fix
from services.checking.blocked import Blocked, blocked, remembered
from services.checking.listing import Asked, Found, Paragraph, count_open, listed
from services.checking.remembering import Progress, catch_up, catch_up_all, progress
from services.checking.same_source import SAME_SOURCE
from services.checking.stepping import next_warned
from services.checking.whole import Located, findings

__all__ = [
    "SAME_SOURCE",
    "Asked",
    "Blocked",
    "Found",
    "Located",
    "Paragraph",
    "Progress",
    "blocked",
    "catch_up",
    "catch_up_all",
    "count_open",
    "findings",
    "findings_beside",
    "fix",
    "listed",
    "next_warned",
    "progress",
    "remembered",
]
