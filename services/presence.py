"""Who is in which paragraph of a translation: it warns colleagues, it blocks nobody, and it ends by itself.

No process remembers anything: a person has one row a translation, renewed while they are at work there. Whoever
has not been heard of for a minute is gone. Their row stays and tells when they were last there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType

from sqlalchemy import Executable, and_, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound
from domain.permissions import Action, Actor, require
from models import Presence, RoleGrant, Segment, Translation, User
from models.base import now
from services.store import LARGEST, begin_write, is_key, name_of

GONE_AFTER = timedelta(minutes=1)
FRESH = timedelta(seconds=10)  # a row this young is not written anew for nothing


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody else at work in the same translation: their name, the paragraph's key, whether they are writing."""

    name: str
    key: str
    is_writing: bool


# Put together once: each is asked by every open desk four times a minute.
_WHO = (
    select(
        User.id, exists().where(RoleGrant.user_id == User.id), Translation.id, Segment.id,
        Presence.segment_id, Presence.has_unsaved, Presence.at,
    )
    .select_from(User)
    .outerjoin(Translation, Translation.id == bindparam("translation"))
    .outerjoin(
        Segment, and_(Segment.statement_id == Translation.statement_id, Segment.number == bindparam("number"))
    )
    .outerjoin(Presence, and_(Presence.translation_id == Translation.id, Presence.user_id == User.id))
    .where(User.fs_uniquifier == bindparam("uniquifier"), User.active)
)  # fmt: skip
_OTHERS = (
    select(name_of(User), Segment.number, Presence.has_unsaved)
    .select_from(Presence)
    .join(User, User.id == Presence.user_id)
    .join(Segment, Segment.id == Presence.segment_id)
    .where(
        Presence.translation_id == bindparam("translation"),
        Presence.user_id != bindparam("person"),
        Presence.at >= bindparam("since"),
    )
    .order_by(Segment.position, User.name, User.id)
)


def _upsert(dialect: ModuleType) -> Executable:
    row = dialect.insert(Presence.__table__)
    renewed = {name: row.excluded[name] for name in ("segment_id", "at", "has_unsaved")}
    return row.on_conflict_do_update(index_elements=["translation_id", "user_id"], set_=renewed)


_RENEW = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


def renew(
    session: Session, uniquifier: str, translation_id: int, number: int | None, *, is_writing: bool
) -> list[Neighbour] | None:
    """Note where the person of a session is, and return who else is where; None when the session is nobody's.

    `uniquifier` is what a session knows a person by, so that one question finds the person, proves that they are
    an active member, and finds the paragraph: this is asked too often for the longer way. `number` is the
    paragraph's (12 of `p12`); None, or a number that is not there: they are in no paragraph.
    Raises NotAllowed for a member without a role, NotFound.
    """
    known = {"translation": translation_id if is_key(translation_id) else 0, "number": _number(number)}
    found = session.connection().execute(_WHO, {**known, "uniquifier": uniquifier}).one_or_none()
    if found is None:
        return None
    person, has_role, translation, segment, *before = found
    if not has_role:
        raise NotAllowed(action=Action.READ)  # before a look-up tells what exists
    if translation is None:
        raise NotFound(what="translation", key=translation_id)
    at = now()
    others = session.connection().execute(
        _OTHERS, {"translation": translation, "person": person, "since": at - GONE_AFTER}
    )
    neighbours = [Neighbour(name, f"p{key}", writes) for name, key, writes in others]
    if before[:2] != [segment, is_writing] or at - before[2] > FRESH:
        begin_write(session)
        row = {"translation_id": translation, "user_id": person, "segment_id": segment}
        renewed = _RENEW[session.get_bind().dialect.name]
        session.connection().execute(renewed, {**row, "at": at, "has_unsaved": is_writing})
    return neighbours


def _number(number: int | None) -> int:
    return number if number is not None and 0 < number <= LARGEST else 0


def writing(session: Session, segment_ids: Iterable[int], *, apart_from: int | None) -> list[str]:
    """Return the names of those who held unsaved text in one of these segments within the last minute.

    `apart_from` is the id of a person not to be named: whoever asks.
    """
    query = (
        select(name_of(User))
        .join(Presence, Presence.user_id == User.id)
        .where(
            Presence.segment_id.in_(list(segment_ids)),
            Presence.has_unsaved,
            Presence.at >= now() - GONE_AFTER,
        )
        .distinct()
    )
    return sorted(session.scalars(query if apart_from is None else query.where(User.id != apart_from)))


def last_visits(session: Session, actor: Actor) -> dict[int, datetime]:
    """Return when `actor` was last at each translation that they have been at, by the translation's id."""
    require(actor, Action.READ)
    query = select(Presence.translation_id, Presence.at).where(Presence.user_id == actor.id)
    return dict(map(tuple, session.execute(query)))
