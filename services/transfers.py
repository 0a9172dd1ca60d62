"""Bringing targets back from a file: first a plan that a person can read, then the plan carried out.

domain/transfers.py has the rules. Here they meet the database: in bulk, since a file may change every target
of a long statement, and with the same columns and moves as one save in services/editing.py.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Unit
from domain.errors import TextTooLong, WrongLanguage
from domain.language_tags import base_language
from domain.permissions import Action, Actor, require
from domain.states import State
from domain.transfers import Kind, Standing, Verdict, Why, judge, pair
from models import Segment, SegmentAlias, Statement, Target, TargetRevision, TargetsImport, Translation
from models.base import now
from models.revision import Origin
from models.statement import FourEyesRule
from services import editing, imports, remarks_in, reviewing
from services.editing import Conflict, Saved, clean, columns_of, place
from services.remarks_in import changed_notes, new_comments
from services.store import LARGEST, find, record, storable
from services.transfer_lines import Line, Outcome, Plan

CHUNK = 500  # ids in one question
_OF_REVISION = ("text", "state", "version", "source_revision")  # what a target has from its newest revision
MayApprove = Callable[[Standing, str], bool]


class Held(NamedTuple):
    """A target that nobody else can write now."""

    target_id: int
    state: State
    version: int
    source_revision: int
    newest_source: int
    is_locked: bool


def plan(
    session: Session, actor: Actor, translation: Translation, bitext: Bitext, *, file_sha256: str, file_name: str = ""
) -> Plan:
    """Return what importing `bitext` into `translation` would do for this actor. Changes nothing.

    Ids and versions count only in a file that is of this statement or does not say of which.
    Raises NotAllowed, WrongLanguage.
    """
    require(actor, Action.TRANSLATE, translation.language)
    statement = session.get_one(Statement, translation.statement_id)
    _check_languages(bitext, statement, translation)
    is_ours = bitext.slug in ("", statement.slug)
    may_approve = _approvals(session, actor, translation, statement)
    classes: dict[Kind, list[Line]] = {kind: [] for kind in Kind}
    seen, matched = set[int](), list[tuple[str, int, Unit]]()
    pairs = pair(bitext.units, _standings(session, translation), _aliases(session, statement), by_id=is_ours)
    for number, (unit, desk) in enumerate(pairs, 1):
        line = (
            _line(unit if is_ours else replace(unit, version=None), desk, may_approve, seen)
            if desk
            else Line(
                unit.id or f"#{number}", Kind.UNKNOWN, Why.NO_SEGMENT, unit.source, unit.target, seen=unit.version
            )
        )
        classes[line.kind].append(line)
        if line.target_id:
            matched.append((line.key, line.target_id, unit))
    lines = {kind.value: tuple(own) for kind, own in classes.items()}
    return Plan(
        **lines, translation_id=translation.id, file_sha256=file_sha256, file_name=file_name,
        made_of="" if is_ours else bitext.slug, comments=new_comments(session, actor, translation, matched),
        notes=changed_notes(session, translation, matched), notices=bitext.notices,
    )  # fmt: skip


def apply(
    session: Session,
    actor: Actor,
    plan: Plan,
    *,
    only: Collection[str] | None = None,
    taken: Mapping[str, int] | None = None,
    with_comments: bool = True,
) -> Outcome:
    """Carry out `plan`: its changes (those whose ids are in `only`, if given), and keep the text of each conflict.

    `taken`: ids of conflicts that the person decided for the file, each with the desk's version that was on
    their screen. What has moved on the desk since the plan was made becomes a conflict. Call it in a writing
    transaction (store.begin_write), which the caller commits. Raises NotAllowed, NotFound.
    """
    translation = find(session, Translation, plan.translation_id)
    require(actor, Action.TRANSLATE, translation.language)
    held = _hold(session, translation)
    gone = [line for line in (*plan.changed, *plan.conflicts) if line.target_id not in held]
    chosen = [line for line in plan.changed if only is None or line.key in only]
    chosen += [line for line in plan.conflicts if _is_taken(line, taken or {})]
    changed, late = _still_as_seen(session, [line for line in chosen if line not in gone], held)
    keys = {line.key for line in changed + late}
    conflicts = late + [line for line in plan.conflicts if line.key not in keys and line not in gone]
    made = _carry_out(session, actor, plan, changed, conflicts, held, with_comments=with_comments)
    left = () if only is None else tuple(line for line in plan.changed if line.key not in only)
    unknown = plan.unknown + tuple(replace(line, kind=Kind.UNKNOWN, why=Why.NO_SEGMENT) for line in gone)
    done = (tuple(changed), plan.unchanged, tuple(conflicts), unknown, plan.rejected, left)
    return Outcome(*done, comments=made.comments if made else 0, import_id=made.id if made and changed else None)


def conflict_of(session: Session, actor: Actor, line: Line) -> Conflict:
    """Return a conflict as the desk shows its own: the file's text is mine, what it began from the base.

    Raises NotFound, NotAllowed.
    """
    return editing.compare(session, actor, line.target_id or 0, line.file_text, version=_begun_from(line))


def decide(
    session: Session, actor: Actor, line: Line, text: str, *, version: int, file_sha256: str
) -> Saved | Conflict:
    """Save what a person made of a conflict, over the `version` that was on their screen; keep the file's text beside.

    Raises NotFound, NotAllowed, LockedTarget, TextTooLong.
    """
    here = place(session, line.target_id or 0)
    require(actor, Action.TRANSLATE, here.language)
    known = _known_texts(session, [here.target_id])
    if (here.target_id, line.file_text) not in known and text != line.file_text:
        session.add(
            TargetRevision(
                target_id=here.target_id, text=line.file_text, state=State.DRAFT, version=None,
                based_on=max(0, min(line.seen or 0, here.version)), source_revision=here.source_revision,
                origin=Origin.IMPORT, author_id=actor.id, file_sha256=file_sha256,
            )
        )  # fmt: skip
    return editing.save(
        session, actor, here.target_id, text, version=version, origin=Origin.IMPORT, file_sha256=file_sha256
    )


def _begun_from(line: Line) -> int:
    """Return the version that the file names; one that the desk never had where it names none."""
    return line.seen if line.seen is not None else LARGEST


def _carry_out(
    session: Session, actor: Actor, plan: Plan, changed: list[Line], conflicts: list[Line], held: Mapping[int, Held],
    *, with_comments: bool,
) -> TargetsImport | None:  # fmt: skip
    """Write what was decided, as one import; return None where there was nothing to write."""
    at = now()
    # Texts for a paragraph that the file has twice: a merge made one of two, and both are somebody's words.
    repeated = [
        line for line in plan.rejected if line.why is Why.REPEATED and line.file_text and line.target_id in held
    ]
    beside = _texts_beside(session, actor, plan, changed, conflicts + repeated, held, at)
    comments = [one for one in plan.comments if one.target_id in held] if with_comments else []
    if not (changed or beside or comments):
        return None  # the same file again
    translation = session.get_one(Translation, plan.translation_id)
    name = storable(plan.file_name)
    made = imports.begin(session, actor, translation.id, name=name, file_sha256=plan.file_sha256)
    imports.remember(session, made, [line.target_id for line in changed if line.target_id])
    _write_texts(session, actor, plan, [line for line in changed if line.why is not Why.STATE], held, at)
    _write_states(session, [line for line in changed if line.why is Why.STATE], held)
    _approve(session, actor, changed)
    if beside:
        session.execute(insert(TargetRevision.__table__), beside)
    said = remarks_in.add(session, actor, translation, comments, at)
    approved = [line.target_id for line in changed if line.after is State.REVIEWED and line.target_id]
    imports.finish(session, made, approved, conflicts=len(beside), comments=said)
    counts = {"changed": len(changed), "conflicts": len(conflicts), "kept": len(beside), "comments": said}
    _record(session, actor, translation, plan, **counts)
    session.flush()
    return made


def _check_languages(bitext: Bitext, statement: Statement, translation: Translation) -> None:
    """Raise WrongLanguage when the file says that it is of other languages; es-ES may come into es."""
    pairs = ((statement.source_language, bitext.source_language), (translation.language, bitext.target_language))
    for ours, theirs in pairs:
        if theirs and base_language(theirs) != base_language(ours):
            raise WrongLanguage(expected=ours, found=theirs)


def _standings(session: Session, translation: Translation) -> Iterable[Standing]:
    query = (
        select(
            Target.id, Segment.number, Segment.position, Segment.source, Target.text, Target.state, Target.version,
            Target.is_locked,
        )
        .join(Segment, Segment.id == Target.segment_id)
        .where(Segment.statement_id == translation.statement_id, Target.translation_id == translation.id)
        .order_by(Segment.position)
    )  # fmt: skip
    # Past the session's own reading of rows, which takes as long again.
    session.flush()
    return (Standing(*row) for row in session.connection().execute(query))


def _aliases(session: Session, statement: Statement) -> dict[int, int]:
    """Return today's number of the segment that each old number now stands for."""
    query = (
        select(SegmentAlias.number, Segment.number)
        .join(Segment, Segment.id == SegmentAlias.segment_id)
        .where(SegmentAlias.statement_id == statement.id)
    )
    return dict(session.execute(query).all())


