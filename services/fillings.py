"""Filling empty targets with drafts as one step: from the memory, or with a text that stands elsewhere.

Nothing that anybody wrote is touched, and undoing empties again what nobody has changed since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from domain.states import State
from models import FilledTarget, Filling, Segment, Target, TargetRevision, Translation, User
from models.base import now
from models.filling import FillingKind
from models.revision import Origin
from services.editing import clean, columns_of
from services.putting_back import Undone, put_back, step_to_undo
from services.store import name_of, record

CHUNK = 500
_TARGET = Target.__table__


@dataclass(frozen=True, slots=True)
class Fill:
    """A text for an empty target. `version`, `source_revision`: of the target and its source when that was chosen."""

    target_id: int
    text: str
    version: int
    source_revision: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filling did. `targets`: their keys (`p12`); `left`: those that had changed, or are locked."""

    filling_id: int | None
    targets: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A filling that was made. `targets`: how many it filled."""

    id: int
    kind: FillingKind
    at: datetime
    actor: str
    targets: int
    undone_at: datetime | None


class Touched(NamedTuple):
    """A target of a filling as it stands now. `words`: of its source."""

    target_id: int
    number: int
    words: int
    state: State


class _Held(NamedTuple):
    id: int
    number: int
    state: State
    version: int
    source_revision: int
    newest_source: int
    is_locked: bool
    is_self_approved: bool
    is_machine: bool


def fill(
    session: Session, actor: Actor, translation: Translation, fills: Iterable[Fill], kind: FillingKind
) -> Filled:  # fmt: skip
    """Put the texts of `fills` into their targets, as drafts and as one step.

    A target that is empty no more, is locked, or whose source has changed is left as it is. Call it in a writing
    transaction, which the caller commits. Raises NotAllowed, TextTooLong.
    """
    require(actor, Action.TRANSLATE, translation.language)
    wanted = {one.target_id: one for one in fills}
    held = list(_held(session, translation, sorted(wanted)))
    ready = [here for here in held if _may_be_filled(here, wanted[here.id])]
    ready_ids = {here.id for here in ready}
    left = tuple(f"p{here.number}" for here in held if here.id not in ready_ids)
    if not ready:
        return Filled(None, (), left)
    made = Filling(translation_id=translation.id, actor_id=actor.id, kind=kind)
    session.add(made)
    session.flush()
    _write(session, actor, made, ready, wanted)
    _record(session, actor, translation, "targets.filled", made, len(ready))
    return Filled(made.id, tuple(f"p{here.number}" for here in ready), left)


def touched(session: Session, filling_id: int) -> list[Touched]:
    """Return how the targets of a filling stand now, in reading order."""
    query = (
        select(Target.id, Segment.number, Segment.source_words, Target.state)
        .join(Segment, Segment.id == Target.segment_id)
        .join(FilledTarget, FilledTarget.target_id == Target.id)
        .where(FilledTarget.filling_id == filling_id)
        .order_by(Segment.position)
    )
    return [Touched(*row) for row in session.execute(query)]


def undo(session: Session, actor: Actor, translation: Translation, filling_id: int) -> Undone:
    """Empty the targets of a filling again, where nobody has touched them since.

    Call it in a writing transaction, which the caller commits. Raises NotAllowed, NotFound, UndoneAlready.
    """
    require(actor, Action.TRANSLATE, translation.language)
    made = step_to_undo(session, Filling, filling_id, translation)
    undone = put_back(session, actor, made, FilledTarget, FilledTarget.filling_id == made.id)
    _record(session, actor, translation, "targets.emptied", made, undone.targets)
    session.flush()
    return undone


def past(session: Session, actor: Actor, translation: Translation, *, limit: int = 10) -> list[Past]:
    """Return the newest fillings of `translation`. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(
            Filling.id, Filling.kind, Filling.at, name_of(User), func.count(FilledTarget.target_id), Filling.undone_at
        )
        .outerjoin(User, User.id == Filling.actor_id)
        .outerjoin(FilledTarget, FilledTarget.filling_id == Filling.id)
        .where(Filling.translation_id == translation.id)
        .group_by(Filling.id, User.id)
        .order_by(Filling.id.desc())
        .limit(limit)
    )
    return [Past(*row) for row in session.execute(query)]


def _held(session: Session, translation: Translation, ids: Sequence[int]) -> Iterator[_Held]:
    """Give the targets as they stand, and keep others from writing them until the transaction ends."""
    session.flush()
    for start in range(0, len(ids), CHUNK):
        query = (
            select(
                Target.id, Segment.number, Target.state, Target.version, Target.source_revision,
                Segment.source_revision, Target.is_locked, Target.is_self_approved, Target.is_machine,
            )
            .join(Segment, Segment.id == Target.segment_id)
            .where(Target.id.in_(ids[start : start + CHUNK]), Target.translation_id == translation.id)
            .order_by(Target.id)
            .with_for_update(of=Target)
        )  # fmt: skip
        yield from (_Held(*row) for row in session.connection().execute(query).all())


def _may_be_filled(here: _Held, wanted: Fill) -> bool:
    is_as_seen = (here.version, here.newest_source) == (wanted.version, wanted.source_revision)
    return is_as_seen and here.state is State.UNTRANSLATED and not here.is_locked and bool(clean(wanted.text))


def _write(
    session: Session, actor: Actor, made: Filling, ready: Sequence[_Held], wanted: Mapping[int, Fill]
) -> None:  # fmt: skip
    """Store what stood there, the drafts, and a revision of each."""
    at, targets, revisions, former = now(), [], [], []
    for here in ready:
        text, version = clean(wanted[here.id].text), here.version + 1
        columns = columns_of(actor, here, text, State.DRAFT, Origin.MEMORY, at)
        targets.append({"at": here.id, "state": State.DRAFT, "version": version, **columns})
        revisions.append(
            {
                "target_id": here.id, "text": text, "state": State.DRAFT, "version": version, "based_on": here.version,
                "source_revision": columns["source_revision"], "origin": Origin.MEMORY, "author_id": actor.id,
                "created_at": at,
            }
        )  # fmt: skip
        former.append(
            {
                "filling_id": made.id, "target_id": here.id, "text": "", "state": here.state,
                "source_revision": here.source_revision, "is_self_approved": here.is_self_approved,
                "is_machine": here.is_machine, "version": version,
            }
        )  # fmt: skip
    _update(session, targets)
    session.execute(insert(TargetRevision.__table__), revisions)
    session.execute(insert(FilledTarget.__table__), former)


def _update(session: Session, rows: list[dict[str, Any]]) -> None:
    columns = {name: bindparam(f"new_{name}") for name in rows[0] if name != "at"}
    step = update(_TARGET).where(_TARGET.c.id == bindparam("new_at")).values(columns)
    session.execute(step, [{f"new_{name}": value for name, value in row.items()} for row in rows])


def _record(
    session: Session, actor: Actor, translation: Translation, name: str, made: Filling, targets: int
) -> None:  # fmt: skip
    record(
        session, actor, name, statement_id=translation.statement_id, language=translation.language,
        filling=made.id, kind=made.kind, targets=targets,
    )  # fmt: skip
