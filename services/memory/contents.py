"""What the memory holds: counted by where it comes from and by pair of languages; the files and pairs there are."""

from itertools import chain
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from domain.memory import pair_of
from domain.permissions import Action, Actor, require
from domain.states import APPROVED
from models import Statement, Target, Translation
from models.memory import MemoryEntry, MemoryFile, MemoryKind

MOST_FILES = 200  # that are named where one is to be chosen


Pair = tuple[str, str]  # two BCP 47 tags, of the source and of the target


class Holding(NamedTuple):
    """Of one pair of languages: paragraphs approved here, pairs out of files, and the number of those files."""

    source_language: str
    target_language: str
    approved: int = 0
    brought: int = 0
    files: int = 0

    @property
    def total(self) -> int:
        """How many pairs."""
        return self.approved + self.brought


class File(NamedTuple):
    """A file that was brought in, and how many pairs it brought."""

    id: int
    name: str
    entries: int


_PAIR = (MemoryEntry.source_language, MemoryEntry.target_language)
# By its key to targets: what files brought, which may be far more, is not looked through.
_APPROVED = (
    select(*_PAIR, func.count())
    .join(Target, Target.id == MemoryEntry.target_id)
    .where(
        MemoryEntry.target_id > 0, MemoryEntry.kind == MemoryKind.PARAGRAPH,
        Target.state.in_(bindparam("approved", expanding=True)),
    )
    .group_by(*_PAIR)
)  # fmt: skip
_BROUGHT = select(
    MemoryFile.source_language, MemoryFile.target_language, func.sum(MemoryFile.entries), func.count()
).group_by(MemoryFile.source_language, MemoryFile.target_language)


def contents(session: Session, actor: Actor) -> list[Holding]:
    """Return what the memory holds, the largest pair of languages first. Raises NotAllowed."""
    require(actor, Action.READ)
    found: dict[Pair, Holding] = {}
    connection = session.connection()
    for source, target, count in connection.execute(_APPROVED, {"approved": sorted(APPROVED)}):
        found[source, target] = Holding(source, target, approved=count)
    for source, target, brought, files in connection.execute(_BROUGHT):
        before = found.get((source, target), Holding(source, target))
        found[source, target] = before._replace(brought=brought, files=files)
    return sorted((own for own in found.values() if own.total), key=lambda own: (-own.total, own[:2]))


_PAIRS_OF_FILES = (
    select(MemoryFile.source_language, MemoryFile.target_language).where(MemoryFile.entries > 0).distinct()
)
_PAIRS_HERE = (
    select(Statement.source_language, Translation.language)
    .join(Translation, Translation.statement_id == Statement.id)
    .distinct()
)


def pairs(session: Session, actor: Actor) -> list[Pair]:
    """Return the pairs of languages that the memory may hold, each once whatever its varieties. Raises NotAllowed."""
    require(actor, Action.READ)
    found: dict[str, Pair] = {}
    connection = session.connection()
    rows = chain.from_iterable(connection.execute(query) for query in (_PAIRS_HERE, _PAIRS_OF_FILES))
    for source, target in sorted(map(tuple, rows), key=lambda pair: (len(pair[0] + pair[1]), pair)):
        found.setdefault(pair_of(source, target), (source, target))
    return sorted(found.values())


_FILES = (
    select(MemoryFile.id, MemoryFile.name, MemoryFile.entries)
    .where(MemoryFile.entries > 0)
    .order_by(MemoryFile.id.desc())
    .limit(MOST_FILES)
)


def files(session: Session, actor: Actor) -> list[File]:
    """Return the files that were brought in and hold something, the newest first. Raises NotAllowed."""
    require(actor, Action.READ)
    return [File(*row) for row in session.connection().execute(_FILES)]
