"""The termbase at the command line: files of terms in."""

from dataclasses import asdict

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from commands.base import Group, print_json, read_file, say
from domain.permissions import OPERATOR
from extensions import db


@click.group("terms", cls=Group)
def terms() -> None:
    """Bring agreed terms into the termbase."""


@terms.command("import")
@click.argument("file")
@click.option("--source", default="en", show_default=True, help="Language of the sources.")
@click.option("--target", default="es", show_default=True, help="Language of the targets.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_file(file: str, source: str, target: str, *, as_json: bool) -> None:
    """Add the terms of FILE: TBX, or CSV with the columns source and target (docs/formats.md)."""
    from formats import tbx, termlist
    from services.store import begin_write
    from services.terms import import_terms

    name, data = read_file(file)
    listed = tbx.read(data) if tbx.is_tbx(data) else termlist.read(data, (source, target))
    begin_write(db.session)
    brought = import_terms(db.session, OPERATOR, listed, name=name)
    db.session.commit()
    if as_json:
        print_json(asdict(brought))
        return
    added = ngettext("%(num)d concept added", "%(num)d concepts added", brought.added)
    words = _("%(added)s; %(changed)d changed, %(unchanged)d unchanged, %(skipped)d left out")
    say(words % {**asdict(brought), "added": added})
