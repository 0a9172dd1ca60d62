"""Two people on one desk see each other come, write and go; a desk that nobody looks at asks nothing."""

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from domain.permissions import PersonRole
from tests.browser.people import Desk, Words, arrive, box, problems, row, write

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BO = "bo@example.org"


class Visit:
    """A person at the desk whose page's clock the test turns, and what they asked."""

    def __init__(self, browser: Browser, desk: Desk, email: str, *roles: PersonRole, language: str = "en") -> None:
        self.page = arrive(browser, desk, email, *roles, language=language)
        self.asked: list[str] = []
        self.page.clock.install()
        self.page.on("request", self._note)
        self.page.reload()
        self.page.mouse.move(9, 9)  # a sign of life
        self.page.wait_for_selector("desk-presence:defined", state="attached")

    def _note(self, request: Request) -> None:
        if request.url.endswith("/presence"):
            self.asked.append(request.post_data or "")

    def wait(self, seconds: int) -> None:
        """Let the page's clock go on, and its answers arrive."""
        self.page.clock.run_for(seconds * 1000)
        self.page.wait_for_load_state("networkidle")

    def here(self, number: int) -> Locator:
        """Return what stands at the gutter of paragraph `number` about others."""
        return row(self.page, number).locator(".gutter .here")


def announced(page: Page) -> Locator:
    return page.locator("[data-announce]")


def test_two_people_see_each_other_come_write_and_go(browser: Browser, desk: Desk) -> None:
    ana = Visit(browser, desk, "ana@example.org")
    bo = Visit(browser, desk, BO, PersonRole.REVIEWER)
    box(ana.page, 4).focus()
    ana.wait(2)
    box(bo.page, 4).focus()
    bo.wait(2)
    expect(bo.here(4)).to_have_text("Ana is here")
    expect(announced(bo.page)).to_have_text("Ana is here")
    write(ana.page, 4, "Traiga")
    ana.wait(15)
    expect(ana.here(4)).to_have_text("Bo is here")
    bo.wait(15)
    expect(bo.here(4)).to_have_text("Ana is writing here")
    expect(announced(bo.page)).to_have_text("Ana is here")  # said once, when she came
    box(ana.page, 3).focus()
    ana.wait(15)
    bo.wait(15)
    expect(bo.here(4)).to_have_count(0)
    expect(bo.here(3)).to_have_text("Ana is here")
    expect(box(bo.page, 4)).to_be_editable()
    assert problems(ana.page) == problems(bo.page) == []


def test_a_desk_just_opened_asks_nothing_before_a_sign_of_life(browser: Browser, desk: Desk) -> None:
    page = arrive(browser, desk, "ana@example.org")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert [url for url in asked if "presence" in url] == []
    with page.expect_request(lambda request: request.url.endswith("/presence")):
        page.mouse.move(50, 50)


def test_it_is_said_in_spanish_too(browser: Browser, desk: Desk) -> None:
    ana, words = Visit(browser, desk, "ana@example.org"), Words("es")
    box(ana.page, 3).focus()
    ana.wait(2)
    bo = Visit(browser, desk, BO, language="es")
    bo.wait(2)
    expect(bo.here(3)).to_have_text(words("{name} is here").format(name="Ana"))


def test_a_desk_asks_once_in_fifteen_seconds_and_falls_silent(browser: Browser, desk: Desk) -> None:
    ana = Visit(browser, desk, "ana@example.org")
    for _ in range(6):
        ana.page.mouse.move(200, 200 + _)
        box(ana.page, 3 + _ % 2).focus()
        ana.wait(10)
    assert 3 <= len(ana.asked) <= 5  # in sixty seconds
    ana.wait(60)
    silent = len(ana.asked)
    assert silent <= 9
    ana.wait(600)
    assert len(ana.asked) == silent
    ana.page.mouse.move(300, 300)
    ana.wait(1)
    assert len(ana.asked) == silent + 1


def test_marks_go_when_the_page_falls_silent(browser: Browser, desk: Desk) -> None:
    ana = Visit(browser, desk, "ana@example.org")
    box(ana.page, 3).focus()
    ana.wait(2)
    bo = Visit(browser, desk, BO)
    bo.wait(2)
    expect(bo.here(3)).to_have_text("Ana is here")
    bo.wait(90)
    expect(bo.here(3)).to_have_count(0)


def test_who_must_sign_in_again_writes_on_and_is_shown_afterwards(browser: Browser, desk: Desk) -> None:
    ana = Visit(browser, desk, "ana@example.org")
    cookies = ana.page.context.cookies()
    ana.page.context.clear_cookies()
    box(ana.page, 3).focus()
    ana.wait(2)
    assert len(ana.asked) >= 1
    expect(ana.page.locator(".here")).to_have_count(0)
    ana.page.context.add_cookies(cookies)
    write(ana.page, 3, "El río")
    ana.wait(16)
    bo = Visit(browser, desk, BO)
    bo.wait(2)
    expect(bo.here(3)).to_have_text("Ana is writing here")
    assert problems(ana.page) == []


def test_names_are_text(browser: Browser, desk: Desk) -> None:
    from extensions import db
    from services import accounts

    ana = Visit(browser, desk, "ana@example.org")
    with desk.app.app_context():
        user = accounts.find_by_email(db.session, "ana@example.org")
        user.name = "<img src=x> {name}"
        db.session.commit()
    box(ana.page, 3).focus()
    ana.wait(2)
    bo = Visit(browser, desk, BO)
    bo.wait(2)
    expect(bo.here(3)).to_have_text("<img src=x> {name} is here")
