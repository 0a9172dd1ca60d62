"""The demo: a few statements, people of every role, work in every state."""

import click
from flask_babel import gettext as _

from commands.base import Command, print_json, say
from extensions import db


@click.command("demo", cls=Command)
@click.option("--big", "paragraphs", type=int, metavar="N", help="Add a statement of N paragraphs.")
@click.option("--new-passwords", is_flag=True, help="Give the demo's people new passwords.")
@click.option("--json", "as_json", is_flag=True, help="Print people and new statements as JSON.")
def demo(paragraphs: int | None, *, new_passwords: bool, as_json: bool) -> None:
    """Store the sample statements with people of every role. Safe to repeat: what is there is not touched."""
    from demo.build import build
    from services.store import begin_write

    begin_write(db.session)
    made = build(db.session, paragraphs=paragraphs, new_passwords=new_passwords)
    db.session.commit()
    if as_json:
        people = [
            {"email": a.person.email, "name": a.person.name, "roles": list(a.person.roles), "password": a.password}
            for a in made.access
        ]
        statements = [{"slug": statement.slug, "title": statement.title} for statement in made.statements]
        print_json({"created": made.is_new, "people": people, "statements": statements})
        return
    for statement in made.statements:
        say(_("Stored: %(title)s", title=statement.title))
    if any(access.password for access in made.access):
        say(_("Sign in as one of these. The passwords were made just now and are shown this once:"))
    else:
        say(
            _("The demo is there already, and was not touched. Its people (flask demo --new-passwords gives new ones):")
        )
    for access in made.access:
        roles = ", ".join(access.person.roles)
        say(f"  {roles:<11} {access.person.email:<22} {access.password or ''}".rstrip())
