"""The desk: a statement as an open book, and the saving of what is written there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.answers import acknowledged, conflict_answer, own_form, row_address, saved_answer, version_sent
from blueprints.check_words import in_short
from blueprints.errors import name_of
from blueprints.identity import me
from blueprints.keys import COMMANDS, platform_asking, script_keys
from blueprints.labels import FLAGS, once_a_language, state_words
from blueprints.pages import wants_json
from blueprints.rows import ROW_NOTE, desk_of, rows_html, script_words
from blueprints.tallies import FilterOf, tallies
from domain.bitext import Flag
from domain.errors import BlockedByChecks, NotFound
from domain.permissions import Action, require
from domain.states import UNFINISHED, State
from extensions import db
from services import checking, desk, editing
from services.desk import Filter, OpenTranslation, Window
from services.editing import Conflict, Saved
from services.keys import changed_keys
from services.statements import Progress, progress_of
from services.store import Translation, find_translation

bp = Blueprint("desk", __name__)

# A deep link opens the window a little before its paragraph, so that it does not stand alone.
BEFORE = 5
# So many paragraphs are counted with the page; more would make it slower.
COUNTED_AT_ONCE = 1000
# The script asks for one to put between others, where the reader may look further up.
AROUND = 16
# The next warning may be in a text that is not checked yet: so long is looked for it from here on.
CHECKED_FOR_S = 0.3
OF_A_STATE = {Filter(state.value): state for state in State}
FILTERS = (Filter.ALL, Filter.UNFINISHED, *OF_A_STATE, Filter.OUTDATED, Filter.WARNING)
RARE = frozenset({Filter.FINAL, Filter.OUTDATED})
HANDED_IN = frozenset({State.TRANSLATED, State.REVIEWED, State.FINAL})
NEXT = {kind.value: kind for kind in (Filter.UNFINISHED, Filter.WARNING, Filter.RETURNED, Filter.TRANSLATED)}


@bp.get("/statements/<slug>/<language>")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show a window of the desk: behind position `after` or up to `before`, of the rows that the filter `show` names.

    `at`, a paragraph's id or its bare number, leads to its window.
    """
    translation = desk.open_translation(db.session, slug, language)
    shown = _filter()
    if key := request.args.get("at", "").strip():
        return redirect(_window_of(translation, shown, key))
    window = _window(translation, shown)
    # Numbers are given once, so there are never more paragraphs than that. More of them are counted after the page.
    is_short = translation.statement.next_number <= COUNTED_AT_ONCE
    progress, filters = _counts(translation) if is_short else (None, _filters(None, 0))
    page, platform = desk_of(translation, shown), platform_asking()
    return render_template(
        "desk/show.html",
        statement=translation.statement, translation=translation, window=window, is_counted=is_short,
        tallies=tallies(progress, filters, shown, page.plain_address),
        last=progress.total_segments if progress else desk.last_position(db.session, translation),
        shown=shown, desk=page, rows=rows_html(window, page),
        script_words=script_words(page.look), address=page.plain_address, platform=platform,
        characters=_characters(),
        commands=script_keys(me(), language, changed_keys(db.session, me(), platform), platform),
        after=window.rows[0].position - 1 if window.rows else 0,
    )  # fmt: skip


@bp.get("/statements/<slug>/<language>/counts")
def counts(slug: str, language: str) -> ResponseReturnValue:
    """Return the counts of a translation as a piece of HTML: a long one's come after its page."""
    translation = desk.open_translation(db.session, slug, language)
    shown = _filter()
    progress, filters = _counts(translation)
    address = desk_of(translation, shown).plain_address
    return render_template("desk/counts.html", tallies=tallies(progress, filters, shown, address))


def _counts(translation: OpenTranslation) -> tuple[Progress, list[FilterOf]]:
    is_short = translation.statement.next_number <= COUNTED_AT_ONCE
    progress = progress_of(db.session, [translation.id], is_short=is_short)[translation.id]
    warnings = desk.count_warnings(db.session, me(), translation, outdated=progress.outdated)
    return progress, _filters(progress, warnings)


