"""What takes long, in a real browser with a worker beside the server: the bar, the file, a stop by the keys, axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from models import Job
from models.job import JobState
from services import editing, editions, releases, reviewing
from tests import factories
from tests.browser.people import LOCALES, Words, sign_in
from tests.browser.server import Server
from tests.signing_in import member
from tests.working import PARAGRAPH, Worker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVA = "eva@example.org"
LONG = 6000  # paragraphs: their pages take some seconds to set on any machine


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """Give a worker that listens where the server's jobs are asked for; start it when it is wanted."""
    worker = Worker(app, Path(f"{app.config['SQLALCHEMY_DATABASE_URI'].removeprefix('sqlite:///')}-jobs"))
    yield worker
    worker.kill()


@pytest.fixture
def edition(app: Flask) -> str:
    """Give an edition that is released, and a publisher."""
    member(app, EVA, PersonRole.PUBLISHER)
    with app.app_context():
        translation = factories.translation(db.session, title="Stones")
        ana, beto = factories.translator(db.session), factories.reviewer(db.session)
        for target_id in factories.target_ids(db.session, translation):
            editing.save(db.session, ana, target_id, "Piedra.", version=0, keep_submitted=True)
            reviewing.approve(db.session, beto, target_id, version=1)
        eva = factories.person(db.session, PersonRole.PUBLISHER).as_actor()
        slug = editions.create(db.session, eva, "Two Texts", "en", "es").slug
        editions.add(db.session, eva, slug, translation.statement.slug)
        releases.release(db.session, eva, slug)
        db.session.commit()
    return slug


def arrive(browser: Browser, server: Server, path: str, language: str = "en") -> Page:
    context = browser.new_context(locale=LOCALES[language], reduced_motion="reduce", accept_downloads=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{server.url}/login")
    sign_in(page, EVA)
    page.goto(server.url + path)
    return page


def look_at(page: Page) -> None:
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_publisher_asks_waits_and_downloads(
    browser: Browser, server: Server, worker: Worker, edition: str, language: str
) -> None:
    say = Words(language)
    page = arrive(browser, server, f"/editions/{edition}", language)
    page.locator(".releases form[action$='/files/pdf'] button").click()
    expect(page.get_by_role("progressbar")).to_be_visible()  # nobody works yet
    expect(page.get_by_text(say("It is the next to be made.")).first).to_be_visible()
    look_at(page)
    button = page.get_by_role("button", name=say("Stop"))
    button.focus()
    worker.start()
    link = page.get_by_role("link", name=say("Download"))
    expect(link).to_be_visible(timeout=120_000)
    expect(link).to_be_focused()  # where the button was
    expect(page.get_by_role("status")).to_contain_text(say("It is ready."))
    look_at(page)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "two-texts-1.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    address = page.url
    page.goto(f"{server.url}/editions/{edition}")
    page.locator(".releases form[action$='/files/pdf'] button").click()
    expect(link).to_be_visible()  # it is there already
    assert page.url == address
    page.goto(f"{server.url}/jobs")
    expect(page.get_by_text(say("Ready"))).to_have_count(1)
    look_at(page)


def test_a_long_one_shows_its_progress_and_is_stopped_by_the_keys(
    app: Flask, browser: Browser, server: Server, worker: Worker
) -> None:
    member(app, EVA, PersonRole.PUBLISHER)
    with app.app_context():
        slug = factories.translation(db.session, [f"{n}. {PARAGRAPH * 6}" for n in range(LONG)]).statement.slug
        db.session.commit()
    worker.start()
    page = arrive(browser, server, f"/statements/{slug}/es/exports")
    page.locator("form[action$='/exports/pdf'] button").last.click()
    expect(page.get_by_text("Setting the pages").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    with app.app_context():
        assert db.session.scalar(select(Job.state)) is JobState.STOPPED


def test_without_script_the_page_loads_itself_anew(
    browser: Browser, server: Server, worker: Worker, edition: str
) -> None:
    context = browser.new_context(locale=LOCALES["en"], java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{server.url}/login")
    sign_in(page, EVA)
    page.goto(f"{server.url}/editions/{edition}")
    page.locator(".releases form[action$='/files/pdf'] button").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worker.start()
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=120_000)
