"""Looking a text up: the entries of the memory that say the same or nearly the same, the best first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein
from sqlalchemy import bindparam, select
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
from services.memory.grams import Candidate

FLOOR = 75  # percent: what is less alike takes longer to mend than to write
MOST = 50  # matches
CANDIDATES = 40  # entries that are compared letter by letter
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
    entry: Candidate


class _Origin(NamedTuple):
    is_approved: bool
    is_outdated: bool
    slug: str
    title: str
    language: str
    segment: str
    file_name: str
    author: str
    changed_at: datetime | None


_ORIGINS = (
    select(
        MemoryEntry.id, MemoryEntry.target_id, Target.state, Target.is_outdated, Statement.slug, Statement.title,
        Translation.language, Segment.number, MemoryFile.name, MemoryEntry.author, MemoryEntry.changed_at,
    )
    .outerjoin(Target, Target.id == MemoryEntry.target_id)
    .outerjoin(Segment, Segment.id == Target.segment_id)
    .outerjoin(Translation, Translation.id == Target.translation_id)
    .outerjoin(Statement, Statement.id == Translation.statement_id)
    .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
    .where(MemoryEntry.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def lookup(session: Session, actor: Actor, asked: Asked) -> list[Match]:
    """Return what the memory has for a text, the best first. Two questions, however large the memory is.

    The score is the share of characters that need no edit (Levenshtein) in normalised texts, in whole percent, less
    what is taken off. Raises NotAllowed, BadValue (a floor that is no percentage).
    """
    require(actor, Action.READ)
    if not 1 <= asked.floor <= 100:
        raise BadValue(field="floor", value=asked.floor)
    text = compared(asked.text)
    if not text:
        return []
    alike = sorted(_alike(session, text, asked), key=lambda found: (-found.rank, -found.entry.id))
    if not alike:
        return []
    origins = _origins(session, [found.entry.id for found in alike])
    kept = [
        _Ranked(found.rank - FOR_OUTDATED * origins[found.entry.id].is_outdated, found.entry)
        for found in alike
        if origins[found.entry.id].is_approved
    ]
    kept.sort(key=lambda found: (-found.rank, -found.entry.id))
    best = [found for found in _different(kept) if found.rank >= asked.floor][: min(asked.limit, MOST)]
    return [_match(found, origins[found.entry.id], text, asked) for found in best]


def _alike(session: Session, text: str, asked: Asked) -> Iterator[_Ranked]:
    """Yield the entries that are alike enough, with how much they are; some may not be approved any more."""
    pair = pair_of(asked.source_language, asked.target_language)
    low, high = lengths(len(text), asked.floor)
    found = grams.candidates(
        session, key(pair, text), probe(text, pair, floor=asked.floor), low=low, length=len(text), high=high,
        limit=CANDIDATES,
    )  # fmt: skip
    neighbours = [None if side is None else key(pair, compared(side)) for side in (asked.before, asked.after)]
    floor = asked.floor / 100
    for entry in found:
        source = compared(entry.source)
        likeness = 1.0 if source == text else Levenshtein.normalized_similarity(text, source, score_cutoff=floor)
        if likeness < floor or pair_of(entry.source_language, entry.target_language) != pair:
            continue
        if entry.target_id is not None and entry.target_id == asked.apart_from:
            continue
        rank = 100 * likeness - _taken_off(entry, asked)
        if likeness == 1:
            own = (entry.before_key, entry.after_key)
            rank += sum(a is not None and a == b for a, b in zip(neighbours, own, strict=True))
        if rank >= asked.floor:
            yield _Ranked(rank, entry)


def _taken_off(entry: Candidate, asked: Asked) -> int:
    """Return the percent to take off a match for what it is, whatever its target is now."""
    own, wanted = _variety(entry.target_language), _variety(asked.target_language)
    return FOR_SENTENCE * (entry.kind == MemoryKind.SENTENCE) + FOR_VARIETY * (
        own != wanted and "" not in (own, wanted)
    )


def _variety(tag: str) -> str:
    return tag.replace("_", "-").lower().partition("-")[2]


def _origins(session: Session, ids: list[int]) -> dict[int, _Origin]:
    """Return where entries come from, and whether that is approved: what came with a file always is."""
    return {
        row.id: _Origin(
            row.target_id is None or row.state in APPROVED, bool(row.is_outdated), row.slug or "", row.title or "",
            row.language or "", f"p{row.number}" if row.number else "", row.name or "", row.author, row.changed_at,
        )
        for row in session.connection().execute(_ORIGINS, {"ids": ids})
    }  # fmt: skip


def _different(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Return the best of those that say the same."""
    found: dict[tuple[str, str], _Ranked] = {}
    for one in ranked:
        found.setdefault((one.entry.source, one.entry.target), one)
    return list(found.values())


def _match(found: _Ranked, origin: _Origin, text: str, asked: Asked) -> Match:
    # 1e-9: what is 80 percent is 80 percent, though a float may fall short of it.
    entry = found.entry
    return Match(
        entry_id=entry.id, score=int(found.rank + 1e-9), source=entry.source, target=entry.target,
        kind=MemoryKind(entry.kind), slug=origin.slug, title=origin.title, language=origin.language,
        segment=origin.segment, file_name=origin.file_name, author=origin.author, changed_at=origin.changed_at,
        contrasts=contrasts(text, compared(entry.source), asked.source_language),
    )  # fmt: skip
