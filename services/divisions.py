"""What can be split and merged at a paragraph, and what would come of it: to be looked at before anything is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.division import matches
from domain.document import Role
from domain.permissions import Action, Actor, require
from domain.sentences import Cut, Gap, cuts, nearest
from formats import inline
from models import Translation
from services.arrangements import WHOLE, divided, is_whole, proposed
from services.joining import joined
from services.paragraphs import Paragraph, Rendering, at_position, has_final, paragraph, segment_id, stamp

SNAP = 12  # characters: a caret this near to the end of a sentence or line means that end
CLAUSE_ENDS = tuple(",;:—–")
MOST_WORDS = 24  # places shown in a text without any end of a sentence, line or clause
MOST_LOOKED_AT = 1_000_000  # characters read to show no place that tears a mark; the step itself always looks


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a person would cut: places chosen on the page, or where the caret stood.

    `cut`, `target`: the character that a second part begins with. `at`, `target_at`: where the caret stood: so many
    characters of the source, as it is shown and without white space, or of the target as it is written.
    """

    cut: int | None = None
    target: int | None = None
    at: int | None = None
    target_at: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text between two places to cut. `start`: the place before it, 0 for the first; `match`: where the
    target is cut when the source is cut there (WHOLE: not at all)."""

    text: str
    start: int
    match: int = WHOLE


@dataclass(frozen=True, slots=True)
class Other:
    """What becomes of the target in another language."""

    language: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a paragraph would be split. `source` has one piece where there is no place to cut.

    `cut`, `target_cut`: the places that are chosen. `is_matched`: an end of the target matches that cut.
    """

    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    cut: int
    target_cut: int
    is_matched: bool
    others: tuple[Other, ...]
    seen: str
    has_final: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two paragraphs that could be merged. `target`: the two texts in the language of the page."""

    key: str
    number: int
    other_number: int
    role: Role
    other_role: Role
    source: tuple[str, str]
    target: tuple[str, str]
    seen: str
    has_final: bool

    @property
    def joined_target(self) -> str:
        """The joint target; empty where neither is translated."""
        return joined(*self.target)


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph as the page shows it."""

    key: str
    number: int
    role: Role
    target_id: int
    is_locked: bool
    proposal: Proposal
    following: Neighbours | None
    previous: Neighbours | None


def look(session: Session, actor: Actor, translation: Translation, source_language: str, key: str, wish: Wish) -> Look:
    """Return what can be done at the segment called `key`. Raises NotAllowed, NotFound."""
    require(actor, Action.EDIT_STATEMENT)
    one = paragraph(session, segment_id(session, translation.statement_id, key))
    beside = [_at(session, one, one.position + by) for by in (1, -1)]
    own = _target(one, translation)
    return Look(
        one.key, one.number, one.role, own.id, any(target.columns["is_locked"] for target in one.targets),
        _proposal(one, own, source_language, wish),
        _neighbours(one, beside[0], translation) if beside[0] else None,
        _neighbours(beside[1], one, translation) if beside[1] else None,
    )  # fmt: skip


def _at(session: Session, one: Paragraph, position: int) -> Paragraph | None:
    found = at_position(session, one.statement_id, position)
    return paragraph(session, found) if found is not None else None


def _target(one: Paragraph, translation: Translation) -> Rendering:
    return next(target for target in one.targets if target.translation_id == translation.id)


def _neighbours(first: Paragraph, second: Paragraph, translation: Translation) -> Neighbours:
    texts = (_target(first, translation).text, _target(second, translation).text)
    return Neighbours(
        first.key, first.number, second.number, first.role, second.role, (first.source, second.source), texts,
        stamp([first, second]), has_final([first, second]),
    )  # fmt: skip


