"""What a publisher has typed of an edition and not saved: kept, so that it can be previewed and is never lost."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.errors import NotFound, TextTooLong
from domain.permissions import Action, Actor, require
from models import Edition, EditionDraft
from models.base import now
from services.editions import Details, details_of
from services.store import storable

MOST = 20  # of one person for one edition: the older ones go
KEPT = timedelta(days=7)
LONGEST = 400_000  # characters of all fields; far past what can be saved


@dataclass(frozen=True, slots=True)
class Draft:
    """Details that were typed over `version` of an edition. `key` asks for them again."""

    key: str
    details: Details
    version: int


def keep(session: Session, actor: Actor, edition: Edition, details: Details, version: int) -> str:
    """Keep what was typed, whether or not it could be saved, and return its key; "" where it is what is saved.

    Raises NotAllowed, TextTooLong (more than anybody types).
    """
    require(actor, Action.PUBLISH)
    typed = {name: storable(value) for name, value in asdict(details).items()}
    if (length := sum(map(len, typed.values()))) > LONGEST:
        raise TextTooLong(length=length, limit=LONGEST)
    if Details(**typed) == details_of(edition):
        return ""
    written = json.dumps([typed, version], sort_keys=True, ensure_ascii=False)
    key = hashlib.sha256(written.encode()).hexdigest()[:32]
    of_person = (EditionDraft.edition_id == edition.id, EditionDraft.user_id == actor.id)
    if session.scalar(select(EditionDraft.id).where(*of_person, EditionDraft.sha256 == key)) is None:
        session.add(EditionDraft(edition_id=edition.id, user_id=actor.id, sha256=key, details=typed, version=version))
        session.flush()
    newest = select(EditionDraft.id).where(*of_person).order_by(EditionDraft.id.desc()).limit(MOST)
    session.execute(delete(EditionDraft).where(*of_person, EditionDraft.id.not_in(list(session.scalars(newest)))))
    session.execute(delete(EditionDraft).where(EditionDraft.saved_at < now() - KEPT))
    return key


def kept(session: Session, actor: Actor, edition: Edition, key: str) -> Draft:
    """Return what this person typed. Raises NotAllowed, NotFound (it is too old, or somebody else's)."""
    require(actor, Action.PUBLISH)
    query = select(EditionDraft).where(
        EditionDraft.edition_id == edition.id, EditionDraft.user_id == actor.id, EditionDraft.sha256 == key
    )
    found = session.scalar(query) if key.isascii() and key.isalnum() else None
    if found is None:
        raise NotFound(what="edition_draft", key=key)
    return Draft(key, Details(**found.details), found.version)


def newest(session: Session, actor: Actor, edition: Edition) -> Draft | None:
    """Return what this person typed last and did not save, None if there is nothing. Raises NotAllowed."""
    require(actor, Action.PUBLISH)
    query = (
        select(EditionDraft)
        .where(EditionDraft.edition_id == edition.id, EditionDraft.user_id == actor.id)
        .order_by(EditionDraft.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return Draft(found.sha256, Details(**found.details), found.version) if found else None


def forget(session: Session, actor: Actor, edition: Edition) -> None:
    """Drop what this person typed of an edition: it is saved, or was given up. Raises NotAllowed."""
    require(actor, Action.PUBLISH)
    session.execute(delete(EditionDraft).where(EditionDraft.edition_id == edition.id, EditionDraft.user_id == actor.id))