@bp.get("/statements/<slug>/<language>/rows")
def rows(slug: str, language: str) -> ResponseReturnValue:
    """Return rows as a piece of HTML, with links to what is left before and behind them.

    `only`: one row as it is now; `at`: those around a paragraph; else those between `after` and `before`, which are
    positions or paragraphs' ids, from the end with `end`.
    """
    translation = desk.open_translation(db.session, slug, language)
    shown = _filter()
    if key := request.args.get("only"):
        position = desk.position_of(db.session, translation, key)
        window = Window(desk.window(db.session, me(), translation, after=position - 1, limit=1).rows, next_after=None)
    elif key := request.args.get("at"):
        position = desk.position_of(db.session, translation, key)
        window = desk.window(db.session, me(), translation, after=max(0, position - 1 - AROUND), shown=shown)
    else:
        window = _window(translation, shown)
    return rows_html(window, desk_of(translation, shown))


@bp.get("/statements/<slug>/<language>/next")
def next_of_kind(slug: str, language: str) -> ResponseReturnValue:
    """Lead to the next paragraph of a `kind` (one of NEXT) behind `after`; to its filter without one.

    A script is told the paragraph's id, or null.
    """
    translation = find_translation(db.session, slug, language)
    kind = NEXT.get(request.args.get("kind", ""), Filter.UNFINISHED)
    after = _place(translation, "after") or 0
    if kind is Filter.WARNING:
        require(me(), Action.READ)
        checking.catch_up(db.session, translation.id, seconds=CHECKED_FOR_S, after=after)
        translation = find_translation(db.session, slug, language)
        found = checking.next_warned(db.session, me(), translation, after=after)
    else:
        found = desk.next_in(db.session, me(), translation, kind, after=after)
    if wants_json():
        return {"at": found and found[1]}
    if found is None:
        return redirect(url_for("desk.show", slug=slug, language=language, show=kind))
    return redirect(_address(translation, Filter.ALL, *found))


@bp.get("/targets/<int:target_id>/source")
def source(target_id: int) -> ResponseReturnValue:
    """Tell a script the source of a target as it was typed, with its marks: to copy it into the box."""
    return {"text": desk.row(db.session, me(), target_id).source}


@bp.post("/targets/<int:target_id>")
def save(target_id: int) -> ResponseReturnValue:
    """Store `text` over `version`; with `submit`, hand it in as well. 409 with both texts if somebody was faster."""
    own_form()
    saved = editing.save(db.session, me(), target_id, request.form.get("text", ""), version=version_sent())
    if isinstance(saved, Saved) and "submit" in request.form:
        return _hand_in(saved)
    return _answer(saved)


@bp.post("/targets/<int:target_id>/submission")
def create_submission(target_id: int) -> ResponseReturnValue:
    """Store `text` over `version` and hand it in for review. A text that is handed in already is a success.

    Where checks find errors, it is stored and not handed in: 409, or the row with the reason in it.
    """
    own_form()
    saved = editing.save(db.session, me(), target_id, request.form.get("text", ""), version=version_sent())
    return _hand_in(saved) if isinstance(saved, Saved) else _answer(saved)


def _hand_in(saved: Saved) -> ResponseReturnValue:
    if not saved.is_changed and saved.state in HANDED_IN:
        return _answer(saved)
    try:
        return _answer(editing.submit(db.session, me(), saved.target_id, version=saved.version))
    except BlockedByChecks as error:
        db.session.commit()  # the text is stored all the same
        return _blocked(saved, error)


def _blocked(saved: Saved, error: BlockedByChecks) -> ResponseReturnValue:
    """Say why the text was stored and not handed in, and lead to what the checks found."""
    words = _("The text is saved, but not handed in. %(said)s", said=in_short(error.facts["findings"]))
    beside = url_for("panel.show", target_id=saved.target_id, _anchor="beside-checks")
    link = _("Put it right or waive it")
    if wants_json():
        refused = {"error": name_of(error), "words": words, "link": link, "beside": beside}
        return refused | acknowledged(saved), 409
    flash(Markup('{} <a href="{}">{}</a>').format(words, beside, link), ROW_NOTE + str(error.facts["segment"]))
    return redirect(row_address(saved.target_id))


