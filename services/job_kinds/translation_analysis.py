"""The analysis of a long translation. Payload: `statement` (slug), `language`."""

from sqlalchemy.orm import Session

from domain.permissions import Action, Actor, require
from services import analysis
from services.job_kinds.base import Made, Payload, Stage, Wanted, Work, text_of
from services.memory import catch_up
from services.store import begin_write, find_translation

KIND = "translation.analysis"
CATCHING_UP_S = 60.0  # of the memory: what was approved lately and is not to be found yet


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return what is asked for. Raises NotAllowed, NotFound, BadValue."""
    require(actor, Action.READ)
    translation = find_translation(session, text_of(payload, "statement"), text_of(payload, "language"))
    return Wanted(translation.statement.title)


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Look every paragraph up, and keep what was found."""
    slug, language = text_of(payload, "statement"), text_of(payload, "language")
    with work.step(session):
        catch_up(session, seconds=CATCHING_UP_S)
    translation = find_translation(session, slug, language)

    def tell(done: int, total: int) -> None:
        work.tell(Stage.COMPARING, done, total)

    looked = analysis.look(session, actor, translation, tell=tell)
    begin_write(session)
    analysis.store(session, find_translation(session, slug, language), looked)
    return Made(result={"statement": slug, "language": language})
