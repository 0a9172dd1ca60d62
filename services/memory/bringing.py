"""A whole file of pairs into the memory, in steps: broken, it leaves nothing; killed, it says that it is not whole."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO

from sqlalchemy.orm import Session

from domain.errors import FileProblem
from domain.permissions import Action, Actor, require
from formats.languages import Languages
from formats.pairs import read_pairs
from services.memory.files import Brought, Incoming, find_same, import_pairs, is_complete
from services.memory.upkeep import remove_file


def bring_in(
    session: Session, actor: Actor, file: BinaryIO, name: str, languages: Languages, *, sha256: str,
    step: Callable[[], AbstractContextManager[object]] = nullcontext,
    tell: Callable[[Brought], object] = lambda brought: None, left: Counter[str] | None = None,
) -> Brought:  # fmt: skip
    """Add the pairs of a file, read as they come; `sha256`: of its bytes.

    Written within `step`, some thousand pairs each. `left` is told which other languages the file has. Raises
    NotAllowed, OSError, and FileProblem for a file that goes wrong somewhere: then what was written of it is taken out.
    """
    require(actor, Action.MANAGE_MEMORY)
    incoming = (Incoming(*pair) for pair in read_pairs(file, name, languages, left=left))
    try:
        return import_pairs(
            session, actor, incoming, name=name, sha256=sha256, source_language=languages[0],
            target_language=languages[1], step=step, tell=tell,
        )  # fmt: skip
    except FileProblem:
        file_id = find_same(session, sha256, *languages)
        if file_id is not None and not is_complete(session, file_id):
            remove_file(session, actor, file_id, step=step)
        raise
