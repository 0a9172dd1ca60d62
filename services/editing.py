"""Saving and submitting targets: the save protocol of the desk.

Each save names the version that it started from. Equal: it becomes the target. Not equal: the text is kept
beside the target as a revision of its own, and the writer is shown both.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import LockedTarget, NotFound, NothingToSubmit, StaleTarget, TextTooLong
from domain.merging import merge
from domain.permissions import Action, Actor, require
from domain.states import ALLOWED, APPROVED, State, move, path_after_edit
from models import Arrangement, Review, Segment, Statement, Target, TargetRevision, Translation, User
from models.base import now
from models.revision import Origin
from models.statement import FourEyesRule
from services.blocking import refuse_blocked
from services.store import LARGEST, is_key, name_of, record, storable

LONGEST_TARGET = 200_000  # characters
FOLDING = timedelta(minutes=5)
SUBMITTABLE = frozenset(state for state in State if State.TRANSLATED in ALLOWED[state]) - APPROVED


@dataclass(frozen=True, slots=True)
class Saved:
    """What an acknowledged save leaves: the target as it is now."""

    target_id: int
    version: int
    state: State
    saved_at: datetime
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that came too late. Nothing is lost: `mine` is stored, `theirs` is the target.

    `base` is the text that the writer started from (None when the history does not tell);
    `merged` is a proposal by words, None when the texts are too long.
    """

    target_id: int
    version: int
    state: State
    base: str | None
    theirs: str
    mine: str
    author: str
    author_id: int | None
    at: datetime
    merged: str | None
    is_clean: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A target with what the rules need to know of its surroundings, read in one query."""

    target_id: int
    segment_id: int
    statement_id: int
    translation_id: int
    number: int
    text: str
    state: State
    version: int
    source_revision: int  # of the target
    newest_source: int  # of the segment
    is_locked: bool
    updated_at: datetime
    updated_by_id: int | None
    language: str
    four_eyes: FourEyesRule
    slug: str

    @property
    def key(self) -> str:
        """The segment's public id."""
        return f"p{self.number}"


_PLACE = (
    select(
        Target.id, Target.segment_id, Segment.statement_id, Target.translation_id, Segment.number, Target.text,
        Target.state, Target.version, Target.source_revision, Segment.source_revision, Target.is_locked,
        Target.updated_at, Target.updated_by_id, Translation.language, Statement.four_eyes, Statement.slug,
    )
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
)  # fmt: skip


# What every save asks and writes is put together once: that took longer than to run it.
_ONE_PLACE = _PLACE.where(Target.id == bindparam("target"))
_TARGET, _REVISION = Target.__table__, TargetRevision.__table__
_STEP = update(_TARGET).where(_TARGET.c.id == bindparam("target"), _TARGET.c.version == bindparam("seen"))
_ADD = insert(_REVISION)
# A draft is folded into the person's own of the last five minutes, if that is the last and nobody judged it.
_FOLD = update(_REVISION).where(
    _REVISION.c.target_id == bindparam("target"),
    _REVISION.c.version == bindparam("seen"),
    _REVISION.c.origin == Origin.TYPED,
    _REVISION.c.author_id == bindparam("author"),
    _REVISION.c.created_at >= bindparam("since"),
    # Through the index on the target: to look a revision up in all reviews would cost more with each of them.
    ~exists().where(Review.target_id == bindparam("target"), Review.revision_id == _REVISION.c.id),
)


def place(session: Session, target_id: int) -> Place:
    """Return the target `target_id` with its surroundings; raise NotFound."""
    # Past the session's own reading of rows, which takes as long again, but not past what it has yet to write.
    session.flush()
    row = session.connection().execute(_ONE_PLACE, {"target": target_id}).one_or_none() if is_key(target_id) else None
    if row is None:
        raise NotFound(what="target", key=target_id)
    return Place(*row)


