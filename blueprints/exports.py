"""Taking a text out: what of it is approved, which formats there are, and the file itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from blueprints.file_wishes import at_once, by_job, choices
from blueprints.format_words import LAYOUTS, PAPERS, PRESETS, format_words
from blueprints.identity import me
from domain.permissions import Action, require
from extensions import db
from formats import REGISTRY, writer
from formats.base import chosen_setting
from services import exporting, jobs
from services.job_kinds import statement_export
from services.statements import progress_of
from services.store import find_translation

bp = Blueprint("exports", __name__, url_prefix="/statements/<slug>/<language>/exports")


@bp.get("")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show how much is approved, and every format with what it is for and what it cannot carry."""
    require(me(), Action.EXPORT)
    translation = find_translation(db.session, slug, language)
    return render_template(
        "exports/show.html",
        statement=translation.statement,
        translation=translation,
        progress=progress_of(db.session, [translation.id])[translation.id],
        formats=[(f.INFO, format_words(f.INFO)) for f in REGISTRY.values() if f.INFO.writes],
        layouts=LAYOUTS,
        papers=PAPERS,
        presets=PRESETS,
    )


@bp.route("/<format>", methods=["GET", "POST"])
def download(slug: str, language: str, format: str) -> ResponseReturnValue:
    """Hand out the translation as a file: approved text alone unless `states` is `all`. What takes long is a job."""
    require(me(), Action.EXPORT)
    translation = find_translation(db.session, slug, language)
    wishes = choices("layout", "paper", "states", *PRESETS)
    payload = {"statement": slug, "language": language, "format": format, **wishes}
    info, options = writer(format).INFO, statement_export.read_options(payload)
    chosen_setting(info, options)
    if jobs.takes_long(info, progress_of(db.session, [translation.id])[translation.id].total_segments):
        return by_job(statement_export.KIND, payload)
    data = exporting.export(db.session, me(), translation, format, options)
    source = translation.statement.source_language
    return at_once(data, info, statement_export.file_name(slug, source, language, info.suffix, options))
