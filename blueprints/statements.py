"""The statements: the list with its progress, one statement with its translations, who has them, its file."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints import due
from blueprints.identity import me
from blueprints.labels import state_words
from blueprints.numbers import whole
from blueprints.pages import STATES_IN_BAR, percent
from domain.errors import BadValue
from domain.permissions import Action, require
from extensions import db
from services import assigning, sampling, statements
from services.statements import Order, Progress
from services.store import Translation, find_statement, find_translation

bp = Blueprint("statements", __name__)

PAGE = 50
# Languages offered by name when a translation is started; any other BCP 47 tag may be typed.
COMMON_LANGUAGES = (
    "es", "en", "pt", "pt-BR", "fr", "de", "it", "ca", "gl", "eu", "qu", "ay", "gn", "nl", "pl", "ru", "uk",
    "el", "tr", "ar", "fa", "he", "hi", "bn", "ur", "zh-Hans", "zh-Hant", "ja", "ko", "vi", "id", "sw",
)  # fmt: skip
ORDERS = {
    Order.NEWEST: _l("Newest first"),
    Order.DUE: _l("By the day they are due"),
    Order.LEAST_DONE: _l("Least done first"),
}
LONGEST_SEARCH = 200  # characters


@bp.get("/statements")
def index() -> ResponseReturnValue:
    """List the statements, each with its progress: `order`, `mine` and `q`, words of a title, narrow and sort it."""
    after, order = whole(request.args.get("after", "")), _order()
    is_mine, words = "mine" in request.args, request.args.get("q", "").strip()[:LONGEST_SEARCH]
    found = statements.listed(db.session, me(), after=after, limit=PAGE + 1, order=order, is_mine=is_mine, title=words)

    def page(start: int) -> str:
        return url_for(
            "statements.index", after=start or None, order=None if order is Order.NEWEST else order,
            mine=1 if is_mine else None, q=words or None,
        )  # fmt: skip

    return render_template(
        "statements/index.html", listed=found[:PAGE], after=after, order=order, orders=ORDERS.items(),
        is_mine=is_mine, words=words, is_narrowed=is_mine or bool(words),
        later=page(after + PAGE) if len(found) > PAGE else None, earlier=page(max(0, after - PAGE)) if after else None,
        due_words=due.due_words, is_overdue=due.is_overdue,
    )  # fmt: skip


@bp.get("/statements/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one statement: where it comes from, its translations, the ways out."""
    found = statements.overview(db.session, me(), slug)
    taken = {found.statement.source_language, *(t.language for t, _progress in found.translations)}
    may_assign = me().may(Action.START_TRANSLATION)
    return render_template(
        "statements/show.html",
        statement=found.statement,
        translations=found.translations,
        names=found.names,
        translators=assigning.translators(db.session, me()) if may_assign else [],
        readings=sampling.last_readings(db.session, [t.id for t, _progress in found.translations]),
        file=statements.source_file(db.session, me(), slug),
        languages=[tag for tag in COMMON_LANGUAGES if tag not in taken],
        shares=shares_of,
        may_start=may_assign, due_words=due.due_words, is_overdue=due.is_overdue,
    )  # fmt: skip


@bp.post("/statements/<slug>/translations")
def create_translation(slug: str) -> ResponseReturnValue:
    """Start the statement in another language, and open its desk."""
    require(me(), Action.START_TRANSLATION)
    language = request.form.get("other", "").strip() or request.form.get("language", "")
    statement = find_statement(db.session, slug)
    translation = statements.start_translation(db.session, me(), statement, language)
    db.session.commit()
    return redirect(url_for("desk.show", slug=slug, language=translation.language))


@bp.post("/statements/<slug>/<language>/assignment")
def assign(slug: str, language: str) -> ResponseReturnValue:
    """Give a translation to a `person` (empty: to nobody), `due_on` a day (empty: on none)."""
    require(me(), Action.START_TRANSLATION)
    translation = find_translation(db.session, slug, language)
    person, due_on = _person(request.form.get("person", "")), due.read_day(request.form.get("due_on", ""), "due_on")
    if assigning.assign(db.session, me(), translation, person, due_on):
        flash(_("Stored."), "good")
    db.session.commit()
    return redirect(url_for("statements.show", slug=slug, _anchor=_anchor(translation)))


@bp.post("/statements/<slug>/<language>/taking")
def take(slug: str, language: str) -> ResponseReturnValue:
    """Take a translation that nobody has, and go on where it is unfinished."""
    require(me(), Action.TRANSLATE)
    translation = find_translation(db.session, slug, language)
    assigning.take(db.session, me(), translation)
    db.session.commit()
    flash(_("This translation is yours now."), "good")
    return redirect(url_for("desk.next_of_kind", slug=slug, language=language, kind="unfinished"))


@bp.get("/statements/<slug>/source-file")
def source_file(slug: str) -> ResponseReturnValue:
    """Hand out the bytes as they came: always as a file to keep, never as a page to open here."""
    file = statements.source_file(db.session, me(), slug)
    response = Response(file.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=file.name or f"{slug}.{file.format}")
    return response


def shares_of(progress: Progress) -> list[tuple[str, str]]:
    """Return the label of each state that any paragraph is in, with its share of the source words."""
    labels = state_words()
    shares = [(labels[state], progress.percent(state)) for state in STATES_IN_BAR if progress.segments.get(state)]
    return [(label, percent(int(share)) if share >= 1 else f"< {percent(1)}") for label, share in shares]


def _anchor(translation: Translation) -> str:
    return f"in-{translation.language}"


def _person(text: str) -> int | None:
    """Return the id of a person that a form sent, None for nobody. Raises BadValue."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadValue(field="person", value=text[:40])
    return int(text)


def _order() -> Order:
    wanted = request.args.get("order", "")
    return Order(wanted) if wanted in list(Order) else Order.NEWEST
