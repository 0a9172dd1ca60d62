"""Bringing 10,000 changed targets back in, against writing the same rows in bulk. Run in a child process of its own."""

import json
import statistics
import sys
import time
from dataclasses import replace

from sqlalchemy import bindparam, insert, select, update

from app import create_app
from benchmarks.fill import paragraphs
from domain.bitext import Bitext
from domain.permissions import OPERATOR
from domain.states import State
from extensions import db
from models import Target, TargetRevision, Translation
from models.base import now
from models.revision import Origin
from services import exporting, imports, statements, transfers
from services.store import begin_write, find_translation

COUNT = 10_000
ROUNDS = 5


def edited(bitext: Bitext, n: int) -> Bitext:
    """Return `bitext` with another text in every unit."""
    units = (replace(unit, target=f"{unit.source} ({n})", state=State.TRANSLATED) for unit in bitext.units)
    return replace(bitext, units=tuple(units))


def bring_in(translation_id: int, bitext: Bitext) -> tuple[float, int]:
    """Plan and carry out an import as the command does, up to the commit; return the seconds and its id."""
    start = time.perf_counter()
    begin_write(db.session)
    translation = db.session.get_one(Translation, translation_id)
    plan = transfers.plan(db.session, OPERATOR, translation, bitext, file_sha256="0" * 64)
    outcome = transfers.apply(db.session, OPERATOR, plan)
    db.session.commit()
    if len(outcome.changed) != len(bitext.units):
        raise RuntimeError(f"{len(outcome.changed)} changed")
    return time.perf_counter() - start, outcome.import_id or 0


def in_bulk(translation_id: int, bitext: Bitext, *, with_revisions: bool) -> float:
    """Write the texts into the targets in bulk, and their revisions if so wished; return the seconds."""
    table = Target.__table__
    query = select(table.c.id, table.c.version).where(table.c.translation_id == translation_id).order_by(table.c.id)
    begin_write(db.session)
    found = db.session.execute(query).all()
    at = now()
    rows = [
        {"at": id, "new_text": unit.target, "new_version": version + 1, "new_moment": at}
        for (id, version), unit in zip(found, bitext.units, strict=True)
    ]
    revisions = [
        {
            "target_id": row["at"], "text": row["new_text"], "state": State.TRANSLATED, "version": row["new_version"],
            "based_on": 0, "source_revision": 1, "origin": Origin.IMPORT, "created_at": at,
        }
        for row in rows
    ]  # fmt: skip
    start = time.perf_counter()
    values = {"text": bindparam("new_text"), "version": bindparam("new_version"), "updated_at": bindparam("new_moment")}
    values |= {"state": State.TRANSLATED}
    db.session.execute(update(table).where(table.c.id == bindparam("at")).values(values), rows)
    if with_revisions:
        db.session.execute(insert(TargetRevision.__table__), revisions)
    db.session.commit()
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Return medians in seconds of an import, its undoing and both bulk writes, by turns, and their ratios."""
    begin_write(db.session)
    document = paragraphs(COUNT, 41)
    upload = statements.Upload("back.txt", "txt", b"back")
    slug = statements.create(db.session, OPERATOR, document, upload, statements.Details("en", targets=("es",))).slug
    db.session.commit()
    translation_id = find_translation(db.session, slug, "es").id
    rounds = []
    for n in range(ROUNDS):
        exported = exporting.bitext_of(db.session, OPERATOR, db.session.get_one(Translation, translation_id))
        ours, import_id = bring_in(translation_id, edited(exported, 3 * n))
        start = time.perf_counter()
        begin_write(db.session)
        imports.undo(db.session, OPERATOR, db.session.get_one(Translation, translation_id), import_id)
        db.session.commit()
        undone = time.perf_counter() - start
        bare = in_bulk(translation_id, edited(exported, 3 * n + 1), with_revisions=False)
        least = in_bulk(translation_id, edited(exported, 3 * n + 2), with_revisions=True)
        rounds.append({"ours": ours, "undone": undone, "bare": bare, "least": least})
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    ratios = {
        "ratio": statistics.median(one["ours"] / one["least"] for one in rounds),
        "to_bare": statistics.median(one["ours"] / one["bare"] for one in rounds),
        "to_undo": statistics.median(one["undone"] / one["least"] for one in rounds),
    }
    return medians | ratios


def main() -> None:
    """Print one JSON object: `python -m benchmarks.coming_back`."""
    with create_app().app_context():
        print(json.dumps(measure()))


if __name__ == "__main__":
    sys.exit(main())
