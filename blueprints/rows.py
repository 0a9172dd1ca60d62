"""The rows of the desk.

A row is set from a pattern (blueprints/patterns.py). The template desk/_row.html is rendered once for each kind of row:
its state, role, languages, the rights of who looks. So a page of 50 rows costs little, and what people typed is
escaped in one place: `_values`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flask import get_flashed_messages, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints import labels
from blueprints.identity import me
from blueprints.patterns import Pattern, pattern
from domain.bitext import Flag
from domain.document import Role
from domain.permissions import Action
from domain.states import UNFINISHED, State
from formats.inline import to_html
from services.desk import DeskRow, Filter, OpenTranslation, Window
from services.statements import FourEyesRule
from services.store import Translation

ROW_NOTE = "row-"  # the category of a flashed message that belongs to one row
HIDDEN = '<input type="hidden" name="{}" value="{}">'
MORE = Markup('<p class="{}"><a class="button" href="{}" data-rows="{}">{}</a></p>')
WIDTH = 60  # characters of a line in a box, about: how high to make it before its text is measured
SLOTS = (
    "address", "desk", "hidden", "above", "number", "id", "version", "words", "position", "size", "source", "text",
    "typed", "author", "moment", "day", "time",
)  # fmt: skip
_MARKS = re.compile(r"[*_\[\\]")  # what may make an inline text look different from how it is typed
_SHOWN_OTHERWISE = re.compile(r"[*_\[\\\n]")  # and its lines


class Look(NamedTuple):
    """What decides how rows look on a page, beside the rows themselves."""

    locale: str  # of the interface, the one in use
    source: str
    target: str
    may_write: bool
    may_review: bool
    is_strict: bool  # whether four eyes are asked for


class Kind(NamedTuple):
    """What decides how one row looks, beside its values."""

    state: State
    role: Role
    flags: tuple[Flag, ...]
    has_text: bool
    has_marks: bool
    has_author: bool
    is_touched: bool  # saved at least once
    is_own: bool  # whoever looks wrote it last

    @property
    def is_open(self) -> bool:
        """Whether it may be written in without being reopened."""
        return self.state in UNFINISHED and Flag.LOCKED not in self.flags


@dataclass(frozen=True, slots=True)
class Desk:
    """What the rows of a page share."""

    look: Look
    person: int | None
    address: str  # of a target, without its id
    plain_address: str  # of the desk
    desk_address: str  # of the page, filter included
    rows_address: str
    hidden: Markup  # fields that every form carries
    notes: dict[str, str]  # what a step just refused says, by the key of its row


def desk_of(translation: Translation | OpenTranslation, shown: Filter) -> Desk:
    """Return what the rows of `translation` share on this page, for the person who asks."""
    person, statement, language = me(), translation.statement, translation.language
    address = url_for("desk.show", slug=statement.slug, language=language)
    query = "" if shown is Filter.ALL else f"?show={shown.value}"
    look = Look(
        str(get_locale()),
        statement.source_language,
        language,
        person.may(Action.TRANSLATE, language),
        person.may(Action.REVIEW, language),
        statement.four_eyes is FourEyesRule.STRICT,
    )
    return Desk(
        look=look,
        person=person.id,
        address=_target_address(request.script_root),
        plain_address=address,
        desk_address=address + query,
        rows_address=f"{address}/rows{query}",
        hidden=_hidden(person.id, shown),
        notes=_notes(),
    )


@lru_cache(maxsize=8)
def _target_address(_root: str) -> str:
    return url_for("desk.save", target_id=0)[:-1]


def rows_html(window: Window, desk: Desk) -> Markup:
    """Return the rows of `window` as HTML, between links to those that precede and follow."""
    shared = {"address": escape(desk.address), "desk": escape(desk.plain_address), "hidden": desk.hidden}
    patterns: dict[Kind, Pattern] = {}  # with what all rows of this page share
    html = []
    for row in window.rows:
        kind = _kind(row, desk)
        own = patterns.get(kind)
        if own is None:
            own = patterns[kind] = _pattern(desk.look, kind).fill_some(shared)
        html.append(own.fill(_values(row, desk)))
    earlier, more = _more_words()
    if window.previous_before:
        html.insert(0, _more(desk, "earlier", f"before={window.previous_before}", earlier))
    if window.next_after:
        html.append(_more(desk, "more", f"after={window.next_after}", more))
    return Markup("\n".join(html))  # noqa: S704 - the pattern is a template's, the values were escaped


def script_words(look: Look) -> Markup:
    """Return the words and pieces that the desk's script uses, as HTML."""
    return _script_words(look.locale, look.may_review, look.target)


