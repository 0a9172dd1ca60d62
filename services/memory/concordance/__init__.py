"""The concordance: words and phrases in the pairs of the memory, in context.

As the search does, it gathers what was stored since when somebody looks, never when somebody approves or brings a
file in: `catch_up`, then `search`. What a hit is, and the questions to the databases, are the search's own
(domain/folding.py, services/search/). docs/decisions/0034.
"""

from services.memory.concordance.finding import FILES, HERE, MOST_COUNTED, PAGE, Asked, Found, FoundEntry, search
from services.memory.concordance.gathering import catch_up, count_left, forget, is_behind
from services.search import SIDES

__all__ = [
    "FILES",
    "HERE",
    "MOST_COUNTED",
    "PAGE",
    "SIDES",
    "Asked",
    "Found",
    "FoundEntry",
    "catch_up",
    "count_left",
    "forget",
    "is_behind",
    "search",
]
