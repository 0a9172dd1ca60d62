"""Searching and replacing by hand: from the desk by a key, to the row of a hit, and one undo for all of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from tests.browser.people import Desk, Words, arrive, problems, row, write
from tests.browser.test_accessible import check, looks


def translated(browser: Browser, desk: Desk, **rest: object) -> Page:
    """Open the desk for a translator, with two paragraphs translated."""
    page = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, **rest)
    write(page, 3, "El río es de todos.")
    write(page, 4, "Trae una silla al río.")
    page.keyboard.press("Escape")
    expect(row(page, 4)).to_have_attribute("data-version", re.compile("[1-9]"))
    expect(row(page, 3)).to_have_attribute("data-version", re.compile("[1-9]"))
    return page


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_desk_by_a_key_to_the_row_of_a_hit(browser: Browser, desk: Desk, language: str) -> None:
    words = Words(language)
    page = translated(browser, desk, language=language)
    page.keyboard.press("/")
    field = page.locator("header [data-search]")
    expect(field).to_be_focused()
    field.press_sequentially("RIO")
    field.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("mark")).to_have_text(["río", "río"])
    expect(page.get_by_role("checkbox")).to_be_checked()  # in this statement alone, until one says otherwise
    page.get_by_role("link", name=words("Search all statements")).click()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.locator("article").nth(1).locator(".recto a").click()
    page.wait_for_url("**#p4")
    expect(row(page, 4)).to_be_in_viewport()
    assert problems(page) == []


def test_on_other_pages_the_key_leads_to_the_box_and_in_a_field_it_is_typed(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR)
    page.goto(f"{desk.server.url}/statements")
    page.locator("h1").click()
    page.keyboard.press("/")
    field = page.locator("header [data-search]")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.press("/")
    expect(field).to_have_value("/")
    page.set_viewport_size({"width": 390, "height": 800})
    expect(field).to_be_hidden()
    page.locator(".site-search-link").click()
    expect(page.locator("main [data-search]")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_replace_with_a_preview_and_undo(browser: Browser, desk: Desk, script: bool) -> None:
    page = translated(browser, desk)
    state = page.context.storage_state()
    page = browser.new_context(java_script_enabled=script, storage_state=state, locale="en-GB").new_page()
    page.goto(desk.path)
    page.get_by_role("link", name="Find and replace").click()
    page.get_by_label("Find in the translation").fill("río")
    page.get_by_label("Replace with").fill("arroyo")
    page.get_by_role("button", name="See every place").click()
    expect(page.locator("del")).to_have_text(["río", "río"])
    expect(page.locator("ins")).to_have_text(["arroyo", "arroyo"])
    page.get_by_role("checkbox", name="Replace in paragraph 3").uncheck()
    page.get_by_role("button", name="Replace in the ticked ones alone").click()
    expect(page.get_by_text("Replaced in 1 paragraph (1 place).")).to_be_visible()
    assert [text for text, _state, _version in desk.targets()[2:4]] == [
        "El río es de todos.",
        "Trae una silla al arroyo.",
    ]
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text("1 paragraph has its former text and state back.")).to_be_visible()
    assert [text for text, _state, _version in desk.targets()[2:4]] == ["El río es de todos.", "Trae una silla al río."]


def test_the_key_of_the_desk_leads_to_replacing(browser: Browser, desk: Desk) -> None:
    page = translated(browser, desk)
    page.keyboard.press("Alt+Shift+R")
    page.wait_for_url("**/replacement")
    assert problems(page) == []


@looks
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_anybody_can_read_and_use_the_pages(browser: Browser, desk: Desk, language: str, look: dict[str, Any]) -> None:
    page = translated(browser, desk, language=language, **look)
    for address in ("/search?q=rio", "/search?q=zzz", f"/search?q=rio&language=es&statement={desk.slug}"):
        page.goto(desk.server.url + address)
        check(page)
    page.goto(f"{desk.path}/replacement?find=río&replacement=mar")
    check(page)
    page.locator("button[value=all]").click()
    expect(page.locator(".notice[data-kind=good]")).to_be_visible()
    check(page)
