"""The files of an edition: of its texts as they stand now, of a release, one form or many in a bundle."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from blueprints.identity import me
from domain.errors import BadValue, NotFound
from domain.permissions import Action, require
from extensions import db
from formats import volume_writer
from formats.base import FormatInfo, Layout, Options, Paper
from services import bundles, editions, releases

bp = Blueprint("edition_files", __name__, url_prefix="/editions")

# Paragraphs of a PDF that is set while somebody waits for it; the command line sets any number.
MOST_WHILE_WAITING = 1500
MOST_IN_BUNDLE = 400  # of an edition that is set several times


@bp.get("/<edition>/files/<file_format>")
def download(edition: str, file_format: str) -> ResponseReturnValue:
    """Hand out the edition as its texts stand now; a draft says so on every page."""
    return _file(edition, file_format, None)


@bp.get("/<edition>/releases/<int:release_number>/files/<file_format>")
def download_release(edition: str, release_number: int, file_format: str) -> ResponseReturnValue:
    """Hand out a release as a file: the same bytes whenever it is asked for."""
    return _file(edition, file_format, release_number)


@bp.get("/<edition>/bundles/<preset>")
def download_bundle(edition: str, preset: str) -> ResponseReturnValue:
    """Hand out many forms in one ZIP, of `release` or of the texts as they stand now."""
    require(me(), Action.EXPORT)
    given = request.args.get("release", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 10):
        raise NotFound(what="release", key=given)
    number = int(given) if given else None
    found = editions.find_edition(db.session, me(), edition)
    data = bundles.bundle(db.session, me(), found.slug, preset, number=number, most=MOST_IN_BUNDLE)
    response = Response(data, content_type=bundles.MEDIA_TYPE)
    stem = f"{found.slug}{f'-{number}' if number else ''}"
    response.headers.set("Content-Disposition", "attachment", filename=f"{stem}{preset.removeprefix('zip')}.zip")
    return response


def _file(edition: str, file_format: str, number: int | None) -> Response:
    require(me(), Action.EXPORT)
    found = editions.find_edition(db.session, me(), edition)
    info = volume_writer(file_format).INFO
    options = Options(
        _choice(Layout, "layout", request.args.get("layout", "")),
        paper=_choice(Paper, "paper", request.args.get("paper", "")),
    )
    most = MOST_WHILE_WAITING if info.papers else None
    data = releases.build(db.session, me(), found.slug, file_format, options, number=number, most=most)
    response = Response(data, content_type=_content_type(info))
    name = f"{found.slug}{f'-{number}' if number else ''}{f'.{options.layout}' if options.layout else ''}{info.suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _content_type(info: FormatInfo) -> str:
    return f"{info.media_type}; charset=utf-8" if info.media_type.startswith("text/") else info.media_type


def _choice(kind: type[Layout] | type[Paper], field: str, text: str) -> Layout | Paper | None:
    if text and text not in list(kind):
        raise BadValue(field=field, value=text)
    return kind(text) if text else None
