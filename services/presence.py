"""Who is in which paragraph of a translation: it warns colleagues, it blocks nobody, and it ends by itself.

No process remembers anything: a person has one row a translation, renewed while they are at work there. Whoever
has not been heard of for a minute is gone. Their row stays and tells when they were last there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

from sqlalchemy import Executable, and_, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound
from domain.permissions import Action, Actor, require
from models import Presence, RoleGrant, Segment, Translation, User
from models.base import now
from services.store import LARGEST, is_key, name_of

GONE_AFTER = timedelta(minutes=1)
FRESH = timedelta(seconds=10)  # a row this young is not written anew for nothing


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody else at work in the same translation: their name, the paragraph's key, whether they are writing."""

    name: str
    key: str
    is_writing: bool


_WHO = (
    select(
        User.id, exists().where(RoleGrant.user_id == User.id), Translation.id, Segment.id,
        Presence.segment_id, Presence.has_unsaved, Presence.at >= bindparam("fresh"),
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


def _renewal(dialect: ModuleType) -> Executable:
    row = dialect.insert(Presence.__table__)
    return row.on_conflict_do_update(
        index_elements=["translation_id", "user_id"],
        set_={name: row.excluded[name] for name in ("segment_id", "at", "has_unsaved")},
    )


class _Question(NamedTuple):
    """A statement as the driver takes it, with the values that are part of it."""

    sql: str
    constants: dict[str, Any]


@lru_cache
def _questions(dialect: str) -> tuple[_Question, ...]:
    """Return who, others and renewal, put into words once: that takes five times as long as answering them."""
    if dialect == "sqlite":
        rules, renewal = sqlite.dialect(paramstyle="named"), _renewal(sqlite)
    else:
        rules, renewal = psycopg.dialect(), _renewal(postgresql)
    compiled = [query.compile(dialect=rules) for query in (_WHO, _OTHERS, renewal)]
    return tuple(_Question(str(query), dict(query.params)) for query in compiled)


def renew(
    connection: DBAPIConnection, dialect: str, uniquifier: str, translation_id: int, number: int | None,
    *, is_writing: bool,
) -> list[Neighbour] | None:  # fmt: skip
    """Note where the person of a session is, and return who else is where; None when the session is nobody's.

    `uniquifier` is what a session knows a person by, so that one question finds the person, proves that they are
    an active member, and finds the paragraph. `number` is the paragraph's (12 of `p12`); None, or a number that is
    not there: they are in no paragraph. It is asked by every open desk four times a minute, and so takes the
    driver's own connection, to be committed: docs/decisions/0016.
    Raises NotAllowed for a member without a role, NotFound.
    """
    who, others, renewal = _questions(dialect)
    at = now()
    cursor = connection.cursor()
    cursor.execute(
        who.sql,
        who.constants
        | {"translation": translation_id if is_key(translation_id) else 0, "number": _number(number)}
        | {"uniquifier": uniquifier, "fresh": _stored(at - FRESH, dialect)},
    )
    found = cursor.fetchone()
    if found is None:
        return None
    person, has_role, translation, segment, *before = found
    if not has_role:
        raise NotAllowed(action=Action.READ)  # before a look-up tells what exists
    if translation is None:
        raise NotFound(what="translation", key=translation_id)
    here = {"translation": translation, "person": person, "since": _stored(at - GONE_AFTER, dialect)}
    cursor.execute(others.sql, others.constants | here)
    neighbours = [Neighbour(name, f"p{key}", bool(writes)) for name, key, writes in cursor.fetchall()]
    if before != [segment, is_writing, True]:
        row = {"translation_id": translation, "user_id": person, "segment_id": segment, "has_unsaved": is_writing}
        cursor.execute(renewal.sql, renewal.constants | row | {"at": _stored(at, dialect)})
    return neighbours


def _number(number: int | None) -> int:
    return number if number is not None and 0 < number <= LARGEST else 0


def _stored(at: datetime, dialect: str) -> datetime | str:
    """Return `at` as the driver takes a moment: see models.base.UtcDateTime; SQLite keeps it as text."""
    plain = at.replace(tzinfo=None)
    return plain.isoformat(" ", "microseconds") if dialect == "sqlite" else plain


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
