"""Replacing: what the preview shows is what is done, others' work is left alone, and one undo puts all of it back."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import BadValue, FourEyes, NotAllowed, NotFound, TextTooLong, UndoneAlready
from domain.permissions import Actor
from domain.states import State
from models import Event, Replacement, Target, TargetRevision, Translation
from models.review import ReturnReason
from models.revision import Origin
from services import editing, replacing, reviewing
from tests import factories
from tests.services import rows

TEXTS = ("El río es ancho.", "Trae una silla.", "El *río* y otro río.", "Nada.", "Un río aprobado.", "río")
WISH = replacing.wish("río", "mar")


@pytest.fixture
def translation(session: Session) -> Translation:
    factories.noise(session)
    return factories.translation(session, TEXTS)


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session, name="Ana")


@pytest.fixture
def rita(session: Session) -> Actor:
    return factories.reviewer(session, name="Rita")


@pytest.fixture
def ids(session: Session, translation: Translation, ana: Actor, rita: Actor) -> list[int]:
    """Give the targets: a draft, a draft without the word, one handed in, a draft, an approved and a returned one."""
    ids = factories.target_ids(session, translation)
    for n, (target_id, text) in enumerate(zip(ids, TEXTS, strict=True)):
        editing.save(session, ana, target_id, text, version=0, keep_submitted=n in (2, 4, 5))
    reviewing.approve(session, rita, ids[4], version=1)
    reviewing.send_back(session, rita, ids[5], version=1, reason=ReturnReason.TERM)
    session.commit()
    return ids


def seen(plan: replacing.Plan) -> dict[int, int]:
    return {change.target_id: change.version for change in plan.changes}


def now_at(session: Session, ids: list[int]) -> list[tuple[str, State]]:
    return [((target := rows.target(session, n)).text, target.state) for n in ids]


def snapshot(session: Session, ids: list[int]) -> list[tuple[object, ...]]:
    """Return all that an undoing has to put back."""
    return [
        (t.text, t.state, t.source_revision, t.is_outdated, t.is_machine, t.is_self_approved)
        for t in (rows.target(session, n) for n in ids)
    ]


def test_the_preview_is_what_is_done(session: Session, translation: Translation, ids: list[int], ana: Actor) -> None:
    plan = replacing.plan(session, ana, translation, WISH, with_approved=False)
    assert [(change.key, len(change.places)) for change in plan.changes] == [("p1", 1), ("p3", 2), ("p6", 1)]
    assert [change.key for change in plan.left] == ["p5"]
    assert (plan.places, plan.count(State.TRANSLATED), plan.is_more, plan.in_marks) == (4, 1, False, 0)
    before = snapshot(session, ids)
    done = replacing.apply(session, ana, translation, WISH, seen(plan))
    session.commit()
    assert (done.targets, done.places, done.moved, done.locked) == (3, 4, (), ())
    expected = {change.target_id: change.new_text for change in plan.changes}
    for n, old in zip(ids, before, strict=True):
        target = rows.target(session, n)
        assert target.text == expected.get(n, old[0])
        assert target.state is (State.DRAFT if n in expected else old[1])
    assert now_at(session, ids)[2] == ("El *mar* y otro mar.", State.DRAFT)
    assert replacing.plan(session, ana, translation, WISH, with_approved=False).changes == ()


def test_one_undo_gives_every_text_and_state_back(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    before = snapshot(session, ids)
    plan = replacing.plan(session, ana, translation, WISH, with_approved=True)
    assert plan.count(State.REVIEWED) == 1
    done = replacing.apply(session, ana, translation, WISH, seen(plan))
    session.commit()
    assert done.targets == 4
    assert done.replacement_id
    assert rows.target(session, ids[4]).state is State.DRAFT
    undone = replacing.undo(session, ana, translation, done.replacement_id)
    session.commit()
    assert (undone.targets, undone.moved, undone.unapproved) == (4, (), ())
    assert snapshot(session, ids) == before
    last = rows.history(session, ids[4])[-1]
    assert (last.origin, last.author_id, last.text, last.state) == (
        Origin.RESTORE, ana.id, TEXTS[4], State.REVIEWED,
    )  # fmt: skip
    assert rows.target(session, ids[4]).version == last.version
    with pytest.raises(UndoneAlready):
        replacing.undo(session, ana, translation, done.replacement_id)


def test_what_was_changed_since_the_preview_is_left_alone(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    plan = replacing.plan(session, ana, translation, WISH, with_approved=False)
    editing.save(session, factories.translator(session), ids[0], "El río, otra vez.", version=1)
    session.commit()
    kept = session.scalar(select(func.count()).select_from(TargetRevision))
    done = replacing.apply(session, ana, translation, WISH, seen(plan))
    session.commit()
    assert (done.targets, done.moved) == (2, ("p1",))
    assert now_at(session, ids)[0][0] == "El río, otra vez."
    assert session.scalar(select(func.count()).select_from(TargetRevision)) == (kept or 0) + 2


def test_what_was_changed_since_is_not_put_back(
    session: Session, translation: Translation, ids: list[int], ana: Actor, rita: Actor
) -> None:
    done = replacing.apply(session, ana, translation, WISH, {ids[0]: 1, ids[2]: 1})
    assert done.replacement_id
    editing.submit(session, ana, ids[0], version=2)
    reviewing.approve(session, rita, ids[0], version=3)  # no word has changed, but somebody has read it
    session.commit()
    undone = replacing.undo(session, ana, translation, done.replacement_id)
    session.commit()
    assert (undone.targets, undone.moved) == (1, ("p1",))
    assert now_at(session, ids)[0] == ("El mar es ancho.", State.REVIEWED)
    assert now_at(session, ids)[2] == (TEXTS[2], State.TRANSLATED)


def test_locked_targets_are_left_and_named(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    plan = replacing.plan(session, ana, translation, WISH, with_approved=False)
    session.get_one(Target, ids[0]).is_locked = True
    session.commit()
    again = replacing.plan(session, ana, translation, WISH, with_approved=True)
    assert [change.key for change in again.left] == ["p1"]
    done = replacing.apply(session, ana, translation, WISH, seen(plan))
    assert (done.targets, done.locked) == (2, ("p1",))
    session.get_one(Target, ids[2]).is_locked = True
    session.commit()
    assert done.replacement_id
    assert replacing.undo(session, ana, translation, done.replacement_id).moved == ("p3",)


def test_only_what_was_chosen_is_changed_and_only_here(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    other = factories.translation(session, ("One.",))
    foreign = factories.target_ids(session, other)[0]
    editing.save(session, ana, foreign, "El río ajeno.", version=0)
    done = replacing.apply(session, ana, translation, WISH, {ids[2]: 1, foreign: 1, ids[1]: 1})
    assert done.targets == 1
    assert now_at(session, [foreign])[0][0] == "El río ajeno."
    assert replacing.apply(session, ana, translation, WISH, {}).replacement_id is None
    assert session.scalar(select(func.count()).select_from(Replacement)) == 1


def test_whoever_replaced_is_an_author_of_the_new_words(
    session: Session, translation: Translation, ids: list[int], rita: Actor
) -> None:
    replacing.apply(session, rita, translation, WISH, {ids[2]: 1})
    editing.submit(session, rita, ids[2], version=2)
    with pytest.raises(FourEyes):
        reviewing.approve(session, rita, ids[2], version=3)
    reviewing.approve(session, factories.reviewer(session), ids[2], version=3)


def test_an_approval_comes_back_with_the_approved_text_alone(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    """A text that was approved, whose approval stands on another revision, waits for review after the undoing."""
    done = replacing.apply(session, ana, translation, WISH, {ids[4]: 2})
    assert done.replacement_id
    approved = rows.history(session, ids[4])[0]
    approved.text = "Un río que nadie aprobó así."
    session.commit()
    undone = replacing.undo(session, ana, translation, done.replacement_id)
    assert undone.unapproved == ("p5",)
    assert now_at(session, ids)[4] == (TEXTS[4], State.TRANSLATED)


def test_an_undone_replacement_is_no_approval_of_ones_own_words(
    session: Session, translation: Translation, ids: list[int], ana: Actor, rita: Actor
) -> None:
    """Replace, undo, approve: whoever put the words back may not be their second pair of eyes either."""
    done = replacing.apply(session, rita, translation, WISH, {ids[2]: 1})
    assert done.replacement_id
    replacing.undo(session, rita, translation, done.replacement_id)
    assert rows.target(session, ids[2]).state is State.TRANSLATED
    with pytest.raises(FourEyes):
        reviewing.approve(session, rita, ids[2], version=3)


def test_a_target_may_be_emptied_and_filled_again(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    done = replacing.apply(session, ana, translation, replacing.wish("río", ""), {ids[5]: 2})
    assert now_at(session, ids)[5] == ("", State.UNTRANSLATED)
    assert done.replacement_id
    replacing.undo(session, ana, translation, done.replacement_id)
    assert now_at(session, ids)[5] == ("río", State.RETURNED)


def test_a_text_that_would_grow_too_long_is_left(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    editing.save(session, ana, ids[0], "río " * 40_000, version=1)
    plan = replacing.plan(session, ana, translation, replacing.wish("río", "x" * 400), with_approved=False)
    assert ids[0] not in seen(plan)
    assert plan.in_marks == 40_000


def test_a_replacement_that_changes_nothing_is_none(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    assert replacing.plan(session, ana, translation, replacing.wish("río", "río"), with_approved=True).changes == ()


def test_what_happened_is_recorded_without_texts(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    done = replacing.apply(session, ana, translation, WISH, {ids[0]: 1})
    assert done.replacement_id
    replacing.undo(session, ana, translation, done.replacement_id)
    names = ("targets.replaced", "targets.put_back")
    events = session.scalars(select(Event).where(Event.name.in_(names)).order_by(Event.id)).all()
    assert [(event.name, event.facts["targets"]) for event in events] == [(name, 1) for name in names]
    assert "río" not in str([event.facts for event in events])
    (past,) = replacing.past(session, ana, translation)
    assert (past.find, past.replacement, past.actor, past.targets, past.places) == ("río", "mar", "Ana", 1, 1)
    assert past.undone_at


def test_who_may_not_write_there_may_not_replace(session: Session, translation: Translation, ids: list[int]) -> None:
    for actor in (factories.translator(session, language="fr"), Actor(None, "", ())):
        with pytest.raises(NotAllowed):
            replacing.plan(session, actor, translation, WISH, with_approved=True)
        with pytest.raises(NotAllowed):
            replacing.apply(session, actor, translation, WISH, {ids[0]: 1})
        with pytest.raises(NotAllowed):
            replacing.undo(session, actor, translation, 1)
        with pytest.raises(NotAllowed):
            replacing.past(session, actor, translation)


def test_a_replacement_of_another_translation_is_not_found(
    session: Session, translation: Translation, ids: list[int], ana: Actor
) -> None:
    done = replacing.apply(session, ana, translation, WISH, {ids[0]: 1})
    assert done.replacement_id
    with pytest.raises(NotFound):
        replacing.undo(session, ana, factories.translation(session, ("One.",)), done.replacement_id)


def test_wishes_are_stored_as_texts_are() -> None:
    assert replacing.wish("e\u0301\r\nx", "a\u0301").find == "é x"
    assert replacing.wish("x", "a\u0301").replacement == "á"
    with pytest.raises(BadValue):
        replacing.wish("", "x")
    with pytest.raises(TextTooLong):
        replacing.wish("x", "y" * 501)
