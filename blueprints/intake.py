"""Bringing a text in: paste or upload it, look it over, and only then make it a statement."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from blueprints import intake_forms as forms
from blueprints import intake_many as many
from blueprints import intake_words
from blueprints.errors import answer_http, status_of
from blueprints.identity import me, me_or_none
from blueprints.intake_many import take_in
from blueprints.statements import COMMON_LANGUAGES
from blueprints.uploads import drain, limits, sent_file
from domain import encodings
from domain.document import Role
from domain.errors import DeskError, EmptyFile, FileTooLarge, NotFound, StaleIntake
from domain.permissions import Action, require
from extensions import db
from services import intake, intake_chapters
from services.intake import Preview, Settings
from services.store import begin_write

bp = Blueprint("intake", __name__, url_prefix="/intake")

SHOWN_CHARACTERS = 3000  # of a paragraph in the preview; the box for cutting has all of it
TARGETS_OFFERED = ("es", "en", "fr", "pt")  # with a box to tick; any other may be typed


@bp.route("", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Show the ways to bring a text in; take one, and lead to its preview. Nothing is a statement yet."""
    require(me(), Action.IMPORT_STATEMENT)
    if request.method == "GET":
        return _new_page()
    files = [file for file in request.files.getlist("file") if file.filename]
    text = request.form.get("text", "")
    if files and text.strip():
        return _new_page(_("There is a file and a pasted text. Send one of them, and leave the other out."), 400)
    if len(files) > 1 or "one-of-many" in request.form:
        return _answer_many(many.take_many(files))
    try:
        token = take_in(*sent_file(files[0])) if files else take_in("", text.encode())
    except DeskError as error:
        me()  # before the roll-back, which forgets the person's row
        db.session.rollback()
        return _new_page(intake_words.words_of(error), status_of(error))
    is_book = bool(intake_chapters.chapters(db.session, me(), token))
    return redirect(url_for("chapters.show" if is_book else "intake.show", token=token))


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show a page of the preview; `after` a number, `cut` the number of a paragraph to be cut."""
    after = forms.whole(request.args.get("after", ""))
    preview = intake.preview(db.session, me(), token, after=after)
    if not preview.rows:
        return redirect(url_for("intake.show", token=token))
    return _preview_page(preview, cut=forms.whole(request.args.get("cut", "")))


@bp.post("/<token>")
def change(token: str) -> ResponseReturnValue:
    """Keep what was changed on the page shown, do what the button says, and come back."""
    step, settings = forms.step_of(request.form), forms.settings_of(request.form)
    try:
        changes = forms.changes_of(request.form, step)
        if step.name == "reread":
            _read_again(token, settings)
        else:
            intake.change(db.session, me(), token, changes, settings, version=_version())
    except DeskError as error:
        return _refused(token, error, intake_words.words_of(error), settings)
    db.session.commit()
    return redirect(_next_page(token, step))


@bp.post("/<token>/statement")
def create_statement(token: str) -> ResponseReturnValue:
    """Make the text a statement as it stands on the page, and open its desk."""
    settings = forms.settings_of(request.form)
    try:
        changes = forms.changes_of(request.form, forms.Step("save"))
        statement = intake.create_statement(db.session, me(), token, changes, settings, version=_version())
    except (NotFound, StaleIntake) as error:
        me()
        db.session.rollback()
        statement = intake.made_just_now(db.session, me(), request.form.get("sha256", ""))
        if statement is None:
            return _refused(token, error, intake_words.words_of(error), settings)
        return redirect(url_for("statements.show", slug=statement.slug))
    except EmptyFile as error:
        return _refused(token, error, _("Every paragraph is left out. Keep at least one."), settings)
    except DeskError as error:
        return _refused(token, error, intake_words.words_of(error), settings)
    db.session.commit()
    flash(_("The statement is stored. Nothing of it is public: your group sees it."), "good")
    return redirect(url_for("statements.show", slug=statement.slug))


@bp.post("/<token>/removal")
def remove(token: str) -> ResponseReturnValue:
    """Throw the preview away."""
    intake.remove(db.session, me(), token)
    db.session.commit()
    flash(_("The preview is removed."), "good")
    return redirect(url_for("intake.new"))


@bp.errorhandler(RequestEntityTooLarge)
def answer_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the same page that the upload is too large. It was not read, so nothing of it can be shown again."""
    drain()
    person = me_or_none()
    if person is None:
        return answer_http(Unauthorized())
    if request.endpoint != "intake.new" or not person.may(Action.IMPORT_STATEMENT):
        return answer_http(error)
    too_large = FileTooLarge(limit_mb=limits().megabytes)
    return _new_page(intake_words.words_of(too_large), 413, is_read=False)


