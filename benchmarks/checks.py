"""The checks: 10,000 paragraphs against 1,000, a look at what is remembered, one paragraph against the least page.

`python -m benchmarks.checks` on the database of DATABASE_URL prints one line of JSON. The pairs are those of
benchmarks/memory.py: real ones where the machine has them.
"""

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import bindparam, delete, update

from app import create_app
from benchmarks.ground import ROOT, Client, database, environment, server, set_up
from benchmarks.memory import Pairs, pairs
from benchmarks.web import Figure, expect, in_turn
from domain.checks import Pair, Profile, Text, check
from domain.permissions import OPERATOR
from domain.states import State
from extensions import db
from formats.inline import escape
from models import CheckedTarget, Target
from services import checking
from services.checking import Asked
from services.store import begin_write
from tests import factories

FEW, MANY = 1_000, 10_000
ROUNDS = 2
LOOKS = 20


def measure(kind: str) -> list[Figure]:
    """Return the figures on a new database of `kind`."""
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as folder, database(kind, Path(folder)) as url:
        set_up(url, people=1, statements={"short": 50})
        command = [sys.executable, "-m", "benchmarks.checks"]
        done = subprocess.run(command, cwd=ROOT, env=environment(url), check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        beside = _beside_a_page(url)
    each = {count: found[f"all_{count}"] / count * 1000 for count in (FEW, MANY)}
    return [
        Figure(
            f"check and remember 10,000 paragraphs against 1,000, by paragraph, {kind}", each[MANY] / each[FEW], 1.3,
            f"{each[MANY]:.2f} ms against {each[FEW]:.2f} ms",
        ),
        Figure(
            f"look at a page of what is remembered of 10,000, against checking them, {kind}",
            found["look"] / found[f"all_{MANY}"], 0.1,
            f"{found['look'] * 1000:.0f} ms against {found[f'all_{MANY}']:.1f} s",
        ),
        Figure(
            f"all checks on one paragraph, against the least page, {kind}", beside[0], 0.1,
            f"{beside[1]:.2f} ms against {beside[2]:.2f} ms",
        ),
    ]  # fmt: skip


def _beside_a_page(url: str) -> tuple[float, float, float]:
    """Check paragraphs and ask for the least page by turns."""
    known = itertools.cycle(pairs(FEW))

    def one() -> None:
        source, target = next(known)
        check(Pair(Text(source, "en"), Text(target, "es")), Profile())

    with server("benchmarks.floor:create_app()", url) as port:
        least = Client(port)
        return in_turn(one, lambda: expect(least.ask("GET", "/floor?statement=1&translation=1")))


def main() -> None:
    """Measure, by turns, and keep the quicker of the rounds."""
    known = pairs(FEW)
    with create_app().app_context():
        ids = {count: _store(known * (count // FEW), f"Checks over {count}") for count in (FEW, MANY)}
        times: dict[int, list[float]] = {FEW: [], MANY: []}
        for _round in range(ROUNDS):
            for count, translation_id in ids.items():
                _forget()
                times[count].append(_timed(lambda which=translation_id: _check_all(which)))
        look = min(_timed(lambda: _look(ids[MANY])) for _ in range(LOOKS))
        found = {f"all_{count}": min(times[count]) for count in ids}
        print(json.dumps({**found, "look": look}))


def _store(known: Pairs, title: str) -> int:
    """Store a statement with every paragraph translated; return its translation."""
    begin_write(db.session)
    made = factories.translation(db.session, [escape(source) for source, _target in known], title=title)
    rows = [
        {"at": target_id, "to": escape(target)}
        for target_id, (_source, target) in zip(factories.target_ids(db.session, made), known, strict=True)
    ]
    table = Target.__table__
    written = update(table).where(table.c.id == bindparam("at"))
    db.session.connection().execute(written.values(text=bindparam("to"), state=State.DRAFT, version=1), rows)
    db.session.commit()
    return made.id


def _forget() -> None:
    begin_write(db.session)
    db.session.execute(delete(CheckedTarget))
    db.session.commit()


def _check_all(translation_id: int) -> None:
    if not checking.catch_up(db.session, translation_id, seconds=3600):
        raise RuntimeError("not all was checked")


def _look(translation_id: int) -> None:
    """Do what a view of the page does."""
    checking.catch_up(db.session, translation_id)
    checking.listed(db.session, OPERATOR, translation_id, Asked())
    checking.progress(db.session, translation_id)
    db.session.rollback()


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
