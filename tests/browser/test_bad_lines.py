"""A line that is slow, gone for a while, or loses the answer: everything typed is saved in the end, nothing twice."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Route, expect

from tests.browser.people import KEPT, arrive, box, long_statement, problems, row, said, wait_saved, write
from tests.browser.server import Server

ANA = "ana@example.org"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SLOW = {"offline": False, "latency": 600, "downloadThroughput": 25_000, "uploadThroughput": 25_000}  # 200 kbit/s


def test_ten_paragraphs_edited_without_a_connection_are_all_saved_after(
    browser: Browser, app: Flask, server: Server
) -> None:
    desk = long_statement(app, server, 12)
    ana = arrive(browser, desk, ANA)
    ana.context.set_offline(True)
    for number in range(1, 11):
        write(ana, number, f"Párrafo {number}.")
    for number in range(1, 11):
        expect(said(ana, number)).to_contain_text("No connection")
    expect(ana.locator("[data-announce]")).to_contain_text("No connection")
    assert len(ana.evaluate(KEPT)) == 10
    ana.context.set_offline(False)
    for number in range(1, 11):
        wait_saved(ana, number)
    assert [text for text, _, _ in desk.targets()] == [*(f"Párrafo {n}." for n in range(1, 11)), "", ""]
    assert ana.evaluate(KEPT) == []


def test_on_a_slow_line_what_is_typed_meanwhile_goes_with_the_next_save(
    browser: Browser, app: Flask, server: Server
) -> None:
    desk = long_statement(app, server, 4)
    ana = arrive(browser, desk, ANA)
    line = ana.context.new_cdp_session(ana)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    write(ana, 1, "Uno.")
    expect(said(ana, 1)).to_have_text("Saving…")
    ana.keyboard.type(" Dos.")
    ana.keyboard.press("Alt+ArrowDown")
    write(ana, 2, "Tres.")
    ana.keyboard.press("ControlOrMeta+Enter")
    for number in (1, 2):
        expect(row(ana, number)).to_have_attribute("data-state", "draft" if number == 1 else "translated")
    wait_saved(ana, 1)
    assert [text for text, _, _ in desk.targets()] == ["Uno. Dos.", "Tres.", "", ""]
    assert desk.revisions(1) == ["Uno. Dos."], "no save was late beside another"
    assert ana.evaluate(KEPT) == []
    assert problems(ana) == []


def test_a_save_whose_answer_is_lost_is_no_conflict_with_oneself(browser: Browser, app: Flask, server: Server) -> None:
    desk = long_statement(app, server, 2)
    ana = arrive(browser, desk, ANA)
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    ana.route("**/targets/*", lose, times=1)
    write(ana, 1, "Uno.")
    expect(said(ana, 1)).to_contain_text("No connection")
    assert (lost, desk.targets()[0][0]) == ([200], "Uno.")
    box(ana, 1).press_sequentially(" Dos.")
    wait_saved(ana, 1)
    expect(ana.locator("desk-conflict")).to_have_count(0)
    assert desk.targets()[0][0] == "Uno. Dos."
    assert problems(ana) == []


def test_a_conflict_whose_view_did_not_come_is_shown_when_it_can_be(
    browser: Browser, app: Flask, server: Server
) -> None:
    desk = long_statement(app, server, 2)
    ana, bea = arrive(browser, desk, ANA), arrive(browser, desk, "bea@example.org")
    write(bea, 1, "Uno.")
    wait_saved(bea, 1)
    ana.route("**/conflict-view.js*", lambda route: route.abort())
    write(ana, 1, "Dos.")
    expect(said(ana, 1)).to_contain_text("Someone else changed this")
    expect(row(ana, 1).locator(".problem")).to_contain_text("No connection")
    ana.unroute("**/conflict-view.js*")
    box(ana, 1).press("ControlOrMeta+Enter")
    expect(row(ana, 1).locator("desk-conflict h2")).to_be_focused()
    assert desk.revisions(1) == ["Uno.", "Dos."]
