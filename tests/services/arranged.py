"""What the tests of splits and merges share: statements with texts, and every row there is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.permissions import Actor, PersonRole
from domain.sentences import cuts
from models import Base, Segment, Statement, Target, Translation
from services import arrangements, editing
from services.arrangements import Division, Done
from services.paragraphs import paragraph, segment_id, stamp
from services.store import find_translation
from tests import factories

SOURCES = (
    "The river is everybody's. Nobody may fence it. Bring a chair.",
    "We met on 4 May. *All of us* came.",
    "Open the path! It is late.",
)
SPANISH = (
    "El río es de todos. Nadie puede cercarlo. Traigan una silla.",
    "Nos vimos el 4 de mayo. Vinimos *todos*.",
    "¡Abran el camino! Ya es tarde.",
)
# What is counted on for good, what is only a trace, and what is made anew.
COUNTED = {("target", "version"), ("statement", "next_number"), ("sighting", "version")}
TRACES = {"event", "arrangement", "search_entry", "search_mark", "presence", "alembic_version"}
# Made anew of the sources by the next who looks drafts up, and of the entries by the next who looks anything up. That
# the same is found then, test_memory_arranged.py tells.
SKETCHES = {"memory_source", "memory_source_posting", "memory_mark", "memory_posting"}
# An undoing remembers an approved target anew: the entry says the same under another number, its keys are still to be
# gathered, and it stands beside the one whose place it takes then.
REMEMBERED = "memory_entry"
GATHERED = {"id", "source_key", "pair_key", "before_key", "after_key", "is_waiting"}


def everybody(session: Session, name: str = "") -> Actor:
    """Add somebody who may translate and review."""
    return factories.person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER, name=name).as_actor()


def river(session: Session, *languages: str) -> list[Translation]:
    """Store the statement of SOURCES and return its translations, Spanish first."""
    spanish = factories.translation(session, SOURCES, also=languages)
    return [spanish, *(find_translation(session, spanish.statement.slug, language) for language in languages)]


def write(session: Session, who: Actor, translation: Translation, texts: Sequence[str] = SPANISH) -> list[int]:
    """Save `texts` as the targets and return their ids."""
    ids = factories.target_ids(session, translation)
    for target, text in zip(ids, texts, strict=False):
        editing.save(session, who, target, text, version=editing.place(session, target).version)
    return ids


def statement_of(session: Session, translation: Translation) -> Statement:
    """Return the statement."""
    return session.get_one(Statement, translation.statement_id)


def split(session: Session, who: Actor, translation: Translation, key: str, number: int = 1, **rest: Any) -> Done:
    """Split the segment called `key` at the end of its sentence `number`."""
    statement = statement_of(session, translation)
    whole = paragraph(session, segment_id(session, statement.id, key))
    ends = [cut.start for cut in cuts(whole.source, "en") if cut.gap in ("sentence", "paragraph")]
    division = Division(ends[number - 1], **{"seen": stamp([whole]), **rest})
    return arrangements.split(session, who, statement, key, division)


def merge(session: Session, who: Actor, translation: Translation, key: str, **rest: Any) -> Done:
    """Merge the segment called `key` with the next."""
    return arrangements.merge(session, who, statement_of(session, translation), key, **{"seen": None, **rest})


def undo(session: Session, who: Actor, done: Done) -> Done:
    """Undo a step."""
    return arrangements.undo(session, who, done.id)


def segments(session: Session, translation: Translation) -> list[tuple[str, str]]:
    """Return id and source of each segment in reading order."""
    query = select(Segment.number, Segment.source).where(Segment.statement_id == translation.statement_id)
    return [(f"p{number}", source) for number, source in session.execute(query.order_by(Segment.position))]


def targets(session: Session, translation: Translation) -> list[tuple[str, str]]:
    """Return text and state of each target in reading order."""
    query = (
        select(Target.text, Target.state)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    )
    return [(text, state.value) for text, state in session.execute(query)]


def target_of(session: Session, translation: Translation, key: str) -> int:
    """Return the id of the target of the segment called `key`."""
    identity = segment_id(session, translation.statement_id, key)
    query = select(Target.id).where(Target.segment_id == identity, Target.translation_id == translation.id)
    return session.scalars(query).one()


def every_row(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table but what is only a trace, without what is counted on for good."""
    session.flush()
    found = {}
    for name, table in Base.metadata.tables.items():
        if name == REMEMBERED:
            columns = (column for column in table.c if column.name not in GATHERED)
            rows = session.execute(select(*columns).distinct()).mappings().all()
            found[name] = sorted(map(dict, rows), key=repr)
        elif name not in TRACES | SKETCHES:
            rows = session.execute(select(table)).mappings().all()
            kept = [{c: v for c, v in row.items() if (name, c) not in COUNTED} for row in rows]
            found[name] = sorted(kept, key=repr)
    return found
