"""People: adding and inviting them, their roles, closing and opening accounts, what each says of themselves.

Nothing here needs a request. Hashing and signing are Flask-Security's and read the application's settings.
"""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.errors import BadValue, Duplicate, LastAdmin, NotFound
from domain.permissions import ALLOWED, PER_LANGUAGE, Action, Actor, Grant, PersonRole, require
from models import RoleGrant, User
from models.base import now
from services.statements import language_tag
from services.store import is_key, record

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
LONGEST_NAME = 200
LINK_LIFETIME = timedelta(days=3)  # of an invitation, and of a link to set a new password
# No look-up of the domain: a member's address may be of this house alone.
EMAIL_RULES = {"check_deliverability": False, "globally_deliverable": False}
WITH_LANGUAGE = frozenset(role for action in PER_LANGUAGE for role in ALLOWED[action])


def listed(session: Session, actor: Actor) -> list[User]:
    """Return everybody with their roles, by name; closed accounts last. Raises NotAllowed."""
    require(actor, Action.MANAGE_PEOPLE)
    query = select(User).options(joinedload(User.roles)).order_by(User.active.desc(), func.lower(User.name), User.email)
    return list(session.scalars(query).unique())


def person(session: Session, actor: Actor, person_id: int) -> User:
    """Return one person with their roles. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PEOPLE)
    return _load(session, person_id)


def find_by_email(session: Session, email: str) -> User:
    """Return the person with this address, whatever its case, with their roles. Raises NotFound."""
    query = select(User).options(joinedload(User.roles)).where(User.email == email.strip().lower())
    user = session.scalars(query).unique().one_or_none()
    if user is None:
        raise NotFound(what="user", key=email)
    return user


def add(
    session: Session, actor: Actor, email: str, name: str, grants: Iterable[Grant], password: str | None = None,
    locale: str | None = None,
) -> User:  # fmt: skip
    """Add a person. Without a password they choose one by the link of `make_link`.

    Raises NotAllowed, BadValue (email, name, role, language, locale, password), Duplicate.
    """
    require(actor, Action.MANAGE_PEOPLE)
    email = _address(email)
    if session.scalar(select(User.id).where(User.email == email)):
        raise Duplicate(what="user", key=email)
    user = User(
        email=email, name=_name(name, "name"), locale=_locale(locale), fs_uniquifier=uuid4().hex,
        password=None if password is None else _hash(password),
    )  # fmt: skip
    user.roles = [RoleGrant(role=grant.role, language=grant.language) for grant in _tidy(grants)]
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:  # somebody else added the same address a moment ago
        raise Duplicate(what="user", key=email) from error
    record(session, actor, "person.added", person_id=user.id, roles=_as_words(user))
    return user


def invite(
    session: Session, actor: Actor, email: str, name: str, grants: Iterable[Grant], locale: str | None = None
) -> tuple[User, str]:
    """Add a person without a password; return them and the token of the link by which they choose one.

    Raises as `add` does.
    """
    user = add(session, actor, email, name, grants, locale=locale)
    return user, make_link(session, actor, user.id)


def make_link(session: Session, actor: Actor, person_id: int) -> str:
    """Return the token of a link by which the person sets a password, once, within LINK_LIFETIME.

    Whoever holds it is that person: hand it over in private. An earlier link of somebody who never had a password
    ends. Raises NotAllowed, NotFound, BadValue (the account is closed).
    """
    require(actor, Action.MANAGE_PEOPLE)
    user = _load(session, person_id)
    if not user.active:
        raise BadValue(field="person", value=user.email)
    if user.password is None:
        user.fs_uniquifier = uuid4().hex
    user.reset_requested_at = None
    record(session, actor, "person.link_made", person_id=user.id)
    session.flush()
    return generate_reset_password_token(user)


def set_password(session: Session, actor: Actor, person_id: int, password: str) -> User:
    """Give the person a password, which ends their sessions and links; only the command line does.

    Raises NotAllowed, NotFound, BadValue.
    """
    require(actor, Action.MANAGE_PEOPLE)
    user = _load(session, person_id)
    user.password = _hash(password)
    user.fs_uniquifier = uuid4().hex
    user.reset_requested_at = None
    record(session, actor, "person.password_set", person_id=user.id)
    session.flush()
    return user


def set_grants(session: Session, actor: Actor, person_id: int, grants: Iterable[Grant]) -> User:
    """Give the person exactly these roles. Raises NotAllowed, NotFound, BadValue, LastAdmin."""
    require(actor, Action.MANAGE_PEOPLE)
    user, wanted = _load(session, person_id), _tidy(grants)
    if PersonRole.ADMIN not in {grant.role for grant in wanted}:
        _keep_an_admin(session, user)
    for held in list(user.roles):
        if Grant(held.role, held.language) not in wanted:
            user.roles.remove(held)
    held_grants = {Grant(held.role, held.language) for held in user.roles}
    user.roles.extend(RoleGrant(role=g.role, language=g.language) for g in wanted if g not in held_grants)
    session.flush()
    record(session, actor, "person.roles_changed", person_id=user.id, roles=_as_words(user))
    return user


def grant(session: Session, actor: Actor, person_id: int, new: Grant) -> User:
    """Add one role to those of the person. Raises as `set_grants` does."""
    require(actor, Action.MANAGE_PEOPLE)
    return set_grants(session, actor, person_id, [*_load(session, person_id).as_actor().grants, new])


def revoke(session: Session, actor: Actor, person_id: int, old: Grant) -> User:
    """Take one role away from the person. Raises as `set_grants` does."""
    require(actor, Action.MANAGE_PEOPLE)
    kept = [held for held in _load(session, person_id).as_actor().grants if held != old]
    return set_grants(session, actor, person_id, kept)


def deactivate(session: Session, actor: Actor, person_id: int) -> User:
    """Close the account: its sessions and links end at once, its work stays. Raises NotAllowed, NotFound, LastAdmin."""
    require(actor, Action.MANAGE_PEOPLE)
    user = _load(session, person_id)
    _keep_an_admin(session, user)
    user.active = False
    user.fs_uniquifier = uuid4().hex
    user.reset_requested_at = None
    record(session, actor, "person.deactivated", person_id=user.id)
    session.flush()
    return user


def activate(session: Session, actor: Actor, person_id: int) -> User:
    """Open a closed account again, with the roles it had. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PEOPLE)
    user = _load(session, person_id)
    user.active = True
    record(session, actor, "person.activated", person_id=user.id)
    session.flush()
    return user


