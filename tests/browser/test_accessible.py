"""Every page of the desk under axe, in both languages, light and dark, wide and narrow."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from extensions import db
from services import editing, reviewing
from services.reviewing import ReturnReason
from services.store import find_translation
from tests import factories
from tests.browser.people import OFFER, Desk, arrive, box, row, said, write

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("en", {"color_scheme": "light"}),
    ("es", {"color_scheme": "dark"}),
    ("es", {"color_scheme": "light", "viewport": {"width": 390, "height": 844}}),
    ("en", {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}),
]
looks = pytest.mark.parametrize(("language", "look"), LOOKS)


def check(page: Page) -> None:
    """Fail with what axe has to say about the page; nothing may be wider than the screen either."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


@pytest.fixture
def worked_on(app: Flask, desk: Desk) -> Desk:
    """Give a statement with a paragraph in each state."""
    with app.app_context():
        session = db.session
        author, critic = factories.translator(session, name="Ana"), factories.reviewer(session, name="Marta")
        translation = find_translation(session, desk.slug, desk.language)
        ids = factories.target_ids(session, translation)
        for target, text in zip(ids[1:], ("El río es de todos", "El río. *Nadie*.", "Una silla."), strict=False):
            editing.save(session, author, target, text, version=0)
            editing.submit(session, author, target, version=1)
        reviewing.approve(session, critic, ids[1], version=2)
        reviewing.send_back(session, critic, ids[3], version=2, reason=ReturnReason.STYLE, words="Somos muchos.")
        editing.save(session, author, ids[4], "¡Abran *el camino*!", version=0)
        session.commit()
    return desk


@looks
def test_the_pages_of_a_reviewer(browser: Browser, worked_on: Desk, language: str, look: dict[str, Any]) -> None:
    page = arrive(browser, worked_on, "rosa@example.org", PersonRole.REVIEWER, language=language, **look)
    check(page)
    row(page, 3).locator(".recto .text").first.click()
    for fold in row(page, 3).locator(".fold > summary").all():
        fold.click()
    check(page)
    page.locator("#p2 .verso").click()
    row(page, 2).locator(".fold > summary").click()
    check(page)
    page.goto(f"{worked_on.server.url}/statements")
    check(page)
    page.goto(f"{worked_on.server.url}/statements/{worked_on.slug}")
    page.locator("details.start > summary").click()
    check(page)
    page.goto(f"{worked_on.server.url}/nowhere")
    check(page)


@looks
def test_the_desk_while_somebody_writes(browser: Browser, worked_on: Desk, language: str, look: dict[str, Any]) -> None:
    page = arrive(browser, worked_on, "ana@example.org", language=language, **look)
    other = page.context.new_page()
    other.goto(worked_on.path)
    write(other, 5, "¡Que abran el camino!")
    expect(said(other, 5)).to_contain_text(":")
    write(page, 5, "¡Abran el sendero!")
    expect(row(page, 5).locator(".conflict")).to_be_visible()
    check(page)
    worked_on.server.kill()
    write(page, 1, "Boletín")
    expect(row(page, 1)).to_have_attribute("data-trouble", "")
    check(page)
    context = page.context
    page.close()
    worked_on.server.start()
    page = context.new_page()
    page.goto(worked_on.path)
    expect(row(page, 1).locator(OFFER)).to_be_visible()
    check(page)
    page.locator("button[data-command=help]").evaluate("(button) => button.click()")
    expect(page.locator("key-list")).to_be_visible()
    check(page)


def test_the_pages_without_script(browser: Browser, worked_on: Desk) -> None:
    # axe is a script itself: the pages are made without one and looked at with one.
    page = arrive(browser, worked_on, "ana@example.org", script=True)
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    for text, version in (("Otro texto", "0"), ("Otro texto", "nonsense")):
        page.set_content(
            f'<form method="post" action="{worked_on.server.url}/targets/'
            f'{row_id(worked_on, 4)}"><input name="csrf_token" value="{token}"><input name="version" value="{version}">'
            f"<textarea name=text>{text}</textarea><button>Go</button></form>"
        )
        page.locator("button").click()
        expect(page.get_by_role("textbox", name="My text, as it is to be saved")).to_have_value("Otro texto")
        check(page)


def row_id(desk: Desk, number: int) -> int:
    """Return the id of the target of paragraph `number`."""
    with desk.app.app_context():
        return factories.target_ids(db.session, find_translation(db.session, desk.slug, desk.language))[number - 1]


def test_motion_is_not_forced_on_anybody(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", reduced_motion="reduce")
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map((e) => parseFloat(getComputedStyle(e).transitionDuration))"
    )
    assert max(durations) < 0.001
    expect(box(page, 1)).to_be_visible()
