"""`make bench`: measure everything and print a table of each part; `--write` puts it into benchmarks/results.md too.

`python -m benchmarks PART ...` measures some parts alone, and replaces their tables only. Every figure is a ratio of
two things measured by turns in one run, so a noisy machine troubles both alike. Asks for nothing but loopback, ends by
itself (about eight minutes a database, as long again for the rest).
"""

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks import checks, concordance, documents, editions, exchange
from benchmarks.browser import typing, weighing
from benchmarks.ground import ROOT, Client, database, environment, server, set_up
from benchmarks.preview import preview
from benchmarks.shelf import wanted_words
from benchmarks.web import Figure, approving, crowd, opening, presence, saving, scrolling, searching
from scripts import chromium

PEOPLE = 16
LONG = 10_000  # paragraphs of the long statement
SHELF = 100_000  # targets to search
REMEMBERED = 100_000  # pairs in the memory
MANY = 1_000_000
RESULTS = Path(__file__).with_name("results.md")


def measure(kind: str) -> list[Figure]:
    """Return every figure on a new database of `kind`."""
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as folder, database(kind, Path(folder)) as url:
        set_up(url, people=PEOPLE, statements={"short": 50, "small": 100, "large": LONG})
        places, targets = _places(url)
        figures = _web(url, places, targets)
        shelf = [sys.executable, "-m", "benchmarks.shelf", str(SHELF)]
        subprocess.run(shelf, cwd=ROOT, env=environment(url), check=True)
        return figures + _search(url, places["large"]) + _files(url) + _coming_back(url)


def _web(url: str, places: dict[str, tuple[int, int]], targets: list[int]) -> list[Figure]:
    figures = []
    with (
        server("app:create_app()", url) as desk_port,
        server("benchmarks.floor:create_app()", url) as floor_port,
    ):
        translator = Client(desk_port).sign_in("t0@bench.example.org")
        reviewer = Client(desk_port).sign_in("r@bench.example.org")
        floor = Client(floor_port)
        figures += opening(translator, floor, {slug: places[slug] for slug in ("small", "large")})
        figures.append(scrolling(translator, floor, "large", places["large"], LONG))
        figures.append(presence(translator, floor, places["large"]))
        figures.append(saving(translator, floor, targets[:40], targets[-1]))
        figures.append(approving(translator, reviewer, floor, targets[100:300], targets[-1]))
    with server("app:create_app()", url, workers=2, threads=8) as port:
        emails = [f"t{n}@bench.example.org" for n in range(PEOPLE)]
        figures.append(crowd(port, emails, targets[400:1200]))
        if chromium.find():
            figures += weighing(port, emails[0]) + typing(port, emails[0])
    return figures


def _search(url: str, pair: tuple[int, int]) -> list[Figure]:
    with (
        server("app:create_app()", url) as desk_port,
        server("benchmarks.floor:create_app()", url) as floor_port,
    ):
        reader = Client(desk_port).sign_in("t0@bench.example.org")
        return [searching(reader, Client(floor_port), pair, wanted_words())]


