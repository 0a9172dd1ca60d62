"""Pre-translation: what the memory has word for word, put into empty targets as drafts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.errors import BadValue
from domain.permissions import Action, Actor, require
from models import Translation
from models.filling import FillingKind
from services.analysis import Tell
from services.fillings import Fill, Filled, fill
from services.memory import Match
from services.passages import EXACT, Memory, Passage, exact, newest_exact, passages, translations_of

LEAST = (EXACT, 101, 102)  # percent that may be asked for
MOST_AT_ONCE = 200  # paragraphs that are looked up for one page


@dataclass(frozen=True, slots=True)
class Proposal:
    """An empty paragraph, and the match that would fill it. `translations`: how many different ones there are."""

    passage: Passage
    match: Match
    translations: int

    @property
    def fill(self) -> Fill:
        """What filling the paragraph takes."""
        here = self.passage
        return Fill(here.target_id, self.match.target, here.version, here.source_revision)


@dataclass(frozen=True, slots=True)
class Plan:
    """What filling would do, in reading order. Nothing has been done yet.

    `marked`: keys of what has an exact match, but with other links, notes or emphasis; `locked`: keys of empty
    paragraphs that are locked. `next_position`: where the look went no further, None at the end.
    """

    proposals: tuple[Proposal, ...]
    marked: tuple[str, ...]
    locked: tuple[str, ...]
    next_position: int | None


def plan(
    session: Session, actor: Actor, translation: Translation, *, least: int = EXACT, start: int = 0,
    most: int | None = None, only: Collection[int] | None = None, tell: Tell | None = None,
) -> Plan:  # fmt: skip
    """Return what the memory has for the empty paragraphs of `translation` from the position `start` on.

    `least`: percent, one of LEAST. `most`: paragraphs to look up; `only`: ids of targets. Changes nothing. Raises
    NotAllowed, BadValue.
    """
    require(actor, Action.TRANSLATE, translation.language)
    if least not in LEAST:
        raise BadValue(field="from", value=least)
    empty = [one for one in passages(session, translation) if one.is_empty and one.position >= start]
    locked = tuple(one.key for one in empty if one.is_locked)
    open_ones = [one for one in empty if one.may_be_filled and (only is None or one.target_id in only)]
    now, rest = (open_ones, []) if most is None else (open_ones[:most], open_ones[most:])
    memory = Memory(session, actor, translation)
    proposals: list[Proposal] = []
    marked: list[str] = []
    for n, passage in enumerate(now):
        if tell:
            tell(n, len(now))
        matches = memory.matches(passage, floor=EXACT)
        if match := newest_exact(passage, matches, least):
            proposals.append(Proposal(passage, match, translations_of(matches)))
        elif any(one.score >= least for one in exact(matches)):
            marked.append(passage.key)
    return Plan(tuple(proposals), tuple(marked), locked, rest[0].position if rest else None)


def apply(session: Session, actor: Actor, translation: Translation, proposals: Iterable[Proposal]) -> Filled:
    """Fill the paragraphs of `proposals`, as one step. See fillings.fill for what is left as it is."""
    return fill(session, actor, translation, (one.fill for one in proposals), FillingKind.MEMORY)


def chosen(
    session: Session, actor: Actor, translation: Translation, wanted: Sequence[tuple[int, int, int]], *, least: int
) -> Filled:
    """Fill the paragraphs that were ticked: target, its version, the entry of the memory that was on the screen.

    What is offered no more is left as it is. Call it in a writing transaction. Raises as `plan` and `fill`.
    """
    seen = {target: (version, entry) for target, version, entry in wanted[:MOST_AT_ONCE]}
    found = plan(session, actor, translation, least=least, only=seen.keys()).proposals
    still = [one for one in found if seen[one.passage.target_id] == (one.passage.version, one.match.entry_id)]
    done = apply(session, actor, translation, still)
    kept = {one.passage.target_id for one in still}
    gone = tuple(one.key for one in passages(session, translation) if one.target_id in seen.keys() - kept)
    return Filled(done.filling_id, done.targets, (*done.left, *gone))
