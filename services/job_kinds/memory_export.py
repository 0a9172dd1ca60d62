"""The memory as a file. Payload: `format` (tmx, csv, tsv), and where chosen `source`, `target`, `origin`."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from domain.errors import JobFileTooLarge, UnknownFormat
from domain.permissions import Action, Actor, require
from formats.base import FormatInfo
from formats.pairs_out import INFOS, Written, write_pairs
from services.job_kinds.base import File, Made, Payload, Stage, Wanted, Work, text_of
from services.memory import sending
from services.memory.sending import Wish

KIND = "memory.export"
TOLD_EVERY = 500  # pairs
MB = 1024 * 1024


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return what is asked for. Raises NotAllowed, UnknownFormat, NotFound (no such origin), BadValue."""
    require(actor, Action.EXPORT)
    info, wish = read(payload)
    sending.count(session, actor, wish)
    return Wanted(file_name(info, wish))


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Write the pairs one after another. Raises JobFileTooLarge as soon as they are too much for a file kept here."""
    info, wish = read(payload)
    name, total = file_name(info, wish), max(1, sending.count(session, actor, wish))
    limit = work.settings["JOB_FILE_MB"]

    def counted() -> Iterator[Written]:
        for done, pair in enumerate(sending.entries(session, actor, wish)):
            if done % TOLD_EVERY == 0:
                work.tell(Stage.WRITING, min(done, total), total, about=name)
            yield pair

    data = bytearray()
    for piece in write_pairs(counted(), info.id, (wish.source_language, wish.target_language)):
        data += piece
        if len(data) > limit * MB:
            raise JobFileTooLarge(size_mb=f"> {limit}", limit_mb=limit)
    session.rollback()
    return Made(File(name, info.media_type, bytes(data)))


def read(payload: Payload) -> tuple[FormatInfo, Wish]:
    """Return what `payload` asks for. Raises UnknownFormat, BadValue."""
    format_id = text_of(payload, "format")
    if format_id not in INFOS:
        raise UnknownFormat(format=format_id)
    return INFOS[format_id], Wish(*(text_of(payload, name) for name in ("source", "target", "origin")))


def file_name(info: FormatInfo, wish: Wish) -> str:
    """Return "memory.en-es.tmx"."""
    tags = [tag for tag in (wish.source_language, wish.target_language) if tag.replace("-", "").isalnum()]
    return ".".join(["memory", *(["-".join(tags)] if tags else [])]) + info.suffix
