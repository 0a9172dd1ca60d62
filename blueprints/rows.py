"""What the rows of one page of the desk have in common, worked out once so that a row costs little."""

from dataclasses import dataclass

from flask import get_flashed_messages, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints import labels
from blueprints.identity import me
from domain.permissions import Action
from services.desk import Filter
from services.statements import FourEyesRule
from services.store import Translation

HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
OPTION = Markup('<option value="{}">{}</option>')
SIDE = Markup('lang="{}" dir="{}"')
BOX = Markup('class="text" name="text" spellcheck="true" autocapitalize="sentences" placeholder="{}" {}')
MARK = Markup(
    '<span class="state" title="{words}"><svg class="mark" aria-hidden="true"><use href="#mark-{state}"/></svg>'
    '<span class="visually-hidden">{words}</span></span>'
)
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
    label: tuple[Markup, Markup]  # of a box, around the paragraph's number
    hidden: Markup  # fields that every form carries
    # What every row says in the same words is put together here: fifty rows say it fifty times.
    source_side: Markup  # the language and direction of an element, as attributes
    target_side: Markup
    own_side: Markup  # of the interface
    box: Markup  # attributes of the box to write in
    placeholder: Markup
    marks: dict[str, Markup]  # of the states, in shape and words
    reasons: Markup
    states: dict[str, Markup]
    roles: dict[str, Markup]
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
    source_side, target_side = (
        SIDE.format(tag, labels.text_direction(tag)) for tag in (translation.statement.source_language, language)
    )
    placeholder, states = (
        escape(_("Not translated yet")),
        {state: escape(words) for state, words in labels.STATES.items()},
    )
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
        label=(escape(before), escape(after)),
        hidden=_hidden(person.id, shown),
        reasons=Markup("").join(OPTION.format(reason, words) for reason, words in labels.REASONS.items()),
        source_side=source_side,
        target_side=target_side,
        own_side=SIDE.format(str(get_locale()), "auto"),
        box=BOX.format(placeholder, target_side),
        placeholder=placeholder,
        marks={state: MARK.format(state=state.value, words=words) for state, words in states.items()},
        states=states,
        roles={role: escape(words) for role, words in labels.ROLES.items()},
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
