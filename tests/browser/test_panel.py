"""Beside the active paragraph, in a real browser: nothing there stops the hands, and nothing written there is lost."""

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from models import Comment, CommentMention, Note
from services import editing, talk
from services.store import find_translation
from tests import factories
from tests.browser.people import Desk, arrive, box, expect_state, problems, row, said, write
from tests.browser.test_accessible import check

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}


def ana_at(browser: Browser, desk: Desk, **look: object) -> Page:
    return arrive(browser, desk, "ana@example.org", **{**WIDE, **look})


def panel(page: Page, section: str = "") -> Locator:
    return page.locator(f"#desk-panel #beside-{section}" if section else "#desk-panel")


def words_box(page: Page) -> Locator:
    return panel(page, "talk").locator('[data-keep="talk"]')


def enter(page: Page, number: int) -> None:
    """Go into a paragraph and wait until the panel is about it."""
    box(page, number).focus()
    expect(page.locator("#desk-panel [data-title]")).to_have_text(f"¶ {number}")


def wrote(desk: Desk, number: int, *texts: str) -> int:
    """Save texts of Ana's in one paragraph, none folded into the one before; return the target's id."""
    with desk.app.app_context():
        translation = find_translation(db.session, desk.slug, desk.language)
        target = factories.target_ids(db.session, translation)[number - 1]
        author = factories.translator(db.session, name="Zoe")
        for version, text in enumerate(texts):
            editing.save(db.session, author, target, text, version=version, keep_submitted=True)
        db.session.commit()
        return target


