"""What every template may use: labels, numbers and dates in the person's language, the navigation."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import format_decimal as babel_decimal
from babel.numbers import format_percent as babel_percent
from flask import Flask, current_app, g, render_template, request, url_for
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints import labels
from blueprints.identity import me_or_none
from blueprints.patterns import Pattern, pattern
from config import LANGUAGES
from domain.permissions import Action, Actor, Grant
from domain.states import IN_ORDER, State
from extensions import db
from formats import inline
from i18n import language
from services import reviewing
from services.statements import Progress

# What every page needs; a page names its own beside these. Their order does not matter: tokens.css names the layers.
STYLE_SHEETS = (
    "tokens", "base", "layout", "components/header", "components/buttons", "components/forms", "components/notices",
    "components/states", "utilities", "print",
)  # fmt: skip
# Of a bar of progress: what is done first, what nobody has touched last.
STATES_IN_BAR = (
    State.FINAL, State.REVIEWED, State.TRANSLATED, State.RETURNED, State.DRAFT, State.UNTRANSLATED,
)  # fmt: skip


class Entry(NamedTuple):
    """One entry of the navigation. `count`: what waits there."""

    words: str
    href: str
    is_current: bool
    count: int = 0


class HeaderKind(NamedTuple):
    """What decides how the head of a page looks, beside its slots. `name` is None for who is not signed in."""

    locale: str
    root: str
    name: str | None
    has_roles: bool
    entries: tuple[Entry, ...]


def init_app(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(
        INTERFACE_LANGUAGES=LANGUAGES,
        STATES=IN_ORDER,
        bar_of=bar_of,
        REASONS=tuple(labels.REASONS),
        fixed=fixed,
        style_links=style_links,
        component_links=component_links,
        place=place,
        asset=asset,
        state_label=labels.STATES.__getitem__,
        role_label=labels.ROLES.__getitem__,
        flag_label=labels.FLAGS.__getitem__,
        reason_label=labels.REASONS.__getitem__,
        person_role_label=labels.PERSON_ROLES.__getitem__,
        language_name=labels.language_name,
        own_name=labels.own_name,
        text_direction=labels.text_direction,
        number=number,
        percent=percent,
        words_count=words_count,
        segments_count=segments_count,
        site_header=site_header,
        me_or_none=me_or_none,
        has_page=has_page,
    )
    app.jinja_env.filters.update(dateformat=format_date, datetimeformat=format_datetime, inline=inline.to_html)


def number(value: float) -> str:
    """Return `value` as numbers are written in the person's language; small whole ones are the same in all of them."""
    if isinstance(value, int) and 0 <= value < 1000:
        return str(value)
    return _number(value, language())


@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    return babel_decimal(value, locale=locale)


def percent(hundredths: int) -> str:
    """Return whole hundredths as the person's language writes them, such as "62 %"."""
    return _percent(hundredths, language())


@lru_cache(maxsize=1024)
def _percent(hundredths: int, locale: str) -> str:
    return babel_percent(hundredths / 100, locale=locale)


