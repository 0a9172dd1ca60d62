"""Verdicts: what each leaves behind, and the queue of what waits for whom."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import (
    FourEyes,
    LockedTarget,
    NotAllowed,
    NotFound,
    NothingToSubmit,
    StaleTarget,
    TextTooLong,
    WrongState,
)
from domain.permissions import OPERATOR, Actor, PersonRole
from domain.states import State
from models import Event as Happening
from models import Review, Target, TargetRevision, Translation
from models.review import ReturnReason, Verdict
from models.statement import FourEyesRule
from services import editing, reviewing
from services.editing import Conflict
from services.store import begin_write
from tests.factories import person, reviewer, target_ids, translation, translator

TIME_OUT_S = 120


@pytest.fixture
def here(session: Session, ana: Actor) -> int:
    """Give a target that waits for a verdict, at version 1."""
    target_id = target_ids(session, translation(session))[1]
    editing.save(session, ana, target_id, "El río.", version=0, keep_submitted=True)
    return target_id


def target(session: Session, target_id: int) -> Target:
    session.flush()
    return session.get_one(Target, target_id, populate_existing=True)


def reviews(session: Session, target_id: int) -> list[Review]:
    session.flush()
    return list(session.scalars(select(Review).where(Review.target_id == target_id).order_by(Review.id)))


def happenings(session: Session, target_id: int) -> list[tuple[str, int | None]]:
    session.flush()
    rows = session.execute(select(Happening.name, Happening.actor_id, Happening.facts).order_by(Happening.id))
    return [(name, actor) for name, actor, facts in rows if facts.get("target") == target_id]


# Approving


def test_an_approval_names_the_revision_seen_and_who_saw_it(session, ana, beto, here):
    before = target(session, here).updated_at
    saved = reviewing.approve(session, beto, here, version=1)
    assert (saved.state, saved.version) == (State.REVIEWED, 2)
    row = target(session, here)
    assert (row.state, row.version, row.updated_at, row.updated_by_id) == (State.REVIEWED, 2, before, ana.id)
    (review,) = reviews(session, here)
    assert (review.verdict, review.reviewer_id, review.version, review.reason) == (Verdict.APPROVED, beto.id, 1, None)
    assert session.get_one(TargetRevision, review.revision_id).text == "El río."
    assert happenings(session, here) == [("target.submitted", ana.id), ("target.approved", beto.id)]


def test_an_approval_is_of_what_stands_there_and_not_of_what_came_too_late(session, ana, beto, here):
    carla = translator(session)
    assert isinstance(editing.save(session, carla, here, "Tarde.", version=0), Conflict)
    reviewing.approve(session, beto, here, version=1)
    (review,) = reviews(session, here)
    assert session.get_one(TargetRevision, review.revision_id).text == "El río."


@pytest.mark.parametrize("version", [None, 0, 2, -1, 2**31, 10**30])
def test_nothing_is_judged_unseen(session, beto, here, version):
    for judge in (
        lambda: reviewing.approve(session, beto, here, version=version),
        lambda: reviewing.send_back(session, beto, here, version=version, reason=ReturnReason.TERM),
    ):
        with pytest.raises(StaleTarget) as stale:
            judge()
        assert stale.value.facts["conflict"].theirs == "El río."
        assert stale.value.facts["conflict"].version == 1
    assert reviews(session, here) == []
    assert target(session, here).state is State.TRANSLATED


def test_a_locked_target_gets_no_verdict(session, beto, here):
    session.execute(update(Target).where(Target.id == here).values(is_locked=True))
    with pytest.raises(LockedTarget):
        reviewing.approve(session, beto, here, version=1)
    with pytest.raises(LockedTarget):
        reviewing.send_back(session, beto, here, version=1, reason=ReturnReason.TERM)
    with pytest.raises(LockedTarget):
        reviewing.approve_with_edit(session, beto, here, "Otra cosa.", version=1)
    assert reviews(session, here) == []


def test_who_does_not_review_judges_nothing(session, ana, here):
    publisher = person(session, PersonRole.PUBLISHER, PersonRole.ADMIN, PersonRole.READER).as_actor()
    for who in (ana, publisher, OPERATOR, reviewer(session, "fr")):
        with pytest.raises(NotAllowed):
            reviewing.approve(session, who, here, version=1)
        with pytest.raises(NotAllowed):
            reviewing.approve_with_edit(session, who, here, "Otra cosa.", version=1)
        with pytest.raises(NotAllowed):
            reviewing.send_back(session, who, here, version=1, reason=ReturnReason.TERM)


@pytest.mark.parametrize("target_id", [0, -1, 999_999, 2**31, 10**30])
def test_a_target_that_does_not_exist_is_not_found(session, beto, target_id):
    with pytest.raises(NotFound):
        reviewing.approve(session, beto, target_id, version=1)
    with pytest.raises(NotFound):
        reviewing.approve_with_edit(session, beto, target_id, "x", version=1)
    with pytest.raises(NotFound):
        reviewing.send_back(session, beto, target_id, version=1, reason=ReturnReason.TERM)


def test_who_approves_while_the_writer_goes_on_approves_nothing(session, engine, ana, beto, here, monkeypatch):
    """Between the reviewer's look and the step the text changes: the step must see it."""
    session.commit()
    looked, answers, real = Event(), [], reviewing.is_author

    def seen(*question: object) -> bool:
        looked.set()
        return real(*question)

    def work() -> None:
        with Session(engine) as other:
            begin_write(other)
            try:
                answers.append(reviewing.approve(other, beto, here, version=1))
            except StaleTarget as error:
                answers.append(error)
            other.commit()

    with Session(engine) as first:
        begin_write(first)
        editing.save(first, ana, here, "El lago.", version=1, keep_submitted=True)
        monkeypatch.setattr(reviewing, "is_author", seen)
        second = Thread(target=work, daemon=True)
        second.start()
        if engine.dialect.name == "postgresql":  # SQLite's second writer waits before it looks
            assert looked.wait(TIME_OUT_S)
        first.commit()
    second.join(TIME_OUT_S)
    assert isinstance(answers[0], StaleTarget)
    assert answers[0].facts["conflict"].theirs == "El lago."
    assert target(session, here).state is State.TRANSLATED
    assert reviews(session, here) == []


