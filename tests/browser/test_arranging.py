"""Splitting, merging and undoing at the desk: by keys alone, by the pointer, and without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from domain.document import Role
from extensions import db
from models import Presence
from tests.browser.people import Desk, arrive, box, problems, row, said, statement, write
from tests.browser.server import Server

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BLOCKS = (
    (Role.HEADLINE, "The River Is Everybody's"),
    (Role.PARAGRAPH, "The river is everybody's. *Nobody* may fence it. Bring a chair."),
    (Role.PARAGRAPH, "We met on 4 May. All of us came."),
)
SPANISH = "El río es de todos. *Nadie* puede cercarlo. Traigan una silla."


@pytest.fixture
def desk(app: Flask, server: Server) -> Desk:
    """Give a statement whose second paragraph has three sentences."""
    return statement(app, server, BLOCKS)


def written(page: Page) -> None:
    write(page, 2, SPANISH)
    expect(said(page, 2)).to_contain_text(":")


def test_split_and_undo_by_keys_alone(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    written(page)
    box(page, 2).evaluate("(box) => box.setSelectionRange(21, 21)")  # just behind the first sentence
    page.keyboard.press("Alt+Shift+S")
    dialog = page.get_by_role("dialog", name="Split or merge paragraph 2")
    expect(dialog.get_by_role("radio", name="Cut here: after “The river is everybody's.”")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(row(page, 2)).to_be_visible()
    page.keyboard.press("Alt+Shift+S")
    expect(dialog.locator("input[name=cut]:checked")).to_be_focused()
    page.keyboard.press("ArrowDown")  # the other end of a sentence; the place in the target follows
    expect(dialog.get_by_role("radio", name="Cut here: after “Nadie puede cercarlo.”")).to_be_checked()
    page.keyboard.press("Enter")
    expect(row(page, 4)).to_be_visible()
    expect(box(page, 4)).to_have_value("Traigan una silla.")
    expect(box(page, 2)).to_have_value("El río es de todos. *Nadie* puede cercarlo.")
    expect(page.locator("[data-announce]").first).to_contain_text("was split")
    expect(page.locator('[data-counted="size"]')).to_contain_text("4 paragraphs")
    assert [text for text, _state, _version in desk.targets()][1:3] == [
        "El río es de todos. *Nadie* puede cercarlo.", "Traigan una silla.",
    ]  # fmt: skip
    page.keyboard.press("Alt+Shift+Z")
    expect(page.get_by_role("dialog").get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, 4)).to_have_count(0)
    expect(box(page, 2)).to_have_value(SPANISH)
    assert problems(page) == []


def test_merge_and_undo_by_the_pointer(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    written(page)
    write(page, 3, "Nos vimos el 4 de mayo.")
    expect(said(page, 3)).to_contain_text(":")
    box(page, 2).click()
    row(page, 2).locator("a[data-command=split]").click()
    page.get_by_role("button", name="Merge paragraphs 2 and 3").click()
    expect(row(page, 3)).to_have_count(0)
    expect(box(page, 2)).to_have_value(f"{SPANISH}\n\nNos vimos el 4 de mayo.")
    box(page, 2).press("ControlOrMeta+End")
    line = page.locator("form.arranged")
    expect(line).to_contain_text("Paragraph 3 was merged into 2.")
    line.get_by_role("button", name="Undo").click()
    expect(box(page, 3)).to_have_value("Nos vimos el 4 de mayo.")
    expect(line).to_have_count(0)
    assert problems(page) == []


def test_what_somebody_else_changed_meanwhile_is_not_split_unseen(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    written(page)
    box(page, 2).press("Alt+Shift+S")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("input[name=cut]:checked")).to_be_focused()
    other = arrive(browser, desk, "luis@example.org")
    write(other, 2, "El río es nuestro. Nadie puede cercarlo.")
    expect(said(other, 2)).to_contain_text(":")
    other.close()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was split or merged")
    expect(dialog).to_contain_text("El río es nuestro.")  # as it is now
    assert len(desk.targets()) == len(BLOCKS)


def test_an_old_link_leads_to_what_it_was_merged_into(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    box(page, 2).press("Alt+Shift+J")
    page.get_by_role("button", name="Merge paragraphs 2 and 3").press("Enter")
    expect(row(page, 3)).to_have_count(0)
    page.goto(f"{desk.path}?at=p3#p3")
    expect(row(page, 2)).to_be_visible()


def test_what_was_typed_offline_into_a_paragraph_that_is_merged_away_is_offered_back(
    browser: Browser, desk: Desk
) -> None:
    page = arrive(browser, desk, "ana@example.org")
    write(page, 3, "Nos vimos el 4 de mayo.")
    expect(said(page, 3)).to_contain_text(":")
    page.context.set_offline(True)
    write(page, 3, "Nos vimos el 4 de mayo. Vinimos todos.")
    expect(row(page, 3)).to_have_attribute("data-trouble", "")
    with desk.app.app_context():  # a minute later
        db.session.execute(delete(Presence))
        db.session.commit()
    other = arrive(browser, desk, "luis@example.org")
    box(other, 2).press("Alt+Shift+J")
    other.get_by_role("button", name="Merge paragraphs 2 and 3").press("Enter")
    expect(row(other, 3)).to_have_count(0)
    page.context.set_offline(False)
    page.goto(desk.path)
    expect(row(page, 2).locator("[data-kept]")).to_contain_text("Vinimos todos.")


def test_split_merge_and_undo_without_script(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org", script=False)
    box(page, 2).fill(SPANISH)
    row(page, 2).get_by_role("button", name="Save", exact=True).click()
    row(page, 2).get_by_role("link", name="Split or merge").click()
    page.locator("input[name=cut]").nth(1).check()
    page.get_by_role("button", name="Split", exact=True).click()
    # The target's place belonged to another one in the source: the matching one is shown first.
    expect(page.locator("input[name=cut]").nth(1)).to_be_checked()
    page.get_by_role("button", name="Split", exact=True).click()
    expect(page.get_by_text("its second part is 4")).to_be_visible()
    expect(box(page, 4)).to_have_value("Traigan una silla.")
    row(page, 4).get_by_role("link", name="Split or merge").click()
    page.get_by_role("button", name="Merge paragraphs 2 and 4").click()
    expect(row(page, 4)).to_have_count(0)
    for _step in range(2):
        row(page, 2).get_by_role("link", name="Split or merge").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Undone")).to_be_visible()
    expect(box(page, 2)).to_have_value(SPANISH)


@pytest.mark.parametrize(
    ("language", "look"),
    [
        ("en", {"color_scheme": "light"}),
        ("es", {"color_scheme": "dark"}),
        ("es", {"color_scheme": "light", "viewport": {"width": 390, "height": 844}}),
    ],
)
def test_the_page_and_the_dialog_are_for_everybody(browser: Browser, desk: Desk, language: str, look: dict) -> None:
    page = arrive(browser, desk, "ana@example.org", language=language, **look)
    written(page)
    box(page, 2).press("Alt+Shift+S")
    expect(page.locator("dialog input[name=cut]:checked")).to_be_focused()
    check(page)
    page.keyboard.press("Enter")
    expect(row(page, 4)).to_be_visible()
    expect(page.locator("form.arranged")).to_be_visible()
    check(page)
    page.goto(f"{desk.path}/segments/p2/arrangement")
    check(page)


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
