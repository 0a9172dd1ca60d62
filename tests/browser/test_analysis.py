"""The start of a job in a real browser, by keyboard: counted, filled in, undone; the same paragraph elsewhere."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from domain.document import Role
from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import memory
from services.memory import Incoming
from tests.browser.people import Desk, Words, arrive, box, expect_state, problems, row, statement, wait_saved
from tests.browser.server import Server
from tests.browser.test_accessible import check
from tests.browser.test_keyboard_alone import follow, tab_to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BLOCKS = (
    (Role.HEADLINE, "The Long March"),
    (Role.PARAGRAPH, "Signed:"),
    (Role.PARAGRAPH, "Nobody has ever said this."),
    (Role.PARAGRAPH, "Signed:"),
    (Role.PARAGRAPH, "Signed:"),
)
KNOWN = (("The Long March", "A longa marcha"), ("Signed:", "Assinado:"))
WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def march(app: Flask, server: Server) -> Desk:
    """Give a statement with a paragraph that stands there three times."""
    return statement(app, server, BLOCKS)


def choose(page: Page, label: str, value: str) -> None:
    """Choose an option of the list that has the focus by its keys, as far as it takes."""
    chosen = page.get_by_label(label, exact=True)
    for _ in range(60):
        if chosen.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} is not in {label}")


def write_the_first(page: Page) -> None:
    """Translate the first of the three, once what stands beside it is there."""
    box(page, 2).focus()
    expect(page.locator("#desk-panel [data-title]")).to_have_text("¶ 2")
    page.keyboard.type("Firman:")
    wait_saved(page, 2)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_translation_is_started_counted_filled_in_and_emptied_again(
    browser: Browser, march: Desk, language: str
) -> None:
    _ = Words(language)
    with march.app.app_context():
        memory.import_pairs(
            db.session, OPERATOR, [Incoming(*pair) for pair in KNOWN], name="old.tmx", sha256="00",
            source_language="en", target_language="pt",
        )  # fmt: skip
        db.session.commit()
    page = arrive(browser, march, "ana@example.org", PersonRole.TRANSLATOR, language=language, **WIDE)
    page.goto(f"{march.server.url}/statements/{march.slug}")
    tab_to(page, "DisclosureTriangle", _("Start a translation into another language"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    choose(page, _("Language"), "pt")
    follow(page, "button", _("Start the translation"))
    assert page.url.endswith(f"/{march.slug}/pt"), "one lands on the desk"
    follow(page, "link", _("Analysis"))
    expect(page.get_by_role("heading", level=1)).to_have_text(_("Analysis"))
    check(page)
    follow(page, "button", _("See what would be filled in"))
    expect(page.locator(".replace-row")).to_have_count(4)
    check(page)
    follow(page, "button", _("Fill in all of these"))
    expect(page.locator(".notice").first).to_contain_text("4")
    check(page)
    follow(page, "link", _("The desk"))
    expect_state(page, 2, "draft")
    expect(box(page, 2)).to_have_value("Assinado:")
    expect_state(page, 3, "untranslated")
    follow(page, "link", _("Analysis"))
    follow(page, "button", _("Undo"))
    expect(page.locator(".replace-past")).to_contain_text(_("Undone"))
    page.goto(f"{march.server.url}/statements/{march.slug}/pt")
    for number in range(1, 6):
        expect_state(page, number, "untranslated")
    assert problems(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_fit_narrow_and_wide_windows(browser: Browser, march: Desk, width: int) -> None:
    viewport = {"viewport": {"width": width, "height": 844}}
    page = arrive(browser, march, "ana@example.org", PersonRole.TRANSLATOR, language="es", **viewport)
    for path in ("analysis", "pretranslation"):
        page.goto(f"{march.path}/{path}")
        check(page)
    assert problems(page) == []


def test_a_text_is_written_once_and_stands_everywhere(browser: Browser, march: Desk) -> None:
    page = arrive(browser, march, "ana@example.org", PersonRole.TRANSLATOR, **WIDE)
    write_the_first(page)
    section = page.locator("#beside-twins")
    expect(section).to_contain_text("¶ 4, ¶ 5")
    check(page)
    section.get_by_role("button", name="Put this text there, too").focus()
    page.keyboard.press("Enter")
    for number in (4, 5):
        expect_state(page, number, "draft")
        expect(box(page, number)).to_have_value("Firman:")
    expect(section).to_contain_text("Put there as a draft")
    expect(page.locator('[data-tally="draft"]')).to_have_text("3")
    assert [text for text, _state, _version in march.targets()] == ["", "Firman:", "", "Firman:", "Firman:"]
    page.keyboard.press("Tab")
    section.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    for number in (4, 5):
        expect_state(page, number, "untranslated")
        expect(box(page, number)).to_have_value("")
    expect(page.locator('[data-tally="draft"]')).to_have_text("1")
    assert problems(page) == []


def test_a_row_that_somebody_is_writing_in_keeps_its_words(browser: Browser, march: Desk) -> None:
    page = arrive(browser, march, "ana@example.org", PersonRole.TRANSLATOR, **WIDE)
    write_the_first(page)
    button = page.locator("#beside-twins").get_by_role("button", name="Put this text there, too")
    expect(button).to_be_visible()
    page.route("**/targets/*", lambda route: route.abort())  # saves do not come through for a moment
    box(page, 4).evaluate(
        "(box) => { box.value = 'Mis palabras'; box.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    button.click()
    expect_state(page, 5, "draft")
    expect(box(page, 4)).to_have_value("Mis palabras")
    assert [text for text, _state, _version in march.targets()][3:] == ["Firman:", "Firman:"]
    page.unroute("**/targets/*")
    box(page, 4).focus()
    page.keyboard.press("End")
    page.keyboard.type(".")
    expect(row(page, 4).locator("desk-conflict")).to_be_visible()
    assert [text for text, _state, _version in march.targets()][3] == "Firman:"
    assert "Mis palabras." in march.revisions(4)


def test_the_best_offer_comes_by_the_key_of_the_memory(browser: Browser, march: Desk) -> None:
    page = arrive(browser, march, "ana@example.org", PersonRole.TRANSLATOR, **WIDE)
    write_the_first(page)
    box(page, 5).focus()
    expect(page.locator("#beside-twins")).to_contain_text("¶ 2 · Draft")
    page.keyboard.press("Alt+Shift+M")
    expect(box(page, 5)).to_have_value("Firman:")
    expect_state(page, 5, "draft")
    expect(box(page, 5)).to_be_focused()
    expect(page.locator("#beside-history")).to_contain_text("memory")
    assert problems(page) == []
