"""What a merge writes: one segment with the texts, the history, the notes and comments of two."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, select

from domain.permissions import Actor
from domain.words import count_words
from models import (
    Base,
    Comment,
    Event,
    Note,
    Review,
    Segment,
    SegmentAlias,
    SourceRevision,
    Target,
    TargetRevision,
    Waiver,
)
from models.base import now
from models.review import Verdict
from services.journal import Journal
from services.paragraphs import Paragraph, Rendering
from services.parting import Step, add_source, add_text, anchor, has_anchor, state_after

_LABELS = re.compile(r"(?<!\\)\[\^([^\s\[\]^\\]{1,64})\]")
# What is made anew from the texts, or is about this moment only: it needs no way back. What the memory has of a
# segment goes away with it; services/undoing.py tells the memory when it is back.
DERIVED = frozenset({"search_entry", "presence", "checked_target", "memory_entry", "memory_source"})
# What goes over to the segment or target that stays. Everything else that hangs on the other one goes away with it,
# and comes back with it.
CARRIED = frozenset({"comment", "note", "event", "segment_alias", "target_revision", "review", "waiver"})


@dataclass(frozen=True, slots=True)
class Pair:
    """The two targets that become one."""

    first: Rendering
    second: Rendering

    @property
    def text(self) -> str:
        """The text of both."""
        return joined(self.first.text, self.second.text)


def joined(first: str, second: str) -> str:
    """Return two texts as one, a blank line between them; one that is empty leaves the other as it is."""
    return f"{first}\n\n{second}" if first and second else first or second


def join(journal: Journal, actor: Actor, first: Paragraph, second: Paragraph) -> None:
    """Put `second`, which follows `first`, into it."""
    step = Step(journal, actor, now())
    second = _with_own_anchors(journal, first, second)
    others = {target.translation_id: target for target in second.targets}
    pairs = [Pair(target, others[target.translation_id]) for target in first.targets]
    revisions = _add_sources(step, first, second, pairs)
    words = count_words(joined(first.source, second.source))
    for pair in pairs:
        _join_targets(step, pair, second.number, revisions, words)
    _carry(journal, first.id, second.id)
    _remove(journal, second)
    journal.insert(SegmentAlias, statement_id=first.statement_id, number=second.number, segment_id=first.id)
    journal.shift(first.statement_id, after=second.position, by=-1)


# Notes


def _with_own_anchors(journal: Journal, first: Paragraph, second: Paragraph) -> Paragraph:
    """Return `second` with another label for each note whose label `first` has, too; its notes follow."""
    taken, own = _labels(journal, first), _labels(journal, second)
    notes = _rows(journal, Note.__table__, Note.segment_id == second.id)
    for label in sorted({note["anchor"] for note in notes} & taken):
        free = next(name for name in _names(label) if name not in taken | own)
        own.add(free)
        second = _relabelled(second, label, free)
        for note in notes:
            if note["anchor"] == label:
                journal.update(Note, note["id"], anchor=free)
    return second


def _labels(journal: Journal, one: Paragraph) -> set[str]:
    texts = [one.source, *(target.text for target in one.targets)]
    notes = {note["anchor"] for note in _rows(journal, Note.__table__, Note.segment_id == one.id)}
    return notes.union(*(_LABELS.findall(text) for text in texts))


def _names(label: str) -> Iterable[str]:
    """Yield what a note called `label` may be called instead: the next number, or the label with one."""
    return (str(n) if label.isdigit() else f"{label}-{n}" for n in range(2, 10_000))


def _relabelled(one: Paragraph, label: str, free: str) -> Paragraph:
    def changed(text: str) -> str:
        return anchor(label).sub(f"[^{free}]", text) if has_anchor(text, label) else text

    targets = tuple(replace(t, columns={**t.columns, "text": changed(t.text)}) for t in one.targets)
    return replace(one, source=changed(one.source), targets=targets)


# Sources


def _add_sources(step: Step, first: Paragraph, second: Paragraph, pairs: Sequence[Pair]) -> dict[tuple[int, int], int]:
    """Give `first` the source of both, and return the number of the revision by the two revisions that it joins.

    An outdated target was made against older sources: these are joined into a revision, too, so that it stays known.
    """
    newest = (first.source_revision, second.source_revision)
    wanted = sorted({_made_against(pair, newest) for pair in pairs} - {newest})
    numbers = {}
    for number, (a, b) in enumerate([*wanted, newest], first.source_revision + 1):
        texts = [_source(step.journal, first, a), _source(step.journal, second, b)]
        add_source(step, first.id, number, joined(*texts))
        numbers[a, b] = number
    return numbers


def _made_against(pair: Pair, newest: tuple[int, int]) -> tuple[int, int]:
    """Return the revisions of the two sources that the joint target was made against."""
    return tuple(
        target.columns["source_revision"] if target.columns["is_outdated"] and target.text else number
        for target, number in zip((pair.first, pair.second), newest, strict=True)
    )


def _source(journal: Journal, one: Paragraph, number: int) -> str:
    if number == one.source_revision:
        return one.source
    query = select(SourceRevision.text).where(SourceRevision.segment_id == one.id, SourceRevision.number == number)
    return journal.session.scalar(query) or one.source


# Targets


def _join_targets(step: Step, pair: Pair, number: int, revisions: Mapping[tuple[int, int], int], words: int) -> None:
    columns = _columns(step, pair, revisions, words)
    _carry_history(step.journal, pair, number)
    for waiver in _rows(step.journal, Waiver.__table__, Waiver.target_id == pair.second.id):
        step.journal.update(Waiver, waiver["id"], target_id=pair.first.id)
    step.journal.update(Target, pair.first.id, **columns)
    add_text(step, pair.first.id, columns, based_on=pair.first.version)


def _columns(step: Step, pair: Pair, revisions: Mapping[tuple[int, int], int], words: int) -> dict[str, Any]:
    """Return what the joint target has from now on."""
    newest, made_against = max(revisions), _made_against(pair, max(revisions))
    written = [target for target in (pair.first, pair.second) if target.text]
    latest = max(written, key=lambda target: target.columns["updated_at"], default=pair.first)
    return {
        "text": pair.text,
        "state": state_after(pair.first.state, pair.text),
        "version": max(pair.first.version, pair.second.version) + 1,
        "source_revision": revisions[made_against],
        "words": words,
        "is_outdated": made_against != newest,
        "is_self_approved": False,
        "is_machine": bool(written) and all(target.columns["is_machine"] for target in written),
        "updated_at": step.at,
        "updated_by_id": latest.columns["updated_by_id"],
    }


def _carry_history(journal: Journal, pair: Pair, number: int) -> None:
    """Bring the revisions and verdicts of the second target over, named after the segment they were written in.

    What both have alike, since a split gave it to both, is kept once; but not after an approval since, which was of
    one part alone and says nothing of the other.
    """
    ours, theirs = (_revisions(journal, target) for target in (pair.first, pair.second))
    twins = _twins(ours, theirs)
    verdicts = [_reviews(journal, target) for target in (pair.first, pair.second)]
    shared = {*twins, *twins.values()}
    if any(v["verdict"] is Verdict.APPROVED and v["revision_id"] not in shared for own in verdicts for v in own):
        twins = {}
    known = {v["created_at"] for v in verdicts[0]}
    for verdict in verdicts[1]:
        if verdict["revision_id"] in twins and verdict["created_at"] in known:
            journal.delete(Review.__table__, Review.id == verdict["id"])
        else:
            revision = twins.get(verdict["revision_id"], verdict["revision_id"])
            journal.update(Review, verdict["id"], target_id=pair.first.id, revision_id=revision)
    for revision in theirs:
        if revision["id"] in twins:
            journal.delete(TargetRevision.__table__, TargetRevision.id == revision["id"])
        else:
            origin = revision["carried_from"] or number
            journal.update(TargetRevision, revision["id"], target_id=pair.first.id, carried_from=origin)


def _twins(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return the revisions of one target that a split copied from the other, or to it: their id, its id."""
    names = ("text", "version", "author_id", "created_at", "folded_at", "carried_from", "is_arrangement")
    by_value = {tuple(row[name] for name in names): row["id"] for row in ours}
    found = {row["id"]: by_value.get(tuple(row[name] for name in names)) for row in theirs}
    return {own: twin for own, twin in found.items() if twin is not None}


