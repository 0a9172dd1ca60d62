"""The words for the values of the domain: states, roles, flags, reasons, languages, in the person's language."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from babel import Locale, UnknownLocaleError
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl

from domain.bitext import Flag
from domain.document import Role
from domain.permissions import PersonRole
from domain.states import State
from i18n import language
from services.reviewing import ReturnReason

Value = TypeVar("Value")

# The words of a state, a role or a reason are titles: a file "Draft" in a list, a "Quote" above a text.
STATES = {
    State.UNTRANSLATED: _pl("state", "Empty"),
    State.DRAFT: _pl("state", "Draft"),
    State.TRANSLATED: _pl("state", "For review"),
    State.RETURNED: _pl("state", "Sent back"),
    State.REVIEWED: _pl("state", "Approved"),
    State.FINAL: _pl("state", "Final"),
}

FLAGS = {
    Flag.OUTDATED: _l("Source changed"),
    Flag.SELF_APPROVED: _l("Approved by its own author"),
    Flag.MACHINE: _l("Machine text"),
    Flag.LOCKED: _l("Locked"),
}

ROLES = {
    Role.MASTHEAD: _pl("role", "Masthead"),
    Role.BYLINE: _pl("role", "Byline"),
    Role.HEADLINE: _pl("role", "Headline"),
    Role.DECK: _pl("role", "Deck"),
    Role.SUBHEAD: _pl("role", "Subhead"),
    Role.PARAGRAPH: _pl("role", "Paragraph"),
    Role.QUOTE: _pl("role", "Quote"),
    Role.ITEM: _pl("role", "List item"),
    Role.VERSE: _pl("role", "Verse"),
    Role.SLOGAN: _pl("role", "Slogan"),
    Role.SIGNATURE: _pl("role", "Signature"),
    Role.DATELINE: _pl("role", "Dateline"),
    Role.CAPTION: _pl("role", "Caption"),
    Role.FOOTNOTE: _pl("role", "Footnote"),
    Role.SEPARATOR: _pl("role", "Separator"),
}

REASONS = {
    ReturnReason.MEANING: _l("Meaning differs from the source"),
    ReturnReason.OMISSION: _l("Something is missing or added"),
    ReturnReason.TERM: _l("Wrong term"),
    ReturnReason.STYLE: _l("Style"),
    ReturnReason.GRAMMAR: _l("Grammar or spelling"),
    ReturnReason.TYPOGRAPHY: _l("Punctuation or typography"),
    ReturnReason.OTHER: _l("Another reason"),
}

PERSON_ROLES = {
    PersonRole.READER: _pl("person", "Reader"),
    PersonRole.TRANSLATOR: _pl("person", "Translator"),
    PersonRole.REVIEWER: _pl("person", "Reviewer"),
    PersonRole.PUBLISHER: _pl("person", "Publisher"),
    PersonRole.ADMIN: _pl("person", "Administrator"),
}


def once_a_language(make: Callable[[], Value]) -> Callable[[], Value]:
    """Let `make`, which looks words up, do so once for each language of the interface."""
    made = lru_cache(maxsize=8)(lambda _tag: make())

    @wraps(make)
    def value() -> Value:
        return made(language())

    return value


@once_a_language
def state_words() -> dict[State, str]:
    """Return the words of the states in the interface's language."""
    return {state: str(words) for state, words in STATES.items()}


def language_name(tag: str) -> str:
    """Return the name of the language `tag` in the interface's language, such as "Spanish"; the tag if unknown."""
    return _name(tag, language())


def own_name(tag: str) -> str:
    """Return what the speakers of `tag` call it, such as "Español"; the tag if unknown."""
    return _name(tag, tag)


@lru_cache(maxsize=512)
def _name(tag: str, interface: str) -> str:
    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name(interface.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:] if name else tag


@lru_cache(maxsize=512)
def text_direction(tag: str) -> str:
    """Return `rtl` or `ltr` for the language `tag`; `auto` for one that is unknown."""
    try:
        return Locale.parse(tag.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"
