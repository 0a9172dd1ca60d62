"""The text by itself and the queue, in a browser: there and back at the same place, keys, a sample."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from domain.permissions import PersonRole
from extensions import db
from services import editing, reviewing
from services.store import begin_write, find_translation
from tests import factories
from tests.browser.people import Desk, Words, arrive, long_statement, problems, row
from tests.browser.server import Server

MARTA, EVA = "marta@example.org", "eva@example.org"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def write(desk: Desk, numbers: range, *, approved: bool) -> None:
    """Hand in the paragraphs of these numbers; with `approved`, let a reviewer approve them."""
    with desk.app.app_context():
        begin_write(db.session)
        ids = factories.target_ids(db.session, find_translation(db.session, desk.slug, desk.language))
        ana, beto = factories.translator(db.session), factories.reviewer(db.session)
        for number in numbers:
            editing.save(db.session, ana, ids[number - 1], f"Párrafo {number} del río.", version=0, keep_submitted=True)
            if approved:
                reviewing.approve(db.session, beto, ids[number - 1], version=1)
        db.session.commit()


@pytest.fixture
def long_desk(app: Flask, server: Server) -> Desk:
    desk = long_statement(app, server, 230)
    write(desk, range(80, 84), approved=False)
    return desk


@pytest.mark.parametrize("language", ["en", "es"])
def test_one_reads_on_from_the_row_and_comes_back_to_it(browser: Browser, long_desk: Desk, language: str) -> None:
    say = Words(language)
    ana = arrive(browser, long_desk, "ana@example.org", PersonRole.TRANSLATOR, language=language)
    ana.goto(f"{long_desk.path}?at=p82")
    row(ana, 82).locator(".verso").click()
    ana.get_by_role("link", name=say("Read the text")).click()
    passage = ana.locator("#p82")
    expect(passage).to_be_in_viewport()
    expect(passage).to_contain_text("Párrafo 82 del río.")
    expect(passage).to_contain_text(say("For review", "state"))
    ana.get_by_role("link", name=say("Both")).click()
    expect(ana.locator("#p82")).to_contain_text("Paragraph 82 of the river.")
    ana.locator("#p82 .folio").click()
    expect(row(ana, 82)).to_be_in_viewport()
    expect(ana).to_have_url(re.compile("#p82$"))
    assert problems(ana) == []


def test_a_publisher_reads_a_tenth_and_asks(browser: Browser, app: Flask, server: Server) -> None:
    desk = long_statement(app, server, 60)
    write(desk, range(1, 59), approved=True)
    eva = arrive(browser, desk, EVA, PersonRole.PUBLISHER)
    eva.goto(f"{server.url}/statements/{desk.slug}")
    eva.get_by_role("button", name="Read a random tenth").click()
    expect(eva.locator(".sample .row")).to_have_count(6)
    for number in range(5):
        eva.locator(".sample .row").nth(number).get_by_role("button", name="Fine").click()
        expect(eva.get_by_text("Found fine")).to_have_count(number + 1)
    eva.locator(".sample summary").last.click()
    eva.locator(".sample .row").last.get_by_label("Your question").fill("¿De qué río?")
    eva.locator(".sample .row").last.get_by_role("button", name="Ask").click()
    expect(eva.get_by_role("main")).to_contain_text("Read 6 of 58 approved, 1 question")
    assert problems(eva) == []


def test_the_queue_is_read_by_key(browser: Browser, app: Flask, server: Server) -> None:
    desk = long_statement(app, server, 3)
    write(desk, range(1, 4), approved=False)
    marta = arrive(browser, desk, MARTA, PersonRole.REVIEWER)
    marta.goto(f"{server.url}/review")
    ours = marta.locator("article", has_text="del río.")
    marta.keyboard.press("j")
    for _ in range(10):
        if "del río" in marta.evaluate("document.activeElement.textContent"):
            break
        marta.keyboard.press("j")
    expect(ours.first).to_be_focused()
    marta.keyboard.press("a")
    expect(ours).to_have_count(2)
    expect(ours.first).to_be_focused()
    marta.keyboard.press("r")
    expect(ours.first.locator("form.return select")).to_be_focused()
    ours.first.locator("form.return textarea").press_sequentially("jakq")
    ours.first.locator("form.return button").click()
    expect(ours).to_have_count(1)
    expect(ours.first).to_be_focused()
    marta.keyboard.press("q")
    expect(ours.first.locator("form.question textarea")).to_be_focused()
    assert [state for _text, state, _version in desk.targets()] == ["reviewed", "returned", "translated"]
    assert problems(marta) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_reading_page_does_not_scroll_sideways(browser: Browser, long_desk: Desk, width: int) -> None:
    ana = arrive(browser, long_desk, "ana@example.org", PersonRole.READER, viewport={"width": width, "height": 800})
    for view in ("target", "both", "source"):
        ana.goto(f"{long_desk.path}/reading?view={view}")
        expect(ana.locator(".passage")).to_have_count(200)
        assert ana.evaluate("document.documentElement.scrollWidth <= innerWidth")
