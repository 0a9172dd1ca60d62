"""The words for jobs: what was asked for, what it is busy with, how it ended, and where a finished one leads."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from blueprints.edition_words import BUNDLES
from blueprints.format_words import format_words
from blueprints.pages import number
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
    Stage.COUNTING: _l("Looking for phrases that recur"),
    Stage.SETTING: _l("Setting the pages"),
    Stage.WRITING: _l("Writing the file"),
    Stage.REMEMBERING: _l("Bringing the pairs in"),
    Stage.REMOVING: _l("Removing the entries"),
    Stage.MERGING: _l("Merging what is there twice"),
}

# Where a finished job without a file leads to, by its kind: the address, made of what it left in `result`.
LEADS_TO: dict[str, Callable[[dict[str, Any]], str]] = {
    "translation.analysis": lambda result: _analysis(result),
    "translation.pretranslation": lambda result: _analysis(result),
    "terms.suggestions": lambda result: _suggestions(result),
    "memory.import": lambda _result: url_for("memory_files.index"),
    "memory.removal": lambda _result: url_for("memory_files.index"),
    "memory.merging": lambda _result: url_for("memory_entries.duplicates"),
}


def _analysis(result: dict[str, Any]) -> str:
    return url_for("analysis.show", slug=result["statement"], language=result["language"])


def _suggestions(result: dict[str, Any]) -> str:
    return url_for("terms_suggested.index", source=result["source"], target=result["target"])


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
    "terms.suggestions": _l("Looking for terms"),
    "memory.import": _l("Into the memory"),
    "memory.removal": _l("Out of the memory"),
    "memory.merging": _l("Merging what is there twice"),
    "memory.export": _l("Pairs of the memory"),
}


def stage_words(job: Job) -> str:
    """Return what a running job is busy with, such as "Writing the file: two-texts-1.epub"."""
    if job.is_to_stop:
        return _("It is being stopped.")
    if job.stage not in list(Stage):
        return _("It is starting.")
    words = str(_STAGES[Stage(job.stage)])
    return f"{words}: {job.about}" if job.about else words


def done_words(job: Job) -> str:
    """Return what came of a job that is done."""
    found = job.result or {}
    if job.kind == "memory.import":
        added = ngettext(
            "%(number)s pair is new in the memory.", "%(number)s pairs are new in the memory.", found.get("added", 0),
            number=number(found.get("added", 0)),
        )  # fmt: skip
        rest = {name: number(found.get(name, 0)) for name in ("known", "empty")}
        return f"{added} " + _("Known already: %(known)s; without one of the texts: %(empty)s.", **rest)
    if job.kind in ("memory.removal", "memory.merging"):
        gone = found.get("entries", 0)
        return ngettext("%(number)s entry is gone.", "%(number)s entries are gone.", gone, number=number(gone))
    return _("It is ready.")


def stopped_words(job: Job) -> str:
    """Return what is left of a job that was stopped."""
    if job.kind in _IN_STEPS:
        return _("It was stopped.") + f" {_IN_STEPS[job.kind]}"
    return _("It was stopped. No half-finished file was kept.")


# Of jobs that are written a part at a time: what stays where they end early.
_IN_STEPS: dict[str, LazyString] = {
    "memory.import": _l(
        "What was brought in until then is in the memory, and its file says so: bring the same file in again to "
        "finish, or remove it."
    ),
    "memory.removal": _l("What was removed until then is gone, and its file says so: remove it again to finish."),
    "memory.merging": _l("What was merged until then stays merged."),
}


def failure_words(job: Job) -> str:
    """Return why a job failed, and what to do about it."""
    kind = getattr(errors, job.error or "", None)
    if not (isinstance(kind, type) and issubclass(kind, DeskError)):
        kind = JobProblem
    if job.kind in _IN_STEPS and issubclass(kind, JobProblem):
        return _("It could not be finished.") + f" {_IN_STEPS[job.kind]}"
    return words_for(kind(**job.facts))
