"""A file that somebody asks for: at once where that is quick, by a job where it takes long."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.answers import own_form
from blueprints.identity import me
from extensions import db
from formats.base import FormatInfo
from services import jobs
from services.job_kinds import find_kind
from services.job_kinds.base import Payload


def choices(*names: str) -> Payload:
    """Return what the address or the form of this request chooses of a file, as a job takes it."""
    return {name: value for name in names if (value := request.values.get(name, ""))}


def by_job(kind: str, payload: Payload) -> ResponseReturnValue:
    """Ask for a file by a job and lead to its page; whoever only follows a link is asked first.

    Raises what the kind's check raises, TooManyJobs.
    """
    if request.method != "POST":
        wanted = find_kind(kind).check(db.session, me(), payload)
        return render_template("jobs/ask.html", title=wanted.title, payload=payload)
    own_form()
    job = jobs.ask(db.session, me(), kind, payload)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)


def at_once(data: bytes, info: FormatInfo, name: str) -> Response:
    """Return a file to be kept."""
    media_type = f"{info.media_type}; charset=utf-8" if info.media_type.startswith("text/") else info.media_type
    response = Response(data, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
