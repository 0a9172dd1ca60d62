"""Imports of targets as one step: noted when they are made, listed, and undone as one.

An undoing goes forward: each target gets its former text and state as a new version, and the history keeps what stood
there in between. What somebody has changed since stays (docs/decisions/0028).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from models import ImportedTarget, Target, TargetsImport, Translation, User
from services.putting_back import Undone, put_back, step_to_undo
from services.store import name_of, record

CHUNK = 500  # ids in one question
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
    made = step_to_undo(session, TargetsImport, import_id, translation)
    undone = put_back(session, actor, made, ImportedTarget, ImportedTarget.import_id == made.id)
    record(
        session, actor, "targets.unimported", statement_id=translation.statement_id, language=translation.language,
        sha256=made.file_sha256, targets=undone.targets,
    )  # fmt: skip
    session.flush()
    return undone
