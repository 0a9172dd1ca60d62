"""Add a shelf of statements to search: `python -m benchmarks.shelf TARGETS`, all of them translated and gathered.

Words are made of syllables and come as often as words of a language do: few of them everywhere, most of them rarely.
"""

import itertools
import random
import sys
from datetime import timedelta

from sqlalchemy import insert, select, update

from app import create_app
from domain.document import Block, Document, Role
from domain.permissions import OPERATOR
from domain.states import State
from extensions import db
from models import Segment, SourceRevision, Target, TargetRevision
from models.base import now
from models.revision import Origin
from services import search, statements
from services.store import begin_write, find_translation

IN_ONE = 10_000  # paragraphs of each statement
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
VOCABULARY = 14_000
RANKS = (1, 30, 300, 3000)  # of the words that the benchmark looks for, from the commonest on
SOURCE, TARGET = 1, 2  # the two languages
A_DAY = timedelta(days=1)


def vocabulary(seed: int) -> list[str]:
    """Return the words of a language, the commonest first; another seed, another language."""
    words = ["".join(parts) for n in (2, 3, 4) for parts in itertools.product(SYLLABLES, repeat=n)]
    return random.Random(seed).sample(words, VOCABULARY)


def wanted_words() -> list[str]:
    """Return what the benchmark looks for: from common words to rare ones, two together, one that is nowhere."""
    words = [vocabulary(language)[rank] for language in (SOURCE, TARGET) for rank in RANKS]
    return [*words, f"{words[1]} {words[2]}", "nowhere"]


def texts(count: int, seed: int, language: int) -> list[str]:
    """Return `count` paragraphs of 20 to 80 words of a language."""
    rng, words = random.Random(seed), vocabulary(language)
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    return [
        " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(20, 80))).capitalize() + "."
        for _ in range(count)
    ]


def main() -> None:
    """Store statements until there are so many targets, and gather them into the index."""
    wanted = int(sys.argv[1])
    with create_app().app_context():
        for number in range(-(-wanted // IN_ONE)):
            _statement(f"shelf-{number}", min(IN_ONE, wanted - number * IN_ONE), number)
        if not search.catch_up(db.session, seconds=3600):
            raise RuntimeError("the shelf was not gathered")
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _statement(slug: str, count: int, number: int) -> None:
    begin_write(db.session)
    blocks = tuple(Block(Role.PARAGRAPH, text) for text in texts(count, 2 * number, SOURCE))
    details = statements.Details("en", title=slug, targets=("es",))
    statements.create(db.session, OPERATOR, Document(blocks), statements.Upload("s.txt", "txt", slug.encode()), details)
    translation = find_translation(db.session, slug, "es")
    ids = db.session.scalars(
        select(Target.id)
        .join(Segment, Segment.id == Target.segment_id)
        .where(Target.translation_id == translation.id)
        .order_by(Segment.position)
    ).all()
    written = list(zip(ids, texts(count, 2 * number + 1, TARGET), strict=True))
    db.session.execute(
        update(Target), [{"id": n, "text": text, "state": State.DRAFT, "version": 1} for n, text in written]
    )
    shared = {"state": State.DRAFT, "version": 1, "based_on": 0, "source_revision": 1, "origin": Origin.TYPED}
    at = now() - A_DAY  # what was written in the last minutes is looked at anew by each search
    db.session.execute(
        insert(TargetRevision), [{"target_id": n, "text": text, "created_at": at, **shared} for n, text in written]
    )
    of_these = SourceRevision.segment_id.in_(select(Segment.id).where(Segment.statement_id == translation.statement_id))
    db.session.execute(update(SourceRevision).where(of_these).values(created_at=at))
    db.session.commit()


if __name__ == "__main__":
    main()
