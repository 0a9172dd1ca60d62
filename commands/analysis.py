"""The start of a job at the command line: how much of a text the memory has, and filling it in as drafts."""

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from commands.base import Command, actor_called, print_json, say
from commands.statements import translation_of
from extensions import db

CATCHING_UP_S = 60.0  # of the memory: what was approved lately and is not to be found yet


@click.command("analyse", cls=Command)
@click.argument("slug")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def analyse(slug: str, target: str | None, *, as_json: bool) -> None:
    """Count the words of the statement SLUG by what the translation memory has for them."""
    from blueprints.analysis_words import BANDS
    from domain.analysis import Band
    from domain.permissions import OPERATOR
    from services import analysis, memory
    from services.store import begin_write

    memory.catch_up(db.session, seconds=CATCHING_UP_S)
    db.session.commit()
    translation = translation_of(slug, target)
    looked = analysis.look(db.session, OPERATOR, translation)
    begin_write(db.session)
    analysis.store(db.session, translation, looked)
    db.session.commit()
    found = analysis.counted(db.session, OPERATOR, translation, looked)
    if as_json:
        print_json(found.as_json())
        return
    for band in Band:
        count = found.left.bands[band]
        say(f"{count.words}\t{count.paragraphs}\t{BANDS[band][0]}")
    for count, words in ((found.left.of(), _("Still to be translated")), (found.done, _("Have a text already"))):
        say(f"{count.words}\t{count.paragraphs}\t{words}")


@click.command("pretranslate", cls=Command)
@click.argument("slug")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option(
    "--from", "least", type=click.IntRange(100, 102), default=100, show_default=True,
    help="Least percent of a match: 101 with one same neighbour, 102 with both.",
)  # fmt: skip
@click.option("--as", "email", metavar="EMAIL", help="On behalf of this member.  [default: the operator]")
@click.option("--json", "as_json", is_flag=True, help="Print what was filled in as JSON.")
def pretranslate(slug: str, target: str | None, least: int, email: str | None, *, as_json: bool) -> None:
    """Fill the empty paragraphs of the statement SLUG with exact matches of the memory, as drafts."""
    from services import memory, pretranslation
    from services.store import begin_write

    memory.catch_up(db.session, seconds=CATCHING_UP_S)
    db.session.commit()
    actor = actor_called(email)
    translation = translation_of(slug, target)
    found = pretranslation.plan(db.session, actor, translation, least=least)
    begin_write(db.session)
    done = pretranslation.apply(db.session, actor, translation, found.proposals)
    db.session.commit()
    if as_json:
        print_json(
            {
                "filling": done.filling_id, "filled": list(done.targets), "left": list(done.left),
                "marked": list(found.marked), "locked": list(found.locked),
            }
        )  # fmt: skip
        return
    say(ngettext("%(num)d paragraph filled in", "%(num)d paragraphs filled in", len(done.targets)))
    if found.marked:
        say(_("Left, as notes, links or emphasis differ: %(names)s", names=", ".join(found.marked)))
    if locked := (*found.locked, *done.left):
        say(_("Left, as they are locked or were changed meanwhile: %(names)s", names=", ".join(locked)))
