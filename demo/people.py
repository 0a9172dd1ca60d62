"""The people of the demo: invented names, one for each role, and passwords that are made when they are."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from domain.permissions import OPERATOR, Actor, Grant, PersonRole
from models import User
from services import accounts

# Letters and digits that nobody takes for another when reading them off a screen.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo. `key` is what the story calls them."""

    key: str
    name: str
    roles: tuple[PersonRole, ...]

    @property
    def email(self) -> str:
        """An address that can belong to nobody."""
        return f"{self.key}@demo.example"


PEOPLE = (
    Person("lucia", "Lucía Arriaga", (PersonRole.TRANSLATOR,)),
    Person("tomas", "Tomás Beltrán", (PersonRole.TRANSLATOR,)),
    Person("renata", "Renata Quiroga", (PersonRole.REVIEWER,)),
    Person("hugh", "Hugh Pemberley", (PersonRole.PUBLISHER,)),
    Person("ada", "Ada Lindqvist", (PersonRole.ADMIN,)),
    Person("noor", "Noor Castell", (PersonRole.READER,)),
)
# Invited, with no role yet and no password: for the administrator to see to.
NEWCOMER = Person("ilse", "Ilse Marchetti", ())


@dataclass(frozen=True, slots=True)
class Access:
    """How one of them signs in. `password` is None unless it was made just now."""

    person: Person
    password: str | None = None


def present(session: Session) -> list[User]:
    """Return those of the demo's people who are members already, in the order of PEOPLE."""
    query = select(User).options(selectinload(User.roles)).where(User.email.in_([p.email for p in PEOPLE]))
    found = {user.email: user for user in session.scalars(query)}
    return [found[person.email] for person in PEOPLE if person.email in found]


def add_all(session: Session) -> tuple[dict[str, Actor], list[Access]]:
    """Add everybody; return them as the services see them, by key, and how each signs in."""
    actors: dict[str, Actor] = {}
    access = []
    for person in PEOPLE:
        password = new_password()
        grants = [Grant(role) for role in person.roles]
        user = accounts.add(session, OPERATOR, person.email, person.name, grants, password)
        actors[person.key] = user.as_actor()
        accounts.describe_oneself(session, actors[person.key], name=person.name, credit_name=person.name, locale=None)
        access.append(Access(person, password))
    accounts.add(session, actors["ada"], NEWCOMER.email, NEWCOMER.name, [])
    return actors, access


def renew_passwords(session: Session, users: Sequence[User]) -> list[Access]:
    """Give each of `users` a new password, which ends their sessions; return how each signs in."""
    access = []
    for user in users:
        password = new_password()
        accounts.set_password(session, OPERATOR, user.id, password)
        access.append(Access(by_email(user.email), password))
    return access


def by_email(email: str) -> Person:
    """Return the one of PEOPLE with that address."""
    return next(person for person in PEOPLE if person.email == email)


def new_password() -> str:
    """Return a password that nobody can guess, in four groups that one can type off a screen."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
