"""Review as reading: walking with j and k, verdicts by key, a question, approving what was on the screen."""

import re
import time

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from models import Comment, Review, Sighting, User
from models.review import Verdict
from services import editing
from services.store import begin_write, find_translation
from tests import factories
from tests.browser.people import Desk, arrive, box, expect_state, long_statement, problems, row, said
from tests.browser.server import Server

MARTA = "marta@example.org"
LONG = 60
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def hand_in(desk: Desk, *numbers: int, text: str = "Párrafo {}.") -> None:
    """Write the paragraphs of these numbers as a translator, and submit them."""
    with desk.app.app_context():
        begin_write(db.session)
        ids = factories.target_ids(db.session, find_translation(db.session, desk.slug, desk.language))
        ana = factories.translator(db.session)
        for number in numbers:
            here = editing.place(db.session, ids[number - 1])
            editing.save(
                db.session, ana, here.target_id, text.format(number), version=here.version, keep_submitted=True
            )
        db.session.commit()


@pytest.fixture
def handed_in(desk: Desk) -> Desk:
    hand_in(desk, 2, 3, 5)
    return desk


@pytest.fixture
def marta(browser: Browser, handed_in: Desk) -> Page:
    return arrive(browser, handed_in, MARTA, PersonRole.REVIEWER)


