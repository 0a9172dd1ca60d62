"""Looking a text up: the entries of the memory that say the same or nearly the same, the best first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.contrasts import Contrast, contrasts
from domain.errors import BadValue
from domain.memory import PENALTIES, Penalty, key, lengths, pair_of, probe
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from models import Segment, Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.memory import drafts, grams
from services.memory.entries import compared
from services.memory.grams import Candidate, Sought

FLOOR = 75  # percent: what is less alike takes longer to mend than to write
MOST = 50  # matches
CANDIDATES = 50  # entries that are compared letter by letter


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look up: inline CommonMark and its languages (BCP 47).

    `before`, `after`: the sources next to it, where they are known ("" where nothing stands there). `floor`: percent.
    `apart_from`: a target whose own entries do not count. `with_drafts`: what nobody has approved yet, too.
    """

    text: str
    source_language: str
    target_language: str
    before: str | None = None
    after: str | None = None
    floor: int = FLOOR
    limit: int = 5
    apart_from: int | None = None
    with_drafts: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits. `score`: whole percent; 100 the same text, 101 and 102 with one or both neighbours, too.

    It comes from the paragraph `segment` of the statement `slug` in `language`, or from `file_name`. `contrasts`: what
    differs that changes the meaning. `penalties`: what was taken off for. A draft's `entry_id` is that of its target,
    below 0.
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
    penalties: tuple[Penalty, ...] = ()

    @property
    def origin(self) -> str:
        """Where it comes from in one word: `slug/p12`, or the name of a file."""
        return f"{self.slug}/{self.segment}" if self.slug else self.file_name


class _Origin(NamedTuple):
    is_approved: bool
    penalties: frozenset[Penalty]
    slug: str = ""
    title: str = ""
    language: str = ""
    segment: str = ""
    file_name: str = ""
    author: str = ""
    changed_at: datetime | None = None


class _Ranked(NamedTuple):
    rank: float
    entry: Candidate
    penalties: frozenset[Penalty]
    origin: _Origin