def _approvals(session: Session, actor: Actor, translation: Translation, statement: Statement) -> MayApprove:
    """Return the test whether the actor may approve a text: by role, and with a second pair of eyes."""
    if not actor.may(Action.REVIEW, translation.language):
        return lambda _desk, _text: False
    if statement.four_eyes is FourEyesRule.OFF:
        return lambda _desk, _text: True
    touched: set[int] | None = None

    def may_approve(desk: Standing, text: str) -> bool:
        nonlocal touched
        if text != desk.text:
            return False  # the importer is its writer
        if touched is None:
            touched = _touched_by(session, actor, translation)
        return desk.target_id not in touched or not reviewing.is_author(session, actor, place(session, desk.target_id))

    return may_approve


def _touched_by(session: Session, actor: Actor, translation: Translation) -> set[int]:
    """Return the targets that the actor has ever written into: only those need the closer look at authorship."""
    query = (
        select(TargetRevision.target_id)
        .join(Target, Target.id == TargetRevision.target_id)
        .where(Target.translation_id == translation.id, TargetRevision.author_id == actor.id)
        .distinct()
    )
    return set(session.scalars(query))


def _line(unit: Unit, desk: Standing, may_approve: MayApprove, seen: set[int]) -> Line:
    """Return the line of one unit; `seen` collects the targets that the file has named so far."""
    text = unit.target
    try:
        text = clean(text)
        verdict = judge(unit, text, desk, may_approve)
    except TextTooLong:
        verdict = Verdict(Kind.REJECTED, Why.TOO_LONG, desk.state)
    if desk.target_id in seen:
        verdict = Verdict(Kind.REJECTED, Why.REPEATED, desk.state)
    seen.add(desk.target_id)
    return Line(
        desk.key, verdict.kind, verdict.why, desk.source, text, desk.text, desk.state, verdict.state,
        desk.target_id, desk.position, desk.version, unit.version,
    )  # fmt: skip


