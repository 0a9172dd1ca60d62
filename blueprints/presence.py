"""Who is where on a desk: asked by the script of every open desk, four times a minute.

Whoever asks is proved by the question that does the work, in place of being loaded first: docs/decisions/0016.
"""

from flask import Blueprint, request, session
from flask.typing import ResponseReturnValue

from blueprints.identity import turn_away
from extensions import db
from services import presence

bp = Blueprint("presence", __name__)


@bp.post("/translations/<int:translation_id>/presence")
def renew(translation_id: int) -> ResponseReturnValue:
    """Note in which paragraph (`key`) the person is, and whether they are `writing`; tell who else is where."""
    others = presence.renew(
        db.session,
        session.get("_user_id", ""),
        translation_id,
        _number(),
        is_writing=request.form.get("writing") == "1",
    )
    if others is None:
        return turn_away()
    db.session.commit()
    return {"here": [{"name": one.name, "key": one.key, "writing": one.is_writing} for one in others]}


def _number() -> int | None:
    key = request.form.get("key", "")
    is_key = key[:1] == "p" and key[1:].isascii() and key[1:].isdigit() and len(key) < 11
    return int(key[1:]) if is_key else None
