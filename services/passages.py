"""A translation paragraph by paragraph, as the memory is asked about it: source, neighbours, what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks.shown import Shown, shown
from domain.memory import normalised
from domain.permissions import Actor
from domain.states import State
from models import Segment, Statement, Target, Translation
from services.memory import Asked, Match, lookup

FLOOR = 75  # percent: below that nothing is offered anywhere
EXACT = 100
MOST_COMPARED = 10  # matches of one paragraph, among which the newest is taken
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph. `before`, `after`: the sources next to it, "" at the ends; `version`: of the target."""

    target_id: int
    number: int
    position: int
    source: str
    source_revision: int  # of the segment
    words: int
    state: State
    version: int
    is_locked: bool
    before: str = ""
    after: str = ""

    @property
    def key(self) -> str:
        """The public id, `p12`."""
        return f"p{self.number}"

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is written there."""
        return self.state is State.UNTRANSLATED

    @property
    def may_be_filled(self) -> bool:
        """Tell whether a draft may be put there: it is empty, and not locked."""
        return self.is_empty and not self.is_locked


def passages(session: Session, translation: Translation) -> list[Passage]:
    """Return the paragraphs of a translation in reading order, in one question."""
    query = (
        select(
            Target.id, Segment.number, Segment.position, Segment.source, Segment.source_revision, Segment.source_words,
            Target.state, Target.version, Target.is_locked,
        )
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    )  # fmt: skip
    rows = session.execute(query).all()
    sources = ["", *(row.source for row in rows), ""]
    return [Passage(*row, sources[n], sources[n + 2]) for n, row in enumerate(rows)]


def same_text(source: str) -> str:
    """Return what two sources have in common when they are the same paragraph: white space does not count."""
    return normalised(source)


class Memory:
    """What the memory has for the paragraphs of one translation."""

    def __init__(self, session: Session, actor: Actor, translation: Translation) -> None:
        self._session, self._actor = session, actor
        statement = session.get_one(Statement, translation.statement_id)
        self._languages = statement.source_language, translation.language

    def matches(self, passage: Passage, *, floor: int = FLOOR) -> list[Match]:
        """Return the matches of a paragraph, the best first, its own text apart. Raises NotAllowed."""
        asked = Asked(
            passage.source, *self._languages, before=passage.before, after=passage.after, floor=floor,
            limit=MOST_COMPARED, apart_from=passage.target_id,
        )  # fmt: skip
        return lookup(self._session, self._actor, asked)


def newest_exact(passage: Passage, matches: Sequence[Match], least: int = EXACT) -> Match | None:
    """Return the match that may stand in the paragraph as it is: of the best score, the newest.

    None where none has `least` percent, or each has other links, notes or emphasis than the paragraph.
    """
    own = shown(passage.source)
    fitting = [match for match in exact(matches) if match.score >= least and _has_marks_of(own, match)]
    best = max((match.score for match in fitting), default=0)
    return max((match for match in fitting if match.score == best), key=_age, default=None)


def exact(matches: Sequence[Match]) -> list[Match]:
    """Return the matches that say the same, with nothing that differs in meaning or is a reason to look twice.

    One from another variety of the language may reach 100 by its neighbours, and is none of them.
    """
    return [match for match in matches if match.score >= EXACT and not match.contrasts and not match.penalties]


def translations_of(matches: Sequence[Match]) -> int:
    """Return how many different translations the exact matches have."""
    return len({normalised(match.target) for match in exact(matches)})


def fits(source: str, target: str) -> bool:
    """Tell whether a text may be taken over for `source`: it calls no note that is not called there."""
    return set(shown(target).notes) <= set(shown(source).notes)


def _has_marks_of(own: Shown, match: Match) -> bool:
    theirs, target = shown(match.source), shown(match.target)
    wanted = (own.notes, own.links, own.marks)
    return wanted == (theirs.notes, theirs.links, theirs.marks) and set(target.notes) <= set(theirs.notes)


def _age(match: Match) -> tuple[datetime, int]:
    return match.changed_at or _NEVER, match.entry_id
