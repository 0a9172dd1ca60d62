"""The words for jobs: what was asked for, what it is busy with, how it ended, and where a finished one leads."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from blueprints.edition_words import BUNDLES
from blueprints.format_words import format_words
from blueprints.wording import words_for
from domain import errors
from domain.errors import DeskError, JobProblem
from formats import REGISTRY
from services.job_kinds.base import Stage
from services.jobs import Job, JobState

STATES: dict[JobState, LazyString] = {
    JobState.QUEUED: _l("Waiting"),
    JobState.RUNNING: _l("Being made"),
    JobState.DONE: _l("Ready"),
    JobState.FAILED: _l("Could not be made"),
    JobState.STOPPED: _l("Stopped"),
}
# The mark that says the same by its shape.
MARKS: dict[JobState, str] = {
    JobState.QUEUED: "untranslated",
    JobState.RUNNING: "draft",
    JobState.DONE: "good",
    JobState.FAILED: "problem",
    JobState.STOPPED: "warning",
}

_STAGES: dict[Stage, LazyString] = {
    Stage.READING: _l("Reading the file"),
    Stage.GATHERING: _l("Gathering the texts"),
    Stage.COMPARING: _l("Looking the paragraphs up in the memory"),
    Stage.SETTING: _l("Setting the pages"),
    Stage.WRITING: _l("Writing the file"),
}

# Where a finished job without a file leads to, by its kind: the address, made of what it left in `result`.
LEADS_TO: dict[str, Callable[[dict[str, Any]], str]] = {
    "translation.analysis": lambda result: _analysis(result),
    "translation.pretranslation": lambda result: _analysis(result),
}


def _analysis(result: dict[str, Any]) -> str:
    return url_for("analysis.show", slug=result["statement"], language=result["language"])


def kind_words(job: Job) -> str:
    """Return what somebody asked for, such as "Printed pages (PDF)" or "Every format · Release 2"."""
    payload = job.payload
    if job.kind == "edition.bundle":
        words = str(BUNDLES.get(str(payload.get("preset")), _("Many forms at once")))
    elif (format_id := payload.get("format")) in REGISTRY:
        words = str(format_words(REGISTRY[format_id].INFO).name)
    else:
        words = str(_KINDS.get(job.kind, job.kind))
    return f"{words} · {_('Release %(number)s', number=payload['number'])}" if payload.get("number") else words


_KINDS: dict[str, LazyString] = {  # of jobs that are about no format
    "translation.analysis": _l("Analysis"),
    "translation.pretranslation": _l("Filling in what the memory has"),
}


def stage_words(job: Job) -> str:
    """Return what a running job is busy with, such as "Writing the file: two-texts-1.epub"."""
    if job.is_to_stop:
        return _("It is being stopped.")
    if job.stage not in list(Stage):
        return _("It is starting.")
    words = str(_STAGES[Stage(job.stage)])
    return f"{words}: {job.about}" if job.about else words


def failure_words(job: Job) -> str:
    """Return why a job failed, and what to do about it."""
    kind = getattr(errors, job.error or "", None)
    if not (isinstance(kind, type) and issubclass(kind, DeskError)):
        kind = JobProblem
    return words_for(kind(**job.facts))
