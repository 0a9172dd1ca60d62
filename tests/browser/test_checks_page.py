"""The page of the checks in a real browser: by keyboard alone, its progress, and the desk's next warning."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from extensions import db
from services import checking, editing
from services.checking import remembering
from services.store import begin_write, find_translation
from tests import factories
from tests.browser.people import Desk, Words, arrive, problems
from tests.browser.test_accessible import LOOKS, check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEXTS = {2: "El río es de todos", 3: "El río  es de todos. *Nadie* puede cercarlo.", 5: "¡Abran el el camino"}


@pytest.fixture
def slipped(desk: Desk) -> Desk:
    """Give a desk with a double space in paragraph 3, a double word and a lost mark in paragraph 5."""
    with desk.app.app_context():
        begin_write(db.session)
        ids = factories.target_ids(db.session, find_translation(db.session, desk.slug, desk.language))
        for number, text in TEXTS.items():
            editing.save(db.session, factories.translator(db.session), ids[number - 1], text, version=0)
        db.session.commit()
    return desk


def at_checks(browser: Browser, desk: Desk, email: str, *roles: PersonRole, **look: Any) -> Page:
    page = arrive(browser, desk, email, *roles, **look)
    page.goto(f"{desk.path}/checks")
    return page


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing called `name` has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def arrived(page: Page) -> None:
    """Wait until the page is loaded and painted, and so has gone to the place that its address names."""
    page.wait_for_load_state("load")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_it_is_for_everybody(browser: Browser, slipped: Desk, language: str, look: dict[str, Any]):
    page = at_checks(browser, slipped, "ana@example.org", PersonRole.TRANSLATOR, language=language, **look)
    say = Words(language)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Checks"))
    expect(page.locator("article.row")).to_have_count(2)
    page.locator("summary", has_text=say("Waive with a reason")).first.click()
    check(page)
    assert problems(page) == []


def test_by_keyboard_alone(browser: Browser, slipped: Desk):
    page = at_checks(browser, slipped, "ana@example.org", PersonRole.TRANSLATOR)
    tab_to(page, "Put it right")
    page.keyboard.press("Enter")
    expect(page.locator("article.row")).to_have_count(1)
    assert slipped.targets()[2][0] == "El río es de todos. *Nadie* puede cercarlo."
    assert page.url.endswith("/checks#p5")
    arrived(page)
    page.locator("#only").focus()
    page.keyboard.type("Double")
    tab_to(page, "Show")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checks?*only=doubles")
    expect(page.locator("article.row")).to_have_count(1)
    arrived(page)  # what the address names takes the focus away, once
    page.locator("#only").focus()
    tab_to(page, "Waive with a reason")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("He stammers.")
    tab_to(page, "Waive")
    page.keyboard.press("Enter")
    expect(page.locator("section.waived")).to_contain_text("He stammers.")
    expect(page.locator("article.row")).to_have_count(0)
    check(page)
    assert problems(page) == []


def test_without_script(browser: Browser, slipped: Desk):
    page = at_checks(browser, slipped, "ana@example.org", PersonRole.TRANSLATOR, script=False)
    page.get_by_role("button", name="Put it right").first.click()
    expect(page.get_by_text("Put right.")).to_be_visible()
    assert slipped.targets()[2][0] == "El río es de todos. *Nadie* puede cercarlo."


def test_a_long_text_says_how_far_it_is_and_goes_on_by_itself(
    browser: Browser, slipped: Desk, monkeypatch: pytest.MonkeyPatch
):
    page = arrive(browser, slipped, "ana@example.org", PersonRole.TRANSLATOR)
    # The page as it is when a second did not do for all of it; what it asks for then is the server's own.
    real = checking.catch_up
    monkeypatch.setattr(checking, "catch_up", lambda session, which: real(session, which, seconds=0))
    monkeypatch.setattr(remembering, "LEAST", 0)
    with slipped.app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
        client = slipped.app.test_client()
        factories.sign_in(client, reader)
    html = client.get(f"/statements/{slipped.slug}/es/checks").text
    page.route(f"{slipped.path}/checks", lambda route: route.fulfill(body=html, content_type="text/html"), times=1)
    page.goto(f"{slipped.path}/checks")
    expect(page.locator("article.row")).to_have_count(2)  # all is checked, and the page shows it
    assert "1 of 3 paragraphs are checked." in html
    assert html.count('<article class="row"') < 2
    expect(page.locator("check-progress")).to_have_count(0)
    assert problems(page) == []


def test_the_desk_goes_to_the_next_finding_by_its_key(browser: Browser, slipped: Desk):
    page = arrive(browser, slipped, "ana@example.org", PersonRole.TRANSLATOR)
    page.locator("#p2 textarea").focus()
    page.keyboard.press("Alt+Shift+KeyY")
    expect(page.locator("#p3 textarea")).to_be_focused()
    page.keyboard.press("Alt+Shift+KeyY")
    expect(page.locator("#p5 textarea")).to_be_focused()
    assert problems(page) == []
