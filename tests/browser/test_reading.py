"""Finding one's way: more rows as one scrolls, links to a paragraph, filters, keys."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from tests.browser.people import Desk, arrive, box, expect_state, long_statement, problems, row, said, write
from tests.browser.server import Server

ANA = "ana@example.org"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def long_desk(app: Flask, server: Server) -> Desk:
    return long_statement(app, server, 120)


def positions(page: Page) -> list[int]:
    return page.locator("desk-row").evaluate_all("rows => rows.map((row) => Number(row.dataset.position))")


def test_more_rows_arrive_as_one_scrolls_each_once_and_in_order(browser: Browser, long_desk: Desk) -> None:
    ana = arrive(browser, long_desk, ANA)
    assert positions(ana) == list(range(1, 51))
    while ana.locator(".more").count():
        ana.mouse.wheel(0, 4000)
        ana.wait_for_timeout(50)
    assert positions(ana) == list(range(1, 121))
    write(ana, 120, "La última.")
    expect(said(ana, 120)).to_contain_text("Saved at")
    assert long_desk.targets()[119][0] == "La última."
    assert problems(ana) == []


def test_more_rows_are_a_link_without_script(browser: Browser, long_desk: Desk) -> None:
    ana = arrive(browser, long_desk, ANA, script=False)
    ana.get_by_role("link", name="More paragraphs").click()
    assert positions(ana) == list(range(51, 101))
    ana.get_by_role("link", name="More paragraphs").click()
    assert positions(ana) == list(range(101, 121))
    ana.get_by_role("link", name="Earlier paragraphs").click()
    assert positions(ana)[0] == 51


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_a_paragraph_beyond_the_window_leads_there(browser: Browser, long_desk: Desk, script: bool) -> None:
    ana = arrive(browser, long_desk, ANA, script=script)
    ana.goto(f"{long_desk.path}?at=p90")
    expect(row(ana, 90)).to_be_in_viewport()
    expect(ana).to_have_url(re.compile(r"after=84#p90$"))


def test_a_bare_anchor_leads_there_as_well(browser: Browser, long_desk: Desk) -> None:
    ana = arrive(browser, long_desk, ANA)
    ana.goto(f"{long_desk.server.url}/statements")
    ana.goto(f"{long_desk.path}#p90")
    expect(row(ana, 90)).to_be_in_viewport()
    ana.goto(f"{long_desk.path}#p100")
    expect(row(ana, 100)).to_be_in_viewport()


def test_an_anchor_of_no_paragraph_says_so(browser: Browser, long_desk: Desk) -> None:
    ana = arrive(browser, long_desk, ANA)
    ana.goto(f"{long_desk.path}?at=p999")
    expect(ana.locator("main")).to_contain_text("There is no paragraph “p999” here")


def test_filters_show_one_state_and_keep_their_counts(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 4, "Traiga una silla.")
    expect_state(ana, 4, "draft")
    expect(ana.locator('[data-tally="draft"]')).to_have_text("1")
    expect(ana.locator('[data-tally="untranslated"]')).to_have_text("4")
    expect(ana.locator('.progress-words [data-state="draft"]')).to_be_visible()
    ana.locator(".filters a", has_text="Draft").click()
    assert positions(ana) == [4]
    expect(ana.locator(".filters a[aria-current]")).to_contain_text("Draft")
    ana.locator(".filters a", has_text="Approved").click()
    expect(ana.locator(".book .empty")).to_contain_text("No paragraph is in this state.")


def test_next_unfinished_goes_on_behind_the_window(browser: Browser, long_desk: Desk) -> None:
    ana = arrive(browser, long_desk, ANA)
    ana.get_by_role("link", name="Next unfinished").click()
    expect(box(ana, 1)).to_be_focused()
    write(ana, 1, "Uno.")
    ana.keyboard.press("ControlOrMeta+Shift+Enter")
    expect(box(ana, 2)).to_be_focused()
    expect_state(ana, 1, "translated")


def test_a_translation_is_written_by_keyboard_alone(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    ana.locator("body").press("Tab")
    expect(ana.get_by_role("link", name="Skip to the content")).to_be_focused()
    ana.get_by_role("link", name="Next unfinished").focus()
    ana.keyboard.press("Enter")
    expect(box(ana, 1)).to_be_focused()
    ana.keyboard.type("Boletín")
    ana.keyboard.press("Enter")
    ana.keyboard.type("del Comité")
    ana.keyboard.press("ControlOrMeta+s")
    expect(said(ana, 1)).to_contain_text("Saved at")
    assert desk.targets()[0][:2] == ("Boletín\ndel Comité", "draft")
    ana.keyboard.press("Alt+ArrowDown")
    expect(box(ana, 2)).to_be_focused()
    ana.keyboard.press("Alt+ArrowUp")
    expect(box(ana, 1)).to_be_focused()
    ana.keyboard.press("Escape")
    expect(row(ana, 1)).to_be_focused()
    ana.keyboard.press("?")
    expect(ana.get_by_role("dialog")).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.get_by_role("dialog")).to_be_hidden()
    ana.keyboard.press("Alt+ArrowDown")
    ana.keyboard.type("El río es de todos")
    ana.keyboard.press("ControlOrMeta+Enter")
    expect_state(ana, 2, "translated")
    expect(box(ana, 3)).to_be_focused()
    assert desk.targets()[1][:2] == ("El río es de todos", "translated")


def test_marked_text_rests_rendered_and_is_written_as_typed(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    expect(row(ana, 3).locator(".verso em")).to_have_text("Nobody")
    write(ana, 3, "*Nadie* puede cercarlo.")
    expect(said(ana, 3)).to_contain_text("Saved at")
    ana.reload()
    expect(row(ana, 3).locator(".rest em")).to_be_visible()
    row(ana, 3).locator(".rest").click()
    expect(box(ana, 3)).to_be_focused()
    expect(box(ana, 3)).to_have_value("*Nadie* puede cercarlo.")
    expect(row(ana, 3).locator(".rest")).to_be_hidden()


def test_a_reader_is_offered_nothing_to_change(browser: Browser, desk: Desk) -> None:
    reader = arrive(browser, desk, "lee@example.org", PersonRole.READER)
    expect(reader.locator("desk-row")).to_have_count(5)
    expect(reader.locator("desk-row :is(form, textarea, button)")).to_have_count(0)


def test_text_from_right_to_left_stands_so(browser: Browser, app: Flask, server: Server) -> None:
    from extensions import db
    from services import statements
    from services.store import find_statement
    from tests import factories

    desk = long_statement(app, server, 2)
    with app.app_context():
        actor = factories.translator(db.session)
        statements.start_translation(db.session, actor, find_statement(db.session, desk.slug), "ar")
        db.session.commit()
    ana = arrive(browser, Desk(app, server, desk.slug, "ar"), ANA)
    expect(box(ana, 1)).to_have_attribute("dir", "rtl")
    expect(box(ana, 1)).to_have_attribute("lang", "ar")
    write(ana, 1, "النهر للجميع")
    expect(said(ana, 1)).to_contain_text("Saved at")


@pytest.mark.parametrize("script", [True, False])
def test_a_press_does_not_move_the_button_that_it_is_on(browser: Browser, desk: Desk, script: bool) -> None:
    ana = arrive(browser, desk, ANA, script=script)
    if script:
        desk.server.kill()
        write(ana, 3, "*Nadie* puede cercarlo.")
        expect(row(ana, 3)).to_have_attribute("data-trouble", "")
        row(ana, 5).locator(".verso").click()
    button = row(ana, 3).get_by_role("button", name="Save and submit")
    button.hover()  # which may scroll
    before = button.bounding_box()
    ana.mouse.down()
    during = button.bounding_box()
    ana.mouse.up()
    assert before is not None
    assert during is not None
    assert abs(before["y"] - during["y"]) <= 1  # a pressed button sinks by a pixel
