"""What the rows of one page of the desk have in common, worked out once so that a row costs little."""

from dataclasses import dataclass

from flask import get_flashed_messages, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from blueprints import labels
from blueprints.identity import me
from domain.permissions import Action
from services.desk import Filter
from services.statements import FourEyesRule
from services.store import Translation

HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
OPTION = Markup('<option value="{}">{}</option>')
ROW_NOTE = "row-"  # the category of a flashed message that belongs to one row


@dataclass(frozen=True, slots=True)
class Look:
    """The languages, rights and words that every row of a page shares."""

    person: int | None
    source: str
    source_dir: str
    target: str
    target_dir: str
    may_write: bool
    may_review: bool
    is_strict: bool  # whether four eyes are asked for
    address: str  # of a target, without its id
    desk_address: str
    rows_address: str
    label: tuple[str, str]  # of a box, around the paragraph's number
    hidden: Markup  # fields that every form carries
    reasons: Markup
    states: dict[str, str]
    roles: dict[str, str]
    notes: dict[str, str]  # by the key of their row


def look_of(translation: Translation, shown: Filter) -> Look:
    """Return what the rows of `translation` share for the person who asks."""
    person, language = me(), translation.language
    where = {
        "slug": translation.statement.slug,
        "language": language,
        "show": shown if shown is not Filter.ALL else None,
    }
    before, _number, after = _(
        "Paragraph %(number)s, %(language)s", number="\0", language=labels.language_name(language)
    ).partition("\0")
    return Look(
        person=person.id,
        source=translation.statement.source_language,
        source_dir=labels.text_direction(translation.statement.source_language),
        target=language,
        target_dir=labels.text_direction(language),
        may_write=person.may(Action.TRANSLATE, language),
        may_review=person.may(Action.REVIEW, language),
        is_strict=translation.statement.four_eyes is FourEyesRule.STRICT,
        address=url_for("desk.save", target_id=0)[:-1],
        desk_address=url_for("desk.show", **where),
        rows_address=url_for("desk.rows", **where),
        label=(before, after),
        hidden=_hidden(person.id, shown),
        reasons=Markup("").join(OPTION.format(reason, words) for reason, words in labels.REASONS.items()),
        states={state: str(words) for state, words in labels.STATES.items()},
        roles={role: str(words) for role, words in labels.ROLES.items()},
        notes=_notes(),
    )  # fmt: skip


def _hidden(person: int | None, shown: Filter) -> Markup:
    fields = [("csrf_token", generate_csrf()), ("person", person)]
    if shown is not Filter.ALL:
        fields.append(("show", shown))
    return Markup("").join(HIDDEN.format(name, value) for name, value in fields)


def _notes() -> dict[str, str]:
    """Return the flashed messages that belong to a row of this page; a fragment leaves them for the page."""
    if request.endpoint != "desk.show":
        return {}
    flashed = get_flashed_messages(with_categories=True)
    return {category.removeprefix(ROW_NOTE): words for category, words in flashed if category.startswith(ROW_NOTE)}
