"""People: adding somebody with a link by which they choose a password, and listing everybody."""

import sys

import click
from flask_babel import gettext as _

from commands.base import Group, OneLine, print_json, say
from domain.errors import BadValue
from domain.permissions import OPERATOR, Grant, PersonRole
from extensions import db


@click.group("user", cls=Group)
def user() -> None:
    """Add and list people."""


@user.command("add")
@click.argument("email")
@click.argument("more_roles", nargs=-1, metavar="[ROLE]...")
@click.option(
    "--role", "roles", multiple=True, required=True,
    help="reader, translator, reviewer, publisher or admin; reviewer:es for one language. Several are possible.",
)  # fmt: skip
@click.option("--name", default="", help="Name that colleagues see.")
@click.option("--password-stdin", is_flag=True, help="Read a password from standard input instead of making a link.")
@click.option("--json", "as_json", is_flag=True, help="Print id, email, name, roles and link as JSON.")
def add(
    email: str, more_roles: tuple[str, ...], roles: tuple[str, ...], name: str, *, password_stdin: bool, as_json: bool
) -> None:  # fmt: skip
    """Add a member and print the link by which they choose a password.

    Whoever holds the link is that person: hand it over in private.
    """
    from security import link_to
    from services import accounts
    from services.store import begin_write

    grants = [grant for text in (*roles, *more_roles) for grant in read_grants(text)]
    password = read_password() if password_stdin else None
    begin_write(db.session)
    member = accounts.add(db.session, OPERATOR, email, name, grants, password)
    token = None if password else accounts.make_link(db.session, OPERATOR, member.id)
    db.session.commit()
    link = link_to(token) if token else None
    if as_json:
        words = [as_word(grant) for grant in member.as_actor().grants]
        print_json({"id": member.id, "email": member.email, "name": member.name, "roles": words, "link": link})
    elif link:
        say(_("%(email)s was added. The link to choose a password, for their eyes alone:", email=member.email))
        say(link)
    else:
        say(_("%(email)s was added, with the password given.", email=member.email))


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_people(*, as_json: bool) -> None:
    """List everybody with their roles."""
    from services import accounts

    people = [
        {
            "id": member.id, "email": member.email, "name": member.name, "active": member.active,
            "roles": [as_word(grant) for grant in member.as_actor().grants],
        }
        for member in accounts.listed(db.session, OPERATOR)
    ]  # fmt: skip
    if as_json:
        print_json({"users": people})
        return
    for person in people:
        closed = "" if person["active"] else "  " + _("(closed)")
        say(f"{person['email']}  {person['name']}  {', '.join(person['roles'])}{closed}")


def read_grants(text: str) -> list[Grant]:
    """Return the grants that `text` names: `translator`, `reviewer:es`, several with commas. Raises BadValue."""
    grants = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        role, _colon, language = word.partition(":")
        if role not in list(PersonRole):
            raise BadValue(field="role", value=word)
        grants.append(Grant(PersonRole(role), language or None))
    return grants


def as_word(grant: Grant) -> str:
    """Return a grant as `read_grants` reads it."""
    return f"{grant.role}:{grant.language}" if grant.language else str(grant.role)


def read_password() -> str:
    """Return the first line of standard input."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise OneLine(_("There is no password on standard input."))
    return password
