"""A text that checks keep from being handed in: why, and what to do about it, in a real browser by keys alone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Desk, arrive, box, expect_state
from tests.browser.test_accessible import check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WIDE = {"viewport": {"width": 1440, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}
OPEN = "Abran el camino!"  # paragraph 5, without its ¡


def blocked(browser: Browser, desk: Desk, **look: object) -> Page:
    """Hand in a text with an error, by the key."""
    page = arrive(browser, desk, "ana@example.org", **(look or WIDE))
    box(page, 5).fill(OPEN)
    box(page, 5).press("Control+Enter")
    expect(page.locator("#p5 .problem")).to_contain_text("The opening mark to “!” is missing.")
    return page


def test_an_error_keeps_a_text_from_being_handed_in_and_nothing_is_lost(browser: Browser, desk: Desk) -> None:
    page = blocked(browser, desk)
    expect(box(page, 5)).to_be_focused()
    expect_state(page, 5, "draft")
    expect(page.locator("#p5 [data-said]")).to_contain_text("Saved at")
    assert desk.targets()[4] == (OPEN, "draft", 1)
    box(page, 5).fill("¡Abran el camino!")
    box(page, 5).press("Control+Enter")
    expect_state(page, 5, "translated")
    expect(page.locator("#p5 .problem")).to_have_count(0)


def test_a_text_is_waived_with_a_reason_and_handed_in_by_keys_alone(browser: Browser, desk: Desk) -> None:
    page = blocked(browser, desk)
    link = page.locator("#p5 .problem a")
    for _step in range(9):  # what else can be reached in the row stands between them
        if link.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    checks = page.locator("desk-panel #beside-checks")
    expect(checks).to_be_focused()
    check(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The leaflet has it so.")
    page.keyboard.press("Control+Enter")
    expect(checks.get_by_text("Waived", exact=False).first).to_be_visible()
    expect(box(page, 5)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect_state(page, 5, "translated")
    checks.locator("details.waived > summary").click()
    expect(checks.locator("details.waived")).to_contain_text("The leaflet has it so.")
    check(page)
    checks.get_by_role("button", name="Take the waiver back").click()
    expect(checks.locator(".blocks")).to_have_count(1)


def test_on_a_phone_the_link_leads_to_the_checks(browser: Browser, desk: Desk) -> None:
    page = blocked(browser, desk, **NARROW)
    page.locator("#p5 .problem a").click()
    expect(page.locator("desk-panel #beside-checks .blocks")).to_be_visible()
    check(page)


def test_without_script_the_row_says_why_and_leads_to_the_checks(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", script=False)
    page.locator("#p5 textarea[name=text]").fill(OPEN)
    page.locator("#p5 .recto").get_by_role("button", name="Save and submit").click()
    page.locator("#p5").get_by_role("link", name="Put it right or waive it").click()
    page.locator("#beside-checks summary").click()
    page.locator("#beside-checks textarea").fill("The leaflet has it so.")
    page.locator("#beside-checks").get_by_role("button", name="Waive", exact=True).click()
    page.get_by_role("link", name="Back to the paragraph").click()
    page.locator("#p5 .recto").get_by_role("button", name="Save and submit").click()
    assert desk.targets()[4][1] == "translated"
