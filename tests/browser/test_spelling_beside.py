"""Spelling beside a paragraph, in a real browser and by keyboard; and the group's word list."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import word_list
from tests.browser.people import Desk, arrive, box, problems, wait_saved, write
from tests.browser.test_accessible import check
from tests.tools import needs

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), needs("hunspell")]
WIDE = {"viewport": {"width": 1440, "height": 900}}


def test_a_word_that_nobody_knows_is_put_right_or_listed(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", **WIDE)
    box(page, 4).focus()
    section = page.locator("#beside-spelling")
    expect(page.locator("#beside-terms")).to_be_visible()  # it is all there
    expect(section).to_be_hidden()
    page.keyboard.type("Trae una sillla al huaynazo.")
    expect(section).to_contain_text("sillla")
    expect(section).to_contain_text("huaynazo")
    check(page)
    section.get_by_role("button", name="Write “silla”").focus()
    page.keyboard.press("Enter")
    expect(box(page, 4)).to_have_value("Trae una silla al huaynazo.")
    expect(box(page, 4)).to_be_focused()
    expect(section).not_to_contain_text("sillla")
    section.get_by_role("button", name="Add to the word list “huaynazo”").focus()
    page.keyboard.press("Enter")
    expect(section).to_be_hidden()
    expect(box(page, 4)).to_be_focused()
    with desk.app.app_context():
        assert word_list.all_words(db.session, OPERATOR, "es") == ["huaynazo"]
    assert problems(page) == []


def test_who_only_reads_gets_no_buttons(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, "ana@example.org", **WIDE)
    box(ana, 4).fill("Trae una sillla.")
    ana.keyboard.press("Control+S")
    expect(ana.locator("#p4 [data-said]")).to_contain_text("Saved at")
    page = arrive(browser, desk, "rosa@example.org", PersonRole.READER, **WIDE)
    page.locator("#p4").focus()
    section = page.locator("#beside-spelling")
    expect(section).to_contain_text("sillla")
    expect(section.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("look", [WIDE, {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}])
def test_the_word_list_is_kept_by_keyboard(browser: Browser, desk: Desk, look: dict[str, Any]) -> None:
    page = arrive(browser, desk, "ana@example.org", PersonRole.REVIEWER, **look)
    page.goto(f"{desk.server.url}/words?language=es")
    for word in ("huayno", "ñandú"):
        page.get_by_label("A word to add").focus()
        page.keyboard.type(word)
        page.keyboard.press("Enter")
        expect(page.locator(".word-list")).to_contain_text(word)
    check(page)
    page.get_by_label("A word to add").focus()
    page.keyboard.type("dos palabras")
    page.keyboard.press("Enter")
    expect(page.locator("#word-error")).to_contain_text("That is no word")
    check(page)
    page.get_by_role("button", name="Remove “huayno”").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".word-list")).not_to_contain_text("huayno")
    assert problems(page) == []


@pytest.mark.parametrize("look", [WIDE, {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}])
def test_words_of_a_whole_translation_go_into_the_list_by_keyboard(
    browser: Browser, desk: Desk, look: dict[str, Any]
) -> None:
    page = arrive(browser, desk, "ana@example.org", **look)
    write(page, 4, "Trae una sillla al huaynazo.")
    wait_saved(page, 4)
    page.goto(f"{desk.path}/checks")
    page.get_by_role("link", name="Spelling: words that no dictionary has").press("Enter")
    expect(page.get_by_role("heading", name="Spelling")).to_be_visible()
    check(page)
    page.get_by_role("checkbox", name="huaynazo").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 word is in the list now.")
    expect(page.locator(".word-list")).to_contain_text("sillla")
    expect(page.locator(".word-list")).not_to_contain_text("huaynazo")
    page.locator(".word-list").get_by_role("link", name="¶ 4").press("Enter")
    expect(page).to_have_url(f"{desk.path}#p4")
    assert problems(page) == []