def save(
    session: Session,
    actor: Actor,
    target_id: int,
    text: str,
    *,
    version: int,
    keep_submitted: bool = False,
    origin: Origin = Origin.TYPED,
    file_sha256: str | None = None,
) -> Saved | Conflict:
    """Store `text` as the target, or, when `version` is not the target's any more, beside it.

    Both answers must be committed. A text that the target has already is a success whatever the version, so a
    save whose answer was lost can be sent again; it takes no approval away. `keep_submitted` hands the text straight
    in, unless there is none: that alone is checked. Raises NotFound, NotAllowed, LockedTarget, TextTooLong, and
    BlockedByChecks where it would be handed in.
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    text = clean(text)
    try:
        if here.text == text:
            is_handed_in = keep_submitted and here.state in SUBMITTABLE and here.version == version
            return submit(session, actor, target_id, version=version) if is_handed_in else _unchanged(here)
        if here.version != version:
            return _set_aside(session, actor, here, text, version, origin, file_sha256)
        if here.is_locked:
            raise LockedTarget(segment=here.key)
        if keep_submitted and text:
            refuse_blocked(session, target_id, text)
        path = path_after_edit(here.state, text, keep_submitted=keep_submitted)
        return _store(session, actor, here, text, path[-1] if path else here.state, origin, file_sha256)
    except StaleTarget:  # between our look and our step somebody else's transaction was committed (PostgreSQL)
        here = place(session, target_id)
        if here.text == text:
            return _unchanged(here)
        return _set_aside(session, actor, here, text, version, origin, file_sha256)


def clean(text: str) -> str:
    """Return `text` as the desk stores it: see `store.storable`; nothing but white space is nothing.

    Raises TextTooLong.
    """
    text = storable(text)
    if len(text) > LONGEST_TARGET:
        raise TextTooLong(length=len(text), limit=LONGEST_TARGET)
    return text if text.strip() else ""


def _unchanged(here: Place) -> Saved:
    return Saved(here.target_id, here.version, here.state, here.updated_at, is_changed=False)


def submit(session: Session, actor: Actor, target_id: int, *, version: int) -> Saved:
    """Hand the target in for review, as it stands at `version`.

    Raises NotFound, NotAllowed, StaleTarget, NothingToSubmit, LockedTarget, WrongState, BlockedByChecks; nothing is
    written before.
    """
    here = text_seen(session, actor, target_id, version=version)
    if here.is_locked:
        raise LockedTarget(segment=here.key)
    state = move(here.state, State.TRANSLATED)
    refuse_blocked(session, target_id, here.text)
    saved = step(session, here, state, source_revision=here.newest_source, is_outdated=False)
    _record_submission(session, actor, here)
    return saved


def text_seen(session: Session, actor: Actor, target_id: int, *, version: int) -> Place:
    """Return where a text stands that a translator wants used as they saw it, at `version`.

    Raises NotFound, NotAllowed, StaleTarget, NothingToSubmit (there is no text).
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    if here.version != version:
        raise StaleTarget(conflict=conflict(session, here, here.text, version))
    if not here.text:
        raise NothingToSubmit(segment=here.key)
    return here


def step(session: Session, here: Place, state: State, **columns: object) -> Saved:
    """Move the target to `state` and count its version up. Raises StaleTarget when somebody was faster."""
    at = now()
    named = {"target": here.target_id, "seen": here.version}
    done = session.connection().execute(_STEP, {**named, "state": state, "version": here.version + 1, **columns})
    if done.rowcount != 1:
        fresh = place(session, here.target_id)
        raise StaleTarget(conflict=conflict(session, fresh, here.text, here.version))
    return Saved(here.target_id, here.version + 1, state, at)


