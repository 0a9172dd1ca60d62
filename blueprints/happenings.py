"""The words for what the history of a paragraph tells: where a text came from, what was judged, what happened."""

from flask_babel import lazy_gettext as _l

from services.history import Origin, Verdict

ORIGINS = {
    Origin.TYPED: "",
    Origin.MEMORY: _l("from the memory"),
    Origin.MACHINE: _l("machine text"),
    Origin.IMPORT: _l("from a file"),
    Origin.MERGE: _l("two texts put together"),
    Origin.RESTORE: _l("an earlier text restored"),
}

VERDICTS = {
    Verdict.APPROVED: _l("approved it"),
    Verdict.APPROVED_WITH_EDIT: _l("approved it with an edit"),
    Verdict.RETURNED: _l("sent it back"),
    Verdict.QUESTION: _l("asked a question"),
}

# By the name in the record (services/history.py, HAPPENINGS).
HAPPENINGS = {
    "target.submitted": _l("submitted it for review"),
    "note.added": _l("added a note for the reader"),
    "note.changed": _l("changed a note for the reader"),
    "note.removed": _l("removed a note for the reader"),
    "segment.split": _l("split the paragraph"),
    "segment.merged": _l("merged paragraphs"),
    "arrangement.undone": _l("undid a split or merge"),
    "waiver.given": _l("waived what a check found"),
    "waiver.withdrawn": _l("took a waiver back"),
    "source.changed": _l("changed the source"),
}