def _hold(session: Session, translation: Translation) -> dict[int, Held]:
    """Return the targets as they stand, and keep others from writing them until the transaction ends.

    On SQLite a writing transaction has the whole database to itself.
    """
    query = (
        select(
            Target.id, Target.state, Target.version, Target.source_revision, Segment.source_revision, Target.is_locked
        )
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id)
        .order_by(Target.id)
        .with_for_update(of=Target)
    )
    session.flush()
    return {row[0]: Held(*row) for row in session.connection().execute(query)}


def _is_taken(line: Line, taken: Mapping[str, int]) -> bool:
    return taken.get(line.key) == line.version and line.file_text != line.desk_text


def _still_as_seen(session: Session, lines: Iterable[Line], held: Mapping[int, Held]) -> tuple[list[Line], list[Line]]:
    """Return the lines that may be carried out, and as conflicts those whose target has moved since the plan."""
    ready: list[Line] = []
    late: list[Line] = []
    for line in lines:
        here = held[line.target_id or 0]
        if here.version == line.version and not here.is_locked:
            ready.append(line if line.kind is Kind.CHANGED else replace(line, kind=Kind.CHANGED))
        else:
            text = place(session, here.target_id).text
            moved = replace(line, kind=Kind.CONFLICT, why=Why.OLDER, desk_text=text, before=here.state)
            late.append(replace(moved, version=here.version))
    return ready, late


