"""What is open to people who are not signed in: the releases of an edition, and the draft that a link leads to.

Nobody is asked here who they are: no session is read, written or needed, so that caches may keep the releases.
"""

import hashlib

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints import headers, public_frames
from blueprints.differences import two_sides
from blueprints.public_frames import ALONE, QUICK, SLOW
from blueprints.shelf import Shelf
from config import LANGUAGES
from domain import errata
from domain.errors import NotFound
from domain.volume import Volume
from extensions import db
from formats import html, html_head, volume_writer
from formats.base import FormatInfo, Layout, Options
from formats.html import Frame, Written
from formats.wording import words_for
from services import jobs, publication, releases
from services.publication import Opened

bp = Blueprint("public", __name__)

MOST_CHANGES = 500  # on one page
# Kept by caches, but not shown before the desk was asked: it may be closed at any moment.
ASK_ANEW = "public, no-cache"
VIEWS = {layout.value: layout for layout in ALONE}
_VOLUMES: Shelf[Volume] = Shelf(20_000, lambda volume: 100 + sum(len(part.units) for part in volume.parts))
_PAGES: Shelf[Written] = Shelf(32 * 1024 * 1024, lambda page: len(page.data) + 100 * len(page.anchors))
_FILES: Shelf[bytes] = Shelf(32 * 1024 * 1024, len)


@bp.get("/read/<edition>")
def read(edition: str) -> ResponseReturnValue:
    """Show the newest release of an edition that is open to everybody."""
    return _page(publication.opened(db.session, edition))


@bp.get("/read/<edition>/<int:release_number>")
def read_release(edition: str, release_number: int) -> ResponseReturnValue:
    """Show that release; it stays at this address."""
    return _page(publication.opened(db.session, edition, release_number))


@bp.get("/read/<edition>/<int:release_number>/<anchor>")
def read_paragraph(edition: str, release_number: int, anchor: str) -> ResponseReturnValue:
    """Lead to a paragraph by its id, or by one that it had before it was split or merged."""
    opened = publication.opened(db.session, edition, release_number)
    id = _written(opened, None).anchors.get(anchor)
    if id is None:
        raise NotFound(what="publication", key="")
    response = redirect(public_frames.read_address(opened, id))
    response.headers["Cache-Control"] = ASK_ANEW
    return response


@bp.get("/read/<edition>/<int:release_number>/files/<file_format>")
def download(edition: str, release_number: int, file_format: str) -> ResponseReturnValue:
    """Hand out a release as a file: in the formats that are quickly made, or one that was made before."""
    opened = publication.opened(db.session, edition, release_number)
    if slow := next((info for info in SLOW if info.id == file_format), None):
        return _made(opened, slow)
    info = next((info for info in QUICK if info.id == file_format), None)
    if info is None:
        raise NotFound(what="publication", key="")
    data = _FILES.get((opened.sha256, info.id), lambda: _file(opened, info.id))
    return _handed_out(data, opened, info)


@bp.get("/read/<edition>/<int:release_number>/changes")
def show_changes(edition: str, release_number: int) -> ResponseReturnValue:
    """Show what changed since the release before: the errata."""
    opened = publication.opened(db.session, edition, release_number)
    former = next((number for number, _day in opened.numbers if number < release_number), None)
    if former is None:
        raise NotFound(what="publication", key="")
    volume = _volume(opened)
    changes = errata.changes(_volume(publication.opened(db.session, edition, former)), volume)
    language = words_for(volume.target_language).language
    with force_locale(language):
        page = render_template(
            "publication/changes.html", opened=opened, volume=volume, since=former, changes=changes[:MOST_CHANGES],
            total=len(changes), two_sides=two_sides, text_address=public_frames.read_address(opened),
            alone=volume.layout if volume.layout in ALONE else "", page_language=language,
        )  # fmt: skip
    return _kept(Response(page), hashlib.sha256(page.encode()).hexdigest())


@bp.get("/preview/<preview_token>")
def preview(preview_token: str) -> ResponseReturnValue:
    """Show what is not released yet to whoever holds a link to it."""
    try:
        volume, ends_at = publication.previewed(db.session, preview_token)
    except NotFound:
        return headers.secret(Response(_gone(), 404))
    frame = public_frames.of_preview(volume, ends_at)
    page = html.write_page(volume, releases.as_composed(volume, html.INFO, Options()), frame)
    db.session.commit()
    return _own_policy(headers.secret(Response(page.data)))


def _made(opened: Opened, info: FormatInfo) -> Response:
    file = publication.made_file(db.session, opened, info.id)
    if file is None:
        raise NotFound(what="publication", key="")
    return _handed_out(b"".join(jobs.pieces(db.session, file)), opened, info)


def _handed_out(data: bytes, opened: Opened, info: FormatInfo) -> Response:
    response = Response(data, content_type=_content_type(info))
    name = f"{opened.edition.slug}-{opened.number}{info.suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _kept(response, hashlib.sha256(data).hexdigest())


def _gone() -> str:
    """Return what stands where a link leads nowhere (any more), in every language of the interface at once."""
    said = []
    for language in LANGUAGES:
        with force_locale(language):
            words = _(
                "The link to this draft has ended, or there never was one. Whoever gave it to you can make a new one."
            )
            said.append((language, _("This link leads nowhere"), words))
    return render_template("publication/gone.html", said=said, page_language=LANGUAGES[0])


def _page(opened: Opened) -> Response:
    volume = _volume(opened)
    # Where the publisher has one language printed, there is no other to choose.
    view = None if volume.layout in ALONE else VIEWS.get(request.args.get("text", ""))
    frame = _frame(opened, volume, view)
    key = repr((opened.sha256, view, frame, html_head.own().policy)).encode()
    response = _kept(Response(), hashlib.sha256(key).hexdigest())
    if response.status_code != 304:
        response.set_data(_written(opened, view, frame).data)
    return _own_policy(response)


def _written(opened: Opened, view: Layout | None, frame: Frame | None = None) -> Written:
    """Return a release as a page, with a frame that is worked out where none is given."""
    volume = _volume(opened)
    around = frame or _frame(opened, volume, view)
    alone = Layout(volume.layout) if volume.layout in ALONE else view
    options = releases.as_composed(volume, html.INFO, Options(alone))
    return _PAGES.get((opened.sha256, view, around), lambda: html.write_page(volume, options, around))


def _frame(opened: Opened, volume: Volume, view: Layout | None) -> Frame:
    made = [info for info in SLOW if publication.made_file(db.session, opened, info.id)]
    return public_frames.of_release(opened, volume, view, made)


def _volume(opened: Opened) -> Volume:
    return _VOLUMES.get(opened.sha256, lambda: publication.volume_of(db.session, opened))


def _file(opened: Opened, format_id: str) -> bytes:
    volume, writer = _volume(opened), volume_writer(format_id)
    return writer.write_volume(volume, releases.as_composed(volume, writer.INFO, Options()))


def _content_type(info: FormatInfo) -> str:
    return f"{info.media_type}; charset=utf-8" if info.media_type.startswith("text/") else info.media_type


def _kept(response: Response, etag: str) -> Response:
    """Let caches keep what never changes, and search engines find it."""
    response.headers["Cache-Control"] = ASK_ANEW
    response.headers["X-Robots-Tag"] = "all"
    response.set_etag(etag)
    return response.make_conditional(request)


def _own_policy(response: Response) -> Response:
    """Let the page's own style and script act, by their hashes, and nothing else."""
    response.headers["Content-Security-Policy"] = f"{html_head.own().policy}; frame-ancestors 'none'"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
