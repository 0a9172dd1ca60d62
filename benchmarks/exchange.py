"""Exchange files of 10,000 units against the libraries of their formats: `python -m benchmarks.exchange`.

By turns in one process, in seconds of its processor, so that a busy machine troubles both alike. Both sides read the
same file and touch the id, the source and the target of every unit. Memory is the peak of a process of its own.
"""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polib
from translate.storage import tmx as toolkit_tmx
from translate.storage import xliff as toolkit_xliff
from translate.storage import xliff2 as toolkit_xliff2

from benchmarks.fill import paragraphs
from benchmarks.ground import ROOT
from benchmarks.web import Figure
from domain.bitext import Bitext, Unit
from domain.states import State
from formats import reader, writer

COUNT = 10_000
ROUNDS = 7
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FORMATS = ("po", "xliff", "xliff2", "tmx")


def bitext() -> Bitext:
    """Return a text as the desk has it: every target with its state, version, author and time."""
    texts = [block.text for block in paragraphs(COUNT, 7).blocks][:COUNT]
    said = (State.TRANSLATED, State.REVIEWED, State.DRAFT)
    units = (
        Unit(f"p{n}", text, text.swapcase(), said[n % 3], version=2, author="Ana", changed=AT)
        for n, text in enumerate(texts, 1)
    )
    return Bitext("en", "es", tuple(units), slug="long", title="Long", updated=AT)


# What the libraries do by themselves: id, source, target.


def write_po(text: Bitext) -> bytes:
    """Write with polib alone, unwrapped."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.extend(polib.POEntry(msgctxt=u.id, msgid=u.source, msgstr=u.target) for u in text.units)
    return str(file).encode()


def write_xliff(text: Bitext) -> bytes:
    """Write XLIFF 1 with the toolkit."""
    file = toolkit_xliff.xlifffile(sourcelanguage="en", targetlanguage="es")
    for unit in text.units:
        made = file.addsourceunit(unit.source)
        made.setid(unit.id)
        made.target = unit.target
    return bytes(file)


def write_xliff2(text: Bitext) -> bytes:
    """Write XLIFF 2 with the toolkit."""
    file = toolkit_xliff2.Xliff2File(sourcelanguage="en", targetlanguage="es")
    for unit in text.units:
        made = file.addsourceunit(unit.source)
        made.setid(unit.id)
        made.target = unit.target
    return bytes(file)


def write_tmx(text: Bitext) -> bytes:
    """Write TMX with the toolkit."""
    file = toolkit_tmx.tmxfile()
    for unit in text.units:
        file.addtranslation(unit.source, "en", unit.target, "es")
    return bytes(file)


def read_po(data: bytes) -> list[tuple[str, str, str]]:
    """Read with polib alone."""
    return [(entry.msgctxt, entry.msgid, entry.msgstr) for entry in polib.pofile(data.decode())]


def read_xliff(data: bytes) -> list[tuple[str, str, str]]:
    """Read XLIFF 1 with the toolkit."""
    return [(u.getid(), u.source, u.target) for u in toolkit_xliff.xlifffile.parsestring(data).units]


def read_xliff2(data: bytes) -> list[tuple[str, str, str]]:
    """Read XLIFF 2 with the toolkit."""
    return [(u.getid(), u.source, u.target) for u in toolkit_xliff2.Xliff2File.parsestring(data).units]


def read_tmx(data: bytes) -> list[tuple[str, str, str]]:
    """Read TMX with the toolkit."""
    return [(u.getid(), u.source, u.target) for u in toolkit_tmx.tmxfile.parsestring(data).units]


LIBRARIES: dict[str, tuple[str, Callable[[Bitext], bytes], Callable[[bytes], object]]] = {
    "po": ("polib", write_po, read_po),
    "xliff": ("translate-toolkit", write_xliff, read_xliff),
    "xliff2": ("translate-toolkit", write_xliff2, read_xliff2),
    "tmx": ("translate-toolkit", write_tmx, read_tmx),
}


def cpu(call: Callable[[], object]) -> float:
    """Return the seconds of processor that `call` takes."""
    start = time.process_time()
    call()
    return time.process_time() - start


def by_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Return the median ratio and the medians of both, in seconds."""
    cpu(ours), cpu(theirs)
    rounds = [(cpu(ours), cpu(theirs)) for _ in range(ROUNDS)]
    return (
        statistics.median(a / b for a, b in rounds),
        statistics.median(a for a, _ in rounds),
        statistics.median(b for _, b in rounds),
    )


def measure() -> list[Figure]:
    """Return the figures of every format: writing, reading, memory."""
    text = bitext()
    figures = []
    for id in FORMATS:
        library, write, read = LIBRARIES[id]
        limit = 1.3 if id == "po" else 1.0
        name = writer(id).INFO.name
        data = writer(id).write(text)
        for what, ours, theirs in (
            ("write", lambda id=id: writer(id).write(text), lambda write=write: write(text)),
            ("read", lambda id=id, data=data: reader(id).read(data), lambda read=read, data=data: read(data)),
        ):
            ratio, our_s, their_s = by_turns(ours, theirs)
            detail = f"{our_s:.2f} s against {their_s:.2f} s"
            figures.append(Figure(f"{what} 10,000 units of {name}, against {library}", ratio, limit, detail))
        figures.append(_memory(id, name))
    return figures


def _memory(id: str, name: str) -> Figure:
    found = memory(id)
    detail = f"{found['grown']:.0f} MB for a file of {found['file']:.1f} MB"
    return Figure(f"memory to read {name}, against the file", found["grown"] / found["file"], 5, detail)


def memory(id: str) -> dict[str, float]:
    """Return by how many MB a process grows when it reads a file, and how large that is."""
    data = writer(id).write(bitext())
    child = f"""
import sys
from benchmarks.exchange import peak
from domain.bitext import Bitext
from formats import reader, writer
data = sys.stdin.buffer.read()
reader({id!r}).read(writer({id!r}).write(Bitext("en", "es", ())))
before = peak()
found = reader({id!r}).read(data)
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", child], input=data, cwd=ROOT, check=True, capture_output=True)
    return {"grown": float(done.stdout), "file": len(data) / 2**20}


def peak() -> float:
    """Return the most MB that this process has held since it began; getrusage counts its parent's, too."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1]) / 1024


def main() -> None:
    """Print the figures."""
    for figure in measure():
        mark = "" if figure.is_met else "  MISSED"
        print(f"{figure.name}: {figure.ratio:.2f} (asked for {figure.limit:g}){mark}; {figure.detail}", flush=True)


if __name__ == "__main__":
    main()
