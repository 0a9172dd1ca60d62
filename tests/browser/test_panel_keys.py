"""Keys and taps for what stands beside a paragraph, also while it is on its way, in a real browser."""

import re

import pytest
from playwright.sync_api import APIResponse, Browser, Route, expect

from tests.browser.people import Desk, arrive, box, expect_state, problems, wait_saved
from tests.browser.test_memory_beside import WIDE, ana_in, remembered

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STATUS = "#desk-panel [data-status]"


def test_one_key_puts_right_what_a_check_is_sure_of(browser: Browser, desk: Desk) -> None:
    page = ana_in(browser, desk, 4)
    page.keyboard.type("Traiga una una silla.")
    page.keyboard.press("F8")  # what is typed is saved, and checked, first
    expect(box(page, 4)).to_have_value("Traiga una silla.")
    expect(box(page, 4)).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator(STATUS)).to_contain_text("The checks have nothing here")
    assert problems(page) == []


def test_a_key_goes_to_what_the_checks_found(browser: Browser, desk: Desk) -> None:
    page = ana_in(browser, desk, 4)
    page.keyboard.type("Traiga una una silla.")
    page.keyboard.press("Shift+F8")
    expect(page.locator("#beside-checks")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Write “una”")).to_be_focused()
    expect(page.get_by_role("button", name="Write “una”")).to_have_attribute("data-key", "fix")
    page.keyboard.press("Escape")
    expect(box(page, 4)).to_be_focused()


def test_nothing_is_put_into_a_text_that_was_handed_in(browser: Browser, desk: Desk) -> None:
    remembered(desk, 4, "Traiga una silla.")
    page = ana_in(browser, desk, 4)
    take = page.locator("#beside-memory").get_by_role("button", name="Take this text")
    expect(take).to_have_count(1)
    page.keyboard.type("Traiga una silla, vecino.")
    page.locator("#p4 [data-act=submission]").press("Enter")
    expect_state(page, 4, "translated")
    page.locator("#p4").focus()
    expect(take).to_have_count(0)
    page.keyboard.press("Alt+Shift+M")
    expect(page.locator(STATUS)).to_have_text("The paragraph is not open for writing.")
    assert desk.targets()[3][:2] == ("Traiga una silla, vecino.", "translated")


def test_a_save_while_the_sections_are_on_their_way_is_caught_up_with(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", **WIDE)
    held: list[tuple[Route, APIResponse]] = []
    page.route(re.compile(r"/panel\?part=all"), lambda route: held.append((route, route.fetch())), times=1)
    box(page, 4).focus()
    while not held:
        page.wait_for_timeout(50)
    page.keyboard.type("Traiga una una silla.")
    wait_saved(page, 4)
    [(route, answer)] = held
    assert "stands here twice" not in answer.text()
    route.fulfill(response=answer)
    expect(page.locator("#beside-checks")).to_contain_text("“una” stands here twice.")
    expect(page.locator("#beside-history")).to_contain_text("Traiga una una silla.")


def test_what_is_opened_stays_open_over_a_save_that_does_not_change_it(browser: Browser, desk: Desk) -> None:
    page = ana_in(browser, desk, 4)
    section = page.locator("#beside-checks")
    page.keyboard.type("Traiga 77 sillas y venga con los vecinos de la otra orilla del río.")
    expect(section).to_contain_text("77")
    fold = section.locator("details").first
    fold.evaluate("(one) => (one.open = true)")
    box(page, 4).focus()
    page.keyboard.type(" Ya.")
    expect(page.locator("#beside-history")).to_contain_text("Ya.")
    expect(fold).to_have_attribute("open", "")


def test_a_tap_into_a_box_lends_it_its_characters_at_once(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", viewport={"width": 390, "height": 844}, has_touch=True)
    box(page, 3).tap()
    expect(page.locator("#p3 .characters")).to_be_visible()
    box(page, 4).tap()
    expect(page.locator("#p4 .characters")).to_be_visible()
    expect(box(page, 4)).to_be_focused()
    expect(page.locator("#p3")).not_to_have_attribute("data-active", "")
