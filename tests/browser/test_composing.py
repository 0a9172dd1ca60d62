"""Composing with script: pages that renew themselves, an order by pointer, finger and keys, nothing typed lost."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from demo.build import build
from domain.permissions import PersonRole
from extensions import db
from services import editing, editions
from services.store import begin_write, find_translation
from tests import factories
from tests.browser.people import LOCALES, Words, sign_in
from tests.browser.server import Server
from tests.signing_in import member

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVA = "eva@example.org"
PICTURES = "[data-spread] img"
ALL_SEEN = "[...document.querySelectorAll('[data-spread] img')].every((picture) => picture.naturalWidth > 100)"


@pytest.fixture
def slugs(app: Flask) -> list[str]:
    """Give the statements of an edition, in order: the demo's, and two short ones."""
    member(app, EVA, PersonRole.PUBLISHER)
    with app.app_context():
        begin_write(db.session)
        slugs = [build(db.session).statements[0].slug]
        slugs += [factories.translation(db.session, title=title).statement.slug for title in ("Stones", "Reeds")]
        eva = factories.person(db.session, PersonRole.PUBLISHER).as_actor()
        made = editions.create(db.session, eva, "A book", "en", "es")
        for slug in slugs:
            editions.add(db.session, eva, made.slug, slug)
        db.session.commit()
    return slugs


@pytest.fixture
def page(browser: Browser, server: Server, slugs: list[str]) -> Iterator[Page]:
    context = browser.new_context(
        locale=LOCALES["en"], reduced_motion="reduce", viewport={"width": 1440, "height": 960}, has_touch=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{server.url}/login")
    sign_in(page, EVA)
    page.goto(f"{server.url}/editions/a-book")
    expect(page.locator(PICTURES).first).to_be_visible()
    yield page
    context.close()


def order(app: Flask) -> list[str]:
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER).as_actor()
        edition = editions.find_edition(db.session, reader, "a-book")
        return [text.slug for text in editions.texts_of(db.session, edition)]


def picture(page: Page) -> str:
    return page.locator(PICTURES).first.get_attribute("src") or ""


def test_the_pages_renew_themselves_while_one_types(page: Page, app: Flask) -> None:
    before = picture(page)
    page.get_by_label("Title (English)").fill("A title typed and not saved")
    expect(page.locator(PICTURES).first).not_to_have_attribute("src", before)
    assert "draft=" in picture(page)
    expect(page.get_by_label("Title (English)")).to_have_value("A title typed and not saved")
    facing = page.locator(".pages-facing")
    page.get_by_role("link", name=re.compile("^Next")).click()
    page.get_by_role("link", name=re.compile("^Next")).click()
    expect(facing).to_be_visible()
    assert page.evaluate(ALL_SEEN)
    wide = page.locator(PICTURES).first.get_attribute("width")
    page.locator("#edition-layout").select_option("columns")
    expect(page.locator(PICTURES)).to_have_count(1)
    expect(page.locator(PICTURES).first).not_to_have_attribute("width", wide or "")  # two columns are on A4
    assert not Axe().run(page).violations_count
    page.reload()
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_label("Title (English)")).to_have_value("A title typed and not saved")


def test_the_old_pages_stay_until_the_new_ones_can_be_seen(page: Page) -> None:
    pictures = re.compile(r"/preview/\d+\.svg")
    held: list[Route] = []
    page.route(pictures, lambda route: held.append(route))
    before = picture(page)
    with page.expect_request(pictures):
        page.get_by_role("link", name=re.compile("^Next")).click()
    assert picture(page) == before
    page.unroute_all()  # lets go what was held
    expect(page.locator(PICTURES).first).not_to_have_attribute("src", before)
    assert page.evaluate(ALL_SEEN)


