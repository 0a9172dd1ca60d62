"""Remembering what the checks found, so that looking at a long translation does not check all of it again.

Nothing here runs when somebody saves: a target whose row names another version, source or set of rules is checked
again when somebody looks, a bounded number at a time. docs/decisions/0033 says why.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from domain.checks import Finding, check
from domain.checks.waiving import fingerprint
from domain.document import Role
from domain.states import State
from models import CheckedFinding, CheckedTarget, Segment, Target
from services.checking.pairs import pairs_of
from services.checking.rules import OF_CHECKS, Rules, digest, rules_of
from services.checking.same_source import key_of
from services.store import begin_write, end_write

CHUNK = 200  # targets in one transaction: others want to save in between
LEAST = 20_000  # characters that are checked whatever the clock says: a short text is never left half checked

# What is remembered is of the text as it is now. The rules that it was checked by are another question.
IS_OF_THIS_TEXT = and_(
    CheckedTarget.version == Target.version,
    CheckedTarget.source_revision == Segment.source_revision,
    CheckedTarget.role == Segment.role,
)
IS_WRITTEN = Target.state != State.UNTRANSLATED
_TEXTS = (
    select(
        Target.id, Target.version, Segment.source_revision, Segment.role, Segment.position, Segment.number,
        Segment.source, Target.text, Target.translation_id, CheckedTarget.pair,
    )
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .outerjoin(CheckedTarget, CheckedTarget.target_id == Target.id)
    .where(Target.id.in_(bindparam("ids", expanding=True)), IS_WRITTEN)
    .order_by(Segment.position, Target.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the targets that have a text are checked as they are now."""

    done: int
    total: int

    @property
    def left(self) -> int:
        """How many are still to be checked."""
        return self.total - self.done


class Stale(NamedTuple):
    """A target that is to be checked, or checked again. `pair`: what is remembered of it was checked by."""

    target_id: int
    version: int
    source_revision: int
    role: Role
    position: int
    number: int
    source: str
    text: str
    translation_id: int
    pair: str | None


class Checked(NamedTuple):
    """What came of it. `findings` is None where the checks were given the same before."""

    stale: Stale
    pair: str
    findings: list[Finding] | None


def catch_up(session: Session, translation_id: int, *, seconds: float = 1.0, after: int = 0) -> bool:
    """Check what is not checked as it is now, for about `seconds`; tell whether that was all of it.

    `after`: the position to begin behind. Writes and commits, a chunk a transaction, and holds the lock for the
    writing alone. Where the database takes no writing now, the answer is False.
    """
    end = monotonic() + seconds
    rules = rules_of(session, [translation_id]).get(translation_id)
    if rules is None:
        return True
    try:
        for stale in unchecked(session, {translation_id: rules}, after=after):
            done = list(_checked(session, rules, stale, end))
            begin_write(session)
            _store(session, rules, done)
            end_write(session)
            if len(done) < len(stale) or (len(stale) == CHUNK and monotonic() > end):
                return False
    except (OperationalError, IntegrityError):  # the latter: a text went away at this moment
        session.rollback()
        return False
    return True


def catch_up_all(session: Session, translation_ids: Collection[int], *, seconds: float = 1.0) -> bool:
    """Do so for several translations, for about `seconds` in all; one query tells which of them need it."""
    end = monotonic() + seconds
    for translation_id in count_left(session, rules_of(session, translation_ids)):
        if monotonic() > end or not catch_up(session, translation_id, seconds=end - monotonic()):
            return False
    return True


def count_left(session: Session, rules: Mapping[int, Rules], *, errors_alone: bool = False) -> dict[int, int]:
    """Return how many targets of each translation are not checked as they are now; those with none are left out."""
    if not rules:
        return {}
    query = (
        select(Target.translation_id, func.count() - func.count(CheckedTarget.target_id))
        .join(Segment, Segment.id == Target.segment_id)
        .outerjoin(
            CheckedTarget, and_(CheckedTarget.target_id == Target.id, holds(rules, errors_alone=errors_alone))
        )
        .where(Target.translation_id.in_(list(rules)), IS_WRITTEN)
        .group_by(Target.translation_id)
    )  # fmt: skip
    return {translation_id: count for translation_id, count in session.execute(query) if count}


def progress(session: Session, translation_id: int) -> Progress:
    """Return how much of a translation is checked as it is now."""
    rules = rules_of(session, [translation_id])
    query = (
        select(func.count(), func.count(CheckedTarget.target_id))
        .select_from(Target)
        .join(Segment, Segment.id == Target.segment_id)
        .outerjoin(CheckedTarget, and_(CheckedTarget.target_id == Target.id, holds(rules)))
        .where(Target.translation_id == translation_id, IS_WRITTEN)
    )
    total, done = session.execute(query).one()
    return Progress(done, total)


