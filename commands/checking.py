"""`flask check`: what the checks find in a translation."""

import click

from commands.base import Command, print_json, say
from commands.statements import translation_of
from domain.permissions import OPERATOR
from extensions import db


@click.command("check", cls=Command)
@click.argument("slug")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option("--spelling", "with_spelling", is_flag=True, help="Look words up, too, where hunspell has a dictionary.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(slug: str, target: str | None, *, with_spelling: bool, as_json: bool) -> None:
    """Check the targets of the statement SLUG: marks, numbers, quotes, dates, what was left untranslated, and more."""
    from blueprints.check_words import message
    from services import checking, spelling
    from services.profiles import profile_of

    translation = translation_of(slug, target)
    found = checking.findings(db.session, OPERATOR, translation, profile_of(db.session, translation.id))
    if with_spelling:
        found = sorted([*found, *spelling.findings(db.session, OPERATOR, translation)], key=lambda one: one.position)
    if as_json:
        print_json(
            {
                "findings": [
                    {
                        "segment": one.segment, "check": one.finding.check, "severity": one.finding.severity,
                        "start": one.finding.start, "end": one.finding.end, "message": message(one.finding),
                    }
                    for one in found
                ]
            }
        )  # fmt: skip
        return
    for one in found:
        say(f"{one.segment}  {one.finding.check}  {message(one.finding)}")
