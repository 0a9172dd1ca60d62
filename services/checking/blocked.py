"""What keeps translations from being released: paragraphs with an error that nobody has waived.

What is remembered is asked for; what is not is checked on the spot, so that no text goes out unchecked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import Severity
from domain.checks.waiving import sorted_out
from models import CheckedFinding, CheckedTarget, Segment, Target, Waiver
from services.blocking import errors_in
from services.checking.remembering import IS_WRITTEN, Stale, count_left, holds, unchecked
from services.checking.rules import Rules, rules_of


class Blocked(NamedTuple):
    """A paragraph with an error."""

    translation_id: int
    number: int
    position: int


def blocked(session: Session, translation_ids: Collection[int]) -> Iterator[Blocked]:
    """Yield the paragraphs of these translations that have an error: the remembered ones first, each in reading order.

    Whoever needs to know whether there is any may stop at the first.
    """
    rules = rules_of(session, translation_ids)
    if rules:
        yield from _remembered(session, rules)
        for stale in unchecked(session, rules, errors_alone=True):
            yield from _found(session, rules, stale)


def remembered(session: Session, translation_ids: Collection[int]) -> tuple[list[Blocked], dict[int, int]]:
    """Return those of them that are remembered, and how many targets of each translation are not checked."""
    rules = rules_of(session, translation_ids)
    if not rules:
        return [], {}
    left = count_left(session, rules, errors_alone=True)
    return list(_remembered(session, rules)), left


def _remembered(session: Session, rules: Mapping[int, Rules]) -> Iterator[Blocked]:
    query = (
        select(Target.id, Target.translation_id, Segment.number, Segment.position, CheckedFinding.fingerprint)
        .join(CheckedTarget, CheckedTarget.target_id == CheckedFinding.target_id)
        .join(Target, Target.id == CheckedTarget.target_id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(
            CheckedTarget.translation_id.in_(list(rules)),
            CheckedFinding.severity == Severity.ERROR,
            IS_WRITTEN,
            holds(rules, errors_alone=True),
        )
        .order_by(Segment.position)
    )
    errors: dict[int, list[str]] = defaultdict(list)
    places: dict[int, Blocked] = {}
    for target_id, translation_id, number, position, mark in session.execute(query):
        errors[target_id].append(mark)
        places[target_id] = Blocked(translation_id, number, position)
    waived = _waived(session, rules) if errors else {}
    for target_id, marks in errors.items():
        if Counter(marks) - Counter(waived.get(target_id, ())):
            yield places[target_id]


def _found(session: Session, rules: Mapping[int, Rules], stale: list[Stale]) -> Iterator[Blocked]:
    waived = _waived(session, rules) if stale else {}
    for one in stale:
        errors = errors_in(one.source, one.text, rules[one.translation_id].languages, one.role)
        if errors and sorted_out(errors, one.text, waived.get(one.target_id, ()))[0]:
            yield Blocked(one.translation_id, one.number, one.position)


def _waived(session: Session, rules: Mapping[int, Rules]) -> dict[int, list[str]]:
    """Return the fingerprints that are waived in these translations, by target."""
    query = (
        select(Waiver.target_id, Waiver.fingerprint)
        .join(Target, Target.id == Waiver.target_id)
        .where(Target.translation_id.in_(list(rules)), Waiver.withdrawn_at.is_(None))
    )
    waived: dict[int, list[str]] = defaultdict(list)
    for target_id, mark in session.execute(query):
        waived[target_id].append(mark)
    return waived
