"""Checking a translation: what each check finds in its targets, in reading order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import Finding, Pair, Profile, Severity, Text, check
from domain.document import Role
from domain.errors import NotFound
from domain.memory import normalised
from domain.permissions import Action, Actor, require
from domain.terms import Termbase
from models import Segment, Statement, Target, Translation
from services.editing import Conflict, Saved, place, save
from services.store import is_key
from services.terms import termbase

SAME_SOURCE = "same-source"  # one check looks at the whole translation: the same source with two targets


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and the segment whose target it is in: its key (`p12`) and place in the reading order."""

    segment: str
    position: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    position: int
    role: Role
    source: str
    target: str


def findings(session: Session, actor: Actor, translation: Translation, profile: Profile) -> list[Located]:
    """Return what the checks find in the targets of a translation, of which empty ones have none. Raises NotAllowed."""
    require(actor, Action.READ)
    statement = session.get_one(Statement, translation.statement_id)
    rows = list(_rows(session, translation))
    languages = statement.source_language, translation.language
    texts = [(Text(row.source, languages[0]), Text(row.target, languages[1])) for row in rows]
    terms = termbase(session, texts, languages)
    found = [
        Located(row.key, row.position, finding)
        for row, pair in zip(rows, texts, strict=True)
        for finding in check(_with_terms(terms, *pair, row.role), profile)
    ]
    found += _same_source(rows)
    return sorted(found, key=lambda located: located.position)


def findings_beside(session: Session, actor: Actor, target_id: int, profile: Profile) -> list[Finding]:
    """Return what the checks find in one target, as it was saved. Raises NotAllowed, NotFound."""
    require(actor, Action.READ)
    row = session.execute(_ONE.where(Target.id == target_id)).one_or_none() if is_key(target_id) else None
    if row is None:
        raise NotFound(what="target", key=target_id)
    if not row.text:
        return []
    pair = Text(row.source, row.source_language), Text(row.text, row.language)
    terms = termbase(session, [pair], (row.source_language, row.language))
    return check(_with_terms(terms, *pair, row.role), profile)


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


def _with_terms(terms: Termbase, source: Text, target: Text, role: Role) -> Pair:
    return Pair(source, target, role, terms.facts(source.plain, target.plain))


def _rows(session: Session, translation: Translation) -> Iterator[_Row]:
    query = (
        select(Segment.number, Segment.position, Segment.role, Segment.source, Target.text)
        .join(Target, Target.segment_id == Segment.id)
        .where(Target.translation_id == translation.id, Target.text != "")
        .order_by(Segment.position)
    )
    for number, position, role, source, target in session.execute(query):
        yield _Row(f"p{number}", position, role, source, target)


def _same_source(rows: list[_Row]) -> Iterator[Located]:
    """Yield one finding for each target that differs from that of an earlier segment with the same source.

    What translation tools call "inconsistent translation".
    """
    first: dict[str, _Row] = {}
    told: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        source, target = normalised(row.source), normalised(row.target)
        known = first.setdefault(source, row)
        if normalised(known.target) != target and target not in told[source]:
            told[source].add(target)
            facts = (known.key, known.target)
            finding = Finding(SAME_SOURCE, Severity.WARNING, "differs", 0, len(row.target), facts)
            yield Located(row.key, row.position, finding)
