"""Jobs: asking for them, and how workers share them, on both databases. No worker runs here; its steps are taken."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from domain.errors import BadValue, JobFileTooLarge, NotAllowed, NotFound, TooManyJobs, UnknownFormat
from domain.permissions import OPERATOR, Actor, PersonRole
from models import Job, JobFile, JobFilePiece
from models.base import now
from models.job import JobState
from services import job_rows, jobs, releases
from services.job_kinds import REGISTRY
from services.job_kinds.base import File, Made
from services.job_rows import MOST_TRIES, STALE_AFTER, Lost, Word
from services.store import begin_write
from tests import factories
from tests.services.books import approved, composed

KIND = "edition.build"
WAIT_S = 120


@pytest.fixture
def hugh(session: Session) -> Actor:
    """Give a publisher, everything else that a query could wrongly meet, and a stranger's jobs in every state."""
    factories.noise(session)
    stranger = factories.translator(session)
    for state in JobState:
        session.add(Job(kind=KIND, state=state, payload={"edition": "noise"}, created_by_id=stranger.id, owner="noise"))
    session.execute(update(Job).values(heartbeat_at=now()))
    session.flush()
    return factories.person(session, PersonRole.PUBLISHER, name="Hugh").as_actor()


@pytest.fixture
def slug(session: Session, hugh: Actor) -> str:
    """Give an edition with one release."""
    edition = composed(session, hugh, approved(session))
    releases.release(session, hugh, edition.slug)
    return edition.slug


def asked(session: Session, actor: Actor, slug: str, **more: object) -> Job:
    return jobs.ask(session, actor, KIND, {"edition": slug, "format": "pdf", **more})


def seen(session: Session, job: Job) -> Job:
    session.expire(job)
    return session.get_one(Job, job.id)


def silent(session: Session, job: Job) -> None:
    """Let the worker of `job` have said nothing for too long."""
    session.execute(update(Job).where(Job.id == job.id).values(heartbeat_at=now() - 2 * STALE_AFTER))


# Asking


