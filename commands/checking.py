"""`flask check`: what the checks find in a translation."""

import sys
from time import monotonic

import click
from flask_babel import gettext as _

from commands.base import Command, print_json, say
from commands.statements import translation_of
from domain.permissions import OPERATOR
from extensions import db

LEAST_S = 0.2  # between two words of how far it is
_LINE = "\r\x1b[K"  # to its beginning, and empty


@click.command("check", cls=Command)
@click.argument("slug")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option("--all", "with_waived", is_flag=True, help="Findings that were waived, too.")
@click.option("--spelling", "with_spelling", is_flag=True, help="Look words up, too, where hunspell has a dictionary.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(slug: str, target: str | None, *, with_waived: bool, with_spelling: bool, as_json: bool) -> None:
    """Check the targets of the statement SLUG: marks, numbers, quotes, dates, what was left untranslated, and more.

    Each is checked as its translation is to be written. What was waived with a reason is left out.
    """
    from blueprints.check_words import message
    from services import checking, spelling
    from services.profiles import profile_of

    translation = translation_of(slug, target)
    profile = profile_of(db.session, translation.id)
    progress = _Progress()
    found = checking.findings(
        db.session, OPERATOR, translation, profile, with_waived=with_waived, tell=progress.tell
    )  # fmt: skip
    progress.end()
    if with_spelling:
        found += spelling.findings(db.session, OPERATOR, translation, profile.variety)
        found.sort(key=lambda one: one.position)
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


class _Progress:
    """Says on standard error how far it is, where somebody sits in front of it and it takes a while."""

    def __init__(self) -> None:
        self._said_at = monotonic()
        self._is_seen, self._has_said = sys.stderr.isatty(), False

    def tell(self, done: int, total: int) -> None:
        """Say that `done` of `total` paragraphs are checked."""
        if self._is_seen and monotonic() - self._said_at > LEAST_S:
            words = _("%(done)s of %(total)s paragraphs are checked", done=done, total=total)
            click.echo(f"{_LINE}{words}", err=True, nl=False)
            self._said_at, self._has_said = monotonic(), True

    def end(self) -> None:
        """Leave an empty line behind."""
        if self._has_said:
            click.echo(_LINE, err=True, nl=False)
