"""Importing and exporting 10,000 paragraphs, and the memory it takes. Run in a child process of its own."""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

import polib
from sqlalchemy import insert, select

from app import create_app
from benchmarks.fill import paragraphs
from domain.permissions import OPERATOR
from extensions import db
from formats import writer
from models import Segment, SourceFile, SourceRevision, Statement, Target, Translation
from services import exporting, statements
from services.store import begin_write, find_translation

COUNT = 10_000


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that `call` takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def import_text(content: bytes, title: str) -> None:
    """Bring a text file in, from bytes to committed rows, as the command does."""
    from formats import txt_in

    begin_write(db.session)
    upload = statements.Upload(f"{title}.txt", "txt", content)
    details = statements.Details("en", title=title, targets=("es",))
    statements.create(db.session, OPERATOR, txt_in.read_document(content), upload, details)
    db.session.commit()


def insert_rows(slug: str) -> float:
    """Insert the rows of the statement `slug` once more, in bulk and nothing else; return the seconds of that."""
    begin_write(db.session)
    original = db.session.scalars(select(Statement).where(Statement.slug == slug)).one()
    rows = _rows_of(original.id)
    start = time.perf_counter()
    copy = Statement(slug=f"{slug}-copy-{time.monotonic_ns()}", title="copy", source_language="en")
    db.session.add(copy)
    db.session.flush()
    translation = Translation(statement_id=copy.id, language="es")
    db.session.add_all([translation, SourceFile(statement_id=copy.id, sha256="", content=b"")])
    db.session.flush()
    for row in rows["segment"]:
        row["statement_id"] = copy.id
    ids = db.session.scalars(insert(Segment).returning(Segment.id, sort_by_parameter_order=True), rows["segment"]).all()
    for kind in ("revision", "target"):
        for row, segment_id in zip(rows[kind], ids, strict=True):
            row["segment_id"] = segment_id
    for row in rows["target"]:
        row["translation_id"] = translation.id
    db.session.execute(insert(SourceRevision), rows["revision"])
    db.session.execute(insert(Target), rows["target"])
    db.session.commit()
    return time.perf_counter() - start


def _rows_of(statement_id: int) -> dict[str, list[dict[str, object]]]:
    """Return plain dictionaries of a statement's rows, read before the clock starts."""
    tables = {"segment": Segment, "revision": SourceRevision, "target": Target}
    segment_ids = select(Segment.id).where(Segment.statement_id == statement_id)
    wheres = {
        "segment": Segment.statement_id == statement_id,
        "revision": SourceRevision.segment_id.in_(segment_ids),
        "target": Target.segment_id.in_(segment_ids),
    }
    found = {}
    for kind, table in tables.items():
        rows = db.session.execute(select(*table.__table__.c).where(wheres[kind]).order_by(table.id)).mappings()
        found[kind] = [{k: v for k, v in row.items() if k != "id"} for row in rows]
    return found


def measure_import() -> dict[str, float]:
    """Return the median seconds of importing and of the bare inserts, and their ratio, in turns."""
    texts = [("\n\n".join(b.text for b in paragraphs(COUNT, seed).blocks)).encode() for seed in range(5)]
    ours, bare = [], []
    for n, content in enumerate(texts):
        ours.append(timed(lambda c=content, n=n: import_text(c, f"imported {n}")))
        bare.append(insert_rows(f"imported-{n}"))
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    return {"ratio": ratio, "ours": statistics.median(ours), "least": statistics.median(bare)}


def measure_export() -> dict[str, float]:
    """Return the median seconds of an export to PO, of its writing alone, and of polib as it comes and unwrapped."""
    translation = find_translation(db.session, "large", "es")
    query = select(Segment.number, Segment.source, Target.text).join(Target, Target.segment_id == Segment.id)
    found = db.session.execute(query.where(Target.translation_id == translation.id).order_by(Segment.position))
    pairs = [(f"p{number}", source, text) for number, source, text in found]
    bitext = exporting.bitext_of(db.session, OPERATOR, translation)
    calls: dict[str, Callable[[], object]] = {
        "export": lambda: exporting.export(db.session, OPERATOR, translation, "po"),
        "write": lambda: writer("po").write(bitext),
        "polib": lambda: polib_alone(pairs, 78),
        "unwrapped": lambda: polib_alone(pairs, 0),
    }
    rounds = [{name: timed(call) for name, call in calls.items()} for _ in range(7)]
    medians = {name: statistics.median(r[name] for r in rounds) for name in calls}
    whole = statistics.median(r["export"] / r["polib"] for r in rounds)
    return medians | {"whole": whole, "writing": statistics.median(r["write"] / r["unwrapped"] for r in rounds)}


def polib_alone(pairs: list[tuple[str, str, str]], width: int) -> bytes:
    """Write `pairs` as a PO file with polib and nothing else, wrapped at `width` (0: not)."""
    file = polib.POFile(wrapwidth=width)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for segment_id, source, text in pairs:
        file.append(polib.POEntry(msgctxt=segment_id, msgid=source, msgstr=text))
    return str(file).encode()


def measure_memory(count: int) -> dict[str, float]:
    """Return the peak memory of this process in MB after importing and exporting `count` paragraphs."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    content = ("\n\n".join(b.text for b in paragraphs(count, 99).blocks)).encode()
    import_text(content, f"memory {count}")
    imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    translation = find_translation(db.session, f"memory-{count}", "es")
    exporting.export(db.session, OPERATOR, translation, "po")
    exported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"before": before, "imported": imported, "exported": exported, "file": len(content) / 2**20}


def main() -> None:
    """Print one JSON object: `python -m benchmarks.files import|export|memory [COUNT]`."""
    what, *rest = sys.argv[1:]
    with create_app().app_context():
        work = {
            "import": measure_import,
            "export": measure_export,
            "memory": lambda: measure_memory(int(rest[0])),
        }
        print(json.dumps(work[what]()))


if __name__ == "__main__":
    main()
