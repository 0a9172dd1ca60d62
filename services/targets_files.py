"""Files of targets between their preview and their import. A file belongs to the person who brought it in."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from domain.errors import FileTooLarge, NotFound, TooManyIntakes
from domain.permissions import Action, Actor, require
from formats import detect, read_pair, reader
from models import Statement, TargetsFile, Translation
from models.base import now
from services import transfers
from services.intake import KEPT_FOR, MOST_OPEN, sweep
from services.store import storable
from services.transfer_lines import Line, Plan


def read(name: str, content: bytes, *, limit_mb: int) -> str:
    """Return the format of a file, having read it as that: what cannot be read is not kept.

    Needs no database and should hold no lock. Raises FileProblem.
    """
    if len(content) > limit_mb * 1024 * 1024:
        raise FileTooLarge(limit_mb=limit_mb)
    format_id = detect(name, content)
    reader(format_id).read(content)
    return format_id


def keep(session: Session, actor: Actor, translation: Translation, name: str, content: bytes, format_id: str) -> str:
    """Keep a file for the person to look over, and return its token. Raises NotAllowed, TooManyIntakes."""
    require(actor, Action.TRANSLATE, translation.language)
    sweep(session)
    own = select(func.count()).select_from(TargetsFile).where(TargetsFile.user_id == actor.id)
    if (session.scalar(own) or 0) >= MOST_OPEN:
        raise TooManyIntakes(limit=MOST_OPEN)
    file = TargetsFile(
        token=secrets.token_urlsafe(24), user_id=actor.id, translation_id=translation.id,
        name=storable(name)[:255], format=format_id, content=content,
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file.token


def waiting(session: Session, actor: Actor, translation: Translation) -> Sequence[TargetsFile]:
    """Return the person's files for this translation, newest first, without their bytes."""
    query = select(TargetsFile).where(
        TargetsFile.user_id == actor.id,
        TargetsFile.translation_id == translation.id,
        TargetsFile.created_at > now() - KEPT_FOR,
    )
    return session.scalars(query.order_by(TargetsFile.created_at.desc())).all()


def find(session: Session, actor: Actor, translation: Translation, token: str) -> TargetsFile:
    """Return the file with its bytes. Raises NotAllowed; NotFound for one of somebody else, or one too old."""
    require(actor, Action.TRANSLATE, translation.language)
    query = select(TargetsFile).where(*_own(actor, translation, token)).options(undefer(TargetsFile.content))
    file = session.scalar(query)
    if file is None:
        raise NotFound(what="targets_file", key=token)
    return file


def plan_of(session: Session, actor: Actor, translation: Translation, file: TargetsFile) -> Plan:
    """Return what importing the file would do as the desk stands now. Raises as transfers.plan, FileProblem."""
    languages = session.get_one(Statement, translation.statement_id).source_language, translation.language
    bitext = read_pair(file.format, file.content, *languages)
    return transfers.plan(session, actor, translation, bitext, file_sha256=sha256_of(file), file_name=file.name)


def line_of(plan: Plan, key: str) -> Line:
    """Return the conflict of that id in a plan. Raises NotFound."""
    line = next((line for line in plan.conflicts if line.key == key), None)
    if line is None:
        raise NotFound(what="segment", key=key)
    return line


def sha256_of(file: TargetsFile) -> str:
    """Return the hash of the file's bytes."""
    return hashlib.sha256(file.content).hexdigest()


def remove(session: Session, actor: Actor, translation: Translation, token: str) -> None:
    """Throw the file away. Raises NotFound."""
    if session.execute(delete(TargetsFile).where(*_own(actor, translation, token))).rowcount != 1:
        raise NotFound(what="targets_file", key=token)


def _own(actor: Actor, translation: Translation, token: str) -> tuple[Any, ...]:
    return (
        TargetsFile.token == token,
        TargetsFile.user_id == actor.id,
        TargetsFile.translation_id == translation.id,
        TargetsFile.created_at > now() - KEPT_FOR,
    )
