"""The preview of an edition against its whole book: `python -m benchmarks.preview` prints what it measures.

A publisher looks at the spread of a paragraph that was just changed on the desk: its texts are gathered and its pages
set anew in a child process. Beside it stands the whole PDF of the same edition in facing pages.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.ground import SETTINGS, database
from benchmarks.shelf import SOURCE, TARGET, texts
from benchmarks.web import Figure

SIZES = (300, 2000)  # pairs of paragraphs
LIMIT = 0.2  # of the time of a full build
ROUNDS = 5


def preview(folder: Path) -> list[Figure]:
    """Measure the preview of a changed paragraph in the middle of a book, at both sizes, and one against the other."""
    with database("sqlite", folder) as url:
        os.environ.update(SETTINGS, DATABASE_URL=url)
        from app import create_app

        with create_app().app_context():
            return _figures()


def _figures() -> list[Figure]:
    figures, shown = [], {}
    for count in SIZES:
        look, build = _edition(count)
        shown[count] = _median(look, ROUNDS)
        full = _median(build, 1 if count > 1000 else 3)
        detail = f"{shown[count]:.0f} ms against {full:.0f} ms"
        figures.append(Figure(f"preview of a changed paragraph, {count:,} pairs", shown[count] / full, LIMIT, detail))
    small, large = (shown[count] for count in SIZES)
    figures.append(Figure("preview, 2,000 pairs against 300", large / small, 1.5, f"{large:.0f} ms, {small:.0f} ms"))
    return figures


def _edition(count: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Store an edition of one text of so many pairs; return what previews it after a change, and what builds it."""
    from domain.document import Block, Document, Role
    from domain.permissions import OPERATOR, Actor, Grant, PersonRole
    from extensions import db
    from services import editing, editions, previewing, releases, spreads, statements
    from services.store import begin_write, find_translation

    begin_write(db.session)
    sources, targets = texts(count, count, SOURCE), texts(count, count + 1, TARGET)
    document = Document(tuple(Block(Role.PARAGRAPH, text) for text in sources), title=f"Book of {count}")
    upload = statements.Upload("book.txt", "txt", "\n\n".join(sources).encode())
    details = statements.Details("en", title=document.title, targets=("es",))
    slug = statements.create(db.session, OPERATOR, document, upload, details, most_segments=count).slug
    translation = find_translation(db.session, slug, "es")
    _fill(translation.id, targets)
    publisher = Actor(None, "", (Grant(PersonRole.PUBLISHER), Grant(PersonRole.TRANSLATOR)))
    edition = editions.create(db.session, publisher, f"Edition of {count}", "en", "es")
    editions.add(db.session, publisher, edition.slug, slug)
    db.session.commit()
    target_id = _middle(translation.id, count)
    saves = iter(range(1_000_000))

    def look() -> object:
        begin_write(db.session)
        version = editing.place(db.session, target_id).version
        editing.save(db.session, publisher, target_id, f"Un texto nuevo, {next(saves)}. {targets[0]}", version=version)
        db.session.commit()
        start = time.perf_counter()
        found = previewing.prepare(
            db.session, publisher, edition, editions.details_of(edition), previewing.Place(slug, count // 2)
        )
        spreads.spread_at(found, previewing.pages_of(found))
        return time.perf_counter() - start

    def build() -> object:
        start = time.perf_counter()
        releases.build(db.session, publisher, edition.slug, "pdf")
        return time.perf_counter() - start

    return look, build


def _fill(translation_id: int, targets: list[str]) -> None:
    """Give every paragraph its target, as an import would: what it costs is not what is measured."""
    from sqlalchemy import select, update

    from domain.states import State
    from extensions import db
    from models import Segment, Target

    query = select(Target.id).join(Segment, Segment.id == Target.segment_id)
    ids = list(db.session.scalars(query.where(Target.translation_id == translation_id).order_by(Segment.position)))
    rows = [{"id": id, "text": text, "state": State.DRAFT, "version": 1} for id, text in zip(ids, targets, strict=True)]
    db.session.execute(update(Target), rows)


def _middle(translation_id: int, count: int) -> int:
    from sqlalchemy import select

    from extensions import db
    from models import Segment, Target

    query = select(Target.id).join(Segment, Segment.id == Target.segment_id)
    return db.session.scalars(
        query.where(Target.translation_id == translation_id, Segment.position == count // 2)
    ).one()


def _median(call: Callable[[], object], rounds: int) -> float:
    """Return the median of what `call` says that it took, in milliseconds."""
    return statistics.median(float(str(call())) for _ in range(rounds)) * 1000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for figure in preview(Path(place)):
            print(f"{figure.name}: {figure.ratio:.3f} (at most {figure.limit}), {figure.detail}")
