"""Splitting and merging segments, in all translations at once, and undoing it.

A segment belongs to the statement: what is done to it is done to its target in every language. Each row written
is noted in a journal (services/journal.py), so that one step back restores text, ids, states and reviews. Two
things are never given twice and so are not put back: the numbers of segments, and the versions of targets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.division import matches
from domain.errors import CannotSplit, LaterArrangement, TextTooLong, UndoneAlready
from domain.permissions import Action, Actor, require
from domain.sentences import Cut, cuts
from formats import inline
from models import Arrangement, Statement, User
from models.arrangement import ArrangementKind
from models.base import now
from services import joining, parting, undoing
from services.journal import Journal
from services.paragraphs import Paragraph, Rendering, at_position, check, hold_statement, paragraph, segment_id
from services.statements import LONGEST_SOURCE
from services.store import find, is_key, name_of, record

WHOLE = -1  # the place in a target that is not divided: all of it stays with the first part


@dataclass(frozen=True, slots=True)
class Division:
    """Where to split: `at`, the number of the source's character that the second part begins with.

    `targets`: the same for targets whose end a person chose, by the target's id (WHOLE: not divided); the others
    are divided at the matching end. `seen`: the stamp of what was looked at (services.paragraphs.stamp).
    """

    at: int
    targets: Mapping[int, int] = field(default_factory=dict)
    seen: str | None = None
    accepts_final: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A split or merge that was made. `key`: the segment that keeps its id; `other`: the new, or the merged one."""

    id: int
    kind: ArrangementKind
    key: str
    other: str


@dataclass(frozen=True, slots=True)
class Last:
    """The newest split or merge of a statement that is not undone."""

    id: int
    kind: ArrangementKind
    number: int
    other_number: int
    at: datetime
    name: str


def split(session: Session, actor: Actor, statement: Statement, key: str, division: Division) -> Done:
    """Make two segments of one: the first keeps its id, the second gets a new one; both targets become drafts.

    Raises NotAllowed, NotFound, CannotSplit, StaleArrangement, LockedTarget, BeingWritten, FinalText.
    """
    require(actor, Action.EDIT_STATEMENT)
    held = hold_statement(session, statement.id)
    whole = paragraph(session, segment_id(session, statement.id, key), is_held=True)
    check(session, actor, [whole], seen=division.seen, accepts_final=division.accepts_final)
    cut = _cut_at(whole.source, held.source_language, division.at, whole)
    sources = divided(whole.source, cut)
    texts = {target.id: _parts(whole, target, held.source_language, cut, division.targets) for target in whole.targets}
    session.execute(update(Statement.__table__).where(Statement.id == held.id).values(next_number=held.next_number + 1))
    journal = Journal(session)
    parting.part(journal, actor, whole, held.next_number, sources, texts)
    return _record(session, actor, journal, ArrangementKind.SPLIT, whole, held.next_number)


def merge(
    session: Session, actor: Actor, statement: Statement, key: str, *, seen: str | None, accepts_final: bool = False
) -> Done:
    """Make one segment of this and the next: it keeps its id and role, the next one's number leads to it from now on.

    Raises NotAllowed, NotFound, CannotSplit (it is the last), TextTooLong, StaleArrangement, LockedTarget,
    BeingWritten, FinalText.
    """
    require(actor, Action.EDIT_STATEMENT)
    hold_statement(session, statement.id)
    first = paragraph(session, segment_id(session, statement.id, key), is_held=True)
    following = at_position(session, statement.id, first.position + 1)
    if following is None:
        raise CannotSplit(segment=first.key)
    second = paragraph(session, following, is_held=True)
    check(session, actor, [first, second], seen=seen, accepts_final=accepts_final)
    _check_lengths(first, second)
    journal = Journal(session)
    joining.join(journal, actor, first, second)
    return _record(session, actor, journal, ArrangementKind.MERGE, first, second.number)


def undo(session: Session, actor: Actor, arrangement_id: int) -> Done:
    """Put back what the statement's last split or merge has changed, as one step.

    Raises NotAllowed, NotFound, UndoneAlready, LaterArrangement, ChangedSince, LockedTarget, BeingWritten.
    """
    require(actor, Action.EDIT_STATEMENT)
    statement_id = find(session, Arrangement, arrangement_id).statement_id
    hold_statement(session, statement_id)
    made = session.get_one(Arrangement, arrangement_id, populate_existing=True)
    if made.undone_at is not None:
        raise UndoneAlready()
    if last_id(session, statement_id) != made.id:
        raise LaterArrangement()
    undoing.take_back(session, actor, made)
    made.undone_at, made.undone_by_id = now(), actor.id
    session.flush()
    first = segment_id(session, statement_id, f"p{made.number}")
    record(session, actor, "arrangement.undone", statement_id=statement_id, segment_id=first, arrangement=made.id)
    return Done(made.id, made.kind, f"p{made.number}", f"p{made.other_number}")


