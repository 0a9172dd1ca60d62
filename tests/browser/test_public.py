"""The public page of an edition and the draft behind a link, in a real browser: for everyone, asking for nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from extensions import db
from services import editions, publication, releases
from services.editions import Details
from services.store import begin_write
from tests import factories
from tests.browser.server import Server
from tests.services.books import approved

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SLUG = "a-book-of-stones"
FIRST, SECOND = "Stones are patient.", "Rivers are not."


@pytest.fixture
def token(app: Flask) -> str:
    """Give the token of a link to the draft of an edition that is released and open to everybody."""
    with app.app_context():
        begin_write(db.session)
        publisher = factories.person(db.session, PersonRole.PUBLISHER).as_actor()
        edition = editions.create(db.session, publisher, "A book of stones", "en", "es")
        for paragraphs in (("Stones", f"{FIRST} {SECOND}"), ("Rivers", "They run.")):
            editions.add(db.session, publisher, edition.slug, approved(db.session, *paragraphs).statement.slug)
        for series in ("Stones", "More stones"):
            details = Details("A book of stones", "Un libro de piedras", series, "CC BY 4.0", front_source="Hello.")
            editions.describe(db.session, publisher, edition.slug, details, version=None)
            releases.release(db.session, publisher, edition.slug)
        publication.open_to_all(db.session, publisher, edition.slug)
        token = publication.create_link(db.session, publisher, edition.slug, "The printer")[1]
        db.session.commit()
    return token


def opened(browser: Browser, server: Server, path: str, **look: object) -> Page:
    """Open a page as a stranger does; it may ask for nothing but itself, and complain of nothing."""
    page = browser.new_context(**look).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url + path)
    assert [url for url in asked if not url.startswith("data:")] == [server.url + path]
    return page


def test_nobody_is_shut_out(browser: Browser, server: Server, token: str) -> None:
    looks = [(1440, "light"), (1024, "dark"), (390, "light"), (390, "dark")]
    for path in (f"/read/{SLUG}", f"/read/{SLUG}/1?text=source", f"/preview/{token}"):
        for width, scheme in looks:
            page = opened(browser, server, path, viewport={"width": width, "height": 900}, color_scheme=scheme)
            found = Axe().run(page)
            assert not found.violations_count, f"{path}, {width}, {scheme}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.locator("h1").count() == 1
            page.context.close()


def test_a_sentence_is_marked_on_both_sides(browser: Browser, server: Server, token: str) -> None:
    page = opened(browser, server, f"/read/{SLUG}")
    row = page.locator(".row", has_text=FIRST)
    row.locator(".source [data-s='1']").hover()
    expect(row.locator(".on")).to_have_count(2)
    expect(row.locator(".source .on")).to_contain_text(FIRST)


def test_the_switch_works_by_address_and_without_script(browser: Browser, server: Server, token: str) -> None:
    page = opened(browser, server, f"/read/{SLUG}/2", java_script_enabled=False)
    page.get_by_role("link", name="English").click()
    assert page.url.endswith(f"/read/{SLUG}/2?text=source")
    expect(page.get_by_text(FIRST)).to_be_visible()
    expect(page.get_by_text("Párrafo 2.")).to_have_count(0)
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_text("Párrafo 2.").first).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    page.get_by_role("link", name="Ambos").click()
    expect(page.get_by_text(FIRST)).to_be_visible()


def test_an_address_of_a_paragraph_leads_to_it(browser: Browser, server: Server, token: str) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/read/{SLUG}/1")
    anchor = page.locator(".pair").last.get_attribute("id")
    page.goto(f"{server.url}/read/{SLUG}/1/{anchor}")
    assert page.url == f"{server.url}/read/{SLUG}/1#{anchor}"
    expect(page.locator(".pair:target")).to_be_in_viewport()


def test_the_pages_beside_it_are_for_everyone_too(browser: Browser, server: Server, token: str) -> None:
    page = browser.new_page()
    for path in (f"/read/{SLUG}/2/changes", "/preview/nothing"):
        page.goto(server.url + path)
        found = Axe().run(page)
        assert not found.violations_count, f"{path}: {found.generate_report()}"
