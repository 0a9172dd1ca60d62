"""Uploaded files of terms between their preview and their import. A file belongs to the person who brought it in."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from domain.errors import EmptyFile, FileTooLarge, NotFound, TooManyConcepts, TooManyIntakes
from domain.permissions import Action, Actor, require
from domain.termlist import ListedConcept
from formats import tbx, termlist
from models.base import now
from models.term import TermsFile
from services.statements import language_tag
from services.store import storable

LIMIT_MB = 10
MOST_CONCEPTS = 10_000  # that come in while somebody waits; more at the command line
KEPT_FOR = timedelta(days=7)
MOST_WAITING = 10  # of one person


def read(content: bytes, languages: tuple[str, str]) -> list[ListedConcept]:
    """Return the concepts of a file, TBX or a table; `languages` are those of a table's `source` and `target`.

    Needs no database and should hold no lock. Raises FileProblem, BadValue.
    """
    if not content.strip():
        raise EmptyFile()
    if len(content) > LIMIT_MB * 1024 * 1024:
        raise FileTooLarge(limit_mb=LIMIT_MB)
    pair = language_tag(languages[0]), language_tag(languages[1])
    found = tbx.read(content) if tbx.is_tbx(content) else termlist.read(content, pair)
    if len(found) > MOST_CONCEPTS:
        raise TooManyConcepts(count=len(found), limit=MOST_CONCEPTS)
    return found


def keep(session: Session, actor: Actor, name: str, content: bytes, languages: tuple[str, str]) -> str:
    """Keep a file for the person to look over, and return its token. Raises NotAllowed, TooManyIntakes."""
    require(actor, Action.MANAGE_MEMORY)
    session.execute(delete(TermsFile).where(TermsFile.created_at < now() - KEPT_FOR))
    own = select(func.count()).select_from(TermsFile).where(TermsFile.user_id == actor.id)
    if (session.scalar(own) or 0) >= MOST_WAITING:
        raise TooManyIntakes(limit=MOST_WAITING)
    file = TermsFile(
        token=secrets.token_urlsafe(24), user_id=actor.id, name=storable(name)[:255], content=content,
        source_language=language_tag(languages[0]), target_language=language_tag(languages[1]),
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file.token


def waiting(session: Session, actor: Actor) -> Sequence[TermsFile]:
    """Return the person's files, newest first, without their bytes."""
    query = select(TermsFile).where(TermsFile.user_id == actor.id, TermsFile.created_at > now() - KEPT_FOR)
    return session.scalars(query.order_by(TermsFile.created_at.desc())).all()


def find(session: Session, actor: Actor, token: str) -> TermsFile:
    """Return a file with its bytes. Raises NotAllowed; NotFound for one of somebody else, or one too old."""
    require(actor, Action.MANAGE_MEMORY)
    file = session.scalar(select(TermsFile).where(*_own(actor, token)).options(undefer(TermsFile.content)))
    if file is None:
        raise NotFound(what="terms_file", key=token)
    return file


def concepts_of(file: TermsFile) -> list[ListedConcept]:
    """Return the concepts of a kept file. Raises as `read`."""
    return read(file.content, (file.source_language, file.target_language))


def remove(session: Session, actor: Actor, token: str) -> None:
    """Throw a file away. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_MEMORY)
    if session.execute(delete(TermsFile).where(*_own(actor, token))).rowcount != 1:
        raise NotFound(what="terms_file", key=token)


def _own(actor: Actor, token: str) -> tuple[Any, ...]:
    is_token = token.isascii() and token.isprintable()
    own = TermsFile.token == token if is_token else TermsFile.token.is_(None)
    return own, TermsFile.user_id == actor.id, TermsFile.created_at > now() - KEPT_FOR
