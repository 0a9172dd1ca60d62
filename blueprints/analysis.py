"""The start of a job: what the memory has of a text, in figures; filling it in as drafts, and the way back."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.analysis_words import BANDS, FILLINGS, LEAST
from blueprints.answers import own_form
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import number
from blueprints.undone_words import paragraphs, undone_words
from domain.analysis import READY, TO_MEND, Analysis, Band
from domain.errors import BadValue
from domain.permissions import Action, require
from domain.states import State
from extensions import db
from services import analysis, fillings, jobs, memory, pretranslation
from services.analysis import LONG_FROM, Found, now
from services.fillings import Filled
from services.job_kinds import pretranslation as filling_job
from services.job_kinds import translation_analysis as analysis_job
from services.pretranslation import EXACT, MOST_AT_ONCE
from services.statements import Progress, progress_of
from services.store import Translation, find_translation

bp = Blueprint("analysis", __name__, url_prefix="/statements/<slug>/<language>")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: the paragraphs and words of a band, of what is left and of the whole."""

    band: Band
    words: object
    help: object
    left: object
    share: int
    whole: object


@bp.get("/analysis")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show what the memory has of the text. A long one is counted by a job, and shows what that counted last."""
    require(me(), Action.READ)
    translation = find_translation(db.session, slug, language)
    progress = _progress(translation)
    is_long = progress.total_segments > LONG_FROM
    found = _found(translation, is_long=is_long)
    return render_template(
        "analysis/show.html",
        statement=translation.statement, translation=translation, progress=progress, is_long=is_long, found=found,
        figures=_figures(found.analysis) if found else [],
        sums=_sums(found.analysis) if found else {},
        past=fillings.past(db.session, me(), translation), filling_words=FILLINGS, choices=LEAST.items(),
        may_write=me().may(Action.TRANSLATE, language), empty=progress.segments.get(State.UNTRANSLATED, 0),
    )  # fmt: skip


@bp.post("/analysis")
def create(slug: str, language: str) -> ResponseReturnValue:
    """Have a text counted by a job, and lead to it."""
    own_form()
    job = jobs.ask(db.session, me(), analysis_job.KIND, {"statement": slug, "language": language})
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@bp.get("/pretranslation")
def preview(slug: str, language: str) -> ResponseReturnValue:
    """Show which empty paragraphs would be filled with what, a part of the text at a time: `start` is a position."""
    translation = _translation(slug, language)
    start, least = whole(request.args.get("start", "")), _least(request.args.get("from", ""))
    _catch_up()
    plan = pretranslation.plan(db.session, me(), translation, least=least, start=start, most=MOST_AT_ONCE)
    return render_template(
        "analysis/pretranslation.html",
        statement=translation.statement, translation=translation, plan=plan, least=least, start=start,
        choices=LEAST.items(), empty=_progress(translation).segments.get(State.UNTRANSLATED, 0), names=paragraphs,
    )  # fmt: skip


@bp.post("/pretranslation")
def create_filling(slug: str, language: str) -> ResponseReturnValue:
    """Fill in what is ticked, or with `do=all` whatever has an exact match: of a long text by a job."""
    own_form()
    translation = _translation(slug, language)
    least = _least(request.form.get("from", ""))
    if request.form.get("do") != "all":
        wanted = [_ticked(text) for text in request.form.getlist("target")]
        done = pretranslation.chosen(db.session, me(), translation, wanted, least=least)
    elif _progress(translation).segments.get(State.UNTRANSLATED, 0) > LONG_FROM:
        wish = {"statement": slug, "language": language, "from": least}
        job = jobs.ask(db.session, me(), filling_job.KIND, wish)
        db.session.commit()
        return redirect(url_for("jobs.show", job_id=job.id), 303)
    else:
        _catch_up()
        plan = pretranslation.plan(db.session, me(), translation, least=least)
        done = pretranslation.apply(db.session, me(), translation, plan.proposals)
    db.session.commit()
    for words, kind in _filled_words(done):
        flash(words, kind)
    return redirect(url_for("analysis.show", slug=slug, language=language), 303)


@bp.post("/fillings/<int:filling_id>/undoing")
def undo(slug: str, language: str, filling_id: int) -> ResponseReturnValue:
    """Empty again what a filling filled, and lead to the list of them."""
    own_form()
    translation = _translation(slug, language)
    undone = fillings.undo(db.session, me(), translation, filling_id)
    db.session.commit()
    for words, kind in undone_words(undone):
        flash(words, kind)
    return redirect(url_for("analysis.show", slug=slug, language=language, _anchor="past"), 303)


def _catch_up() -> None:
    """Let the memory find what was approved lately."""
    if memory.is_behind(db.session):
        memory.catch_up(db.session)
        db.session.commit()


def _translation(slug: str, language: str) -> Translation:
    require(me(), Action.TRANSLATE)  # whoever translates nothing is not told what exists
    translation = find_translation(db.session, slug, language)
    require(me(), Action.TRANSLATE, translation.language)
    return translation


def _progress(translation: Translation) -> Progress:
    return progress_of(db.session, [translation.id])[translation.id]


def _found(translation: Translation, *, is_long: bool) -> Found | None:
    """Return the analysis: a short text is looked up now, a long one was by the last job; None where there was none."""
    if is_long:
        return analysis.stored(db.session, me(), translation)
    _catch_up()
    return Found(analysis.analyse(db.session, me(), translation), now())


def _figures(counted: Analysis) -> list[Figure]:
    return [
        Figure(
            band, *BANDS[band], counted.left.bands[band], counted.left.percent(band), counted.whole.bands[band]
        )
        for band in Band
    ]  # fmt: skip


def _sums(counted: Analysis) -> dict[str, object]:
    left = counted.left
    return {
        "left": left.of(), "whole": counted.whole.of(), "ready": left.of(READY), "mend": left.of(TO_MEND),
        "new": left.bands[Band.NONE],
    }  # fmt: skip


def _least(text: str) -> int:
    """Return the percent from which on matches are filled in, 100 unless another is named. Raises BadValue."""
    least = whole(text, -1) if text else EXACT
    if least not in pretranslation.LEAST:
        raise BadValue(field="from", value=text[:40])
    return least


def _ticked(text: str) -> tuple[int, int, int]:
    """Return target, version and entry of a ticked box. Raises BadValue."""
    parts = text.split("@")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise BadValue(field="target", value=text[:40])
    target, version, entry = map(int, parts)
    return target, version, entry


def _filled_words(done: Filled) -> list[tuple[str, str]]:
    words = []
    if done.targets:
        said = ngettext(
            "%(number)s paragraph was filled in, as a draft. It can be undone below.",
            "%(number)s paragraphs were filled in, as drafts. It can be undone below.",
            len(done.targets), number=number(len(done.targets)),
        )  # fmt: skip
        words.append((said, "good"))
    if done.left:
        said = _("Changed by somebody meanwhile, so left as it is: %(names)s", names=paragraphs(done.left))
        words.append((said, "warning"))
    return words or [(_("Nothing was filled in: nothing was chosen, or there is no exact match."), "info")]