def _answer(saved: Saved | Conflict) -> ResponseReturnValue:
    db.session.commit()  # of a conflict too: the text that came late is kept beside the other
    if isinstance(saved, Conflict):
        return conflict_answer(saved)
    return saved_answer(saved)


def _filter() -> Filter:
    wanted = request.args.get("show", "")
    return Filter(wanted) if wanted in list(Filter) else Filter.ALL


def _window(translation: OpenTranslation, shown: Filter) -> Window:
    """Return the window that the address names by `after`, `before` and `end`."""
    after, before = _place(translation, "after"), _place(translation, "before")
    from_end = "end" in request.args or (before is not None and after is None)
    return desk.window(
        db.session, me(), translation, after=after or 0, before=before, from_end=from_end, shown=shown
    )  # fmt: skip


def _place(translation: OpenTranslation | Translation, name: str) -> int | None:
    """Return the position that the address gives for `name`, as a number or as a paragraph's id; None for neither."""
    text = request.args.get(name, "")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return desk.position_of(db.session, translation, text) if text.startswith("p") else None


def _window_of(translation: OpenTranslation, shown: Filter, key: str) -> str:
    """Return where the desk shows the paragraph `key`; a number that was typed and names none is no broken link."""
    number = key.lstrip("¶").strip()
    if not (number.isascii() and number.isdigit()):
        return _address(translation, shown, desk.position_of(db.session, translation, key), key)
    try:
        return _address(translation, shown, desk.position_of(db.session, translation, f"p{number}"), f"p{number}")
    except NotFound:
        flash(_("There is no paragraph %(number)s here.", number=number[:10]), "warning")
        return _address(translation, shown, 0, None)


def _address(translation: OpenTranslation | Translation, shown: Filter, position: int, key: str | None) -> str:
    """Return where the desk shows the paragraph at `position`: on the first window when it stands there anyway."""
    after = 0 if position <= desk.WINDOW else position - 1 - BEFORE
    return url_for(
        "desk.show", slug=translation.statement.slug, language=translation.language, after=after or None,
        show=None if shown is Filter.ALL else shown, _anchor=key,
    )  # fmt: skip


def _filters(progress: Progress | None, warnings: int) -> list[FilterOf]:
    """Return the filters with their words and counts, the RARE ones only where there is any; without `progress`, which
    is still to be counted, their words alone.
    """
    words = _filter_words()
    if progress is None:
        return [FilterOf(shown, words[shown], None) for shown in FILTERS if shown not in RARE]
    counts = progress.segments
    found = {shown: counts.get(state, 0) for shown, state in OF_A_STATE.items()}
    found[Filter.ALL] = progress.total_segments
    found[Filter.UNFINISHED] = sum(counts.get(state, 0) for state in UNFINISHED)
    found[Filter.OUTDATED], found[Filter.WARNING] = progress.outdated, warnings
    return [FilterOf(shown, words[shown], found[shown]) for shown in FILTERS if found[shown] or shown not in RARE]


@once_a_language
def _characters() -> tuple[tuple[str, str, str], ...]:
    """Return the commands that write characters, with what their buttons show and say."""
    signs = ("␣", "« »", "“ ”", "—", "¿", "¡")
    commands = (command for name, command in COMMANDS.items() if name.startswith("insert-"))
    return tuple((command.name, sign, str(command.words)) for command, sign in zip(commands, signs, strict=True))


@once_a_language
def _filter_words() -> dict[Filter, str]:
    states = {Filter(state.value): words for state, words in state_words().items()}
    ours = {Filter.ALL: _("All"), Filter.UNFINISHED: _("Unfinished"), Filter.OUTDATED: str(FLAGS[Flag.OUTDATED])}
    ours[Filter.WARNING] = _("Warnings")
    return states | ours
