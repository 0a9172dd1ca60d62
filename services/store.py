"""What every service needs of the database: writing transactions, look-ups that fail in our words, the record."""

import re
import unicodedata
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam, func, insert, select
from sqlalchemy.orm import Session, contains_eager, scoped_session

from domain import encodings
from domain.errors import NotFound
from domain.permissions import Actor
from models import Base, Event, Statement, Translation, User
from models.base import now

Row = TypeVar("Row", bound=Base)

LARGEST = 2**31 - 1  # of an id, a version, a position: whatever is larger names nothing
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def begin_write(session: Session) -> None:
    """End what `session` has read so far and begin a transaction that will write.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), waiting its turn; a reader that turns
    writer half-way could be refused. Call it once, before the first look-up that the write depends on.
    """
    end_write(session)
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def end_write(session: Session) -> None:
    """End what `session` has read or written so far, so that nobody waits for what it does next.

    By itself for what a reading request remembers on the side alone: what somebody typed or decided is the view's to
    commit.
    """
    if isinstance(session, scoped_session):  # what a view hands over stands for the session of its request
        session = session()
    if session.in_transaction():
        session.commit()


def find(session: Session, kind: type[Row], key: int | str) -> Row:
    """Return the row of `kind` with primary key `key`; raise NotFound."""
    row = session.get(kind, key) if is_key(key) else None
    if row is None:
        raise NotFound(what=kind.__tablename__, key=key)
    return row


def is_key(key: int | str) -> bool:
    """Tell whether a row could have this key or address: a database may refuse to look for what none could have."""
    return 0 < key <= LARGEST if isinstance(key, int) else key.isascii() and key.isprintable()


def position(number: int) -> int:
    """Return `number` as a place in a list that a database can be asked for: not below 0, not beyond any row."""
    return max(0, min(number, LARGEST))


def find_statement(session: Session, slug: str) -> Statement:
    """Return the statement called `slug`; raise NotFound."""
    statement = session.scalar(select(Statement).where(Statement.slug == slug)) if is_key(slug) else None
    if statement is None:
        raise NotFound(what="statement", key=slug)
    return statement


_TRANSLATION = (
    select(Translation)
    .join(Translation.statement)
    .options(contains_eager(Translation.statement))
    .where(Statement.slug == bindparam("slug"), Translation.language == bindparam("language"))
)


def find_translation(session: Session, slug: str, language: str) -> Translation:
    """Return the translation of `slug` into `language`, with its statement loaded; raise NotFound."""
    known = is_key(slug) and is_key(language)
    translation = session.scalar(_TRANSLATION, {"slug": slug, "language": language}) if known else None
    if translation is None:
        raise NotFound(what="translation", key=f"{slug}/{language}")
    return translation


def name_of(user: type[User]) -> ColumnElement[str]:
    """Return the expression of what colleagues call a person (`user` may be an alias): empty where there is none."""
    return func.coalesce(func.nullif(user.name, ""), user.email, "")


def storable(text: str) -> str:
    """Return `text` as every database and every format can hold it: NFC, each line end as LF, no control characters,
    half characters or noncharacters. Doing it twice changes nothing.
    """
    if text.isprintable():  # most texts are, and to know it takes a tenth of the time
        return unicodedata.normalize("NFC", text)
    return encodings.clean(_LINE_ENDS.sub("\n", text))[0]


_RECORD = insert(Event.__table__)


def record(
    session: Session,
    actor: Actor,
    name: str,
    *,
    statement_id: int | None = None,
    segment_id: int | None = None,
    **facts: object,
) -> None:
    """Add one line to what happened. `facts` are ids, counts and hashes, never texts."""
    about = {"actor_id": actor.id, "statement_id": statement_id, "segment_id": segment_id}
    session.execute(_RECORD, {"name": name, **about, "facts": facts, "at": now()})
