"""Looking a text up: the entries of the memory that say the same or nearly the same, the best first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein
from sqlalchemy import JSON, Integer, bindparam, cast, func, select
from sqlalchemy.orm import Session

from domain.contrasts import Contrast, contrasts
from domain.errors import BadValue
from domain.memory import PENALTIES, Penalty, key, lengths, normalised, pair_of, probe
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from formats.inline import may_have_marks
from models import Segment, Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind
from services.memory import drafts, grams
from services.memory.drafts import Draft
from services.memory.entries import compared
from services.memory.grams import Sought

FLOOR = 75  # percent: what is less alike takes longer to mend than to write
MOST = 50  # matches
CANDIDATES = 100  # entries that are compared letter by letter


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


class _Entry(NamedTuple):
    """A pair that is alike, and where it comes from."""

    id: int
    source: str
    target: str
    source_language: str
    target_language: str
    kind: MemoryKind
    penalties: frozenset[Penalty]
    before_key: int | None = None
    after_key: int | None = None
    target_id: int | None = None
    slug: str = ""
    title: str = ""
    language: str = ""
    segment: str = ""
    file_name: str = ""
    author: str = ""
    changed_at: datetime | None = None


class _Ranked(NamedTuple):
    rank: float
    entry: _Entry
    penalties: frozenset[Penalty]


_ENTRIES = (
    select(
        MemoryEntry.id, MemoryEntry.source, MemoryEntry.target, MemoryEntry.source_language,
        MemoryEntry.target_language, MemoryEntry.kind, MemoryEntry.before_key, MemoryEntry.after_key,
        MemoryEntry.target_id, MemoryEntry.author, MemoryEntry.changed_at, Target.state, Target.is_outdated,
        Target.is_machine, Target.text, Statement.slug, Statement.title, Translation.language, Segment.number,
        MemoryFile.name,
    )
    .outerjoin(Target, Target.id == MemoryEntry.target_id)
    .outerjoin(Segment, Segment.id == Target.segment_id)
    .outerjoin(Translation, Translation.id == Target.translation_id)
    .outerjoin(Statement, Statement.id == Translation.statement_id)
    .outerjoin(MemoryFile, MemoryFile.id == MemoryEntry.file_id)
)  # fmt: skip
_IDS = bindparam("ids", type_=JSON)
# The numbers in one value, of which PostgreSQL guesses the same each time: else it would plan anew for each look-up,
# which took longer than the answer.
_ENTRIES_OF = {
    "postgresql": _ENTRIES.where(
        MemoryEntry.id.in_(select(cast(func.json_array_elements_text(_IDS).table_valued("value").c.value, Integer)))
    ),
    "sqlite": _ENTRIES.where(MemoryEntry.id.in_(select(func.json_each(_IDS).table_valued("value").c.value))),
}


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
    alike = _alike(grams.candidates(session, sought, CANDIDATES), text, asked.floor)
    neighbours = [None if side is None else key(pair, compared(side)) for side in (asked.before, asked.after)]
    return [
        _ranked(alike[entry.id], entry, neighbours, asked)
        for entry in (_entries(session, list(alike)) if alike else ())
        if entry.target_id is None or entry.target_id != asked.apart_from
        if pair_of(entry.source_language, entry.target_language) == pair
    ]  # fmt: skip


def _drafts(session: Session, text: str, asked: Asked) -> list[_Ranked]:
    """Return the drafts that are alike enough."""
    found = {
        -draft.target_id: draft
        for draft in drafts.find(session, text, asked.source_language, asked.target_language, floor=asked.floor)
        if draft.target_id != asked.apart_from
    }  # fmt: skip
    alike = _alike({entry_id: draft.source for entry_id, draft in found.items()}, text, asked.floor)
    return [_ranked(rank, _of_draft(found[entry_id]), (None, None), asked) for entry_id, rank in alike.items()]


def _of_draft(draft: Draft) -> _Entry:
    return _Entry(
        -draft.target_id, draft.source, draft.target, draft.source_language, draft.target_language,
        MemoryKind.PARAGRAPH, frozenset(_of_target(draft.is_outdated, draft.is_machine)) | {Penalty.DRAFT},
        target_id=draft.target_id, slug=draft.slug, title=draft.title, language=draft.target_language,
        segment=f"p{draft.number}", author=draft.author, changed_at=draft.changed_at,
    )  # fmt: skip


def _alike(sources: Mapping[int, str], text: str, floor: int) -> dict[int, float]:
    """Return how much those are alike that are alike enough, in percent."""
    found, least = {}, floor / 100
    for number, source in sources.items():
        if may_have_marks(source) and not _may_be_alike(source, text, least):
            continue
        own = compared(source)
        likeness = 1.0 if own == text else Levenshtein.normalized_similarity(text, own, score_cutoff=least)
        if likeness >= least:
            found[number] = 100 * likeness
    return found


def _may_be_alike(source: str, text: str, least: float) -> bool:
    """Tell whether it is worth the while to read the marks of a source, which takes longer than to compare it.

    Without them it is shorter by one character for each, and by the white space beside it. Of an address or the label
    of a note nobody knows how long they are.
    """
    if "[" in source:
        return True
    slack = 2 * (source.count("*") + source.count("_") + source.count("\\")) + 2
    most = int((1 - least) * max(len(source), len(text))) + slack
    return Levenshtein.distance(text, normalised(source), score_cutoff=most) <= most


def _ranked(rank: float, entry: _Entry, neighbours: Sequence[int | None], asked: Asked) -> _Ranked:
    own, wanted = _variety(entry.target_language), _variety(asked.target_language)
    penalties = set(entry.penalties)
    if entry.kind == MemoryKind.SENTENCE:
        penalties.add(Penalty.SENTENCE)
    if own != wanted and "" not in (own, wanted):
        penalties.add(Penalty.VARIETY)
    if rank == 100:
        sides = zip(neighbours, (entry.before_key, entry.after_key), strict=True)
        rank += sum(one is not None and one == other for one, other in sides)
    return _Ranked(rank - sum(PENALTIES[one] for one in penalties), entry, frozenset(penalties))


def _variety(tag: str) -> str:
    return tag.replace("_", "-").lower().partition("-")[2]


def _of_target(is_outdated: bool | None, is_machine: bool | None) -> Iterator[Penalty]:
    if is_outdated:
        yield Penalty.OUTDATED
    if is_machine:
        yield Penalty.MACHINE


def _entries(session: Session, ids: list[int]) -> Iterator[_Entry]:
    """Yield those entries that count: the text must stand in a target that is approved."""
    connection = session.connection()
    for row in connection.execute(_ENTRIES_OF[connection.dialect.name], {"ids": ids}):
        if row.target_id is not None and (row.state not in APPROVED or row.target not in row.text):
            continue
        yield _Entry(
            *row[:6], frozenset(_of_target(row.is_outdated, row.is_machine)), row.before_key, row.after_key,
            row.target_id, row.slug or "", row.title or "", row.language or "", f"p{row.number}" if row.number else "",
            row.name or "", row.author, row.changed_at,
        )  # fmt: skip


def _different(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Return the best of those that say the same."""
    found: dict[tuple[str, str], _Ranked] = {}
    for one in ranked:
        found.setdefault((one.entry.source, one.entry.target), one)
    return list(found.values())


def _match(found: _Ranked, text: str, asked: Asked) -> Match:
    # 1e-9: what is 80 percent is 80 percent, though a float may fall short of it.
    entry = found.entry
    return Match(
        entry_id=entry.id, score=int(found.rank + 1e-9), source=entry.source, target=entry.target, kind=entry.kind,
        slug=entry.slug, title=entry.title, language=entry.language, segment=entry.segment,
        file_name=entry.file_name, author=entry.author, changed_at=entry.changed_at,
        contrasts=contrasts(text, compared(entry.source), asked.source_language),
        penalties=tuple(one for one in Penalty if one in found.penalties),
    )  # fmt: skip