def test_a_comment_is_sent_and_writing_goes_on_in_the_row(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    enter(page, 4)
    words_box(page).fill("One chair?\nSee ¶3 and p77.")
    panel(page, "talk").get_by_label("Question").check()
    words_box(page).press("ControlOrMeta+Enter")
    expect(panel(page, "talk").locator(".words")).to_have_text("One chair?\nSee ¶3 and p77.", use_inner_text=True)
    expect(panel(page, "talk").locator("[data-place]")).to_have_text(["¶3"])
    page.keyboard.press("Escape")
    expect(box(page, 4)).to_be_focused()
    page.keyboard.type("Traiga una silla.")
    expect(said(page, 4)).to_contain_text(":")
    expect(panel(page, "history").locator(".words").first).to_have_text("Traiga una silla.")
    panel(page, "talk").locator("[data-place]").click()
    page.wait_for_url("**#p3")
    assert desk.targets()[3][0] == "Traiga una silla."
    assert problems(page) == []


def test_a_slow_panel_and_a_broken_one_never_stop_the_typing(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    waiting: list[Route] = []
    page.route("**/panel?part=*", lambda route: waiting.append(route))
    write(page, 3, "El río es de todos.")
    page.wait_for_timeout(600)  # the panel is asked for, and stays away
    write(page, 4, "Traiga una silla.")
    write(page, 5, "¡Abran el camino!")
    for number in (3, 4):
        expect(said(page, number)).to_contain_text(":")
    expect(box(page, 5)).to_be_focused()
    expect(box(page, 5)).to_have_value("¡Abran el camino!")
    for route in waiting:
        with suppress(Error):  # the page itself may have given it up
            route.abort()
    page.unroute("**/panel?part=*")
    page.route("**/panel?part=*", lambda route: route.fulfill(status=500, body="no"))
    box(page, 4).focus()
    expect(page.locator("#desk-panel [data-status]")).not_to_be_empty()
    page.unroute("**/panel?part=*")
    enter(page, 3)
    expect(page.locator("#desk-panel [data-status]")).to_be_empty()
    assert [text for text, *_ in desk.targets()[2:4]] == ["El río es de todos.", "Traiga una silla."]


def test_words_not_sent_survive_other_rows_and_a_reload(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    with desk.app.app_context():
        target = factories.target_ids(db.session, find_translation(db.session, desk.slug, "es"))[3]
        talk.comment(db.session, factories.reviewer(db.session), target, "Which chair?")
        db.session.commit()
    enter(page, 4)
    words_box(page).fill("About chairs: not sent.")
    panel(page, "talk").get_by_text("Reply").first.click()
    panel(page, "talk").get_by_label("Your answer").fill("The blue one, not sent either.")
    enter(page, 3)
    expect(words_box(page)).to_have_value("")
    words_box(page).fill("About the river.")
    enter(page, 4)
    expect(words_box(page)).to_have_value("About chairs: not sent.")
    page.reload()
    enter(page, 4)
    expect(words_box(page)).to_have_value("About chairs: not sent.")
    expect(panel(page, "talk").get_by_text("Not sent yet").first).to_be_visible()
    expect(panel(page, "talk").get_by_label("Your answer")).to_have_value("The blue one, not sent either.")
    panel(page, "talk").get_by_role("button", name="Send", exact=True).click()
    expect(panel(page, "talk").locator(".words")).to_have_count(2)
    expect(words_box(page)).to_have_value("")
    expect(panel(page, "talk").get_by_label("Your answer").first).to_be_visible()
    enter(page, 3)
    expect(words_box(page)).to_have_value("About the river.")
    assert "chairs" not in json.dumps(page.evaluate("({...localStorage})"))


def test_words_that_the_server_could_not_take_stay(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    enter(page, 4)
    words_box(page).fill("Said in vain.")
    desk.server.kill()
    panel(page, "talk").get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#desk-panel [data-status]")).not_to_be_empty()
    expect(words_box(page)).to_have_value("Said in vain.")
    desk.server.start()
    panel(page, "talk").get_by_role("button", name="Send", exact=True).click()
    expect(panel(page, "talk").locator(".words")).to_have_text(["Said in vain."])


def test_somebody_is_called_by_name_from_the_keyboard(browser: Browser, desk: Desk) -> None:
    with desk.app.app_context():
        marta = factories.reviewer(db.session, name="Marta Gómez")
        factories.reviewer(db.session, name="Martín")
        db.session.commit()
    page = ana_at(browser, desk)
    enter(page, 4)
    words_box(page).press_sequentially("Look, @mart")
    options = panel(page, "talk").locator(".mentions [role=option]")
    expect(options).to_have_text(["Marta Gómez", "Martín"])
    check(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(words_box(page)).to_have_value("Look, @Marta Gómez ")
    words_box(page).press_sequentially("please, @gom")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(words_box(page)).to_be_focused()
    words_box(page).press("ControlOrMeta+Enter")
    expect(panel(page, "talk").locator(".called")).to_have_text(["@Marta Gómez"])
    with desk.app.app_context():
        assert db.session.scalars(select(CommentMention.user_id)).all() == [marta.id]


def command(page: Page, number: int, name: str) -> None:
    """Do what a key for `name` would, in the row of a paragraph."""
    row(page, number).evaluate(
        "(row, name) => row.dispatchEvent(new CustomEvent('desk-command', "
        "{ bubbles: true, cancelable: true, detail: { name } }))",
        name,
    )


def test_a_note_is_written_at_the_caret(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    write(page, 4, "Traiga una silla.")
    expect(said(page, 4)).to_contain_text(":")
    for _ in ".":
        page.keyboard.press("ArrowLeft")
    command(page, 4, "note")
    text = panel(page, "notes").locator('[data-form="note"] textarea')
    expect(text).to_be_focused()
    expect(box(page, 4)).to_have_value("Traiga una silla[^1].")
    text.fill("De las de *madera*.")
    text.press("ControlOrMeta+Enter")
    expect(panel(page, "notes").locator(".words")).to_have_text(["De las de madera."])
    expect(said(page, 4)).to_contain_text(":")
    expect(panel(page, "notes").locator(".warned")).to_have_count(0)
    with desk.app.app_context():
        assert [(note.anchor, note.text) for note in db.session.scalars(select(Note))] == [("1", "De las de *madera*.")]
    assert desk.targets()[3][0] == "Traiga una silla[^1]."
    panel(page, "notes").get_by_text("Edit").click()
    panel(page, "notes").get_by_role("button", name="Remove").click()
    expect(box(page, 4)).to_have_value("Traiga una silla.")
    assert desk.targets()[3][0] == "Traiga una silla."
    box(page, 4).focus()
    page.keyboard.type(" Sí.")
    expect(said(page, 4)).to_contain_text(":")
    expect(row(page, 4).locator(".conflict")).to_have_count(0)


def test_two_texts_are_compared_and_the_older_one_restored(browser: Browser, desk: Desk) -> None:
    wrote(desk, 4, "Traiga una silla.", "Traiga dos sillas.", "Traigan dos sillas.")
    page = ana_at(browser, desk)
    row(page, 4).locator(".verso").click()
    row(page, 4).focus()
    expect(page.locator("#desk-panel [data-title]")).to_have_text("¶ 4")
    expect(panel(page, "history").locator("del")).to_have_text(["Traiga", "una", "silla"])
    panel(page, "history").get_by_text("The whole history").click()
    old = panel(page, "history").locator("select[name=old]")
    old.select_option(index=2)
    panel(page, "history").get_by_role("button", name="Show the difference").click()
    compared = panel(page, "history").locator("[data-compared]")
    expect(compared.locator("del")).to_have_text(["Traiga", "una", "silla"])
    expect(compared.locator("ins")).to_have_text(["Traigan", "dos", "sillas"])
    compared.get_by_role("button", name="Restore").click()
    expect_state(page, 4, "draft")
    expect(box(page, 4)).to_have_value("Traiga una silla.")
    expect(panel(page, "history").get_by_text("an earlier text restored")).to_be_visible()
    expect(page.locator('[data-tally="draft"]')).to_have_text("1")
    assert desk.targets()[3][:2] == ("Traiga una silla.", "draft")


def test_restoring_saves_what_stands_in_the_row_first(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    write(page, 4, "Primero.")
    expect(said(page, 4)).to_contain_text(":")
    wrote_later = "Segundo, y más."
    row(page, 4).get_by_role("button", name="Save and submit").click()
    expect_state(page, 4, "translated")
    page.reload()
    row(page, 4).locator(".recto .text").first.click()
    row(page, 4).locator("details.change > summary").click()
    write(page, 4, wrote_later)
    expect(page.locator("#desk-panel [data-title]")).to_have_text("¶ 4")
    panel(page, "history").get_by_role("button", name="Restore").last.click()
    expect(box(page, 4)).to_have_value("Primero.")
    expect(panel(page, "history").get_by_text(wrote_later)).to_be_visible()


def test_on_a_phone_it_opens_on_demand_and_makes_way_for_the_box(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk, **PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box(page, 4).focus()
    page.wait_for_timeout(500)
    expect(panel(page)).to_be_hidden()
    assert not [url for url in asked if url.endswith("/panel")]
    row(page, 4).get_by_role("link", name="Beside this paragraph").click()
    expect(panel(page, "talk")).to_be_visible()
    check(page)
    box(page, 4).focus()
    expect(panel(page)).to_be_hidden()
    command(page, 4, "comment")
    expect(words_box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(box(page, 4)).to_be_focused()


def test_a_browser_remembers_that_it_was_closed(browser: Browser, desk: Desk) -> None:
    page = ana_at(browser, desk)
    enter(page, 4)
    panel(page).get_by_role("button", name="Close").click()
    expect(panel(page)).to_be_hidden()
    expect(box(page, 4)).to_be_focused()
    page.reload()
    box(page, 3).focus()
    expect(panel(page)).to_be_hidden()
    page.get_by_role("button", name="Beside this paragraph").click()
    expect(panel(page, "talk")).to_be_visible()
    page.reload()
    enter(page, 4)


@pytest.mark.parametrize("look", [("en", "light", WIDE), ("es", "dark", WIDE), ("es", "light", PHONE)])
def test_the_panel_under_axe(browser: Browser, desk: Desk, look: tuple[str, str, dict[str, object]]) -> None:
    language, scheme, size = look
    target = wrote(desk, 4, "Traiga una silla.", "Traiga[^2] dos sillas.")
    with desk.app.app_context():
        critic = factories.person(db.session, *PersonRole, name="Marta").as_actor()
        first = talk.comment(db.session, critic, target, "Which chair?", kind=talk.CommentKind.QUESTION)
        talk.comment(db.session, critic, target, "That one.", parent_id=first.id)
        talk.resolve(db.session, critic, target, talk.comment(db.session, critic, target, "Old.").id)
        db.session.commit()
        assert db.session.scalar(select(Comment.id).limit(1))
    page = ana_at(browser, desk, language=language, color_scheme=scheme, **size)
    command(page, 4, "history")
    expect(panel(page, "history")).to_be_focused()
    for fold in panel(page).locator("summary").all():
        fold.evaluate("(fold) => (fold.parentElement.open = true)")
    panel(page, "history").locator("a[data-history]").last.click()
    expect(panel(page, "history").locator("select").first).to_be_visible()
    check(page)
    page.goto(f"{desk.server.url}/targets/{target}/panel")
    check(page)
    page.goto(f"{desk.server.url}/targets/{target}/history")
    check(page)
    assert problems(page) == []
