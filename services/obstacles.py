"""What stands in the way of releasing an edition, in reading order: each with its place, all of them counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from domain.states import APPROVED, State
from models import Comment, Edition, EditionStatement, Segment, Target, Translation
from models.remark import CommentKind
from services import checking
from services.checking import Blocked
from services.editions import Text, texts_of

MOST_SHOWN = 200  # obstacles on one page; all are counted
AT_ONCE = 300  # paragraphs that are checked for a page, where they are not; of more, their number is told


class Kind(StrEnum):
    """What may stand in the way of a release."""

    EMPTY = "empty"  # no statement in it
    NO_TRANSLATION = "no_translation"  # a statement is not, or no longer, in this language
    UNTRANSLATED = "untranslated"
    UNREVIEWED = "unreviewed"
    RETURNED = "returned"
    OUTDATED = "outdated"
    QUESTION = "question"
    CHECK = "check"  # an error that a check found, and nobody has waived
    UNCHECKED = "unchecked"  # where only what is remembered is asked for


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way, with where it is: statement, language, and the paragraph's key and place.

    `count`: of paragraphs, where they are not told one by one.
    """

    kind: Kind
    slug: str = ""
    title: str = ""
    language: str = ""
    key: str = ""
    position: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class Obstacles:
    """The first MOST_SHOWN of them in reading order, and how many there are of each kind."""

    shown: tuple[Obstacle, ...]
    counts: dict[Kind, int]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())

    def __bool__(self) -> bool:
        return bool(self.counts)


def obstacles(session: Session, actor: Actor, edition: Edition, *, only_remembered: bool = False) -> Obstacles:
    """Return what stands in the way of releasing `edition`.

    What is not checked is checked for it; `only_remembered` counts it instead (Kind.UNCHECKED) where that is more than
    AT_ONCE. Raises NotAllowed.
    """
    require(actor, Action.READ)
    counts: Counter[Kind] = Counter()
    shown: list[Obstacle] = []
    for obstacle in _obstacles(session, edition, only_remembered=only_remembered):
        counts[obstacle.kind] += obstacle.count
        if len(shown) < MOST_SHOWN:
            shown.append(obstacle)
    return Obstacles(tuple(shown), {kind: counts[kind] for kind in Kind if counts[kind]})


def has_obstacles(session: Session, edition: Edition) -> bool:
    """Tell whether anything stands in the way, without looking for all of it."""
    texts = texts_of(session, edition)
    ids = [text.translation_id for text in texts if text.translation_id is not None]
    if not texts or len(ids) < len(texts):
        return True
    if session.execute(_in_the_way(edition).order_by(None).limit(1)).first() is not None:
        return True
    return next(checking.blocked(session, ids), None) is not None


def _obstacles(session: Session, edition: Edition, *, only_remembered: bool) -> Iterator[Obstacle]:
    language, texts = edition.target_language, texts_of(session, edition)
    if not texts:
        yield Obstacle(Kind.EMPTY)
    for text in texts:
        if text.translation_id is None:
            yield Obstacle(Kind.NO_TRANSLATION, text.slug, text.title, language)
    by_translation = {text.translation_id: text for text in texts if text.translation_id is not None}
    found, left = checking.remembered(session, by_translation) if only_remembered else ([], {})
    if sum(left.values()) > AT_ONCE:
        for translation_id, count in left.items():
            text = by_translation[translation_id]
            yield Obstacle(Kind.UNCHECKED, text.slug, text.title, language, count=count)
    elif left or not only_remembered:
        found = list(checking.blocked(session, by_translation))
    ways = (_of_states(session, edition, by_translation), _of_checks(language, by_translation, found))
    yield from (obstacle for _place, obstacle in merge(*ways, key=lambda one: one[0]))


Placed = Iterator[tuple[tuple[int, int], Obstacle]]  # by the statement's place in the edition and the paragraph's in it


def _of_states(session: Session, edition: Edition, texts: dict[int, Text]) -> Placed:
    for translation_id, number, position, *facts in session.execute(_in_the_way(edition)):
        text = texts[translation_id]
        for kind in _kinds(*facts):
            found = Obstacle(kind, text.slug, text.title, edition.target_language, f"p{number}", position)
            yield (text.position, position), found


def _of_checks(language: str, texts: dict[int, Text], found: list[Blocked]) -> Placed:
    places = [(texts[one.translation_id], one) for one in found]
    for text, one in sorted(places, key=lambda place: (place[0].position, place[1].position)):
        found_here = Obstacle(Kind.CHECK, text.slug, text.title, language, f"p{one.number}", one.position)
        yield (text.position, one.position), found_here


def _in_the_way(edition: Edition) -> Select[tuple[int, int, int, State, bool, bool]]:
    """Return the question for the paragraphs that are not ready, in the order of the edition."""
    question = exists().where(
        Comment.segment_id == Segment.id,
        or_(Comment.translation_id.is_(None), Comment.translation_id == Target.translation_id),
        Comment.kind == CommentKind.QUESTION,
        Comment.parent_id.is_(None),
        Comment.resolved_at.is_(None),
        Comment.removed_at.is_(None),
    )
    return (
        select(Translation.id, Segment.number, Segment.position, Target.state, Target.is_outdated, question)
        .join(Target, Target.translation_id == Translation.id)
        .join(Segment, Segment.id == Target.segment_id)
        .join(EditionStatement, EditionStatement.statement_id == Translation.statement_id)
        .where(
            EditionStatement.edition_id == edition.id,
            Translation.language == edition.target_language,
            or_(Target.state.not_in(APPROVED), Target.is_outdated, question),
        )
        .order_by(EditionStatement.position, Segment.position)
    )


def _kinds(state: State, is_outdated: bool, has_question: bool) -> Iterator[Kind]:
    if state is State.UNTRANSLATED:
        yield Kind.UNTRANSLATED
    elif state is State.RETURNED:
        yield Kind.RETURNED
    elif state not in APPROVED:
        yield Kind.UNREVIEWED
    if is_outdated:
        yield Kind.OUTDATED
    if has_question:
        yield Kind.QUESTION