def _proposal(one: Paragraph, own: Rendering, language: str, wish: Wish) -> Proposal:
    places = cuts(one.source, language)
    match = matches(one.source, language, own.text, own.language)
    shown = _shown(one.source, places)
    chosen = _chosen(one.source, places, shown, match, wish)
    if chosen and chosen not in shown:
        shown = sorted([*shown, chosen], key=lambda cut: cut.start)
    ends = [cut for cut in cuts(own.text, own.language) if _is_strong(cut)]
    cut = chosen.start if chosen else WHOLE
    target_cut = match.get(cut, WHOLE)
    if wish.target is not None and wish.target in {WHOLE, *(end.start for end in ends)}:
        target_cut = wish.target
    others = [_other(one, target, language, chosen) for target in one.targets if target is not own and target.text]
    return Proposal(
        _pieces(one.source, shown, match), _pieces(own.text, ends, {}), cut, target_cut, cut in match,
        tuple(others), stamp([one]), has_final([one]),
    )  # fmt: skip


def _other(one: Paragraph, target: Rendering, language: str, chosen: Cut | None) -> Other:
    cut = proposed(one.source, language, chosen, target) if chosen else None
    return Other(target.language, *divided(target.text, cut))


def _is_strong(cut: Cut) -> bool:
    return cut.gap is not Gap.WORD


def _shown(text: str, places: Sequence[Cut]) -> list[Cut]:
    """Return the places that are offered: ends of sentences and lines; else of clauses; else every word of a few."""
    strong = [cut for cut in places if _is_strong(cut)]
    clauses = [cut for cut in places if text[: cut.end].endswith(CLAUSE_ENDS)] if not strong else []
    offered = strong or clauses or (list(places) if len(places) <= MOST_WORDS else [])
    if len(text) * len(offered) > MOST_LOOKED_AT:
        return offered
    return [cut for cut in offered if _is_possible(text, cut)]


def _is_possible(text: str, cut: Cut) -> bool:
    """Tell whether a cut tears no mark; where there is none, there is nothing to look at."""
    return not any(mark in text for mark in "*_[\\") or is_whole(text, cut)


def _chosen(text: str, places: Sequence[Cut], shown: Sequence[Cut], match: dict[int, int], wish: Wish) -> Cut | None:
    """Return the cut that is meant: the one chosen, the one at the caret, else the one nearest to the middle."""
    by_start = {cut.start: cut for cut in places}
    if wish.cut in by_start:
        return by_start[wish.cut]
    if wish.at is not None and places:
        near = nearest(list(places), _written(text, places, wish.at))
        strong = nearest([cut for cut in places if _is_strong(cut)], _written(text, places, wish.at))
        if near and strong and abs(near.start - strong.start) <= SNAP:
            near = strong
        if near and _is_possible(text, near):
            return near
    if wish.target_at is not None and match:
        start = min(match, key=lambda start: abs(match[start] - wish.target_at))
        if start in by_start:
            return by_start[start]
    return nearest(list(shown), len(text) // 2)


def _written(text: str, places: Sequence[Cut], at: int) -> int:
    """Return the place in `text` before which a reader sees about `at` characters, white space not counted."""
    low, high = 0, len(places) - 1
    while low < high:
        middle = (low + high) // 2
        if _seen_before(text, places[middle]) < at:
            low = middle + 1
        else:
            high = middle
    # The caret may stand nearer to the cut before this one.
    low -= bool(low) and at - _seen_before(text, places[low - 1]) < _seen_before(text, places[low]) - at
    return places[low].end


def _seen_before(text: str, cut: Cut) -> int:
    return len("".join(inline.to_plain(text[: cut.end]).split()))


def _pieces(text: str, places: Sequence[Cut], match: dict[int, int]) -> tuple[Piece, ...]:
    """Return `text` in pieces at `places`."""
    begins = [0, *(cut.start for cut in places)]
    ends = [*(cut.end for cut in places), len(text)]
    return tuple(
        Piece(text[begin:end], begin, match.get(begin, WHOLE)) for begin, end in zip(begins, ends, strict=True)
    )
