"""Every duplicate of the memory that is wanted merged. Payload: `languages` ("en es", '' for all), `origin`.

Some groups at a time: what is merged stays so wherever the work ends.
"""

from sqlalchemy.orm import Session

from domain.errors import BadValue
from domain.permissions import Action, Actor, require
from services.job_kinds.base import Made, Payload, Stage, Wanted, Work, text_of
from services.memory import duplicates
from services.store import begin_write

KIND = "memory.merging"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return what is to be merged. Raises NotAllowed, BadValue."""
    require(actor, Action.MANAGE_MEMORY)
    wanted = read(payload)
    return Wanted(" → ".join(wanted.languages or ()))


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Merge them. How many there are is not known before."""

    def tell(gone: int) -> None:
        work.tell(Stage.MERGING, gone, 0)

    gone, _is_all = duplicates.merge_all(session, actor, read(payload), step=lambda: work.step(session), tell=tell)
    begin_write(session)
    return Made(result={"entries": gone})


def read(payload: Payload) -> duplicates.Wanted:
    """Return which groups `payload` names. Raises BadValue."""
    languages = text_of(payload, "languages").split()
    if len(languages) not in (0, 2):
        raise BadValue(field="languages", value=" ".join(languages)[:40])
    pair = (languages[0], languages[1]) if languages else None
    return duplicates.Wanted(languages=pair, origin=text_of(payload, "origin"))
