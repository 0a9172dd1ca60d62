"""Choosing chapters of a book that was brought in: one statement of them, or one of each."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints import intake_words
from blueprints.errors import status_of
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.uploads import limits
from domain.errors import DeskError
from extensions import db
from services import intake, intake_chapters
from services.store import begin_write

bp = Blueprint("chapters", __name__, url_prefix="/intake")


@bp.get("/<token>/chapters")
def show(token: str) -> ResponseReturnValue:
    """Show the chapters of a book with boxes to tick."""
    return _page(token)


@bp.post("/<token>/chapters")
def choose(token: str) -> ResponseReturnValue:
    """Take the ticked chapters: into one preview, or into one each."""
    numbers = [whole(number) for number in request.form.getlist("chapter")]
    version = whole(request.form.get("version", ""))
    upload = intake.upload_of(db.session, me(), token)
    db.session.commit()  # while a long file is read, others must be able to save
    try:
        reading = intake.read(upload.name, upload.content, limits(), format_id=upload.format)
        begin_write(db.session)
        if request.form.get("as") == "each":
            made = intake_chapters.divide(db.session, me(), token, reading, numbers, version=version)
        else:
            made = []
            intake_chapters.choose(db.session, me(), token, reading, numbers, version=version)
    except DeskError as error:
        me()  # before the roll-back, which forgets the person's row
        db.session.rollback()
        words = intake_words.words_of(error) if numbers else _("No chapter is ticked. Tick at least one.")
        return _page(token, words), status_of(error)
    db.session.commit()
    if not made:
        return redirect(url_for("intake.show", token=token))
    flash(ngettext("%(num)d preview is ready.", "%(num)d previews are ready, one for each chapter.", len(made)), "good")
    return redirect(url_for("intake.new", _anchor="opened"))


def _page(token: str, words: str = "") -> str:
    preview = intake.preview(db.session, me(), token)
    return render_template(
        "intake/chapters.html",
        preview=preview,
        words=words,
        chapters=intake_chapters.chapters(db.session, me(), token),
        most=intake.MOST_OPEN,
    )