def _kind(row: DeskRow, desk: Desk) -> Kind:
    text = row.text
    is_flagged = row.is_outdated or row.is_self_approved or row.is_machine or row.is_locked
    return Kind(
        row.state, row.role, row.flags if is_flagged else (), bool(text), bool(text and _MARKS.search(text)),
        bool(row.author), row.version > 0, row.updated_by_id == desk.person and desk.person is not None,
    )  # fmt: skip


def _values(row: DeskRow, desk: Desk) -> dict[str, object]:
    """Return what fills the slots of a row: numbers, our own words, and everything that people typed, escaped."""
    source, text = row.source, row.text
    typed = escape(text) if text else ""
    values: dict[str, object] = {
        "number": row.number, "id": row.target_id, "version": row.version, "words": row.words,
        "position": row.position, "source": to_html(source), "above": "", "typed": typed,
        "text": to_html(text) if _SHOWN_OTHERWISE.search(text) else typed,
        "size": len(text or source) // WIDTH + 1,
    }  # fmt: skip
    if row.version:
        moment = row.updated_at.isoformat()
        values.update(author=escape(row.author), moment=moment, day=moment[:10], time=moment[11:16])
    if row.returned or desk.notes:
        values["above"] = _above(row, desk)
    return values


@lru_cache(maxsize=4096)
def _pattern(look: Look, kind: Kind) -> Pattern:
    """Return the row of this kind with a slot for each value."""
    return pattern(
        "desk/_row.html", SLOTS, look=look, kind=kind,
        source_dir=labels.text_direction(look.source), target_dir=labels.text_direction(look.target),
    )  # fmt: skip


def _above(row: DeskRow, desk: Desk) -> str:
    """Return what stands above a target: why it was sent back, or why the last step was refused."""
    note = desk.notes.get(row.key)
    is_returned = row.returned and row.state is State.RETURNED
    return render_template("desk/_above.html", returned=row.returned, note=note) if note or is_returned else ""


def _more(desk: Desk, name: str, query: str, words: str) -> str:
    def then(address: str) -> str:
        return f"{address}{'&' if '?' in address else '?'}{query}"

    return MORE.format(name, then(desk.desk_address), then(desk.rows_address), words)


@labels.once_a_language
def _more_words() -> tuple[str, str]:
    return _("Earlier paragraphs"), _("More paragraphs")


@lru_cache(maxsize=64)
def _script_words(_locale: str, may_review: bool, target: str) -> Markup:
    direction = labels.text_direction(target)
    html = render_template("desk/_words.html", may_review=may_review, target=target, target_dir=direction)
    return Markup(html)  # noqa: S704 - a template has just escaped it


def _hidden(person: int | None, shown: Filter) -> Markup:
    fields = [("csrf_token", generate_csrf()), ("person", person)]
    if shown is not Filter.ALL:
        fields.append(("show", shown.value))
    return Markup("".join(HIDDEN.format(name, escape(value)) for name, value in fields))  # noqa: S704 - escaped


def _notes() -> dict[str, str]:
    """Return the flashed messages that belong to a row of this page; a fragment leaves them for the page."""
    if request.endpoint != "desk.show":
        return {}
    flashed = get_flashed_messages(with_categories=True)
    return {category.removeprefix(ROW_NOTE): words for category, words in flashed if category.startswith(ROW_NOTE)}
