"""Some paragraphs of a translation to be printed: what they cost depends on how many, not on how long the text is."""

from collections import defaultdict

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.document import Role
from domain.permissions import Action, Actor, require
from formats.previews import Before
from models import Note, Segment, Statement, Target, Translation, User


def excerpt_of(session: Session, actor: Actor, translation: Translation, rows: range) -> Bitext:
    """Return `rows` of the translation (from 0, in reading order) with their notes; nobody is named.

    Raises NotAllowed.
    """
    require(actor, Action.EXPORT)
    statement = session.get_one(Statement, translation.statement_id)
    ids = select(Segment.id).where(Segment.statement_id == statement.id).order_by(Segment.position)
    wanted = list(session.scalars(ids.offset(rows.start).limit(len(rows))))
    return Bitext(
        source_language=statement.source_language,
        target_language=translation.language,
        units=tuple(_units(session, translation, wanted)),
        slug=statement.slug,
        title=statement.title,
        appeared=statement.appeared,
        licence=statement.licence,
    )


def _units(session: Session, translation: Translation, segment_ids: list[int]) -> list[Unit]:
    notes = _notes(session, translation, segment_ids)
    query = (
        select(
            Segment.id, Segment.number, Segment.source, Target.text, Target.state, Segment.role,
            Target.is_outdated, Target.is_self_approved, Target.is_machine, Target.is_locked,
        )
        .join(Target, Target.segment_id == Segment.id)
        .where(Segment.id.in_(segment_ids), Target.translation_id == translation.id)
        .order_by(Segment.position)
    )  # fmt: skip
    return [
        Unit(
            f"p{number}", *texts, role, frozenset(flag for flag, is_set in zip(Flag, marks, strict=True) if is_set),
            notes=notes.get(segment_id, ()),
        )
        for segment_id, number, *texts, role, outdated, self_approved, machine, locked in session.execute(query)
        for marks in [(outdated, self_approved, machine, locked)]
    ]  # fmt: skip


def _notes(session: Session, translation: Translation, segment_ids: list[int]) -> dict[int, tuple[Remark, ...]]:
    query = (
        select(Note.segment_id, Note.translation_id, Note.text, func.coalesce(User.credit_name, ""), Note.anchor)
        .outerjoin(User, User.id == Note.author_id)
        .where(Note.segment_id.in_(segment_ids), _is_printed(translation))
        .order_by(Note.id)
    )
    found: dict[int, list[Remark]] = defaultdict(list)
    for segment_id, of, *values in session.execute(query):
        found[segment_id].append(Remark(*values, Side.SOURCE if of is None else Side.TARGET))
    return {segment_id: tuple(remarks) for segment_id, remarks in found.items()}


def before(session: Session, translation: Translation, rows: int) -> Before:
    """Return what stands before row `rows` (from 0) of the translation, so that an excerpt can go on counting."""
    of_text = Segment.statement_id == translation.statement_id
    is_earlier = Segment.position <= rows
    headlines = select(func.count(Segment.id)).where(of_text, Segment.role == Role.HEADLINE)
    return Before(
        rows=rows,
        notes=session.scalar(_note_count(translation, is_earlier)) or 0 if rows else 0,
        has_headline=bool(rows and session.scalar(headlines.where(is_earlier))),
        is_headed=bool(session.scalar(headlines)),
    )


def _note_count(translation: Translation, is_earlier: ColumnElement[bool]) -> Select[tuple[int]]:
    """Return the question for how many numbers the notes take: what has one label in a row has one number."""
    labels = (
        select(Note.segment_id, Note.anchor)
        .join(Segment, Segment.id == Note.segment_id)
        .where(Segment.statement_id == translation.statement_id, is_earlier, _is_printed(translation))
        .distinct()
        .subquery()
    )
    return select(func.count()).select_from(labels)


def _is_printed(translation: Translation) -> ColumnElement[bool]:
    return Note.translation_id.is_(None) | (Note.translation_id == translation.id)
