"""Bringing targets back in from a file: upload it, see what would change, then import all of it or a part."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from blueprints.answers import marked, version_sent
from blueprints.differences import two_sides
from blueprints.errors import answer_http, status_of
from blueprints.identity import me, me_or_none
from blueprints.numbers import whole
from blueprints.transfer_words import (
    KINDS,
    WHY,
    names_of_formats,
    notice_words,
    outcome_words,
    reading_suffixes,
    words_of,
)
from blueprints.undone_words import undone_words
from blueprints.uploads import drain, limits, sent_file
from domain.errors import DeskError, EmptyFile, FileTooLarge, NotFound
from domain.permissions import Action, require
from domain.transfers import Kind
from extensions import db
from services import imports, targets_files, transfers
from services.editing import Saved, place
from services.store import Translation, begin_write, find_translation
from services.transfer_lines import Line, Plan

bp = Blueprint("transfers", __name__, url_prefix="/statements/<slug>/<language>/targets-file")

MOST_NAMED = 12  # paragraphs that a sentence names

PAGE = 50  # lines of one kind on a page
SHOWN = (Kind.CHANGED, Kind.CONFLICT, Kind.REJECTED, Kind.UNKNOWN)  # what a person may want to see, in this order
ALL, TICKED = "all", "ticked"


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of lines, with its words and how many there are."""

    kind: Kind
    words: str
    count: int


@bp.route("", methods=["GET", "POST"])
def new(slug: str, language: str) -> ResponseReturnValue:
    """Show where to upload, or with `file` what that file would change; take a file, and lead to its preview."""
    translation = _translation(slug, language)
    if request.method == "GET":
        token = request.args.get("file", "")
        return _preview_page(translation, token) if token else _upload_page(translation)
    try:
        token = _take_in(translation, request.files.get("file"))
    except DeskError as error:
        me()  # before the roll-back, which forgets the person's row
        db.session.rollback()
        return _upload_page(_translation(slug, language), words_of(error), status_of(error))
    return redirect(url_for("transfers.new", slug=slug, language=language, file=token))


@bp.post("/import")
def create_import(slug: str, language: str) -> ResponseReturnValue:
    """Import every change of the file, or those ticked, and the conflicts decided for the file; all or nothing."""
    translation = _translation(slug, language)
    token = request.form.get("file", "")
    file = targets_files.find(db.session, me(), translation, token)
    plan = targets_files.plan_of(db.session, me(), translation, file)
    only = None if request.form.get("do") == ALL else frozenset(request.form.getlist("change"))
    with_comments = bool(request.form.get("comments"))
    outcome = transfers.apply(db.session, me(), plan, only=only, taken=_taken(), with_comments=with_comments)
    is_done = not (outcome.left or outcome.conflicts or outcome.rejected or outcome.unknown)
    if is_done:
        targets_files.remove(db.session, me(), translation, token)
    db.session.commit()
    flash(outcome_words(outcome), "good" if outcome.changed else "info")
    if is_done:
        return redirect(url_for("desk.show", slug=slug, language=language))
    return redirect(url_for("transfers.new", slug=slug, language=language, file=token))


@bp.post("/<int:import_id>/undoing")
def undo(slug: str, language: str, import_id: int) -> ResponseReturnValue:
    """Put an import back, and lead to the list of them."""
    undone = imports.undo(db.session, me(), _translation(slug, language), import_id)
    db.session.commit()
    for words, kind in undone_words(undone, MOST_NAMED):
        flash(words, kind)
    return redirect(url_for("transfers.new", slug=slug, language=language))


@bp.route("/<targets_file>/conflicts/<key>", methods=["GET", "POST"])
def conflict(slug: str, language: str, targets_file: str, key: str) -> ResponseReturnValue:
    """Show a conflict as the desk shows its own: where both began, both texts, a proposal; or save what was chosen."""
    translation = _translation(slug, language)
    file = targets_files.find(db.session, me(), translation, targets_file)
    line = targets_files.line_of(targets_files.plan_of(db.session, me(), translation, file), key)
    if request.method == "POST":
        text, version = request.form.get("text", ""), version_sent()
        sha256 = targets_files.sha256_of(file)
        saved = transfers.decide(db.session, me(), line, text, version=version, file_sha256=sha256)
        db.session.commit()
        if isinstance(saved, Saved):
            flash(_("The text of ¶ %(number)s is saved.", number=line.position), "good")
            return redirect(
                url_for("transfers.new", slug=slug, language=language, file=targets_file, show=Kind.CONFLICT)
            )
        found, status = saved, 409
    else:
        found, status = transfers.conflict_of(db.session, me(), line), 200
    back = url_for("transfers.new", slug=slug, language=language, file=targets_file, show=Kind.CONFLICT)
    here = place(db.session, found.target_id)
    page = render_template(
        "transfers/conflict.html", conflict=found, marked=marked(found), here=here, line=line, file=file, back=back,
        why=WHY,
    )  # fmt: skip
    return page, status