def test_of_two_approvals_at_once_one_counts(session, engine, beto, here):
    carla = reviewer(session)
    session.commit()
    answers: list[object] = []

    def work(engine: Engine, who: Actor) -> None:
        with Session(engine) as other:
            begin_write(other)
            try:
                answers.append(reviewing.approve(other, who, here, version=1))
                other.commit()
            except StaleTarget as error:
                answers.append(error)

    threads = [Thread(target=work, args=(engine, who), daemon=True) for who in (beto, carla)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIME_OUT_S)
    assert sorted(type(answer).__name__ for answer in answers) == ["Saved", "StaleTarget"]
    assert len(reviews(session, here)) == 1
    assert target(session, here).version == 2


# Approving with an edit


def test_an_edited_approval_keeps_the_reviewers_wording_for_a_second_person(session, beto, here):
    saved = reviewing.approve_with_edit(session, beto, here, "El lago.", version=1)
    assert (saved.state, saved.version) == (State.TRANSLATED, 2)
    assert target(session, here).text == "El lago."
    (review,) = reviews(session, here)
    assert (review.verdict, review.version, review.reviewer_id) == (Verdict.APPROVED_WITH_EDIT, 1, beto.id)
    assert session.get_one(TargetRevision, review.revision_id).text == "El lago."
    assert happenings(session, here)[-1] == ("target.approved_with_edit", beto.id)


def test_an_edited_approval_that_changes_nothing_is_none(session, beto, here):
    saved = reviewing.approve_with_edit(session, beto, here, "El río.", version=1)
    assert (saved.state, saved.version, saved.is_changed) == (State.TRANSLATED, 1, False)
    assert reviews(session, here) == []


@pytest.mark.parametrize("version", [None, 0, 2, -1])
def test_an_edited_approval_that_comes_too_late_is_kept_beside_the_target(session, beto, here, version):
    answer = reviewing.approve_with_edit(session, beto, here, "El lago.", version=version)
    assert isinstance(answer, Conflict)
    assert (answer.mine, answer.theirs) == ("El lago.", "El río.")
    assert target(session, here).text == "El río."
    assert reviews(session, here) == []
    kept = select(TargetRevision.text).where(TargetRevision.target_id == here, TargetRevision.version.is_(None))
    assert session.scalars(kept).all() == ["El lago."]