def turn_off_two_factor(session: Session, actor: Actor, person_id: int) -> User:
    """Let the person in by password alone, after a lost phone; recovery codes go too. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_PEOPLE)
    user = _load(session, person_id)
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = user.mf_recovery_codes = None
    record(session, actor, "person.two_factor_off", person_id=user.id)
    session.flush()
    return user


def describe_oneself(session: Session, actor: Actor, *, name: str, credit_name: str, locale: str | None) -> User:
    """Set the actor's own name, the name printed in colophons (empty: none), the interface language (None: browser's).

    Raises NotFound (the actor is the operator), BadValue.
    """
    user = _load(session, actor.id)
    user.name, user.credit_name = _name(name, "name"), _name(credit_name, "credit_name")
    user.locale = _locale(locale)
    session.flush()
    return user


def choose_locale(session: Session, actor: Actor, locale: str | None) -> User:
    """Set the actor's own interface language. Raises NotFound, BadValue."""
    user = _load(session, actor.id)
    user.locale = _locale(locale)
    session.flush()
    return user


def sign_out_everywhere(session: Session, actor: Actor) -> User:
    """End every session of the actor, this one too. Raises NotFound."""
    user = _load(session, actor.id)
    user.fs_uniquifier = uuid4().hex
    record(session, actor, "person.signed_out_everywhere", person_id=user.id)
    session.flush()
    return user


def note_reset_request(session: Session, user: User) -> None:
    """Keep for the administrators that the person asked for a new password, where no letter can be sent."""
    user.reset_requested_at = now()
    session.flush()


def _load(session: Session, person_id: int | None) -> User:
    query = select(User).options(joinedload(User.roles)).where(User.id == person_id)
    user = session.scalars(query).unique().one_or_none() if person_id and is_key(person_id) else None
    if user is None:
        raise NotFound(what="user", key=person_id)
    return user


def _keep_an_admin(session: Session, leaving: User) -> None:
    """Raise LastAdmin when nobody else could manage people without `leaving`.

    The rows are locked, so that two administrators cannot shut each other out at once: the roles and the people,
    as PostgreSQL looks again only at rows it had to wait for, and a closed account leaves its roles as they are.
    """
    query = (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == PersonRole.ADMIN, User.active, User.password.is_not(None))
        .order_by(RoleGrant.id)
        .with_for_update(of=[RoleGrant, User])
    )
    admins = set(session.scalars(query))
    if admins == {leaving.id}:
        raise LastAdmin()


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), **EMAIL_RULES).normalized.lower()
    except EmailNotValidError as error:
        raise BadValue(field="email", value=email[:80]) from error


def _name(text: str, field: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    visible = text.replace("\u200c", "").replace("\u200d", "")  # joiners, which some scripts need within a word
    if len(text) > LONGEST_NAME or not visible.isprintable():
        raise BadValue(field=field, value=text[:80])
    return text


def _locale(locale: str | None) -> str | None:
    return language_tag(locale) if locale else None


def _hash(password: str) -> str:
    password = unicodedata.normalize("NFKD", password)  # as Flask-Security does with what is typed
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadValue(field="password", value=f"{len(password)} characters")
    return hash_password(password)


def _tidy(grants: Iterable[Grant]) -> list[Grant]:
    """Return `grants` without repetition, and without languages where the same role is given for all.

    Raises BadValue for a language that is no tag, or beside a role that has none.
    """
    tags = (Grant(PersonRole(g.role), language_tag(g.language) if g.language else None) for g in grants)
    unique = list(dict.fromkeys(tags))
    for given in unique:
        if given.language and given.role not in WITH_LANGUAGE:
            raise BadValue(field="language", value=given.language)
    everywhere = {given.role for given in unique if given.language is None}
    return [given for given in unique if given.language is None or given.role not in everywhere]


def _as_words(user: User) -> list[str]:
    return [f"{held.role}:{held.language}" if held.language else str(held.role) for held in user.roles]
