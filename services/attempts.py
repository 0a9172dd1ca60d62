"""Counting tries at a password or code, so that nobody guesses fast. Keys are opaque: no account is stored."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.attempts import Limit
from domain.errors import TooManyAttempts
from models import SignInFailure
from models.base import now
from services.store import begin_write

KEPT = timedelta(days=1)  # no limit remembers longer

Tries = dict[str, Limit]  # key (hexadecimal, 16 digits or more) -> its limit


def begin(session: Session, tries: Tries, at: datetime | None = None) -> datetime:
    """Count one failure for each key, before the password is looked at; return when, for `forgive`.

    Counting first keeps tries made at the same moment from passing together. Raises TooManyAttempts, counting
    nothing, when any key must wait. The caller commits before the slow work of checking the password.
    """
    at = at or now()
    begin_write(session)
    for key in sorted(tries):
        _queue_up(session, key)
    waits = [limit.wait_s(_failures(session, key, limit, at), at) for key, limit in tries.items()]
    if longest := max(waits, default=0):
        raise TooManyAttempts(retry_after_s=longest)
    session.execute(delete(SignInFailure).where(SignInFailure.at < at - KEPT))
    session.add_all(SignInFailure(key=key, at=at) for key in tries)
    session.flush()
    return at


def forgive(session: Session, tries: Tries, at: datetime) -> None:
    """Take back the failures counted at `at`, for the person was right; and the earlier ones that success clears."""
    for key, limit in tries.items():
        counted = delete(SignInFailure).where(SignInFailure.key == key)
        session.execute(counted if limit.ends_with_success else counted.where(SignInFailure.at == at))


def take_back(session: Session, tries: Tries, at: datetime) -> None:
    """Take back the failures counted at `at` alone: the form was not filled in far enough to be a guess."""
    session.execute(delete(SignInFailure).where(SignInFailure.key.in_(tries), SignInFailure.at == at))


def _failures(session: Session, key: str, limit: Limit, at: datetime) -> list[datetime]:
    query = select(SignInFailure.at).where(SignInFailure.key == key, SignInFailure.at > at - limit.memory)
    return list(session.scalars(query))


def _queue_up(session: Session, key: str) -> None:
    """Let one try of `key` at a time pass. SQLite has one writer anyhow; PostgreSQL takes a lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
