"""SQL compiled once a worker: each test has an engine of its own, and compiling took a quarter of its time.

SQLAlchemy keeps what it compiled for an engine, or for a mapper, under the statement and the engine's dialect. The
dialects of the tests' engines differ in nothing: two databases, each reached by one driver, with no option of a
dialect. So those of one kind count as equal here, and every engine keeps its SQL in one place, as the one engine of
the program does.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

COMPILED: LRUCache[Any, Any] = LRUCache(2000)


def is_same_kind(dialect: DefaultDialect, other: object) -> bool:
    """Say whether two dialects write the same SQL."""
    return type(dialect) is type(other)


def kind(dialect: DefaultDialect) -> int:
    """Return the hash of what `is_same_kind` compares."""
    return hash(type(dialect))


def share() -> None:
    """Let every engine of this process share what was compiled."""
    dialects: Any = DefaultDialect
    dialects.__eq__, dialects.__hash__ = is_same_kind, kind
    engines: Any = Engine
    engines._compiled_cache = property(lambda engine: COMPILED, lambda engine, own: None)
