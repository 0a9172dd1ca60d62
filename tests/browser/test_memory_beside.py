"""Matches of the memory and findings of the checks beside a paragraph, in a real browser and by keyboard."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from domain.permissions import OPERATOR
from extensions import db
from models import Segment
from services import memory
from services.memory import Incoming
from services.store import find_translation
from tests.browser.people import Desk, arrive, box, expect_state, problems
from tests.browser.test_accessible import check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WIDE = {"viewport": {"width": 1440, "height": 900}}


def remembered(desk: Desk, number: int, target: str, *, changed: str = "") -> None:
    """Put a pair into the memory whose source is that of a paragraph, with `changed` behind it."""
    with desk.app.app_context():
        translation = find_translation(db.session, desk.slug, desk.language)
        query = select(Segment.source).where(Segment.statement_id == translation.statement_id, Segment.number == number)
        pair = Incoming(db.session.scalars(query).one() + changed, target)
        memory.import_pairs(
            db.session, OPERATOR, [pair], name="old.tmx", sha256="00", source_language="en", target_language="es"
        )
        db.session.commit()


def ana_in(browser: Browser, desk: Desk, number: int) -> Page:
    page = arrive(browser, desk, "ana@example.org", **WIDE)
    box(page, number).focus()
    expect(page.locator("#desk-panel [data-title]")).to_have_text(f"¶ {number}")
    return page


def test_a_match_is_taken_over_by_one_key_and_writing_goes_on(browser: Browser, desk: Desk) -> None:
    remembered(desk, 4, "Traiga una silla 9.", changed=" 9")
    page = ana_in(browser, desk, 4)
    section = page.locator("#beside-memory")
    expect(section).to_contain_text("Numbers differ")
    expect(section).to_contain_text("old.tmx")
    check(page)
    page.keyboard.press("Alt+Shift+M")
    expect(box(page, 4)).to_have_value("Traiga una silla 9.")
    expect_state(page, 4, "draft")
    expect(box(page, 4)).to_be_focused()
    expect(page.locator("#beside-history")).to_contain_text("memory")
    assert desk.targets()[3][0] == "Traiga una silla 9."
    assert problems(page) == []


def test_each_match_has_a_key_of_its_own(browser: Browser, desk: Desk) -> None:
    remembered(desk, 4, "Traiga una silla.")
    remembered(desk, 4, "Traigan sillas.")
    page = ana_in(browser, desk, 4)
    offered = page.locator("#beside-memory .words:not(.difference)")
    expect(offered).to_have_count(2)
    second = offered.nth(1).inner_text()
    page.keyboard.press("Alt+Shift+2")
    expect(box(page, 4)).to_have_value(second)
    page.keyboard.press("Alt+Shift+5")
    expect(page.locator("desk-panel")).to_contain_text("The memory has nothing for this paragraph.")
    assert problems(page) == []


def test_what_was_typed_before_a_match_is_taken_is_in_the_history(browser: Browser, desk: Desk) -> None:
    remembered(desk, 4, "Traiga una silla.")
    page = ana_in(browser, desk, 4)
    page.keyboard.type("Mi propio texto.")
    page.locator("#beside-memory").get_by_role("button", name="Take this text").click()
    expect(box(page, 4)).to_have_value("Traiga una silla.")
    expect(page.locator("#beside-history")).to_contain_text("Mi propio texto.")


def test_a_finding_comes_with_the_save_and_goes_with_its_fix(browser: Browser, desk: Desk) -> None:
    page = ana_in(browser, desk, 4)
    section = page.locator("#beside-checks")
    expect(section).to_be_hidden()
    page.keyboard.type("Traiga una una silla.")
    expect(section).to_contain_text("“una” stands here twice.")
    check(page)
    section.get_by_role("button", name="Write “una”").click()
    expect(box(page, 4)).to_have_value("Traiga una silla.")
    expect(section).to_be_hidden()
    assert problems(page) == []


def test_without_a_match_the_key_says_so(browser: Browser, desk: Desk) -> None:
    page = ana_in(browser, desk, 4)
    page.keyboard.press("Alt+Shift+M")
    expect(page.locator("#desk-panel [data-status]")).to_have_text("The memory has nothing for this paragraph.")
    expect(box(page, 4)).to_have_value("")
