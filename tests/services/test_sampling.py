"""A random tenth for the publisher: who draws it, how many, what its reading leaves."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import NotAllowed, NotFound, NothingApproved, NothingWritten, StaleTarget
from domain.permissions import Actor, PersonRole
from domain.states import State
from models import Comment, Sample, SampleEntry, Target, Translation
from models.remark import CommentKind
from models.sample import Finding
from services import editing, reviewing, sampling
from tests.factories import noise, person, reviewer, target_ids, translation, translator
from tests.services.rows import target

COUNT = 23


@pytest.fixture
def eva(session: Session) -> Actor:
    noise(session)
    return person(session, PersonRole.PUBLISHER, name="Eva").as_actor()


@pytest.fixture
def place(session: Session, eva: Actor) -> Translation:
    return translation(session, [f"Paragraph {n}." for n in range(1, COUNT + 3)])


@pytest.fixture
def approved(session: Session, place: Translation) -> list[int]:
    """Approve all but the last two targets, one of which is handed in."""
    ana, beto = translator(session), reviewer(session)
    ids = target_ids(session, place)
    for n, target_id in enumerate(ids[: COUNT + 1], 1):
        editing.save(session, ana, target_id, f"Párrafo {n}.", version=0, keep_submitted=True)
        if n <= COUNT:
            reviewing.approve(session, beto, target_id, version=1)
    return ids[:COUNT]


def draw(session: Session, who: Actor, place: Translation, seed: int | None = None) -> Sample:
    return sampling.draw(session, who, place.statement.slug, place.language, seed=seed)


def drawn(session: Session, sample: Sample) -> list[int]:
    return list(session.scalars(select(SampleEntry.target_id).where(SampleEntry.sample_id == sample.id)))


@pytest.mark.parametrize(
    ("approved", "size"), [(1, 1), (4, 4), (5, 5), (6, 5), (50, 5), (51, 6), (118, 12), (10_000, 1000)]
)
def test_it_is_a_tenth_and_at_least_five_or_all(approved: int, size: int):
    assert sampling.size_of(approved) == size


def test_what_is_drawn_is_approved_and_each_is_drawn_once(session, eva, place, approved):
    for seed in range(20):
        sample = draw(session, eva, place, seed)
        found = drawn(session, sample)
        assert (sample.size, sample.approved, len(set(found))) == (5, COUNT, 5)
        assert set(found) <= set(approved)


def test_the_same_seed_draws_the_same_again_and_another_something_else(session, eva, place, approved):
    sample = draw(session, eva, place)
    assert sorted(drawn(session, sample)) == sorted(drawn(session, draw(session, eva, place, sample.seed)))
    assert len({tuple(sorted(drawn(session, draw(session, eva, place, seed)))) for seed in range(8)}) > 1


def test_nothing_is_drawn_from_nothing(session, eva, place):
    with pytest.raises(NothingApproved):
        draw(session, eva, place)


def test_it_is_for_publishers(session, eva, place, approved):
    sample = draw(session, eva, place)
    for who in (translator(session), reviewer(session), person(session, PersonRole.ADMIN).as_actor()):
        with pytest.raises(NotAllowed):
            draw(session, who, place)
        with pytest.raises(NotAllowed):
            sampling.page_of(session, who, sample.id)
        with pytest.raises(NotAllowed):
            sampling.find_fine(session, who, sample.id, approved[0], version=2)
        with pytest.raises(NotAllowed):
            sampling.ask(session, who, sample.id, approved[0], "¿?", version=2)


def test_a_reading_is_kept_with_what_it_found(session, eva, place, approved):
    sample = draw(session, eva, place)
    ids = drawn(session, sample)
    for target_id in ids[:-1]:
        sampling.find_fine(session, eva, sample.id, target_id, version=2)
    reading = sampling.last_readings(session, [place.id])[place.id]
    assert (reading.read, reading.questions, reading.is_done) == (4, 0, False)
    sampling.ask(session, eva, sample.id, ids[-1], "¿Seguro?", version=2)
    reading = sampling.last_readings(session, [place.id])[place.id]
    assert (reading.read, reading.size, reading.approved, reading.questions) == (5, 5, COUNT, 1)
    assert (reading.who, reading.is_done, reading.sample_id) == ("Eva", True, sample.id)
    comment = session.scalars(select(Comment)).one()
    assert (comment.kind, comment.text, comment.author_id) == (CommentKind.QUESTION, "¿Seguro?", eva.id)
    assert target(session, ids[-1]).state is State.REVIEWED  # the publisher takes no approval away


def test_the_newest_draw_is_the_one_that_counts(session, eva, place, approved):
    draw(session, eva, place)
    newest = draw(session, eva, place)
    assert sampling.last_readings(session, [place.id])[place.id].sample_id == newest.id
    assert sampling.last_readings(session, []) == {}


def test_a_finding_can_be_changed(session, eva, place, approved):
    sample = draw(session, eva, place)
    target_id = drawn(session, sample)[0]
    sampling.ask(session, eva, sample.id, target_id, "¿Seguro?", version=2)
    sampling.find_fine(session, eva, sample.id, target_id, version=2)
    reading = sampling.last_readings(session, [place.id])[place.id]
    assert (reading.read, reading.questions) == (1, 0)


def test_only_the_text_that_was_read_is_found_fine(session, eva, place, approved):
    sample = draw(session, eva, place)
    target_id = drawn(session, sample)[0]
    for version in (None, 1, 3):
        with pytest.raises(StaleTarget):
            sampling.find_fine(session, eva, sample.id, target_id, version=version)
    with pytest.raises(NothingWritten):
        sampling.ask(session, eva, sample.id, target_id, " ", version=2)
    with pytest.raises(NotFound):
        sampling.find_fine(session, eva, 10**6, target_id, version=2)


def test_what_was_not_drawn_is_not_found_fine(session, eva, place, approved):
    sample = draw(session, eva, place)
    other = next(target_id for target_id in approved if target_id not in drawn(session, sample))
    with pytest.raises(NotFound):
        sampling.find_fine(session, eva, sample.id, other, version=2)


def test_it_is_read_in_reading_order_and_says_what_changed_since(session, eva, place, approved):
    sample = draw(session, eva, place)
    target_id = drawn(session, sample)[0]
    page = sampling.page_of(session, eva, sample.id)
    positions = [entry.position for entry in page.entries]
    assert positions == sorted(positions)
    assert len(positions) == 5
    assert page.later is None
    assert not any(entry.is_changed for entry in page.entries)
    ana = translator(session)
    editing.save(session, ana, target_id, "Otra cosa.", version=2, keep_submitted=True)
    changed = [entry.target_id for entry in sampling.page_of(session, eva, sample.id).entries if entry.is_changed]
    assert changed == [target_id]
    found = next(e for e in sampling.page_of(session, eva, sample.id).entries if e.target_id == target_id)
    assert (found.text, found.state, found.finding) == ("Otra cosa.", State.TRANSLATED, None)
    sampling.find_fine(session, eva, sample.id, target_id, version=3)
    found = next(e for e in sampling.page_of(session, eva, sample.id).entries if e.target_id == target_id)
    assert found.finding is Finding.FINE


def test_what_a_merge_took_away_keeps_no_reading_from_being_done(session, eva, place, approved):
    sample = draw(session, eva, place)
    gone, *rest = drawn(session, sample)
    session.delete(session.get_one(Target, gone))
    session.flush()
    for target_id in rest:
        sampling.find_fine(session, eva, sample.id, target_id, version=2)
    reading = sampling.last_readings(session, [place.id])[place.id]
    assert (reading.size, reading.read, reading.left, reading.is_done) == (5, 4, 0, True)
