"""Who is where on a desk: asked by the script of every open desk, four times a minute.

It has a side door beside the application's main one, which only ever says yes: docs/decisions/0016.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from hmac import compare_digest
from io import BytesIO
from typing import Any

from flask import Blueprint, Flask, request, session
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import Engine

from blueprints.headers import A_YEAR, HEADERS, PRIVATE
from blueprints.identity import turn_away
from domain.errors import DeskError
from extensions import db
from services import presence

bp = Blueprint("presence", __name__)

PATH = re.compile(r"/translations/([1-9][0-9]{0,9})/presence")
BODY = re.compile(rb"key=(?:p([1-9][0-9]{0,9}))?&writing=([01])&csrf_token=([\w.-]{1,300})")
FORM = re.compile(r"application/x-www-form-urlencoded(?: *; *charset=utf-8)?", re.I)
LONGEST = 400  # bytes of such a form
Answer = Callable[..., Any]


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
    """Put the side door into `app`. To be called before a proxy stands around it, which tells the true addresses."""
    app.wsgi_app = SideDoor(app)  # type: ignore[method-assign]


class SideDoor:
    """Answers the one request that a desk sends while somebody works there, and hands every other one on, unread.

    It asks everything that the main door asks of it: a signed session that has not run out, the session's token, no
    other site, an active member with a role, a translation that exists. Whatever it cannot affirm goes to the
    main door, which has the words for it.
    """

    def __init__(self, app: Flask) -> None:
        self._app, self._main = app, app.wsgi_app
        config = app.config
        self._cookie = re.compile(rf"(?:^|; ){re.escape(config['SESSION_COOKIE_NAME'])}=([\w.-]+)(?=;|$)")
        self._sessions = app.session_interface.get_signing_serializer(app)
        secret = config.get("WTF_CSRF_SECRET_KEY") or config["SECRET_KEY"]
        self._tokens = URLSafeTimedSerializer(secret, salt="wtf-csrf-token")  # as Flask-WTF makes them
        self._lifetime = app.permanent_session_lifetime
        # A desk sends the same two strings all day, and what they say never changes: only their age does.
        self._known = lru_cache(maxsize=1024)(self._read)
        headers = {**HEADERS, "Cache-Control": PRIVATE, "Content-Type": "application/json", "Vary": "Cookie"}
        if config["SESSION_COOKIE_SECURE"]:
            headers["Strict-Transport-Security"] = A_YEAR
        self._headers = list(headers.items())

    @cached_property
    def _engine(self) -> Engine:
        with self._app.app_context():
            return db.engine

    def __call__(self, environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        """Answer, or hand the request on."""
        place = PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        answer = self._answer(environ, int(place[1])) if place and self._is_own(environ) else None
        if answer is None:
            return self._main(environ, start_response)
        start_response("200 OK", [*self._headers, ("Content-Length", str(len(answer)))])
        return [answer]

    def _is_own(self, environ: dict[str, Any]) -> bool:
        """Tell whether one of our own pages may have sent it, in the form in which our script does."""
        if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
            return False
        if environ["wsgi.url_scheme"] != "http":
            own = f"https://{environ.get('HTTP_HOST', '')}/"
            if not environ.get("HTTP_REFERER", "").startswith(own):
                return False
        length = environ.get("CONTENT_LENGTH", "")
        return length.isdigit() and int(length) <= LONGEST and bool(FORM.fullmatch(environ.get("CONTENT_TYPE", "")))

    def _answer(self, environ: dict[str, Any], translation_id: int) -> bytes | None:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)  # for the main door
        form = BODY.fullmatch(body)
        person = self._person(environ, form[3].decode()) if form else None
        if form is None or person is None:
            return None
        number, engine = int(form[1]) if form[1] else None, self._engine
        try:
            others = _renew(engine, person, translation_id, number, is_writing=form[2] == b"1")
        except (DeskError, engine.dialect.loaded_dbapi.Error):
            return None
        return json.dumps(others).encode() if others else None

    def _person(self, environ: dict[str, Any], token: str) -> str | None:
        """Return by what the session knows the person, if it is signed, young enough and the token is its own."""
        cookies = self._cookie.findall(environ.get("HTTP_COOKIE", ""))
        known = self._known(cookies[0], token) if len(cookies) == 1 else None
        return known[0] if known and timedelta() <= datetime.now(UTC) - known[1] <= self._lifetime else None

    def _read(self, cookie: str, token: str) -> tuple[str, datetime] | None:
        """Return what a session's cookie says of the person, and when it was signed, if the token belongs to it."""
        try:
            kept, signed_at = self._sessions.loads(cookie, return_timestamp=True)
            own = self._tokens.loads(token)
        except BadSignature:
            return None
        known, person = kept.get("csrf_token"), kept.get("_user_id")
        is_own = isinstance(known, str) and isinstance(own, str) and compare_digest(known, own)
        return (person, signed_at) if is_own and isinstance(person, str) else None
