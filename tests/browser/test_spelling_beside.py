"""Spelling beside a paragraph, in a real browser and by keyboard; and the group's word list."""

import pytest
from playwright.sync_api import Browser, expect

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import word_list
from tests.browser.people import Desk, arrive, box, problems
from tests.browser.test_accessible import check
from tests.tools import needs

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), needs("hunspell")]
WIDE = {"viewport": {"width": 1440, "height": 900}}


def test_a_word_that_nobody_knows_is_put_right_or_listed(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", **WIDE)
    box(page, 4).focus()
    section = page.locator("#beside-spelling")
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
