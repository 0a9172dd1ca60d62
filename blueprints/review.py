"""Verdicts: approve the revision seen, approve with an edit, send back."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from blueprints.answers import NO_VERSION, conflict_answer, own_form, row_address, saved_answer, version_sent
from blueprints.identity import me
from blueprints.pages import wants_json
from blueprints.rows import ROW_NOTE
from blueprints.wording import words_for
from domain.errors import BadValue, DeskError, FourEyes, LockedTarget, NothingToSubmit, WrongState
from extensions import db
from services import editing, reviewing
from services.editing import Conflict
from services.reviewing import ReturnReason

bp = Blueprint("review", __name__)


@bp.post("/targets/<int:target_id>/approval")
def create_approval(target_id: int) -> ResponseReturnValue:
    """Approve the revision that was on the screen."""
    own_form()
    try:
        saved = reviewing.approve(db.session, me(), target_id, version=_version_seen())
    except (FourEyes, LockedTarget, NothingToSubmit, WrongState) as error:
        if wants_json():
            raise
        return _say_at_row(target_id, error)
    db.session.commit()
    return saved_answer(saved)


@bp.post("/targets/<int:target_id>/edited-approval")
def create_edited_approval(target_id: int) -> ResponseReturnValue:
    """Store the reviewer's own wording and leave it for a second person to approve."""
    own_form()
    text = request.form.get("text", "")
    saved = reviewing.approve_with_edit(db.session, me(), target_id, text, version=_version_seen())
    db.session.commit()
    return conflict_answer(saved) if isinstance(saved, Conflict) else saved_answer(saved)


@bp.post("/targets/<int:target_id>/return")
def create_return(target_id: int) -> ResponseReturnValue:
    """Send the revision that was on the screen back to its translator, with a reason."""
    own_form()
    saved = reviewing.send_back(
        db.session, me(), target_id,
        version=_version_seen(), reason=_reason(), words=request.form.get("words", ""),
    )  # fmt: skip
    db.session.commit()
    return saved_answer(saved)


def _version_seen() -> int | None:
    version = version_sent()
    return None if version == NO_VERSION else version


def _reason() -> ReturnReason:
    reason = request.form.get("reason", "")
    if reason not in list(ReturnReason):
        raise BadValue(field="reason", value=reason)
    return ReturnReason(reason)


def _say_at_row(target_id: int, error: DeskError) -> ResponseReturnValue:
    """Lead back to the row with the words for `error` standing in it."""
    me()  # before the roll-back, which forgets the person's row
    db.session.rollback()
    flash(words_for(error), ROW_NOTE + editing.place(db.session, target_id).key)
    return redirect(row_address(target_id))
