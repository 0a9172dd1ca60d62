"""The pages of what takes long, without script: asked for, looked at, stopped, taken, and seen by nobody else."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from domain.permissions import PersonRole
from extensions import db
from models import Job, JobFile, User
from models.base import now
from models.job import JobState
from services import job_rows, jobs
from services.job_kinds.base import File, Made
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, Form, Page

DATA = b"%PDF " + bytes(range(256)) * 5000  # more than one piece


@pytest.fixture
def ana(app: Flask) -> User:
    with app.app_context():
        factories.noise(db.session)
        ana = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        db.session.commit()
    return ana


@pytest.fixture
def slug(app: Flask, ana: User) -> str:
    """Give a statement with a title that must be escaped."""
    with app.app_context():
        slug = factories.translation(db.session, title="Rivers <i>").statement.slug
        db.session.commit()
    return slug


@pytest.fixture
def page(app: Flask, ana: User, slug: str) -> Page:
    """Give the page of a job that waits: the pages of a statement."""
    page = Browser(app, ana).open(f"/statements/{slug}/es/exports")
    return form_of(page, "exports/pdf").press("Everything, marked")


def form_of(page: Page, address: str) -> Form:
    return next(form for form in page.forms(page.root) if form.element.get("action", "").endswith(address))


def job(app: Flask) -> Job:
    with app.app_context():
        return db.session.scalars(select(Job).order_by(Job.id.desc())).first()


def work(app: Flask, **told: object) -> None:
    """Take the newest job as a worker does; `told` is what it says of itself."""
    with app.app_context():
        begin_write(db.session)
        newest = db.session.scalars(select(Job).order_by(Job.id.desc())).first()
        job_rows.claim(db.session, newest.id, "w")
        if told:
            job_rows.tell(db.session, newest.id, "w", **told)
        db.session.commit()


def finish(app: Flask, name: str = "rivers.es.pdf", media_type: str = "application/pdf") -> None:
    work(app)
    with app.app_context():
        begin_write(db.session)
        newest = db.session.scalars(select(Job).order_by(Job.id.desc())).first()
        job_rows.finish(db.session, newest.id, "w", Made(File(name, media_type, DATA)), limit_mb=2)
        db.session.commit()


def fail(app: Flask, error: str, **facts: object) -> None:
    work(app)
    with app.app_context():
        begin_write(db.session)
        newest = db.session.scalars(select(Job).order_by(Job.id.desc())).first()
        job_rows.end(db.session, newest.id, "w", JobState.FAILED, error, facts)
        db.session.commit()


def test_it_waits_is_made_and_is_handed_out(app: Flask, page: Page) -> None:
    path = f"/jobs/{job(app).id}"
    assert "Rivers &lt;i&gt; · Printed pages (PDF)" in page.html
    assert "It is the next to be made." in page.text
    assert 'http-equiv="refresh"' in page.html
    work(app, stage="setting", about="rivers.es.pdf", done=1, total=2)
    page = page.browser.open(path)
    assert "Setting the pages: rivers.es.pdf" in page.text
    assert "1 of 2" in page.text
    assert 'value="1" max="2"' in page.html
    finish(app)
    page = page.browser.open(path)
    assert "It is ready." in page.text
    assert "http-equiv" not in page.html
    answer = page.browser.client.get(f"{path}/file")
    assert (answer.data, answer.mimetype, answer.content_length) == (DATA, "application/pdf", len(DATA))
    assert "rivers.es.pdf" in answer.headers["Content-Disposition"]
    again = page.browser.client.get(f"{path}/file", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_who_waits_for_a_worker_that_is_not_there_is_told(app: Flask, page: Page) -> None:
    path = f"/jobs/{job(app).id}"
    with app.app_context():
        begin_write(db.session)
        db.session.execute(update(Job).values(created_at=now() - 2 * jobs.NOBODY_AFTER))
        db.session.commit()
    assert "it has no worker" in page.browser.open(path).text
    with app.app_context():
        begin_write(db.session)
        db.session.add(Job(kind="edition.build", state=JobState.RUNNING, heartbeat_at=now(), owner="w"))
        db.session.commit()
    assert "It is the next to be made." in page.browser.open(path).text


def test_a_script_is_told_the_same_and_given_the_end_of_it(app: Flask, page: Page) -> None:
    path, wants = f"/jobs/{job(app).id}", {"Accept": "application/json"}
    work(app, stage="gathering", about="", done=1, total=3)
    told = page.browser.client.get(path, headers=wants).get_json()
    assert told == {
        "state": "running", "words": "Gathering the texts", "step": "1 of 3", "done": 1, "total": 3, "is_open": True,
    }  # fmt: skip
    finish(app)
    told = page.browser.client.get(path, headers=wants).get_json()
    assert (told["state"], told["is_open"]) == ("done", False)
    assert f"{path}/file" in told["view"]


def test_it_can_be_stopped_and_asked_for_again(app: Flask, page: Page) -> None:
    first = job(app).id
    page = page.press("Stop")
    assert "It was stopped." in page.text
    page = page.press("Try again")
    assert "It is the next to be made." in page.text
    assert job(app).id != first
    work(app)
    page = page.press("Stop")
    assert "It is being stopped." in page.text


@pytest.mark.parametrize(
    ("error", "facts", "words"),
    [
        ("JobNeedsMemory", {"limit_mb": 300}, "more memory than the 300 MB"),
        ("JobNeedsTime", {"minutes": 5}, "after 5 minutes"),
        ("JobFileTooLarge", {"size_mb": 9, "limit_mb": 8}, "The file has 9 MB"),
        ("NoRoom", {}, "no room left on the disk"),
        ("JobLost", {"tries": 3}, "begun 3 times"),
        ("NotFound", {"what": "statement", "key": "rivers"}, "There is no statement “rivers”"),
        ("NotAllowed", {"action": "export"}, "Your roles do not allow this step"),
        ("JobProblem", {}, "The work could not be done."),
        ("No such error", {}, "The work could not be done."),
        ("NamedTuple", {}, "The work could not be done."),
    ],
)
def test_a_failure_says_why_and_what_to_do(
    app: Flask, page: Page, error: str, facts: dict[str, object], words: str
) -> None:
    fail(app, error, **facts)
    page = page.browser.open(f"/jobs/{job(app).id}")
    assert words in page.text
    assert "Try again" in page.text


def test_nobody_else_sees_it_but_an_administrator(app: Flask, page: Page) -> None:
    finish(app)
    with app.app_context():
        other = factories.person(db.session, PersonRole.PUBLISHER)
        admin = factories.person(db.session, PersonRole.ADMIN)
        db.session.commit()
    path = f"/jobs/{job(app).id}"
    theirs = Browser(app, other)
    for address in (path, f"{path}/file"):
        assert theirs.client.get(address).status_code == 404
    assert "Rivers" not in theirs.open("/jobs").text
    seen = Browser(app, admin)
    assert "Ana" in seen.open("/jobs").text
    assert seen.client.get(f"{path}/file").data == DATA
    assert "Ana" not in page.browser.open("/jobs").html.partition("<main")[2]


def test_the_list_shows_what_is_made_and_what_was(app: Flask, page: Page) -> None:
    finish(app)
    page = page.browser.open("/jobs")
    assert "Ready" in page.text
    assert f"/jobs/{job(app).id}/file" in page.html
    spanish = Browser(app, language="es")
    spanish.client = page.browser.client
    assert "Listo" in spanish.open("/jobs").text


def test_a_file_that_is_kept_no_longer_can_be_asked_for_again(app: Flask, page: Page) -> None:
    finish(app)
    path = f"/jobs/{job(app).id}"
    with app.app_context():
        begin_write(db.session)
        db.session.execute(update(JobFile).values(made_at=now() - 2 * jobs.KEPT_FOR))
        job_rows.throw_away(db.session, total_mb=100)
        db.session.commit()
    assert page.browser.client.get(f"{path}/file").status_code == 404
    page = page.browser.open(path)
    assert "kept no longer" in page.text
    assert "It is the next to be made." in page.press("Try again").text


def test_nobody_may_ask_for_any_number_at_once(app: Flask, page: Page, slug: str) -> None:
    path = f"/statements/{slug}/es/exports/pdf"
    for layout in ("columns", "stacked", "source", "target"):
        page.browser.send(path, {"layout": layout})
    refused = page.browser.send(path, {"layout": "facing"})
    assert refused.status == 409
    assert "5 files are being made" in refused.text


def test_a_link_to_what_takes_long_asks_first(app: Flask, page: Page, slug: str) -> None:
    before = job(app).id
    page = page.browser.open(f"/statements/{slug}/es/exports/pdf?layout=columns")
    assert "takes a while" in page.text
    assert job(app).id == before
    page = page.press("Make the file")
    assert job(app).payload["layout"] == "columns"
    assert page.browser.client.get(f"/statements/{slug}/es/exports/pdf?layout=spiral").status_code == 400


def test_a_long_text_in_a_quick_format_takes_long_too(
    app: Flask, page: Page, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/statements/{slug}/es/exports/docx"
    assert page.browser.client.get(path).mimetype != "text/html"
    monkeypatch.setattr(jobs, "LONG_FROM", 2)
    assert "takes a while" in page.browser.open(path).text
