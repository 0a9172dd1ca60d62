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


def _n(one: str, many: str) -> Callable[[Entry], str]:
    """Return what says `one` or `many` of an entry's paragraphs; the catalogs collect from this name."""
    return lambda entry: ngettext(one, many, entry.count, number=number(entry.count))


def _count(entry: Entry, name: str = "changed") -> int:
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


def _imported_targets(entry: Entry) -> str:
    changed = _count(entry)
    return ngettext(
        "brought in a file that changed %(number)s paragraph", "brought in a file that changed %(number)s paragraphs",
        changed, number=number(changed),
    )  # fmt: skip


def _unimported_targets(entry: Entry) -> str:
    count = _count(entry, "targets")
    return ngettext(
        "undid the import of a file in %(number)s paragraph", "undid the import of a file in %(number)s paragraphs",
        count, number=number(count),
    )  # fmt: skip


def _started(entry: Entry) -> str:
    return _("started the translation into %(language)s", language=language_name(str(entry.facts.get("language", ""))))


def _imported(entry: Entry) -> str:
    count = _count(entry, "segments")
    return ngettext(
        "brought the statement in, with %(number)s paragraph", "brought the statement in, with %(number)s paragraphs",
        count, number=number(count),
    )  # fmt: skip


def _replaced(entry: Entry) -> str:
    count = _count(entry, "targets")
    return ngettext(
        "replaced words in %(number)s paragraph", "replaced words in %(number)s paragraphs", count,
        number=number(count),
    )  # fmt: skip


def _unreplaced(entry: Entry) -> str:
    count = _count(entry, "targets")
    return ngettext(
        "undid a replacement in %(number)s paragraph", "undid a replacement in %(number)s paragraphs", count,
        number=number(count),
    )  # fmt: skip


def _filled(entry: Entry) -> str:
    count = _count(entry, "targets")
    if entry.facts.get("kind") == "repetition":
        return ngettext(
            "put a text to the same paragraph elsewhere (%(number)s)",
            "put a text to the same paragraphs elsewhere (%(number)s)", count, number=number(count),
        )  # fmt: skip
    return ngettext(
        "filled in %(number)s paragraph from the memory", "filled in %(number)s paragraphs from the memory", count,
        number=number(count),
    )  # fmt: skip


def _emptied(entry: Entry) -> str:
    count = _count(entry, "targets")
    return ngettext(
        "undid filling in %(number)s paragraph", "undid filling in %(number)s paragraphs", count,
        number=number(count),
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
    "targets.imported": _imported_targets,
    "targets.unimported": _unimported_targets,
    "targets.filled": _filled,
    "targets.emptied": _emptied,
    "targets.replaced": _replaced,
    "targets.put_back": _unreplaced,
    "sample.drawn": lambda _e: _("drew a random sample to read"),
    "sample.asked": _n("asked about %(number)s paragraph of a sample", "asked about %(number)s paragraphs of a sample"),
    "statement.imported": _imported,
    "translation.started": _started,
    "translation.assigned": _assigned,
    "translation.taken": lambda _e: _("took the translation"),
}
