"""What follows when somebody signs in, or a password or second factor changes."""

from datetime import timedelta

from flask import Flask, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_security import hash_password
from flask_security.signals import (
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
)
from itsdangerous import URLSafeTimedSerializer

from extensions import db
from models import User
from services import accounts
from services.store import record

LIFETIME = timedelta(days=14)  # of a session on a device where the person chose to stay signed in
# What a new sign-in leaves in the session: who, since when, and the words to show next.
KEPT = frozenset({"_user_id", "_fresh", "_id", "_remember", "_flashes", "fs_cc", "fs_paa"})


class SignedSessions(SecureCookieSessionInterface):
    """Flask's own sessions in a signed cookie, with the signer made once: every request asks for it twice."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and reads the cookies."""
        return self._signer


def init_app(app: Flask) -> None:
    """Keep sessions, and follow Flask-Security's signals in `app`."""
    app.session_interface = SignedSessions(app)
    user_authenticated.connect(renew, app)
    reset_password_instructions_sent.connect(note_request, app)
    for signal, name in EVENTS.items():
        signal.connect(name, app)


def renew(_app: Flask, user: User, authn_via: list[str] | None = None, **_rest: object) -> None:
    """Start the session anew at sign-in: what was in it, or was planted in it, ends; above all the CSRF token.

    To stay signed in is a longer life of the signed session. Flask-Login's own cookie would know no end.
    """
    if authn_via == ["change"]:
        return  # the same person goes on, with other pages of the desk still open
    for name in set(session) - KEPT:
        del session[name]
    g.pop("csrf_token", None)
    session.permanent = session.pop("_remember", None) == "set"


def note_request(app: Flask, user: User, **_rest: object) -> None:
    """Show the administrators who asked for a new password, where no letter can be sent."""
    hash_password("as long as for an address that nobody has")
    if not app.config["MAIL_SERVER"]:
        accounts.note_reset_request(db.session, user)
        db.session.commit()


def _password_changed(_app: Flask, user: User, **_rest: object) -> None:
    user.reset_requested_at = None
    record(db.session, user.as_actor(), "person.password_changed", person_id=user.id)


def _two_factor_on(_app: Flask, user: User, **_rest: object) -> None:
    record(db.session, user.as_actor(), "person.two_factor_on", person_id=user.id)


def _two_factor_off(_app: Flask, user: User, **_rest: object) -> None:
    user.tf_last_counter = user.mf_recovery_codes = None
    record(db.session, user.as_actor(), "person.two_factor_off", person_id=user.id)


EVENTS = {
    password_changed: _password_changed,
    password_reset: _password_changed,
    tf_profile_changed: _two_factor_on,
    tf_disabled: _two_factor_off,
}
