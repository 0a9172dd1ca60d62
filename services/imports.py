"""Imports of targets as one step: noted when they are made, listed, and undone as one.

An undoing goes forward: each target gets its former text and state as a new version, and the history keeps what stood
there in between. What somebody has changed since stays (docs/decisions/0028).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import NotFound, UndoneAlready
from domain.permissions import Action, Actor, require
from domain.replacing import state_after_undo
from domain.states import APPROVED, State
from models import ImportedTarget, Review, Segment, Target, TargetRevision, TargetsImport, Translation, User
from models.base import now
from models.review import Verdict
from models.revision import Origin
from services.store import is_key, name_of, record

CHUNK = 500  # ids in one question
APPROVALS = (Verdict.APPROVED, Verdict.APPROVED_WITH_EDIT)
_TARGET, _FORMER = Target.__table__, ImportedTarget.__table__


@dataclass(frozen=True, slots=True)
class Past:
    """An import that was made. `targets`: how many it changed."""

    id: int
    name: str
    file_sha256: str
    at: datetime
    actor: str
    targets: int
    conflicts: int
    comments: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undoing did. `moved`: ids of what was changed since, or locked; `unapproved`: back, for review."""

    targets: int
    moved: tuple[str, ...]
    unapproved: tuple[str, ...]


def begin(session: Session, actor: Actor, translation_id: int, *, name: str, file_sha256: str) -> TargetsImport:
    """Note that a file is being imported."""
    name = PurePath(name.replace("\\", "/")).name[:255]  # where it lay is nobody's business
    made = TargetsImport(translation_id=translation_id, actor_id=actor.id, name=name, file_sha256=file_sha256)
    session.add(made)
    session.flush()
    return made


def remember(session: Session, made: TargetsImport, target_ids: Sequence[int]) -> None:
    """Note how these targets stand, before the import changes them, and the version that it leaves them at."""
    columns = ("text", "state", "source_revision", "is_self_approved", "is_machine")
    names = ["import_id", "target_id", *columns, "version"]
    for start in range(0, len(target_ids), CHUNK):
        values = (bindparam("import", made.id), _TARGET.c.id, *(_TARGET.c[name] for name in columns))
        rows = select(*values, _TARGET.c.version + 1)
        rows = rows.where(_TARGET.c.id.in_(target_ids[start : start + CHUNK]))
        session.execute(insert(_FORMER).from_select(names, rows))


def finish(session: Session, made: TargetsImport, approved: Sequence[int], *, conflicts: int, comments: int) -> None:
    """Note the version of the targets that the import also approved: what has another one later has moved on."""
    made.conflicts, made.comments = conflicts, comments
    version = select(_TARGET.c.version).where(_TARGET.c.id == _FORMER.c.target_id).scalar_subquery()
    for start in range(0, len(approved), CHUNK):
        own = (_FORMER.c.import_id == made.id, _FORMER.c.target_id.in_(approved[start : start + CHUNK]))
        session.execute(update(_FORMER).where(*own).values(version=version))