_ORIGINS = (
    select(
        MemoryEntry.id, MemoryEntry.target_id, Target.state, Target.is_outdated, Target.is_machine, Target.text,
        Statement.slug, Statement.title, Translation.language, Segment.number, MemoryFile.name, MemoryEntry.author,
        MemoryEntry.changed_at,
    )
    .outerjoin(Target, Target.id == MemoryEntry.target_id)
    .outerjoin(Segment, Segment.id == Target.segment_id)
    .outerjoin(Translation, Translation.id == Target.translation_id)
    .outerjoin(Statement, Statement.id == Translation.statement_id)
    .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
    .where(MemoryEntry.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def lookup(session: Session, actor: Actor, asked: Asked) -> list[Match]:
    """Return what the memory has for a text, the best first. Two questions, however large the memory is; four with
    drafts.

    The score is the share of characters that need no edit (Levenshtein) in normalised texts, in whole percent, less
    PENALTIES. Raises NotAllowed, BadValue (a floor that is no percentage).
    """
    require(actor, Action.READ)
    if not 1 <= asked.floor <= 100:
        raise BadValue(field="floor", value=asked.floor)
    text = compared(asked.text)
    if not text:
        return []
    kept = _remembered(session, text, asked)
    if asked.with_drafts:
        kept += _drafts(session, text, asked)
    kept.sort(key=lambda found: (-found.rank, -found.entry.id))
    best = [found for found in _different(kept) if found.rank >= asked.floor][: min(asked.limit, MOST)]
    return [_match(found, text, asked) for found in best]


def _remembered(session: Session, text: str, asked: Asked) -> list[_Ranked]:
    """Return the entries that are alike enough and count: of an approved target as it is now, or of a file."""
    pair = pair_of(asked.source_language, asked.target_language)
    low, high = lengths(len(text), asked.floor)
    sought = Sought(key(pair, text), probe(text, pair, floor=asked.floor), low, len(text), high)
    found = (
        entry for entry in grams.candidates(session, sought, CANDIDATES)
        if pair_of(entry.source_language, entry.target_language) == pair
    )  # fmt: skip
    alike = list(_alike(found, text, asked))
    origins = _origins(session, [entry for _rank, entry in alike]) if alike else {}
    return [
        _ranked(rank, entry, origins[entry.id], asked)
        for rank, entry in alike
        if origins[entry.id].is_approved
    ]  # fmt: skip


def _drafts(session: Session, text: str, asked: Asked) -> list[_Ranked]:
    """Return the drafts that are alike enough."""
    found = drafts.find(session, text, asked.source_language, asked.target_language, floor=asked.floor)
    origins = {
        -draft.target_id: _Origin(
            True, frozenset(_of_target(draft.is_outdated, draft.is_machine)) | {Penalty.DRAFT}, draft.slug,
            draft.title, draft.target_language, f"p{draft.number}", "", draft.author, draft.changed_at,
        )
        for draft in found
    }  # fmt: skip
    entries = [
        Candidate(
            -draft.target_id, draft.source, draft.target, draft.source_language, draft.target_language,
            MemoryKind.PARAGRAPH, None, None, draft.target_id,
        )
        for draft in found
    ]  # fmt: skip
    return [_ranked(rank, entry, origins[entry.id], asked) for rank, entry in _alike(entries, text, asked)]


def _alike(entries: Iterable[Candidate], text: str, asked: Asked) -> Iterator[tuple[float, Candidate]]:
    """Yield the entries that are alike enough, with how much they are."""
    pair = pair_of(asked.source_language, asked.target_language)
    neighbours = [None if side is None else key(pair, compared(side)) for side in (asked.before, asked.after)]
    floor = asked.floor / 100
    for entry in entries:
        if entry.target_id is not None and entry.target_id == asked.apart_from:
            continue
        source = compared(entry.source)
        likeness = 1.0 if source == text else Levenshtein.normalized_similarity(text, source, score_cutoff=floor)
        if likeness < floor:
            continue
        rank = 100 * likeness
        if likeness == 1:
            own = (entry.before_key, entry.after_key)
            rank += sum(a is not None and a == b for a, b in zip(neighbours, own, strict=True))
        yield rank, entry


def _ranked(rank: float, entry: Candidate, origin: _Origin, asked: Asked) -> _Ranked:
    own, wanted = _variety(entry.target_language), _variety(asked.target_language)
    penalties = set(origin.penalties)
    if entry.kind == MemoryKind.SENTENCE:
        penalties.add(Penalty.SENTENCE)
    if own != wanted and "" not in (own, wanted):
        penalties.add(Penalty.VARIETY)
    return _Ranked(rank - sum(PENALTIES[one] for one in penalties), entry, frozenset(penalties), origin)


def _variety(tag: str) -> str:
    return tag.replace("_", "-").lower().partition("-")[2]


def _of_target(is_outdated: bool | None, is_machine: bool | None) -> Iterator[Penalty]:
    if is_outdated:
        yield Penalty.OUTDATED
    if is_machine:
        yield Penalty.MACHINE


def _origins(session: Session, entries: list[Candidate]) -> dict[int, _Origin]:
    """Return where entries come from, and whether they count: the text must stand in a target that is approved."""
    texts = {entry.id: entry.target for entry in entries}
    return {
        row.id: _Origin(
            row.target_id is None or (row.state in APPROVED and texts[row.id] in row.text),
            frozenset(_of_target(row.is_outdated, row.is_machine)), row.slug or "", row.title or "",
            row.language or "", f"p{row.number}" if row.number else "", row.name or "", row.author, row.changed_at,
        )
        for row in session.connection().execute(_ORIGINS, {"ids": list(texts)})
    }  # fmt: skip


def _different(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Return the best of those that say the same."""
    found: dict[tuple[str, str], _Ranked] = {}
    for one in ranked:
        found.setdefault((one.entry.source, one.entry.target), one)
    return list(found.values())


def _match(found: _Ranked, text: str, asked: Asked) -> Match:
    # 1e-9: what is 80 percent is 80 percent, though a float may fall short of it.
    entry, origin = found.entry, found.origin
    return Match(
        entry_id=entry.id, score=int(found.rank + 1e-9), source=entry.source, target=entry.target,
        kind=MemoryKind(entry.kind), slug=origin.slug, title=origin.title, language=origin.language,
        segment=origin.segment, file_name=origin.file_name, author=origin.author, changed_at=origin.changed_at,
        contrasts=contrasts(text, compared(entry.source), asked.source_language),
        penalties=tuple(one for one in Penalty if one in found.penalties),
    )  # fmt: skip
