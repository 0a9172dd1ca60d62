"""The languages of the interface: the person's choice, else this browser's, else the browser's list."""

import os
from functools import lru_cache

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale
from flask_security import current_user
from flask_security.babel import FsDomain
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from config import LANGUAGES, ROOT, SettingsError
from extensions import babel

COOKIE = "language"  # set by the switch, for people who are signed out
SOURCE = "en"  # the language that the strings are written in
REGIONAL = {"es": "es_ES"}  # where a library has its catalog under another name


def init_app(app: Flask) -> None:
    """Bind Flask-Babel, and refuse to start without the catalog of every language offered."""
    for language in set(LANGUAGES) - {SOURCE}:
        if not (ROOT / "translations" / language / "LC_MESSAGES" / "messages.mo").exists():
            raise SettingsError(f"The interface in {language} is not compiled: run make catalogs.")
    babel.init_app(app, default_locale=SOURCE, default_timezone="UTC", locale_selector=lambda: _locale(pick_locale()))
    app.jinja_env.globals["get_locale"] = get_locale
    _speak_fast(app)


def _speak_fast(app: Flask) -> None:
    """Let templates look their words up in catalogs that are read once.

    A page has a hundred of them, and Flask-Babel asks where it is and which catalog it wants for each. Most have no
    values to fill in: those are looked up and marked as safe once a language.
    """
    folder = ROOT / "translations"
    catalogs = {language: Translations.load(folder, [language]) for language in LANGUAGES}

    def catalog() -> NullTranslations:
        return catalogs.get(language()) or catalogs[SOURCE]

    app.jinja_env.install_gettext_callables(
        gettext=lambda words: catalog().ugettext(words),
        ngettext=lambda one, many, count: catalog().ungettext(one, many, count),
        pgettext=lambda context, words: catalog().upgettext(context, words),
        npgettext=lambda context, one, many, count: catalog().unpgettext(context, one, many, count),
        newstyle=True,
    )

    @lru_cache(maxsize=8192)
    def known(tag: str, words: str) -> tuple[str, Markup]:
        said = (catalogs.get(tag) or catalogs[SOURCE]).ugettext(words)
        return said % {}, Markup(said) % {}  # noqa: S704 - the catalog's own words, as Jinja takes them

    @pass_context
    def say(context: Context, words: str, /, **values: object) -> str:
        if values:
            return look_up(context, words, **values)
        return known(language(), words)[context.eval_ctx.autoescape]

    look_up = app.jinja_env.globals["gettext"]
    app.jinja_env.globals["_"] = say


def language() -> str:
    """Return the tag of the interface's language; the source's where nobody has asked for one.

    What get_locale has found out in this request it leaves there; a page that asked it anew for each of its words
    spent more time on that than on looking them up.
    """
    try:
        locale = getattr(g.get("_flask_babel"), "babel_locale", None) or get_locale()
    except RuntimeError:  # outside of an application
        locale = get_locale()
    return locale.language if locale else SOURCE


@lru_cache(maxsize=len(LANGUAGES))
def _locale(language: str) -> Locale:
    return Locale.parse(language)  # Flask-Babel would take the name apart anew for each request


def pick_locale() -> str:
    """Return the interface language: the person's own, else chosen in this browser, else by the browser's list.

    Outside of a request, at the command line, the terminal's.
    """
    if not has_request_context():
        terminal = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
        return terminal[:2] if terminal[:2] in LANGUAGES else SOURCE
    own = current_user.locale if current_user.is_authenticated else None
    for chosen in (own, request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(LANGUAGES) or SOURCE


class LibraryWords(FsDomain):
    """Flask-Security's own catalog, found where its name has a region and ours has none."""

    def gettext(self, string: str, **variables: object) -> str:
        """Return the words of `string`, which may be ours and lazy: in JSON the library takes nothing but text."""
        return str(super().gettext(str(string), **variables))

    def get_translations(self) -> NullTranslations:
        """Return the library's translations into the language of this request."""
        language = str(get_locale() or SOURCE)
        if language not in self.cache:
            name = REGIONAL.get(language, language)
            self.cache[language] = Translations.load(self.translation_directories[0], [name], self.domain[0])
        return self.cache[language]
