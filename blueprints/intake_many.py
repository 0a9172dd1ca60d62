"""Files taken in: one, or several at once, each of which becomes a preview or says why it does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from blueprints import intake_forms as forms
from blueprints import intake_words
from blueprints.identity import me
from blueprints.uploads import limits, sent_file
from domain.document import Notice
from domain.errors import DeskError
from extensions import db
from services import intake
from services.files_in import Reading
from services.store import begin_write


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: the token of its preview, or the words for what is wrong with it.

    `twins`: statements made of the same bytes. `is_open`: a preview of them was open already, and is the one named.
    """

    name: str
    token: str = ""
    words: str = ""
    title: str = ""
    paragraphs: int = 0
    chapters: int = 0
    notices: tuple[Notice, ...] = ()
    twins: Sequence[Any] = ()
    is_open: bool = False


def take_in(name: str, content: bytes) -> str:
    """Read the bytes, keep them for looking over, and return the token."""
    return _keep(_read(name, content))


def take_many(files: Iterable[FileStorage]) -> list[Result]:
    """Take each file in; a bad one says so and leaves the others as they are."""
    return [_taken(*sent_file(file)) for file in files]


def _taken(name: str, content: bytes) -> Result:
    try:
        reading = _read(name, content)
        sha256 = reading.upload.sha256
        document = reading.document
        there = intake.open_twin(db.session, me(), sha256)
        token = there or _keep(reading)
        return Result(
            name, token, title=document.title, paragraphs=sum(not block.is_furniture for block in document.blocks),
            chapters=len(document.chapters), notices=document.notices,
            twins=intake.twins(db.session, me(), sha256), is_open=there is not None,
        )  # fmt: skip
    except DeskError as error:
        me()  # before the roll-back, which forgets the person's row
        db.session.rollback()
        return Result(name, words=intake_words.words_of(error))


def _read(name: str, content: bytes) -> Reading:
    db.session.commit()  # nothing is written yet: while a long file is read, others must be able to save
    wanted = request.form.get("format", "")
    return intake.read(name, content, limits(), format_id=wanted if wanted in forms.DOCUMENT_FORMATS else None)


def _keep(reading: Reading) -> str:
    begin_write(db.session)
    token = intake.start(db.session, me(), reading)
    db.session.commit()
    return token
