"""One's own account: the names, the interface language, the way to password and two-factor; signing out everywhere."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh
from flask_security import current_user, logout_user

import i18n
from blueprints import person_words
from blueprints.identity import me, myself
from blueprints.redirects import safe_next
from config import LANGUAGES
from extensions import db
from services import accounts

bp = Blueprint("account", __name__, url_prefix="/account")
bp.context_processor(person_words.context)
A_YEAR_S = 365 * 24 * 3600


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what the desk knows of the person, and what they may change."""
    return render_template("account/show.html", user=myself(), codes_left=len(myself().mf_recovery_codes or ()))


@bp.post("")
def update() -> ResponseReturnValue:
    """Store the names and the language."""
    form = request.form
    locale = form.get("locale") if form.get("locale") in LANGUAGES else None
    accounts.describe_oneself(
        db.session, me(), name=form.get("name", ""), credit_name=form.get("credit_name", ""), locale=locale
    )
    db.session.commit()
    refresh()  # the answer speaks the new language already
    flash(_("Saved."), "success")
    return redirect(url_for("account.show"))


@bp.post("/language")
def choose_language() -> ResponseReturnValue:
    """Change the language of the interface, for a member everywhere, for anybody else in this browser."""
    chosen = request.form.get("language")
    response = redirect(safe_next(request.form.get("next")))
    if chosen in LANGUAGES:
        if current_user.is_authenticated:
            accounts.choose_locale(db.session, me(), chosen)
            db.session.commit()
        response.set_cookie(
            i18n.COOKIE, chosen, max_age=A_YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


@bp.post("/sessions")
def end_sessions() -> ResponseReturnValue:
    """Sign the person out on every device, this one included."""
    accounts.sign_out_everywhere(db.session, me())
    db.session.commit()
    logout_user()
    flash(_("Signed out on every device."), "success")
    return redirect(url_for("security.login"))
