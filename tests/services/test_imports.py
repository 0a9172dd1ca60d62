"""An import as one step: noted, told in the history, undone as one; comments once, and nothing typed is lost."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bitext import Bitext, Remark, Side, Unit
from domain.document import Notice, NoticeKind
from domain.errors import NotAllowed, NotFound, UndoneAlready
from domain.permissions import OPERATOR, Actor, PersonRole
from domain.states import State
from domain.transfers import Why
from models import Comment, Event, Statement, Target, TargetRevision, TargetsImport, Translation
from models.revision import Origin
from services import arrangements, editing, history, imports, notes, reviewing, talk, transfers
from services.transfer_lines import Outcome
from tests import factories
from tests.services.files_back import SHA256, SOURCES, as_file, count, edited, standing


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


def imported(session: Session, actor: Actor, translation: Translation, bitext: Bitext, **choices: object) -> Outcome:
    plan = transfers.plan(session, actor, translation, bitext, file_sha256=SHA256, file_name="/home/ana/gate.docx")
    return transfers.apply(session, actor, plan, **choices)


def written(session: Session, translation: Translation, actor: Actor) -> list[int]:
    """Write two targets and hand the first one in."""
    targets = factories.target_ids(session, translation)
    editing.save(session, actor, targets[0], "Abran la puerta.", version=0, keep_submitted=True)
    editing.save(session, actor, targets[1], "Cierren la puerta.", version=0)
    return targets


def test_undoing_goes_forward_and_leaves_what_was_changed_since(
    session: Session, translation: Translation, ana: Actor
) -> None:
    targets = written(session, translation, ana)
    before = standing(session, translation)
    file = edited(
        as_file(session, translation), p1="Abre la puerta.", p2="Cierra la puerta.", p3="Cuidado.", p4="Pinta."
    )
    outcome = imported(session, ana, translation, file)
    assert outcome.import_id
    editing.save(session, ana, targets[3], "Pinten.", version=1)
    undone = imports.undo(session, ana, translation, outcome.import_id)
    assert (undone.targets, undone.moved, undone.unapproved) == (3, ("p4",), ())
    after = standing(session, translation)
    assert [row[:2] for row in after[:3]] == [row[:2] for row in before[:3]]
    assert [new[2] - old[2] for new, old in zip(after[:3], before[:3], strict=True)] == [2, 2, 2]
    assert after[3][0] == "Pinten."
    newest = select(TargetRevision).where(TargetRevision.target_id == targets[0]).order_by(TargetRevision.id.desc())
    revision = session.scalars(newest.limit(1)).one()
    assert (revision.origin, revision.text, revision.version) == (Origin.RESTORE, "Abran la puerta.", 3)
    with pytest.raises(UndoneAlready):
        imports.undo(session, ana, translation, outcome.import_id)


def test_what_was_undone_can_be_imported_again_only_as_conflicts(
    session: Session, translation: Translation, ana: Actor
) -> None:
    written(session, translation, ana)
    file = edited(as_file(session, translation), p1="Abre la puerta.")
    outcome = imported(session, ana, translation, file)
    imports.undo(session, ana, translation, outcome.import_id or 0)
    again = imported(session, ana, translation, file)
    assert [line.key for line in again.conflicts] == ["p1"]
    assert standing(session, translation)[0][0] == "Abran la puerta."


def test_an_approval_comes_back_with_the_text_that_was_approved(
    session: Session, translation: Translation, ana: Actor
) -> None:
    targets = written(session, translation, ana)
    reviewing.approve(session, factories.reviewer(session), targets[0], version=1)
    outcome = imported(session, ana, translation, edited(as_file(session, translation), p1="Abre."))
    assert standing(session, translation)[0][1] is State.TRANSLATED
    undone = imports.undo(session, ana, translation, outcome.import_id or 0)
    assert undone.unapproved == ()
    assert standing(session, translation)[0][:2] == ("Abran la puerta.", State.REVIEWED)


def test_nobody_undoes_another_translations_import(session: Session, translation: Translation, ana: Actor) -> None:
    outcome = imported(session, ana, translation, edited(as_file(session, translation), p1="Abre."))
    other = factories.translation(session, SOURCES)
    with pytest.raises(NotFound):
        imports.undo(session, ana, other, outcome.import_id or 0)
    with pytest.raises(NotAllowed):
        imports.undo(
            session, factories.person(session, PersonRole.READER).as_actor(), translation, outcome.import_id or 0
        )


def test_the_history_names_the_file_and_its_hash(session: Session, translation: Translation, ana: Actor) -> None:
    imported(session, ana, translation, edited(as_file(session, translation), p1="Abre."))
    here = editing.place(session, factories.target_ids(session, translation)[0])
    (text,) = [entry for entry in history.history(session, ana, here).entries if isinstance(entry, history.Text)]
    assert text.file == f"gate.docx · {SHA256[:12]}"
    (past,) = imports.past(session, ana, translation)
    assert (past.name, past.file_sha256, past.actor, past.targets) == ("gate.docx", SHA256, "Ana", 1)


def test_the_same_file_again_is_no_import(session: Session, translation: Translation, ana: Actor) -> None:
    written(session, translation, ana)
    file = edited(as_file(session, translation), p1=Unit("p1", SOURCES[0], "Ábrase.", State.TRANSLATED, version=0))
    imported(session, ana, translation, file)
    counts = [count(session, kind) for kind in (TargetsImport, TargetRevision, Event, Comment)]
    imported(session, ana, translation, file)
    assert [count(session, kind) for kind in (TargetsImport, TargetRevision, Event, Comment)] == counts


# Comments and notes


def with_comments(bitext: Bitext, *comments: Remark) -> Bitext:
    return replace(bitext, units=(replace(bitext.units[0], comments=comments), *bitext.units[1:]))


def test_comments_come_in_once_in_the_importers_name(session: Session, translation: Translation, ana: Actor) -> None:
    target = factories.target_ids(session, translation)[0]
    talk.comment(session, ana, target, "Is it the old gate?")
    own = Remark("Is it the old gate?", "Ana")
    new = Remark("¿Seguro?", "Revisora", created=datetime(2026, 11, 20, tzinfo=UTC))
    file = with_comments(as_file(session, translation), own, new, new)
    outcome = imported(session, ana, translation, file)
    assert outcome.comments == 1
    imported(session, ana, translation, file)
    found = session.scalars(select(Comment.text).order_by(Comment.id)).all()
    assert found[-2:] == ["Is it the old gate?", "Revisora: ¿Seguro?"]
    assert session.scalars(select(Comment.author_id).order_by(Comment.id.desc())).first() == ana.id


def test_comments_are_left_out_on_wish_and_for_the_operator_have_no_author(
    session: Session, translation: Translation, ana: Actor
) -> None:
    file = with_comments(as_file(session, translation), Remark("¿Seguro?", "Revisora"))
    before = count(session, Comment)
    assert imported(session, ana, translation, file, with_comments=False).comments == 0
    assert count(session, Comment) == before
    assert imported(session, OPERATOR, translation, file).comments == 1


def test_a_resolved_comment_is_not_said_again(session: Session, translation: Translation, ana: Actor) -> None:
    target = factories.target_ids(session, translation)[0]
    said = talk.comment(session, ana, target, "Done?")
    talk.resolve(session, ana, target, said.id)
    file = with_comments(as_file(session, translation), Remark("Done?", "Ana"))
    assert imported(session, ana, translation, file).comments == 0


def test_notes_that_are_other_are_told_and_stay(session: Session, translation: Translation, ana: Actor) -> None:
    target = factories.target_ids(session, translation)[0]
    notes.add(session, ana, target, "A note.", side=Side.TARGET, anchor="1")
    bitext = as_file(session, translation)
    note = Remark("Another note.", anchor="1", side=Side.TARGET)
    file = replace(bitext, units=(replace(bitext.units[0], notes=(note,)), *bitext.units[1:]))
    plan = transfers.plan(session, ana, translation, file, file_sha256=SHA256)
    assert [(one.key, one.desk_text, one.file_text) for one in plan.notes] == [("p1", "A note.", "Another note.")]
    same = replace(bitext, units=(replace(bitext.units[0], notes=(replace(note, text="A note."),)), *bitext.units[1:]))
    assert transfers.plan(session, ana, translation, same, file_sha256=SHA256).notes == ()


# Whose it is, and what must not be lost


def test_a_file_of_another_statement_says_so(session: Session, translation: Translation, ana: Actor) -> None:
    file = replace(as_file(session, translation), slug="another")
    plan = transfers.plan(session, ana, translation, file, file_sha256=SHA256)
    assert plan.made_of == "another"
    assert transfers.plan(session, ana, translation, replace(file, slug=""), file_sha256=SHA256).made_of == ""


def test_what_reading_took_for_granted_is_told(session: Session, translation: Translation, ana: Actor) -> None:
    notice = Notice(NoticeKind.CHANGES_ACCEPTED, 2)
    file = replace(as_file(session, translation), notices=(notice,))
    assert transfers.plan(session, ana, translation, file, file_sha256=SHA256).notices == (notice,)


def test_a_file_from_before_a_merge_loses_neither_text(session: Session, translation: Translation, ana: Actor) -> None:
    written(session, translation, ana)
    file = edited(as_file(session, translation), p1="Ábrela.", p2="Ciérrala.")
    arrangements.merge(session, ana, session.get_one(Statement, translation.statement_id), "p1", seen=None)
    outcome = imported(session, ana, translation, file)
    assert [line.key for line in outcome.conflicts] == ["p1"]
    assert [(line.key, line.why) for line in outcome.rejected] == [("p1", Why.REPEATED)]
    target = session.scalars(
        select(Target.id).where(Target.translation_id == translation.id).order_by(Target.id).limit(1)
    ).one()
    beside = select(TargetRevision.text).where(TargetRevision.target_id == target, TargetRevision.version.is_(None))
    assert {"Ábrela.", "Ciérrala."} <= set(session.scalars(beside))


def test_a_conflict_opens_with_the_text_that_the_file_began_from(
    session: Session, translation: Translation, ana: Actor
) -> None:
    target = written(session, translation, ana)[0]
    file = edited(as_file(session, translation), p1="Abran la vieja puerta.")
    beto = factories.translator(session, name="Beto")
    editing.save(session, beto, target, "Abran ya la puerta.", version=1)
    plan = transfers.plan(session, ana, translation, file, file_sha256=SHA256)
    (line,) = plan.conflicts
    found = transfers.conflict_of(session, ana, line)
    assert (found.base, found.theirs, found.mine) == (
        "Abran la puerta.",
        "Abran ya la puerta.",
        "Abran la vieja puerta.",
    )
    assert found.merged == "Abran ya la vieja puerta."
    saved = transfers.decide(session, ana, line, found.merged, version=found.version, file_sha256=SHA256)
    assert isinstance(saved, editing.Saved)
    assert standing(session, translation)[0][0] == "Abran ya la vieja puerta."
    kept = select(TargetRevision.text).where(TargetRevision.version.is_(None), TargetRevision.target_id == target)
    assert session.scalars(kept).all() == ["Abran la vieja puerta."]
    late = transfers.decide(session, ana, line, "Tarde.", version=1, file_sha256=SHA256)
    assert isinstance(late, editing.Conflict)
