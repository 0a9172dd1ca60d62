"""A segment with its targets in every language, held while it is split or merged, and what must be so before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from domain.document import Role
from domain.errors import BeingWritten, FinalText, LockedTarget, NotFound, StaleArrangement
from domain.permissions import Actor
from domain.states import State
from models import Segment, SegmentAlias, Statement, Target, Translation
from services import presence

STATEMENT, SEGMENT, TARGET = Statement.__table__, Segment.__table__, Target.__table__


@dataclass(frozen=True, slots=True)
class Rendering:
    """The target of a paragraph in one language."""

    id: int
    translation_id: int
    language: str
    columns: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The text; empty where it is not translated."""
        return str(self.columns["text"])

    @property
    def version(self) -> int:
        """The version, which counts its changes."""
        return int(self.columns["version"])

    @property
    def state(self) -> State:
        """The state."""
        return State(self.columns["state"])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A segment and its targets, in the order of their translations."""

    id: int
    statement_id: int
    number: int
    position: int
    role: Role
    source: str
    source_revision: int
    targets: tuple[Rendering, ...]

    @property
    def key(self) -> str:
        """The public id, `p12`."""
        return f"p{self.number}"


def hold_statement(session: Session, statement_id: int) -> Row:
    """Return the statement's row, and keep others from arranging it until the transaction ends; raise NotFound."""
    row = session.execute(select(STATEMENT).where(STATEMENT.c.id == statement_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(what="statement", key=statement_id)
    return row


def segment_id(session: Session, statement_id: int, key: str) -> int:
    """Return the id of the segment called `key` (`p12`), an old name included; raise NotFound."""
    number = int(key[1:]) if key[:1] == "p" and key[1:].isascii() and key[1:].isdigit() and len(key) < 11 else 0
    own = select(Segment.id).where(Segment.statement_id == statement_id, Segment.number == number)
    old = select(SegmentAlias.segment_id).where(
        SegmentAlias.statement_id == statement_id, SegmentAlias.number == number
    )
    found = session.scalar(own) or session.scalar(old)
    if found is None:
        raise NotFound(what="segment", key=key)
    return found


def at_position(session: Session, statement_id: int, position: int) -> int | None:
    """Return the id of the segment at a place of the reading order; None beyond either end."""
    query = select(Segment.id).where(Segment.statement_id == statement_id, Segment.position == position)
    return session.scalar(query)


def paragraph(session: Session, identity: int, *, is_held: bool = False) -> Paragraph:
    """Return a segment with its targets; with `is_held`, nobody else can write them until the transaction ends."""
    row = session.execute(select(SEGMENT).where(SEGMENT.c.id == identity)).mappings().one()
    query = (
        select(TARGET, Translation.language)
        .join(Translation, Translation.id == TARGET.c.translation_id)
        .where(TARGET.c.segment_id == identity)
        .order_by(TARGET.c.translation_id)
    )
    found = session.execute(query.with_for_update(of=TARGET) if is_held else query).mappings().all()
    targets = tuple(
        Rendering(t["id"], t["translation_id"], t["language"], {k: v for k, v in t.items() if k != "language"})
        for t in found
    )
    return Paragraph(
        row["id"], row["statement_id"], row["number"], row["position"], row["role"], row["source"],
        row["source_revision"], targets,
    )  # fmt: skip


def stamp(paragraphs: Sequence[Paragraph]) -> str:
    """Return what was seen of these paragraphs, in one word: each source's revision, each target's version."""
    parts = []
    for one in paragraphs:
        parts += [f"s{one.id}.{one.source_revision}", *(f"t{t.id}.{t.version}" for t in one.targets)]
    return "-".join(parts)


def check(
    session: Session, actor: Actor, paragraphs: Sequence[Paragraph], *, seen: str | None, accepts_final: bool
) -> None:
    """Raise StaleArrangement, LockedTarget, BeingWritten or FinalText when these may not be arranged now.

    `seen`: the stamp of what was on the screen; None where nothing had to be looked at.
    """
    keys = [one.key for one in paragraphs]
    if seen is not None and seen != stamp(paragraphs):
        raise StaleArrangement(segments=keys)
    for one in paragraphs:
        if any(target.columns["is_locked"] for target in one.targets):
            raise LockedTarget(segment=one.key)
    if names := presence.writing(session, [one.id for one in paragraphs], apart_from=actor.id):
        raise BeingWritten(names=names, segments=keys)
    if not accepts_final and has_final(paragraphs):
        raise FinalText(segments=keys)


def has_final(paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether a release has printed one of the targets as it stands."""
    return any(target.state is State.FINAL for one in paragraphs for target in one.targets)
