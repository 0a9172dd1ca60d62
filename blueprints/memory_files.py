"""Files of pairs into the memory and out of it: uploaded, looked over, brought in by a job; removed with their entries.

Bringing in takes two steps: a preview that says what would come in, then the job.
"""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from blueprints.answers import own_form
from blueprints.errors import answer_http, status_of
from blueprints.file_wishes import at_once, by_job, choices
from blueprints.identity import me, me_or_none
from blueprints.memory_words import file_words, languages_offered
from blueprints.pages import number
from blueprints.uploads import drain, limits, sent_file
from domain.errors import BadValue, DeskError, EmptyFile, FileTooLarge
from domain.permissions import Action, require
from extensions import db
from formats.languages import variety
from formats.pairs import SUFFIXES, TMX
from formats.pairs_out import write_pairs
from services.job_kinds import memory_export, memory_import, memory_removal
from services.memory import sending, upkeep, uploads
from services.memory.uploads import MemoryUpload
from services.statements import language_tag
from services.store import begin_write

bp = Blueprint("memory_files", __name__, url_prefix="/memory/files")

AT_ONCE = 2000  # entries that are written or removed while somebody waits


@bp.get("")
def index() -> ResponseReturnValue:
    """List the files that were brought in, and those on their way; with forms to bring one in and to take out."""
    return _index()


@bp.post("")
def create() -> ResponseReturnValue:
    """Take a file, read it through, and lead to its preview."""
    require(me(), Action.MANAGE_MEMORY)
    try:
        token = _take_in(request.files.get("file"))
    except DeskError as error:
        me()  # before the roll-back, which forgets the person's row
        db.session.rollback()
        return _index(file_words(error), status_of(error))
    return redirect(url_for("memory_files.show_upload", memory_upload=token), 303)


@bp.get("/new/<memory_upload>")
def show_upload(memory_upload: str) -> ResponseReturnValue:
    """Show what a file would bring in: its first pairs and how many, or which languages it has."""
    return _preview(uploads.find_upload(db.session, me(), memory_upload))


@bp.post("/new/<memory_upload>")
def update_upload(memory_upload: str) -> ResponseReturnValue:
    """Choose the languages of a file, and show what it would bring in then."""
    upload = uploads.find_upload(db.session, me(), memory_upload)
    languages = request.form.get("source_language", ""), request.form.get("target_language", "")
    try:
        _choose(upload, *languages)
    except DeskError as error:
        me()
        db.session.rollback()
        found = uploads.find_upload(db.session, me(), memory_upload)
        return _preview(found, file_words(error), languages), status_of(error)
    return redirect(url_for("memory_files.show_upload", memory_upload=memory_upload), 303)


@bp.post("/new/<memory_upload>/import")
def create_import(memory_upload: str) -> ResponseReturnValue:
    """Have the file brought in by a job, and lead to it."""
    own_form()
    return by_job(memory_import.KIND, {"upload": memory_upload})


@bp.post("/new/<memory_upload>/removal")
def forget_upload(memory_upload: str) -> ResponseReturnValue:
    """Throw an upload away; what was brought in of it stays."""
    uploads.remove(db.session, me(), memory_upload)
    db.session.commit()
    flash(_("The upload is thrown away. Nothing of it was brought in by that."), "good")
    return redirect(url_for("memory_files.index"), 303)


@bp.get("/<int:memory_file_id>/removal")
def ask_removal(memory_file_id: int) -> ResponseReturnValue:
    """Ask whether a file is to go, and say how many entries go with it."""
    require(me(), Action.MANAGE_MEMORY)
    file = upkeep.find_file(db.session, me(), memory_file_id)
    return render_template("memory/removal.html", file=file, entries=upkeep.count_of(db.session, file))


@bp.post("/<int:memory_file_id>/removal")
def remove(memory_file_id: int) -> ResponseReturnValue:
    """Take a file out with its entries: at once where they are few, else by a job."""
    own_form()
    require(me(), Action.MANAGE_MEMORY)
    file = upkeep.find_file(db.session, me(), memory_file_id)
    if upkeep.count_of(db.session, file) > AT_ONCE:
        return by_job(memory_removal.KIND, {"file": file.id})
    name = file.name
    gone = upkeep.remove_file(db.session, me(), file.id)
    db.session.commit()
    words = ngettext(
        "%(name)s is removed, and with it %(number)s entry.", "%(name)s is removed, and with it %(number)s entries.",
        gone, name=name, number=number(gone),
    )  # fmt: skip
    flash(words, "good")
    return redirect(url_for("memory_files.index"), 303)


