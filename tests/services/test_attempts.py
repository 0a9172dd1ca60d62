"""Counting failures in the database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.attempts import ACCOUNT, ADDRESS
from domain.errors import TooManyAttempts
from models import SignInFailure
from models.base import now
from services import attempts

ANA, BEN, HOUSE = "a" * 64, "b" * 64, "c" * 64
TRIES = {ANA: ACCOUNT, HOUSE: ADDRESS}


def fail(session: Session, tries: attempts.Tries = TRIES, at: datetime | None = None) -> datetime:
    began = attempts.begin(session, tries, at)
    session.commit()
    return began


def counted(session: Session, key: str) -> int:
    return session.scalar(select(func.count()).where(SignInFailure.key == key))


def test_the_sixth_failure_has_to_wait_and_is_not_counted(session: Session) -> None:
    for _ in range(5):
        fail(session)
    with pytest.raises(TooManyAttempts) as refused:
        attempts.begin(session, TRIES)
    assert 0 < refused.value.facts["retry_after_s"] <= 30
    session.rollback()
    assert counted(session, ANA) == 5, "whoever knocks during the wait does not make it longer"


def test_every_key_counts_for_itself(session: Session) -> None:
    for _ in range(5):
        fail(session)
    fail(session, {BEN: ACCOUNT, HOUSE: ADDRESS})
    assert (counted(session, ANA), counted(session, BEN), counted(session, HOUSE)) == (5, 1, 6)


def test_success_clears_the_account_but_only_its_own_try_at_the_address(session: Session) -> None:
    fail(session)
    fail(session)
    at = fail(session)
    attempts.forgive(session, TRIES, at)
    assert (counted(session, ANA), counted(session, HOUSE)) == (0, 2)


def test_a_try_that_was_no_guess_is_taken_back_alone(session: Session) -> None:
    fail(session)
    at = fail(session)
    attempts.take_back(session, TRIES, at)
    assert (counted(session, ANA), counted(session, HOUSE)) == (1, 1)


def test_old_failures_are_swept_away(session: Session) -> None:
    fail(session, {BEN: ACCOUNT}, now() - timedelta(days=1, seconds=1))
    fail(session)
    assert counted(session, BEN) == 0
