"""What is remembered of a translation, in reading order: counted, filtered, a page at a time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from domain.checks import Finding, Severity
from domain.checks.waiving import fingerprint
from domain.document import Role
from domain.permissions import Action, Actor, require
from domain.states import State
from models import CheckedFinding, CheckedTarget, Segment, Target, Waiver
from services import waivers
from services.checking import same_source
from services.checking.remembering import IS_OF_THIS_TEXT, IS_WRITTEN, holds
from services.checking.rules import Rules, rules_of
from services.checking.same_source import SAME_SOURCE, Texts
from services.store import position

PAGE = 40  # paragraphs on one page


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: the findings of one check, of one severity, behind a position; "" and 0 for all."""

    check: str = ""
    severity: str = ""
    after: int = 0

    def wants(self, check: str, severity: Severity) -> bool:
        """Tell whether such a finding is to be shown."""
        return self.check in ("", check) and self.severity in ("", severity)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the findings in its target that are to be shown."""

    target_id: int
    number: int
    position: int
    role: Role
    source: str
    text: str
    state: State
    version: int
    is_locked: bool
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """The segment's public id, `p12`."""
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. `counts`: of all open findings, by check and severity, whatever is asked for.

    `total`, `paragraphs_total`: of what is asked for. `next_after`: the position to go on from, None at the end.
    `waived`: the fingerprints of waivers that hold for a finding, by target.
    """

    paragraphs: tuple[Paragraph, ...]
    counts: dict[tuple[str, Severity], int]
    total: int
    paragraphs_total: int
    next_after: int | None
    waived: dict[int, list[str]] = field(default_factory=dict)


class _Open(NamedTuple):
    """An open finding, without its words. `number`: of the row that holds it, None for the same source."""

    target_id: int
    position: int
    check: str
    severity: Severity
    number: int | None
    first_id: int = 0  # the target that another translation of the same source stands in


def listed(session: Session, actor: Actor, translation_id: int, asked: Asked, *, limit: int = PAGE) -> Found:
    """Return what is remembered of a translation and holds: call `catch_up` first. Raises NotAllowed."""
    require(actor, Action.READ)
    rules = rules_of(session, [translation_id])
    if not rules:
        return Found((), {}, 0, 0, None)
    found, waived = _open(session, rules[translation_id])
    counts = Counter((one.check, one.severity) for one in found)
    wanted = [one for one in found if asked.wants(one.check, one.severity)]
    places = sorted({one.position for one in wanted})
    later = [place for place in places if place > position(asked.after)]
    shown = set(later[:limit])
    paragraphs = _paragraphs(session, [one for one in wanted if one.position in shown])
    next_after = later[limit - 1] if len(later) > limit else None
    return Found(tuple(paragraphs), dict(counts), len(wanted), len(places), next_after, waived)


def count_open(session: Session, translation_ids: Collection[int]) -> dict[int, int]:
    """Return about how many open findings are remembered of each translation, in one query.

    Of the texts as they are now: profile and terms may have changed since, the same source with two targets is not
    among them, and one waiver counts for all findings that say the same of one target.
    """
    waived = exists().where(
        Waiver.target_id == CheckedFinding.target_id,
        Waiver.fingerprint == CheckedFinding.fingerprint,
        Waiver.withdrawn_at.is_(None),
    )
    query = (
        select(CheckedTarget.translation_id, func.count())
        .select_from(CheckedFinding)
        .join(CheckedTarget, CheckedTarget.target_id == CheckedFinding.target_id)
        .join(Target, Target.id == CheckedTarget.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(CheckedTarget.translation_id.in_(translation_ids), IS_WRITTEN, IS_OF_THIS_TEXT, ~waived)
        .group_by(CheckedTarget.translation_id)
    )
    return dict(session.execute(query).all())


def open_places(session: Session, translation_id: int) -> list[tuple[int, int]]:
    """Return position and target of the paragraphs with an open finding that asks for a look, in reading order."""
    rules = rules_of(session, [translation_id]).get(translation_id)
    if rules is None:
        return []
    found, _waived = _open(session, rules)
    return sorted({(one.position, one.target_id) for one in found if one.severity is not Severity.INFO})


def _open(session: Session, rules: Rules) -> tuple[list[_Open], dict[int, list[str]]]:
    """Return the open findings of a translation in reading order, and the waivers that hold for the others."""
    columns = (CheckedFinding.target_id, Segment.position, CheckedFinding.check, CheckedFinding.severity)
    query = _of({rules.translation_id: rules}, *columns, CheckedFinding.number, CheckedFinding.fingerprint)
    standing = {
        target_id: Counter(marks) for target_id, marks in waivers.standing(session, rules.translation_id).items()
    }
    found: list[_Open] = []
    waived: dict[int, list[str]] = defaultdict(list)
    for *facts, mark in session.connection().execute(query.order_by(Segment.position, CheckedFinding.number)):
        left = standing.get(facts[0])
        if left and left[mark] > 0:
            left[mark] -= 1
            waived[facts[0]].append(mark)
        else:
            found.append(_Open(*facts))
    for one, first, mark in _same_source(session, rules, standing):
        if mark and standing[one.target_id][mark] > 0:
            standing[one.target_id][mark] -= 1
            waived[one.target_id].append(mark)
        else:
            found.append(
                _Open(one.target_id, one.position, SAME_SOURCE, same_source.SEVERITY, None, first.target_id)
            )  # fmt: skip
    return sorted(found, key=lambda one: one.position), dict(waived)


def _same_source(session: Session, rules: Rules, standing: Mapping[int, object]) -> Iterator[tuple[Texts, Texts, str]]:
    """Yield each target that differs from the first of its source, with that one and, where any is waived, its mark."""
    pairs = list(same_source.differing(_texts(session, rules)))
    firsts = {first.target_id for one, first in pairs if one.target_id in standing}
    query = select(Target.id, Segment.number, Target.text).join(Segment, Segment.id == Target.segment_id)
    rows = {row.id: row for row in session.execute(query.where(Target.id.in_(firsts)))} if firsts else {}
    for one, first in pairs:
        mark = ""
        if one.target_id in standing:
            row = rows[first.target_id]
            mark = fingerprint(same_source.finding("", f"p{row.number}", row.text), "")
        yield one, first, mark


def _of(rules: dict[int, Rules], *columns: object) -> Select:
    """Return the question for these columns of what is remembered of translations and holds."""
    return (
        select(*columns)
        .select_from(CheckedFinding)
        .join(CheckedTarget, CheckedTarget.target_id == CheckedFinding.target_id)
        .join(Target, Target.id == CheckedTarget.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(CheckedTarget.translation_id.in_(list(rules)), IS_WRITTEN, holds(rules))
    )


def _texts(session: Session, rules: Rules) -> list[Texts]:
    """Return the targets whose source stands elsewhere with another target, in reading order.

    Two questions: of both in one, PostgreSQL answers the inner one once for each target until it has counted its rows.
    """
    of_this = CheckedTarget.translation_id == rules.translation_id
    several = (
        select(CheckedTarget.source_key)
        .where(of_this)
        .group_by(CheckedTarget.source_key)
        .having(func.min(CheckedTarget.target_key) != func.max(CheckedTarget.target_key))
    )
    keys = session.scalars(several).all()
    if not keys:
        return []
    query = (
        select(CheckedTarget.target_id, Segment.position, CheckedTarget.source_key, CheckedTarget.target_key)
        .join(Target, Target.id == CheckedTarget.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(of_this, CheckedTarget.source_key.in_(keys), IS_WRITTEN, holds({rules.translation_id: rules}))
        .order_by(Segment.position)
    )
    return [Texts(*row) for row in session.connection().execute(query)]


def _paragraphs(session: Session, found: Sequence[_Open]) -> list[Paragraph]:
    """Return the paragraphs of these findings with all that is shown of them."""
    ids = {one.target_id for one in found}
    query = (
        select(
            Target.id, Segment.number, Segment.position, Segment.role, Segment.source, Target.text, Target.state,
            Target.version, Target.is_locked,
        )
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.id.in_(ids | {one.first_id for one in found if one.first_id}))
        .order_by(Segment.position)
    )  # fmt: skip
    rows = {row.id: row for row in session.execute(query)}
    remembered = {
        (row.target_id, row.number): Finding(
            row.check, row.severity, row.kind, row.start, row.end, tuple(row.facts), row.fix
        )
        for row in session.scalars(select(CheckedFinding).where(CheckedFinding.target_id.in_(ids)))
    }
    own: dict[int, list[Finding]] = defaultdict(list)
    for one in found:
        if one.number is not None:
            own[one.target_id].append(remembered[one.target_id, one.number])
        else:
            first = rows[one.first_id]
            own[one.target_id].append(
                same_source.finding(rows[one.target_id].text, f"p{first.number}", first.text)
            )  # fmt: skip
    return [Paragraph(*row, findings=tuple(own[row.id])) for row in rows.values() if row.id in own]
