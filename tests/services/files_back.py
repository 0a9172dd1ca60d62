"""Files that come back to a translation: what they say, and what they did."""

import hashlib
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Unit
from domain.permissions import Actor
from domain.states import State
from models import Target, Translation
from models.statement import Segment, Statement
from services import transfers

SHA256 = hashlib.sha256(b"a file").hexdigest()
SOURCES = ("Open the gate.", "Close the gate.", "Mind the gate.", "Paint the gate.")


def as_file(session: Session, translation: Translation) -> Bitext:
    """Return what an exchange file of the translation says, as it stands."""
    statement = session.get_one(Statement, translation.statement_id)
    rows = session.execute(
        select(Segment.number, Segment.source, Target.text, Target.state, Target.version)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    )
    units = tuple(Unit(f"p{number}", source, text, state, version=v) for number, source, text, state, v in rows)
    return Bitext("en", "es", units, slug=statement.slug)


def edited(bitext: Bitext, **targets: str | Unit) -> Bitext:
    """Return `bitext` with other texts, or whole units, for some ids; a new text is said to be translated."""
    units = []
    for unit in bitext.units:
        new = targets.get(unit.id, unit)
        units.append(replace(unit, target=new, state=State.TRANSLATED) if isinstance(new, str) else new)
    return replace(bitext, units=tuple(units))


def imported(
    session: Session, actor: Actor, translation: Translation, bitext: Bitext, sha256: str = SHA256
) -> transfers.Outcome:
    """Bring a file in as a person does who chose nothing."""
    plan = transfers.plan(session, actor, translation, bitext, file_sha256=sha256)
    return transfers.apply(session, actor, plan)


def standing(session: Session, translation: Translation) -> list[tuple[str, State, int]]:
    """Return text, state and version of each target in reading order."""
    query = (
        select(Target.text, Target.state, Target.version)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    )
    return [tuple(row) for row in session.execute(query)]


def count(session: Session, kind: type) -> int:
    """Return how many rows there are."""
    return session.scalar(select(func.count()).select_from(kind)) or 0


def keys(lines: tuple[transfers.Line, ...]) -> list[str]:
    """Return the ids of some lines of an outcome."""
    return [line.key for line in lines]
