"""Gathering: what an approval leaves to be done, and approvals that the memory never heard of.

An approval writes its paragraph and no more. The next who looks something up adds the grams it is found by and the
sentences inside it, a bounded number at a time. Targets that were approved before there was a memory are brought in
likewise, in the order of their numbers, while the mark OLD stands.
"""

from sqlalchemy import ColumnElement, delete, exists, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from domain.memory import key, pair_of
from domain.states import APPROVED
from models import MemoryEntry, Target
from models.memory import MemoryMark
from services.gathering import gather_while
from services.memory.approved import remember, sentence_pairs
from services.memory.entries import Pair, add_grams, compared, forget_entries, pair_key, store
from services.memory.places import surroundings

CHUNK = 250  # paragraphs in one transaction: others want to save in between
OLD = "approved"
_IS_WAITING = literal_column("is_waiting")  # as the index of those that wait has it
# Two who gather at once take different ones.
_WAITING = (
    select(MemoryEntry)
    .where(_IS_WAITING)
    .order_by(MemoryEntry.id)
    .limit(CHUNK)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
_MARK = select(MemoryMark).where(MemoryMark.kind == OLD).with_for_update(skip_locked=True)
_IS_BEHIND = select(or_(exists().select_from(MemoryEntry).where(_IS_WAITING), exists().where(MemoryMark.kind == OLD)))


def is_behind(session: Session) -> bool:
    """Tell whether there is anything to gather."""
    return bool(session.connection().scalar(_IS_BEHIND))


def catch_up(session: Session, *, seconds: float = 1.0) -> bool:
    """Gather for about `seconds`; tell whether that was all of it.

    Writes, a chunk a transaction; the caller commits the last one. Where the database takes no writing now, the rest
    is not gathered and the answer is False.
    """
    return gather_while(session, is_behind, lambda: _gather_old(session) or _gather_waiting(session), seconds=seconds)


def renew(session: Session, which: ColumnElement[bool]) -> None:
    """Remember those of `which` targets that are approved: an undoing has put them back without an approval."""
    query = select(Target.id).where(which, Target.state.in_(APPROVED)).order_by(Target.id)
    for target_id in session.scalars(query).all():
        remember(session, target_id)


def _gather_waiting(session: Session) -> bool:
    """Give up to CHUNK paragraphs that wait their keys, grams and sentences; tell whether there were any."""
    entries = session.scalars(_WAITING).all()
    of_these = MemoryEntry.target_id.in_({entry.target_id for entry in entries if entry.target_id is not None})
    # The newest of all: it may be that it waits behind these, and its turn is later.
    query = select(func.max(MemoryEntry.id)).where(of_these, MemoryEntry.is_waiting).group_by(MemoryEntry.target_id)
    newest = set(session.scalars(query))
    former = select(MemoryEntry.id).where(of_these, MemoryEntry.id.not_in(newest))
    forget_entries(session, session.scalars(former).all())
    for entry in entries:
        if entry.target_id is not None and entry.id in newest:
            _complete(session, entry, entry.target_id)
    return bool(entries)


def _complete(session: Session, entry: MemoryEntry, target_id: int) -> None:
    languages = entry.source_language, entry.target_language
    pair = pair_of(*languages)
    here, source = surroundings(session, target_id), compared(entry.source)
    before, after = (key(pair, compared(side)) for side in (here.before, here.after))
    values = {
        "source_key": key(pair, source), "pair_key": pair_key(entry.source, entry.target, pair),
        "before_key": before, "after_key": after, "is_waiting": False,
    }  # fmt: skip
    session.execute(update(MemoryEntry.__table__).where(MemoryEntry.__table__.c.id == entry.id).values(values))
    add_grams(session, [(entry.id, source)], pair)
    whole = Pair(entry.source, entry.target, author=entry.author, changed_at=entry.changed_at)
    store(session, list(sentence_pairs(whole, *languages)), *languages, target_id=target_id)


def _gather_old(session: Session) -> bool:
    """Remember up to CHUNK targets that were approved before; tell whether this is still to be done."""
    mark = session.scalar(_MARK)
    if mark is None:
        return False
    is_known = exists().where(MemoryEntry.target_id == Target.id)
    query = select(Target.id).where(Target.id > mark.position, Target.state.in_(APPROVED), ~is_known)
    ids = session.scalars(query.order_by(Target.id).limit(CHUNK)).all()
    for target_id in ids:
        remember(session, target_id)
    if len(ids) == CHUNK:
        mark.position = ids[-1]
        session.flush()
    else:
        session.execute(delete(MemoryMark).where(MemoryMark.kind == OLD))
    return True
