"""Terms looked for in approved work: what is found stands on the page of suggestions.

Payload: `source`, `target` (languages).
"""

from sqlalchemy.orm import Session

from domain.permissions import Actor
from services.job_kinds.base import Made, Payload, Stage, Wanted, Work, text_of
from services.store import begin_write
from services.terms import suggesting
from services.terms.editing import require_adding

KIND = "terms.suggestions"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return what is asked for. Raises NotAllowed, BadValue."""
    require_adding(actor)
    source, target = suggesting.checked_languages(text_of(payload, "source"), text_of(payload, "target"))
    return Wanted(f"{source} → {target}")


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Read the pairs, look for terms, keep them."""
    languages = suggesting.checked_languages(text_of(payload, "source"), text_of(payload, "target"))
    work.tell(Stage.GATHERING, 0, 2)
    pairs = suggesting.pairs_of(session, actor, languages)
    known = suggesting.known(session, languages[0])
    session.rollback()  # what was read is read: nobody keeps a transaction open for as long as it takes
    work.tell(Stage.COUNTING, 1, 2)
    found = suggesting.suggestions(pairs, languages, known)
    begin_write(session)
    suggesting.keep(session, actor, languages, found)
    return Made(result={"source": languages[0], "target": languages[1], "found": len(found)})
