"""The first page: where the person who is signed in is needed, and the way there."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints import due
from blueprints.identity import me
from domain.permissions import Action
from extensions import db
from services import needs
from services.desk import Filter

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what needs this person, the most pressing first, each with the way to the place where it goes on."""
    found = needs.needs(db.session, me())
    return render_template(
        "home/show.html", needs=found, person=me(), Action=Action, at_desk=at_desk, due_words=due.due_words,
        is_overdue=due.is_overdue, to_review=Filter.TRANSLATED,
    )  # fmt: skip


def at_desk(slug: str, language: str, number: int, shown: Filter | None = None) -> str:
    """Return the address of a paragraph at the desk, among those alone that `shown` lets through."""
    key = f"p{number}"
    return url_for("desk.show", slug=slug, language=language, show=shown, at=key, _anchor=key)
