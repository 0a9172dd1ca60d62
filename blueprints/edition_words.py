"""The words for what stands in the way of a release, and for the bundles of an edition."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from blueprints.pages import number
from services.obstacles import Kind

OBSTACLES: dict[Kind, LazyString] = {
    Kind.EMPTY: _l("There is no statement in it yet."),
    Kind.NO_TRANSLATION: _l("Not in the language of the edition"),
    Kind.UNTRANSLATED: _l("Not translated"),
    Kind.UNREVIEWED: _l("Not approved"),
    Kind.RETURNED: _l("Sent back"),
    Kind.OUTDATED: _l("Source changed since"),
    Kind.QUESTION: _l("Open question"),
    Kind.CHECK: _l("Blocked by a check"),
    Kind.UNCHECKED: _l("Not checked yet"),
}

# The mark that says the same by its shape.
MARKS = {
    Kind.EMPTY: "untranslated",
    Kind.NO_TRANSLATION: "untranslated",
    Kind.UNTRANSLATED: "untranslated",
    Kind.UNREVIEWED: "translated",
    Kind.RETURNED: "returned",
    Kind.OUTDATED: "outdated",
    Kind.QUESTION: "info",
    Kind.CHECK: "problem",
    Kind.UNCHECKED: "warning",
}

# The presets of services/bundles.py.
BUNDLES: dict[str, LazyString] = {
    "zip": _l("Every format"),
    "zip-print": _l("For the printer: PDF in four layouts"),
    "zip-screen": _l("For reading: web page, e-books, PDF in two columns"),
}


def obstacle_count(count: int) -> str:
    """Return "1 thing stands in the way", "12 things stand in the way"."""
    return ngettext(
        "%(number)s thing stands in the way", "%(number)s things stand in the way", count, number=number(count)
    )