def _answer_many(results: list[many.Result]) -> ResponseReturnValue:
    """Say of each file what became of it: on a page, or as the lines that a script adds to the page."""
    if "one-of-many" in request.form:
        return render_template("intake/_results.html", results=results, notice_words=intake_words.notice_words)
    return _new_page(results=results, status=200 if any(result.token for result in results) else 400)


def _read_again(token: str, settings: Settings) -> None:
    upload = intake.upload_of(db.session, me(), token)
    db.session.commit()  # as above: nobody waits for the reading
    wanted, encoding = request.form.get("format", ""), request.form.get("encoding", "")
    reading = intake.read(
        upload.name, upload.content, limits(),
        format_id=wanted if wanted in forms.DOCUMENT_FORMATS else upload.format, encoding=encoding or None,
    )  # fmt: skip
    begin_write(db.session)
    intake.reread(db.session, me(), token, reading, settings, version=_version())


def _refused(token: str, error: DeskError, words: str, settings: Settings) -> ResponseReturnValue:
    """Say why the step was not made, on the same page, with everything that was typed still there."""
    me()  # before the roll-back, which forgets the person's row
    db.session.rollback()
    if not isinstance(error, StaleIntake | NotFound):
        _keep_typed(token, settings)
    after = forms.whole(request.form.get("after", ""))
    preview = intake.preview(db.session, me(), token, after=after)
    if not preview.rows:
        preview = intake.preview(db.session, me(), token)
    cut = forms.whole(request.form.get("cut-number", ""))
    page = _preview_page(
        replace(preview, settings=settings), words=words, cut=cut, cut_text=request.form.get("cut-text")
    )
    return page, status_of(error)


def _keep_typed(token: str, settings: Settings) -> None:
    """Keep the roles and the details of a form whose button could not be obeyed."""
    begin_write(db.session)
    try:
        changes = forms.changes_of(request.form, forms.Step("save"))
        intake.change(db.session, me(), token, changes, settings, version=_version())
        db.session.commit()
    except DeskError:  # the form is at fault itself; the page still shows what it says
        db.session.rollback()


def _next_page(token: str, step: forms.Step) -> str:
    after = forms.whole(request.form.get("after", ""))
    if step.name == "page":
        return url_for("intake.show", token=token, after=step.number or None, _anchor="paragraphs")
    if step.name == "reread":
        return url_for("intake.show", token=token)
    number = step.number or forms.whole(request.form.get("cut-number", "")) if step.name != "save" else 0
    return url_for(
        "intake.show", token=token, after=after or None, cut=number if step.name == "open-cut" else None,
        _anchor=f"b{number}" if number else None,
    )  # fmt: skip


def _version() -> int:
    return forms.whole(request.form.get("version", ""))


def _new_page(
    words: str = "", status: int = 200, *, is_read: bool = True, results: list[many.Result] | None = None
) -> ResponseReturnValue:
    form = request.form if is_read and request.method == "POST" else {}
    page = render_template(
        "intake/new.html",
        words=words,
        results=results or [],
        notice_words=intake_words.notice_words,
        text=form.get("text", ""),
        format=form.get("format", ""),
        formats=intake_words.FORMATS,
        opened=intake.opened(db.session, me()),
        limit_mb=limits().megabytes,
        suffixes=forms.SUFFIXES,
    )
    return page, status


def _preview_page(preview: Preview, *, words: str = "", cut: int = 0, cut_text: str | None = None) -> str:
    known = set(COMMON_LANGUAGES)
    targets = preview.settings.targets
    return render_template(
        "intake/show.html",
        preview=preview,
        said=preview.settings,
        words=words,
        cut=cut,
        cut_text=cut_text,
        notices=[(notice, intake_words.notice_words(notice)) for notice in preview.notices],
        twins=intake.twins(db.session, me(), preview.sha256),
        roles=list(Role),
        formats=intake_words.FORMATS,
        encodings=[(name, intake_words.encoding_label(name)) for name in encodings.CHOICES],
        encoding_label=intake_words.encoding_label,
        languages=COMMON_LANGUAGES,
        other_source="" if preview.settings.source in known else preview.settings.source,
        targets_offered=TARGETS_OFFERED,
        other_targets=", ".join(tag for tag in targets if tag not in TARGETS_OFFERED),
        window=intake.WINDOW,
        has_encoding=preview.format in forms.ENCODED_FORMATS,
        shown_characters=SHOWN_CHARACTERS,
    )
