"""A file of pairs into the memory. Payload: `upload` (its token).

Written a few thousand pairs at a time, so that nobody's save waits for all of them. What was stopped or killed leaves
a file that says it is not whole; the same file goes on where it was, as known pairs are left out.
"""

from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from domain.errors import BadValue
from domain.permissions import Actor
from services.job_kinds.base import Made, Payload, Stage, Wanted, Work, text_of
from services.memory import uploads
from services.memory.files import Brought, Incoming, import_pairs
from services.store import begin_write

KIND = "memory.import"


def check(session: Session, actor: Actor, payload: Payload) -> Wanted:
    """Return the file that is to come in. Raises NotAllowed, NotFound, BadValue (no languages are chosen)."""
    upload = uploads.find_upload(session, actor, text_of(payload, "upload"))
    for field in ("source_language", "target_language"):
        if not getattr(upload, field):
            raise BadValue(field=field, value="")
    return Wanted(upload.name)


def run(session: Session, actor: Actor, payload: Payload, work: Work) -> Made:
    """Bring it in; how many of its pairs are read is what is told of. The upload goes with the job's end."""
    upload = uploads.find_upload(session, actor, text_of(payload, "upload"))
    name, languages, total = upload.name, (upload.source_language, upload.target_language), _total(upload.facts)
    pairs = (Incoming(*pair) for pair in uploads.pairs_of(upload, *languages))
    session.expunge(upload)
    session.rollback()

    def step() -> AbstractContextManager[None]:
        return work.step(session)

    def tell(brought: Brought) -> None:
        work.tell(Stage.REMEMBERING, min(brought.total, total), total, about=name)

    work.tell(Stage.REMEMBERING, 0, total, about=name)
    brought = import_pairs(
        session, actor, pairs, name=name, sha256=upload.sha256, source_language=languages[0],
        target_language=languages[1], step=step, tell=tell,
    )  # fmt: skip
    begin_write(session)
    uploads.end(session, upload.token)
    counts = {"added": brought.added, "known": brought.known, "empty": brought.empty}
    return Made(result={"file": brought.file_id, **counts})


def _total(facts: Payload) -> int:
    return max(1, sum(facts.get("counts", {}).values()))
