"""From the demo to a release by a publisher's clicks and keys; what the pages look like to axe on the way."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from demo.build import build
from domain.permissions import PersonRole
from extensions import db
from services import editing, editions, reviewing
from services.store import find_translation
from tests import factories
from tests.browser.people import LOCALES, Words, sign_in
from tests.browser.server import Server
from tests.signing_in import member

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVA = "eva@example.org"
LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("en", {"color_scheme": "light", "viewport": {"width": 1440, "height": 960}}),
    ("es", {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}),
]


@pytest.fixture
def slugs(app: Flask) -> list[str]:
    """Give the demo's statements in Spanish, one of them approved throughout, and a publisher."""
    member(app, EVA, PersonRole.PUBLISHER)
    with app.app_context():
        rough = build(db.session).statements[0].slug
        ready = factories.translation(db.session, title="Stones").statement.slug
        ana, beto = factories.translator(db.session), factories.reviewer(db.session)
        for target_id in factories.target_ids(db.session, find_translation(db.session, ready, "es")):
            editing.save(db.session, ana, target_id, "Piedra.", version=0, keep_submitted=True)
            reviewing.approve(db.session, beto, target_id, version=1)
        db.session.commit()
    return [ready, rough]


def arrive(browser: Browser, server: Server, language: str, **look: Any) -> Page:
    context = browser.new_context(locale=LOCALES[language], reduced_motion="reduce", accept_downloads=True, **look)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{server.url}/login")
    sign_in(page, EVA)
    page.goto(f"{server.url}/editions")
    return page


def look_at(page: Page) -> None:
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_a_publisher_composes_and_releases(
    browser: Browser, server: Server, app: Flask, slugs: list[str], language: str, look: dict[str, Any]
) -> None:
    ready, rough = slugs
    say = Words(language)
    page = arrive(browser, server, language, **look)
    look_at(page)
    page.get_by_label(say("Title"), exact=True).fill("Two / Texts")
    page.get_by_label(say("Languages")).select_option("en es")
    page.get_by_role("button", name=say("Begin")).click()
    for slug in (rough, ready):
        page.get_by_label(say("Add a statement")).select_option(slug)
        page.get_by_role("button", name=say("Add"), exact=True).click()
    expect(page.locator(".edition-texts > li")).to_have_count(2)
    look_at(page)
    move_by_keyboard(page, say)
    assert order(app) == [ready, rough]
    page.locator(".edition-texts > li").nth(1).get_by_role("button", name=say("Take out")).click()
    expect(page.locator(".edition-texts > li")).to_have_count(1)
    page.get_by_label(say("Title (%(language)s)") % {"language": {"en": "Spanish", "es": "Español"}[language]}).fill(
        "Dos"
    )
    page.get_by_role("button", name=say("Save"), exact=True).click()
    page.locator("summary", has_text=say("Release")).last.click()
    page.get_by_role("button", name=re.compile("1$")).click()
    expect(page.get_by_role("heading", name=say("Releases"))).to_be_visible()
    look_at(page)
    names = set()
    for link in page.locator(".releases a[href*='/files/']").all():
        with page.expect_download() as download:
            link.click()
        names.add(download.value.suggested_filename)
    assert {"two-texts-1.html", "two-texts-1.epub", "two-texts-1.md", "two-texts-1.txt"} <= names  # PDF: test_jobs.py
    page.goto(f"{server.url}/editions/two-texts/releases/1/changes")
    look_at(page)


def move_by_keyboard(page: Page, say: Words) -> None:
    """Move the second statement up with the keys; the focus stays on its buttons."""
    second = page.locator(".edition-texts > li").nth(1)
    second.locator("button[value=up]").focus()
    with page.expect_response(re.compile("/order$")):
        page.keyboard.press("Enter")
    kept = page.locator(".edition-texts > li").nth(0).locator("button[value=down]")
    expect(kept).to_be_focused()


def order(app: Flask) -> list[str]:
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER).as_actor()
        return [
            text.slug for text in editions.texts_of(db.session, editions.find_edition(db.session, reader, "two-texts"))
        ]
