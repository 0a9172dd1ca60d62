"""The keys of the desk that a person has changed."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from domain.permissions import Actor
from models import User

_KEYS = select(User.keys).where(User.id == bindparam("person"))  # put together once: every opening of a desk asks it
Keys = dict[str, list[str]]  # the chords of each command that differs from the table


def changed_keys(session: Session, actor: Actor, platform: str) -> Keys:
    """Return what `actor` has changed for `platform` ("pc" or "mac"); nothing for the operator."""
    return _stored(session, actor).get(platform, {})


def keep(session: Session, actor: Actor, platform: str, keys: Keys) -> None:
    """Store `keys` as all that `actor` has changed for `platform`; what another keyboard has stays."""
    rest = {name: own for name, own in _stored(session, actor).items() if name != platform}
    stored = {**rest, platform: keys} if keys else rest
    session.execute(update(User).where(User.id == actor.id).values(keys=stored or None))


def _stored(session: Session, actor: Actor) -> dict[str, Keys]:
    return session.connection().scalar(_KEYS, {"person": actor.id}) or {}
