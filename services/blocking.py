"""What keeps a text from being handed in: errors that the checks find in it, and nobody has waived."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.checks import BLOCKING, Finding, Pair, Profile, Severity, Text, check
from domain.checks.waiving import sorted_out
from domain.document import Role
from domain.errors import BlockedByChecks
from models import Segment, Statement, Target, Translation, Waiver


def refuse_blocked(session: Session, target_id: int, text: str) -> None:
    """Raise BlockedByChecks where `text`, as the target, has errors that are not waived.

    Nothing that a profile asks for is an error, and no term: both are left to those who read the warnings.
    """
    findings = errors_left(session, target_id, text)
    if findings:
        number = session.scalar(select(Segment.number).join(Target).where(Target.id == target_id))
        raise BlockedByChecks(segment=f"p{number}", target=target_id, findings=tuple(findings))


def errors_left(session: Session, target_id: int, text: str) -> list[Finding]:
    """Return the errors in `text` as the target that no waiver holds for: one query, another where there are errors."""
    row = session.execute(_AROUND.where(Target.id == target_id)).one()
    errors = errors_in(row.source, text, (row.source_language, row.language), row.role)
    if not errors:
        return []
    waived = select(Waiver.fingerprint).where(Waiver.target_id == target_id, Waiver.withdrawn_at.is_(None))
    return sorted_out(errors, text, session.scalars(waived))[0]


def errors_in(source: str, text: str, languages: tuple[str, str], role: Role) -> list[Finding]:
    """Return the errors in `text` as the target of `source`, waived or not."""
    pair = Pair(Text(source, languages[0]), Text(text, languages[1]), role)
    return [finding for finding in check(pair, Profile(), BLOCKING) if finding.severity is Severity.ERROR]


_AROUND = (
    select(Segment.source, Segment.role, Statement.source_language, Translation.language)
    .select_from(Target)
    .join(Segment, Segment.id == Target.segment_id)
    .join(Translation, Translation.id == Target.translation_id)
    .join(Statement, Statement.id == Translation.statement_id)
)
