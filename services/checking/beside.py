"""What the checks find in one target, and what is certain put in its place."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import Finding, Profile, check
from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from models import Segment, Statement, Target, Translation
from services.checking.pairs import pairs_of
from services.editing import Conflict, Saved, place, save
from services.store import is_key


def findings_beside(session: Session, actor: Actor, target_id: int, profile: Profile) -> list[Finding]:
    """Return what the checks find in one target, as it was saved. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    row = session.execute(_ONE.where(Target.id == target_id)).one_or_none() if is_key(target_id) else None
    if row is None:
        raise NotFound(what="target", key=target_id)
    if not row.text:
        return []
    [pair] = pairs_of(session, [(row.role, row.source, row.text)], (row.source_language, row.language))
    return check(pair, profile)


def fix(
    session: Session, actor: Actor, target_id: int, wanted: tuple[str, str, int], profile: Profile, *, version: int
) -> Saved | Conflict:
    """Put what is certain in the place of a finding: `wanted` are its check, kind and start.

    Raises what `editing.save` does, and NotFound where there is no such finding (any more), or none with a fix.
    """
    require(actor, Action.TRANSLATE)  # in any language: a look-up would tell what exists
    here = place(session, target_id)
    require(actor, Action.TRANSLATE, here.language)
    for finding in findings_beside(session, actor, target_id, profile):
        if (finding.check, finding.kind, finding.start) == wanted and finding.fix is not None:
            text = here.text[: finding.start] + finding.fix + here.text[finding.end :]
            return save(session, actor, target_id, text, version=version)
    raise NotFound(what="finding", key=wanted[0])


_ONE = (
    select(Segment.role, Segment.source, Target.text, Statement.source_language, Translation.language)
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
)
