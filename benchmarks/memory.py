"""The translation memory: looking up against comparing with all, bringing in against inserting, approving with it.

`python -m benchmarks.memory PAIRS` on the database of DATABASE_URL prints one line of JSON. The pairs are real ones
where the machine has them, else made of words as benchmarks/shelf.py makes them; beyond those there are, recombined.
"""

import gzip
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape as quoted

from lxml import etree
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from sqlalchemy import delete, insert, select, text

from app import create_app
from benchmarks.shelf import SOURCE, TARGET, texts
from domain.memory import normalised
from domain.permissions import OPERATOR
from extensions import db
from formats.inline import escape
from formats.pairs import read_pairs
from models import MemoryEntry, MemoryFile, MemoryPosting, Statement, Target, Translation
from models.memory import MemoryKind
from services import editing, memory, reviewing
from services.memory import Asked, Incoming
from services.store import begin_write
from tests import factories

REAL = Path(__file__).parents[2] / "shared" / "data" / "tm" / "tm_100k.tsv.gz"
QUERIES = 200
BASELINES = 12  # of the queries are compared with all, too: that takes a third of a second each
APPROVALS = 400
Pairs = list[tuple[str, str]]


def pairs(count: int) -> Pairs:
    """Return `count` pairs of plain texts."""
    if REAL.exists():
        with gzip.open(REAL, "rt", encoding="utf-8") as stream:
            found = [tuple(line.rstrip("\n").split("\t")[:2]) for line in stream]
    else:
        found = list(zip(texts(min(count, 100_000), 1, SOURCE), texts(min(count, 100_000), 2, TARGET), strict=True))
    return list(itertools.islice(itertools.chain(found, _recombined(found)), count))