def test_one_goes_to_a_paragraph_and_turns_pages_by_keys(page: Page, slugs: list[str]) -> None:
    page.get_by_label("Go to").select_option(slugs[0])
    page.get_by_label("Paragraph", exact=True).fill("12")
    page.locator(".pages-jump button").click()
    shown = page.locator(PICTURES).first
    expect(shown).to_have_attribute("alt", re.compile("¶"))
    first, last = map(int, re.findall(r"¶ (\d+)–(\d+)", shown.get_attribute("alt") or "")[0])
    assert first <= 12 <= last
    sheets = page.locator(".pages-sheets")
    sheets.focus()
    page.keyboard.press("PageDown")
    expect(shown).to_have_attribute("alt", re.compile("Stones"))
    expect(page.locator(".pages-sheets")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(shown).not_to_have_attribute("alt", re.compile("Stones"))
    page.get_by_role("link", name="Show the pages large").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pages of")
    page.get_by_role("link", name="Twice as large").click()
    assert not Axe().run(page).violations_count
    box = page.locator(PICTURES).first.bounding_box()
    assert box
    assert box["width"] > 900


def test_a_text_changed_on_the_desk_is_shown_as_it_is_now(page: Page, app: Flask, slugs: list[str]) -> None:
    page.get_by_label("Go to").select_option("stones")
    page.locator(".pages-jump button").click()
    shown = page.locator(PICTURES).first
    expect(shown).to_have_attribute("alt", re.compile("Stones"))
    before = picture(page)
    with app.app_context():
        begin_write(db.session)
        target_id = factories.target_ids(db.session, find_translation(db.session, "stones", "es"))[0]
        editing.save(db.session, factories.translator(db.session), target_id, "Piedra nueva.", version=0)
        db.session.commit()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(shown).not_to_have_attribute("src", before)


def test_statements_are_ordered_by_pointer_and_keys(page: Page, app: Flask, slugs: list[str]) -> None:
    demo, stones, reeds = slugs
    page.get_by_label("Series").fill("Typed on the way")
    items = page.locator(".edition-texts > li")
    handle, goal = items.nth(2).locator("[data-handle]"), items.nth(0).bounding_box()
    handle.hover()
    page.mouse.down()
    assert goal
    page.mouse.move(goal["x"] + 40, goal["y"] + goal["height"] * 0.9, steps=4)
    page.mouse.move(goal["x"] + 40, goal["y"] + 2, steps=4)
    with page.expect_response(re.compile("/order$")):
        page.mouse.up()
    assert order(app) == [reeds, demo, stones]
    items.nth(0).get_by_role("link").focus()
    with page.expect_response(re.compile("/order$")):
        page.keyboard.press("Alt+ArrowDown")
    assert order(app) == [demo, reeds, stones]
    expect(items.nth(1).get_by_role("link")).to_be_focused()
    expect(page.locator("edition-order [data-said]")).to_have_text("“Reeds” is now 2 of 3.")
    with page.expect_response(re.compile("/order$")):
        items.nth(1).get_by_role("button", name=re.compile("down")).click()
    expect(items.nth(2).locator("button[value=up]")).to_be_focused()
    assert order(app) == [demo, stones, reeds]
    expect(page.get_by_label("Series")).to_have_value("Typed on the way")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_label("Series")).to_have_value("Typed on the way")


def test_an_order_that_somebody_else_has_changed_is_said(page: Page, app: Flask, slugs: list[str]) -> None:
    with app.app_context():
        begin_write(db.session)
        other = factories.person(db.session, PersonRole.PUBLISHER).as_actor()
        editions.remove(db.session, other, "a-book", slugs[2])
        db.session.commit()
    page.locator(".edition-texts > li").nth(0).locator("button[value=down]").click()
    expect(page.locator("edition-order [data-said]")).to_contain_text("could not be saved")
    assert order(app) == slugs[:2]


def test_words_of_the_pages_are_spanish_in_spanish(browser: Browser, server: Server, slugs: list[str]) -> None:
    say = Words("es")
    context = browser.new_context(
        locale=LOCALES["es"], viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{server.url}/login")
    sign_in(page, EVA)
    page.goto(f"{server.url}/editions/a-book")
    expect(page.locator(PICTURES).first).to_be_visible()
    expect(page.locator(PICTURES).first).to_have_attribute("alt", re.compile("^Página 1"))
    expect(page.get_by_role("link", name=say("Show the pages large"))).to_be_visible()
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
