"""Files of pairs between their preview and their way into the memory. A file belongs to who brought it in."""

import hashlib
import io
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from domain.errors import FileTooLarge, NotFound, TooManyIntakes
from domain.language_tags import base_language
from domain.memory import pair_of
from domain.permissions import Action, Actor, require
from formats.pairs import Pair, read_pairs
from formats.pairs_survey import Survey, spoken, survey
from models import MemoryUpload
from models.base import now
from services.intake import KEPT_FOR
from services.memory.contents import contents
from services.memory.files import Brought, Incoming, foresee
from services.memory.upkeep import language_pairs
from services.statements import language_tag
from services.store import storable

MOST_OPEN = 20  # of one person
SHOWN = 8  # pairs of a preview
MOST_TAGS = 30  # of a file's languages that are named
MOST_OFFERED = 8  # pairs of languages to choose from


@dataclass(frozen=True, slots=True)
class Reading:
    """An upload, read through once."""

    name: str
    content: bytes
    survey: Survey


def read(name: str, content: bytes, *, limit_mb: int) -> Reading:
    """Return an upload with what it says of its languages: what cannot be read is not kept.

    Needs no database and should hold no lock. Raises FileProblem.
    """
    if len(content) > limit_mb * 1024 * 1024:
        raise FileTooLarge(limit_mb=limit_mb)
    return Reading(name, content, survey(io.BytesIO(content), name))


def keep(session: Session, actor: Actor, reading: Reading) -> str:
    """Keep a file for the person to look over, and return its token. Raises NotAllowed, TooManyIntakes.

    Of a file with several languages, the pair is taken that the group has most of.
    """
    require(actor, Action.MANAGE_MEMORY)
    session.execute(delete(MemoryUpload).where(MemoryUpload.created_at < now() - KEPT_FOR))
    own = select(func.count()).select_from(MemoryUpload).where(MemoryUpload.user_id == actor.id)
    if (session.scalar(own) or 0) >= MOST_OPEN:
        raise TooManyIntakes(limit=MOST_OPEN)
    found = reading.survey
    pair = (found.source, found.target)
    if len({base_language(tag) for tag, _count in found.languages}) > 2:
        pair = next(iter(_of_both(_own_pairs(session, actor), found.languages)), pair)
    upload = MemoryUpload(
        token=secrets.token_urlsafe(24), user_id=actor.id, name=storable(reading.name)[:200], format=found.format,
        sha256=hashlib.sha256(reading.content).hexdigest(), content=reading.content,
        source_language=pair[0], target_language=pair[1],
        facts={"languages": [list(tag) for tag in found.languages[:MOST_TAGS]], "is_told": bool(found.source)},
    )  # fmt: skip
    session.add(upload)
    session.flush()
    return upload.token


def waiting(session: Session, actor: Actor) -> Sequence[MemoryUpload]:
    """Return the person's uploads, the newest first, without their bytes."""
    own = (MemoryUpload.user_id == actor.id, MemoryUpload.created_at > now() - KEPT_FOR)
    return session.scalars(select(MemoryUpload).where(*own).order_by(MemoryUpload.created_at.desc())).all()


def find_upload(session: Session, actor: Actor, token: str) -> MemoryUpload:
    """Return an upload with its bytes. Raises NotAllowed; NotFound for somebody else's, or one too old."""
    require(actor, Action.MANAGE_MEMORY)
    query = select(MemoryUpload).where(*_own(actor, token)).options(undefer(MemoryUpload.content))
    upload = session.scalar(query) if token.isascii() else None
    if upload is None:
        raise NotFound(what="memory_upload", key=token)
    return upload


def offered(session: Session, actor: Actor, upload: MemoryUpload) -> list[tuple[str, str]]:
    """Return pairs of languages that a file may be brought in for: those that the group works in come first.

    Of a file of many languages, pairs of these; the source's with each of the others, too. A table that names both of
    its languages leaves nothing to choose.
    """
    named: list[list[Any]] = upload.facts.get("languages", [])
    if upload.facts.get("is_told") and not named:
        return []
    own = _own_pairs(session, actor)
    if named:
        source = upload.source_language or str(named[0][0])
        others = ((source, str(tag)) for tag, _count in named)
        own = [*_of_both(own, named), *(pair for pair in others if base_language(pair[1]) != base_language(source))]
    once = {pair_of(*pair): pair for pair in reversed(own)}
    once.pop(pair_of(upload.source_language, upload.target_language), None)
    return [pair for pair in own if once.pop(pair_of(*pair), None)][:MOST_OFFERED]


def _own_pairs(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return the pairs of languages of the group, the one that its memory has most of first."""
    held = [(own.source_language, own.target_language) for own in contents(session, actor)]
    return [*held, *(pair for pair in language_pairs(session, actor) if pair not in held)]


def _of_both(pairs: Iterable[tuple[str, str]], named: Iterable[Sequence[Any]]) -> list[tuple[str, str]]:
    """Return those of `pairs` of which a file has both languages, each as the file names it."""
    tags = [str(tag) for tag, _count in named]
    known = {base_language(tag) for tag in tags}
    both = [pair for pair in pairs if {base_language(tag) for tag in pair} <= known]
    return [(spoken(tags, source), spoken(tags, target)) for source, target in both]


def weigh(session: Session, upload: MemoryUpload, source_language: str, target_language: str) -> Brought:
    """Return what would become of the pairs of an upload in these languages, and write nothing. Raises FileProblem."""
    languages = source_language, target_language
    incoming = (Incoming(*pair) for pair in pairs_of(upload, *languages))
    return foresee(session, incoming, source_language=source_language, target_language=target_language)


def choose(session: Session, upload: MemoryUpload, source_language: str, target_language: str, found: Brought) -> None:
    """Settle the languages of an upload, with what `weigh` has told of them. Raises BadValue for no language."""
    upload.source_language, upload.target_language = language_tag(source_language), language_tag(target_language)
    counts = {"added": found.added, "known": found.known, "empty": found.empty}
    upload.facts = {**upload.facts, "counts": counts}
    session.flush()


def pairs_of(upload: MemoryUpload, source_language: str, target_language: str) -> Iterator[Pair]:
    """Give the pairs of an upload. Raises FileProblem."""
    return read_pairs(io.BytesIO(upload.content), upload.name, (source_language, target_language))


def first_pairs(upload: MemoryUpload) -> list[Pair]:
    """Return the first pairs of an upload whose languages are settled."""
    return list(islice(pairs_of(upload, upload.source_language, upload.target_language), SHOWN))


def remove(session: Session, actor: Actor, token: str) -> None:
    """Throw an upload away. Raises NotAllowed, NotFound."""
    require(actor, Action.MANAGE_MEMORY)
    if session.execute(delete(MemoryUpload).where(*_own(actor, token))).rowcount != 1:
        raise NotFound(what="memory_upload", key=token)


def end(session: Session, token: str) -> None:
    """Let go of an upload that is in the memory now, if it is still there."""
    session.execute(delete(MemoryUpload).where(MemoryUpload.token == token))


def _own(actor: Actor, token: str) -> tuple[Any, ...]:
    return (
        MemoryUpload.token == token, MemoryUpload.user_id == actor.id,
        MemoryUpload.created_at > now() - KEPT_FOR,
    )  # fmt: skip
