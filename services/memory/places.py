"""A target as the memory sees it: its texts, their languages, the sources next to it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ScalarSelect, bindparam, select
from sqlalchemy.orm import Session, aliased

from domain.errors import NotFound
from models import Segment, Statement, Target, Translation, User
from services.store import is_key, name_of


class Surroundings(NamedTuple):
    """Texts are inline CommonMark; `before`, `after`: the sources next to it, "" at the ends of the statement."""

    source: str
    target: str
    source_language: str
    target_language: str
    changed_at: datetime
    author: str
    before: str
    after: str


def _next_to(*, is_before: bool) -> ScalarSelect[str | None]:
    other = aliased(Segment)
    side = other.position < Segment.position if is_before else other.position > Segment.position
    order = other.position.desc() if is_before else other.position
    query = select(other.source).where(other.statement_id == Segment.statement_id, side).order_by(order).limit(1)
    return query.correlate(Segment).scalar_subquery()


_ONE = (
    select(
        Segment.source, Target.text, Statement.source_language, Translation.language, Target.updated_at,
        name_of(User), _next_to(is_before=True), _next_to(is_before=False),
    )
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
    .outerjoin(User, User.id == Target.updated_by_id)
    .where(Target.id == bindparam("target"))
)  # fmt: skip


def surroundings(session: Session, target_id: int) -> Surroundings:
    """Return a target with what stands around it, in one question. Raises NotFound."""
    row = session.connection().execute(_ONE, {"target": target_id}).one_or_none() if is_key(target_id) else None
    if row is None:
        raise NotFound(what="target", key=target_id)
    *texts, before, after = row
    return Surroundings(*texts, before or "", after or "")
