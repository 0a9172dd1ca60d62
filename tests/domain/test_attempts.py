"""How long a guesser waits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.attempts import ACCOUNT, ADDRESS, Limit

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = st.sampled_from([ACCOUNT, ADDRESS])
AGES = st.lists(st.integers(0, 3 * 86400), max_size=150)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=s) for s in seconds]


def test_a_few_tries_are_free_then_each_failure_doubles_the_wait() -> None:
    waits = [ACCOUNT.wait_s(ago(*[0] * n), NOW) for n in range(14)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_the_wait_runs_from_the_last_failure() -> None:
    assert ACCOUNT.wait_s(ago(100, 90, 80, 70, 20), NOW) == 10
    assert ACCOUNT.wait_s(ago(20, 70, 80, 90, 100), NOW) == 10, "in any order"
    assert ACCOUNT.wait_s(ago(100, 90, 80, 70, 30), NOW) == 0


def test_what_is_long_ago_is_forgotten() -> None:
    assert ACCOUNT.wait_s(ago(*[86400] * 50), NOW) == 0
    assert ACCOUNT.wait_s(ago(*[86400] * 50, *[1] * 4), NOW) == 0


def test_an_address_is_never_shut_for_long() -> None:
    assert ADDRESS.wait_s(ago(*[0] * 100_000), NOW) == 300


@given(LIMITS, AGES)
def test_the_wait_is_never_longer_than_the_longest(limit: Limit, ages: list[int]) -> None:
    assert 0 <= limit.wait_s(ago(*ages), NOW) <= limit.longest.total_seconds()


@given(LIMITS, AGES, st.integers(0, 3 * 86400))
def test_one_failure_more_never_shortens_the_wait(limit: Limit, ages: list[int], age: int) -> None:
    assert limit.wait_s(ago(*ages, age), NOW) >= limit.wait_s(ago(*ages), NOW)


@given(LIMITS, AGES)
def test_whoever_has_waited_may_try(limit: Limit, ages: list[int]) -> None:
    failures = ago(*ages)
    wait = limit.wait_s(failures, NOW)
    assert limit.wait_s(failures, NOW + timedelta(seconds=wait)) == 0
