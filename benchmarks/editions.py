"""How long editions take to build, and what memory: as ratios of two builds by turns, in time of the processor.

Real prose where the folder of real texts stands beside the checkout, else a text of our own repeated. Run alone:
`python -m benchmarks.editions`. A child of it builds one book and prints what that took.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from html import escape

from benchmarks.exchange import peak
from benchmarks.ground import ROOT
from benchmarks.web import Figure
from domain.bitext import Bitext
from formats import REGISTRY
from formats.base import Layout, Options
from tests.formats import real_texts
from tests.formats.reading_room import LIBRARY
from tests.formats.spreads import unused

SHORT, LONG, BOOK = 300, 2_000, 10_000  # pairs
ROUNDS = 5
TABLE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Table</title><style>@page { size: A4 }
table { width: 100%; border-collapse: collapse } td { width: 50%; vertical-align: top; padding: 0 1em 1em 0;
text-align: justify; hyphens: auto }</style><table>"""


def prose(count: int) -> Bitext:
    """Return that many pairs of real prose, repeated as often as it takes."""
    text = real_texts.aligned("install-guide") if real_texts.ARE_HERE else LIBRARY
    units = (text.units * (count // len(text.units) + 1))[:count]
    return replace(text, units=tuple(replace(unit, id=f"p{n}") for n, unit in enumerate(units, 1)))


def figures() -> list[Figure]:
    """Return every figure of the editions."""
    return [*_against_another(), *_layouts(), *_growth(), *_formats(), *_unused()]


def _layouts() -> list[Figure]:
    text = prose(SHORT)
    ratio, facing, columns = _by_turns(lambda: _build(text, "pdf", Layout.FACING), lambda: _build(text, "pdf"))
    return [Figure("facing PDF of 300 pairs, against columns", ratio, 2.5, f"{facing:.2f} s against {columns:.2f} s")]


def _against_another() -> list[Figure]:
    try:
        from weasyprint import HTML
    except OSError:
        print("WeasyPrint cannot be imported: libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 are missing")
        return []
    text = prose(SHORT)
    rows = (
        f'<tr><td lang="en"><p>{escape(u.source)}</p></td><td lang="es"><p>{escape(u.target)}</p></td></tr>'
        for u in text.units
    )
    page = f"{TABLE}{''.join(rows)}</table></html>"
    other = HTML(string=page).write_pdf
    ratio, theirs, ours = _by_turns(other, lambda: _build(text, "pdf"), rounds=3)
    detail = f"{theirs:.2f} s against {ours:.2f} s"
    return [Figure("WeasyPrint's table of 300 pairs, against the columns PDF", ratio, 6, detail, limit_is_least=True)]


def _growth() -> list[Figure]:
    """Measure the PDFs of few and of many pairs, each in a process of its own: what a pair more takes."""
    found = []
    for layout in (Layout.COLUMNS, Layout.FACING):
        few, many, book = (_child(layout, count) for count in (SHORT, LONG, BOOK))
        growth = LONG / SHORT
        time_ratio = many["seconds"] / few["seconds"] / growth
        memory_ratio = (many["memory"] - few["bare"]) / (few["memory"] - few["bare"]) / growth
        said = f"{few['seconds']:.1f} s and {few['memory']:.0f} MB, {many['seconds']:.1f} s and {many['memory']:.0f} MB"
        found += [
            Figure(f"{layout} PDF, time a pair of 2,000 against 300", time_ratio, 1.3, said),
            Figure(f"{layout} PDF, memory a pair of 2,000 against 300", memory_ratio, 1.3, said),
            Figure(
                f"{layout} PDF of 10,000 pairs, in GB", book["memory"] / 1024, 4,
                f"{book['seconds']:.0f} s of the processor, a file of {book['size'] / 1e6:.0f} MB",
            ),
        ]  # fmt: skip
    return found


def _formats() -> list[Figure]:
    text = prose(LONG)
    found = []
    for id in ("epub", "docx", "html"):
        ratio, ours, pdf = _by_turns(lambda id=id: _build(text, id), lambda: _build(text, "pdf"), rounds=2)
        found.append(
            Figure(f"{id} of 2,000 pairs, against the columns PDF", ratio, 1, f"{ours:.2f} s against {pdf:.2f} s")
        )
    return found


def _unused() -> list[Figure]:
    """Measure what remains empty below the taller text of each spread but the last, as a part of the type area."""
    shares = {
        folder.name: unused(REGISTRY["pdf"].write(real_texts.aligned(folder.name), Options(Layout.FACING)))
        for folder in real_texts.FOLDERS
    }
    return [
        Figure(
            f"unused height of facing pages, {name}, in %", 100 * statistics.median(found), 6,
            f"median of {len(found)} spreads; mean {100 * statistics.mean(found):.1f}, most {100 * max(found):.0f}",
        )
        for name, found in shares.items()
    ]  # fmt: skip


def _build(text: Bitext, id: str, layout: Layout = Layout.COLUMNS) -> bytes:
    layout = layout if layout in REGISTRY[id].INFO.layouts else REGISTRY[id].INFO.layouts[0]
    return REGISTRY[id].write(text, Options(layout))


def _by_turns(
    one: Callable[[], object], other: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Return the median ratio of processor time one/other, and both medians in seconds."""
    times = [(_seconds(one), _seconds(other)) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in times)
    return ratio, statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def _seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _child(layout: Layout, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.editions", layout, str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(layout: Layout, count: int) -> dict[str, float]:
    """Build one book and return what it took: seconds of the processor, peak memory in MB (and before), bytes."""
    text = prose(count)
    bare, start = peak(), time.process_time()
    size = len(_build(text, "pdf", layout))
    return {"bare": bare, "seconds": time.process_time() - start, "memory": peak(), "size": size}


def main() -> None:
    """Build the book named and print what it took, or measure everything and print a table."""
    if len(sys.argv) == 3:
        print(json.dumps(measure(Layout(sys.argv[1]), int(sys.argv[2]))))
        return
    from benchmarks.__main__ import table

    print(table("editions", figures()))


if __name__ == "__main__":
    main()