@pytest.mark.parametrize("text", ["", " \n\t", "\0"])
def test_an_edited_approval_of_nothing_is_refused_and_the_text_stays(session, beto, here, text):
    with pytest.raises(NothingToSubmit):
        reviewing.approve_with_edit(session, beto, here, text, version=1)
    assert target(session, here).text == "El río."


def test_only_what_was_handed_in_is_approved_with_an_edit(session, ana, beto):
    empty, draft = target_ids(session, translation(session))[:2]
    editing.save(session, ana, draft, "Borrador.", version=0)
    with pytest.raises(WrongState):
        reviewing.approve_with_edit(session, beto, empty, "Texto.", version=0)
    with pytest.raises(WrongState):
        reviewing.approve_with_edit(session, beto, draft, "Texto.", version=1)
    assert (target(session, empty).text, target(session, draft).text) == ("", "Borrador.")


# Sending back


def test_a_returned_target_says_why_and_to_whom_it_goes_back(session, ana, beto, here):
    saved = reviewing.send_back(session, beto, here, version=1, reason=ReturnReason.OMISSION, words="  ¿Y el lago?\r\n")
    assert (saved.state, saved.version) == (State.RETURNED, 2)
    assert (target(session, here).text, target(session, here).updated_by_id) == ("El río.", ana.id)
    (review,) = reviews(session, here)
    assert (review.verdict, review.reason, review.words) == (Verdict.RETURNED, ReturnReason.OMISSION, "¿Y el lago?")
    assert happenings(session, here)[-1] == ("target.returned", beto.id)


@pytest.mark.parametrize("prepare", ["draft", "returned", "reviewed", "untranslated"])
def test_only_what_waits_for_a_verdict_is_sent_back(session, ana, beto, here, prepare):
    if prepare == "returned":
        reviewing.send_back(session, beto, here, version=1, reason=ReturnReason.TERM)
    elif prepare == "reviewed":
        reviewing.approve(session, beto, here, version=1)
    else:
        editing.save(session, ana, here, "El lago." if prepare == "draft" else "", version=1)
    assert target(session, here).state.value == prepare
    with pytest.raises(WrongState):
        reviewing.send_back(session, beto, here, version=2, reason=ReturnReason.TERM)


def test_no_word_of_a_reviewer_is_cut_off(session, beto, here):
    with pytest.raises(TextTooLong) as too_long:
        reviewing.send_back(session, beto, here, version=1, reason=ReturnReason.TERM, words="x" * 4001)
    assert too_long.value.facts == {"length": 4001, "limit": 4000}
    reviewing.send_back(session, beto, here, version=1, reason=ReturnReason.TERM, words="ñ" * 4000 + "\0\n")
    session.commit()
    assert reviews(session, here)[0].words == "ñ" * 4000


def test_the_database_itself_holds_a_return_without_a_reason_back(session, beto, here):
    revision = session.scalars(select(TargetRevision.id).where(TargetRevision.target_id == here)).one()
    session.add(Review(target_id=here, revision_id=revision, version=1, reviewer_id=beto.id, verdict=Verdict.RETURNED))
    with pytest.raises(IntegrityError, match="returned_with_reason"):
        session.flush()


# The queue


@pytest.fixture
def library(session: Session, ana: Actor) -> dict[str, Translation]:
    """Give statements in several languages with targets in every state; the noise waits in Spanish, too."""
    library = {tag: translation(session, language=tag, title=f"Waiting {tag}") for tag in ("es", "es-PE", "fr", "est")}
    for there in library.values():
        first, second, _third = target_ids(session, there)
        editing.save(session, ana, first, "Espera.", version=0, keep_submitted=True)
        editing.save(session, ana, second, "Borrador.", version=0)
    return library


