"""Searching sources and targets. The index is gathered when somebody searches, never when somebody saves.

`catch_up` brings the index up to what is saved, `search` asks it. domain/folding.py says what a hit is; each
database has its own index (sqlite.py, postgres.py), and dialects.py picks it.
"""

from services.search.finding import PAGE, SIDES, Asked, Found, FoundParagraph, FoundStatement, Text, languages, search
from services.search.gathering import catch_up, count_left, is_behind, reopen

__all__ = [
    "PAGE",
    "SIDES",
    "Asked",
    "Found",
    "FoundParagraph",
    "FoundStatement",
    "Text",
    "catch_up",
    "count_left",
    "is_behind",
    "languages",
    "reopen",
    "search",
]
