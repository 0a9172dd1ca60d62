"""Filling a long translation from the memory. Payload: `statement` (slug), `language`, `from` (percent)."""

from sqlalchemy.orm import Session

from domain.errors import BadValue
from domain.permissions import Action, Actor, require
from services import pretranslation
from services.job_kinds.base import Made, Payload, Stage, Wanted, Work, text_of
from services.memory import catch_up
from services.store import begin_write, find_translation

KIND = "translation.pretranslation"
CATCHING_UP_S = 60.0  # of the memory: what was approved lately and is not to be found yet


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return what is asked for. Raises NotAllowed, NotFound, BadValue."""
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    translation = find_translation(session, text_of(payload, "statement"), text_of(payload, "language"))
    require(actor, Action.TRANSLATE, translation.language)
    _least(payload)
    return Wanted(translation.statement.title)


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Look the empty paragraphs up, then fill those with an exact match that are still empty."""
    slug, language = text_of(payload, "statement"), text_of(payload, "language")

    def tell(done: int, total: int) -> None:
        work.tell(Stage.COMPARING, done, total)

    with work.step(session):
        catch_up(session, seconds=CATCHING_UP_S)
    translation = find_translation(session, slug, language)
    found = pretranslation.plan(session, actor, translation, least=_least(payload), tell=tell)
    begin_write(session)  # not before: a look-up takes its time, and nobody else could save meanwhile
    done = pretranslation.apply(session, actor, find_translation(session, slug, language), found.proposals)
    facts = {"filled": len(done.targets), "left": len(done.left)}
    return Made(result={"statement": slug, "language": language, **facts})


def _least(payload: Payload) -> int:
    least = payload.get("from", pretranslation.EXACT)
    if least not in pretranslation.LEAST:
        raise BadValue(field="from", value=least)
    return int(least)