def expect_active(page: Page, number: int) -> None:
    expect(page.locator("desk-row[data-active]")).to_have_attribute("id", f"p{number}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def reviews(desk: Desk) -> list[tuple[Verdict, str]]:
    with desk.app.app_context():
        query = select(Review.verdict, Review.words).where(Review.words != "noise").order_by(Review.id)
        return [(verdict, words) for verdict, words in db.session.execute(query)][-3:]


def test_the_walk_goes_from_one_text_that_waits_to_the_next_and_judges_each(marta: Page, handed_in: Desk) -> None:
    press(marta, "j")
    expect_active(marta, 2)
    press(marta, "j")
    expect_active(marta, 3)
    press(marta, "k")
    expect_active(marta, 2)
    press(marta, "a")
    expect_state(marta, 2, "reviewed")
    expect_active(marta, 3)
    press(marta, "r")
    expect(row(marta, 3).locator("form.return select")).to_be_focused()
    row(marta, 3).locator("form.return select").select_option("term")
    row(marta, 3).locator("form.return textarea").fill("¿No era “todos”?")
    row(marta, 3).locator("form.return button").click()
    expect_state(marta, 3, "returned")
    expect_active(marta, 5)
    press(marta, "q")
    question = row(marta, 5).locator("form.question textarea")
    expect(question).to_be_focused()
    question.press_sequentially("jka: ¿de quién?")  # letters are no commands in a box
    row(marta, 5).locator("form.question button").click()
    expect(marta.get_by_role("status").filter(has_text="Your question stands")).to_have_count(1)
    expect_state(marta, 5, "translated")
    assert [state for _text, state, _version in handed_in.targets()] == [
        "untranslated", "reviewed", "returned", "untranslated", "translated",
    ]  # fmt: skip
    assert reviews(handed_in)[-1] == (Verdict.QUESTION, "jka: ¿de quién?")
    with handed_in.app.app_context():
        assert db.session.scalars(select(Comment.text)).all() == ["jka: ¿de quién?"]
    assert problems(marta) == []


def test_the_buttons_lead_on_as_the_keys_do(marta: Page) -> None:
    row(marta, 2).locator(".verso").click()
    row(marta, 2).get_by_role("button", name="Approve", exact=True).click()
    expect_state(marta, 2, "reviewed")
    expect_active(marta, 3)
    press(marta, "k")
    expect_active(marta, 2)
    press(marta, "j", "q")
    expect(row(marta, 3).locator("form.question textarea")).to_be_focused()
    marta.keyboard.type("¿De quién?")
    row(marta, 3).locator("form.question button").click()
    expect_active(marta, 5)
    press(marta, "k")
    expect_active(marta, 3)
    row(marta, 3).get_by_role("button", name="Approve", exact=True).click()
    expect_active(marta, 5)
    press(marta, "a")
    expect_state(marta, 5, "reviewed")
    assert problems(marta) == []


def test_with_nothing_left_the_walk_goes_from_row_to_row_and_types_nothing(browser: Browser, desk: Desk) -> None:
    marta = arrive(browser, desk, MARTA, PersonRole.REVIEWER)
    press(marta, "j")
    expect_active(marta, 1)
    press(marta, "j")
    expect_active(marta, 2)
    press(marta, "k")
    expect_active(marta, 1)
    expect(box(marta, 1)).to_have_value("")
    expect(box(marta, 2)).to_have_value("")


def test_the_walk_finds_what_waits_beyond_the_rows_that_are_loaded(
    browser: Browser, app: Flask, server: Server
) -> None:
    desk = long_statement(app, server, 130)
    hand_in(desk, 3, 120)
    marta = arrive(browser, desk, MARTA, PersonRole.REVIEWER)
    press(marta, "j")
    expect_active(marta, 3)
    press(marta, "j")
    expect(row(marta, 120)).to_be_in_viewport()


def test_an_edit_by_the_reviewer_waits_for_a_second_person(marta: Page, handed_in: Desk, browser: Browser) -> None:
    row(marta, 3).locator(".verso").click()
    row(marta, 3).locator("summary", has_text="Change this text").click()
    row(marta, 3).locator(".change textarea.text").fill("El río es de todas.")
    row(marta, 3).get_by_role("button", name="Approve with this edit").click()
    expect_active(marta, 5)
    expect(row(marta, 3)).to_contain_text("Waits for a second person")
    row(marta, 3).locator(".verso").click()
    expect(row(marta, 3).get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    press(marta, "a")
    expect_state(marta, 3, "translated")
    lucia = arrive(browser, handed_in, "lucia@example.org", PersonRole.REVIEWER)
    press(lucia, "j", "j")
    expect_active(lucia, 3)
    press(lucia, "a")
    expect_state(lucia, 3, "reviewed")
    assert handed_in.targets()[2][:2] == ("El río es de todas.", "reviewed")
    assert problems(marta) == problems(lucia) == []


def seen_by(desk: Desk) -> int:
    with desk.app.app_context():
        query = select(Sighting.target_id).join(User, User.id == Sighting.user_id).where(User.email == MARTA)
        return len(db.session.scalars(query).all())


def test_only_what_was_on_the_screen_is_approved_together(browser: Browser, app: Flask, server: Server) -> None:
    desk = long_statement(app, server, LONG)
    hand_in(desk, *range(1, LONG + 1))
    marta = arrive(browser, desk, MARTA, PersonRole.REVIEWER)
    expect(row(marta, 2)).to_be_in_viewport()
    marta.mouse.move(9, 9)  # a page that nobody sits at is not read
    button = marta.get_by_role("button", name=re.compile("Approve what was on the screen"))
    expect(button).to_be_visible()
    expect(button).to_have_text(re.compile(r" ([4-9]|\d\d)$"))
    hand_in(desk, 2, text="Otro texto {}.")  # while it stands on the screen as it was
    button.click()
    dialog = marta.get_by_role("dialog")
    expect(dialog.locator('[data-part="places"]')).to_contain_text("¶ 1, ¶ 2, ¶ 3")
    count = int(dialog.locator('[data-part="number"]').inner_text())
    assert 4 <= count < LONG
    assert f"¶ {LONG}" not in dialog.inner_text()
    dialog.get_by_role("button", name="Approve").click()
    expect(dialog.get_by_role("status")).to_contain_text(f"{count - 1} approved. 1 not approved.")
    expect(dialog.locator("li")).to_contain_text("Somebody changed this paragraph")
    dialog.get_by_role("button", name="Close").click()
    expect_state(marta, 1, "reviewed")
    expect(row(marta, 2).locator(".problem")).to_contain_text("Somebody changed this paragraph")
    expect(row(marta, 2)).to_contain_text("Otro texto 2.")
    states = [state for _text, state, _version in desk.targets()]
    assert states.count("reviewed") == count - 1
    assert states[0] == "reviewed"
    assert states[1] == states[-1] == "translated"
    assert problems(marta) == []


def test_with_nothing_read_there_is_nothing_to_approve_together(browser: Browser, desk: Desk) -> None:
    marta = arrive(browser, desk, MARTA, PersonRole.REVIEWER)
    expect(marta.get_by_role("button", name=re.compile("Approve what was on the screen"))).to_be_hidden()
    press(marta, "Shift+A")
    expect(marta.get_by_role("dialog")).to_contain_text("Nothing that waits for review has been on your screen")
    press(marta, "Escape")
    expect(marta.get_by_role("dialog")).to_be_hidden()
    assert problems(marta) == []


COVER = """addEventListener("DOMContentLoaded", () => {
  const cover = document.body.appendChild(document.createElement("dialog"));
  cover.id = "cover";
  cover.showModal();
})"""


def test_what_stands_behind_a_dialog_is_not_read(marta: Page) -> None:
    marta.add_init_script(COVER)
    marta.reload()
    marta.wait_for_timeout(2500)  # longer than reading takes
    expect(marta.locator("review-walk [data-count]")).to_have_text("0")
    marta.evaluate("document.getElementById('cover').close()")
    expect(marta.locator("review-walk [data-count]")).to_have_text("3")


def test_a_page_that_nobody_sits_at_is_not_read(marta: Page) -> None:
    marta.wait_for_timeout(2500)  # longer than reading takes
    expect(marta.locator("review-walk [data-count]")).to_have_text("0")
    marta.mouse.move(9, 9)
    expect(marta.locator("review-walk [data-count]")).to_have_text("3")


def test_what_was_read_is_told_when_the_page_is_left(marta: Page, handed_in: Desk) -> None:
    marta.mouse.move(9, 9)
    expect(marta.locator("review-walk [data-count]")).to_have_text("3")
    marta.goto(f"{handed_in.server.url}/statements")
    give_up = time.monotonic() + 10  # sooner than the next batch would have come
    while seen_by(handed_in) < 3 and time.monotonic() < give_up:
        time.sleep(0.1)
    assert seen_by(handed_in) == 3


def test_nobody_else_is_watched(browser: Browser, handed_in: Desk) -> None:
    ana = arrive(browser, handed_in, "ana@example.org", PersonRole.TRANSLATOR)
    expect(said(ana, 1)).to_have_count(1)
    expect(ana.locator("review-walk")).to_have_count(0)
    assert not [
        url for url in ana.evaluate("performance.getEntriesByType('resource').map((e) => e.name)") if "review" in url
    ]


def test_a_question_is_asked_without_script_as_well(browser: Browser, handed_in: Desk) -> None:
    marta = arrive(browser, handed_in, MARTA, PersonRole.REVIEWER, script=False)
    row(marta, 3).locator("summary", has_text="Ask").click()
    row(marta, 3).locator("form.question textarea").fill("¿De quién?")
    row(marta, 3).locator("form.question button").click()
    expect(marta).to_have_url(re.compile("#p3$"))
    assert reviews(handed_in)[-1] == (Verdict.QUESTION, "¿De quién?")
    expect_state(marta, 3, "translated")
