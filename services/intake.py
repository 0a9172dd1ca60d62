"""Intake: a text that a person looks over before it becomes a statement. Until they say so, nothing is one.

An intake belongs to the person who brought the text in; for everybody else it is not there. Each change names
the version it was made from, so that two tabs cannot undo each other's work unseen.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, undefer
from sqlalchemy.sql.base import ExecutableOption

from domain.arranging import Cannot, Changes, arrange
from domain.document import Block, Document, Notice, NoticeKind, Role
from domain.encodings import clean
from domain.errors import CannotSplit, NotFound, StaleIntake, TooManyIntakes
from domain.permissions import Action, Actor, require
from formats.inline import to_plain
from models import Intake, SourceFile, Statement, TargetsFile
from models.base import now
from services import statements
from services.files_in import Limits, Reading, of_chapters, read, source_language
from services.statements import Details, Upload

__all__ = ["Limits", "Reading", "read", "source_language"]

KEPT_FOR = timedelta(days=7)
MOST_OPEN = 50  # previews of one person
WINDOW = 100  # paragraphs of a preview on one page
LONGEST_DETAIL = 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person says of the text, as typed so far."""

    title: str = ""
    source: str = ""
    targets: tuple[str, ...] = ()
    appeared: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One paragraph of a preview with its number, from 1."""

    number: int
    block: Block


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of an intake. `next_after` is the number to go on from; None on the last page."""

    token: str
    name: str
    format: str
    encoding: str
    sha256: str
    version: int
    settings: Settings
    notices: tuple[Notice, ...]
    rows: tuple[Numbered, ...]
    after: int
    next_after: int | None
    total: int
    left_out: int
    created_at: datetime
    chapters: int = 0  # of the book that it is or was taken from; 0 for what is no book

    @property
    def kept(self) -> int:
        """How many paragraphs the statement would have."""
        return self.total - self.left_out


@dataclass(frozen=True, slots=True)
class Open:
    """One line of the list of a person's open previews."""

    token: str
    name: str
    title: str
    created_at: datetime


def start(session: Session, actor: Actor, reading: Reading, chosen: Collection[int] = ()) -> str:
    """Keep a reading for the person to look over, and return its token.

    `chosen`: the chapters of a book, none for all. Raises NotAllowed, TooManyIntakes, BadValue.
    """
    require(actor, Action.IMPORT_STATEMENT)
    sweep(session)
    count = session.scalar(select(func.count()).select_from(Intake).where(Intake.user_id == actor.id))
    if (count or 0) >= MOST_OPEN:
        raise TooManyIntakes(limit=MOST_OPEN)
    reading, book = of_chapters(reading, chosen)
    token = secrets.token_urlsafe(24)
    session.add(
        Intake(
            token=token, user_id=actor.id, content=reading.upload.content,
            settings=kept_settings(suggested(reading), reading) | book, **columns_of(reading),
        )
    )  # fmt: skip
    session.flush()
    return token


def preview(session: Session, actor: Actor, token: str, *, after: int = 0) -> Preview:
    """Return the page of the intake behind paragraph number `after`. Raises NotFound."""
    intake = find(session, actor, token)
    rows = [Numbered(n, _block(row)) for n, row in enumerate(intake.blocks[after : after + WINDOW], after + 1)]
    total = len(intake.blocks)
    return Preview(
        intake.token, intake.name, intake.format, intake.encoding, intake.settings["sha256"], intake.version,
        _typed(intake),
        tuple(Notice(NoticeKind(kind), count) for kind, count in intake.notices), tuple(rows), after,
        after + WINDOW if after + WINDOW < total else None, total, sum(row[2] for row in intake.blocks),
        intake.created_at, len(intake.settings.get("chapters", ())),
    )  # fmt: skip


def open_twin(session: Session, actor: Actor, sha256: str) -> str | None:
    """Return the token of a preview of the very same bytes that this person has open."""
    require(actor, Action.IMPORT_STATEMENT)
    query = select(Intake.token, Intake.settings).where(
        Intake.user_id == actor.id, Intake.created_at > now() - KEPT_FOR
    )
    return next((token for token, kept in session.execute(query) if kept.get("sha256") == sha256), None)


