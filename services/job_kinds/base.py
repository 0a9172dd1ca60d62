"""What every kind of job is: a check in the request that asks for it, and the work, done later in a process of its own.

A kind is a module of this folder with KIND, `check` and `run`.
"""

import hashlib
import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from domain.errors import BadValue
from domain.permissions import Actor
from formats.base import FormatInfo

Payload = dict[str, Any]
TYPESET = frozenset({"pdf"})  # formats whose pages are set here, line by line
Choice = TypeVar("Choice", bound=StrEnum)


class Stage(StrEnum):
    """What a job is busy with; the words are in blueprints/job_words.py, in the language of whoever looks."""

    READING = "reading"  # a file that was brought in
    GATHERING = "gathering"  # texts out of the database
    COMPARING = "comparing"  # texts with the memory
    COUNTING = "counting"  # phrases that recur
    SETTING = "setting"  # pages
    WRITING = "writing"  # a file of another format
    REMEMBERING = "remembering"  # pairs of a file, in the memory
    REMOVING = "removing"  # entries of the memory
    MERGING = "merging"  # entries that are there twice


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. `title`: what they know it by.

    `key` is the same for whoever asks for the same bytes, so that a file that is there already need not be made
    again; '' where the texts may change.
    """

    title: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a job made, whole."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a job: a file to hand out, or facts (JSON) that lead to what it left in the database, or both."""

    file: File | None = None
    result: dict[str, Any] | None = None


class Work(Protocol):
    """What a kind may use while it works.

    `settings`: the settings of the installation, as config.read_settings gives them.
    """

    settings: dict[str, Any]

    def tell(self, stage: Stage, done: int, total: int, about: str = "") -> None:
        """Say how far the work is: `done` of `total` steps, busy with `about`. Cheap: written once a second at most."""
        ...

    def step(self, session: Session) -> AbstractContextManager[None]:
        """Give a transaction of its own for a part of the work, committed at its end.

        For what would hold others up if it were written at once, and may stay where the rest does not come about.
        """
        ...


class Kind(Protocol):
    """One kind of job."""

    KIND: str

    @staticmethod
    def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
        """Return what `payload` asks for, within a request. Raises NotAllowed, NotFound, BadValue and the like."""
        ...

    @staticmethod
    def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
        """Do it. What it writes is committed together with the job's own end, or not at all.

        `session` has read nothing yet; a kind that writes calls services.store.begin_write first. Raises what `check`
        raises: the world may have changed since.
        """
        ...


def text_of(payload: Payload, name: str) -> str:
    """Return a text of `payload`, '' for none; raise BadValue for anything else."""
    value = payload.get(name)
    if value is not None and not isinstance(value, str):
        raise BadValue(field=name, value=value)
    return value or ""


def chosen(kind: type[Choice], payload: Payload, name: str) -> Choice | None:
    """Return the member of `kind` that `payload` names, None for none; raise BadValue."""
    value = text_of(payload, name)
    if value and value not in list(kind):
        raise BadValue(field=name, value=value)
    return kind(value) if value else None


def stage_of(info: FormatInfo) -> Stage:
    """Return what writing a file of that format is called."""
    return Stage.SETTING if info.id in TYPESET else Stage.WRITING


def key_of(*parts: object) -> str:
    """Return what stands for `parts` and for nothing else: the SHA-256 of them as JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
