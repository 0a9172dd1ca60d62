"""Taking a text out: what of it is approved, which formats there are, and the file itself."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from blueprints.format_words import LAYOUTS, PAPERS, format_words
from blueprints.identity import me
from domain.bitext import States
from domain.errors import BadValue
from domain.permissions import Action, require
from extensions import db
from formats import REGISTRY, writer
from formats.base import FormatInfo, Layout, Options, Paper
from services import exporting
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
    )


@bp.get("/<format>")
def download(slug: str, language: str, format: str) -> ResponseReturnValue:
    """Hand out the translation as a file: approved text alone unless `states` is `all`."""
    require(me(), Action.EXPORT)
    translation = find_translation(db.session, slug, language)
    info = writer(format).INFO
    options = Options(
        _layout(request.args.get("layout", "")),
        _states(request.args.get("states", "")),
        paper=_paper(request.args.get("paper", "")),
    )
    data = exporting.export(db.session, me(), translation, format, options)
    response = Response(data, content_type=_content_type(info))
    shown = translation.statement.source_language if options.layout is Layout.SOURCE else translation.language
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.{shown}{info.suffix}")
    return response


def _content_type(info: FormatInfo) -> str:
    is_text = info.media_type.startswith("text/")
    return f"{info.media_type}; charset=utf-8" if is_text else info.media_type


def _layout(text: str) -> Layout | None:
    if text and text not in list(Layout):
        raise BadValue(field="layout", value=text)
    return Layout(text) if text else None


def _paper(text: str) -> Paper | None:
    if text and text not in list(Paper):
        raise BadValue(field="paper", value=text)
    return Paper(text) if text else None


def _states(text: str) -> States:
    if text and text not in list(States):
        raise BadValue(field="states", value=text)
    return States(text) if text else States.REVIEWED