@bp.route("/export", methods=["GET", "POST"])
def export() -> ResponseReturnValue:
    """Hand the memory out, or a part of it: at once where that is short, else by a job."""
    payload = {"format": TMX} | choices("source", "target", "origin", "format") | _languages_asked(request.values)
    memory_export.check(db.session, me(), payload)
    info, wish = memory_export.read(payload)
    if sending.count(db.session, me(), wish) > AT_ONCE:
        return by_job(memory_export.KIND, payload)
    pieces = write_pairs(sending.entries(db.session, me(), wish), info.id, (wish.source_language, wish.target_language))
    return at_once(b"".join(pieces), info, memory_export.file_name(info, wish))


@bp.errorhandler(RequestEntityTooLarge)
def answer_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the same page that the file is too large, and what takes it."""
    drain()
    if me_or_none() is None:
        return answer_http(Unauthorized())
    if request.endpoint != "memory_files.create":
        return answer_http(error)
    too_large = FileTooLarge(limit_mb=limits().megabytes)
    return _index(file_words(too_large), status_of(too_large))


def _take_in(file: FileStorage | None) -> str:
    if not file or not file.filename:
        raise EmptyFile()
    name, content = sent_file(file)
    db.session.commit()  # nothing is written yet: while a long file is read, others must be able to save
    reading = uploads.read(name, content, limit_mb=limits().megabytes)
    begin_write(db.session)
    token = uploads.keep(db.session, me(), reading)
    db.session.commit()
    if reading.survey.source and reading.survey.target:
        upload = uploads.find_upload(db.session, me(), token)
        try:
            _choose(upload, upload.source_language, upload.target_language)
        except DeskError:
            begin_write(db.session)
            uploads.remove(db.session, me(), token)
            db.session.commit()
            raise
    return token


def _choose(upload: MemoryUpload, source_language: str, target_language: str) -> None:
    """Settle the languages of an upload. It is read through without the write lock."""
    source, target = language_tag(source_language), language_tag(target_language)
    if source == target:
        raise BadValue(field="target_language", value=target)
    db.session.commit()
    found = uploads.weigh(db.session, upload, source, target)
    begin_write(db.session)
    uploads.choose(db.session, upload, source, target, found)
    db.session.commit()


def _languages_asked(values: Mapping[str, str]) -> dict[str, str]:
    """Return what a choice of both languages at once ("en es") says."""
    source, _space, target = values.get("languages", "").partition(" ")
    return {name: tag for name, tag in (("source", source), ("target", target)) if tag}


def _index(words: str = "", status: int = 200) -> ResponseReturnValue:
    files = upkeep.files(db.session, me())
    may_change = me().may(Action.MANAGE_MEMORY)
    page = render_template(
        "memory/files.html",
        files=files,
        may_change=may_change,
        may_export=me().may(Action.EXPORT),
        waiting=uploads.waiting(db.session, me()) if may_change else (),
        words=words,
        suffixes=",".join(SUFFIXES),
        limit_mb=limits().megabytes,
        languages=languages_offered(),
    )
    return page, status


def _preview(upload: MemoryUpload, words: str = "", typed: tuple[str, str] | None = None) -> str:
    is_known = bool(upload.facts.get("counts")) and not words
    found = upload.facts.get("counts", {})
    return render_template(
        "memory/upload.html",
        upload=upload,
        words=words,
        typed=typed or (upload.source_language, upload.target_language),
        counts=found if is_known else None,
        total=sum(found.values()),
        offered=uploads.offered(db.session, me(), upload),
        varieties=_varieties(upload) if is_known else (),
        pairs=uploads.first_pairs(upload) if is_known else (),
    )


def _varieties(upload: MemoryUpload) -> list[tuple[str, int]]:
    """Return the varieties of its two languages that a file names, with the number of texts in each."""
    pair = (upload.source_language, upload.target_language)
    return [(tag, count) for tag, count in upload.facts.get("languages", ()) if any(variety(tag, own) for own in pair)]
