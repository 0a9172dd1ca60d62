"""What a reviewer has seen, and what has changed since: nobody is asked to read again what they have read.

A sighting is of a text that was handed in. A draft is still being written: its revision is folded as it grows, so
what was seen of it could not be shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from domain.states import State
from models import Review, Sighting, Target, TargetRevision, Translation, User
from models.base import now
from models.review import Verdict
from services.editing import place
from services.store import LARGEST, find, name_of

MOST = 200  # of one request: four windows of the desk
UNSETTLED = frozenset({State.UNTRANSLATED, State.DRAFT})
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that stood here before the present one: who approved it, or saw it, and when."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """The present text of a target beside the one last approved and the one that this person last saw.

    Each is None when there was none, or when it is the present text.
    """

    language: str
    text: str
    approved: Earlier | None
    seen: Earlier | None


_REVISION = select(TargetRevision.text).where(TargetRevision.id == bindparam("revision"))
_APPROVED = (
    select(TargetRevision.text, name_of(User), Review.created_at)
    .select_from(Review)
    .join(TargetRevision, TargetRevision.id == Review.revision_id)
    .outerjoin(User, User.id == Review.reviewer_id)
    .where(Review.target_id == bindparam("target"), Review.verdict == Verdict.APPROVED)
    .order_by(Review.id.desc())
    .limit(1)
)
_SEEN = select(Sighting).where(Sighting.target_id == bindparam("target"), Sighting.user_id == bindparam("user"))


def changes(session: Session, actor: Actor, target_id: int) -> Changes:
    """Return what has become of the target since it was last approved, and since `actor` last saw another text.

    Raises NotAllowed, NotFound.
    """
    require(actor, Action.READ)
    here = place(session, target_id)
    found = session.execute(_APPROVED, {"target": target_id}).one_or_none()
    approved = Earlier(*found) if found and found.text != here.text else None
    return Changes(here.language, here.text, approved, _last_seen(session, actor, target_id, here.text))


def _last_seen(session: Session, actor: Actor, target_id: int, text: str) -> Earlier | None:
    """Return the last text that `actor` saw and that is not `text`: they may be looking at this one already."""
    seen = session.scalar(_SEEN, {"target": target_id, "user": actor.id}) if actor.id is not None else None
    if seen is None:
        return None
    for revision, at in ((seen.revision_id, seen.at), (seen.earlier_revision_id, seen.earlier_at)):
        old = session.scalar(_REVISION, {"revision": revision}) if revision is not None else None
        if old is not None and at is not None and old != text:
            return Earlier(old, actor.name, at)
    return None


def record_sightings(session: Session, actor: Actor, translation_id: int, versions: Mapping[int, int]) -> int:
    """Remember that `actor` saw these versions (by target) of one translation; return how many were taken.

    Left out, without a word: targets of another translation, versions that never were, and drafts. Only the first
    MOST are looked at. Raises NotAllowed, NotFound.
    """
    require(actor, Action.REVIEW)  # in any language: a look-up would tell what exists
    translation = find(session, Translation, translation_id)
    require(actor, Action.REVIEW, translation.language)
    asked = {target: version for target, version in list(versions.items())[:MOST] if 0 < target <= LARGEST}
    query = select(Target.id, Target.version, Target.state).where(
        Target.translation_id == translation.id, Target.id.in_(asked)
    )
    known = [
        row.id
        for row in session.execute(query)
        if 0 < asked[row.id] <= row.version and not (asked[row.id] == row.version and row.state in UNSETTLED)
    ]
    return see(session, actor, {target: asked[target] for target in sorted(known)})


def see(session: Session, actor: Actor, versions: Mapping[int, int]) -> int:
    """Store sightings of versions that are known to exist; return how many. The order of targets is the locks'."""
    if actor.id is None or not versions:
        return 0
    texts = _revisions(session, versions)
    at = now()
    rows = [
        {"target_id": target, "user_id": actor.id, "version": version, "revision_id": texts[target], "at": at}
        for target, version in versions.items()
        if target in texts
    ]
    if rows:
        _upsert(session, rows)
    return len(rows)


def _revisions(session: Session, versions: Mapping[int, int]) -> dict[int, int]:
    """Return the revision that each target had as its text at the version asked for."""
    query = (
        select(TargetRevision.target_id, TargetRevision.id, TargetRevision.version)
        .where(TargetRevision.target_id.in_(versions), TargetRevision.version.is_not(None))
        .order_by(TargetRevision.id)
    )
    return {target: revision for target, revision, version in session.execute(query) if version <= versions[target]}


def _upsert(session: Session, rows: list[dict[str, object]]) -> None:
    """Add the sightings or bring them up to date; one of an older version, from a forgotten tab, changes nothing."""
    insert = _INSERTS[session.get_bind().dialect.name](Sighting.__table__)
    new, old = insert.excluded, Sighting.__table__.c
    is_another = new.revision_id != old.revision_id
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["target_id", "user_id"],
            set_={
                "earlier_revision_id": case((is_another, old.revision_id), else_=old.earlier_revision_id),
                "earlier_at": case((is_another, old.at), else_=old.earlier_at),
                "version": new.version, "revision_id": new.revision_id, "at": new.at,
            },
            where=new.version >= old.version,
        ),
        rows,
    )  # fmt: skip


def seen_versions(session: Session, actor: Actor, target_ids: list[int]) -> dict[int, int]:
    """Return the version of each of these targets that `actor` last saw; those never seen are left out."""
    query = select(Sighting.target_id, Sighting.version).where(
        Sighting.user_id == actor.id, Sighting.target_id.in_(target_ids)
    )
    return dict(session.execute(query).all())