@dataclass(frozen=True, slots=True)
class Part:
    """One state's part of a bar of progress, in hundredths of its width."""

    state: str
    label: str
    count: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of progress, and the same in words."""

    parts: list[Part]
    words: str


def bar_of(progress: Progress) -> Bar:
    """Return the bar of `progress`: wide by source words, counted in segments."""
    parts, x, words = [], 0.0, labels.state_words()
    for state in STATES_IN_BAR:
        width, count = progress.percent(state), progress.segments.get(state, 0)
        parts.append(Part(state.value, words[state], count, f"{x:.3f}", f"{width:.3f}"))
        x += width
    said = ", ".join(f"{part.label} {number(part.count)}" for part in parts if part.count)
    progress_words, none = _bar_words()
    return Bar(parts, f"{progress_words}: {said or none}")


@labels.once_a_language
def _bar_words() -> tuple[str, str]:
    return _("Progress"), _("no segments")


def words_count(count: int) -> str:
    """Return "1 word", "742 words"."""
    return _words_count(count, language())


@lru_cache(maxsize=1024)
def _words_count(count: int, _locale: str) -> str:
    return ngettext("%(number)s word", "%(number)s words", count, number=number(count))


def segments_count(count: int) -> str:
    """Return "1 paragraph", "15 paragraphs"."""
    return _segments_count(count, language())


@lru_cache(maxsize=1024)
def _segments_count(count: int, _locale: str) -> str:
    return ngettext("%(number)s paragraph", "%(number)s paragraphs", count, number=number(count))


def wants_json() -> bool:
    """Tell whether the one who asks is a script that would rather read JSON than a page."""
    accepted = request.headers.get("Accept", "")
    if accepted == "application/json" or "json" not in accepted:  # a save is asked so often that it need not be weighed
        return accepted == "application/json"
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def place(endpoint: str) -> str:
    """Return the address of a page that needs no values; worked out once, since every page names a dozen."""
    return _place(request.script_root, endpoint)


@lru_cache(maxsize=256)
def _place(_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def asset(path: str) -> str:
    """Return the address of a file of static/."""
    return _asset(request.script_root, path)


@lru_cache(maxsize=256)
def _asset(_root: str, path: str) -> str:
    return url_for("static", filename=path)


def fixed(template: str, **values: Hashable) -> Markup:
    """Return a piece of a page that nothing decides but the language and `values`: rendered once for each of them."""
    return _fixed(language(), template, tuple(values.items()))


@lru_cache(maxsize=512)
def _fixed(_locale: str, template: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
    return Markup(render_template(template, **dict(values)))  # noqa: S704 - a template has just escaped it


def style_links() -> Markup:
    """Return the links to the style sheets that every page has."""
    return _style_links(asset("css/"), STYLE_SHEETS)


def component_links(*names: str) -> Markup:
    """Return the links to the style sheets of the components that a page has beside those of every page."""
    return _style_links(asset("css/components/"), names)


@lru_cache(maxsize=64)
def _style_links(folder: str, names: tuple[str, ...]) -> Markup:
    link = Markup('<link rel="stylesheet" href="{}{}.css"{}>')
    media = {"print": Markup(' media="print"')}
    return Markup("\n  ").join(link.format(folder, name, media.get(name, "")) for name in names)


def has_page(endpoint: str) -> bool:
    """Tell whether this installation has a page of that name."""
    return endpoint in current_app.view_functions


# Pages of their own that belong to an entry of the navigation.
_ROOMS = dict.fromkeys(
    ("memory_entries", "memory_files", "terms", "terms_files", "terms_suggested", "word_list"), "memory"
)


def site_header(person: Actor | None, search: Markup) -> Markup:
    """Return the head of a page for `person`: the navigation, the `search`, languages, account."""
    name, grants = (person.name, person.grants) if person else (None, ())
    kind = HeaderKind(language(), request.script_root, name, bool(grants), navigation(person))
    is_page = request.method == "GET" and request.full_path.isprintable()
    wanted = request.full_path if is_page else "/"
    values = {"search": search, "token": escape(generate_csrf()), "wanted": escape(wanted)}
    return Markup(_site_header(kind).fill(values))  # noqa: S704 - a template has escaped the rest


@lru_cache(maxsize=512)
def _site_header(kind: HeaderKind) -> Pattern:
    return pattern("macros/header.html", ("search", "token", "wanted"), kind=kind)


def navigation(person: Actor | None) -> tuple[Entry, ...]:
    """Return the entries of the main navigation that `person` may use."""
    if person is None:
        return ()
    here = request.blueprint or ""
    waiting = waiting_count(person) if person.may(Action.REVIEW) else 0
    return _navigation(language(), request.script_root, _ROOMS.get(here, here), person.grants, waiting)


@lru_cache(maxsize=512)
def _navigation(_locale: str, _root: str, here: str, grants: tuple[Grant, ...], waiting: int) -> tuple[Entry, ...]:
    person = Actor(None, "", grants)
    return tuple(
        Entry(words, place(endpoint), endpoint.partition(".")[0] == here, waiting if endpoint == "review.index" else 0)
        for endpoint, action, words in _entries()
        if person.may(action) and has_page(endpoint)
    )


@labels.once_a_language
def _entries() -> list[tuple[str, Action, str]]:
    return [
        ("home.show", Action.READ, _("Home")),
        ("statements.index", Action.READ, _("Statements")),
        ("review.index", Action.REVIEW, _("Review")),
        ("memory.show", Action.READ, _("Memory")),
        ("editions.index", Action.READ, _("Editions")),
        ("intake.new", Action.IMPORT_STATEMENT, _("Bring in a text")),
        ("people.index", Action.MANAGE_PEOPLE, _("People")),
    ]


def waiting_count(person: Actor) -> int:
    """Return how many targets wait for this reviewer; asked once a request."""
    if "waiting_count" not in g:
        g.waiting_count = reviewing.count_waiting(db.session, person)
    return g.waiting_count