def _places(url: str) -> tuple[dict[str, tuple[int, int]], list[int]]:
    """Return slug -> (statement id, translation id), and the empty targets of the large statement."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT s.slug, s.id, t.id FROM statement s JOIN translation t ON t.statement_id = s.id ORDER BY s.id")
        ).all()
        large = next(t for slug, _, t in rows if slug == "large")
        targets = connection.execute(
            text("SELECT id FROM target WHERE translation_id = :t AND version = 0 ORDER BY id"), {"t": large}
        ).scalars()
        result = {slug: (s, t) for slug, s, t in rows}, list(targets)
    engine.dispose()
    return result


def _files(url: str) -> list[Figure]:
    imported, exported = _child(url, "import"), _child(url, "export")
    small, large = _child(url, "memory", "10000"), _child(url, "memory", "40000")
    kb = (large["exported"] - small["exported"]) * 1024 / 30_000
    growth = (large["exported"] - large["before"]) / large["file"]
    return [
        Figure("import 10,000 paragraphs", imported["ratio"], 10, _seconds(imported)),
        Figure(
            "export 10,000 units to PO, against polib as it comes", exported["whole"], 1.3,
            f"{exported['export']:.2f} s from the database to bytes, against {exported['polib']:.2f} s",
        ),
        Figure(
            "write them, against polib told not to wrap", exported["writing"], 1.3,
            f"{exported['write']:.2f} s against {exported['unwrapped']:.2f} s",
        ),
        Figure(
            "memory of import and export, against the file", growth, 40,
            f"{kb:.1f} kB a paragraph: {small['exported']:.0f} MB at 10,000, {large['exported']:.0f} MB at 40,000",
        ),
    ]  # fmt: skip


def _coming_back(url: str) -> list[Figure]:
    found = _child(url, module="benchmarks.coming_back")
    return [
        Figure(
            "import 10,000 changed targets, against writing them and their revisions in bulk", found["ratio"], 3,
            f"{_seconds(found)}; writing the targets alone takes {found['bare']:.2f} s",
        ),
        Figure(
            "undo that import", found["to_undo"], 3, f"{found['undone']:.2f} s against {found['least']:.2f} s",
        ),
    ]  # fmt: skip


def _child(url: str, *arguments: str, module: str = "benchmarks.files") -> dict[str, float]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(url), check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _seconds(measured: dict[str, float]) -> str:
    return f"{measured['ours']:.2f} s against {measured['least']:.2f} s"


def table(kind: str, figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = [f"### {kind}", "", "| what | ratio | asked for | measured |", "|---|---|---|---|"]
    for figure in figures:
        sign = "≥" if figure.limit_is_least else "≤"
        mark = "" if figure.is_met else " **missed**"
        lines.append(f"| {figure.name} | {figure.ratio:.2f}{mark} | {sign} {figure.limit:g} | {figure.detail} |")
    return "\n".join(lines) + "\n"


def _memory(kind: str) -> list[Figure]:
    """Return the figures of the translation memory on a new database of `kind`."""
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as folder, database(kind, Path(folder)) as url:
        set_up(url, people=1, statements={"short": 50})
        found = _child(url, str(REMEMBERED), module="benchmarks.memory")
    at_half, at_most = found["all_p50"] / found["p50"], found["all_p95"] / found["p95"]
    times = {name: f"{found[name]:.2f} ms" for name in ("p50", "p95", "all_p50", "all_p95", "unlike_p50", "unlike_p95")}
    return [
        Figure(
            f"look up among 100,000 pairs, {kind}, median: times faster than comparing with all (Levenshtein)", at_half,
            50, f"{times['p50']} ({times['unlike_p50']} where nothing is alike) against {times['all_p50']}", True,
        ),
        Figure(
            f"the same, 95th percentile, {kind}", at_most, 50,
            f"{times['p95']} ({times['unlike_p95']}) against {times['all_p95']}", True,
        ),
        Figure(
            f"bring in a TMX of 100,000 units, against reading it with lxml and inserting the rows, {kind}",
            found["import"] / found["bulk"], 3, f"{found['import']:.1f} s against {found['bulk']:.1f} s",
        ),
        Figure(
            f"approve with its entries, against without, in one process, {kind}", found["with"] / found["without"], 1.3,
            f"{found['with']:.2f} ms against {found['without']:.2f} ms; {found['gathered']:.2f} ms more in the next "
            "look-up",
        ),
    ]  # fmt: skip


def _million(kind: str) -> list[Figure]:
    """Return how much longer a look-up takes among ten times as many pairs."""
    found = {}
    for count in (REMEMBERED, MANY):
        with tempfile.TemporaryDirectory(prefix="rv-bench-") as folder, database(kind, Path(folder)) as url:
            set_up(url, people=1, statements={"short": 50})
            found[count] = _child(url, str(count), "lookup", module="benchmarks.memory")
    few, many = found[REMEMBERED], found[MANY]
    return [
        Figure(
            f"look up among 1,000,000 pairs, against among 100,000, 95th percentile, {kind}", many["p95"] / few["p95"],
            3, f"{many['p95']:.2f} ms against {few['p95']:.2f} ms; to bring them in took {many['import']:.0f} s",
        )
    ]  # fmt: skip


def _editions() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as folder:
        return editions.figures() + preview(Path(folder))


PARTS: dict[str, Callable[[], list[Figure]]] = {
    "sqlite": lambda: measure("sqlite"),
    "postgresql": lambda: measure("postgresql"),
    "editions": _editions,
    "documents": documents.reading,
    "exchange": exchange.measure,
    "concordance": lambda: concordance.measure("sqlite", REMEMBERED) + concordance.measure("postgresql", REMEMBERED),
    "memory": lambda: _memory("sqlite") + _memory("postgresql"),
    "checks": lambda: checks.measure("sqlite") + checks.measure("postgresql"),
}
# Measured when they are named: they take many minutes.
LONG_PARTS: dict[str, Callable[[], list[Figure]]] = {"million": lambda: _million("sqlite") + _million("postgresql")}


def main() -> None:
    """Measure the parts named (all unless told), print their tables, and write them when asked."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/results.md")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS | LONG_PARTS))
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS | LONG_PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for part in chosen.parts or PARTS:
        found = table(part, (PARTS | LONG_PARTS)[part]())
        print(found, flush=True)
        if chosen.write:
            _write(part, found)


def _write(part: str, found: str) -> None:
    """Put the table of a part into the results, in place of the one that is there."""
    stamp = f"Measured {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on {platform.system()}."
    title, rest = found.split("\n", 1)
    text = RESULTS.read_text()
    former = re.search(rf"^### {part}\n.*?(?=^### |\Z)", text, re.MULTILINE | re.DOTALL)
    new = f"{title}\n\n{stamp}\n{rest}"
    start, end = former.span() if former else (len(text), len(text))
    RESULTS.write_text(
        "\n\n".join(piece.strip("\n") for piece in (text[:start], new, text[end:]) if piece.strip()) + "\n"
    )


if __name__ == "__main__":
    main()
