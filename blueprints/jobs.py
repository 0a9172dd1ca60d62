"""Long work and its pages: how far it is, a way to stop it, the file that came of it, and the list of one's own."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.answers import own_form
from blueprints.identity import me
from blueprints.job_words import (
    LEADS_TO,
    MARKS,
    STATES,
    done_words,
    failure_words,
    kind_words,
    stage_words,
    stopped_words,
)
from blueprints.pages import number, wants_json
from domain.errors import NotFound
from extensions import db
from formats.base import FormatInfo
from services import jobs
from services.jobs import OPEN, Job, JobFile, JobState

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows of a job. `step` is "2 of 5", '' while nothing is known of it."""

    job: Job
    file: JobFile | None
    title: str
    state: str
    mark: str
    words: str
    step: str
    is_open: bool
    leads_to: str


@bp.app_template_test("slow")
def is_slow(info: FormatInfo) -> bool:
    """Tell a template whether a file of that format is asked for by a form, however short the text is."""
    return jobs.takes_long(info, 0)


@bp.get("")
def index() -> ResponseReturnValue:
    """List one's own files, made and in the making; administrators see everybody's."""
    lines = [(look_at(line.job, line.file), line.who) for line in jobs.listed(db.session, me())]
    is_open = any(look.is_open for look, _who in lines)
    return render_template("jobs/index.html", lines=lines, is_open=is_open)


@bp.get("/<int:job_id>")
def show(job_id: int) -> ResponseReturnValue:
    """Show how far a job is, or what came of it; a script is told the same as JSON."""
    job = jobs.find_job(db.session, me(), job_id)
    look = look_at(job, jobs.file_of(db.session, job))
    if not wants_json():
        return render_template("jobs/show.html", look=look, kept_until=_kept_until(look))
    answer = {
        "state": job.state, "words": look.words, "step": look.step, "done": job.done, "total": job.total,
        "is_open": look.is_open,
    }  # fmt: skip
    if not look.is_open:
        answer["view"] = render_template("jobs/_job.html", look=look, kept_until=_kept_until(look))
    return answer


@bp.post("/<int:job_id>/stop")
def create_stop(job_id: int) -> ResponseReturnValue:
    """Stop a job; one that ended in the meantime stays as it is."""
    own_form()
    jobs.stop(db.session, me(), job_id)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@bp.post("/<int:job_id>/again")
def create_again(job_id: int) -> ResponseReturnValue:
    """Ask for the same again, as after a failure or when the file is kept no longer."""
    own_form()
    job = jobs.ask_again(db.session, me(), job_id)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@bp.get("/<int:job_id>/file")
def download(job_id: int) -> ResponseReturnValue:
    """Hand out the file that a job made, a piece at a time."""
    job = jobs.find_job(db.session, me(), job_id)
    file = jobs.file_of(db.session, job)
    if file is None:
        raise NotFound(what="job_file", key=job_id)
    response = Response(stream_with_context(jobs.pieces(db.session, file)), content_type=_content_type(file))
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    response.content_length = file.size
    response.set_etag(file.sha256)
    return response.make_conditional(request)


def look_at(job: Job, file: JobFile | None) -> Look:
    """Return what is to be shown of a job and the file that it made."""
    leads_to = LEADS_TO[job.kind](job.result or {}) if job.state is JobState.DONE and job.kind in LEADS_TO else ""
    step = ""
    if job.state is JobState.RUNNING and job.total > 1:
        step = _("%(done)s of %(total)s", done=number(job.done), total=number(job.total))
    return Look(
        job, file, f"{job.title} · {kind_words(job)}", str(STATES[job.state]), MARKS[job.state], _words(job, file),
        step, job.state in OPEN, leads_to,
    )  # fmt: skip


def _words(job: Job, file: JobFile | None) -> str:
    if job.state is JobState.QUEUED:
        if jobs.is_left_lying(db.session, job):
            return _("It waits, and nobody seems to be at work: tell whoever runs this desk that it has no worker.")
        before = jobs.ahead_of(db.session, job)
        if not before:
            return _("It is the next to be made.")
        return ngettext(
            "%(number)s other is made before it.", "%(number)s others are made before it.", before,
            number=number(before),
        )  # fmt: skip
    if job.state is JobState.RUNNING:
        return stage_words(job)
    if job.state is JobState.FAILED:
        return failure_words(job)
    if job.state is JobState.STOPPED:
        return stopped_words(job)
    if file is None and job.kind not in LEADS_TO:
        return _("The file is kept no longer. Ask for it again: it is made anew.")
    return done_words(job)


def _kept_until(look: Look) -> object:
    return jobs.kept_until(look.file) if look.file else None


def _content_type(file: JobFile) -> str:
    return f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type
