"""What length of a target is usual: the group's own approved pairs say."""

import pytest
from sqlalchemy.orm import Session

from domain.checks.lengths import ENOUGH, USUAL, usual_lengths
from models import MemoryEntry
from models.memory import MemoryKind
from services.profiles import profile_of
from services.usual_lengths import lengths_between
from tests import factories

SOURCE = "Bring a chair to the river, and your neighbour, and the bread of the day."


def test_a_few_pairs_say_nothing():
    assert usual_lengths([(100, 150)] * (ENOUGH - 1)) == USUAL
    assert usual_lengths([(10, 40)] * 500) == USUAL  # too short to say anything


def test_bounds_follow_the_pairs_and_stay_within_sense():
    low, high = usual_lengths([(100, 100 + n % 40) for n in range(200)])
    assert low <= 0.75
    assert 1.4 <= high <= USUAL[1]
    wild = usual_lengths([(100, 10 if n % 2 else 900) for n in range(200)])
    assert wild == (0.4, 3.0)


def approved(session: Session, count: int, share: float) -> int:
    """Put so many approved pairs into the memory; return their translation."""
    made = factories.translation(session, [SOURCE] * count)
    targets = factories.target_ids(session, made)
    for target_id in targets:
        session.add(
            MemoryEntry(
                source_language="en", target_language="es", kind=MemoryKind.PARAGRAPH, source=SOURCE,
                target="x" * int(len(SOURCE) * share), source_key=1, pair_key=target_id, target_id=target_id,
            )
        )  # fmt: skip
    session.flush()
    return made.id


@pytest.mark.parametrize(("count", "is_known"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_the_profile_of_a_translation_has_them(session: Session, count: int, is_known: bool):
    translation_id = approved(session, count, 2.2)
    expected = (0.75, 2.2) if is_known else USUAL
    assert profile_of(session, translation_id).lengths == expected
    assert lengths_between(session, ("en", "es")) == expected
    assert lengths_between(session, ("es", "en")) == USUAL
