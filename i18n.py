"""The languages of the interface: the person's choice, else the browser's."""

from flask import Flask, request
from flask_babel import get_locale
from flask_security import current_user

from config import LANGUAGES
from extensions import babel


def init_app(app: Flask) -> None:
    """Bind Flask-Babel, and refuse to start without the catalog of every language offered."""
    babel.init_app(app, default_locale="en", default_timezone="UTC", locale_selector=pick_locale)
    app.jinja_env.globals["get_locale"] = get_locale


def pick_locale() -> str:
    """Return the interface language: chosen in this browser, else by the person, else by the browser's list."""
    chosen = request.cookies.get("language") or (current_user.locale if current_user.is_authenticated else None)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "en"
