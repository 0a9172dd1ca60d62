"""Verdicts: what waits for them; approve the revision seen, approve with an edit, send back."""

from itertools import groupby, pairwise

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import NO_VERSION, conflict_answer, own_form, row_address, saved_answer, version_sent
from blueprints.differences import in_one
from blueprints.identity import me
from blueprints.labels import REASONS
from blueprints.pages import waiting_count, wants_json
from blueprints.rows import ROW_NOTE
from blueprints.wording import words_for
from domain.errors import BadValue, DeskError, FourEyes, LockedTarget, NothingToSubmit, WrongState
from extensions import db
from services import editing, reviewing
from services.editing import Conflict, Saved
from services.reviewing import ReturnReason

bp = Blueprint("review", __name__)
bp.add_app_template_global(in_one, "in_one")

PAGE = 30  # texts of the queue on one page: an hour's reading


@bp.get("/review")
def index() -> ResponseReturnValue:
    """Show what waits for this reviewer, statement by statement in reading order; `after` skips that many."""
    after = _whole(request.args.get("after", ""))
    found = reviewing.queue(db.session, me(), after=after, limit=PAGE + 1)
    waiting = found[:PAGE]
    groups = [list(lines) for _key, lines in groupby(waiting, key=lambda line: (line.slug, line.language))]
    return render_template(
        "review/index.html",
        groups=groups,
        count=waiting_count(me()),
        person=me().id,
        next_row={line.target_id: later.target_id for line, later in pairwise(waiting)},
        after=after,
        later=after + PAGE if len(found) > PAGE else None,
        reasons=[(reason.value, words) for reason, words in REASONS.items()],
    )


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
    return _judged(saved, _("Approved."))


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
    return _judged(saved, _("Sent back."))


def _version_seen() -> int | None:
    version = version_sent()
    return None if version == NO_VERSION else version


def _reason() -> ReturnReason:
    reason = request.form.get("reason", "")
    if reason not in list(ReturnReason):
        raise BadValue(field="reason", value=reason)
    return ReturnReason(reason)


def _judged(saved: Saved, words: str) -> ResponseReturnValue:
    """Lead back to the queue, or to wherever the verdict was given."""
    if wants_json() or "queue" not in request.form:
        return saved_answer(saved)
    flash(words, "good")
    return redirect(_queue_address())


def _queue_address() -> str:
    """Return the page of the queue that the form came from, at the text that comes next."""
    after, following = _whole(request.form["queue"]), _whole(request.form.get("next", ""))
    return url_for("review.index", after=after or None, _anchor=f"t{following}" if following else None)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _say_at_row(target_id: int, error: DeskError) -> ResponseReturnValue:
    """Lead back to the row with the words for `error` standing in it."""
    me()  # before the roll-back, which forgets the person's row
    db.session.rollback()
    if "queue" in request.form:
        flash(words_for(error), "problem")
        return redirect(_queue_address())
    flash(words_for(error), ROW_NOTE + editing.place(db.session, target_id).key)
    return redirect(row_address(target_id))