def opened(session: Session, actor: Actor) -> list[Open]:
    """Return the person's open previews, newest first."""
    query = (
        select(Intake.token, Intake.name, Intake.settings, Intake.created_at)
        .where(Intake.user_id == actor.id, Intake.created_at > now() - KEPT_FOR)
        .order_by(Intake.created_at.desc())
    )
    return [Open(token, name, kept["typed"]["title"], at) for token, name, kept, at in session.execute(query)]


def change(session: Session, actor: Actor, token: str, changes: Changes, settings: Settings, *, version: int) -> int:
    """Make `changes` and keep `settings`; return the new version.

    Raises NotFound, StaleIntake, CannotSplit, BadValue. Then nothing is kept.
    """
    intake = find(session, actor, token)
    blocks = _arranged(intake, changes, version)
    columns: dict[str, Any] = {"settings": {**intake.settings, "typed": asdict(_cleaned(settings))}}
    if blocks is not None:
        columns["blocks"] = [_row(block) for block in blocks]
    return store(session, actor, token, version, columns)


def reread(session: Session, actor: Actor, token: str, reading: Reading, settings: Settings, *, version: int) -> int:
    """Replace the paragraphs by those of a new reading of the same bytes, and return the new version.

    What was arranged by hand is made anew; what was typed stays. Raises NotFound, StaleIntake.
    """
    intake = find(session, actor, token)
    chosen = intake.settings.get("chosen", ()) if reading.document.chapters else ()
    reading, book = of_chapters(reading, chosen)
    typed, guessed = _cleaned(settings), suggested(reading)
    if typed.title in ("", intake.settings["guessed_title"]):
        typed = replace(typed, title=guessed.title)
    columns = {"settings": kept_settings(typed, reading) | book, **columns_of(reading)}
    return store(session, actor, token, version, columns)


def upload_of(session: Session, actor: Actor, token: str) -> Upload:
    """Return the bytes of an intake as they came. Raises NotFound."""
    query = select(Intake.name, Intake.format, Intake.content).where(*own(actor, token))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(what="intake", key=token)
    return Upload(*row)


def create_statement(
    session: Session,
    actor: Actor,
    token: str,
    changes: Changes,
    settings: Settings,
    *,
    version: int,
) -> Statement:
    """Make the intake a statement, with the last `changes` and `settings`, and end it.

    Raises as `change` and services.statements.create do; then the intake is as it was.
    """
    require(actor, Action.IMPORT_STATEMENT)
    intake = find(session, actor, token, undefer(Intake.content))
    blocks = _arranged(intake, changes, version)
    document = Document(
        tuple(_block(row) for row in intake.blocks) if blocks is None else tuple(blocks),
        title=intake.settings["guessed_title"],
        encoding=intake.encoding,
    )  # fmt: skip
    said = _cleaned(settings)
    details = Details(said.source, said.title, said.appeared, said.licence, targets=said.targets)
    upload = Upload(intake.name, intake.format, intake.content)
    session.expunge(intake)
    # First of all: on PostgreSQL a second click waits here for the first, and then finds nothing to store.
    done = session.execute(delete(Intake).where(*own(actor, token), Intake.version == version))
    if done.rowcount != 1:
        raise StaleIntake(version=version)
    # The setting was asked when the file was read; paragraphs split since then are nobody's flood.
    most = max(statements.MOST_SEGMENTS, len(document.blocks))
    return statements.create(session, actor, document, upload, details, most_segments=most)


def remove(session: Session, actor: Actor, token: str) -> None:
    """Throw the intake away. Raises NotFound."""
    if session.execute(delete(Intake).where(*own(actor, token))).rowcount != 1:
        raise NotFound(what="intake", key=token)


def twins(session: Session, actor: Actor, sha256: str) -> Sequence[Statement]:
    """Return the statements that were made from the very same bytes, newest first. Raises NotAllowed."""
    require(actor, Action.READ)
    query = select(Statement).join(Statement.file).where(SourceFile.sha256 == sha256).order_by(Statement.id.desc())
    return session.scalars(query.limit(5)).all()


def made_just_now(session: Session, actor: Actor, sha256: str) -> Statement | None:
    """Return the statement that this person made of these bytes in the last minutes: a second click asks."""
    recently = now() - timedelta(minutes=10)
    found = (s for s in twins(session, actor, sha256) if s.created_by_id == actor.id and s.created_at > recently)
    return next(found, None)


