"""Spelling: by the dictionaries that are installed, the group's word list and the termbase."""

from services.spelling.program import dictionary_for
from services.spelling.reading import findings, findings_beside, replace
from services.spelling.strange import Strange, Words, add_all, words

__all__ = ["Strange", "Words", "add_all", "dictionary_for", "findings", "findings_beside", "replace", "words"]
