"""Every refusal, answered in one place: a page or JSON, with the right status and the person's own words.

What somebody typed into a form that could not be taken comes back to them in a box, ready to be sent again.
"""

import re
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from blueprints.answers import conflict_answer
from blueprints.identity import me_or_none
from blueprints.pages import wants_json
from blueprints.wording import CSRF_WORDS, HTTP_WORDS, words_for
from config import LANGUAGES
from domain import errors as e
from domain.errors import DeskError
from extensions import db
from services.editing import Conflict
from services.store import storable

bp = Blueprint("errors", __name__)

STATUS: dict[type[DeskError], int] = {
    DeskError: 400,
    e.NotFound: 404,
    e.NotAllowed: 403,
    e.OtherPerson: 403,
    e.FourEyes: 403,
    e.WrongState: 409,
    e.NotSeen: 409,
    e.NothingApproved: 409,
    e.StaleTarget: 409,
    e.LockedTarget: 409,
    e.BlockedByChecks: 409,
    e.StaleNote: 409,
    e.StaleIntake: 409,
    e.StaleEdition: 409,
    e.TooLongToSet: 503,
    e.HasObstacles: 409,
    e.NothingNew: 409,
    e.StaleArrangement: 409,
    e.BeingWritten: 409,
    e.FinalText: 409,
    e.CannotUndo: 409,
    e.TooManyIntakes: 409,
    e.TooManyJobs: 409,
    e.Duplicate: 409,
    e.AlreadyAssigned: 409,
    e.TextTooLong: 413,
    e.FileTooLarge: 413,
    e.StaleConcept: 409,
    e.TooManyAttempts: 429,
}

TITLES = {
    403: HTTP_WORDS[403][0],
    404: HTTP_WORDS[404][0],
    413: HTTP_WORDS[413][0],
    429: HTTP_WORDS[429][0],
    503: HTTP_WORDS[503][0],
}
TITLE = _l("This could not be done")

# What a person may have typed at length; everything else in a form is carried along unseen.
TYPED = ("text", "words")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that could not be taken: what was typed, and what else must be sent with it."""

    action: str
    texts: dict[str, str]
    others: tuple[tuple[str, str], ...]


def init_app(app: Flask) -> None:
    """Answer every error of the application here."""
    app.register_blueprint(bp)
    app.register_error_handler(DeskError, answer_desk_error)
    app.register_error_handler(CSRFError, answer_csrf)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(500, answer_broken)


def answer_desk_error(error: DeskError) -> ResponseReturnValue:
    """Answer with the words for `error`; two texts side by side when somebody else was faster."""
    me_or_none()  # before the roll-back, which forgets the person's row
    db.session.rollback()
    status = status_of(error)
    conflict = error.facts.get("conflict")
    if isinstance(conflict, Conflict):
        return conflict_answer(conflict, words_for(error))
    return answer(status, name_of(error), str(TITLES.get(status, TITLE)), words_for(error))


def status_of(error: DeskError) -> int:
    """Return the HTTP status that `error` is answered with."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def answer_csrf(_error: CSRFError) -> ResponseReturnValue:
    """Give the text back with a form that is fresh; in JSON, the fresh token. No other site can read either."""
    if wants_json():
        return {"error": "csrf", "words": str(CSRF_WORDS[1]), "csrf_token": generate_csrf()}, 400
    return page(400, str(CSRF_WORDS[0]), str(CSRF_WORDS[1]), is_to_be_sent_again=is_from_own_page())


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask itself refuses, in the house's words."""
    if error.code is None or error.code < 400:
        return error
    title, words = HTTP_WORDS.get(error.code, HTTP_WORDS[400 if error.code < 500 else 500])
    return answer(error.code, f"http_{error.code}", str(title), str(words))


def answer_broken(_error: Exception) -> ResponseReturnValue:
    """Say that the desk broke, asking nothing of the database, which may be what broke."""
    db.session.rollback()
    with force_locale(_locale_without_database()):
        title, words = map(str, HTTP_WORDS[500])
        if wants_json():
            return {"error": "http_500", "words": words}, 500
        template = current_app.jinja_env.get_template("errors/broken.html")
        return template.render(title=title, words=words), 500  # without the context of pages, which asks who is there


def _locale_without_database() -> str:
    """Return the language of this request if it is known already, else the browser's own."""
    known = getattr(getattr(g, "_flask_babel", None), "babel_locale", None)
    return str(known or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0])


def answer(status: int, error: str, title: str, words: str) -> ResponseReturnValue:
    """Return `words` as JSON for a script, as a page for a person."""
    if wants_json():
        return {"error": error, "words": words}, status
    return page(status, title, words, is_to_be_sent_again=status == 401 and is_from_own_page())


def page(status: int, title: str, words: str, *, is_to_be_sent_again: bool = False) -> ResponseReturnValue:
    """Return the page of an error, with what was typed in a box."""
    kept = kept_form(is_to_be_sent_again=is_to_be_sent_again)
    return render_template("errors/error.html", title=title, words=words, kept=kept, status=status), status


def is_from_own_page() -> bool:
    """Tell whether the browser says that a page of this desk sent the form, and no other site."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def kept_form(*, is_to_be_sent_again: bool = False) -> Kept | None:
    """Return what was typed into the form that could not be taken; None when there was nothing.

    A form without any long text, such as a preview with its many choices, is only kept to be sent again.
    """
    if request.method != "POST":
        return None
    try:
        form = request.form
    except HTTPException:  # it was too large to be read
        return None
    texts = {name: storable(form[name]) for name in TYPED if form.get(name, "").strip()}
    others = tuple((n, storable(v)) for n, v in form.items(multi=True) if n not in (*TYPED, "csrf_token"))
    if not texts and not (others and is_to_be_sent_again):
        return None
    return Kept(request.path, texts, others)


def name_of(error: DeskError) -> str:
    """Return the error's name for a script: FourEyes gives four_eyes."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
