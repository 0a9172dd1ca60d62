"""The memory beside a paragraph: its matches, and taking one over as a draft."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from domain.contrasts import Contrast
from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from domain.sentences import sentences
from models import User
from models.revision import Origin
from services.editing import Conflict, Saved, place, save
from services.memory.lookup import Asked, Match, lookup
from services.memory.places import Surroundings, surroundings

MOST_BESIDE = 5  # matches
MOST_SENTENCES = 30  # of a paragraph that is put together
FOR_A_SENTENCE = 80  # percent: below that its neighbours would have to be rewritten, too
LEAST_FOUND = 0.5  # of the paragraph's letters

_SEES_DRAFTS = select(User.sees_drafts).where(User.id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Assembled:
    """A target put together from matches of the source's sentences. `missing`: sentences left as they are.

    `contrasts`: what differs between those matches and the source that changes the meaning. `left`: where in `text` the
    missing sentences stand.
    """

    text: str
    found: int
    missing: int
    contrasts: tuple[Contrast, ...] = ()
    left: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What the memory has for a paragraph: matches of the whole, or, where there is none, one put together."""

    source: str
    matches: tuple[Match, ...] = ()
    assembled: Assembled | None = None


def offers(session: Session, actor: Actor, target_id: int, *, with_drafts: bool = False) -> Offers:
    """Return what the memory has for the paragraph of a target, its own entries apart. Raises NotAllowed, NotFound.

    `with_drafts`: what nobody has approved yet, too.
    """
    require(actor, Action.READ)
    here = surroundings(session, target_id)
    asked = Asked(
        here.source, here.source_language, here.target_language, before=here.before, after=here.after,
        limit=MOST_BESIDE, apart_from=target_id, with_drafts=with_drafts,
    )  # fmt: skip
    matches = tuple(lookup(session, actor, asked))
    return Offers(here.source, matches, None if matches else _assembled(session, actor, here, target_id))


def sees_drafts(session: Session, actor: Actor) -> bool:
    """Tell whether this person wants drafts among the matches."""
    return bool(actor.id is not None and session.connection().scalar(_SEES_DRAFTS, {"person": actor.id}))


def choose_drafts(session: Session, actor: Actor, *, are_seen: bool) -> None:
    """Keep whether this person wants drafts among the matches. Raises NotAllowed."""
    require(actor, Action.READ)
    session.execute(update(User.__table__).where(User.__table__.c.id == actor.id).values(sees_drafts=are_seen))


def take(session: Session, actor: Actor, target_id: int, entry_id: int | None, *, version: int) -> Saved | Conflict:
    """Make the match with that entry, None for the one put together, the target: a draft that the memory wrote.

    Raises what `editing.save` does, and NotFound for what is not offered (any more).
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    require(actor, Action.TRANSLATE, place(session, target_id).language)
    found = offers(session, actor, target_id, with_drafts=entry_id is not None and entry_id < 0)
    if entry_id is None:
        text = found.assembled.text if found.assembled else None
    else:
        text = next((match.target for match in found.matches if match.entry_id == entry_id), None)
    if text is None:
        raise NotFound(what="memory_entry", key=entry_id or 0)
    return save(session, actor, target_id, text, version=version, origin=Origin.MEMORY)


def _assembled(session: Session, actor: Actor, here: Surroundings, target_id: int) -> Assembled | None:
    """Return the paragraph from matches of its sentences; None where too little of it is known."""
    spans = sentences(here.source, here.source_language)
    if not 2 <= len(spans) <= MOST_SENTENCES:
        return None
    parts: list[str] = []
    left: list[tuple[int, int]] = []
    differing: list[Contrast] = []
    end = known = found = written = 0
    for start, stop in spans:
        sentence = here.source[start:stop]
        asked = Asked(
            sentence, here.source_language, here.target_language, floor=FOR_A_SENTENCE, limit=1, apart_from=target_id
        )
        match = next(iter(lookup(session, actor, asked)), None)
        parts += [here.source[end:start], match.target if match else sentence]
        written += len(parts[-2])
        left += [] if match else [(written, written + len(sentence))]
        written += len(parts[-1])
        differing += match.contrasts if match else ()
        known += (stop - start) * (match is not None)
        found += match is not None
        end = stop
    if known < LEAST_FOUND * sum(stop - start for start, stop in spans):
        return None
    return Assembled("".join(parts), found, len(spans) - found, tuple(differing), tuple(left))
