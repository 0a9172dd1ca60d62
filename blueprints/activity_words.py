"""What happened, in sentences: one for each name of an event. A name that is not known here is said as it is."""

from collections.abc import Callable
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.labels import language_name
from blueprints.pages import number
from services.activity import ASKED, EDITED, Entry, Kind

KINDS = {
    Kind.TEXT: _l("Texts written"),
    Kind.VERDICT: _l("Verdicts and questions"),
    Kind.TALK: _l("Comments and notes"),
    Kind.ARRANGEMENT: _l("Paragraphs split and merged"),
    Kind.STATEMENT: _l("The statement itself"),
}


def sentence(entry: Entry) -> str:
    """Say what was done, such as "submitted 12 paragraphs"; who did it stands before it."""
    say = SENTENCES.get(entry.name)
    return say(entry) if say else _("did something else (%(name)s)", name=entry.name)


def _n(one: str, many: str, *, counted: str = "") -> Callable[[Entry], str]:
    """Return what says `one` or `many` of an entry's paragraphs; the catalogs collect from this name.

    `counted`: the name of the count among the facts, where that is not how many paragraphs the entry is about.
    """

    def say(entry: Entry) -> str:
        count = _fact(entry, counted) if counted else entry.count
        return ngettext(one, many, count, number=number(count))

    return say


def _fact(entry: Entry, name: str) -> int:
    """Return a count among the facts; 0 where it is none."""
    found = entry.facts.get(name)
    return found if isinstance(found, int) else 0


def _assigned(entry: Entry) -> str:
    due = _day(entry)
    if not entry.about:
        said = _("left the translation to nobody")
    else:
        said = _("gave the translation to %(name)s", name=entry.about)
    return f"{said}, {due}" if due else said


def _day(entry: Entry) -> str:
    """Return the day of the facts in words; '' for none."""
    try:
        day = date.fromisoformat(str(entry.facts.get("due") or ""))
    except ValueError:
        return ""
    return _("due %(date)s", date=format_date(day, "medium"))


def _started(entry: Entry) -> str:
    return _("started the translation into %(language)s", language=language_name(str(entry.facts.get("language", ""))))


def _filled(entry: Entry) -> str:
    return (_FILLED_ELSEWHERE if entry.facts.get("kind") == "repetition" else _FILLED_FROM_MEMORY)(entry)


_FILLED_ELSEWHERE = _n(
    "put a text to the same paragraph elsewhere (%(number)s)",
    "put a text to the same paragraphs elsewhere (%(number)s)", counted="targets",
)  # fmt: skip
_FILLED_FROM_MEMORY = _n(
    "filled in %(number)s paragraph from the memory", "filled in %(number)s paragraphs from the memory",
    counted="targets",
)  # fmt: skip

SENTENCES: dict[str, Callable[[Entry], str]] = {
    EDITED: _n("wrote in %(number)s paragraph", "wrote in %(number)s paragraphs"),
    "target.submitted": _n("submitted %(number)s paragraph", "submitted %(number)s paragraphs"),
    "target.approved": _n("approved %(number)s paragraph", "approved %(number)s paragraphs"),
    "target.approved_with_edit": _n(
        "approved %(number)s paragraph with an edit", "approved %(number)s paragraphs with an edit"
    ),
    "target.returned": _n("sent back %(number)s paragraph", "sent back %(number)s paragraphs"),
    "target.asked": _n("asked about %(number)s paragraph", "asked about %(number)s paragraphs"),
    "target.restored": _n(
        "restored an earlier text of %(number)s paragraph", "restored an earlier text of %(number)s paragraphs"
    ),
    ASKED: _n("asked about %(number)s paragraph", "asked about %(number)s paragraphs"),
    "comment.added": _n("commented on %(number)s paragraph", "commented on %(number)s paragraphs"),
    "comment.removed": _n("took back a comment on %(number)s paragraph", "took back comments on %(number)s paragraphs"),
    "comment.resolved": _n("resolved a thread on %(number)s paragraph", "resolved threads on %(number)s paragraphs"),
    "comment.reopened": _n(
        "opened a thread on %(number)s paragraph again", "opened threads on %(number)s paragraphs again"
    ),
    "note.added": _n("added a note to %(number)s paragraph", "added notes to %(number)s paragraphs"),
    "note.changed": _n("changed a note to %(number)s paragraph", "changed notes to %(number)s paragraphs"),
    "note.removed": _n("removed a note from %(number)s paragraph", "removed notes from %(number)s paragraphs"),
    "waiver.given": _n(
        "waived what a check found in %(number)s paragraph", "waived what checks found in %(number)s paragraphs"
    ),
    "waiver.withdrawn": _n("took a waiver back in %(number)s paragraph", "took waivers back in %(number)s paragraphs"),
    "translation.profile_changed": lambda _e: _("changed how the translation is to be written"),
    "segment.split": _n("split %(number)s paragraph", "split %(number)s paragraphs"),
    "segment.merged": _n("merged %(number)s paragraph with the next", "merged %(number)s paragraphs with the next"),
    "arrangement.undone": _n(
        "undid a split or merge in %(number)s paragraph", "undid splits or merges in %(number)s paragraphs"
    ),
    "segment.restored": _n(
        "undid a split or merge in %(number)s paragraph", "undid splits or merges in %(number)s paragraphs"
    ),
    "targets.imported": _n(
        "brought in a file that changed %(number)s paragraph",
        "brought in a file that changed %(number)s paragraphs",
        counted="changed",
    ),
    "targets.unimported": _n(
        "undid the import of a file in %(number)s paragraph",
        "undid the import of a file in %(number)s paragraphs",
        counted="targets",
    ),
    "targets.filled": _filled,
    "targets.emptied": _n(
        "undid filling in %(number)s paragraph", "undid filling in %(number)s paragraphs", counted="targets"
    ),
    "targets.replaced": _n(
        "replaced words in %(number)s paragraph", "replaced words in %(number)s paragraphs", counted="targets"
    ),
    "targets.put_back": _n(
        "undid a replacement in %(number)s paragraph",
        "undid a replacement in %(number)s paragraphs",
        counted="targets",
    ),
    "sample.drawn": lambda _e: _("drew a random sample to read"),
    "sample.asked": _n("asked about %(number)s paragraph of a sample", "asked about %(number)s paragraphs of a sample"),
    "statement.imported": _n(
        "brought the statement in, with %(number)s paragraph",
        "brought the statement in, with %(number)s paragraphs",
        counted="segments",
    ),
    "translation.started": _started,
    "translation.assigned": _assigned,
    "translation.taken": lambda _e: _("took the translation"),
}
