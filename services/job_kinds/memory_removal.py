"""A file out of the memory, with all its entries. Payload: `file` (its number).

A few hundred entries at a time; until the last is gone the file says that it is not whole.
"""

from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from services.job_kinds.base import Made, Payload, Stage, Wanted, Work
from services.memory import upkeep
from services.store import begin_write

KIND = "memory.removal"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return the file that is to go. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_MEMORY)
    return Wanted(upkeep.find_file(session, actor, _number(payload)).name)


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Take it out; how many of its entries are gone is what is told of."""
    file_id = _number(payload)
    name = upkeep.find_file(session, actor, file_id).name
    session.rollback()

    def tell(done: int, total: int) -> None:
        work.tell(Stage.REMOVING, min(done, total), max(1, total), about=name)

    gone = upkeep.remove_file(session, actor, file_id, step=lambda: work.step(session), tell=tell)
    begin_write(session)
    return Made(result={"entries": gone})


def _number(payload: Payload) -> int:
    number = payload.get("file")
    if not isinstance(number, int):
        raise NotFound(what="memory_file", key=str(number)[:40])
    return number
