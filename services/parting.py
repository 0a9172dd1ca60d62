"""What a split writes: the second segment with its history, its targets, and the notes that go with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from domain.permissions import Actor
from domain.states import State, path_after_edit
from domain.words import count_words
from models import Note, Review, Segment, SourceRevision, Target, TargetRevision, Waiver
from models.base import now
from models.revision import Origin
from services.journal import Journal
from services.paragraphs import Paragraph, Rendering

Parts = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Who arranges, when, and what it is written into."""

    journal: Journal
    actor: Actor
    at: datetime


def part(
    journal: Journal, actor: Actor, whole: Paragraph, number: int, sources: Parts, texts: Mapping[int, Parts]
) -> None:
    """Put a segment called `number` behind `whole`, and divide the source and each target (`texts`, by its id)."""
    step = Step(journal, actor, now())
    revision, words = whole.source_revision + 1, count_words(sources[1])
    journal.shift(whole.statement_id, after=whole.position, by=1)
    second = journal.insert(
        Segment, statement_id=whole.statement_id, number=number, position=whole.position + 1, role=whole.role,
        source=sources[1], source_revision=revision, source_words=words,
    )  # fmt: skip
    _copy(journal, SourceRevision.__table__, SourceRevision.segment_id == whole.id, segment_id=second)
    add_source(step, whole.id, revision, sources[0])
    add_source(step, second, revision, sources[1])
    for target in whole.targets:
        _part_target(step, target, second, revision, (count_words(sources[0]), words), texts[target.id])
    _part_notes(journal, whole, second, sources, texts)


def add_source(step: Step, segment: int, number: int, text: str) -> None:
    """Add a revision of a source and make it the segment's."""
    step.journal.insert(
        SourceRevision, segment_id=segment, number=number, text=text, origin=Origin.MERGE, author_id=step.actor.id,
        created_at=step.at,
    )  # fmt: skip
    step.journal.update(Segment, segment, source=text, source_revision=number, source_words=count_words(text))


def add_text(step: Step, target: int, columns: Mapping[str, Any], *, based_on: int) -> None:
    """Note a text that an arrangement gives a target. Its author is whoever arranged, who wrote no word of it."""
    kept = {name: columns[name] for name in ("text", "state", "version", "source_revision")}
    step.journal.insert(
        TargetRevision, target_id=target, **kept, based_on=based_on, origin=Origin.MERGE, author_id=step.actor.id,
        created_at=step.at, is_arrangement=True,
    )  # fmt: skip


def state_after(state: State, text: str) -> State:
    """Return the state of a target that an arrangement has given `text`, by the table of moves."""
    path = path_after_edit(state, text)
    return path[-1] if path else state


def _part_target(
    step: Step, target: Rendering, second: int, revision: int, words: tuple[int, int], texts: Parts
) -> None:
    """Divide one target. A part with text keeps the whole history: whoever wrote a word of it stays its author."""
    journal = step.journal
    first_columns = _columns(step, target, texts[0], revision, words[0])
    other_columns = {**target.columns, **_columns(step, target, texts[1], revision, words[1]), "segment_id": second}
    other = journal.insert(Target, **{name: value for name, value in other_columns.items() if name != "id"})
    if texts[1]:
        ids = _copy(journal, TargetRevision.__table__, TargetRevision.target_id == target.id, target_id=other)
        _copy_reviews(journal, target.id, other, ids)
    _part_waivers(journal, target.id, other, texts)
    journal.update(Target, target.id, **first_columns)
    add_text(step, target.id, first_columns, based_on=target.version)
    add_text(step, other, other_columns, based_on=target.version)


def _columns(step: Step, target: Rendering, text: str, revision: int, words: int) -> dict[str, Any]:
    """Return what a part of `target` has from now on. The cut itself outdates nothing; what was outdated stays so."""
    is_outdated = bool(target.columns["is_outdated"] and text)
    return {
        "text": text,
        "state": state_after(target.state, text),
        "version": target.version + 1,
        "source_revision": target.columns["source_revision"] if is_outdated else revision,
        "words": words,
        "is_outdated": is_outdated,
        "is_self_approved": False,
        "is_machine": bool(target.columns["is_machine"] and text),
        "updated_at": step.at,
    }


def _copy(journal: Journal, table: Table, where: Any, **others: Any) -> dict[int, int]:
    """Copy rows, with `others` in the place of what they have; return the new id of each."""
    kind = {"source_revision": SourceRevision, "target_revision": TargetRevision, "review": Review}[table.name]
    rows = journal.session.execute(select(table).where(where).order_by(table.c.id)).mappings().all()
    return {
        row["id"]: journal.insert(kind, **{name: value for name, value in {**row, **others}.items() if name != "id"})
        for row in rows
    }


def _copy_reviews(journal: Journal, target: int, other: int, revisions: Mapping[int, int]) -> None:
    """Copy the verdicts, each on the copy of the revision that it was about."""
    table = Review.__table__
    for row in journal.session.execute(
        select(table).where(table.c.target_id == target).order_by(table.c.id)
    ).mappings():
        values = {**row, "target_id": other, "revision_id": revisions[row["revision_id"]]}
        journal.insert(Review, **{name: value for name, value in values.items() if name != "id"})


def _part_waivers(journal: Journal, target: int, other: int, texts: Parts) -> None:
    """Let each waiver go with the part that alone has its words; one of no certain place stays with the first."""
    table = Waiver.__table__
    for row in journal.session.execute(select(table).where(table.c.target_id == target)).mappings().all():
        if row["words"] and row["words"] in texts[1] and row["words"] not in texts[0]:
            journal.update(Waiver, row["id"], target_id=other)


def _part_notes(journal: Journal, whole: Paragraph, second: int, sources: Parts, texts: Mapping[int, Parts]) -> None:
    """Let each note go with the part in which its anchor stands; where both have it, each gets one."""
    by_translation = {target.translation_id: texts[target.id] for target in whole.targets}
    table = Note.__table__
    notes = journal.session.execute(select(table).where(table.c.segment_id == whole.id).order_by(table.c.id))
    for note in notes.mappings().all():
        parts = by_translation.get(note["translation_id"], sources)
        if not has_anchor(parts[1], note["anchor"]):
            continue
        if has_anchor(parts[0], note["anchor"]):
            copied = {name: value for name, value in note.items() if name != "id"}
            journal.insert(Note, **{**copied, "segment_id": second})
        else:
            journal.update(Note, note["id"], segment_id=second)


def has_anchor(text: str, label: str) -> bool:
    """Tell whether the anchor of a note stands in a text."""
    return anchor(label).search(text) is not None


def anchor(label: str) -> re.Pattern[str]:
    """Return the pattern of a note's anchor as a mark, not escaped."""
    return re.compile(rf"(?<!\\)\[\^{re.escape(label)}\]")
