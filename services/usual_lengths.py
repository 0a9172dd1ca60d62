"""How long the group's own translations are: what the check of lengths goes by."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from domain.checks.lengths import USUAL, usual_lengths
from models.memory import MemoryEntry, MemoryKind

MOST = 400  # approved paragraphs, the newest

_NEWEST = (
    select(MemoryEntry.id)
    .where(
        MemoryEntry.target_id.is_not(None),
        MemoryEntry.kind == MemoryKind.PARAGRAPH,
        MemoryEntry.source_language == bindparam("source"),
        MemoryEntry.target_language == bindparam("target"),
    )
    .order_by(MemoryEntry.target_id.desc())
    .limit(MOST)
    .scalar_subquery()
)
_LENGTHS = select(func.length(MemoryEntry.source), func.length(MemoryEntry.target)).where(MemoryEntry.id.in_(_NEWEST))


def lengths_between(session: Session, languages: tuple[str, str]) -> tuple[float, float]:
    """Return between which shares of its source's length a target usually is, by the newest approved pairs.

    `languages`: of source and target (BCP 47). One question, whose cost does not grow with the memory.
    """
    rows = session.execute(_LENGTHS, {"source": languages[0], "target": languages[1]}).all()
    return usual_lengths([(source, target) for source, target in rows]) if rows else USUAL