def _recombined(found: Pairs) -> Iterator[tuple[str, str]]:
    """Yield halves of pairs, put together anew."""
    chance = random.Random(1)
    while True:
        one, other = chance.choice(found), chance.choice(found)
        a, b = one[0].split(), other[0].split()
        yield " ".join(a[: len(a) // 2 + 1] + b[len(b) // 2 :]), f"{one[1]} {other[1]}"


def queries(known: Pairs) -> list[str]:
    """Return texts to look up: one half alike a known one, one half alike nothing."""
    chance = random.Random(2)
    found = []
    for source, _target in chance.sample(known, QUERIES // 2):
        words = source.split()
        words[chance.randrange(len(words))] = "otherwise"
        found.append(" ".join(words))
    return found + [text[:200] for text in texts(QUERIES // 2, 3, TARGET)]


def main() -> None:
    """Measure on a memory of so many pairs; with `lookup` behind the number, looking up alone."""
    count, parts = int(sys.argv[1]), sys.argv[2:]
    known = pairs(count)
    with create_app().app_context(), tempfile.TemporaryDirectory(prefix="rv-bench-") as folder:
        found: dict[str, float] = {}
        file = Path(folder) / "pairs.tmx"
        _write(known, file)
        _clear()
        if not parts:
            found["bulk"] = _timed(lambda: _read_and_insert(file))
            _clear()
        found["import"] = _timed(lambda: _bring_in(file))
        _settle()
        found |= _looking_up(known)
        if not parts:
            found |= _approving()
        print(json.dumps(found))


def _write(known: Pairs, file: Path) -> None:
    """Write the pairs as other programs write a memory."""
    with file.open("w", encoding="utf-8") as stream:
        stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header creationtool="bench" '
            'segtype="paragraph" creationtoolversion="1" o-tmf="none" adminlang="en" srclang="en" '
            'datatype="plaintext"/><body>\n'
        )
        for source, target in known:
            stream.write(
                f'<tu><tuv xml:lang="en"><seg>{quoted(source)}</seg></tuv>'
                f'<tuv xml:lang="es"><seg>{quoted(target)}</seg></tuv></tu>\n'
            )
        stream.write("</body></tmx>\n")


def _clear() -> None:
    begin_write(db.session)
    for table in (MemoryPosting, MemoryEntry, MemoryFile):
        db.session.execute(delete(table))
    db.session.commit()


def _settle() -> None:
    """Have the database count its rows, as it does by itself after a while."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE memory_entry, memory_posting"))


def _read_and_insert(file: Path) -> None:
    """Read the units with lxml and insert them as rows, in bulk, and nothing else."""
    begin_write(db.session)
    rows = []
    for number, (_event, unit) in enumerate(etree.iterparse(file, tag="tu")):
        source, target = ("".join(segment.itertext()) for segment in unit.iterfind("tuv/seg"))
        rows.append(
            {
                "source_language": "en", "target_language": "es", "kind": MemoryKind.PARAGRAPH, "source": source,
                "target": target, "source_key": number, "pair_key": number, "author": "", "is_waiting": False,
            }
        )  # fmt: skip
        unit.clear()
        while unit.getprevious() is not None:
            del unit.getparent()[0]
    db.session.execute(insert(MemoryEntry.__table__), rows)
    db.session.commit()


def _bring_in(file: Path) -> None:
    begin_write(db.session)
    with file.open("rb") as stream:
        incoming = (Incoming(*pair) for pair in read_pairs(stream, file.name, ("en", "es")))
        memory.import_pairs(
            db.session, OPERATOR, incoming, name=file.name, sha256="00", source_language="en", target_language="es"
        )
    db.session.commit()


def _looking_up(known: Pairs) -> dict[str, float]:
    asked = queries(known)
    memory.lookup(db.session, OPERATOR, Asked(asked[0], "en", "es"))
    times = [
        _timed(lambda query=query: memory.lookup(db.session, OPERATOR, Asked(escape(query), "en", "es"))) * 1000
        for query in asked
    ]
    db.session.rollback()
    sources = [normalised(source) for source, _target in known]
    half = BASELINES // 2
    chosen = asked[:half] + asked[-half:]
    least = [
        _timed(lambda query=query: process.extractOne(query, sources, scorer=Levenshtein.normalized_similarity)) * 1000
        for query in chosen
    ]
    alike, unlike = sorted(times[: QUERIES // 2]), sorted(times[QUERIES // 2 :])
    return {
        "p50": statistics.median(times), "p95": sorted(times)[int(len(times) * 0.95)],
        "alike_p50": statistics.median(alike), "alike_p95": alike[int(len(alike) * 0.95)],
        "unlike_p50": statistics.median(unlike), "unlike_p95": unlike[int(len(unlike) * 0.95)],
        "all_p50": statistics.median(least), "all_p95": max(least),
    }  # fmt: skip


def _approving() -> dict[str, float]:
    """Approve with and without the memory by turns; return the median milliseconds of each.

    `gathered`: what the next look-up spends on each approval: its grams and sentences.
    """
    begin_write(db.session)
    paragraphs = texts(APPROVALS, 5, SOURCE)
    made = factories.translation(db.session, paragraphs, title="Bench of the memory")
    ana, eva = factories.translator(db.session), factories.reviewer(db.session)
    query = select(Target.id).join(Translation).join(Statement).where(Translation.id == made.id).order_by(Target.id)
    ids = db.session.scalars(query).all()
    for target_id, translated in zip(ids, texts(APPROVALS, 6, TARGET), strict=True):
        editing.save(db.session, ana, target_id, translated, version=0, keep_submitted=True)
    db.session.commit()
    remember, times = memory.remember, {True: [], False: []}
    for n, target_id in enumerate(ids):
        is_with = n % 2 == 0
        reviewing.memory.remember = remember if is_with else _nothing  # type: ignore[assignment]
        begin_write(db.session)
        times[is_with].append(_timed(lambda target_id=target_id: _approve(eva, target_id)))
    reviewing.memory.remember = remember
    gathered = _timed(lambda: memory.catch_up(db.session, seconds=600)) * 1000 / len(times[True])
    db.session.commit()
    return {
        "gathered": gathered, "with": statistics.median(times[True]) * 1000,
        "without": statistics.median(times[False]) * 1000,
    }  # fmt: skip


def _approve(actor: object, target_id: int) -> None:
    reviewing.approve(db.session, actor, target_id, version=1)  # type: ignore[arg-type]
    db.session.commit()


def _nothing(*_arguments: object) -> None:
    """Take the place of what is left out."""


def _timed(call: Callable[[], object]) -> float:
    """Return the seconds it takes: by the clock, as half of the work is the database's."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
