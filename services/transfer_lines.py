"""A file of targets beside the desk: its lines by what becomes of them, before an import and after it."""

from dataclasses import dataclass
from typing import Any

from domain.document import Notice
from domain.states import State
from domain.transfers import Kind, Why
from services.remarks_in import ChangedNote, NewComment


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the file beside what stands on the desk.

    `key`: the segment's id (`p12`); for an unknown unit the id that the file gives, or its place in the file
    (`#3`, counted from 1) where that gives none. `before`, `after`: the
    target's state now and with the file's text. `version`: the desk's; `seen`: the one that the file names, if
    any. `target_id` is None, `position` 0 and `desk_text` empty where there is no such segment.
    """

    key: str
    kind: Kind
    why: Why
    source: str
    file_text: str
    desk_text: str = ""
    before: State = State.UNTRANSLATED
    after: State = State.UNTRANSLATED
    target_id: int | None = None
    position: int = 0
    version: int = 0
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Classes:
    """Lines by what becomes of them, each class in the file's order."""

    changed: tuple[Line, ...] = ()
    unchanged: tuple[Line, ...] = ()
    conflicts: tuple[Line, ...] = ()
    unknown: tuple[Line, ...] = ()
    rejected: tuple[Line, ...] = ()

    def summary(self) -> dict[str, dict[str, Any]]:
        """Return the count and the ids of each class, as the command line prints them."""
        lines: dict[str, tuple[Line, ...]] = {kind.value: getattr(self, kind.value) for kind in Kind}
        return {name: {"count": len(own), "ids": [line.key for line in own]} for name, own in lines.items()}


@dataclass(frozen=True, slots=True)
class Plan(Classes):
    """What an import would do, and of which file to which translation. Nothing has been done yet.

    `file_name`: as the person has it. `made_of`: the slug of another statement, where the file says that it is of one.
    `comments` are said when the plan is carried out; `notes` are told and stay as they are; `notices`: what reading
    the file took for granted.
    """

    translation_id: int = 0
    file_sha256: str = ""
    file_name: str = ""
    made_of: str = ""
    comments: tuple[NewComment, ...] = ()
    notes: tuple[ChangedNote, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(Classes):
    """What an import did. `left`: changes of the plan that were not chosen. `comments`: how many were said.

    `import_id`: what undoing it takes; None where there is nothing to undo.
    """

    left: tuple[Line, ...] = ()
    comments: int = 0
    import_id: int | None = None
