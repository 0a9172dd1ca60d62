"""The termbase at the command line: files of terms in and out."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from commands.base import Group, print_json, read_file, say, write_file
from domain.permissions import OPERATOR
from extensions import db

if TYPE_CHECKING:
    from services.terms.files import Plan

MOST_SHOWN = 20  # terms that were left out


@click.group("terms", cls=Group)
def terms() -> None:
    """Bring agreed terms into the termbase, and take them out."""


@terms.command("import")
@click.argument("file")
@click.option("--source", default="en", show_default=True, help="Language of the sources.")
@click.option("--target", default="es", show_default=True, help="Language of the targets.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_file(file: str, source: str, target: str, *, as_json: bool) -> None:
    """Add the terms of FILE: TBX, or CSV with the columns source and target (docs/formats.md)."""
    from formats import tbx, termlist
    from services.store import begin_write
    from services.terms import files

    name, data = read_file(file)
    listed = tbx.read(data) if tbx.is_tbx(data) else termlist.read(data, (source, target))
    begin_write(db.session)
    plan = files.plan(db.session, OPERATOR, listed)
    brought = files.apply(db.session, OPERATOR, plan, name=name)
    db.session.commit()
    if as_json:
        left_out = [{"text": one.text, "beside": one.beside, "why": one.why} for one in (*plan.skipped, *plan.left_out)]
        print_json({**asdict(brought), "left_out": left_out, "ignored": plan.ignored})
        return
    added = ngettext("%(num)d concept added", "%(num)d concepts added", brought.added)
    words = _("%(added)s; %(changed)d changed, %(unchanged)d unchanged, %(skipped)d left out")
    say(words % {**asdict(brought), "added": added})
    _say_what_is_missing(plan)


def _say_what_is_missing(plan: "Plan") -> None:
    """Say which terms were left out and why, and what the file says that has no place."""
    from blueprints.term_words import PROBLEMS

    missing = [*plan.skipped, *plan.left_out]
    for one in missing[:MOST_SHOWN]:
        place = f" ({one.beside})" if one.beside else ""
        say(f"{one.text or '–'}{place}: {PROBLEMS[one.why]}")
    if len(missing) > MOST_SHOWN:
        more = len(missing) - MOST_SHOWN
        say(ngettext("And %(number)s more.", "And %(number)s more.", more, number=more))
    if plan.ignored:
        names = ", ".join(f"{name} ({count})" for name, count in plan.ignored.items())
        say(_("Not taken over, as the termbase has no place for it: %(names)s", names=names))


@terms.command("export")
@click.argument("file")
@click.option("--source", default="", help="Language of the sources; CSV: en unless said.")
@click.option("--target", default="", help="Language of the targets; CSV: es unless said.")
@click.option("--domain", default=None, help="Only the concepts of this domain.")
def export_file(file: str, source: str, target: str, domain: str | None) -> None:
    """Write the termbase to FILE: .tbx with all languages unless some are named, else CSV in two of them."""
    from formats import tbx, termlist
    from services.terms import sending

    if file.lower().endswith(".tbx"):
        languages = tuple(tag for tag in (source, target) if tag)
        found = sending.concepts(db.session, OPERATOR, languages=languages, domain=domain)
        data = tbx.write(found)
    else:
        pair = source or "en", target or "es"
        found = sending.concepts(db.session, OPERATOR, languages=pair, domain=domain)
        data = termlist.write(found, pair)
    write_file(file, data)
    say(ngettext("%(num)d concept written", "%(num)d concepts written", len(found)), is_error=file == "-")
