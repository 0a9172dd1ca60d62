"""The statements: the list with its progress, one statement with its translations, its file as it came."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.identity import me
from domain.permissions import Action, require
from extensions import db
from services import statements
from services.store import find_statement

bp = Blueprint("statements", __name__)

PAGE = 50
# Languages offered by name when a translation is started; any other BCP 47 tag may be typed.
COMMON_LANGUAGES = (
    "es", "en", "pt", "pt-BR", "fr", "de", "it", "ca", "gl", "eu", "qu", "ay", "gn", "nl", "pl", "ru", "uk",
    "el", "tr", "ar", "fa", "he", "hi", "bn", "ur", "zh-Hans", "zh-Hant", "ja", "ko", "vi", "id", "sw",
)  # fmt: skip


@bp.get("/statements")
def index() -> ResponseReturnValue:
    """List the statements, newest first, each with the progress of its translations."""
    after = _position(request.args.get("after", ""))
    found = statements.listed(db.session, me(), after=after, limit=PAGE + 1)
    return render_template(
        "statements/index.html", listed=found[:PAGE], after=after,
        later=after + PAGE if len(found) > PAGE else None, earlier=max(0, after - PAGE) if after else None,
    )  # fmt: skip


@bp.get("/statements/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one statement: where it comes from, its translations, the ways out."""
    found = statements.overview(db.session, me(), slug)
    taken = {found.statement.source_language, *(t.language for t, _progress in found.translations)}
    return render_template(
        "statements/show.html",
        statement=found.statement,
        translations=found.translations,
        file=statements.source_file(db.session, me(), slug),
        languages=[tag for tag in COMMON_LANGUAGES if tag not in taken],
        may_start=me().may(Action.START_TRANSLATION),
    )


@bp.post("/statements/<slug>/translations")
def create_translation(slug: str) -> ResponseReturnValue:
    """Start the statement in another language, and open its desk."""
    require(me(), Action.START_TRANSLATION)
    language = request.form.get("other", "").strip() or request.form.get("language", "")
    statement = find_statement(db.session, slug)
    translation = statements.start_translation(db.session, me(), statement, language)
    db.session.commit()
    return redirect(url_for("desk.show", slug=slug, language=translation.language))


@bp.get("/statements/<slug>/source-file")
def source_file(slug: str) -> ResponseReturnValue:
    """Hand out the bytes as they came: always as a file to keep, never as a page to open here."""
    file = statements.source_file(db.session, me(), slug)
    response = Response(file.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=file.name or f"{slug}.{file.format}")
    return response


def _position(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
