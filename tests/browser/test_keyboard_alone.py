"""From signing in to the exported file with nothing but the keyboard, finding one's way by what is read aloud.

What has the focus is asked of the browser's accessibility tree: a thing without a role or a name is not found.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from tests.browser.people import LOCALES, Desk, Words, expect_state, note, problems
from tests.signing_in import PASSWORD, member

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RIVER = "El río es de todos. Nadie puede cercarlo."
MOST_TABS = 150


def focused(page: Page) -> tuple[str, str]:
    """Return role and name of what has the focus, as a screen reader is told."""
    session = page.context.new_cdp_session(page)
    element = session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
    tree = session.send("Accessibility.getPartialAXTree", {"objectId": element, "fetchRelatives": False})
    session.detach()
    node = tree["nodes"][0]
    return node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the focus is on the `role` whose name begins with `name`."""
    met = []
    for _ in range(MOST_TABS):
        found = focused(page)
        if found[0] == role and found[1].startswith(name):
            return
        met.append(found)
        page.keyboard.press("Tab")
    pytest.fail(f"no {role} called {name!r} within {MOST_TABS} tabs: {met}")


def follow(page: Page, role: str, name: str) -> None:
    """Go to a link or button by Tab and press Enter; wait for the next page."""
    tab_to(page, role, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def visitors(browser: Browser) -> Iterator[list[Page]]:
    """Give the pages of this test, to be asked at the end whether anything went wrong in them."""
    pages: list[Page] = []
    yield pages
    assert [words for page in pages for words in problems(page)] == []


def enter(browser: Browser, desk: Desk, email: str, role: PersonRole, language: str, visitors: list[Page]) -> Page:
    """Sign in at the front door, by keyboard."""
    say = Words(language)
    member(desk.app, email, role)
    page = browser.new_context(locale=LOCALES[language]).new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: problems(page).append(str(error)))
    page.on("console", lambda message: note(page, message.type, message.text))
    visitors.append(page)
    page.goto(desk.server.url)
    tab_to(page, "textbox", say("Email"))
    page.keyboard.type(email)
    tab_to(page, "textbox", say("Password"))
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def open_statement(page: Page, say: Words) -> None:
    """Go from wherever one is to the page of the statement."""
    follow(page, "link", say("Statements"))
    follow(page, "link", "The River")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_is_translated_approved_and_exported_by_keyboard(
    browser: Browser, desk: Desk, language: str, visitors: list[Page], tmp_path: Path
) -> None:
    say = Words(language)
    ana = enter(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, language, visitors)
    open_statement(ana, say)
    follow(ana, "link", say("Open the desk"))
    live = ana.get_by_role("status").filter(has_text=re.compile("."))
    tab_to(ana, "textbox", say("Paragraph %(number)s, %(language)s").replace("%(number)s", "3").partition("%")[0])
    ana.keyboard.type(RIVER)
    expect(live).to_contain_text(say("Saved at {time}").partition("{")[0])
    ana.keyboard.press("ControlOrMeta+Enter")
    expect(live).to_contain_text(say("Submitted for review"))
    expect_state(ana, 3, "translated")
    assert focused(ana)[1].startswith(
        say("Paragraph %(number)s, %(language)s").replace("%(number)s", "4").partition("%")[0]
    )

    marta = enter(browser, desk, "marta@example.org", PersonRole.REVIEWER, language, visitors)
    follow(marta, "link", say("Review"))
    while RIVER not in (marta.locator("article").first.inner_text()):
        follow(marta, "button", say("Approve"))  # what else waits stands before it
    follow(marta, "button", say("Approve"))
    assert desk.targets()[2][1] == "reviewed"
    open_statement(marta, say)
    follow(marta, "link", say("Export"))
    tab_to(marta, "button", say("Approved text only"))
    with marta.expect_download() as download:
        marta.keyboard.press("Enter")
    path = tmp_path / "export"
    download.value.save_as(path)
    assert RIVER in path.read_text("utf-8")
