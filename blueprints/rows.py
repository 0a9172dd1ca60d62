"""What the rows of one page of the desk have in common, worked out once so that a row costs little.

Words are looked up and escaped once for each language of the interface, not once for each row or page: the
template of the rows escapes only what people typed.
"""

from dataclasses import dataclass
from functools import lru_cache

from flask import get_flashed_messages, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints import labels
from blueprints.identity import me
from domain.permissions import Action
from services.desk import Filter, Window
from services.statements import FourEyesRule
from services.store import Translation

ROW_NOTE = "row-"  # the category of a flashed message that belongs to one row


HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
SIDE = Markup('lang="{}" dir="{}"')
BOX = Markup('class="text" name="text" spellcheck="true" placeholder="{}" {}')
MARK = Markup(
    '<span class="{kind}" title="{words}"><svg class="mark" aria-hidden="true"><use href="#mark-{name}"/></svg>'
    '<span class="visually-hidden">{words}</span></span>'
)


@dataclass(frozen=True, slots=True)
class Words:
    """What rows say, in one language of the interface: all of it escaped, to be printed as it is."""

    language: str
    states: dict[str, Markup]
    marks: dict[str, Markup]  # of the states, in shape and words
    roles: dict[str, Markup]
    flags: dict[str, Markup]  # in shape and words
    reasons: Markup  # as options of a list
    say: dict[str, Markup]


@dataclass(frozen=True, slots=True)
class Look:
    """The languages, rights and words that every row of a page shares."""

    person: int | None
    source_name: str
    target: str
    target_dir: str
    target_name: str
    may_write: bool
    may_review: bool
    is_strict: bool  # whether four eyes are asked for
    address: str  # of a target, without its id
    desk_address: str  # of this page, filter included
    rows_address: str
    source_side: Markup  # the language and direction of an element, as attributes
    target_side: Markup
    box: Markup  # attributes of the box to write in
    label: tuple[Markup, Markup]  # of a box, around the paragraph's number
    hidden: Markup  # fields that every form carries
    words: Words
    notes: dict[str, str]  # by the key of their row


def look_of(translation: Translation, shown: Filter) -> Look:
    """Return what the rows of `translation` share for the person who asks."""
    person, language, locale = me(), translation.language, str(get_locale())
    source = translation.statement.source_language
    desk = url_for("desk.show", slug=translation.statement.slug, language=language)
    query = "" if shown is Filter.ALL else f"?show={shown.value}"
    words = words_in(locale)
    target_side = _side(language)
    return Look(
        person=person.id,
        source_name=labels.language_name(source),
        target=language,
        target_dir=labels.text_direction(language),
        target_name=labels.language_name(language),
        may_write=person.may(Action.TRANSLATE, language),
        may_review=person.may(Action.REVIEW, language),
        is_strict=translation.statement.four_eyes is FourEyesRule.STRICT,
        address=url_for("desk.save", target_id=0)[:-1],
        desk_address=desk + query,
        rows_address=f"{desk}/rows{query}",
        source_side=_side(source),
        target_side=target_side,
        box=BOX.format(words.say["placeholder"], target_side),
        label=_label(locale, language),
        hidden=_hidden(person.id, shown),
        words=words,
        notes=_notes(),
    )


def rows_html(window: Window, look: Look) -> Markup:
    """Return the rows of `window` as HTML, rendered by themselves: within the page each piece passes three hands."""
    html = render_template("desk/_rows.html", rows=window.rows, next_after=window.next_after, look=look)
    return Markup(html)  # noqa: S704 - a template has just escaped it


def script_words(look: Look) -> Markup:
    """Return the words and pieces that the desk's script uses, as HTML."""
    return _script_words(look.words.language, look.may_review, look.target, look.target_dir)


@lru_cache(maxsize=64)
def _script_words(_locale: str, may_review: bool, target: str, target_dir: str) -> Markup:
    html = render_template("desk/_words.html", may_review=may_review, target=target, target_dir=target_dir)
    return Markup(html)  # noqa: S704 - a template has just escaped it


@lru_cache(maxsize=8)
def words_in(locale: str) -> Words:
    """Return the words of the rows; `locale` must be the one in use."""
    option = Markup('<option value="{}">{}</option>')
    return Words(
        language=locale,
        states={state.value: escape(words) for state, words in labels.STATES.items()},
        marks={
            state.value: MARK.format(kind="state", name=state, words=words) for state, words in labels.STATES.items()
        },
        roles={role.value: escape(words) for role, words in labels.ROLES.items()},
        flags={flag.value: MARK.format(kind="flag", name=flag, words=words) for flag, words in labels.FLAGS.items()},
        reasons=Markup("").join(option.format(reason, words) for reason, words in labels.REASONS.items()),
        say={name: escape(words) for name, words in _sayings().items()},
    )


def _sayings() -> dict[str, str]:
    return {
        "save": _("Save"),
        "submit": _("Save and submit"),
        "draft": _("Save as draft"),
        "approve": _("Approve"),
        "with_edit": _("Approve with this edit"),
        "send_back": _("Send back"),
        "reason": _("Reason"),
        "remark": _("Remark for the translator (optional)"),
        "change": _("Change this text"),
        "change_approved": _("Change this approved text"),
        "placeholder": _("Not translated yet"),
        "more": _("More paragraphs"),
        "own_words": _("These are your words: somebody else has to approve them."),
        "help_review": _(
            "Your wording is kept in this browser until you choose: approved with your edit, it waits for a "
            "second person; saved as a draft, it goes back to be worked on."
        ),
        "help_submitted": _(
            "As soon as a change is saved, the paragraph is a draft again and waits to be submitted anew."
        ),
        "help_approved": _(
            "As soon as a change is saved, the paragraph is a draft again and must be approved anew. The "
            "history keeps the approval."
        ),
    }


@lru_cache(maxsize=256)
def _label(_locale: str, language: str) -> tuple[Markup, Markup]:
    name = labels.language_name(language)
    before, _number, after = _("Paragraph %(number)s, %(language)s", number="\0", language=name).partition("\0")
    return escape(before), escape(after)


@lru_cache(maxsize=256)
def _side(language: str) -> Markup:
    return SIDE.format(language, labels.text_direction(language))


def _hidden(person: int | None, shown: Filter) -> Markup:
    fields = [("csrf_token", generate_csrf()), ("person", person)]
    if shown is not Filter.ALL:
        fields.append(("show", shown.value))
    return Markup("").join(HIDDEN.format(name, value) for name, value in fields)


def _notes() -> dict[str, str]:
    """Return the flashed messages that belong to a row of this page; a fragment leaves them for the page."""
    if request.endpoint != "desk.show":
        return {}
    flashed = get_flashed_messages(with_categories=True)
    return {category.removeprefix(ROW_NOTE): words for category, words in flashed if category.startswith(ROW_NOTE)}
