"""The concordance: looking words up among 100,000 pairs over HTTP, against a bare page.

`python -m benchmarks.concordance PAIRS` on the database of DATABASE_URL brings the pairs in, and prints one line of
JSON: the words to look for, from common ones to rare ones. The pairs are those of benchmarks/memory.py.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.ground import ROOT, Client, database, environment, server, set_up
from benchmarks.web import Figure, expect, in_turn

RANKS = (1, 30, 300, 3000)  # of the words that are looked for, from the commonest on
MOST_PAGES = 120  # until the index has caught up


def measure(kind: str, count: int) -> list[Figure]:
    """Return the figures on a new database of `kind` with `count` pairs in its memory."""
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as folder, database(kind, Path(folder)) as url:
        set_up(url, people=1, statements={"short": 50})
        command = [sys.executable, "-m", "benchmarks.concordance", str(count)]
        done = subprocess.run(command, cwd=ROOT, env=environment(url), check=True, capture_output=True, text=True)
        with (
            server("app:create_app()", url) as desk_port,
            server("benchmarks.floor:create_app()", url) as floor_port,
        ):
            desk = Client(desk_port).sign_in("t0@bench.example.org")
            wanted = json.loads(done.stdout.splitlines()[-1])
            return [_catching_up(desk, wanted[0], kind), _asking(desk, Client(floor_port), wanted, kind)]


def _asking(desk: Client, floor: Client, wanted: list[str], kind: str) -> Figure:
    queries = [f"/memory?{urlencode({'q': one})}" for one in wanted]
    turn = iter(queries * 1000)
    ratio, ours, least = in_turn(
        lambda: expect(desk.ask("GET", next(turn))),
        lambda: expect(floor.ask("GET", "/floor?statement=1&translation=1")),
        calls=len(queries),
    )
    detail = f"{ours:.1f} ms against {least:.1f} ms"
    return Figure(f"concordance over 100,000 entries, against a bare page, {kind}", ratio, 3, detail)


def _catching_up(desk: Client, word: str, kind: str) -> Figure:
    """Ask until every pair is searched; the longest of these answers counts."""
    times = []
    for _ in range(MOST_PAGES):
        start = time.perf_counter()
        page = expect(desk.ask("GET", f"/memory?{urlencode({'q': word})}"))
        times.append(time.perf_counter() - start)
        if "<search-again" not in page:
            break
    else:
        raise RuntimeError("the memory was not gathered")
    detail = f"{len(times)} answers, {sum(times):.1f} s in all"
    return Figure(f"slowest answer while they are gathered, in seconds, {kind}", max(times), 3, detail)


def main() -> None:
    """Bring the pairs in, and print the words."""
    from app import create_app
    from benchmarks.memory import pairs
    from domain.folding import words_of
    from domain.permissions import OPERATOR
    from extensions import db
    from services import memory
    from services.memory import Incoming
    from services.store import begin_write

    found = pairs(int(sys.argv[1]))
    with create_app().app_context():
        begin_write(db.session)
        memory.import_pairs(
            db.session, OPERATOR, (Incoming(*pair) for pair in found), name="bench.tsv", sha256="00",
            source_language="en", target_language="es",
        )  # fmt: skip
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE")
    words = []
    for side in (0, 1):
        common = [word for word, _n in Counter(word for pair in found for word in words_of(pair[side])).most_common()]
        words += [common[rank] for rank in RANKS]
    print(json.dumps([*words, f"{words[1]} {words[2]}", f'"{words[0]} {words[1]}"', "nowhere"]))


if __name__ == "__main__":
    main()
