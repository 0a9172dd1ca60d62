"""A door beside the application's main one, for a request that is sent so often that it must be cheap.

It only ever says yes. Whatever it cannot affirm is handed on, unread, to the main door, which has the words for a
no. What the main door asks of a form that one of our pages sends, this one asks as well: docs/decisions/0016.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hmac import compare_digest
from io import BytesIO
from typing import Any, NamedTuple

from flask import Flask
from itsdangerous import BadSignature, URLSafeTimedSerializer

FORM = re.compile(r"application/x-www-form-urlencoded(?: *; *charset=utf-8)?", re.I)
LONGEST = 400  # bytes of such a form


class Request(NamedTuple):
    """What came in by the side door: the parts of the path, those of the form, by what a session knows the person."""

    path: re.Match[str]
    form: re.Match[bytes]
    person: str


class SideDoor:
    """WSGI: answers posts to `path` whose whole body `form` describes, its last group the session's CSRF token.

    `answer` gives the JSON for a request whose session, token and origin are proved, or None to hand it on. That the
    person is still one and may do this is for it to prove. `headers`: what every answer carries.
    """

    def __init__(
        self,
        app: Flask,
        path: re.Pattern[str],
        form: re.Pattern[bytes],
        answer: Callable[[Request], bytes | None],
        headers: dict[str, str],
    ) -> None:
        self._main, self._path, self._form, self._answer = app.wsgi_app, path, form, answer
        config = app.config
        self._cookie = re.compile(rf"(?:^|; ){re.escape(config['SESSION_COOKIE_NAME'])}=([\w.-]+)(?=;|$)")
        self._sessions = app.session_interface.get_signing_serializer(app)
        secret = config.get("WTF_CSRF_SECRET_KEY") or config["SECRET_KEY"]
        self._tokens = URLSafeTimedSerializer(secret, salt="wtf-csrf-token")  # as Flask-WTF makes them
        self._lifetime = app.permanent_session_lifetime
        # A page sends the same two strings all day, and what they say never changes: only their age does.
        self._known = lru_cache(maxsize=1024)(self._read)
        self._headers = list({**headers, "Content-Type": "application/json", "Vary": "Cookie"}.items())

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or hand the request on."""
        place = self._path.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        request = self._request(environ, place) if place and self._is_own(environ) else None
        answer = self._answer(request) if request else None
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

    def _request(self, environ: dict[str, Any], place: re.Match[str]) -> Request | None:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)  # for the main door
        form = self._form.fullmatch(body)
        person = self._person(environ, form[form.re.groups].decode()) if form else None
        return Request(place, form, person) if form and person else None

    def _person(self, environ: dict[str, Any], token: str) -> str | None:
        """Return by what the session knows the person, if it is signed, young enough and the token is its own."""
        cookies = self._cookie.findall(environ.get("HTTP_COOKIE", ""))
        known = self._known(cookies[0], token) if len(cookies) == 1 else None
        return known[0] if known and timedelta() <= datetime.now(UTC) - known[1] <= self._lifetime else None

    def _read(self, cookie: str, token: str) -> tuple[str, datetime] | None:
        """Return what a session's cookie says of the person, and when it was signed, if the token belongs to it."""
        if self._sessions is None:
            return None
        try:
            kept, signed_at = self._sessions.loads(cookie, return_timestamp=True)
            own = self._tokens.loads(token)
        except BadSignature:
            return None
        known, person = kept.get("csrf_token"), kept.get("_user_id")
        is_own = isinstance(known, str) and isinstance(own, str) and compare_digest(known, own)
        return (person, signed_at) if is_own and isinstance(person, str) else None
