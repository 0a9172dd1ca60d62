"""The translation memory: what was translated before, offered where the same or nearly the same stands again."""

from services.memory import drafts
from services.memory.approved import remember
from services.memory.files import Incoming, import_pairs
from services.memory.gathering import catch_up, is_behind, renew
from services.memory.lookup import Asked, Match, lookup
from services.memory.using import Offers, choose_drafts, offers, sees_drafts, take

__all__ = [
    "Asked",
    "Incoming",
    "Match",
    "Offers",
    "catch_up",
    "choose_drafts",
    "drafts",
    "import_pairs",
    "is_behind",
    "lookup",
    "offers",
    "remember",
    "renew",
    "sees_drafts",
    "take",
]
