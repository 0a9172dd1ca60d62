"""Splitting and merging paragraphs: what it would come to, the steps, and the way back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import own_form
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import wants_json
from blueprints.wording import words_for
from domain.errors import (
    BadValue,
    BeingWritten,
    CannotSplit,
    CannotUndo,
    DeskError,
    FinalText,
    LockedTarget,
    NotFound,
    StaleArrangement,
    TextTooLong,
)
from domain.permissions import Action, require
from extensions import db
from services import arrangements, divisions
from services.arrangements import ArrangementKind, Division, Done
from services.divisions import Wish
from services.store import Translation, find_translation

bp = Blueprint("arranging", __name__)

REFUSALS = (StaleArrangement, BeingWritten, FinalText, LockedTarget, CannotSplit, TextTooLong, CannotUndo)


@bp.get("/statements/<slug>/<language>/segments/<key>/arrangement")
def show(slug: str, language: str, key: str) -> ResponseReturnValue:
    """Show where the paragraph may be split and what it may be merged with, both sides, before anything is done.

    With `dialog`, the piece of HTML that the desk shows in a dialog.
    """
    require(me(), Action.EDIT_STATEMENT)  # before a look-up tells what exists
    translation = find_translation(db.session, slug, language)
    source_language = translation.statement.source_language
    wish = Wish(_place("cut"), _place("target"), _place("at"), _place("target_at"))
    look = divisions.look(db.session, me(), translation, source_language, key, wish)
    last = arrangements.last(db.session, me(), translation.statement_id)
    template = "arranging/_forms.html" if "dialog" in request.args else "arranging/show.html"
    return render_template(
        template, look=look, last=last, translation=translation, statement=translation.statement, slug=slug,
        language=language, source_language=source_language, command=request.args.get("dialog", ""),
        whole=arrangements.WHOLE,
    )  # fmt: skip


@bp.post("/statements/<slug>/<language>/segments/<key>/split")
def create_split(slug: str, language: str, key: str) -> ResponseReturnValue:
    """Split the paragraph where the form says; another place in the source than was shown is shown first."""
    own_form()
    require(me(), Action.EDIT_STATEMENT)  # before a look-up tells what exists
    translation = find_translation(db.session, slug, language)
    cut, target = _number("cut"), _number("target")
    if cut is None:
        raise BadValue(field="cut", value=request.form.get("cut", ""))
    if "shown" in request.form and cut != _number("shown") and target == _number("shown_target"):
        return redirect(url_for("arranging.show", slug=slug, language=language, key=key, cut=cut))
    targets = {_number("target_id") or 0: target} if target is not None else {}
    division = Division(cut, targets, request.form.get("seen", ""), "final" in request.form)
    try:
        done = arrangements.split(db.session, me(), translation.statement, key, division)
    except REFUSALS as error:
        return _refused(error, slug, language, key)
    db.session.commit()
    return _done(done, translation)


@bp.post("/statements/<slug>/<language>/segments/<key>/merge")
def create_merge(slug: str, language: str, key: str) -> ResponseReturnValue:
    """Merge the paragraph with the one that follows it."""
    own_form()
    require(me(), Action.EDIT_STATEMENT)  # before a look-up tells what exists
    translation = find_translation(db.session, slug, language)
    seen, accepts_final = request.form.get("seen", ""), "final" in request.form
    try:
        done = arrangements.merge(db.session, me(), translation.statement, key, seen=seen, accepts_final=accepts_final)
    except REFUSALS as error:
        return _refused(error, slug, language, request.form.get("from", key))
    db.session.commit()
    return _done(done, translation)


@bp.post("/arrangements/<int:arrangement_id>/undo")
def undo(arrangement_id: int) -> ResponseReturnValue:
    """Undo the statement's last split or merge."""
    own_form()
    require(me(), Action.EDIT_STATEMENT)
    statement = arrangements.statement_of(db.session, arrangement_id)
    if statement is None:
        raise NotFound(what="arrangement", key=arrangement_id)
    slug, language = statement.slug, request.form.get("language", "")
    try:
        done = arrangements.undo(db.session, me(), arrangement_id)
    except REFUSALS as error:
        if wants_json() or not language:
            raise
        return _refused(error, slug, language, request.form.get("from", ""))
    db.session.commit()
    words = _("Undone: paragraph %(number)s is as it was.", number=done.key[1:])
    if wants_json():
        return {"at": done.key, "words": words}
    flash(words, "good")
    if not language:
        return redirect(url_for("statements.show", slug=slug))
    return redirect(_row_address(slug, language, done.key))


def _refused(error: DeskError, slug: str, language: str, key: str) -> ResponseReturnValue:
    """Lead back to the page as it is now, with the words for why nothing was done."""
    if wants_json() or not key:
        raise error
    me()  # before the roll-back, which forgets the person's row
    db.session.rollback()
    flash(words_for(error), "problem")
    return redirect(url_for("arranging.show", slug=slug, language=language, key=key))


def _done(done: Done, translation: Translation) -> ResponseReturnValue:
    """Say what was done, and how to undo it; lead to the paragraph."""
    slug, language = translation.statement.slug, translation.language
    numbers = {"number": done.key[1:], "other": done.other[1:]}
    if done.kind is ArrangementKind.SPLIT:
        words = _("Paragraph %(number)s was split; its second part is %(other)s.", **numbers)
    else:
        words = _("Paragraph %(other)s was merged into %(number)s.", **numbers)
    if wants_json():
        html = render_template("arranging/_done.html", words=words, arrangement=done.id, language=language)
        return {"at": done.key, "words": words, "html": html}
    flash(words + " " + _("“Split or merge…” at any paragraph offers to undo it."), "good")
    return redirect(_row_address(slug, language, done.key))


def _row_address(slug: str, language: str, key: str) -> str:
    return url_for("desk.show", slug=slug, language=language, at=key, _anchor=key)


def _place(name: str) -> int | None:
    return _whole(request.args.get(name, ""))


def _number(name: str) -> int | None:
    return _whole(request.form.get(name, ""))


def _whole(text: str) -> int | None:
    """Return a place in a text, or WHOLE; None for anything else."""
    if text == str(arrangements.WHOLE):
        return arrangements.WHOLE
    return whole(text, None)
