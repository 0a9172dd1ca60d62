"""The desk: a statement as an open book, and the saving of what is written there."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.answers import conflict_answer, own_form, saved_answer, version_sent
from blueprints.identity import me
from blueprints.labels import FLAGS, once_a_language, state_words
from blueprints.rows import desk_of, rows_html, script_words
from domain.bitext import Flag
from domain.states import UNFINISHED, State
from extensions import db
from services import desk, editing
from services.desk import Filter, Window
from services.editing import Conflict, Saved
from services.statements import Progress, progress_of
from services.store import Translation, find_translation

bp = Blueprint("desk", __name__)

# A deep link opens the window a little before its paragraph, so that it does not stand alone.
BEFORE = 5
HANDED_IN = frozenset({State.TRANSLATED, State.REVIEWED, State.FINAL})


@bp.get("/statements/<slug>/<language>")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show a window of the desk: `after` a position, `show` a filter; `at` a paragraph's id leads to its window."""
    translation = find_translation(db.session, slug, language)
    shown = _filter()
    if key := request.args.get("at"):
        return redirect(_window_of(translation, shown, key))
    after = _after()
    window = desk.window(db.session, me(), translation, after=after, shown=shown)
    progress = progress_of(db.session, [translation.id])[translation.id]
    page = desk_of(translation, shown)
    address = page.plain_address
    return render_template(
        "desk/show.html",
        statement=translation.statement, translation=translation, progress=progress, window=window, after=after,
        shown=shown, filters=_filters(progress), desk=page, rows=rows_html(window, page),
        script_words=script_words(page.look), address=address,
        next_address=f"{address}/next-unfinished", earlier=_earlier(address, shown, after),
    )  # fmt: skip


@bp.get("/statements/<slug>/<language>/rows")
def rows(slug: str, language: str) -> ResponseReturnValue:
    """Return the rows of the next window as a piece of HTML, or with `only` one row as it is now."""
    translation = find_translation(db.session, slug, language)
    shown = _filter()
    if key := request.args.get("only"):
        position = desk.position_of(db.session, translation, key)
        alone = desk.window(db.session, me(), translation, after=position - 1, limit=1)
        window = Window(alone.rows, next_after=None)
    else:
        window = desk.window(db.session, me(), translation, after=_after(), shown=shown)
    return rows_html(window, desk_of(translation, shown))


@bp.get("/statements/<slug>/<language>/next-unfinished")
def next_unfinished(slug: str, language: str) -> ResponseReturnValue:
    """Lead to the next paragraph that is not handed in, from `after` on; back to the desk when none is left."""
    translation = find_translation(db.session, slug, language)
    position = desk.next_unfinished(db.session, me(), translation, after=_after())
    if position is None:
        return redirect(url_for("desk.show", slug=slug, language=language, show=Filter.UNFINISHED))
    row = desk.window(db.session, me(), translation, after=position - 1, limit=1).rows[0]
    return redirect(_address(translation, Filter.ALL, row.position, row.key))


@bp.post("/targets/<int:target_id>")
def save(target_id: int) -> ResponseReturnValue:
    """Store `text` over `version`; with `submit`, hand it in as well. 409 with both texts if somebody was faster."""
    own_form()
    saved = editing.save(db.session, me(), target_id, request.form.get("text", ""), version=version_sent())
    if isinstance(saved, Saved) and "submit" in request.form:
        saved = _hand_in(saved)
    return _answer(saved)


@bp.post("/targets/<int:target_id>/submission")
def create_submission(target_id: int) -> ResponseReturnValue:
    """Store `text` over `version` and hand it in for review. A text that is handed in already is a success."""
    own_form()
    saved = editing.save(db.session, me(), target_id, request.form.get("text", ""), version=version_sent())
    if isinstance(saved, Saved):
        saved = _hand_in(saved)
    return _answer(saved)


def _hand_in(saved: Saved) -> Saved:
    if not saved.is_changed and saved.state in HANDED_IN:
        return saved
    return editing.submit(db.session, me(), saved.target_id, version=saved.version)


def _answer(saved: Saved | Conflict) -> ResponseReturnValue:
    db.session.commit()  # of a conflict too: the text that came late is kept beside the other
    if isinstance(saved, Conflict):
        return conflict_answer(saved)
    return saved_answer(saved)


def _filter() -> Filter:
    wanted = request.args.get("show", "")
    return Filter(wanted) if wanted in list(Filter) else Filter.ALL


def _after() -> int:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _window_of(translation: Translation, shown: Filter, key: str) -> str:
    return _address(translation, shown, desk.position_of(db.session, translation, key), key)


def _address(translation: Translation, shown: Filter, position: int, key: str) -> str:
    """Return where the desk shows the paragraph at `position`: on the first window when it stands there anyway."""
    after = 0 if position <= desk.WINDOW else position - 1 - BEFORE
    return url_for(
        "desk.show", slug=translation.statement.slug, language=translation.language, after=after or None,
        show=None if shown is Filter.ALL else shown, _anchor=key,
    )  # fmt: skip


def _earlier(address: str, shown: Filter, after: int) -> str:
    """Return the address of the window before this one; with a filter, of the first."""
    start = max(0, after - desk.WINDOW) if shown is Filter.ALL else 0
    query = ([f"show={shown.value}"] if shown is not Filter.ALL else []) + ([f"after={start}"] if start else [])
    return "?".join([address, "&".join(query)] if query else [address])


def _filters(progress: Progress) -> list[tuple[Filter, str, int]]:
    """Return the filters with their words and counts; the final state only where there is any."""
    counts, words = progress.segments, _filter_words()
    found = {
        Filter.ALL: progress.total_segments,
        Filter.UNFINISHED: sum(counts.get(state, 0) for state in UNFINISHED),
        **{Filter(state.value): counts.get(state, 0) for state in State},
        Filter.OUTDATED: progress.outdated,
    }
    return [(shown, words[shown], count) for shown, count in found.items() if count or shown is not Filter.FINAL]


@once_a_language
def _filter_words() -> dict[Filter, str]:
    states = {Filter(state.value): words for state, words in state_words().items()}
    ours = {Filter.ALL: _("All"), Filter.UNFINISHED: _("Unfinished"), Filter.OUTDATED: str(FLAGS[Flag.OUTDATED])}
    return states | ours
