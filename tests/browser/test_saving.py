"""Nothing typed is lost: conflicts, a dead server, an ended session, a closed page."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from domain.permissions import PersonRole
from extensions import db
from services import accounts
from tests.browser.people import (
    KEPT,
    OFFER,
    Desk,
    after_a_crash,
    arrive,
    box,
    column,
    expect_state,
    long_statement,
    problems,
    row,
    said,
    sign_in,
    statement,
    wait_saved,
    wait_until,
    write,
)
from tests.browser.server import Server
from tests.signing_in import member

ANA = "ana@example.org"
CHAIR = "Traiga una silla."
AT_RISK = "document.querySelector('desk-book').rows.some((row) => row.isAtRisk)"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_two_tabs_are_shown_both_texts_and_nothing_is_overwritten(browser: Browser, desk: Desk) -> None:
    first = arrive(browser, desk, ANA)
    second = first.context.new_page()
    second.goto(desk.path)
    write(second, 4, "Lleve una silla.")
    wait_saved(second, 4)
    write(first, 4, CHAIR)
    conflict = row(first, 4).locator(".conflict")
    expect(column(first, 4, "As it is now")).to_have_text("Lleve una silla.")
    expect(column(first, 4, "Mine")).to_have_text(CHAIR)
    expect(conflict.locator('[data-part="words"]')).to_contain_text("another tab")
    expect(first.locator("[data-announce]")).to_contain_text("another tab")
    assert desk.targets()[3][0] == "Lleve una silla."
    conflict.get_by_role("button", name="Keep mine").click()
    wait_saved(first, 4)
    expect(conflict).to_have_count(0)
    assert desk.targets()[3][0] == CHAIR
    # The second tab now holds the older version. It takes the newer text when it is shown both.
    write(second, 4, "Otra silla.")
    row(second, 4).locator(".conflict").get_by_role("button", name="Take this one").click()
    expect(box(second, 4)).to_have_value(CHAIR)
    assert desk.revisions(4)[-1] == "Otra silla."
    write(second, 4, "Una silla más.")
    wait_saved(second, 4)
    assert desk.targets()[3][0] == "Una silla más."
    assert problems(first) == problems(second) == []


@on_sqlite
def test_a_merge_is_proposed_edited_and_saved_only_on_request(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 4, "Traiga una silla al río.")
    row(ana, 4).get_by_role("button", name="Save", exact=True).click()
    wait_saved(ana, 4)
    bea = arrive(browser, desk, "bea@example.org")
    write(bea, 4, "Traiga una silla vieja al río.")
    wait_saved(bea, 4)
    write(ana, 4, "Traigan una silla al río.")
    conflict = row(ana, 4).locator(".conflict")
    expect(conflict).to_contain_text("Bea")
    expect(column(ana, 4, "Where both began")).to_have_text("Traiga una silla al río.")
    expect(column(ana, 4, "As it is now").locator("ins")).to_have_text("vieja ")
    expect(column(ana, 4, "Mine").locator("del")).to_have_text("Traiga")
    proposal = conflict.get_by_label("Both put together, to be looked through")
    expect(proposal).to_have_value("Traigan una silla vieja al río.")
    expect(box(ana, 4)).to_have_value("Traigan una silla al río.")
    proposal.press("End")
    proposal.press_sequentially(" ¡Ya!")
    assert desk.targets()[3][0] == "Traiga una silla vieja al río."
    conflict.get_by_role("button", name="Save this text").click()
    wait_saved(ana, 4)
    expect(conflict).to_have_count(0)
    expect(box(ana, 4)).to_have_value("Traigan una silla vieja al río. ¡Ya!")
    assert desk.targets()[3][0] == "Traigan una silla vieja al río. ¡Ya!"
    assert "Traigan una silla al río." in desk.revisions(4)
    assert ana.evaluate(KEPT) == []


def test_a_dead_server_loses_nothing_and_the_text_is_offered_back(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 3, "Guardado.")
    wait_saved(ana, 3)
    desk.server.kill()
    write(ana, 4, CHAIR)
    expect(said(ana, 4)).to_contain_text("No connection")
    expect(row(ana, 4)).to_have_attribute("data-trouble", "")
    ana = after_a_crash(ana)
    desk.server.start()
    assert desk.targets()[2][0] == "Guardado."
    ana.goto(desk.path)
    offer = row(ana, 4).locator(OFFER)
    expect(column(ana, 4, "Mine")).to_have_text(CHAIR)
    expect(box(ana, 4)).to_have_value("")
    offer.get_by_role("button", name="Put it in the box").click()
    wait_saved(ana, 4)
    assert desk.targets()[3][0] == CHAIR
    ana.reload()
    expect(box(ana, 4)).to_have_value(CHAIR)
    expect(row(ana, 4).locator(OFFER)).to_have_count(0)


@on_sqlite
def test_a_page_left_open_saves_by_itself_when_the_server_is_back(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    desk.server.kill()
    write(ana, 4, CHAIR)
    expect(said(ana, 4)).to_contain_text("No connection")
    desk.server.start()
    wait_saved(ana, 4)
    assert desk.targets()[3][0] == CHAIR
    assert ana.evaluate(KEPT) == []


@on_sqlite
def test_text_of_another_window_is_pointed_at(browser: Browser, app: Flask, server: Server) -> None:
    desk = long_statement(app, server, 120)
    ana = arrive(browser, desk, ANA)
    ana.goto(f"{desk.path}?at=p110#p110")
    server.kill()
    write(ana, 110, CHAIR)
    expect(said(ana, 110)).to_contain_text("No connection")
    ana = after_a_crash(ana)
    server.start()
    ana.goto(desk.path)
    link = ana.locator("[data-elsewhere] a")
    expect(link).to_have_text("¶ 110")
    link.click()
    expect(row(ana, 110).locator(OFFER)).to_contain_text(CHAIR)
    row(ana, 110).locator(OFFER).get_by_role("button", name="Throw it away").click()
    expect(row(ana, 110).locator(OFFER)).to_have_count(0)
    ana.goto(desk.path)
    expect(ana.locator("[data-elsewhere]")).to_be_hidden()


@on_sqlite
def test_an_ended_session_keeps_the_text_and_goes_on_after_signing_in(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    box(ana, 4).focus()
    other = ana.context.new_page()
    ana.context.clear_cookies()
    write(ana, 4, CHAIR)
    expect(said(ana, 4)).to_contain_text("Sign in again in another tab")
    other.goto(f"{desk.server.url}/login")
    sign_in(other, ANA)
    wait_saved(ana, 4)
    assert desk.targets()[3][0] == CHAIR


@on_sqlite
def test_nothing_is_saved_under_the_name_of_somebody_else(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    member(desk.app, "bea@example.org")
    other = ana.context.new_page()
    ana.context.clear_cookies()
    other.goto(f"{desk.server.url}/login")
    sign_in(other, "bea@example.org")
    write(ana, 4, CHAIR)
    expect(row(ana, 4).locator(".problem")).to_contain_text("Somebody else has signed in")
    assert desk.targets()[3][0] == ""
    assert ana.evaluate("Object.keys(localStorage).length") == 1


@on_sqlite
def test_leaving_the_page_at_once_saves_what_was_typed(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 4, CHAIR)
    ana.goto(f"{desk.server.url}/statements")
    ana.goto(desk.path)
    expect(box(ana, 4)).to_have_value(CHAIR)
    expect(row(ana, 4).locator(OFFER)).to_have_count(0)


@on_sqlite
def test_a_text_too_long_for_keepalive_is_offered_back(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    long = "río " * 20_000
    box(ana, 4).fill(long)
    ana.goto(f"{desk.server.url}/statements")
    ana.goto(desk.path)
    saved, offered = box(ana, 4), row(ana, 4).locator(OFFER)
    expect(offered.or_(saved)).not_to_have_count(0)
    wait_until(ana, "document.querySelector('#p4 desk-conflict') || document.querySelector('#p4 textarea').value")
    if offered.count():
        offered.get_by_role("button", name="Put it in the box").click()
        wait_saved(ana, 4)
    assert desk.targets()[3][0] == long


@on_sqlite
def test_one_is_warned_before_leaving_only_when_the_browser_can_keep_nothing(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    warned: list[str] = []
    ana.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    desk.server.kill()
    write(ana, 4, CHAIR)
    expect(said(ana, 4)).to_contain_text("No connection")
    assert not ana.evaluate(AT_RISK), "what the browser keeps is no reason to hold anybody"
    ana.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    box(ana, 4).press_sequentially("!")
    expect(said(ana, 4)).to_contain_text("do not close this page")
    assert ana.evaluate(AT_RISK)
    ana.close(run_before_unload=True)
    expect(said(ana, 4)).to_contain_text("do not close this page")
    assert warned == ["beforeunload"]


@on_sqlite
def test_a_reviewer_who_edits_chooses_what_becomes_of_it(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 4, CHAIR)
    ana.keyboard.press("ControlOrMeta+Enter")
    expect_state(ana, 4, "translated")
    marta = arrive(browser, desk, "marta@example.org", PersonRole.REVIEWER)
    row(marta, 4).locator(".verso").click()
    row(marta, 4).locator("details.change summary").click()
    write(marta, 4, "Traigan una silla.")
    expect(said(marta, 4)).to_contain_text("Kept in this browser until you choose")
    marta.wait_for_timeout(1500)
    assert desk.targets()[3][:2] == (CHAIR, "translated")
    row(marta, 4).get_by_role("button", name="Approve with this edit").click()
    expect(row(marta, 4)).to_contain_text("these are your words")
    assert desk.targets()[3][:2] == ("Traigan una silla.", "translated")


@on_sqlite
def test_an_approved_text_is_changed_by_a_deliberate_button(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    write(ana, 4, CHAIR)
    ana.keyboard.press("ControlOrMeta+Enter")
    expect_state(ana, 4, "translated")
    marta = arrive(browser, desk, "marta@example.org", PersonRole.REVIEWER)
    row(marta, 4).locator(".verso").click()
    marta.keyboard.press("ControlOrMeta+Alt+Enter")
    expect_state(marta, 4, "reviewed")
    ana.reload()
    expect(box(ana, 4)).to_be_hidden()
    row(ana, 4).locator(".verso").click()
    row(ana, 4).locator("details.change summary", has_text="Change this approved text").click()
    write(ana, 4, "Traigan una silla.")
    expect_state(ana, 4, "draft")
    box(ana, 5).focus()
    expect(row(ana, 4).locator("details.change")).to_have_count(0)
    expect(box(ana, 4)).to_have_value("Traigan una silla.")
    assert desk.targets()[3][:2] == ("Traigan una silla.", "draft")


@on_sqlite
def test_what_four_eyes_refuse_is_said_in_the_row(browser: Browser, app: Flask, server: Server) -> None:
    desk = statement(app, server)
    both = arrive(browser, desk, ANA, PersonRole.TRANSLATOR, PersonRole.REVIEWER)
    write(both, 4, CHAIR)
    both.keyboard.press("ControlOrMeta+Enter")
    expect_state(both, 4, "translated")
    expect(row(both, 4)).to_contain_text("these are your words")
    expect(row(both, 4).get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    # Somebody else mends a word of it and hands it in: the first author's words are still there.
    bea = arrive(browser, desk, "bea@example.org")
    row(bea, 4).locator(".verso").click()
    row(bea, 4).locator("details.change summary").click()
    write(bea, 4, "Traiga una silla azul.")
    bea.keyboard.press("ControlOrMeta+Enter")
    expect(row(bea, 4).locator(".recto > .text")).to_have_text("Traiga una silla azul.")
    both.reload()
    row(both, 4).locator(".verso").click()
    row(both, 4).get_by_role("button", name="Approve", exact=True).click()
    expect(row(both, 4).locator(".problem")).to_contain_text("somebody else has to approve them")
    assert desk.targets()[3][1] == "translated"


@on_sqlite
def test_a_closed_account_is_told_and_keeps_its_text(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    with desk.app.app_context():
        from domain.permissions import OPERATOR

        person = next(p for p in accounts.listed(db.session, OPERATOR) if p.email == ANA)
        person.active = False
        db.session.commit()
    write(ana, 4, CHAIR)
    expect(said(ana, 4)).to_contain_text("your text is kept here")
    assert desk.targets()[3][0] == ""
