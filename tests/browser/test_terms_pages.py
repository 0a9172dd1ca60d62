"""The pages of the termbase by keyboard alone: a concept added, found, changed and deleted, a suggestion taken over."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from extensions import db
from models import TermSuggestion
from tests.browser.people import Desk, Words, arrive, problems
from tests.browser.test_accessible import check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CONCEPT = re.compile(r"/terms/[0-9]+$")
LOOKS = [("en", {"viewport": {"width": 1440, "height": 900}}), ("es", {"viewport": {"width": 390, "height": 844}})]


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element that has the focus matches `wanted`."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no way to {wanted} by keyboard")


@pytest.mark.parametrize(("language", "look"), LOOKS, ids=["en", "es"])
def test_a_concept_is_kept_by_keyboard_alone(browser: Browser, desk: Desk, language: str, look: dict) -> None:
    say = Words(language)
    page = arrive(browser, desk, "marta@example.org", PersonRole.REVIEWER, language=language, **look)
    page.goto(f"{desk.server.url}/terms")
    check(page)
    tab_to(page, "a[href$='/terms/new']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terms/new")
    check(page)
    tab_to(page, "[name=term-0-text]")
    page.keyboard.type("rent strike")
    tab_to(page, "[name=term-1-text]")
    page.keyboard.type("huelga de alquileres")
    page.keyboard.press("Enter")
    page.wait_for_url(CONCEPT)
    expect(page.locator("h1")).to_have_text("rent strike")
    check(page)
    tab_to(page, "[name=term-1-status]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=note]")
    page.keyboard.type("De pagos, no de trabajo.")
    tab_to(page, "form.concept-form .button-main")
    page.keyboard.press("Enter")
    expect(page.locator(".notice").first).to_contain_text(say("The concept is saved."))
    page.goto(f"{desk.server.url}/terms?q=HUÉLGA")
    expect(page.locator(".concept")).to_contain_text("huelga de alquileres")
    tab_to(page, ".concept a")
    page.keyboard.press("Enter")
    page.wait_for_url(CONCEPT)
    tab_to(page, "details.fold summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.fold button")
    check(page)
    page.keyboard.press("Enter")
    expect(page.locator(".notice").first).to_contain_text(say("The concept is deleted."))
    assert problems(page) == []


def test_a_suggestion_becomes_a_concept_and_leads_back(browser: Browser, desk: Desk) -> None:
    with desk.app.app_context():
        own = {"source_language": "en", "target_language": "es", "pairs": 5, "likeness": 90}
        db.session.add(TermSuggestion(key="ferri", text="ferry", equivalent="barca", rank=1, **own))
        db.session.add(TermSuggestion(key="last week", text="last week", equivalent="semana", rank=2, **own))
        db.session.commit()
    page = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR)
    page.goto(f"{desk.server.url}/terms/suggestions")
    check(page)
    tab_to(page, ".suggestion a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terms/new?**")
    expect(page.locator("[name=term-1-text]")).to_have_value("barca")
    tab_to(page, "form.concept-form .button-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terms/suggestions?**")
    expect(page.locator(".suggestion")).to_have_count(1)
    tab_to(page, ".suggestion button")
    page.keyboard.press("Enter")
    expect(page.locator(".suggestion")).to_have_count(0)
    assert problems(page) == []
