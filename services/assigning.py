"""Who works on a translation, and by when."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.errors import AlreadyAssigned, BadValue
from domain.permissions import ALLOWED, Action, Actor, Grant, require
from models import RoleGrant, Translation, User
from services.store import name_of, record


class Translator(NamedTuple):
    """Somebody who may be asked to translate: id, name, the grants that allow it."""

    id: int
    name: str
    grants: tuple[Grant, ...]

    def writes(self, language: str) -> bool:
        """Tell whether they may translate into `language`."""
        return any(grant.covers(language) for grant in self.grants)


def translators(session: Session, actor: Actor) -> list[Translator]:
    """Return everybody with an open account who may translate, by name, in one query. Raises NotAllowed."""
    require(actor, Action.READ)
    query = (
        select(User.id, name_of(User), RoleGrant.role, RoleGrant.language)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.active, RoleGrant.role.in_(ALLOWED[Action.TRANSLATE]))
    )
    names: dict[int, str] = {}
    grants: dict[int, list[Grant]] = {}
    for person, name, role, language in session.execute(query):
        names[person] = name
        grants.setdefault(person, []).append(Grant(role, language))
    found = [Translator(person, names[person], tuple(held)) for person, held in grants.items()]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def assign(
    session: Session, actor: Actor, translation: Translation, person_id: int | None, due_on: date | None
) -> bool:
    """Give the translation to somebody (None: to nobody) with a day by which it is due (None: none).

    Tells whether anything changed. Whoever has it already may keep it, also when they could not be given it any more.
    Raises NotAllowed, BadValue (the person may not translate into that language, or has left).
    """
    require(actor, Action.START_TRANSLATION)
    if (translation.assigned_to_id, translation.due_on) == (person_id, due_on):
        return False
    if person_id is not None and person_id != translation.assigned_to_id:
        known = {one.id: one for one in translators(session, actor)}
        if person_id not in known or not known[person_id].writes(translation.language):
            raise BadValue(field="person", value=person_id)
    translation.assigned_to_id, translation.due_on = person_id, due_on
    session.flush()
    _record(session, actor, translation, "translation.assigned")
    return True


def take(session: Session, actor: Actor, translation: Translation) -> None:
    """Give the actor a translation that nobody has. Theirs already: a success.

    Raises NotAllowed, AlreadyAssigned (somebody was faster).
    """
    require(actor, Action.TRANSLATE)  # in any language: the answer would tell what exists
    require(actor, Action.TRANSLATE, translation.language)
    free = update(Translation).where(Translation.id == translation.id, Translation.assigned_to_id.is_(None))
    taken = session.connection().execute(free.values(assigned_to_id=actor.id)).rowcount == 1
    session.refresh(translation, ["assigned_to_id"])
    if translation.assigned_to_id != actor.id:
        holder = session.scalar(select(name_of(User)).where(User.id == translation.assigned_to_id))
        raise AlreadyAssigned(name=holder or "")
    if taken:
        _record(session, actor, translation, "translation.taken")


def in_languages_of(
    actor: Actor, action: Action, column: InstrumentedAttribute[str] = Translation.language
) -> ColumnElement[bool]:
    """Return the condition that `actor` may do `action` in the language of `column`: see `Grant.covers`."""
    grants = [grant for grant in actor.grants if grant.role in ALLOWED[action]]
    if any(grant.language is None for grant in grants):
        return true()
    tag = func.lower(column)
    own = {grant.language.lower() for grant in grants if grant.language}
    varieties = [tag.startswith(language + "-", autoescape=True) for language in sorted(own)]
    return or_(false(), tag.in_(sorted(own)), *varieties) if own else false()


def _record(session: Session, actor: Actor, translation: Translation, name: str) -> None:
    due = translation.due_on.isoformat() if translation.due_on else None
    record(
        session, actor, name, statement_id=translation.statement_id, translation=translation.id,
        language=translation.language, person=translation.assigned_to_id, due=due,
    )  # fmt: skip
