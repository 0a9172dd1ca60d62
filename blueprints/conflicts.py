"""Two texts for one place: the answer that shows both and chooses neither."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from blueprints.pages import wants_json
from extensions import db
from services import editing
from services.editing import Conflict


def conflict_answer(conflict: Conflict, words: str) -> ResponseReturnValue:
    """Return 409 with what the target holds and what this person has, as JSON or as a page with forms to choose."""
    if wants_json():
        return {"error": "stale_target", "words": words, "conflict": as_json(conflict)}, 409
    here = editing.place(db.session, conflict.target_id)
    remark = request.form.get("words", "")
    return render_template("desk/conflict.html", conflict=conflict, here=here, words=words, remark=remark), 409


def as_json(conflict: Conflict) -> dict[str, object]:
    """Return the conflict as the desk's script reads it."""
    return {
        "version": conflict.version,
        "state": conflict.state,
        "base": conflict.base,
        "theirs": conflict.theirs,
        "mine": conflict.mine,
        "author": conflict.author,
        "at": conflict.at.isoformat(),
        "merged": conflict.merged,
        "is_clean": conflict.is_clean,
    }
