"""Who is where on a desk: asked by the script of every open desk, four times a minute.

It comes in by a side door beside the application's main one, which only ever says yes: docs/decisions/0016.
"""

import json
import re
from typing import Any

from flask import Blueprint, Flask, request, session
from flask.typing import ResponseReturnValue

from blueprints.headers import A_YEAR, HEADERS, PRIVATE
from blueprints.identity import turn_away
from domain.errors import DeskError
from extensions import Engine, db
from security.side_door import Request, SideDoor
from services import presence

bp = Blueprint("presence", __name__)

PATH = re.compile(r"/translations/([1-9][0-9]{0,9})/presence")
FORM = re.compile(rb"key=(?:p([1-9][0-9]{0,9}))?&writing=([01])&csrf_token=([\w.-]{1,300})")


@bp.post("/translations/<int:translation_id>/presence")
def renew(translation_id: int) -> ResponseReturnValue:
    """Note in which paragraph (`key`) the person is, and whether they are `writing`; tell who else is where."""
    key = re.fullmatch("p([0-9]{1,10})", request.form.get("key", ""))
    number = int(key[1]) if key else None
    is_writing = request.form.get("writing") == "1"
    others = _renew(db.engine, session.get("_user_id", ""), translation_id, number, is_writing=is_writing)
    return turn_away() if others is None else others


def _renew(
    engine: Engine, uniquifier: str, translation_id: int, number: int | None, *, is_writing: bool
) -> dict[str, Any] | None:
    connection = engine.raw_connection()
    try:
        others = presence.renew(
            connection, engine.dialect.name, uniquifier, translation_id, number, is_writing=is_writing
        )
        connection.commit()
    finally:
        connection.close()  # takes back what was not committed
    if others is None:
        return None
    return {"here": [{"name": one.name, "key": one.key, "writing": one.is_writing} for one in others]}


def init_app(app: Flask) -> None:
    """Open the side door of `app`. To be called before a proxy stands around it, which tells the true addresses."""
    headers = {**HEADERS, "Cache-Control": PRIVATE}
    if app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = A_YEAR
    with app.app_context():
        engine = db.engine

    def answer(asked: Request) -> bytes | None:
        number = int(asked.form[1]) if asked.form[1] else None
        is_writing = asked.form[2] == b"1"
        try:
            others = _renew(engine, asked.person, int(asked.path[1]), number, is_writing=is_writing)
        except (DeskError, engine.dialect.loaded_dbapi.Error):
            return None
        return json.dumps(others).encode() if others else None

    app.wsgi_app = SideDoor(app, PATH, FORM, answer, headers)  # type: ignore[method-assign]
