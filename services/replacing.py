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

from domain.errors import BadValue, NotFound, TextTooLong, UndoneAlready
from domain.folding import Span
from domain.permissions import Action, Actor, require
from domain.replacing import Wish, state_after_undo
from domain.states import APPROVED, State
from formats.rewriting import Rewritten, rewrite
from models import ReplacedTarget, Replacement, Review, Segment, Target, TargetRevision, Translation, User
from models.base import now
from models.review import Verdict
from models.revision import Origin
from services.editing import Place, clean, place, save, step
from services.store import is_key, name_of, record, storable

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
class Undone:
    """What an undoing did. `moved`: ids of what was changed since, or locked; `unapproved`: back, for review."""

    targets: int
    moved: tuple[str, ...]
    unapproved: tuple[str, ...]


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
    known = is_key(replacement_id)
    made = session.get(Replacement, replacement_id, with_for_update=True, populate_existing=True) if known else None
    if made is None or made.translation_id != translation.id:
        raise NotFound(what="replacement", key=replacement_id)
    if made.undone_at is not None:
        raise UndoneAlready()
    query = select(ReplacedTarget).where(ReplacedTarget.replacement_id == made.id)
    former = {row.target_id: row for row in session.scalars(query)}
    back, moved, unapproved = 0, [], []
    for here in _held(session, translation, sorted(former)):
        before = former[here.target_id]
        if here.version != before.version or here.is_locked:
            moved.append(here.key)
            continue
        state = state_after_undo(before.state, is_approved_text=_was_approved(session, here, before.text))
        _put_back(session, actor, here, before, state)
        back += 1
        if state is not before.state:
            unapproved.append(here.key)
    made.undone_at, made.undone_by_id = now(), actor.id
    _record(session, actor, translation, "targets.put_back", made, targets=back)
    session.flush()
    return Undone(back, tuple(moved), tuple(unapproved))


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


def _was_approved(session: Session, here: Place, text: str) -> bool:
    """Tell whether the last approval of the target was of this very text."""
    query = (
        select(TargetRevision.text)
        .join(Review, Review.revision_id == TargetRevision.id)
        .where(Review.target_id == here.target_id, Review.verdict == Verdict.APPROVED)
        .order_by(Review.id.desc())
        .limit(1)
    )
    return session.scalar(query) == text


def _put_back(session: Session, actor: Actor, here: Place, before: ReplacedTarget, state: State) -> None:
    """Restore one target as a revision of its own: the history keeps what stood there in between."""
    at = now()
    saved = step(
        session, here, state, text=before.text, source_revision=before.source_revision,
        is_outdated=before.source_revision < here.newest_source, is_machine=before.is_machine,
        is_self_approved=before.is_self_approved and state in APPROVED, updated_at=at, updated_by_id=actor.id,
    )  # fmt: skip
    session.add(
        TargetRevision(
            target_id=here.target_id, text=before.text, state=state, version=saved.version, based_on=here.version,
            source_revision=before.source_revision, origin=Origin.RESTORE, author_id=actor.id, created_at=at,
        )
    )  # fmt: skip


def _record(
    session: Session, actor: Actor, translation: Translation, name: str, made: Replacement, **counts: int
) -> None:
    record(
        session, actor, name, statement_id=translation.statement_id, language=translation.language,
        replacement=made.id, **counts,
    )  # fmt: skip
