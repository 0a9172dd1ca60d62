"""What the checks find in one target, and what is certain put in its place."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from domain.checks import Finding, Profile, check
from domain.errors import NotFound
from domain.permissions import Action, Actor, require
from models import Segment, Statement, Target, Translation
from services.checking import same_source
from services.checking.pairs import pairs_of
from services.checking.same_source import Texts
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
    return check(pair, profile) + _same_source(session, target_id, row.text)


def _same_source(session: Session, target_id: int, text: str) -> list[Finding]:
    """Return the finding that an earlier segment has the same source and another target, if one has.

    The same source has as many words, which an index knows.
    """
    rows = session.execute(_TWINS, {"target": target_id}).all()
    by_id = {row.id: row for row in rows}
    texts = sorted(
        (Texts(row.id, row.position, same_source.key_of(row.source), same_source.key_of(row.text)) for row in rows),
        key=lambda one: one.position,
    )
    own = next(one for one in texts if one.target_id == target_id)
    alike = [one for one in texts if one.source_key == own.source_key and one.position <= own.position]
    for one, first in same_source.differing(alike):
        if one == own:
            known = by_id[first.target_id]
            return [same_source.finding(text, f"p{known.number}", known.text)]
    return []


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


_OWN, _ITS_SEGMENT = aliased(Target), aliased(Segment)
_TWINS = (
    select(Target.id, Segment.number, Segment.position, Segment.source, Target.text)
    .select_from(_OWN)
    .join(_ITS_SEGMENT, _ITS_SEGMENT.id == _OWN.segment_id)
    .join(
        Segment,
        (Segment.statement_id == _ITS_SEGMENT.statement_id) & (Segment.source_words == _ITS_SEGMENT.source_words),
    )
    .join(Target, (Target.segment_id == Segment.id) & (Target.translation_id == _OWN.translation_id))
    .where(_OWN.id == bindparam("target"), Target.text != "")
)
_ONE = (
    select(Segment.role, Segment.source, Target.text, Statement.source_language, Translation.language)
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
)
