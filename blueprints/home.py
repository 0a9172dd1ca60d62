"""The front door."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Lead a member to the statements; a stranger has been sent to the sign-in page before."""
    return redirect(url_for("statements.index"))