def sweep(session: Session) -> None:
    """Forget the files of a week ago that nobody went on with."""
    for kind in (Intake, TargetsFile):
        session.execute(delete(kind).where(kind.created_at < now() - KEPT_FOR))


def own(actor: Actor, token: str) -> tuple[Any, ...]:
    """Return what picks out this person's own intake of that token. Raises NotAllowed."""
    require(actor, Action.IMPORT_STATEMENT)  # a role that was taken away ends here, with the preview half-way
    return Intake.token == token, Intake.user_id == actor.id, Intake.created_at > now() - KEPT_FOR


def find(session: Session, actor: Actor, token: str, *options: ExecutableOption) -> Intake:
    """Return this person's own intake, with its blocks and without its bytes. Raises NotFound, NotAllowed."""
    intake = session.scalar(select(Intake).where(*own(actor, token)).options(*options))
    if intake is None:
        raise NotFound(what="intake", key=token)
    return intake


def store(session: Session, actor: Actor, token: str, version: int, columns: dict[str, Any]) -> int:
    """Write columns of the intake if it still has that version, and return the next. Raises StaleIntake."""
    done = session.execute(
        update(Intake)
        .where(*own(actor, token), Intake.version == version)
        .values(version=version + 1, **columns)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if done.rowcount != 1:
        raise StaleIntake(version=version)
    return version + 1


def _arranged(intake: Intake, changes: Changes, version: int) -> list[Block] | None:
    """Return the blocks with `changes` made; None when they stay as they are."""
    if intake.version != version:
        raise StaleIntake(version=version)
    blocks = [_block(row) for row in intake.blocks]
    arranged = arrange(blocks, changes)
    if changes.cut:
        _check_marks(blocks[changes.cut[0] - 1], arranged, changes.cut[0], len(arranged) - len(blocks) + 1)
    return arranged if arranged != blocks else None


def _check_marks(whole: Block, arranged: Sequence[Block], number: int, pieces: int) -> None:
    """Raise CannotSplit when a cut has torn an emphasis or a link, so that its marks would show as letters."""
    parts = arranged[number - 1 : number - 1 + pieces]
    if "".join(_ink(part.text) for part in parts) != _ink(whole.text):
        raise CannotSplit(position=number, why=Cannot.INSIDE_MARKS)


def _ink(text: str) -> str:
    return "".join(to_plain(text).split())


def suggested(reading: Reading) -> Settings:
    """Return the settings to begin with: the title found, the language guessed, the other of the two as target."""
    source = source_language(reading.document)
    targets = {"en": ("es",), "es": ("en",)}.get(source, ())
    return Settings(title=_guessed_title(reading), source=source, targets=targets)


def _guessed_title(reading: Reading) -> str:
    return _one_line(reading.document.title)[: statements.LONGEST_TITLE].rstrip()


def kept_settings(typed: Settings, reading: Reading) -> dict[str, Any]:
    """Return the settings as stored: what was typed, and what the reading itself says."""
    title = _guessed_title(reading)
    return {"typed": asdict(typed), "guessed_title": title, "sha256": reading.upload.sha256}


def columns_of(reading: Reading) -> dict[str, Any]:
    """Return the columns of an intake that come of its reading."""
    document, upload = reading.document, reading.upload
    return {
        "name": upload.name, "format": upload.format, "encoding": document.encoding,
        "blocks": [_row(block) for block in document.blocks],
        "notices": [[notice.kind.value, notice.count] for notice in document.notices],
    }  # fmt: skip


def _typed(intake: Intake) -> Settings:
    typed = intake.settings["typed"]
    return Settings(**{**typed, "targets": tuple(typed["targets"])})


def _cleaned(settings: Settings) -> Settings:
    """Return what was typed, on one line each and without what no text may hold."""
    words = {name: _one_line(getattr(settings, name)) for name in ("title", "source", "appeared", "licence")}
    return Settings(**words, targets=tuple(dict.fromkeys(filter(None, map(_one_line, settings.targets)))))


def _one_line(text: str) -> str:
    return " ".join(clean(text)[0].split())[:LONGEST_DETAIL]


def _block(row: Sequence[Any]) -> Block:
    return Block(Role(row[0]), row[1], row[2])


def _row(block: Block) -> list[Any]:
    return [block.role.value, block.text, block.is_furniture]