def holds(rules: Mapping[int, Rules], *, errors_alone: bool = False) -> ColumnElement[bool]:
    """Return the condition that what is remembered of a target holds, for the translations of `rules`.

    `errors_alone`: the errors hold, whatever became of profile and termbase.
    """
    if errors_alone:
        known = func.substr(CheckedTarget.rules, 1, OF_CHECKS).in_([one.checks for one in rules.values()])
    else:
        known = CheckedTarget.rules.in_([one.digest for one in rules.values()])
    return and_(IS_OF_THIS_TEXT, known)


def unchecked(
    session: Session, rules: Mapping[int, Rules], *, after: int = 0, errors_alone: bool = False
) -> Iterator[list[Stale]]:
    """Yield the targets of these translations that are not checked as they are now, by the CHUNK, in reading order.

    Which they are is one query, and the texts of each chunk another: with an order and a limit in one of them,
    PostgreSQL goes through the translation once for each paragraph where it has not counted its rows yet.
    """
    query = (
        select(Segment.position, Target.id)
        .select_from(Target)
        .join(Segment, Segment.id == Target.segment_id)
        .outerjoin(CheckedTarget, CheckedTarget.target_id == Target.id)
        .where(
            Target.translation_id.in_(list(rules)),
            IS_WRITTEN,
            or_(CheckedTarget.target_id.is_(None), ~holds(rules, errors_alone=errors_alone)),
        )
    )
    places = sorted(tuple(row) for row in session.connection().execute(query))
    ids = [target_id for position, target_id in places if position > after]
    for start in range(0, len(ids), CHUNK):
        found = session.connection().execute(_TEXTS, {"ids": ids[start : start + CHUNK]})
        yield [Stale(*row) for row in found]


def _checked(session: Session, rules: Rules, stale: list[Stale], end: float) -> Iterator[Checked]:
    """Check the targets one after the other until `end`, at least LEAST characters of them."""
    pairs = pairs_of(session, ((row.role, row.source, row.text) for row in stale), rules.languages)
    characters = 0
    for row, pair in zip(stale, pairs, strict=True):
        given = digest(rules.without_terms, row.role.value, row.source, row.text, pair.terms)
        yield Checked(row, given, None if given == row.pair else check(pair, rules.profile))
        characters += len(row.source) + len(row.text)
        if characters > LEAST and monotonic() > end:
            return


def _store(session: Session, rules: Rules, done: list[Checked]) -> None:
    """Remember what was found. The rows of the targets come first: of two at once, one waits for the other there."""
    new = sorted((one for one in done if one.findings is not None), key=lambda one: one.stale.target_id)
    same = sorted((one for one in done if one.findings is None), key=lambda one: one.stale.target_id)
    connection = session.connection()
    if same:
        connection.execute(
            _SAME, [{"at": one.stale.target_id, "given": one.pair, **_made_of(one, rules)} for one in same]
        )
    if not new:
        return
    rows = [
        {
            "target_id": one.stale.target_id, "translation_id": rules.translation_id, "pair": one.pair,
            "source_key": key_of(one.stale.source), "target_key": key_of(one.stale.text),
            **{name.removeprefix("new_"): value for name, value in _made_of(one, rules).items()},
        }
        for one in new
    ]  # fmt: skip
    connection.execute(_upsert(connection.dialect.name), rows)
    connection.execute(delete(CheckedFinding).where(CheckedFinding.target_id.in_([row["target_id"] for row in rows])))
    if found := [row for one in new for row in _finding_rows(one)]:
        connection.execute(insert(CheckedFinding.__table__), found)


def _made_of(one: Checked, rules: Rules) -> dict[str, Any]:
    row = one.stale
    return {
        "new_version": row.version, "new_source_revision": row.source_revision, "new_role": row.role,
        "new_rules": rules.digest,
    }  # fmt: skip


def _finding_rows(one: Checked) -> Iterator[dict[str, Any]]:
    for number, finding in enumerate(one.findings or ()):
        yield {
            "target_id": one.stale.target_id, "number": number, "check": finding.check, "severity": finding.severity,
            "kind": finding.kind, "start": finding.start, "end": finding.end, "facts": list(finding.facts),
            "fix": finding.fix, "fingerprint": fingerprint(finding, one.stale.text),
        }  # fmt: skip


_TABLE = CheckedTarget.__table__
_MOVED = ("version", "source_revision", "role", "rules")
# Only where it is still remembered of the same pair: somebody else may have been faster, with a later text.
_SAME = (
    update(_TABLE)
    .where(_TABLE.c.target_id == bindparam("at"), _TABLE.c.pair == bindparam("given"))
    .values({name: bindparam(f"new_{name}") for name in _MOVED})
)
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@cache
def _upsert(dialect: str) -> Insert:
    row = _INSERTS[dialect](_TABLE)
    changed = (*_MOVED, "pair", "source_key", "target_key")
    return row.on_conflict_do_update(
        index_elements=["target_id"], set_={name: row.excluded[name] for name in changed}
    )  # fmt: skip