def _revisions(journal: Journal, target: Rendering) -> Sequence[Mapping[str, Any]]:
    return _rows(journal, TargetRevision.__table__, TargetRevision.target_id == target.id)


def _reviews(journal: Journal, target: Rendering) -> Sequence[Mapping[str, Any]]:
    return _rows(journal, Review.__table__, Review.target_id == target.id)


# What hangs on the second segment


def _carry(journal: Journal, first: int, second: int) -> None:
    """Let comments, notes, events and old numbers go over to the segment that stays."""
    for kind in (Comment, Note, Event):
        for row in _rows(journal, kind.__table__, kind.segment_id == second):
            journal.update(kind, row["id"], segment_id=first)
    for row in journal.session.execute(
        select(SegmentAlias.statement_id, SegmentAlias.number).where(SegmentAlias.segment_id == second)
    ).mappings().all():  # fmt: skip
        journal.update(SegmentAlias, dict(row), segment_id=first)


def _remove(journal: Journal, second: Paragraph) -> None:
    """Take the second segment away, and before it whatever would go unnoticed with it."""
    for table, column in hanging_on("target"):
        journal.delete(table, table.c[column].in_([target.id for target in second.targets]))
    for table, column in hanging_on("segment"):
        if table.name != "target":
            journal.delete(table, table.c[column] == second.id)
    journal.delete(Target.__table__, Target.segment_id == second.id)
    journal.delete(Segment.__table__, Segment.id == second.id)


def hanging_on(name: str) -> list[tuple[Table, str]]:
    """Return the tables whose rows would go away with a row of the table called `name`, and are not carried over."""
    return [
        (table, key.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name and table.name not in DERIVED | CARRIED
    ]


def _rows(journal: Journal, table: Table, *where: Any) -> Sequence[Mapping[str, Any]]:
    return journal.session.execute(select(table).where(*where).order_by(table.c.id)).mappings().all()
