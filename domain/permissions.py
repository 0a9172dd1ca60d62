"""Which role may do what: one table, asked by every service."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotAllowed


class PersonRole(StrEnum):
    """What a person is in the group; a person may hold several, for all languages or for one."""

    READER = "reader"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMIN = "admin"


class Action(StrEnum):
    """What a service may be asked to do."""

    READ = "read"  # see statements, translations, history
    EXPORT = "export"  # take a text out in any format
    COMMENT = "comment"  # remarks and questions to colleagues
    IMPORT_STATEMENT = "import_statement"
    EDIT_STATEMENT = "edit_statement"  # title, roles of segments, split, merge
    START_TRANSLATION = "start_translation"
    TRANSLATE = "translate"  # write, submit, bring targets in from a file
    REVIEW = "review"  # approve, return, ask
    MANAGE_MEMORY = "manage_memory"  # bring files into the memory, mend and delete its entries
    PUBLISH = "publish"  # editions, locks, the four-eyes rule of a statement
    MANAGE_PEOPLE = "manage_people"


_R, _T, _V, _P, _A = PersonRole  # in the order above

ALLOWED: dict[Action, frozenset[PersonRole]] = {
    Action.READ: frozenset({_R, _T, _V, _P, _A}),
    Action.EXPORT: frozenset({_R, _T, _V, _P, _A}),
    Action.COMMENT: frozenset({_T, _V, _P, _A}),
    Action.IMPORT_STATEMENT: frozenset({_T, _V, _P, _A}),
    Action.EDIT_STATEMENT: frozenset({_T, _V, _P, _A}),
    Action.START_TRANSLATION: frozenset({_T, _V, _P, _A}),
    Action.TRANSLATE: frozenset({_T, _V}),
    Action.REVIEW: frozenset({_V}),
    Action.MANAGE_MEMORY: frozenset({_V, _P, _A}),
    Action.PUBLISH: frozenset({_P}),
    Action.MANAGE_PEOPLE: frozenset({_A}),
}

PER_LANGUAGE = frozenset({Action.TRANSLATE, Action.REVIEW})


@dataclass(frozen=True, slots=True)
class Grant:
    """One role; `language` is a BCP 47 tag, or None for all."""

    role: PersonRole
    language: str | None = None

    def covers(self, language: str | None) -> bool:
        """Tell whether this grant reaches `language`: its own, a variety of it (es covers es-PE), or any."""
        if self.language is None or language is None:
            return True
        own, asked = self.language.lower(), language.lower()
        return asked == own or asked.startswith(own + "-")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `id` is None for the operator at the command line, who is nobody's second pair of eyes."""

    id: int | None
    name: str
    grants: tuple[Grant, ...]

    def may(self, action: Action, language: str | None = None) -> bool:
        """Tell whether any of the actor's roles allows `action`, in `language` where the action depends on one."""
        asked = language if action in PER_LANGUAGE else None
        return any(grant.role in ALLOWED[action] and grant.covers(asked) for grant in self.grants)


OPERATOR = Actor(None, "", tuple(Grant(role) for role in (_T, _P, _A)))


def require(actor: Actor, action: Action, language: str | None = None) -> None:
    """Raise NotAllowed unless `actor` may do `action` (in `language`, where that matters)."""
    if not actor.may(action, language):
        raise NotAllowed(action=action, language=language)
