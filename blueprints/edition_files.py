"""The files of an edition: of its texts as they stand now, of a release, one form or many in a bundle.

A link hands out what is quick; what takes long is asked for by a form, and made by a job.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from blueprints.file_wishes import at_once, by_job, choices
from blueprints.identity import me
from domain.errors import NotFound
from domain.permissions import Action, require
from extensions import db
from formats import volume_writer
from services import editions, jobs, releases
from services.job_kinds import edition_build, edition_bundle

bp = Blueprint("edition_files", __name__, url_prefix="/editions")
BOTH = ["GET", "POST"]


@bp.route("/<edition>/files/<file_format>", methods=BOTH)
def download(edition: str, file_format: str) -> ResponseReturnValue:
    """Hand out the edition as its texts stand now; a draft says so on every page."""
    return _file(edition, file_format, None)


@bp.route("/<edition>/releases/<int:release_number>/files/<file_format>", methods=BOTH)
def download_release(edition: str, release_number: int, file_format: str) -> ResponseReturnValue:
    """Hand out a release as a file: the same bytes whenever it is asked for."""
    return _file(edition, file_format, release_number)


@bp.route("/<edition>/bundles/<preset>", methods=BOTH)
def download_bundle(edition: str, preset: str) -> ResponseReturnValue:
    """Have many forms made in one ZIP, of `release` or of the texts as they stand now."""
    require(me(), Action.EXPORT)
    given = request.values.get("release", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 10):
        raise NotFound(what="release", key=given)
    found = editions.find_edition(db.session, me(), edition)
    payload = {"edition": found.slug, "preset": preset, **({"number": int(given)} if given else {})}
    return by_job(edition_bundle.KIND, payload)


def _file(edition: str, file_format: str, number: int | None) -> ResponseReturnValue:
    require(me(), Action.EXPORT)
    found = editions.find_edition(db.session, me(), edition)
    payload = {"edition": found.slug, "format": file_format, **choices("layout", "paper")}
    if number is not None:
        payload["number"] = number
        releases.sha256_of(db.session, me(), found, number)  # that it is there, before what it is asked for in
    wish = edition_build.read(payload)
    if jobs.takes_long(wish.info, releases.paragraph_count(db.session, me(), found) if number is None else 0):
        return by_job(edition_build.KIND, payload)
    volume = releases.volume_for(db.session, me(), found.slug, number)
    if jobs.takes_long(wish.info, sum(len(part.units) for part in volume.parts)):
        return by_job(edition_build.KIND, payload)
    options = releases.as_composed(volume, wish.info, wish.options)
    return at_once(volume_writer(file_format).write_volume(volume, options), wish.info, wish.name)
