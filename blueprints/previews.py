"""The pages of an edition as they will be printed: the spread at a place, its pictures, what was typed on the way."""

import gzip
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.answers import own_form
from blueprints.composing import back_to, keep_typed
from blueprints.errors import status_of
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.wording import words_for
from domain.errors import BadValue, NotFound, TextTooLong, TooLongToSet
from domain.permissions import Action, require
from extensions import db
from formats.pictures import MEDIA_TYPE, Pages
from services import drafts, editions, previewing
from services.editions import Details, Edition
from services.previewing import FRONT, LAST, Place
from services.spreads import spread_at
from services.store import LARGEST

bp = Blueprint("previews", __name__, url_prefix="/editions/<edition>")

A_DAY = "private, max-age=86400, immutable"


@bp.post("/drafts")
def keep(edition: str) -> ResponseReturnValue:
    """Keep what was typed, and lead to its pages, or back to where it was typed."""
    own_form()
    require(me(), Action.PUBLISH)
    found = editions.find_edition(db.session, me(), edition)
    if request.form.get("then") != "preview":
        return back_to(found)
    key = keep_typed(found)
    db.session.commit()
    return redirect(url_for("previews.show", edition=found.slug, draft=key, **_asked("text", "paragraph", "bare")), 303)


@bp.post("/drafts/removal")
def forget(edition: str) -> ResponseReturnValue:
    """Drop what was typed and not saved."""
    own_form()
    require(me(), Action.PUBLISH)
    found = editions.find_edition(db.session, me(), edition)
    drafts.forget(db.session, me(), found)
    db.session.commit()
    return redirect(url_for("editions.show", edition=found.slug))


@bp.get("/preview")
def show(edition: str) -> ResponseReturnValue:
    """Show the spread at `text` and `paragraph`; `bare` without the page around it, for the page of the edition."""
    require(me(), Action.EXPORT)
    found = editions.find_edition(db.session, me(), edition)
    template = "publishing/_spread.html" if request.args.get("bare") else "publishing/preview.html"
    common = {
        "edition": found, "draft": request.args.get("draft") or None,
        "zoom": 2 if request.args.get("zoom") == "2" else 1,
    }  # fmt: skip
    try:
        preview = previewing.prepare(db.session, me(), found, _details(found), place_asked())
        spread = spread_at(preview, previewing.pages_of(preview))
    except (TooLongToSet, TextTooLong, BadValue) as error:
        return render_template(template, problem=words_for(error), spread=None, texts=(), **common), status_of(error)
    return render_template(template, spread=spread, preview=preview, texts=preview.texts, problem="", **common)


@bp.get("/preview/<int:page>.svg")
def picture(edition: str, page: int) -> ResponseReturnValue:
    """Hand out one page of what is set for a place. `of` names what was set: then it never changes."""
    require(me(), Action.EXPORT)
    found = editions.find_edition(db.session, me(), edition)
    asked = request.args.get("of", "")
    pages = previewing.kept_pages(asked) if asked.startswith(f"{found.id}-") else None
    is_same = pages is not None
    if pages is None:
        preview = previewing.prepare(db.session, me(), found, _details(found), place_asked())
        pages, is_same = previewing.pages_of(preview), preview.key == asked
    if not 1 <= page <= len(pages.pictures):
        raise NotFound(what="page", key=page)
    return _svg(pages, page, is_same=is_same)


def _svg(pages: Pages, page: int, *, is_same: bool) -> Response:
    takes_gzip = "gzip" in request.accept_encodings
    data = pages.pictures[page - 1]
    response = Response(data if takes_gzip else gzip.decompress(data), content_type=MEDIA_TYPE)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.headers["Cache-Control"] = A_DAY if is_same else "private, no-store"
    return response


def place_asked() -> Place:
    """Return the place that the address names."""
    spread = request.args.get("spread", "")
    number = LAST if spread == "last" else whole(spread, LARGEST) if spread else None
    paragraph = max(1, whole(request.args.get("paragraph", ""), 1))
    return Place(request.args.get("text", FRONT), paragraph, number)


def _details(edition: Edition) -> Details:
    """Return what is saved, or what this publisher has typed; an edition always has a title."""
    key = request.args.get("draft", "")
    saved = editions.details_of(edition)
    if not key:
        return saved
    details = drafts.kept(db.session, me(), edition, key).details
    return details if details.title.strip() else replace(details, title=saved.title)


def _asked(*names: str) -> dict[str, str | None]:
    """Return what the form says of those names, to be put into an address."""
    return {name: request.form.get(name) or None for name in names}
