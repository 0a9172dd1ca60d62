"""Catching up in the request that looks, never in one that saves: in short steps, for a bounded time."""

from collections.abc import Callable
from time import monotonic

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from services.store import begin_write


def gather_while(
    session: Session, is_behind: Callable[[Session], bool], step: Callable[[], bool | None], *, seconds: float
) -> bool:
    """Take one `step` after the other, each in a writing transaction, while something is left, for about `seconds`.

    Tells whether that was all of it; where the database takes no writing now, it was not. A step that answers False
    has found nothing to do: what another has in hand is not waited for. The caller commits the last one.
    """
    end = monotonic() + seconds
    try:
        while is_behind(session):
            if monotonic() > end:
                return False
            begin_write(session)
            if step() is False:
                return True
    except (OperationalError, IntegrityError):  # the latter: a text went away at this moment
        session.rollback()
        return False
    return True
