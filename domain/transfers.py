"""What a file of targets may do to a translation: one verdict for each of its units.

The rule behind all others: a file changes what its writer has seen, and nothing else. It names what it was
taken from by a version, or by an empty place; any other difference is a conflict, and both texts are kept.
"""

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.bitext import Unit
from domain.states import APPROVED, State

_ID = re.compile(r"p([1-9][0-9]{0,9})")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class Kind(StrEnum):
    """What becomes of a unit."""

    CHANGED = "changed"  # the target takes the file's text or state
    UNCHANGED = "unchanged"  # nothing to do
    CONFLICT = "conflicts"  # the desk keeps its text, the file's is stored beside it
    UNKNOWN = "unknown"  # there is no such segment
    REJECTED = "rejected"  # not taken, for the reason given


class Why(StrEnum):
    """The reason for a verdict."""

    TEXT = "text"  # changed: another text
    STATE = "state"  # changed: the same text, further on its way
    SAME = "same"  # unchanged: text and state say nothing new
    EMPTY = "empty"  # unchanged: a file without a text takes none away
    OTHER_SOURCE = "other_source"  # conflict: the file translates another source text
    OLDER = "older"  # conflict: the desk's text is newer than the file
    NO_VERSION = "no_version"  # conflict: the file does not say what it started from
    FOREIGN_VERSION = "foreign_version"  # conflict: a version that the desk never had
    NO_SEGMENT = "no_segment"  # unknown: neither id nor source is here
    REPEATED = "repeated"  # rejected: the file has this segment already
    LOCKED = "locked"  # rejected: the target is locked
    TOO_LONG = "too_long"  # rejected: over the limit of a target


@dataclass(frozen=True, slots=True)
class Standing:
    """A target as it stands on the desk. `position`: the segment's, in reading order."""

    target_id: int
    number: int
    position: int
    source: str
    text: str
    state: State
    version: int
    is_locked: bool

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a unit, why, and the state that the target has afterwards.

    Of a conflict, `state` is what the file's text gets if a person takes it after all: never an approval.
    """

    kind: Kind
    why: Why
    state: State


def judge(unit: Unit, text: str, desk: Standing, may_approve: Callable[[Standing, str], bool]) -> Verdict:
    """Return what `unit`, whose target is `text` as the desk would store it, may do to the target `desk`.

    `may_approve` tells whether the importer may approve that text there; it is asked only where the file says
    that it was approved. An empty target never takes a text away: exports leave unapproved texts out.
    """
    if not text:
        return Verdict(Kind.UNCHANGED, Why.EMPTY, desk.state)
    if text == desk.text:
        return _same_text(unit, desk, may_approve)
    if desk.is_locked:
        return Verdict(Kind.REJECTED, Why.LOCKED, desk.state)
    if reason := _reason_to_ask(unit, desk):
        taken = State.DRAFT if reason is Why.OTHER_SOURCE else state_said(unit, lambda: False)
        return Verdict(Kind.CONFLICT, reason, taken)
    return Verdict(Kind.CHANGED, Why.TEXT, state_said(unit, lambda: may_approve(desk, text)))


def state_said(unit: Unit, may_approve: Callable[[], bool]) -> State:
    """Return the state that a new text of `unit` gets: what the file says, as far as the importer may say it.

    Fuzzy and unsaid are drafts. An approval that the importer may not give is a text for review.
    """
    if unit.state in APPROVED and may_approve():
        return State.REVIEWED
    return State.TRANSLATED if unit.state in APPROVED or unit.state is State.TRANSLATED else State.DRAFT


def _same_text(unit: Unit, desk: Standing, may_approve: Callable[[Standing, str], bool]) -> Verdict:
    """Judge a unit whose text is the desk's: its state may lead on, never back, and only from what it has seen."""
    nothing = Verdict(Kind.UNCHANGED, Why.SAME, desk.state)
    seen = unit.version == desk.version or (unit.version is None and desk.state is not State.RETURNED)
    if not seen or desk.state in APPROVED:
        return nothing
    state = state_said(unit, lambda: may_approve(desk, desk.text))
    if state is State.DRAFT or state is desk.state:
        return nothing
    if desk.is_locked:
        return Verdict(Kind.REJECTED, Why.LOCKED, desk.state)
    if not _is_same_source(unit, desk):
        return Verdict(Kind.CONFLICT, Why.OTHER_SOURCE, desk.state)
    return Verdict(Kind.CHANGED, Why.STATE, state)


def _reason_to_ask(unit: Unit, desk: Standing) -> Why | None:
    """Return why a person must choose between the two texts; None when the file's may simply be taken."""
    if not _is_same_source(unit, desk):
        return Why.OTHER_SOURCE
    if unit.version is None:
        return Why.NO_VERSION if desk.text else None
    if unit.version == desk.version:
        return None
    return Why.OLDER if unit.version < desk.version else Why.FOREIGN_VERSION


def pair(
    units: Iterable[Unit], desk: Iterable[Standing], aliases: Mapping[int, int], *, by_id: bool = True
) -> Iterator[tuple[Unit, Standing | None]]:
    """Yield each unit with the target it is for, in the file's order; None where there is none.

    By id where the ids are ours (`by_id`), old ids (`aliases`: old number to today's) included; else by the
    source text, spacing aside: several segments with the same source are taken in reading order.
    """
    units, standings = list(units), list(desk)
    numbers = {standing.number: standing for standing in standings}
    found = [_by_id(unit, numbers, aliases) if by_id else None for unit in units]
    taken = {standing.number for standing in found if standing}
    places: dict[str, deque[Standing]] = defaultdict(deque)
    if not all(found):
        for standing in standings:
            if standing.number not in taken:
                places[folded(standing.source)].append(standing)
    for unit, standing in zip(units, found, strict=True):
        same = places.get(folded(unit.source)) if standing is None else None
        yield unit, same.popleft() if same else standing


def _is_same_source(unit: Unit, desk: Standing) -> bool:
    return unit.source == desk.source or folded(unit.source) == folded(desk.source)


def _by_id(unit: Unit, numbers: Mapping[int, Standing], aliases: Mapping[int, int]) -> Standing | None:
    for key in (unit.id, *unit.aliases):
        if match := _ID.fullmatch(key):
            number = int(match[1])
            if standing := numbers.get(number) or numbers.get(aliases.get(number, 0)):
                return standing
    return None


def folded(text: str) -> str:
    """Return `text` with single spaces and without escapes: what two programs may write differently."""
    return " ".join(_ESCAPE.sub(r"\1", unicodedata.normalize("NFC", text)).split())
