"""Replacing in the targets of a translation: seen before it is done, done as one step, undone as one.

What is written goes the way of every save (services/editing.py), from the version that was on the screen: what
has moved meanwhile is left alone. docs/decisions/0019 says what an undoing may put back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from domain.errors import BadValue, TextTooLong
from domain.folding import Span
from domain.permissions import Action, Actor, require
from domain.replacing import Wish
from domain.states import APPROVED, State
from formats.rewriting import Rewritten, rewrite
from models import ReplacedTarget, Replacement, Segment, Target, Translation, User
from services.editing import Place, clean, place, save
from services.putting_back import Undone, put_back, step_to_undo
from services.store import name_of, record, storable

LONGEST = 500  # characters of what is looked for, and of what is put in its place
MOST_TARGETS = 2000  # changed in one step
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What replacing would make of one target. `places`: of the text; `left`: those that a mark stands in."""

    target_id: int
    number: int
    text: str
    new_text: str
    state: State
    version: int
    is_locked: bool
    places: tuple[Span, ...]
    left: int

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a replacement would do, in reading order. Nothing has been done yet.

    `left`: paragraphs that are left as they are: approved ones, if so wished, and locked ones. `in_marks`: places
    that cannot be replaced for the marks around them. `is_more`: there are more than one step may change.
    """

    changes: tuple[Change, ...]
    left: tuple[Change, ...]
    in_marks: int
    is_more: bool

    @property
    def places(self) -> int:
        """How many places would be replaced."""
        return sum(len(change.places) for change in self.changes)

    def count(self, *states: State) -> int:
        """Return how many of the changes are of targets in these states."""
        return sum(change.state in states for change in self.changes)


@dataclass(frozen=True, slots=True)
class Done:
    """What a replacement did. `moved`, `locked`: ids (`p12`) of what was left, as it had changed or is locked."""

    replacement_id: int | None
    targets: int
    places: int
    moved: tuple[str, ...]
    locked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A replacement that was made."""

    id: int
    find: str
    replacement: str
    at: datetime
    actor: str
    targets: int
    places: int
    undone_at: datetime | None


def wish(
    find: str,
    replacement: str,
    *,
    matches_case: bool = False,
    is_whole_words: bool = False,
    folds_accents: bool = False,
) -> Wish:
    """Return what a person typed as it is looked for and stored. Raises BadValue (nothing to look for), TextTooLong."""
    sought, own = (" ".join(storable(text).splitlines()) for text in (find, replacement))
    for text in (sought, own):
        if len(text) > LONGEST:
            raise TextTooLong(length=len(text), limit=LONGEST)
    if not sought:
        raise BadValue(field="find", value=find)
    return Wish(sought, own, matches_case, is_whole_words, folds_accents)


def plan(session: Session, actor: Actor, translation: Translation, wanted: Wish, *, with_approved: bool) -> Plan:
    """Return what replacing would do in `translation`. Changes nothing. Raises NotAllowed."""
    require(actor, Action.TRANSLATE, translation.language)
    changes: list[Change] = []
    left: list[Change] = []
    in_marks = 0
    for row in session.connection().execute(_TEXTS.where(Target.translation_id == translation.id)):
        change = _change(row, wanted)
        in_marks += change.left
        if change.places:
            is_left = change.is_locked or (change.state in APPROVED and not with_approved)
            (left if is_left else changes).append(change)
    return Plan(tuple(changes[:MOST_TARGETS]), tuple(left), in_marks, len(changes) > MOST_TARGETS)


def apply(session: Session, actor: Actor, translation: Translation, wanted: Wish, chosen: Mapping[int, int]) -> Done:
    """Replace in the targets `chosen`, each with the version that was on the screen, as one step.

    A target that has moved on since, or is locked, is left as it is. Call it in a writing transaction, which the
    caller commits. Raises NotAllowed.
    """
    require(actor, Action.TRANSLATE, translation.language)
    ids = sorted(chosen)[:MOST_TARGETS]
    changed: list[tuple[Place, Change]] = []
    moved: list[str] = []
    locked: list[str] = []
    for here in _held(session, translation, ids):
        if here.version != chosen[here.target_id]:
            moved.append(here.key)
            continue
        change = _changed_place(here, wanted)
        if here.is_locked:
            locked.append(here.key)
        elif change.places:
            changed.append((here, change))
    if not changed:
        return Done(None, 0, 0, tuple(moved), tuple(locked))
    made = Replacement(
        translation_id=translation.id, actor_id=actor.id, find=wanted.find, replacement=wanted.replacement
    )
    session.add(made)
    session.flush()
    session.execute(insert(ReplacedTarget), [_replace(session, actor, made, here, change) for here, change in changed])
    places = sum(len(change.places) for _here, change in changed)
    _record(session, actor, translation, "targets.replaced", made, targets=len(changed), places=places)
    return Done(made.id, len(changed), places, tuple(moved), tuple(locked))


