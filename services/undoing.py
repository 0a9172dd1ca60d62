"""Taking a split or merge back: what others have added since is kept, what they have changed bars the way."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from domain.errors import ChangedSince
from domain.permissions import Actor
from domain.states import State
from models import (
    Arrangement,
    Comment,
    Event,
    Note,
    Review,
    Segment,
    Sighting,
    Target,
    TargetRevision,
    Translation,
    Waiver,
)  # fmt: skip
from models.arrangement import ArrangementKind
from models.base import now
from services import memory
from services.journal import Step, keys_of
from services.journal import undo as undo_steps
from services.paragraphs import Paragraph, check, paragraph
from services.search import gathering

TARGET = Target.__table__


def take_back(session: Session, actor: Actor, made: Arrangement) -> None:
    """Put the rows of `made` back as they were. Raises ChangedSince, LockedTarget, BeingWritten."""
    steps: list[Step] = made.journal
    standing = [paragraph(session, int(identity), is_held=True) for identity in _existing(session, made)]
    check(session, actor, standing, seen=None, accepts_final=True)
    _refuse_changes(session, made, standing, steps)
    if made.kind is ArrangementKind.SPLIT:
        _keep_additions(session, standing, steps)
    _forget_sightings(session, keys_of(steps, "insert", TargetRevision))
    undo_steps(session, steps)
    segments = [standing[0].id, *keys_of(steps, "delete", Segment)]
    _complete(session, segments)
    _count_on(session, made, steps)
    gathering.reopen(session, segments)
    memory.renew(session, Target.segment_id.in_(segments))
    memory.drafts.reopen(session, segments)


def inserted_segments(steps: Iterable[Step]) -> list[int]:
    """Return the segments that a journal has added."""
    return keys_of(steps, "insert", Segment)


def _existing(session: Session, made: Arrangement) -> list[str]:
    """Return the segments that were left, the one that keeps its id first; raise ChangedSince when one is gone."""
    kept = session.scalar(
        select(Segment.id).where(Segment.statement_id == made.statement_id, Segment.number == made.number)
    )
    ids = sorted(made.left["segments"], key=lambda identity: int(identity) != kept)
    found = session.scalars(select(Segment.id).where(Segment.id.in_(map(int, ids)))).all()
    if len(found) != len(ids):
        raise ChangedSince(segment=f"p{made.number}")
    return ids


def _refuse_changes(session: Session, made: Arrangement, standing: Sequence[Paragraph], steps: Iterable[Step]) -> None:
    """Raise ChangedSince when a text was changed, or a verdict given, since `made`."""
    versions = made.left["targets"]
    for one in standing:
        is_same = one.source_revision == made.left["segments"][str(one.id)]
        # A translation that was started since has empty targets, at version 0.
        if not is_same or any(target.version != versions.get(str(target.id), 0) for target in one.targets):
            raise ChangedSince(segment=one.key)
    revisions, verdicts = keys_of(steps, "insert", TargetRevision), keys_of(steps, "insert", Review)
    judged = select(Review.target_id).where(Review.revision_id.in_(revisions), Review.id.not_in(verdicts))
    if session.scalar(judged.limit(1)) is not None:
        raise ChangedSince(segment=f"p{made.number}")


def _keep_additions(session: Session, standing: Sequence[Paragraph], steps: Sequence[Step]) -> None:
    """Bring what was added to the second part since the split over to the whole: remarks, waivers, texts set aside."""
    first, second = standing
    for kind in (Comment, Note, Event):
        own = keys_of(steps, "insert", kind)
        table = kind.__table__
        moved = update(table).where(table.c.segment_id == second.id, table.c.id.not_in(own))
        session.execute(moved.values(segment_id=first.id))
    ids = {target.translation_id: target.id for target in first.targets}
    table = TargetRevision.__table__
    for target in second.targets:
        added = table.c.id.not_in(keys_of(steps, "insert", TargetRevision))
        moved = update(table).where(table.c.target_id == target.id, added)
        session.execute(moved.values(target_id=ids[target.translation_id]))
        waivers = update(Waiver.__table__).where(Waiver.__table__.c.target_id == target.id)
        session.execute(waivers.values(target_id=ids[target.translation_id]))


def _forget_sightings(session: Session, revisions: Sequence[int]) -> None:
    """Forget who has seen texts that are going away: their numbers may be given to others."""
    session.execute(delete(Sighting).where(Sighting.revision_id.in_(revisions)))
    earlier = update(Sighting).where(Sighting.earlier_revision_id.in_(revisions))
    session.execute(earlier.values(earlier_revision_id=None, earlier_at=None))


def _complete(session: Session, segments: Sequence[int]) -> None:
    """Give every segment a target in every translation, also in those that were started since."""
    empty = {
        "text": "", "state": State.UNTRANSLATED, "version": 0, "is_outdated": False, "is_self_approved": False,
        "is_machine": False, "is_locked": False, "updated_at": now(),
    }  # fmt: skip
    query = (
        select(Segment.id, Segment.source_revision, Segment.source_words, Translation.id, Target.id)
        .join(Translation, Translation.statement_id == Segment.statement_id)
        .outerjoin(Target, (Target.segment_id == Segment.id) & (Target.translation_id == Translation.id))
        .where(Segment.id.in_(segments), Target.id.is_(None) | (Target.version == 0))
    )
    for segment, revision, words, translation, target in session.execute(query).all():
        fitting = {"source_revision": revision, "words": words}
        if target is None:
            session.execute(insert(TARGET).values(segment_id=segment, translation_id=translation, **fitting, **empty))
        else:
            session.execute(update(TARGET).where(TARGET.c.id == target).values(**fitting))


def _count_on(session: Session, made: Arrangement, steps: Iterable[Step]) -> None:
    """Give the targets that stay a version that nobody has seen, and tell the earlier arrangements of it.

    With its old number, a desk that was open since would take another text for the one it knows.
    """
    moved: dict[str, tuple[int, int]] = {}
    for step in steps:
        if step["do"] == "update" and step["table"] == "target" and "version" in step["before"]:
            key = str(step["key"]["id"])
            moved[key] = (step["before"]["version"], made.left["targets"][key] + 1)
            session.execute(update(TARGET).where(TARGET.c.id == int(key)).values(version=moved[key][1]))
    made.left = {**made.left, "gone": moved}  # services.editing.text_at: these versions were never
    earlier = select(Arrangement).where(
        Arrangement.statement_id == made.statement_id, Arrangement.undone_at.is_(None), Arrangement.id != made.id
    )
    for other in session.scalars(earlier, execution_options={"populate_existing": True}):
        other.left = {**other.left, "targets": _renumbered(other.left["targets"], moved)}


def _renumbered(versions: Mapping[str, int], moved: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    return {
        key: moved[key][1] if key in moved and version == moved[key][0] else version
        for key, version in versions.items()
    }
