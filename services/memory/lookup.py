"""Looking a text up: the entries of the memory that say the same or nearly the same, the best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein
from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from domain.contrasts import Contrast, contrasts
from domain.errors import BadValue
from domain.memory import key, lengths, pair_of, probe
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from models import Segment, Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.memory import grams
from services.memory.entries import compared

FLOOR = 75  # percent: what is less alike takes longer to mend than to write
MOST = 50  # matches
CANDIDATES = 60  # entries that are compared letter by letter
# Percent taken off, as somebody should look twice.
FOR_SENTENCE = 2  # paired by lengths, by no person
FOR_OUTDATED = 10  # its source has changed since
FOR_VARIETY = 1  # another country's Spanish


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look up: inline CommonMark and its languages (BCP 47).

    `before`, `after`: the sources next to it, where they are known ("" where nothing stands there). `floor`: percent.
    `apart_from`: a target whose own entries do not count.
    """

    text: str
    source_language: str
    target_language: str
    before: str | None = None
    after: str | None = None
    floor: int = FLOOR
    limit: int = 5
    apart_from: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits. `score`: whole percent; 100 the same text, 101 and 102 with one or both neighbours, too.

    It comes from the paragraph `segment` of the statement `slug` in `language`, or from `file_name`. `contrasts`: what
    differs that changes the meaning.
    """

    entry_id: int
    score: int
    source: str
    target: str
    kind: MemoryKind
    slug: str
    title: str
    language: str
    segment: str
    file_name: str
    author: str
    changed_at: datetime | None
    contrasts: tuple[Contrast, ...]

    @property
    def origin(self) -> str:
        """Where it comes from in one word: `slug/p12`, or the name of a file."""
        return f"{self.slug}/{self.segment}" if self.slug else self.file_name


class _Ranked(NamedTuple):
    rank: float
    row: Row


_ENTRIES = (
    select(
        MemoryEntry.id, MemoryEntry.source, MemoryEntry.target, MemoryEntry.source_language,
        MemoryEntry.target_language, MemoryEntry.kind, MemoryEntry.source_key, MemoryEntry.before_key,
        MemoryEntry.after_key, MemoryEntry.author, MemoryEntry.changed_at, MemoryEntry.target_id,
        Target.is_outdated, Statement.slug, Statement.title, Translation.language, Segment.number,
        MemoryFile.name.label("file_name"),
    )
    .outerjoin(Target, Target.id == MemoryEntry.target_id)
    .outerjoin(Segment, Segment.id == Target.segment_id)
    .outerjoin(Translation, Translation.id == Target.translation_id)
    .outerjoin(Statement, Statement.id == Translation.statement_id)
    .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
    .where(
        MemoryEntry.id.in_(bindparam("ids", expanding=True)),
        or_(MemoryEntry.target_id.is_(None), Target.state.in_(APPROVED)),
    )
)  # fmt: skip
_SAME = select(MemoryEntry.id).where(MemoryEntry.source_key == bindparam("key")).limit(CANDIDATES)


def lookup(session: Session, actor: Actor, asked: Asked) -> list[Match]:
    """Return what the memory has for a text, the best first. Three questions, however large the memory is.

    The score is the share of characters that need no edit (Levenshtein) in normalised texts, in whole percent, less
    what is taken off. Raises NotAllowed, BadValue (a floor that is no percentage).
    """
    require(actor, Action.READ)
    if not 1 <= asked.floor <= 100:
        raise BadValue(field="floor", value=asked.floor)
    text = compared(asked.text)
    if not text:
        return []
    ids = _candidates(session, text, asked)
    if not ids:
        return []
    rows = session.connection().execute(_ENTRIES, {"ids": ids})
    ranked = sorted(_ranked(rows, text, asked), key=lambda found: (-found.rank, -found.row.id))
    best = _different(ranked)[: min(asked.limit, MOST)]
    return [_match(rank, row, text, asked) for rank, row in best]


def _candidates(session: Session, text: str, asked: Asked) -> list[int]:
    """Return the entries to compare: those with the same source, and those that share the most grams."""
    pair = pair_of(asked.source_language, asked.target_language)
    low, high = lengths(len(text), asked.floor)
    found = list(session.connection().execute(_SAME, {"key": key(pair, text)}).scalars())
    found += grams.sharing(
        session, probe(text, pair, floor=asked.floor), low=low, length=len(text), high=high, limit=CANDIDATES
    )
    return list(dict.fromkeys(found))


def _ranked(rows: Iterable[Row], text: str, asked: Asked) -> Iterable[_Ranked]:
    pair = pair_of(asked.source_language, asked.target_language)
    neighbours = [None if side is None else key(pair, compared(side)) for side in (asked.before, asked.after)]
    for row in rows:
        if pair_of(row.source_language, row.target_language) != pair or row.target_id == (asked.apart_from or -1):
            continue
        likeness = Levenshtein.normalized_similarity(text, compared(row.source), score_cutoff=asked.floor / 100)
        rank = 100 * likeness - _taken_off(row, asked)
        if likeness == 1:
            own = (row.before_key, row.after_key)
            rank += sum(a is not None and a == b for a, b in zip(neighbours, own, strict=True))
        if likeness and rank >= asked.floor:
            yield _Ranked(rank, row)


def _taken_off(row: Row, asked: Asked) -> int:
    """Return the percent to take off a match for what it is."""
    is_other = _variety(row.target_language) != _variety(asked.target_language)
    is_foreign = is_other and _variety(row.target_language) != "" and _variety(asked.target_language) != ""
    return (
        FOR_SENTENCE * (row.kind is MemoryKind.SENTENCE)
        + FOR_OUTDATED * bool(row.is_outdated)
        + FOR_VARIETY * is_foreign
    )


def _variety(tag: str) -> str:
    return tag.replace("_", "-").lower().partition("-")[2]


def _different(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Return the best of those that say the same."""
    found: dict[tuple[str, str], _Ranked] = {}
    for one in ranked:
        found.setdefault((one.row.source, one.row.target), one)
    return list(found.values())


def _match(rank: float, row: Row, text: str, asked: Asked) -> Match:
    # 1e-9: what is 80 percent is 80 percent, though a float may fall short of it.
    return Match(
        entry_id=row.id, score=int(rank + 1e-9), source=row.source, target=row.target, kind=row.kind,
        slug=row.slug or "", title=row.title or "", language=row.language or "",
        segment=f"p{row.number}" if row.number else "", file_name=row.file_name or "",
        author=row.author, changed_at=row.changed_at,
        contrasts=contrasts(text, compared(row.source), asked.source_language),
    )  # fmt: skip
