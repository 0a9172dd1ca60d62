"""The text by itself, set like a page of a book: the target alone, beside its source, or the source."""

from enum import StrEnum

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.identity import me
from blueprints.labels import FLAGS
from blueprints.numbers import whole
from domain.bitext import Flag
from domain.states import APPROVED
from extensions import db
from formats.items import is_numbered, without_bullet
from services import desk, reading
from services.store import find_translation

bp = Blueprint("reading", __name__)

PAGE = 200  # paragraphs: some twenty pages of a book


class View(StrEnum):
    """What is shown of the text."""

    TARGET = "target"
    BOTH = "both"
    SOURCE = "source"


@bp.get("/statements/<slug>/<language>/reading")
def show(slug: str, language: str) -> ResponseReturnValue:
    """Show the text: `view`, `approved` for what is approved alone, `after` a position; `at` leads to a paragraph."""
    translation = find_translation(db.session, slug, language)
    view, is_approved_only = _view(), "approved" in request.args
    if key := request.args.get("at"):
        after = (desk.position_of(db.session, translation, key) - 1) // PAGE * PAGE
        return redirect(_address(slug, language, view, is_approved_only, after, anchor=key))
    after = _after()
    window = desk.window(db.session, me(), translation, after=after, limit=PAGE)

    notes = reading.printed_notes(db.session, me(), translation, [row.segment_id for row in window.rows])

    def address(view: View = view, approved: bool = is_approved_only, after: int = after) -> str:
        return _address(slug, language, view, approved, after)

    return render_template(
        "reading/show.html",
        statement=translation.statement, translation=translation, rows=window.rows, notes=notes, view=view, views=View,
        without_bullet=without_bullet, is_numbered=is_numbered,
        is_approved_only=is_approved_only, approved_states=APPROVED, outdated=FLAGS[Flag.OUTDATED], address=address,
        desk_address=url_for("desk.show", slug=slug, language=language),
        earlier=address(after=max(0, after - PAGE)) if after else None,
        later=address(after=window.next_after) if window.next_after else None,
    )  # fmt: skip


def _view() -> View:
    wanted = request.args.get("view", "")
    return View(wanted) if wanted in list(View) else View.TARGET


def _after() -> int:
    text = request.args.get("after", "")
    return whole(text)


def _address(slug: str, language: str, view: View, approved: bool, after: int, anchor: str | None = None) -> str:
    """Return the address of a page of the text, what is usual left out."""
    return url_for(
        "reading.show", slug=slug, language=language, view=None if view is View.TARGET else view.value,
        approved="1" if approved else None, after=after or None, _anchor=anchor,
    )  # fmt: skip
