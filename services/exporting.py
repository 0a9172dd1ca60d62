"""Taking a translation out: the neutral bitext of it, and the bytes of any format."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.permissions import Action, Actor, require
from formats import writer
from formats.base import DEFAULTS, Options
from models import (
    Comment,
    Note,
    Review,
    Segment,
    SegmentAlias,
    SourceFile,
    SourceRevision,
    Statement,
    Target,
    TargetRevision,
    Translation,
    User,
)  # fmt: skip
from models.review import Verdict

APPROVALS = (Verdict.APPROVED, Verdict.APPROVED_WITH_EDIT)
Remarks = dict[int, tuple[Remark, ...]]

_UNIT = select(
    Segment.id, Segment.number, Segment.source, Segment.role, Target.text, Target.state, Target.version,
    func.coalesce(User.name, ""), Target.updated_at,
    Target.is_outdated, Target.is_self_approved, Target.is_machine, Target.is_locked,
).join(Target, Target.segment_id == Segment.id).outerjoin(User, User.id == Target.updated_by_id)  # fmt: skip


def export(
    session: Session, actor: Actor, translation: Translation, format_id: str, options: Options = DEFAULTS
) -> bytes:
    """Return `translation` as a file of the format called `format_id`.

    Raises NotAllowed, UnknownFormat (none of that name, or one that is only read), BadValue (layout).
    """
    return writer(format_id).write(bitext_of(session, actor, translation), options)


def bitext_of(session: Session, actor: Actor, translation: Translation) -> Bitext:
    """Return the whole translation, unapproved text included, units in reading order.

    The number of queries is fixed, the memory about twice the texts. Raises NotAllowed.
    """
    require(actor, Action.EXPORT)
    return replace(imprint_of(session, translation), units=_units(session, translation))


def imprint_of(session: Session, translation: Translation) -> Bitext:
    """Return what is said of the translation and who made it, without its texts."""
    statement = session.get_one(Statement, translation.statement_id)
    return Bitext(
        source_language=statement.source_language,
        target_language=translation.language,
        units=(),
        slug=statement.slug,
        title=statement.title,
        appeared=statement.appeared,
        licence=statement.licence,
        sha256=session.scalar(select(SourceFile.sha256).where(SourceFile.statement_id == statement.id)) or "",
        updated=_updated(session, translation),
        translators=_names(session, _writers(translation)),
        reviewers=_names(session, _approvers(translation)),
    )


def _units(session: Session, translation: Translation) -> tuple[Unit, ...]:
    aliases = _aliases(session, translation)
    notes, comments = _notes(session, translation), _comments(session, translation)
    previous = _previous_sources(session, translation)
    flags: dict[tuple[bool, ...], frozenset[Flag]] = {}
    query = _UNIT.where(
        Segment.statement_id == translation.statement_id, Target.translation_id == translation.id
    ).order_by(Segment.position)
    units = []
    for segment_id, number, source, role, text, state, version, author, changed, *marks in session.execute(query):
        key = tuple(marks)
        if key not in flags:
            flags[key] = frozenset(flag for flag, is_set in zip(Flag, marks, strict=True) if is_set)
        units.append(
            Unit(
                f"p{number}", source, text, state, role, flags[key], version, aliases.get(segment_id, ()),
                notes.get(segment_id, ()), comments.get(segment_id, ()), previous.get(segment_id, ""),
                author=author if text else "", changed=changed if text else None,
            )
        )  # fmt: skip
    return tuple(units)


def _aliases(session: Session, translation: Translation) -> dict[int, tuple[str, ...]]:
    """Return the old ids of each segment that has any, in order."""
    query = (
        select(SegmentAlias.segment_id, SegmentAlias.number)
        .where(SegmentAlias.statement_id == translation.statement_id)
        .order_by(SegmentAlias.number)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for segment_id, number in session.execute(query):
        found[segment_id].append(f"p{number}")
    return {segment_id: tuple(ids) for segment_id, ids in found.items()}


def _notes(session: Session, translation: Translation) -> Remarks:
    """Return the notes of each segment that has any: the source's own and this translation's."""
    query = (
        select(
            Note.segment_id,
            Note.translation_id,
            Note.created_at,
            Note.text,
            func.coalesce(User.credit_name, ""),
            Note.anchor,
        )
        .join(Segment, Segment.id == Note.segment_id)
        .outerjoin(User, User.id == Note.author_id)
        .where(
            Segment.statement_id == translation.statement_id,
            Note.translation_id.is_(None) | (Note.translation_id == translation.id),
        )
        .order_by(Note.id)
    )
    found = [
        (segment_id, Remark(*values, Side.SOURCE if of is None else Side.TARGET, at))
        for segment_id, of, at, *values in session.execute(query)
    ]
    return _by_segment(found)


def _comments(session: Session, translation: Translation) -> Remarks:
    """Return the open comments of each segment that has any: on its source and on this translation."""
    query = (
        select(Comment.segment_id, Comment.created_at, Comment.text, func.coalesce(User.name, ""))
        .join(Segment, Segment.id == Comment.segment_id)
        .outerjoin(User, User.id == Comment.author_id)
        .where(
            Segment.statement_id == translation.statement_id,
            Comment.translation_id.is_(None) | (Comment.translation_id == translation.id),
            Comment.resolved_at.is_(None),
            Comment.removed_at.is_(None),
        )
        .order_by(Comment.id)
    )
    found = session.execute(query)
    return _by_segment((segment_id, Remark(*values, created=at)) for segment_id, at, *values in found)


def _by_segment(remarks: Iterable[tuple[int, Remark]]) -> Remarks:
    found: dict[int, list[Remark]] = defaultdict(list)
    for segment_id, remark in remarks:
        found[segment_id].append(remark)
    return {segment_id: tuple(remarks) for segment_id, remarks in found.items()}


def _previous_sources(session: Session, translation: Translation) -> dict[int, str]:
    """Return the source that each outdated target was made against."""
    query = (
        select(SourceRevision.segment_id, SourceRevision.text)
        .join(Target, Target.segment_id == SourceRevision.segment_id)
        .where(
            Target.translation_id == translation.id,
            Target.is_outdated,
            SourceRevision.number == Target.source_revision,
        )
    )
    return dict(session.execute(query).all())


def _updated(session: Session, translation: Translation) -> datetime | None:
    """Return when the newest text of a target was saved; None while nothing has been."""
    newest = select(func.max(Target.updated_at)).where(Target.translation_id == translation.id, Target.version > 0)
    return session.scalar(newest)


def _writers(translation: Translation) -> Select[tuple[int | None]]:
    return (
        select(TargetRevision.author_id)
        .join(Target, Target.id == TargetRevision.target_id)
        .where(
            Target.translation_id == translation.id,
            TargetRevision.version.is_not(None),
            ~TargetRevision.is_arrangement,  # whoever split or merged wrote no word of it
        )
    )


def _approvers(translation: Translation) -> Select[tuple[int | None]]:
    return (
        select(Review.reviewer_id)
        .join(Target, Target.id == Review.target_id)
        .where(Target.translation_id == translation.id, Review.verdict.in_(APPROVALS))
    )


def _names(session: Session, people: Select[tuple[int | None]]) -> tuple[str, ...]:
    """Return `people` as each wishes to be named, sorted; who wishes not to be is left out."""
    query = select(User.credit_name).distinct().where(User.id.in_(people), User.credit_name != "")
    return tuple(sorted(session.scalars(query), key=lambda name: (name.casefold(), name)))
