"""How long a guesser waits: a few tries are free, then each failure doubles the wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures cost nothing; then the wait starts at `first` and doubles up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta  # a failure older than this is forgotten
    ends_with_success: bool  # whether getting it right once clears the earlier failures

    def wait_s(self, failures: Sequence[datetime], at: datetime) -> int:
        """Return the whole seconds to wait from `at`, 0 for none, after failures at these times, in any order."""
        recent = [failure for failure in failures if failure > at - self.memory]
        beyond = len(recent) - self.free
        if beyond < 0:
            return 0
        doublings = min(beyond, 30)  # enough for any `longest`, and no overflow
        wait = min(self.first * 2**doublings, self.longest)
        return max(0, ceil((max(recent, default=at) + wait - at).total_seconds()))


# One account tried from one address: 30 s after the fifth failure, an hour after the twelfth.
ACCOUNT = Limit(
    free=5,
    first=timedelta(seconds=30),
    longest=timedelta(hours=1),
    memory=timedelta(days=1),
    ends_with_success=True,
)
# One address trying many accounts. A whole office may share it, so it is never shut for long; and an
# attacker who owns one account must not clear it by signing in.
ADDRESS = Limit(
    free=100,
    first=timedelta(seconds=30),
    longest=timedelta(minutes=5),
    memory=timedelta(hours=1),
    ends_with_success=False,
)