def last_id(session: Session, statement_id: int) -> int | None:
    """Return the id of the newest split or merge that is not undone."""
    query = select(Arrangement.id).where(Arrangement.statement_id == statement_id, Arrangement.undone_at.is_(None))
    return session.scalar(query.order_by(Arrangement.id.desc()).limit(1))


def last(session: Session, actor: Actor, statement_id: int) -> Last | None:
    """Return the newest split or merge that could be undone; None when there is none. Raises NotAllowed."""
    require(actor, Action.READ)
    newest = last_id(session, statement_id)
    if newest is None:
        return None
    query = (
        select(
            Arrangement.id, Arrangement.kind, Arrangement.number, Arrangement.other_number, Arrangement.at,
            name_of(User),
        )
        .outerjoin(User, User.id == Arrangement.actor_id)
        .where(Arrangement.id == newest)
    )  # fmt: skip
    return Last(*session.execute(query).one())


def statement_of(session: Session, arrangement_id: int) -> Statement | None:
    """Return the statement that a split or merge was made in; None when there is no such step."""
    if not is_key(arrangement_id):
        return None
    made = session.get(Arrangement, arrangement_id)
    return session.get_one(Statement, made.statement_id) if made else None


def divided(text: str, cut: Cut | None) -> tuple[str, str]:
    """Return `text` in two at `cut`, without the white space there; all of it first where there is none."""
    return (text, "") if cut is None else (text[: cut.end], text[cut.start :])


def is_whole(text: str, cut: Cut) -> bool:
    """Tell whether a cut leaves every mark of `text` what it is: both parts show together what the whole shows."""
    first, second = divided(text, cut)
    return _ink(first) + _ink(second) == _ink(text) and bool(first.strip() and second.strip())


def _ink(text: str) -> list[tuple[Any, ...]]:
    """Return each visible character of an inline text with its look."""
    return [
        (character, run.is_strong, run.is_emphasis, run.href, run.note)
        for run in inline.parse(text)
        for character in run.text
        if not character.isspace()
    ]


def _cut_at(text: str, language: str, at: int, whole: Paragraph) -> Cut:
    """Return the cut that leads to the character number `at`; raise CannotSplit."""
    cut = next((cut for cut in cuts(text, language) if cut.start == at), None)
    if cut is None or not is_whole(text, cut):
        raise CannotSplit(segment=whole.key)
    return cut


def _parts(whole: Paragraph, target: Rendering, language: str, cut: Cut, chosen: Mapping[int, int]) -> tuple[str, str]:
    """Return the two parts of a target: at the end that was chosen for it, else at the matching one, if any."""
    if target.id not in chosen:
        return divided(target.text, proposed(whole.source, language, cut, target))
    at = chosen[target.id]
    return (target.text, "") if at == WHOLE else divided(target.text, _cut_at(target.text, target.language, at, whole))


def proposed(source: str, language: str, cut: Cut, target: Rendering) -> Cut | None:
    """Return where a target is divided when its source is divided at `cut`; None where no end matches."""
    at = matches(source, language, target.text, target.language).get(cut.start)
    found = next((own for own in cuts(target.text, target.language) if own.start == at), None)
    return found if found and is_whole(target.text, found) else None


def _check_lengths(first: Paragraph, second: Paragraph) -> None:
    """Raise TextTooLong when a text that two are joined into would be longer than one may be."""
    others = {target.translation_id: target.text for target in second.targets}
    pairs = [(first.source, second.source), *((t.text, others.get(t.translation_id, "")) for t in first.targets)]
    longest = max(len(joining.joined(one, other)) for one, other in pairs)
    if longest > LONGEST_SOURCE:
        raise TextTooLong(length=longest, limit=LONGEST_SOURCE)


def _record(
    session: Session, actor: Actor, journal: Journal, kind: ArrangementKind, first: Paragraph, other: int
) -> Done:
    """Store the journal with what it left behind, so that it can be undone."""
    ids = [first.id, *undoing.inserted_segments(journal.steps)]
    left: dict[str, dict[str, int]] = {"segments": {}, "targets": {}}
    for one in (paragraph(session, identity) for identity in ids):
        left["segments"][str(one.id)] = one.source_revision
        left["targets"] |= {str(target.id): target.version for target in one.targets}
    values = {"statement_id": first.statement_id, "kind": kind, "number": first.number, "other_number": other}
    done = session.execute(
        insert(Arrangement.__table__).values(
            **values, actor_id=actor.id, at=now(), journal=journal.steps, left=left, undone_at=None, undone_by_id=None
        )
    )
    made = done.inserted_primary_key[0]
    name = "segment.split" if kind is ArrangementKind.SPLIT else "segment.merged"
    record(
        session, actor, name, statement_id=first.statement_id, segment_id=first.id,
        arrangement=made, number=first.number, other=other,
    )  # fmt: skip
    return Done(made, kind, first.key, f"p{other}")