def past(session: Session, actor: Actor, translation: Translation, *, limit: int = 20) -> list[Past]:
    """Return the newest imports into `translation`. Raises NotAllowed."""
    require(actor, Action.TRANSLATE, translation.language)
    query = (
        select(
            TargetsImport.id, TargetsImport.name, TargetsImport.file_sha256, TargetsImport.at, name_of(User),
            func.count(ImportedTarget.target_id), TargetsImport.conflicts, TargetsImport.comments,
            TargetsImport.undone_at,
        )
        .outerjoin(User, User.id == TargetsImport.actor_id)
        .outerjoin(ImportedTarget, ImportedTarget.import_id == TargetsImport.id)
        .where(TargetsImport.translation_id == translation.id)
        .group_by(TargetsImport.id, User.id)
        .order_by(TargetsImport.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Past(*row) for row in session.execute(query)]


def names_of_files(session: Session, translation_id: int, hashes: Collection[str]) -> dict[str, str]:
    """Return the name of each imported file by its hash, of those in `hashes`."""
    if not hashes:
        return {}
    query = select(TargetsImport.file_sha256, TargetsImport.name).where(
        TargetsImport.translation_id == translation_id, TargetsImport.file_sha256.in_(hashes)
    )
    return dict(session.execute(query.order_by(TargetsImport.id)).all())


def undo(session: Session, actor: Actor, translation: Translation, import_id: int) -> Undone:
    """Give the targets of an import their former texts and states back, where nobody has touched them since.

    Call it in a writing transaction, which the caller commits. Raises NotAllowed, NotFound, UndoneAlready.
    """
    require(actor, Action.TRANSLATE, translation.language)
    known = is_key(import_id)
    made = session.get(TargetsImport, import_id, with_for_update=True, populate_existing=True) if known else None
    if made is None or made.translation_id != translation.id:
        raise NotFound(what="targets_import", key=import_id)
    if made.undone_at is not None:
        raise UndoneAlready()
    rows = session.execute(_STANDING.where(ImportedTarget.import_id == made.id)).all()
    back = [row for row in rows if row.now_version == row.version and not row.is_locked]
    approved = _approved_texts(session, [row.target_id for row in back if row.state in APPROVED])
    states = {
        row.target_id: state_after_undo(row.state, is_approved_text=approved.get(row.target_id) == row.text)
        for row in back
    }
    _put_back(session, actor, back, states)
    made.undone_at, made.undone_by_id = now(), actor.id
    record(
        session, actor, "targets.unimported", statement_id=translation.statement_id, language=translation.language,
        sha256=made.file_sha256, targets=len(back),
    )  # fmt: skip
    session.flush()
    kept = {row.target_id for row in back}
    return Undone(
        len(back),
        tuple(f"p{row.number}" for row in rows if row.target_id not in kept),
        tuple(f"p{row.number}" for row in back if states[row.target_id] is not row.state),
    )


_STANDING = (
    select(
        ImportedTarget.target_id, ImportedTarget.text, ImportedTarget.state, ImportedTarget.source_revision,
        ImportedTarget.is_self_approved, ImportedTarget.is_machine, ImportedTarget.version, Segment.number,
        Segment.source_revision.label("newest_source"), Target.text.label("now_text"),
        Target.version.label("now_version"), Target.is_locked,
    )
    .join(Target, Target.id == ImportedTarget.target_id)
    .join(Segment, Segment.id == Target.segment_id)
    .order_by(Target.id)
    .with_for_update(of=Target)
)  # fmt: skip


def _approved_texts(session: Session, target_ids: Sequence[int]) -> dict[int, str]:
    """Return the text that was approved last of each of these targets."""
    found: dict[int, str] = {}
    for start in range(0, len(target_ids), CHUNK):
        query = (
            select(Review.target_id, TargetRevision.text)
            .join(TargetRevision, TargetRevision.id == Review.revision_id)
            .where(Review.target_id.in_(target_ids[start : start + CHUNK]), Review.verdict.in_(APPROVALS))
            .order_by(Review.id)
        )
        found.update(dict(session.execute(query).all()))
    return found


def _put_back(session: Session, actor: Actor, rows: Sequence[Any], states: dict[int, State]) -> None:
    if not rows:
        return
    at = now()
    targets, revisions = [], []
    for row in rows:
        state = states[row.target_id]
        targets.append(
            {
                "at_target": row.target_id, "new_text": row.text, "new_state": state, "new_version": row.version + 1,
                "new_source_revision": row.source_revision,
                "new_is_outdated": row.source_revision < row.newest_source and bool(row.text),
                "new_is_machine": row.is_machine, "new_is_self_approved": row.is_self_approved and state in APPROVED,
                "new_updated_at": at, "new_updated_by_id": actor.id,
            }
        )  # fmt: skip
        if row.text != row.now_text:
            revisions.append(
                {
                    "target_id": row.target_id, "text": row.text, "state": state, "version": row.version + 1,
                    "based_on": row.version, "source_revision": row.source_revision, "origin": Origin.RESTORE,
                    "author_id": actor.id, "created_at": at,
                }
            )  # fmt: skip
    columns = {name.removeprefix("new_"): bindparam(name) for name in targets[0] if name != "at_target"}
    session.execute(update(_TARGET).where(_TARGET.c.id == bindparam("at_target")).values(columns), targets)
    if revisions:
        session.execute(insert(TargetRevision.__table__), revisions)
