"""The next paragraph with a warning, whatever it is that warns."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from models import Segment, Target, Translation
from services import desk
from services.checking.listing import open_places


def next_warned(session: Session, actor: Actor, translation: Translation, *, after: int) -> tuple[int, str] | None:
    """Return position and key of the next paragraph behind `after`, and then from the top, that has a warning.

    Its source has changed, it has an open comment, or a finding of the checks that is remembered and open. None when
    there is none at all. Raises NotAllowed.
    """
    require(actor, Action.READ)
    ways = (
        desk.next_in(session, actor, translation, desk.Filter.WARNING, after=after),
        _next_found(session, translation, after),
    )
    return min((found for found in ways if found), key=lambda found: (found[0] <= after, found[0]), default=None)


def _next_found(session: Session, translation: Translation, after: int) -> tuple[int, str] | None:
    places = open_places(session, translation.id)
    found = next((place for place in places if place[0] > after), places[0] if places else None)
    if found is None:
        return None
    number = session.scalar(select(Segment.number).join(Target).where(Target.id == found[1]))
    return found[0], f"p{number}"
