"""Saving and submitting targets: the save protocol of the desk.

Each save names the version that it started from. Equal: it becomes the target. Not equal: the text is kept
beside the target as a revision of its own, and the writer is shown both.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, exists, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import LockedTarget, NotFound, NothingToSubmit, StaleTarget, TextTooLong
from domain.merging import merge
from domain.permissions import Action, Actor, require
from domain.states import State, move, path_after_edit
from models import Review, Segment, Statement, Target, TargetRevision, Translation, User
from models.base import now
from models.revision import Origin
from models.statement import FourEyesRule
from services.store import record

LONGEST_TARGET = 200_000  # characters
FOLDING = timedelta(minutes=5)


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

    `base` is the text that the writer started from (None when the version named never existed);
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


def place(session: Session, target_id: int) -> Place:
    """Return the target `target_id` with its surroundings; raise NotFound."""
    row = session.execute(_PLACE.where(Target.id == target_id)).one_or_none()
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

    Both answers must be committed. A text that the target has already is a success whatever the version,
    so a save whose answer was lost can be sent again. `keep_submitted` hands the text straight in.
    Raises NotFound, NotAllowed, LockedTarget, TextTooLong.
    """
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    text = clean(text)
    if here.text == text and not (keep_submitted and here.state is not State.TRANSLATED and version == here.version):
        return Saved(here.target_id, here.version, here.state, here.updated_at, is_changed=False)
    if here.version != version:
        return _set_aside(session, actor, here, text, version, origin)
    if here.is_locked:
        raise LockedTarget(segment=here.key)
    path = path_after_edit(here.state, text, keep_submitted=keep_submitted)
    return _store(session, actor, here, text, path[-1] if path else here.state, origin, file_sha256)


def clean(text: str) -> str:
    """Return `text` as the desk stores it: NFC, newlines as LF, no characters that no format can carry.

    Raises TextTooLong.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if c >= " " and not "\x7f" <= c <= "\x9f" or c in "\n\t") if _has_odd(text) else text
    if len(text) > LONGEST_TARGET:
        raise TextTooLong(length=len(text), limit=LONGEST_TARGET)
    return text if text.strip() else ""


def _has_odd(text: str) -> bool:
    return not text.isprintable()


def submit(session: Session, actor: Actor, target_id: int, *, version: int) -> Saved:
    """Hand the target in for review, as it stands at `version`.

    Raises NotFound, NotAllowed, StaleTarget, NothingToSubmit, LockedTarget, WrongState.
    """
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    if here.version != version:
        raise StaleTarget(conflict=conflict(session, here, here.text, version))
    if not here.text:
        raise NothingToSubmit(segment=here.key)
    if here.is_locked:
        raise LockedTarget(segment=here.key)
    state = move(here.state, State.TRANSLATED)
    saved = step(session, here, state, source_revision=here.newest_source, is_outdated=False)
    record(
        session, actor, "target.submitted",
        statement_id=here.statement_id, segment_id=here.segment_id, target=here.target_id, version=saved.version,
    )  # fmt: skip
    return saved


def step(session: Session, here: Place, state: State, **columns: object) -> Saved:
    """Move the target to `state` and count its version up. Raises StaleTarget when somebody was faster."""
    at = now()
    done = session.execute(
        update(Target)
        .where(Target.id == here.target_id, Target.version == here.version)
        .values(state=state, version=here.version + 1, **columns)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        fresh = place(session, here.target_id)
        raise StaleTarget(conflict=conflict(session, fresh, here.text, here.version))
    return Saved(here.target_id, here.version + 1, state, at)


def conflict(session: Session, here: Place, mine: str, version: int) -> Conflict:
    """Return the two texts side by side: what the target holds, and what someone who saw `version` has."""
    base = text_at(session, here.target_id, version)
    proposal = merge(base, mine, here.text) if base is not None else None
    author = session.scalar(select(User.name).where(User.id == here.updated_by_id)) or ""
    return Conflict(
        here.target_id, here.version, here.state, base, here.text, mine, author, here.updated_by_id,
        here.updated_at, proposal.text if proposal else None, proposal.is_clean if proposal else False,
    )  # fmt: skip


def text_at(session: Session, target_id: int, version: int) -> str | None:
    """Return the text that the target had at `version`; None when the history does not tell.

    Drafts that were folded into one revision are known by their last text only.
    """
    if version == 0:
        return ""
    query = (
        select(TargetRevision.text)
        .where(TargetRevision.target_id == target_id, TargetRevision.version <= version)
        .order_by(TargetRevision.version.desc(), TargetRevision.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _store(
    session: Session, actor: Actor, here: Place, text: str, state: State, origin: Origin, file_sha256: str | None
) -> Saved:
    fresh = here.state is State.UNTRANSLATED or state is State.TRANSLATED
    source_revision = here.newest_source if fresh else here.source_revision
    at = now()
    step(
        session, here, state, text=text, source_revision=source_revision,
        is_outdated=source_revision < here.newest_source and bool(text),
        is_machine=origin is Origin.MACHINE, is_self_approved=False, updated_at=at, updated_by_id=actor.id,
    )  # fmt: skip
    values = {
        "text": text, "state": state, "version": here.version + 1, "source_revision": source_revision,
        "folded_at": None,
    }  # fmt: skip
    if state is State.DRAFT and origin is Origin.TYPED and (last := _foldable(session, actor, here, at)):
        values["folded_at"] = at
        session.execute(
            update(TargetRevision).where(TargetRevision.id == last.id).values(**values)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    else:
        session.execute(
            insert(TargetRevision).values(
                target_id=here.target_id, based_on=here.version, origin=origin, author_id=actor.id,
                created_at=at, file_sha256=file_sha256, **values,
            )
        )  # fmt: skip
    return Saved(here.target_id, here.version + 1, state, at)


def _foldable(session: Session, actor: Actor, here: Place, at: datetime) -> Row[tuple[int]] | None:
    """Return the person's own draft of the last five minutes that nobody has read a verdict on, if it is the last."""
    if here.state is not State.DRAFT or here.updated_by_id != actor.id:
        return None
    query = select(TargetRevision.id).where(
        TargetRevision.target_id == here.target_id,
        TargetRevision.version == here.version,
        TargetRevision.origin == Origin.TYPED,
        TargetRevision.author_id == actor.id,
        TargetRevision.created_at >= at - FOLDING,
        ~exists().where(Review.revision_id == TargetRevision.id),
    )
    return session.execute(query).first()


def _set_aside(session: Session, actor: Actor, here: Place, text: str, version: int, origin: Origin) -> Conflict:
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
                based_on=max(0, min(version, 2**31 - 1)), source_revision=here.source_revision, origin=origin,
                author_id=actor.id,
            )
        )  # fmt: skip
        session.flush()
    return conflict(session, here, text, version)
