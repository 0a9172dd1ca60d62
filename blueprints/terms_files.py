"""Files of terms: one comes in after a look at what it would do, TBX and CSV go out."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from blueprints.errors import answer_http, status_of
from blueprints.identity import me, me_or_none
from blueprints.term_words import PROBLEMS
from blueprints.terms import LANGUAGES, words
from blueprints.uploads import drain, sent_file
from blueprints.wording import words_for
from domain.errors import BadValue, DeskError, EmptyFile, FileTooLarge
from domain.permissions import Action, require
from extensions import db
from formats import tbx, termlist
from services.store import begin_write
from services.terms import files, finding, incoming, sending
from services.terms.files import Brought
from services.terms.incoming import LIMIT_MB

bp = Blueprint("terms_files", __name__, url_prefix="/terms/files")
bp.context_processor(words)

MOST_SHOWN = 50  # concepts of a kind in a preview


@bp.get("")
def index() -> ResponseReturnValue:
    """Show where terms come in from a file and go out into one."""
    return _index_page()


@bp.post("")
def create() -> ResponseReturnValue:
    """Take a file, and lead to what it would do."""
    require(me(), Action.MANAGE_MEMORY)
    actor = me()
    file = request.files.get("file")
    languages = request.form.get("source", ""), request.form.get("target", "")
    try:
        if not file or not file.filename:
            raise EmptyFile()
        name, content = sent_file(file)
        db.session.commit()  # nothing is written yet: while a long file is read, others must be able to save
        incoming.read(content, languages)
        begin_write(db.session)
        token = incoming.keep(db.session, actor, name, content, languages)
    except DeskError as error:
        db.session.rollback()
        return _index_page(words_for(error), status_of(error), languages)
    db.session.commit()
    return redirect(url_for("terms_files.show", terms_file=token))


@bp.get("/<terms_file>")
def show(terms_file: str) -> ResponseReturnValue:
    """Show what bringing a file in would do; nothing is written."""
    file = incoming.find(db.session, me(), terms_file)
    plan = files.plan(db.session, me(), incoming.concepts_of(file))
    return render_template(
        "terms/file.html", file=file, plan=plan, counts=plan.counts, most=MOST_SHOWN, why=PROBLEMS
    )  # fmt: skip


@bp.post("/<terms_file>/import")
def bring_in(terms_file: str) -> ResponseReturnValue:
    """Bring a file in, as the termbase stands now."""
    file = incoming.find(db.session, me(), terms_file)
    plan = files.plan(db.session, me(), incoming.concepts_of(file))
    brought = files.apply(db.session, me(), plan, name=file.name)
    incoming.remove(db.session, me(), terms_file)
    db.session.commit()
    flash(brought_words(brought), "good" if brought.added or brought.changed else "info")
    return redirect(url_for("terms.index"))


@bp.post("/<terms_file>/removal")
def remove(terms_file: str) -> ResponseReturnValue:
    """Throw an uploaded file away."""
    incoming.remove(db.session, me(), terms_file)
    db.session.commit()
    flash(_("The file is removed. Nothing of it was brought in."), "good")
    return redirect(url_for("terms_files.index"))


@bp.get("/export")
def export() -> ResponseReturnValue:
    """Give the termbase as a file: `format` (tbx, csv), `source` and `target` (languages), `domain`."""
    require(me(), Action.EXPORT)
    values = request.args
    domain = values.get("domain") or None
    if values.get("format", "tbx") == "tbx":
        languages = tuple(tag for tag in (values.get("source"), values.get("target")) if tag)
        found = sending.concepts(db.session, me(), languages=languages, domain=domain)
        return _file(tbx.write(found), "terms.tbx", "application/x-tbx+xml")
    if values.get("format") == "csv":
        pair = values.get("source") or LANGUAGES[0], values.get("target") or LANGUAGES[1]
        found = sending.concepts(db.session, me(), languages=pair, domain=domain)
        return _file(termlist.write(found, pair), "terms.csv", "text/csv")
    raise BadValue(field="format", value=values.get("format", ""))


@bp.errorhandler(RequestEntityTooLarge)
def answer_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the same page that the file is too large."""
    drain()
    if me_or_none() is None:
        return answer_http(Unauthorized())
    too_large = FileTooLarge(limit_mb=LIMIT_MB)
    return _index_page(words_for(too_large), status_of(too_large))


def brought_words(brought: Brought) -> str:
    """Return what became of a file, in a sentence."""
    added = ngettext("%(num)d concept added", "%(num)d concepts added", brought.added)
    counts = _("%(added)s; %(changed)d changed, %(unchanged)d unchanged, %(skipped)d left out")
    return counts % {
        "added": added, "changed": brought.changed, "unchanged": brought.unchanged, "skipped": brought.skipped,
    }  # fmt: skip


def _file(data: bytes, name: str, media_type: str) -> Response:
    answer = Response(data, content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _index_page(problem: str = "", status: int = 200, languages: tuple[str, str] = LANGUAGES) -> ResponseReturnValue:
    page = render_template(
        "terms/files.html", problem=problem, waiting=incoming.waiting(db.session, me()), limit_mb=LIMIT_MB,
        languages=finding.languages(db.session, me()), domains=finding.domains(db.session, me()),
        pair=languages, known_languages=sorted({*finding.languages(db.session, me()), *LANGUAGES}),
    )  # fmt: skip
    return page, status
