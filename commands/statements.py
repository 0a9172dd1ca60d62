"""Statements: bringing a text in, listing its segments, taking a translation out, bringing targets back in."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from commands.base import Command, actor_called, print_json, read_file, say, wrap_option, write_file
from commands.printing import preset_options, with_presets
from domain.bitext import States
from domain.errors import BadValue, UnknownFormat
from domain.language_tags import base_language
from domain.permissions import OPERATOR
from domain.transfers import Kind
from extensions import db

if TYPE_CHECKING:
    from domain.document import Notice
    from formats.base import FormatInfo, Layout
    from models import Translation

# Heavy modules are imported where they are used: `flask COMMAND` should start at once.


@click.command("import", cls=Command)
@click.argument("file")
@click.option("--source", help="Language of the text.  [default: what the file says, else en]")
@click.option("--target", help="Language to translate it into.  [default: es; en for a Spanish text]")
@click.option("--title", default="", help="Title of the statement.  [default: its headline]")
@click.option("--chapters", help="Chapters of a book by their numbers, such as 1,3-5.  [default: all of them]")
@click.option("--encoding", help="Encoding of the file.  [default: found by looking]")
@click.option("--format", "format_id", help="Format of the file.  [default: found by looking]")
@click.option("--json", "as_json", is_flag=True, help="Print slug, title, encoding and segments as JSON.")
def import_statement(
    file: str, source: str | None, target: str | None, title: str, chapters: str | None, encoding: str | None,
    format_id: str | None, *, as_json: bool,
) -> None:  # fmt: skip
    """Make a new statement of FILE ("-" reads standard input) and start its translation."""
    from domain.chapters import chosen_chapters, numbers_of
    from services import desk, intake, statements
    from services.store import begin_write

    name, content = read_file(file)
    limits = intake.Limits(current_app.config["UPLOAD_LIMIT_MB"], current_app.config["SEGMENT_LIMIT"])
    reading = intake.read(name, content, limits, format_id=format_id, encoding=encoding)
    document = reading.document
    if chapters:
        document = chosen_chapters(document, numbers_of(chapters, len(document.chapters)))
    said = intake.source_language(document) if document.language else ""
    source = source or said or "en"
    begin_write(db.session)
    language = target or other_language(source)
    details = statements.Details(source, title=title, targets=(language,))
    statement = statements.create(
        db.session, OPERATOR, document, reading.upload, details, most_segments=limits.segments
    )
    rows = desk.window(db.session, OPERATOR, translation_of(statement.slug, language), limit=limits.segments).rows
    db.session.commit()
    if as_json:
        segments = [{"id": row.key, "position": row.position, "role": row.role, "source": row.source} for row in rows]
        facts = {"slug": statement.slug, "title": statement.title, "encoding": document.encoding}
        print_json({**facts, "segments": segments})
    else:
        count = ngettext("%(num)d segment", "%(num)d segments", len(rows))
        say(f"{statement.slug}: {statement.title} ({count}, {document.encoding})")
        _tell(document.notices)


def _tell(notices: Iterable["Notice"]) -> None:
    """Say what reading the file has changed or assumed, as the page that shows its paragraphs does."""
    from blueprints.intake_words import notice_words

    for notice in notices:
        say(f"- {notice_words(notice)}")


@click.command("segments", cls=Command)
@click.argument("slug")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def segments(slug: str, target: str | None, *, as_json: bool) -> None:
    """List the segments of the statement SLUG with their targets, in reading order."""
    from services import desk

    translation = translation_of(slug, target)
    rows = desk.window(db.session, OPERATOR, translation, limit=current_app.config["SEGMENT_LIMIT"]).rows
    if as_json:
        print_json(
            {
                "segments": [
                    {
                        "id": row.key, "position": row.position, "role": row.role, "source": row.source,
                        "target": row.text, "state": row.state, "flags": list(row.flags), "version": row.version,
                    }
                    for row in rows
                ]
            }
        )  # fmt: skip
        return
    from blueprints.labels import STATES

    for row in rows:
        say(f"{row.key}  {row.role}  {STATES[row.state]}\n  {row.source}\n  {row.text}\n")


@click.command("export", cls=Command)
@click.argument("slug")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option("--format", "format_id", help="Format to write.  [default: by the ending of the output's name]")
@click.option("--layout", help="Layout of the page: columns, facing, stacked, source or target.")
@click.option("--paper", help="Size of a printed page: a4, a5, letter or half-letter.  [default: by the layout]")
@preset_options
@click.option(
    "--states", type=click.Choice([s.value for s in States]),
    help="Targets to take out.  [default: reviewed, where the format is for readers; all, where it comes back in]",
)  # fmt: skip
@wrap_option
@click.option("-o", "--output", required=True, help="File to write, whole or not at all; - for standard output.")
def export(
    slug: str, target: str | None, format_id: str | None, layout: str | None, paper: str | None, states: str | None,
    wrap: int | None, output: str, **presets: str | None,
) -> None:  # fmt: skip
    """Take a translation of the statement SLUG out, in any format."""
    from formats import writer
    from formats.base import Layout, Options, Paper, chosen_setting
    from services import exporting

    info = writer(format_id or format_of_name(output)).INFO
    if layout is not None and layout not in list(Layout):
        raise BadValue(field="layout", value=layout)
    if paper is not None and paper not in list(Paper):
        raise BadValue(field="paper", value=paper)
    shape = Layout(layout) if layout else None
    chosen = States(states) if states else States.ALL if comes_back(info, shape) else States.REVIEWED
    options = Options(shape, chosen, wrap or 0, Paper(paper) if paper else None)
    options = with_presets(options, presets)
    chosen_setting(info, options)
    translation = translation_of(slug, target)
    write_file(output, exporting.export(db.session, OPERATOR, translation, info.id, options))


@click.command("import-targets", cls=Command)
@click.argument("slug")
@click.argument("file")
@click.option("--target", help="Language of the translation.  [default: es; en for a Spanish statement]")
@click.option("--format", "format_id", help="Format of the file.  [default: found by looking]")
@click.option("--as", "email", metavar="USER", help="In whose name.  [default: the operator, who approves nothing]")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and ids as JSON.")
def import_targets(
    slug: str, file: str, target: str | None, format_id: str | None, email: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Bring targets back in from FILE. Conflicts overwrite nothing: both texts are kept."""
    from formats import detect, read_pair
    from services import transfers
    from services.store import begin_write, find_statement
    from services.transfer_lines import Classes

    name, content = read_file(file)
    sha256 = hashlib.sha256(content).hexdigest()
    begin_write(db.session)
    actor = actor_called(email)
    translation = translation_of(slug, target)
    languages = find_statement(db.session, slug).source_language, translation.language
    bitext = read_pair(format_id or detect(name, content), content, *languages)
    plan = transfers.plan(db.session, actor, translation, bitext, file_sha256=sha256, file_name=name)
    outcome: Classes = plan
    if not dry_run:
        outcome = transfers.apply(db.session, actor, plan)
        db.session.commit()
    if as_json:
        print_json(outcome.summary())
        return
    names = {
        Kind.CHANGED: _("changed"), Kind.UNCHANGED: _("unchanged"), Kind.CONFLICT: _("conflicts"),
        Kind.UNKNOWN: _("unknown"), Kind.REJECTED: _("rejected"),
    }  # fmt: skip
    for kind, own in outcome.summary().items():
        ids = "" if kind == Kind.UNCHANGED else " ".join(own["ids"])
        say(f"{names[Kind(kind)]}: {own['count']}  {ids}".rstrip())


def comes_back(info: "FormatInfo", layout: "Layout | None") -> bool:
    """Tell whether a file of this format is one to work on: its targets are read again, in its own layout."""
    return info.reads_targets and (not info.layouts or layout in (None, info.layouts[0]))


def other_language(source: str) -> str:
    """Return the language that a text in `source` is translated into when nobody says: Spanish, or English."""
    return "en" if base_language(source.strip()) == "es" else "es"


def translation_of(slug: str, target: str | None) -> "Translation":
    """Return the translation of the statement into `target`, or into the language it is usually for.

    Raises NotFound, BadValue.
    """
    from services import statements
    from services.store import find_statement, find_translation

    language = target or other_language(find_statement(db.session, slug).source_language)
    return find_translation(db.session, slug, statements.language_tag(language))


def format_of_name(output: str) -> str:
    """Return the id of the format that writes files named as `output` is. Raises UnknownFormat."""
    from formats import REGISTRY

    writers = (f.INFO for f in REGISTRY.values() if f.INFO.writes)
    found = next((info.id for info in writers if output.lower().endswith(info.suffix)), None)
    if found is None:
        raise UnknownFormat(format=output)
    return found