@bp.post("/removal")
def remove(slug: str, language: str) -> ResponseReturnValue:
    """Throw the uploaded file away; what was imported of it stays."""
    targets_files.remove(db.session, me(), _translation(slug, language), request.form.get("file", ""))
    db.session.commit()
    flash(_("The file is removed. What was imported of it stays."), "good")
    return redirect(url_for("desk.show", slug=slug, language=language))


@bp.errorhandler(RequestEntityTooLarge)
def answer_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the same page that the file is too large."""
    drain()
    if me_or_none() is None:
        return answer_http(Unauthorized())
    if request.endpoint != "transfers.new" or not request.view_args:
        return answer_http(error)
    translation = _translation(**request.view_args)
    too_large = FileTooLarge(limit_mb=limits().megabytes)
    return _upload_page(translation, words_of(too_large), status_of(too_large))


def _translation(slug: str, language: str) -> Translation:
    require(me(), Action.TRANSLATE)  # whoever translates nothing is not told what exists
    translation = find_translation(db.session, slug, language)
    require(me(), Action.TRANSLATE, translation.language)
    return translation


def _take_in(translation: Translation, file: FileStorage | None) -> str:
    if not file or not file.filename:
        raise EmptyFile()
    name, content = sent_file(file)
    db.session.commit()  # nothing is written yet: while a long file is read, others must be able to save
    format_id = targets_files.read(name, content, limit_mb=limits().megabytes)
    begin_write(db.session)
    token = targets_files.keep(db.session, me(), translation, name, content, format_id)
    # A file for other languages is refused at once, not when somebody presses the second button.
    targets_files.plan_of(db.session, me(), translation, targets_files.find(db.session, me(), translation, token))
    db.session.commit()
    return token


def _taken() -> dict[str, int]:
    """Return the conflicts decided for the file, each with the version of the desk that was on the screen."""
    chosen = (value.partition("@") for value in request.form.getlist("take"))
    return {key: int(version) for key, _at, version in chosen if version.isascii() and version.isdigit()}


def _upload_page(translation: Translation, words: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "transfers/new.html",
        statement=translation.statement,
        translation=translation,
        words=words,
        waiting=targets_files.waiting(db.session, me(), translation),
        past=imports.past(db.session, me(), translation),
        suffixes=",".join(reading_suffixes()),
        names=names_of_formats(),
        limit_mb=limits().megabytes,
    )
    return page, status


def _preview_page(translation: Translation, token: str) -> ResponseReturnValue:
    file = targets_files.find(db.session, me(), translation, token)
    plan = targets_files.plan_of(db.session, me(), translation, file)
    tabs = [Tab(kind, str(KINDS[kind]), len(_lines(plan, kind))) for kind in SHOWN]
    shown = _shown(tabs)
    after = _after()
    lines = _lines(plan, shown)
    return render_template(
        "transfers/show.html",
        statement=translation.statement,
        translation=translation,
        file=file,
        tabs=tabs,
        shown=shown,
        unchanged=len(plan.unchanged),
        changes=len(plan.changed),
        plan=plan,
        notices=[notice_words(notice) for notice in plan.notices],
        others_address=_address_of(plan.made_of, translation),
        lines=[(line, *two_sides(line.desk_text, line.file_text)) for line in lines[after : after + PAGE]],
        why=WHY,
        after=after,
        earlier=max(0, after - PAGE) if after else None,
        later=after + PAGE if len(lines) > after + PAGE else None,
    )


def _address_of(slug: str, translation: Translation) -> str:
    """Return where the file can be brought in that is of another statement, "" where that is not known here."""
    if not slug:
        return ""
    try:
        other = find_translation(db.session, slug, translation.language)
    except NotFound:
        return ""
    return url_for("transfers.new", slug=other.statement.slug, language=other.language)


def _lines(plan: Plan, kind: Kind) -> Sequence[Line]:
    return getattr(plan, kind.value)


def _shown(tabs: list[Tab]) -> Kind:
    """Return the kind asked for; else the first that has any lines."""
    wanted = request.args.get("show", "")
    if wanted in [tab.kind for tab in tabs]:
        return Kind(wanted)
    return next((tab.kind for tab in tabs if tab.count), Kind.CHANGED)


def _after() -> int:
    text = request.args.get("after", "")
    return whole(text)
