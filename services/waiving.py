"""Waiving a finding with a reason, and taking that back."""

from sqlalchemy.orm import Session

from domain.checks import Finding
from domain.checks.waiving import fingerprint
from domain.errors import NotAllowed, NotFound, NothingWritten, TextTooLong
from domain.permissions import Action, Actor
from models import Waiver
from models.base import now
from services.checking import findings_beside
from services.editing import Place, place
from services.profiles import profile_of
from services.store import is_key, record, storable
from services.waivers import waivers_beside, with_waivers

LONGEST_REASON = 400  # characters
_SHOWN = 200  # characters of the words and of each fact that are kept to be shown


def may_waive(actor: Actor, language: str | None = None) -> bool:
    """Tell whether the actor may waive findings: who translates or reviews, in `language` or, without, in any."""
    return actor.may(Action.TRANSLATE, language) or actor.may(Action.REVIEW, language)


def waive(session: Session, actor: Actor, target_id: int, mark: str, reason: str) -> Waiver:
    """Let the open finding with the fingerprint `mark` stand as it is, for a reason.

    Raises NotAllowed, NotFound (the target, or such a finding in it, any more), NothingWritten, TextTooLong.
    """
    here = _place(session, actor, target_id)
    reason = _reason(reason)
    finding = _open_finding(session, actor, here, mark)
    waiver = Waiver(
        target_id=target_id, check=finding.check, kind=finding.kind, fingerprint=mark, reason=reason,
        facts=[fact[:_SHOWN] for fact in finding.facts],
        words=here.text[finding.start : finding.end][:_SHOWN], author_id=actor.id,
    )  # fmt: skip
    session.add(waiver)
    session.flush()
    _record(session, actor, "waiver.given", here, waiver)
    return waiver


def withdraw(session: Session, actor: Actor, target_id: int, waiver_id: int) -> Waiver:
    """Take a waiver back, whoever gave it: its finding is open again. One that was withdrawn stays as it is.

    Raises NotAllowed, NotFound.
    """
    here = _place(session, actor, target_id)
    waiver = session.get(Waiver, waiver_id) if is_key(waiver_id) else None
    if waiver is None or waiver.target_id != target_id:
        raise NotFound(what="waiver", key=waiver_id)
    if waiver.withdrawn_at is None:
        waiver.withdrawn_at, waiver.withdrawn_by_id = now(), actor.id
        session.flush()
        _record(session, actor, "waiver.withdrawn", here, waiver)
    return waiver


def _place(session: Session, actor: Actor, target_id: int) -> Place:
    if not may_waive(actor):  # in any language: a look-up would tell what exists
        raise NotAllowed(action=Action.TRANSLATE)
    here = place(session, target_id)
    if not may_waive(actor, here.language):
        raise NotAllowed(action=Action.TRANSLATE, language=here.language)
    return here


def _reason(text: str) -> str:
    reason = storable(text).strip()
    if not reason:
        raise NothingWritten()
    if len(reason) > LONGEST_REASON:
        raise TextTooLong(length=len(reason), limit=LONGEST_REASON)
    return reason


def _open_finding(session: Session, actor: Actor, here: Place, mark: str) -> Finding:
    findings = findings_beside(session, actor, here.target_id, profile_of(session, here.translation_id))
    still_open, _waived = with_waivers(findings, here.text, waivers_beside(session, actor, here.target_id))
    found = next((finding for finding in still_open if fingerprint(finding, here.text) == mark), None)
    if found is None:
        raise NotFound(what="finding", key=mark)
    return found


def _record(session: Session, actor: Actor, name: str, here: Place, waiver: Waiver) -> None:
    record(
        session, actor, name, statement_id=here.statement_id, segment_id=here.segment_id, target=here.target_id,
        waiver=waiver.id, check=waiver.check, kind=waiver.kind,
    )  # fmt: skip