def _write_texts(
    session: Session, actor: Actor, plan: Plan, lines: list[Line], held: Mapping[int, Held], at: datetime
) -> None:
    """Store the file's texts and a revision of each. An approval comes after, as a verdict of its own."""
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        here = held[line.target_id or 0]
        state = State.TRANSLATED if line.after is State.REVIEWED else line.after
        columns = columns_of(actor, here, line.file_text, state, Origin.IMPORT, at)
        own = {"state": state, "version": here.version + 1, "source_revision": columns["source_revision"]}
        rest = tuple((name, value) for name, value in columns.items() if name not in _OF_REVISION)
        alike[rest].append(_revision(actor, plan, line, here, at) | own)
    for rest, revisions in alike.items():
        _store(session, dict(rest), revisions)


def _store(session: Session, columns: dict[str, Any], revisions: list[dict[str, Any]]) -> None:
    """Add `revisions`, one for each of their targets, and let these take their texts from them, beside `columns`.

    Row by row the database would be handed every text twice, and everything that all rows share with each.
    """
    revision, target = TargetRevision.__table__, Target.__table__
    new = revision.c
    last = session.scalar(select(func.max(new.id))) or 0
    session.execute(insert(revision), revisions)
    # Others may add revisions meanwhile, but not of a target that is held.
    is_own = (new.id > last, new.target_id == target.c.id, new.version == target.c.version + 1)
    session.execute(update(target).where(*is_own).values({name: new[name] for name in _OF_REVISION} | columns))


def _write_states(session: Session, lines: list[Line], held: Mapping[int, Held]) -> None:
    """Hand in what the file says is translated, as services.editing.submit does for one."""
    rows = []
    for line in lines:
        here = held[line.target_id or 0]
        if here.state is not State.TRANSLATED:
            rows.append(
                {
                    "target": here.target_id, "state": State.TRANSLATED, "version": here.version + 1,
                    "source_revision": here.newest_source, "is_outdated": False,
                }
            )  # fmt: skip
    if rows:
        _update_targets(session, rows)


def _update_targets(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write `rows`, which all name the same columns, and in `target` the row that each is for."""
    columns = {name: bindparam(f"new_{name}") for name in rows[0] if name != "target"}
    statement = update(Target.__table__).where(Target.__table__.c.id == bindparam("new_target")).values(columns)
    session.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])


def _approve(session: Session, actor: Actor, lines: Iterable[Line]) -> None:
    """Give the approvals that the plan found allowed, each by the rule for one."""
    for line in lines:
        if line.after is State.REVIEWED and line.target_id is not None:
            here = place(session, line.target_id)
            reviewing.approve(session, actor, here.target_id, version=here.version)


def _texts_beside(
    session: Session, actor: Actor, plan: Plan, changed: list[Line], lines: list[Line], held: Mapping[int, Held],
    at: datetime,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the revisions that keep the file's text beside a target, unless the history has it or is to have it."""
    known = _known_texts(session, [line.target_id for line in lines if line.target_id])
    known |= {(line.target_id or 0, line.file_text) for line in changed}
    rows = []
    for line in lines:
        here, key = held[line.target_id or 0], (line.target_id or 0, line.file_text)
        if key not in known:
            known.add(key)
            beside = {"state": State.DRAFT, "version": None, "source_revision": here.source_revision}
            rows.append(_revision(actor, plan, line, here, at) | beside)
    return rows


def _known_texts(session: Session, target_ids: list[int]) -> set[tuple[int, str]]:
    known: set[tuple[int, str]] = set()
    for start in range(0, len(target_ids), CHUNK):
        query = select(TargetRevision.target_id, TargetRevision.text).where(
            TargetRevision.target_id.in_(target_ids[start : start + CHUNK])
        )
        known.update((target_id, text) for target_id, text in session.execute(query))
    return known


def _revision(actor: Actor, plan: Plan, line: Line, here: Held, at: datetime) -> dict[str, Any]:
    return {
        "target_id": here.target_id, "text": line.file_text, "based_on": max(0, min(line.seen or 0, here.version)),
        "origin": Origin.IMPORT, "author_id": actor.id, "file_sha256": plan.file_sha256, "created_at": at,
    }  # fmt: skip


def _record(session: Session, actor: Actor, translation: Translation, plan: Plan, **counts: int) -> None:
    record(
        session, actor, "targets.imported", statement_id=translation.statement_id, language=translation.language,
        sha256=plan.file_sha256, unchanged=len(plan.unchanged), unknown=len(plan.unknown),
        rejected=len(plan.rejected), **counts,
    )  # fmt: skip
