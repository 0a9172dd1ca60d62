"""Spelling: by the dictionaries that are installed, the group's word list and the termbase."""

from services.spelling.program import dictionary_for
from services.spelling.reading import findings, findings_beside, replace

__all__ = ["dictionary_for", "findings", "findings_beside", "replace"]
