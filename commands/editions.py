"""Editions: building their files, making releases."""

import click
from flask_babel import gettext as _

from commands.base import Group, actor_called, print_json, say, wrap_option, write_file
from commands.printing import preset_options, with_presets
from domain.errors import BadValue
from extensions import db


@click.group("edition", cls=Group)
def edition() -> None:
    """Build and release editions."""


@edition.command("build")
@click.argument("edition_slug", metavar="EDITION")
@click.option(
    "--format", "format_id",
    help="Format to write; or zip, zip-print, zip-screen: many forms at once.  [default: by the output's name]",
)  # fmt: skip
@click.option("--layout", help="Layout: facing, columns, stacked, source or target.  [default: the edition's]")
@click.option("--paper", help="Size of a printed page: a4, a5, letter or half-letter.  [default: the edition's]")
@preset_options
@wrap_option
@click.option("--release", "number", type=int, metavar="N", help="Release to build.  [default: the texts of today]")
@click.option("-o", "--output", required=True, help="File to write, whole or not at all; - for standard output.")
def build(
    edition_slug: str, format_id: str | None, layout: str | None, paper: str | None, number: int | None, output: str,
    wrap: int | None, **presets: str | None,
) -> None:  # fmt: skip
    """Write EDITION as a file. Texts of today say DRAFT on every page as long as something stands in the way."""
    from commands.statements import format_of_name
    from domain.permissions import OPERATOR
    from formats.base import Layout, Options, Paper
    from services import bundles, releases

    if layout is not None and layout not in list(Layout):
        raise BadValue(field="layout", value=layout)
    if paper is not None and paper not in list(Paper):
        raise BadValue(field="paper", value=paper)
    shape = Layout(layout) if layout else None
    options = Options(shape, wrap=wrap or 0, paper=Paper(paper) if paper else None)
    options = with_presets(options, presets)
    preset = format_id or (output.lower().endswith(bundles.SUFFIX) and "zip")
    if preset in bundles.PRESETS:
        if layout is not None:  # a bundle has several
            raise BadValue(field="layout", value=layout)
        write_file(output, bundles.bundle(db.session, OPERATOR, edition_slug, preset, number=number, look=options))
        return
    wanted = format_id or format_of_name(output)
    write_file(output, releases.build(db.session, OPERATOR, edition_slug, wanted, options, number=number))


@edition.command("release")
@click.argument("edition_slug", metavar="EDITION")
@click.option("--as", "email", metavar="USER", help="In whose name.  [default: the operator]")
@click.option("--json", "as_json", is_flag=True, help="Print edition, number, sha256 and released_at as JSON.")
def release(edition_slug: str, email: str | None, *, as_json: bool) -> None:
    """Freeze EDITION as its next release. Refused while anything stands in the way."""
    from services import releases
    from services.store import begin_write

    begin_write(db.session)
    made = releases.release(db.session, actor_called(email), edition_slug)
    db.session.commit()
    facts = {"edition": edition_slug, "number": made.number, "sha256": made.sha256}
    if as_json:
        print_json({**facts, "released_at": made.released_at.isoformat()})
    else:
        say(_("Release %(number)s of %(edition)s, SHA-256 %(sha256)s.", **facts))