def waiting(session: Session, who: Actor, **rest: int) -> list[tuple[str, str]]:
    return [(line.title, line.text) for line in reviewing.queue(session, who, **rest) if line.title.startswith("Wait")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (None, ["es", "es-PE", "fr", "est"]),
        ("es", ["es", "es-PE"]),
        ("ES", ["es", "es-PE"]),
        ("es-PE", ["es-PE"]),
        ("fr", ["fr"]),
        ("pt", []),
    ],
)
def test_the_queue_holds_what_waits_in_ones_languages(session, library, language, expected):
    critic = reviewer(session, language)
    assert waiting(session, critic) == [(f"Waiting {tag}", "Espera.") for tag in expected]
    others = 1 if language in (None, "es", "ES") else 0  # of the noise
    assert reviewing.count_waiting(session, critic) == len(expected) + others == len(reviewing.queue(session, critic))


def test_the_queue_leaves_out_what_one_was_the_last_to_write(session, library, ana):
    both = person(session, PersonRole.REVIEWER, PersonRole.TRANSLATOR).as_actor()
    target_id = target_ids(session, library["es"])[0]
    count = reviewing.count_waiting(session, both)
    editing.save(session, both, target_id, "Espera más.", version=1, keep_submitted=True)
    assert ("Waiting es", "Espera más.") not in waiting(session, both)
    assert ("Waiting es", "Espera más.") in waiting(session, reviewer(session))
    assert reviewing.count_waiting(session, both) == count - 1


def test_the_queue_of_a_group_of_one_holds_ones_own(session, ana):
    alone = person(session, PersonRole.REVIEWER, PersonRole.TRANSLATOR).as_actor()
    there = translation(session, title="Waiting alone", four_eyes=FourEyesRule.OFF)
    editing.save(session, alone, target_ids(session, there)[0], "Espera.", version=0, keep_submitted=True)
    assert waiting(session, alone) == [("Waiting alone", "Espera.")]


def test_the_queue_holds_what_the_operator_brought_in(session, ana, beto):
    there = translation(session, title="Waiting import")
    editing.save(session, OPERATOR, target_ids(session, there)[0], "Espera.", version=0, keep_submitted=True)
    assert waiting(session, beto) == [("Waiting import", "Espera.")]


def test_the_queue_is_in_reading_order_and_pages_without_a_gap(session, ana, beto):
    there = translation(session, [f"Paragraph {n}." for n in range(7)], title="Waiting long")
    for target_id in reversed(target_ids(session, there)):
        editing.save(session, ana, target_id, f"Texto {target_id}.", version=0, keep_submitted=True)
    whole = reviewing.queue(session, beto)
    assert [line.position for line in whole if line.title == "Waiting long"] == list(range(1, 8))
    pages = [reviewing.queue(session, beto, after=after, limit=3) for after in range(0, len(whole) + 3, 3)]
    assert [line for page in pages for line in page] == whole
    assert reviewing.queue(session, beto, after=10**30) == []
    assert reviewing.queue(session, beto, after=-5, limit=1) == whole[:1]


def test_a_line_of_the_queue_says_what_a_reviewer_needs_to_know(session, library, ana):
    (line,) = [line for line in reviewing.queue(session, reviewer(session, "fr")) if line.language == "fr"]
    assert (line.number, line.position, line.words, line.author) == (1, 1, 4, "Ana")
    assert (line.source, line.text) == ("The river is everybody's.", "Espera.")
    assert line.slug == library["fr"].statement.slug


def test_nothing_waits_for_those_who_review_nothing(session, library, ana):
    assert reviewing.count_waiting(session, ana) == 0
    with pytest.raises(NotAllowed):
        reviewing.queue(session, ana)


def test_the_queue_costs_one_question_however_long_it_is(session, ana, beto, counted: Callable[[], int]):
    there = translation(session, [f"Paragraph {n}." for n in range(60)])
    for target_id in target_ids(session, there):
        editing.save(session, ana, target_id, "Texto.", version=0, keep_submitted=True)
    before = counted()
    reviewing.queue(session, beto)
    reviewing.count_waiting(session, beto)
    assert counted() - before == 2


def test_a_refused_approval_leaves_nothing_behind(session, here, ana):
    author = person(session, PersonRole.REVIEWER, PersonRole.TRANSLATOR).as_actor()
    editing.save(session, author, here, "El lago.", version=1, keep_submitted=True)
    before = happenings(session, here)
    with pytest.raises(FourEyes):
        reviewing.approve(session, author, here, version=2)
    assert (reviews(session, here), happenings(session, here)) == ([], before)
