"""Waivers of what the checks found: given with a reason, taken back."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from blueprints.answers import own_form
from blueprints.identity import me
from blueprints.panel import done
from extensions import db
from services import waiving

bp = Blueprint("waivers", __name__)


@bp.post("/targets/<int:target_id>/waivers")
def create(target_id: int) -> ResponseReturnValue:
    """Let the finding with the fingerprint `mark` stand as it is, for the reason in `text`."""
    own_form()
    waiving.waive(db.session, me(), target_id, request.form.get("mark", ""), request.form.get("text", ""))
    return done(target_id, "checks")


@bp.post("/targets/<int:target_id>/waivers/<int:waiver_id>/withdrawal")
def withdraw(target_id: int, waiver_id: int) -> ResponseReturnValue:
    """Take a waiver back: its finding is open again."""
    own_form()
    waiving.withdraw(db.session, me(), target_id, waiver_id)
    return done(target_id, "checks")
