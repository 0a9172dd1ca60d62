"""The words of the pages that bring targets in: what becomes of each line of a file, and why."""

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.wording import words_for
from domain import errors as e
from domain.document import Notice, NoticeKind
from domain.errors import DeskError
from domain.transfers import Kind, Why
from formats import REGISTRY
from services.transfer_lines import Outcome

KINDS = {
    Kind.CHANGED: _l("Changes"),
    Kind.CONFLICT: _l("Conflicts"),
    Kind.REJECTED: _l("Not taken"),
    Kind.UNKNOWN: _l("Unknown"),
    Kind.UNCHANGED: _l("Unchanged"),
}

WHY = {
    Why.TEXT: _l("Another text."),
    Why.STATE: _l("The same text, further on its way."),
    Why.SAME: _l("The file says nothing new."),
    Why.EMPTY: _l("The file has no text here, which takes none away."),
    Why.OTHER_SOURCE: _l("The file translates another source text."),
    Why.OLDER: _l("The desk's text is newer than the file."),
    Why.NO_VERSION: _l("The file does not say which text it started from, and the desk has one."),
    Why.FOREIGN_VERSION: _l("The file names a version that the desk never had."),
    Why.NO_SEGMENT: _l("Neither this id nor this source text is in the statement."),
    Why.REPEATED: _l(
        "The file has this paragraph twice; the first one counts, and another text is kept in the history."
    ),
    Why.LOCKED: _l("The paragraph is locked."),
    Why.TOO_LONG: _l("The text is longer than the desk takes."),
}


def outcome_words(outcome: Outcome) -> str:
    """Return what an import did, in sentences."""
    said = [
        ngettext("%(number)s paragraph was changed.", "%(number)s paragraphs were changed.", **_count(outcome.changed))
        if outcome.changed
        else _("No paragraph was changed.")
    ]
    if outcome.conflicts:
        said.append(
            ngettext(
                "%(number)s conflict: the desk keeps its text, and the file's is kept in the history.",
                "%(number)s conflicts: the desk keeps its texts, and the file's are kept in the history.",
                **_count(outcome.conflicts),
            )
        )
    if outcome.comments:
        comments = {"num": outcome.comments, "number": format_decimal(outcome.comments)}
        said.append(ngettext("%(number)s comment came in.", "%(number)s comments came in.", **comments))
    if outcome.left:
        said.append(
            ngettext("%(number)s change was not chosen.", "%(number)s changes were not chosen.", **_count(outcome.left))
        )
    return " ".join(said)


def notice_words(notice: Notice) -> str:
    """Return what reading a file took for granted."""
    counted = {"num": notice.count, "number": format_decimal(notice.count)}
    if notice.kind is NoticeKind.CHANGES_ACCEPTED:
        return ngettext(
            "%(number)s tracked change in the file was taken as accepted.",
            "%(number)s tracked changes in the file were taken as accepted.", **counted,
        )  # fmt: skip
    return ngettext(
        "%(number)s picture in the file is no text and was left out.",
        "%(number)s pictures in the file are no text and were left out.", **counted,
    )  # fmt: skip


def reading_suffixes() -> list[str]:
    """Return the endings of files that targets can be read from."""
    return [fmt.INFO.suffix for fmt in REGISTRY.values() if fmt.INFO.reads_targets] + [".pot", ".tsv"]


def names_of_formats() -> str:
    """Return the names of the formats that targets can be read from."""
    return ", ".join(fmt.INFO.name for fmt in REGISTRY.values() if fmt.INFO.reads_targets)


def words_of(error: DeskError) -> str:
    """Return the words for `error`, closer to what was being done than those that hold everywhere."""
    if isinstance(error, e.UnknownFormat):
        return _(
            "The desk does not read translations from “%(format)s” files. Nothing was changed. It reads: %(names)s.",
            format=error.facts.get("format", ""), names=names_of_formats(),
        )  # fmt: skip
    if isinstance(error, e.EmptyFile):
        return _("There is nothing in the file, or no file was chosen. Nothing was changed.")
    return words_for(error)


def _count(lines: tuple[object, ...]) -> dict[str, object]:
    return {"num": len(lines), "number": format_decimal(len(lines))}
