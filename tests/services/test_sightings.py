"""What a reviewer has seen, what changed since, and approving together what was on the screen and nothing else."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import (
    BadValue,
    FourEyes,
    LockedTarget,
    NotAllowed,
    NotFound,
    NothingWritten,
    NotSeen,
    StaleTarget,
    WrongState,
)
from domain.permissions import Actor, PersonRole
from domain.states import State
from models import Comment, Review, Sighting, Target, Translation
from models.remark import CommentKind
from models.review import ReturnReason, Verdict
from services import editing, reviewing, sightings
from services.reviewing import Answer
from services.sightings import Earlier
from tests.factories import person, reviewer, target_ids, translation
from tests.services.rows import target

FIRST, SECOND, THIRD = "El río es de todos.", "El río es de todas.", "El río es de nadie."


@pytest.fixture
def carla(session: Session) -> Actor:
    return reviewer(session, name="Carla")


@pytest.fixture
def place(session: Session, ana: Actor) -> Translation:
    return translation(session)


@pytest.fixture
def ids(session: Session, place: Translation) -> list[int]:
    return target_ids(session, place)


def write(session: Session, who: Actor, target_id: int, text: str, *, submits: bool = True) -> int:
    version = target(session, target_id).version
    return editing.save(session, who, target_id, text, version=version, keep_submitted=submits).version


def see(session: Session, who: Actor, place: Translation, *ids: int) -> int:
    versions = {target_id: target(session, target_id).version for target_id in ids}
    return sightings.record_sightings(session, who, place.id, versions)


def sighting(session: Session, who: Actor, target_id: int) -> Sighting | None:
    session.flush()
    return session.get(Sighting, (target_id, who.id), populate_existing=True)


def old(earlier: Earlier | None) -> str | None:
    return earlier and earlier.text


# --- what is remembered --------------------------------------------------------------------------------------


def test_a_text_that_was_seen_and_then_changed_is_shown_as_it_was_seen(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST)
    assert see(session, beto, place, ids[0]) == 1
    assert sightings.changes(session, beto, ids[0]).seen is None
    write(session, ana, ids[0], SECOND)
    found = sightings.changes(session, beto, ids[0])
    assert (found.text, found.language, old(found.seen), found.approved) == (SECOND, "es", FIRST, None)


def test_looking_at_the_new_text_does_not_hide_what_changed_in_it(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST)
    see(session, beto, place, ids[0])
    write(session, ana, ids[0], SECOND)
    see(session, beto, place, ids[0])
    see(session, beto, place, ids[0])
    assert old(sightings.changes(session, beto, ids[0]).seen) == FIRST
    write(session, ana, ids[0], THIRD)
    assert old(sightings.changes(session, beto, ids[0]).seen) == SECOND


def test_everybody_has_seen_what_they_themselves_have_seen(session, ana, beto, carla, place, ids):
    write(session, ana, ids[0], FIRST)
    see(session, beto, place, ids[0])
    write(session, ana, ids[0], SECOND)
    see(session, carla, place, ids[0])
    assert sightings.changes(session, carla, ids[0]).seen is None
    assert sightings.changes(session, ana, ids[0]).seen is None


def test_the_text_last_approved_is_shown_with_who_approved_it(session, ana, beto, carla, place, ids):
    write(session, ana, ids[0], FIRST)
    reviewing.approve(session, beto, ids[0], version=1)
    assert sightings.changes(session, carla, ids[0]).approved is None
    write(session, ana, ids[0], SECOND)
    approved = sightings.changes(session, carla, ids[0]).approved
    assert (approved.text, approved.who) == (FIRST, "Beto")
    write(session, ana, ids[0], FIRST)
    assert sightings.changes(session, carla, ids[0]).approved is None


def test_a_text_sent_back_was_never_approved(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST)
    reviewing.send_back(session, beto, ids[0], version=1, reason=ReturnReason.STYLE)
    write(session, ana, ids[0], SECOND)
    found = sightings.changes(session, beto, ids[0])
    assert (found.approved, old(found.seen)) == (None, FIRST)


@pytest.mark.parametrize("verdict", ["approve", "send back", "edit", "ask"])
def test_a_verdict_is_a_sighting(session, ana, beto, place, ids, verdict):
    version = write(session, ana, ids[0], FIRST)
    if verdict == "approve":
        reviewing.approve(session, beto, ids[0], version=version)
    elif verdict == "send back":
        reviewing.send_back(session, beto, ids[0], version=version, reason=ReturnReason.TERM)
    elif verdict == "edit":
        reviewing.approve_with_edit(session, beto, ids[0], SECOND, version=version)
    else:
        reviewing.ask(session, beto, ids[0], version=version, words="¿De quién?")
    assert sighting(session, beto, ids[0]).version == target(session, ids[0]).version
    assert sightings.changes(session, beto, ids[0]).seen is None


def test_a_draft_counts_as_unseen(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST, submits=False)
    assert see(session, beto, place, *ids) == 0
    assert sighting(session, beto, ids[0]) is None


def test_a_version_that_was_seen_before_it_changed_counts_all_the_same(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST)
    write(session, ana, ids[0], SECOND, submits=False)
    assert sightings.record_sightings(session, beto, place.id, {ids[0]: 1}) == 1
    assert old(sightings.changes(session, beto, ids[0]).seen) == FIRST


@pytest.mark.parametrize("version", [0, -1, 2, 2**40])
def test_versions_that_never_were_are_left_out(session, ana, beto, place, ids, version):
    write(session, ana, ids[0], FIRST)
    assert sightings.record_sightings(session, beto, place.id, {ids[0]: version, 2**40: 1, -1: 1}) == 0


def test_an_older_tab_takes_nothing_back(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST)
    write(session, ana, ids[0], SECOND)
    see(session, beto, place, ids[0])
    sightings.record_sightings(session, beto, place.id, {ids[0]: 1})
    found = sighting(session, beto, ids[0])
    assert (found.version, found.earlier_revision_id) == (2, None)


def test_targets_of_another_translation_are_left_out(session, ana, beto, place, ids):
    other = translation(session)
    elsewhere = target_ids(session, other)[0]
    write(session, ana, elsewhere, FIRST)
    assert sightings.record_sightings(session, beto, place.id, {elsewhere: 1}) == 0


def test_only_those_who_review_the_language_are_asked_what_they_saw(session, ana, place, ids):
    for who in (ana, reviewer(session, "fr")):
        with pytest.raises(NotAllowed):
            sightings.record_sightings(session, who, place.id, {})
    with pytest.raises(NotFound):
        sightings.record_sightings(session, reviewer(session), 10**6, {})


def test_sightings_cost_the_same_for_one_and_for_many(session, ana, beto, place, ids, counted):
    for target_id in ids:
        write(session, ana, target_id, FIRST)
    session.flush()
    start = counted()
    sightings.record_sightings(session, beto, place.id, {ids[0]: 1})
    one = counted() - start
    sightings.record_sightings(session, beto, place.id, dict.fromkeys(ids, 1))
    assert counted() - start - one <= one


# --- asking --------------------------------------------------------------------------------------------------


def test_a_question_decides_nothing_and_stands_at_the_paragraph(session, ana, beto, place, ids):
    version = write(session, ana, ids[0], FIRST)
    saved = reviewing.ask(session, beto, ids[0], version=version, words="  ¿De todos?  ")
    now = target(session, ids[0])
    assert (saved.version, now.version, now.state) == (version, version, State.TRANSLATED)
    review = session.scalars(select(Review).where(Review.target_id == ids[0])).one()
    assert (review.verdict, review.words, review.reviewer_id) == (Verdict.QUESTION, "¿De todos?", beto.id)
    comment = session.scalars(select(Comment)).one()
    assert (comment.kind, comment.text, comment.resolved_at) == (CommentKind.QUESTION, "¿De todos?", None)
    assert (comment.segment_id, comment.translation_id) == (now.segment_id, place.id)
    reviewing.approve(session, beto, ids[0], version=version)


def test_a_question_is_asked_of_what_waits_and_was_seen(session, ana, beto, place, ids):
    version = write(session, ana, ids[0], FIRST)
    with pytest.raises(StaleTarget):
        reviewing.ask(session, beto, ids[0], version=version - 1, words="¿?")
    with pytest.raises(NothingWritten):
        reviewing.ask(session, beto, ids[0], version=version, words=" \n")
    with pytest.raises(NotAllowed):
        reviewing.ask(session, ana, ids[0], version=version, words="¿?")
    reviewing.approve(session, beto, ids[0], version=version)
    with pytest.raises(WrongState):
        reviewing.ask(session, beto, ids[0], version=version + 1, words="¿?")
    assert session.scalars(select(Comment)).all() == []


# --- approving what was on the screen ------------------------------------------------------------------------


def refusals(answers: Sequence[Answer]) -> list[type[Exception] | None]:
    return [type(answer.error) if answer.error else None for answer in answers]


def test_what_was_seen_is_approved_and_what_was_not_stays(session, ana, beto, place, ids):
    for target_id in ids:
        write(session, ana, target_id, FIRST)
    see(session, beto, place, ids[0], ids[2])
    answers = reviewing.approve_shown(session, beto, place, dict.fromkeys(ids, 1))
    assert refusals(answers) == [None, NotSeen, None]
    assert [answer.key for answer in answers] == ["p1", "p2", "p3"]
    states = [target(session, target_id).state for target_id in ids]
    assert states == [State.REVIEWED, State.TRANSLATED, State.REVIEWED]


def test_an_older_sighting_is_none_of_the_present_text(session, ana, beto, place, ids):
    write(session, ana, ids[0], FIRST)
    see(session, beto, place, ids[0])
    write(session, ana, ids[0], SECOND)
    assert refusals(reviewing.approve_shown(session, beto, place, {ids[0]: 2})) == [NotSeen]
    assert refusals(reviewing.approve_shown(session, beto, place, {ids[0]: 1})) == [StaleTarget]
    assert target(session, ids[0]).state is State.TRANSLATED


def test_somebody_elses_sighting_approves_nothing(session, ana, beto, carla, place, ids):
    write(session, ana, ids[0], FIRST)
    see(session, carla, place, ids[0])
    assert refusals(reviewing.approve_shown(session, beto, place, {ids[0]: 1})) == [NotSeen]


def test_each_is_held_to_the_rules_of_one_approval(session, ana, beto, place):
    ids = target_ids(session, place := translation(session, [f"Paragraph {n}." for n in range(5)]))
    both = person(session, PersonRole.TRANSLATOR, PersonRole.REVIEWER).as_actor()
    write(session, both, ids[0], FIRST)
    write(session, ana, ids[1], FIRST)
    write(session, ana, ids[2], FIRST)
    write(session, ana, ids[3], FIRST, submits=False)
    session.execute(update(Target).where(Target.id == ids[1]).values(is_locked=True))
    elsewhere = target_ids(session, translation(session))[0]
    write(session, ana, elsewhere, FIRST)
    see(session, both, place, *ids)
    sightings.see(session, both, {ids[3]: 1, elsewhere: 1})  # past the door, to try the rules behind it
    asked = {**dict.fromkeys(ids[:4], 1), elsewhere: 1, 10**8: 1}
    answers = reviewing.approve_shown(session, both, place, asked)
    assert refusals(answers) == [FourEyes, LockedTarget, None, WrongState, NotFound, NotFound]
    states = [target(session, target_id).state for target_id in (*ids[:4], elsewhere)]
    assert states == [State.TRANSLATED, State.TRANSLATED, State.REVIEWED, State.DRAFT, State.TRANSLATED]


def test_no_more_than_two_windows_are_approved_at_once(session, beto, place):
    with pytest.raises(BadValue):
        reviewing.approve_shown(session, beto, place, dict.fromkeys(range(1, reviewing.MOST_AT_ONCE + 2), 1))


def test_only_reviewers_of_the_language_approve_what_they_saw(session, ana, place):
    for who in (ana, reviewer(session, "fr"), person(session, PersonRole.PUBLISHER).as_actor()):
        with pytest.raises(NotAllowed):
            reviewing.approve_shown(session, who, place, {})


def test_approved_with_an_edit_it_waits_for_a_second_person_by_every_door(session, ana, beto, carla, place, ids):
    write(session, ana, ids[0], FIRST)
    saved = reviewing.approve_with_edit(session, beto, ids[0], SECOND, version=1)
    assert saved.state is State.TRANSLATED
    with pytest.raises(FourEyes):
        reviewing.approve(session, beto, ids[0], version=saved.version)
    see(session, beto, place, ids[0])
    assert refusals(reviewing.approve_shown(session, beto, place, {ids[0]: saved.version})) == [FourEyes]
    see(session, carla, place, ids[0])
    assert refusals(reviewing.approve_shown(session, carla, place, {ids[0]: saved.version})) == [None]
    assert target(session, ids[0]).state is State.REVIEWED