def compare(
    session: Session, actor: Actor, target_id: int, text: str, *, version: int, base: str | None = None
) -> Conflict:
    """Return `text`, begun from `version`, beside what the target holds now, and store nothing.

    `base` is the text that the writer says to have begun from; it counts only where the history cannot tell.
    Raises NotFound, NotAllowed, TextTooLong.
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    return conflict(session, here, clean(text), version, None if base is None else clean(base))


def conflict(session: Session, here: Place, mine: str, version: int, told_base: str | None = None) -> Conflict:
    """Return the two texts side by side: what the target holds, and what someone who saw `version` has."""
    base = text_at(session, here.target_id, version)
    base = told_base if base is None else base
    proposal = merge(base, mine, here.text) if base is not None else None
    author = session.scalar(select(name_of(User)).where(User.id == here.updated_by_id)) or ""
    return Conflict(
        here.target_id, here.version, here.state, base, here.text, mine, author, here.updated_by_id,
        here.updated_at, proposal.text if proposal else None, proposal.is_clean if proposal else False,
    )  # fmt: skip


def text_at(session: Session, target_id: int, version: int) -> str | None:
    """Return the text that the target had at `version`; None when it never had that, or the history does not tell.

    Drafts that were folded into one revision are known by their last text only.
    """
    if version == 0:
        return ""
    if not 0 < version <= LARGEST:
        return None
    query = select(TargetRevision.version, TargetRevision.text).where(
        TargetRevision.target_id == target_id,
        TargetRevision.carried_from.is_(None),  # else the version is that of another segment's target
    )
    last = session.execute(
        query.where(TargetRevision.version <= version).order_by(TargetRevision.version.desc()).limit(1)
    ).first()
    if last and last.version == version:
        return last.text
    # A verdict or a submission counts the version up without a revision; a folded draft is a version gone by.
    newest = session.scalar(select(Target.version).where(Target.id == target_id)) or 0
    folded = exists().where(
        TargetRevision.target_id == target_id,
        TargetRevision.carried_from.is_(None),
        TargetRevision.folded_at.is_not(None),
        TargetRevision.version > version,
        TargetRevision.based_on < version,
    )
    if version > newest or session.scalar(select(folded)) or _is_undone(session, target_id, version):
        return None
    return last.text if last else None


def _is_undone(session: Session, target_id: int, version: int) -> bool:
    """Tell whether the target had this version only through a split or merge that was undone, text and all."""
    query = (
        select(Arrangement.left)
        .join(Segment, Segment.statement_id == Arrangement.statement_id)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.id == target_id, Arrangement.undone_at.is_not(None))
    )
    gone = (left.get("gone", {}).get(str(target_id)) for left in session.scalars(query))
    return any(span and span[0] < version < span[1] for span in gone)


def _store(
    session: Session, actor: Actor, here: Place, text: str, state: State, origin: Origin, file_sha256: str | None
) -> Saved:
    at = now()
    columns = columns_of(actor, here, text, state, origin, at)
    step(session, here, state, **columns)
    values = {
        "text": text, "state": state, "version": here.version + 1, "source_revision": columns["source_revision"],
        "folded_at": None,
    }  # fmt: skip
    is_typed_on = state is State.DRAFT and origin is Origin.TYPED
    if not (is_typed_on and _fold(session, actor, here, values, at)):
        values |= {"target_id": here.target_id, "based_on": here.version, "origin": origin, "author_id": actor.id}
        session.connection().execute(_ADD, {**values, "created_at": at, "file_sha256": file_sha256})
    if state is State.TRANSLATED and here.state is not State.TRANSLATED:
        _record_submission(session, actor, here)
    return Saved(here.target_id, here.version + 1, state, at)


def _record_submission(session: Session, actor: Actor, here: Place) -> None:
    record(
        session, actor, "target.submitted",
        statement_id=here.statement_id, segment_id=here.segment_id, target=here.target_id, version=here.version + 1,
    )  # fmt: skip


class Standing(Protocol):
    """What an edit must know of the target that it changes."""

    state: State
    source_revision: int
    newest_source: int


def columns_of(actor: Actor, here: Standing, text: str, state: State, origin: Origin, at: datetime) -> dict[str, Any]:
    """Return what an edit writes into the target beside its state and version, for one edit and for many at once."""
    fresh = here.state is State.UNTRANSLATED or state is State.TRANSLATED
    source_revision = here.newest_source if fresh else here.source_revision
    return {
        "text": text, "source_revision": source_revision,
        "is_outdated": source_revision < here.newest_source and bool(text),
        "is_machine": origin is Origin.MACHINE, "is_self_approved": False,
        "updated_at": at, "updated_by_id": actor.id,
    }  # fmt: skip


def _fold(session: Session, actor: Actor, here: Place, values: dict[str, Any], at: datetime) -> bool:
    """Make `values` the person's own last draft, where it may still be changed; tell whether there was one."""
    if here.state is not State.DRAFT or here.updated_by_id != actor.id:
        return False
    own = {"target": here.target_id, "seen": here.version, "author": actor.id, "since": at - FOLDING}
    return session.connection().execute(_FOLD, {**own, **values, "folded_at": at}).rowcount > 0


def _set_aside(
    session: Session, actor: Actor, here: Place, text: str, version: int, origin: Origin, file_sha256: str | None
) -> Conflict:
    """Keep a text that lost the race as a revision without a version; a text kept already is not kept twice."""
    query = select(TargetRevision.id).where(
        TargetRevision.target_id == here.target_id,
        TargetRevision.version.is_(None),
        TargetRevision.author_id == actor.id,
        TargetRevision.text == text,
    )
    if session.scalar(query.limit(1)) is None:
        session.add(
            TargetRevision(
                target_id=here.target_id, text=text, state=State.DRAFT if text else State.UNTRANSLATED, version=None,
                based_on=max(0, min(version, here.version)), source_revision=here.source_revision, origin=origin,
                author_id=actor.id, file_sha256=file_sha256,
            )
        )  # fmt: skip
        session.flush()
    return conflict(session, here, text, version)
