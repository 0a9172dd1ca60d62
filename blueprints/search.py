"""Searching sources and targets, in one statement or in all of them."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import place
from blueprints.search_rows import row_html
from domain.permissions import Action
from extensions import db
from services import search
from services.search import SIDES, Asked, Found, FoundStatement
from services.store import Statement, find_statement

bp = Blueprint("search", __name__)

_QUOTES = '"“”«»'


@bp.get("/search")
def show() -> ResponseReturnValue:
    """Show what `q` finds: `in` one side, `statement` a slug, `language` a tag, `after` the last one shown."""
    asked = _asked()
    statement = find_statement(db.session, asked.slug) if asked.slug else None
    is_whole = True
    if asked.text and search.is_behind(db.session):
        is_whole = search.catch_up(db.session)
        db.session.commit()
    found = search.search(db.session, me(), asked)
    return render_template(
        "search/show.html",
        asked=asked, found=found, statement=statement, groups=_groups(found),
        languages=search.languages(db.session, me(), asked.slug),
        left=0 if is_whole else max(1, search.count_left(db.session)),
        here=_address(asked), everywhere=_address(asked, statement="", language=""),
        first=_address(asked) if asked.after else None,
        later=_address(asked, after=str(found.later)) if found.later else None,
        replacement=_replacement(statement, asked),
    )  # fmt: skip


def _asked() -> Asked:
    side, after = request.args.get("in", ""), request.args.get("after", "")
    return Asked(
        request.args.get("q", "").strip(), side if side in SIDES else "", request.args.get("statement", ""),
        request.args.get("language", ""), whole(after),
    )  # fmt: skip


def _address(asked: Asked, **changes: str) -> str:
    """Return the address of these results from the beginning, with `changes` of what is asked for."""
    values = {"q": asked.text, "in": asked.side, "statement": asked.slug, "language": asked.language, **changes}
    return f"{place('search.show')}?{urlencode({name: value for name, value in values.items() if value})}"


def _replacement(statement: Statement | None, asked: Asked) -> str | None:
    """Return where the words can be replaced: in the targets of one statement in one language."""
    if statement is None or not asked.language or not me().may(Action.TRANSLATE, asked.language):
        return None
    address = url_for("replacing.show", slug=statement.slug, language=asked.language)
    return f"{address}?{urlencode({'find': asked.text.strip(_QUOTES)})}"


def _groups(found: Found) -> list[tuple[FoundStatement, str, Markup]]:
    """Return the statements found, each with its address and the rows of its paragraphs."""
    groups, all_statements = [], place("statements.index")
    for statement in found.statements:
        address = f"{all_statements}/{statement.slug}"
        rows = Markup("\n").join(row_html(paragraph, address) for paragraph in statement.paragraphs)
        groups.append((statement, address, rows))
    return groups
