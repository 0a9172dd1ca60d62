"""Any order of typing, saving, lost answers, crashes and choices in a real browser: no text disappears.

tests/services/test_keeping.py plays thousands of orders against a model of the browser; here the browser itself plays
a few, with the real script, storage and requests.
"""

import random

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.people import Desk, arrive, box, problems, row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STEPS = 14
SETTLED = "document.getElementById('p4').flush().then(() => true)"  # the save under way, or the next one
KEPT_TEXTS = """Object.entries(localStorage).filter(([key]) => key.startsWith("rectoverso.kept"))
  .map(([, entry]) => JSON.parse(entry).text)"""


class Play:
    """Two people in two tabs each at paragraph 4. `unsaved`: the last text of each tab, `left`: those of tabs gone."""

    def __init__(self, browser: Browser, desk: Desk, seed: int) -> None:
        self.desk, self.random, self.number = desk, random.Random(seed), 0
        people = [arrive(browser, desk, email) for email in ("ana@example.org", "bea@example.org")]
        self.pages = [page for first in people for page in (first, self.opened(first))]
        self.unsaved = [""] * 4
        self.left: set[str] = set()

    def opened(self, page: Page) -> Page:
        """Open the desk in another tab of the same browser."""
        other = page.context.new_page()
        other.goto(self.desk.path)
        return other

    def step(self) -> None:
        """Let somebody do something."""
        slot = self.random.randrange(4)
        if row(self.pages[slot], 4).locator("desk-conflict").count() and self.random.random() < 0.7:
            self.choose(slot)
        else:
            acts = (self.write, self.write_and_save, self.write_and_save, self.lose_an_answer, self.crash)
            self.random.choice(acts)(slot)
        self.check()

    def write(self, slot: int) -> None:
        """Put the next text into the box, as typing would."""
        self.number += 1
        self.unsaved[slot] = f"Texto {self.number} de la pestaña {slot}."
        box(self.pages[slot], 4).fill(self.unsaved[slot])

    def write_and_save(self, slot: int) -> None:
        """Write, and wait for what becomes of it."""
        self.write(slot)
        self.pages[slot].evaluate(SETTLED)

    def lose_an_answer(self, slot: int) -> None:
        """Save, and let the answer be lost on its way back."""

        def lose(route: Route) -> None:
            route.fetch()
            route.abort()

        self.pages[slot].route("**/targets/*", lose, times=1)
        self.write_and_save(slot)
        self.pages[slot].unroute("**/targets/*")

    def crash(self, slot: int) -> None:
        """Lose the tab without a word, and come back."""
        page = self.pages[slot]
        page.evaluate("void (window.fetch = () => Promise.reject(new TypeError()))")
        self.pages[slot] = self.opened(page)
        page.close(run_before_unload=False)
        self.left.add(self.unsaved[slot])
        self.unsaved[slot] = ""

    def choose(self, slot: int) -> None:
        """Press any of the buttons of the first view that stands there."""
        view = row(self.pages[slot], 4).locator("desk-conflict").first
        buttons = view.locator("[data-choose]")
        number = self.random.randrange(buttons.count())
        kept = view.get_attribute("data-kept")
        if kept and buttons.nth(number).get_attribute("data-choose") == "theirs":
            entry = self.pages[slot].evaluate("(key) => JSON.parse(localStorage.getItem(key))", kept)
            self.left.discard(entry["text"] if entry else "")
        buttons.nth(number).click()
        expect(self.pages[slot].locator("[aria-busy]")).to_have_count(0)
        self.pages[slot].evaluate(SETTLED)

    def check(self) -> None:
        """See that each text is the target's, in the history, or kept by a browser; what is stored once is stored.

        The browsers are asked first: a save that ends in between moves a text from them into the history.
        """
        kept = {text for page in self.pages for text in page.evaluate(KEPT_TEXTS)}
        stored = {"", self.desk.targets()[3][0], *self.desk.revisions(4)}
        self.left -= stored
        self.unsaved = ["" if text in stored else text for text in self.unsaved]
        assert self.left | set(self.unsaved) <= kept | {""}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_of_saving_loses_a_text(browser: Browser, desk: Desk, seed: int) -> None:
    play = Play(browser, desk, seed)
    for _ in range(STEPS):
        play.step()
    assert [problems(page) for page in play.pages] == [[]] * 4
