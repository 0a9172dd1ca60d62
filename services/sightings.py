"""What a reviewer has seen, and what has changed since: nobody is asked to read again what they have read.

A sighting is of a text that was handed in. A draft is still being written: its revision is folded as it grows, so
what was seen of it could not be shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, bindparam, case, func, select
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


_LAST_APPROVALS = (
    select(func.max(Review.id))
    .where(Review.target_id.in_(bindparam("targets", expanding=True)), Review.verdict == Verdict.APPROVED)
    .group_by(Review.target_id)
)
_APPROVED = (
    select(Review.target_id, TargetRevision.text, name_of(User), Review.created_at)
    .select_from(Review)
    .join(TargetRevision, TargetRevision.id == Review.revision_id)
    .outerjoin(User, User.id == Review.reviewer_id)
    .where(Review.id.in_(_LAST_APPROVALS))
)
_SEEN = select(
    Sighting.target_id, Sighting.revision_id, Sighting.at, Sighting.earlier_revision_id, Sighting.earlier_at
).where(Sighting.target_id.in_(bindparam("targets", expanding=True)), Sighting.user_id == bindparam("user"))


def changes(session: Session, actor: Actor, target_id: int) -> Changes:
    """Return what has become of the target since it was last approved, and since `actor` last saw another text.

    Raises NotAllowed, NotFound.
    """
    require(actor, Action.READ)
    here = place(session, target_id)
    return changes_of(session, actor, {target_id: (here.language, here.text)})[target_id]


def changes_of(session: Session, actor: Actor, present: Mapping[int, tuple[str, str]]) -> dict[int, Changes]:
    """Return the same for many targets, in three queries; `present`: the language and the text of each.

    Raises NotAllowed.
    """
    require(actor, Action.READ)
    approved = {target: Earlier(*rest) for target, *rest in session.execute(_APPROVED, {"targets": list(present)})}
    seen = _last_seen(session, actor, {target: text for target, (_language, text) in present.items()})
    found = {}
    for target, (language, text) in present.items():
        last = approved.get(target)
        found[target] = Changes(language, text, last if last and last.text != text else None, seen.get(target))
    return found


def _last_seen(session: Session, actor: Actor, texts: Mapping[int, str]) -> dict[int, Earlier]:
    """Return the last text that `actor` saw of each and that is not the present one: that may be before their eyes."""
    rows = session.execute(_SEEN, {"targets": list(texts), "user": actor.id}).all()
    ids = {revision for row in rows for revision in (row.revision_id, row.earlier_revision_id) if revision is not None}
    query = select(TargetRevision.id, TargetRevision.text).where(TargetRevision.id.in_(ids))
    old = dict(session.execute(query).all()) if ids else {}
    found = {}
    for target, last, at, before, before_at in rows:
        for revision, when in ((before, before_at), (last, at)):
            if revision in old and old[revision] != texts[target]:
                found[target] = Earlier(old[revision], actor.name, when)
    return found


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


# Put together once: every verdict is a sighting, and making these took longer than running them.
_TEXTS = (
    select(TargetRevision.target_id, TargetRevision.id, TargetRevision.version)
    .where(TargetRevision.target_id.in_(bindparam("targets", expanding=True)), TargetRevision.version.is_not(None))
    .order_by(TargetRevision.id)
)


def _revisions(session: Session, versions: Mapping[int, int]) -> dict[int, int]:
    """Return the revision that each target had as its text at the version asked for."""
    rows = session.connection().execute(_TEXTS, {"targets": list(versions)})
    return {target: revision for target, revision, version in rows if version <= versions[target]}


def _upsert(session: Session, rows: list[dict[str, object]]) -> None:
    """Add the sightings or bring them up to date; one of an older version, from a forgotten tab, changes nothing."""
    session.execute(_upsert_of(session.get_bind().dialect.name), rows)


@cache
def _upsert_of(dialect: str) -> Insert:
    insert = _INSERTS[dialect](Sighting.__table__)
    new, old = insert.excluded, Sighting.__table__.c
    is_another = new.revision_id != old.revision_id
    return insert.on_conflict_do_update(
        index_elements=["target_id", "user_id"],
        set_={
            "earlier_revision_id": case((is_another, old.revision_id), else_=old.earlier_revision_id),
            "earlier_at": case((is_another, old.at), else_=old.earlier_at),
            "version": new.version, "revision_id": new.revision_id, "at": new.at,
        },
        where=new.version >= old.version,
    )  # fmt: skip


def seen_versions(session: Session, actor: Actor, target_ids: list[int]) -> dict[int, int]:
    """Return the version of each of these targets that `actor` last saw; those never seen are left out."""
    query = select(Sighting.target_id, Sighting.version).where(
        Sighting.user_id == actor.id, Sighting.target_id.in_(target_ids)
    )
    return dict(session.execute(query).all())
