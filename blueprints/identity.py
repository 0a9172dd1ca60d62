"""Who asks: every page is for signed-in people unless it is named here."""

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.exceptions import BadRequest, Unauthorized

from domain.errors import NotAllowed
from domain.permissions import Action, Actor
from extensions import db
from security.people import Member
from services.accounts import User
from services.store import begin_write

READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Pages that anybody may open. Flask-Security's own guard themselves.
PUBLIC = frozenset({"static", "account.choose_language"})
# Pages that ask nobody who they are: they read and write no session, and guard what they show themselves.
ANONYMOUS = frozenset({"public"})
# Views that find and prove the person themselves, within the question that they put anyway: docs/decisions/0016.
SELF_GUARDED = frozenset({("presence.renew", "POST")})


def init_app(app: Flask) -> None:
    """Guard every request; runs after Flask-WTF's and before the view."""
    app.before_request(admit)
    app.after_request_funcs.setdefault(None, []).insert(0, forget_session)  # the last to run


def admit() -> ResponseReturnValue | None:
    """Turn strangers away, and begin a writer's transaction for whoever may change something.

    A member without any role has their own account and nothing else.

    The writer's transaction begins before the person is looked up in it: one that has read would have to be ended
    for it. By then the token was checked, which reads the whole form, so no slow line holds the write lock.

    Flask-Security's own views are left alone: a password must not be hashed under the write lock. A path or
    method that leads nowhere has no endpoint, and gets its 404 or 405.
    """
    if request.endpoint in (None, "static") or (request.endpoint, request.method) in SELF_GUARDED:
        return None
    if request.blueprint in ANONYMOUS:
        return None
    if request.blueprint == "security":
        return _mend_library()
    if request.method not in READING and "_user_id" in session:
        begin_write(db.session)
    if not current_user.is_authenticated:
        db.session.rollback()  # of a session that has ended: nobody waits while it is told so
        return None if request.endpoint in PUBLIC else turn_away()
    if not me().grants and request.blueprint != "account":
        raise NotAllowed(action=Action.READ)  # before a look-up tells what exists
    return None


def forget_session(response: Response) -> Response:
    """Let an anonymous page vary by no cookie: Flask-Login has looked into the session, the page has not.

    An error's page is everybody's own, with a form's token in it.
    """
    if request.blueprint in ANONYMOUS and response.status_code < 400 and not session.modified:
        session.accessed = False
    return response


def _mend_library() -> ResponseReturnValue | None:
    """Keep two requests from Flask-Security's views that these do not expect.

    JSON that is no object would break them; and a member who opens the page for the code, with nothing there to
    confirm, would be signed out: a link from anywhere could do that.
    """
    if request.is_json and not isinstance(request.get_json(), dict):
        raise BadRequest
    waits = session.get("tf_state") == "validating_profile"
    if request.endpoint == "security.two_factor_token_validation" and not waits and current_user.is_authenticated:
        return redirect(url_for("account.show"))
    return None


def turn_away() -> ResponseReturnValue:
    """Send a stranger to the sign-in page and back afterwards.

    A fetch gets 401, and so does a form: its page gives back what was typed, for the time to sign in may have
    come while somebody was writing.
    """
    is_fetch = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    if request.method not in READING or is_fetch:
        return current_app.handle_http_exception(Unauthorized())
    if request.path != "/":
        flash(_("Sign in to see this page."), "info")
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("security.login", next=wanted if wanted != "/" else None))


def me() -> Actor:
    """Return who asks, as the services know people. One query a request, made before the view."""
    if "actor" not in g:
        g.actor = myself().as_actor()
    return g.actor


def me_or_none() -> Actor | None:
    """Return who asks, or None for somebody who is not signed in."""
    return me() if current_user.is_authenticated else None


def myself() -> User | Member:
    """Return the real person behind Flask-Login's proxy, roles loaded; all their columns on their own pages alone."""
    return current_user._get_current_object()
