"""A text that a browser kept, beside what the desk holds now."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from blueprints.answers import as_json, conflict_view, own_form, version_sent
from blueprints.identity import me
from extensions import db
from services import editing

bp = Blueprint("comparing", __name__)


@bp.post("/targets/<int:target_id>/comparison")
def show(target_id: int) -> ResponseReturnValue:
    """Answer what a conflict answers, for a `text` begun from `version`, and store nothing.

    It is a POST because a text may be long and belongs in no log. `base` is what the writer began from, for versions
    that the history does not know; `offer` numbers the texts that earlier visits left. `is_same`: the desk has this
    text; `is_moved`: it has another version.
    """
    own_form()
    version = version_sent()
    text, base = request.form.get("text", ""), request.form.get("base")
    found = editing.compare(db.session, me(), target_id, text, version=version, base=base)
    is_same = found.mine == found.theirs
    return {
        **as_json(found),
        "is_same": is_same,
        "is_moved": found.version != version,
        "view": "" if is_same else conflict_view(found, "", offer=request.form.get("offer", type=int)),
    }
