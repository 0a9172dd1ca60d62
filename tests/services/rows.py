"""What the database has now, read past the session's memory."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Target, TargetRevision


def target(session: Session, target_id: int) -> Target:
    """Return the target as the database has it now."""
    session.flush()
    return session.get_one(Target, target_id, populate_existing=True)


def history(session: Session, target_id: int) -> list[TargetRevision]:
    """Return the revisions, oldest first, as the database has them now."""
    query = select(TargetRevision).where(TargetRevision.target_id == target_id).order_by(TargetRevision.id)
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def texts(session: Session, target_id: int) -> list[str]:
    """Return the texts of the revisions, oldest first."""
    return [revision.text for revision in history(session, target_id)]
