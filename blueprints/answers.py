"""How a save or a verdict is answered: JSON for the desk's script, the row's page for a plain form."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.identity import me
from blueprints.labels import state_words
from blueprints.pages import wants_json
from domain.errors import OtherPerson
from extensions import db
from formats import inline
from services import editing
from services.editing import Conflict, Saved

NO_VERSION = -1  # as good as one that is gone: nothing is saved or approved over a text that nobody named


def version_sent() -> int:
    """Return the version that the form names; NO_VERSION when there is none, or it is no number."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NO_VERSION


def own_form() -> None:
    """Raise OtherPerson when the form was opened by somebody else, who was signed in here before."""
    person = request.form.get("person")
    if person is not None and person != str(me().id):
        raise OtherPerson()


def saved_answer(saved: Saved) -> ResponseReturnValue:
    """Say that it is stored: the version to name next, the state, when."""
    if not wants_json():
        return redirect(row_address(saved.target_id))
    return {
        "version": saved.version,
        "state": saved.state,
        "state_label": state_words()[saved.state],
        "saved_at": saved.saved_at.isoformat(),
    }


def conflict_answer(conflict: Conflict, words: str = "") -> ResponseReturnValue:
    """Return 409 with what the target holds and what this person has, as JSON or as a page with forms to choose."""
    words = words or _("Someone else changed this paragraph while you were writing. Both texts are kept: choose.")
    if wants_json():
        return {"error": "stale_target", "words": words, "conflict": as_json(conflict)}, 409
    here = editing.place(db.session, conflict.target_id)
    remark = request.form.get("words", "")
    page = render_template("desk/conflict.html", conflict=conflict, here=here, words=words, remark=remark)
    return page, 409


def as_json(conflict: Conflict) -> dict[str, object]:
    """Return the conflict as the desk's script reads it."""
    return {
        "version": conflict.version,
        "state": conflict.state,
        "state_label": state_words()[conflict.state],
        "base": conflict.base,
        "theirs": conflict.theirs,
        "theirs_html": inline.to_html(conflict.theirs),
        "mine": conflict.mine,
        "author": conflict.author,
        "is_own": conflict.author_id == me().id,
        "at": conflict.at.isoformat(),
        "merged": conflict.merged,
        "is_clean": conflict.is_clean,
    }


def row_address(target_id: int) -> str:
    """Return the address of the row, in the filter that the form came from."""
    here = editing.place(db.session, target_id)
    shown = request.form.get("show") or None
    return url_for("desk.show", slug=here.slug, language=here.language, at=here.key, show=shown, _anchor=here.key)
