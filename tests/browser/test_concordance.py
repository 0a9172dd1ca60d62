"""The concordance in a real browser: its page, and beside the paragraph by keyboard alone."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import memory
from services.memory import Incoming
from tests.browser.people import Desk, Words, arrive, box, problems, row
from tests.browser.test_accessible import check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WIDE = {"viewport": {"width": 1440, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}
PAIRS = (
    ("The river is nobody's.", "El río no es de nadie."),
    ("Two rivers meet here.", "Aquí se juntan dos ríos."),
    ("Bring a chair and a table.", "Traiga una silla y una mesa."),
)
KEY = "Control+Shift+f"
# A person who selects with the mouse or by caret browsing: no key of the page does it.
SELECT = """([row, words]) => {
  const walker = document.createTreeWalker(document.querySelector(`#p${row} .verso .text`), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(words);
    if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
  }
}"""


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Give the desk with a memory."""
    with desk.app.app_context():
        memory.import_pairs(
            db.session, OPERATOR, [Incoming(*pair) for pair in PAIRS], name="old.tmx", sha256="00",
            source_language="en", target_language="es",
        )  # fmt: skip
        db.session.commit()
    return desk


def section(page: Page) -> Locator:
    return page.locator("#desk-concordance")


@pytest.mark.parametrize(("language", "look"), [("en", WIDE), ("es", {**WIDE, "color_scheme": "dark"}), ("es", NARROW)])
def test_the_word_at_the_caret_is_looked_up_and_escape_leads_back_to_it(
    browser: Browser, filled: Desk, language: str, look: dict
) -> None:
    page, _ = arrive(browser, filled, "ana@example.org", language=language, **look), Words(language)
    box(page, 4).focus()
    page.keyboard.type("Una silla para todos.")
    for _step in range(len(" para todos.") + 2):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press(KEY)
    expect(section(page)).to_be_focused()
    expect(section(page).locator("input[name=q]")).to_have_value("silla")
    expect(section(page).locator("mark")).to_have_text(["silla"])
    expect(section(page)).to_contain_text("old.tmx")
    expect(section(page).get_by_role("button", name=_("Back to the text"))).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    expect(section(page)).to_have_count(0)
    expect(box(page, 4)).to_be_focused()
    page.keyboard.type("X")
    expect(box(page, 4)).to_have_value("Una silXla para todos.")
    assert problems(page) == []


def test_words_selected_in_a_source_are_looked_up_without_leaving_the_row(browser: Browser, filled: Desk) -> None:
    page = arrive(browser, filled, "ana@example.org", **WIDE)
    row(page, 3).focus()
    page.evaluate(SELECT, [3, "river"])
    page.keyboard.press("m")
    expect(section(page)).to_be_focused()
    expect(section(page).locator("mark")).to_have_text(["rivers", "river"])
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("no es de")
    page.keyboard.press("Enter")
    expect(section(page).locator("mark")).to_have_text(["no", "es", "de"])
    page.keyboard.press("Escape")
    expect(row(page, 3)).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "river"


def test_a_phrase_is_looked_for_as_one_and_its_words_are_offered(browser: Browser, filled: Desk) -> None:
    page = arrive(browser, filled, "ana@example.org", **WIDE)
    row(page, 3).focus()
    page.evaluate(SELECT, [3, "river is everybody"])
    page.keyboard.press(KEY)
    expect(section(page).locator("input[name=q]").first).to_have_value('"river is everybody"')
    expect(section(page)).to_contain_text("Nothing is found.")
    section(page).get_by_role("button", name="Look for these words apart").press("Enter")
    expect(section(page).locator("input[name=q]").first).to_have_value("river is everybody")


def test_without_words_it_asks_for_some(browser: Browser, filled: Desk) -> None:
    page = arrive(browser, filled, "ana@example.org", PersonRole.READER, **WIDE)
    row(page, 1).focus()
    page.keyboard.press(KEY)
    expect(section(page).locator("input[name=q]")).to_be_focused()
    page.keyboard.type("chair")
    page.keyboard.press("Enter")
    expect(section(page).locator("mark")).to_have_text(["chair"])
    page.keyboard.press("Escape")
    expect(row(page, 1)).to_be_focused()
    assert problems(page) == []


def test_the_box_of_the_panel_opens_it_and_the_page_has_all(browser: Browser, filled: Desk) -> None:
    page = arrive(browser, filled, "ana@example.org", **WIDE)
    box(page, 4).focus()
    page.locator("#beside-concordance input[name=q]").fill("river")
    page.keyboard.press("Enter")
    expect(section(page).locator("mark")).to_have_text(["rivers", "river"])
    section(page).get_by_role("link", name="The whole page").press("Enter")
    expect(page.locator("h1")).to_have_text("Memory")
    expect(page.locator("main mark")).to_have_text(["rivers", "river"])
    check(page)


def test_what_is_not_gathered_yet_is_looked_for_again_at_the_desk(browser: Browser, filled: Desk) -> None:
    page = arrive(browser, filled, "ana@example.org", **WIDE)
    pending = (
        '<section id="desk-concordance" tabindex="-1"><search-again><a href="/memory?q=river">x</a></search-again>'
    )
    page.route("**/memory?**", lambda route: route.fulfill(body=f"{pending}</section>", content_type="text/html"))
    row(page, 3).focus()
    page.evaluate(SELECT, [3, "river"])
    page.keyboard.press("m")
    expect(section(page)).to_be_focused()
    page.unroute("**/memory?**")
    section(page).get_by_role("link").click()
    expect(section(page).locator("mark")).to_have_text(["rivers", "river"])
    assert page.url == filled.path


def test_a_lost_line_is_said_and_the_caret_stays(browser: Browser, filled: Desk) -> None:
    page = arrive(browser, filled, "ana@example.org", **WIDE)
    box(page, 4).focus()
    page.keyboard.type("silla")
    page.keyboard.press(KEY)
    expect(section(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.keyboard.press(KEY)
    expect(page.locator("#desk-panel [data-status]")).not_to_be_empty()
    expect(box(page, 4)).to_be_focused()
    page.context.set_offline(False)