def test_who_asks_gets_a_waiting_job_and_the_worker_is_to_be_woken(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    assert (job.state, job.title, job.created_by_id, job.tries) == (JobState.QUEUED, "Two Texts", hugh.id, 0)
    assert session.info[jobs.ASKED] == [job.id]
    assert jobs.ahead_of(session, job) == 1  # the stranger's


def test_asking_twice_is_one_job(session: Session, hugh: Actor, slug: str) -> None:
    first = asked(session, hugh, slug)
    assert asked(session, hugh, slug) is first
    job_rows.claim(session, first.id, "w")
    assert asked(session, hugh, slug).id == first.id
    other = factories.translator(session)
    assert asked(session, other, slug).id != first.id
    jobs.stop(session, hugh, first.id)
    assert asked(session, hugh, slug).id != first.id  # one that is being stopped is none to wait for


def test_a_file_of_a_release_is_offered_at_once_to_everybody(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug, number=1)
    key = REGISTRY[KIND].check(session, hugh, job.payload).key
    job_rows.claim(session, job.id, "w")
    job_rows.finish(session, job.id, "w", Made(File("a.pdf", "application/pdf", b"%PDF")), key=key, limit_mb=1)
    assert asked(session, hugh, slug, number=1).id == job.id
    other = factories.translator(session)
    theirs = asked(session, other, slug, number=1)
    assert (theirs.state, theirs.file_id, theirs.created_by_id) == (JobState.DONE, seen(session, job).file_id, other.id)
    assert asked(session, other, slug, number=1, layout="columns").state is JobState.QUEUED
    assert asked(session, other, slug).state is JobState.QUEUED  # today's texts may be others tomorrow
    session.execute(update(JobFile).values(made_at=now() - 2 * jobs.KEPT_FOR))
    assert asked(session, other, slug, number=1).state is JobState.QUEUED


def test_nobody_fills_the_queue_alone(session: Session, hugh: Actor, slug: str) -> None:
    for layout in ("facing", "columns", "stacked", "source", "target"):
        asked(session, hugh, slug, layout=layout)
    with pytest.raises(TooManyJobs) as refused:
        asked(session, hugh, slug)
    assert refused.value.facts == {"limit": jobs.MOST_OPEN}
    assert asked(session, hugh, slug, layout="source")  # one that is there is no more
    assert asked(session, factories.translator(session), slug)


@pytest.mark.parametrize(
    ("kind", "payload", "error"),
    [
        ("no.such", {}, BadValue),
        (KIND, {"edition": "none", "format": "pdf"}, NotFound),
        (KIND, {"format": "wordstar"}, UnknownFormat),
        (KIND, {"format": "pdf", "layout": "spiral"}, BadValue),
        (KIND, {"format": "epub", "layout": "source", "paper": "a4"}, BadValue),
        (KIND, {"format": "pdf", "number": 7}, NotFound),
        (KIND, {"format": "pdf", "number": "1"}, BadValue),
        (KIND, {"format": 1}, BadValue),
        ("edition.bundle", {"preset": "rar"}, UnknownFormat),
        ("statement.export", {"statement": "none", "language": "es", "format": "pdf"}, NotFound),
    ],
)
def test_what_cannot_be_made_is_refused_before_it_waits(
    session: Session, hugh: Actor, slug: str, kind: str, payload: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        jobs.ask(session, hugh, kind, {"edition": slug, **payload})


def test_only_who_asked_and_administrators_see_a_job(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    admin = factories.person(session, PersonRole.ADMIN).as_actor()
    assert jobs.find_job(session, hugh, job.id) is jobs.find_job(session, admin, job.id) is job
    for step in (jobs.find_job, jobs.stop, jobs.ask_again):
        with pytest.raises(NotFound):
            step(session, factories.translator(session), job.id)
    with pytest.raises(NotAllowed):
        jobs.find_job(session, Actor(None, "", ()), job.id)
    assert [line.job.id for line in jobs.listed(session, hugh)] == [job.id]
    assert len(jobs.listed(session, admin)) == 1 + len(JobState)


# Workers


def test_a_job_is_claimed_once(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    assert [job_rows.claim(session, job.id, name) for name in ("one", "two")] == [True, False]
    assert (seen(session, job).owner, job.tries, job.state) == ("one", 1, JobState.RUNNING)
    assert job_rows.word_for(session, job.id, "two") is Word.LOST
    with pytest.raises(Lost):
        job_rows.tell(session, job.id, "two", stage="setting", about="", done=1, total=2)
    job_rows.tell(session, job.id, "one", stage="setting", about="a.pdf", done=1, total=2)
    assert (seen(session, job).stage, job.about, job.done, job.total) == ("setting", "a.pdf", 1, 2)


def test_of_many_workers_at_once_each_job_goes_to_one(session: Session, engine: Engine, hugh: Actor, slug: str) -> None:
    people = [hugh, *(factories.translator(session) for _ in range(3))]
    ids = [asked(session, person, slug, layout=layout).id for person in people for layout in ("facing", "columns")]
    session.commit()
    barrier, taken = Barrier(4, timeout=WAIT_S), []

    def work(name: str) -> None:
        with Session(engine) as own:
            barrier.wait()
            for job_id in ids:
                begin_write(own)
                if job_rows.claim(own, job_id, name):
                    taken.append((job_id, name))
                own.commit()

    threads = [Thread(target=work, args=(f"worker {n}",), daemon=True) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert sorted(job_id for job_id, _name in taken) == ids
    session.rollback()
    assert dict(session.execute(select(Job.id, Job.owner).where(Job.id.in_(ids))).all()) == dict(taken)


def test_what_a_silent_worker_left_is_done_by_another_and_it_writes_nothing_more(
    session: Session, hugh: Actor, slug: str
) -> None:
    job = asked(session, hugh, slug)
    job_rows.claim(session, job.id, "dead")
    assert not job_rows.has_left(session)
    silent(session, job)
    assert job_rows.has_left(session)
    job_rows.take_up(session)
    assert seen(session, job).state is JobState.QUEUED
    assert job.id in job_rows.waiting(session)
    assert job_rows.claim(session, job.id, "alive")
    made = Made(File("a.pdf", "application/pdf", b"%PDF"))
    with pytest.raises(Lost), session.begin_nested():
        job_rows.finish(session, job.id, "dead", made, limit_mb=1)
    assert job_rows.beat(session, job.id, "dead") is Word.LOST
    assert not job_rows.end(session, job.id, "dead", JobState.FAILED, "JobProblem")
    assert not job_rows.give_back(session, job.id, "dead", is_counted=True)
    job_rows.finish(session, job.id, "alive", made, limit_mb=1)
    assert (seen(session, job).state, job.tries) == (JobState.DONE, 2)
    assert len(session.scalars(select(JobFile)).all()) == 1


def test_a_worker_that_is_heard_of_keeps_its_job(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    job_rows.claim(session, job.id, "slow")
    silent(session, job)
    assert job_rows.beat(session, job.id, "slow") is Word.GO_ON
    job_rows.take_up(session)
    assert seen(session, job).owner == "slow"


def test_a_job_that_kills_its_worker_each_time_is_given_up(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    for number in range(MOST_TRIES):
        assert job_rows.claim(session, job.id, f"worker {number}")
        silent(session, job)
        job_rows.take_up(session)
    assert (seen(session, job).state, job.error, job.facts) == (JobState.FAILED, "JobLost", {"tries": MOST_TRIES})
    assert job.finished_at


def test_a_job_is_stopped_wherever_it_is(session: Session, hugh: Actor, slug: str) -> None:
    waiting, running, dead = (asked(session, hugh, slug, layout=name) for name in ("facing", "columns", "source"))
    assert jobs.stop(session, hugh, waiting.id).state is JobState.STOPPED
    assert not job_rows.claim(session, waiting.id, "w")
    job_rows.claim(session, running.id, "w")
    assert jobs.stop(session, hugh, running.id).state is JobState.RUNNING
    assert job_rows.beat(session, running.id, "w") is job_rows.word_for(session, running.id, "w") is Word.STOP
    assert job_rows.end(session, running.id, "w", JobState.STOPPED)
    assert jobs.stop(session, hugh, running.id).state is JobState.STOPPED
    job_rows.claim(session, dead.id, "w")
    jobs.stop(session, hugh, dead.id)
    silent(session, dead)
    job_rows.take_up(session)
    assert seen(session, dead).state is JobState.STOPPED


def test_a_job_given_back_by_a_worker_that_ends_was_no_try(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    job_rows.claim(session, job.id, "ends")
    assert job_rows.give_back(session, job.id, "ends", is_counted=False)
    assert (seen(session, job).state, job.tries, job.owner) == (JobState.QUEUED, 0, None)


def test_it_is_done_with_the_roles_of_today(session: Session, hugh: Actor, slug: str) -> None:
    job, operators = asked(session, hugh, slug), asked(session, OPERATOR, slug)
    for each in (job, operators):
        job_rows.claim(session, each.id, "w")
    session.expunge_all()
    kind, payload, actor = job_rows.task(session, job.id, "w")
    assert (kind, payload["format"], actor) == (KIND, "pdf", hugh)
    assert job_rows.task(session, operators.id, "w")[2] == OPERATOR
    with pytest.raises(Lost):
        job_rows.task(session, job.id, "another")
    closed = factories.person(session, PersonRole.READER)
    theirs = asked(session, closed.as_actor(), slug)
    job_rows.claim(session, theirs.id, "w")
    closed.active = False
    session.flush()
    with pytest.raises(NotFound):
        job_rows.task(session, theirs.id, "w")


# Files


def test_a_file_is_stored_in_pieces_and_comes_back_whole(session: Session, hugh: Actor, slug: str) -> None:
    data = bytes(range(256)) * 9000  # two pieces and a bit
    job = asked(session, hugh, slug)
    job_rows.claim(session, job.id, "w")
    job_rows.finish(session, job.id, "w", Made(File("a.pdf", "application/pdf", data), {"pages": 3}), limit_mb=3)
    file = jobs.file_of(session, seen(session, job))
    assert file is not None
    assert (file.size, job.result, job.done) == (len(data), {"pages": 3}, job.total)
    found = list(jobs.pieces(session, file))
    assert b"".join(found) == data
    assert [len(piece) for piece in found] == [job_rows.PIECE, job_rows.PIECE, len(data) - 2 * job_rows.PIECE]


def test_too_large_a_file_is_refused(session: Session, hugh: Actor, slug: str) -> None:
    job = asked(session, hugh, slug)
    job_rows.claim(session, job.id, "w")
    file = File("a.pdf", "application/pdf", b"x" * (job_rows.MB + 1))
    with pytest.raises(JobFileTooLarge) as refused:
        job_rows.finish(session, job.id, "w", Made(file), limit_mb=1)
    assert refused.value.facts == {"size_mb": 2, "limit_mb": 1}


def test_old_files_and_those_beyond_the_room_are_thrown_away(session: Session, hugh: Actor, slug: str) -> None:
    names = ("facing", "columns", "source")
    made = [asked(session, hugh, slug, layout=layout) for layout in names]
    for job in made:
        job_rows.claim(session, job.id, "w")
        file = File(f"{job.id}.pdf", "application/pdf", b"x" * job_rows.MB)
        job_rows.finish(session, job.id, "w", Made(file), limit_mb=1)
    assert job_rows.throw_away(session, total_mb=3) == 0
    assert job_rows.throw_away(session, total_mb=2) == 1
    assert [seen(session, job).file_id is None for job in made] == [True, False, False]
    session.execute(update(JobFile).where(JobFile.id == made[1].file_id).values(made_at=now() - jobs.KEPT_FOR))
    assert job_rows.throw_away(session, total_mb=3) == 1
    kept = select(JobFilePiece.file_id).distinct()
    assert session.scalars(kept).all() == [seen(session, made[2]).file_id]
    session.execute(update(Job).where(Job.id == made[0].id).values(created_at=now() - timedelta(days=40)))
    job_rows.throw_away(session, total_mb=3)
    session.expire_all()
    assert session.get(Job, made[0].id) is None
    assert session.get(Job, made[1].id) is not None