def undo(session: Session, actor: Actor, translation: Translation, replacement_id: int) -> Undone:
    """Give the targets of a replacement their former texts and states back, where nobody has touched them since.

    Call it in a writing transaction, which the caller commits. Raises NotAllowed, NotFound, UndoneAlready.
    """
    require(actor, Action.TRANSLATE, translation.language)
    made = step_to_undo(session, Replacement, replacement_id, translation)
    undone = put_back(session, actor, made, ReplacedTarget, ReplacedTarget.replacement_id == made.id)
    _record(session, actor, translation, "targets.put_back", made, targets=undone.targets)
    session.flush()
    return undone


def past(session: Session, actor: Actor, translation: Translation, *, limit: int = 10) -> list[Past]:
    """Return the newest replacements in `translation`. Raises NotAllowed."""
    require(actor, Action.TRANSLATE, translation.language)
    query = (
        select(
            Replacement.id, Replacement.find, Replacement.replacement, Replacement.at, name_of(User),
            func.count(ReplacedTarget.target_id), func.coalesce(func.sum(ReplacedTarget.places), 0),
            Replacement.undone_at,
        )
        .outerjoin(User, User.id == Replacement.actor_id)
        .outerjoin(ReplacedTarget, ReplacedTarget.replacement_id == Replacement.id)
        .where(Replacement.translation_id == translation.id)
        .group_by(Replacement.id, User.id)
        .order_by(Replacement.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Past(*row) for row in session.execute(query)]


_TEXTS = (
    select(Target.id, Segment.number, Target.text, Target.state, Target.version, Target.is_locked)
    .join(Segment, Segment.id == Target.segment_id)
    .where(Target.text != "")
    .order_by(Segment.position)
)


def _change(row: Row, wanted: Wish) -> Change:
    done, new_text = _rewritten(row.text, wanted)
    return Change(row.id, row.number, row.text, new_text, row.state, row.version, row.is_locked, done.places, done.left)


def _changed_place(here: Place, wanted: Wish) -> Change:
    done, new_text = _rewritten(here.text, wanted)
    return Change(
        here.target_id, here.number, here.text, new_text, here.state, here.version, here.is_locked, done.places,
        done.left,
    )  # fmt: skip


def _rewritten(text: str, wanted: Wish) -> tuple[Rewritten, str]:
    """Return what replacing makes of a text, and the text as it would be stored; the same text is no change."""
    done = rewrite(text, wanted)
    if not done.places:
        return done, text
    try:
        new_text = clean(done.text)
    except TextTooLong:
        return Rewritten(text, left=len(done.places) + done.left), text
    return (done, new_text) if new_text != text else (Rewritten(text, left=done.left), text)


def _held(session: Session, translation: Translation, ids: Sequence[int]) -> Iterator[Place]:
    """Give the targets as they stand, in the order of `ids`, and keep others from writing them meanwhile."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        query = select(Target.id).where(Target.id.in_(chunk), Target.translation_id == translation.id)
        for target_id in session.scalars(query.order_by(Target.id).with_for_update()).all():
            yield place(session, target_id)


def _replace(session: Session, actor: Actor, made: Replacement, here: Place, change: Change) -> dict[str, Any]:
    """Save the new text of one target; return what it takes to undo that."""
    flags = session.execute(select(Target.is_self_approved, Target.is_machine).where(Target.id == here.target_id)).one()
    saved = save(session, actor, here.target_id, change.new_text, version=here.version)
    return {
        "replacement_id": made.id, "target_id": here.target_id, "text": here.text, "state": here.state,
        "source_revision": here.source_revision, "is_self_approved": flags.is_self_approved,
        "is_machine": flags.is_machine, "version": saved.version, "places": len(change.places),
    }  # fmt: skip


def _record(
    session: Session, actor: Actor, translation: Translation, name: str, made: Replacement, **counts: int
) -> None:
    record(
        session, actor, name, statement_id=translation.statement_id, language=translation.language,
        replacement=made.id, **counts,
    )  # fmt: skip
