"""Checking: what each check finds in one target, and in all targets of a translation."""

from services.checking.beside import findings_beside, fix
from services.checking.same_source import SAME_SOURCE
from services.checking.whole import Located, findings

__all__ = ["SAME_SOURCE", "Located", "findings", "findings_beside", "fix"]
