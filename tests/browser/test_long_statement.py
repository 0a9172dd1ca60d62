"""Ten thousand paragraphs, walked from one end to the other: nothing is left out, and the page stays small."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Desk, arrive, box, long_statement, problems, row, said, write
from tests.browser.server import Server

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PARAGRAPHS = 10_000
MOST_ROWS = 400  # that may stand in the page at one time
MOST_HEAP_MB = 60
# How many rows there were at most, at any time.
WATCH = """() => {
  const count = () => (window.most = Math.max(window.most ?? 0, document.querySelectorAll("desk-row").length));
  new MutationObserver(count).observe(document.querySelector(".book"), { childList: true });
  count();
}"""
# The first and the last paragraph in view once the page has come to rest: a key scrolls it smoothly.
IN_VIEW = """() => new Promise((done) => {
  let at = -1, still = 0;
  const look = () => {
    still = scrollY === at ? still + 1 : 0;
    at = scrollY;
    if (still < 3) return requestAnimationFrame(look);
    const rows = [...document.querySelectorAll("desk-row")].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    });
    done([rows[0], rows.at(-1)].map((row) => Number(row?.id.slice(1) ?? 0)));
  };
  look();
})"""
AT_END = "scrollY + innerHeight >= document.documentElement.scrollHeight - 2"
NO_GAP_IN_VIEW = """![...document.querySelectorAll(".gap, .earlier, .more")].some((gap) => {
  const { top, bottom } = gap.getBoundingClientRect();
  return top < innerHeight && bottom > 0;
})"""


@pytest.fixture
def book(app: Flask, server: Server) -> Desk:
    return long_statement(app, server, PARAGRAPHS)


def until(page: Page, condition: str) -> None:
    """Wait until `condition` holds, looked at once a frame: the page's policy lets nothing be evaluated later."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
          const start = Date.now();
          const look = () => {{
            if ({condition}) return done();
            if (Date.now() - start > 30000) return fail(new Error("never"));
            setTimeout(look, 10);
          }};
          look();
        }})"""
    )


def rows_in_order(page: Page) -> list[int]:
    """Return the numbers of the rows in the page; fail where they are not in reading order."""
    numbers = [int(key[1:]) for key in page.evaluate("[...document.querySelectorAll('desk-row')].map((r) => r.id)")]
    assert numbers == sorted(set(numbers))
    return numbers


def active(page: Page) -> str | None:
    """Return the id of the row that has the focus."""
    return page.evaluate("document.activeElement.closest('desk-row')?.id")


def heap_mb(page: Page) -> float:
    """Return what the page's script holds in memory once the rubbish is out."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    return used / 1_000_000


def test_ten_thousand_paragraphs_are_scrolled_from_end_to_end(browser: Browser, book: Desk) -> None:
    page = arrive(browser, book, "ana@example.org", viewport={"width": 720, "height": 9000})
    page.evaluate(WATCH)
    before = heap_mb(page)
    first, last = page.evaluate(IN_VIEW)
    assert first == 1
    while last < PARAGRAPHS:
        if page.evaluate(AT_END):
            until(page, f"!({AT_END}) || !document.querySelector('.more')")
        page.keyboard.press("PageDown")
        page.evaluate(IN_VIEW)
        until(page, NO_GAP_IN_VIEW)
        first, below = page.evaluate(IN_VIEW)
        assert first <= last + 1, "the page has jumped"
        last = max(last, below)
    assert page.evaluate("most") <= MOST_ROWS
    assert heap_mb(page) < before + MOST_HEAP_MB
    # And up again, past what has been left out meanwhile.
    while first > 1 or page.evaluate("scrollY") > 0:
        page.keyboard.press("PageUp")
        page.evaluate(IN_VIEW)
        until(page, NO_GAP_IN_VIEW)
        above, last = page.evaluate(IN_VIEW)
        assert last >= first - 1, "the page has jumped"
        first = min(first, above)
    assert page.evaluate("most") <= MOST_ROWS
    assert heap_mb(page) < before + MOST_HEAP_MB
    rows_in_order(page)
    assert problems(page) == []


def test_keys_lead_to_both_ends_and_to_any_number_without_leaving_the_page(browser: Browser, book: Desk) -> None:
    page = arrive(browser, book, "ana@example.org")
    page.evaluate("window.isSame = true")
    page.evaluate(WATCH)
    box(page, 1).focus()
    for chord, key in (("Alt+Shift+ArrowDown", 10_000), ("Alt+ArrowUp", 9_999), ("Alt+Shift+ArrowUp", 1)):
        page.keyboard.press(chord)
        expect(page.locator(f"#p{key}:focus-within")).to_be_in_viewport()
    for key in (5_000, 4_000, 9_000, 4_990, 51):
        page.keyboard.press("Alt+Shift+KeyG")
        page.keyboard.type(str(key))
        page.keyboard.press("Enter")
        expect(page.locator(f"#p{key}:focus-within")).to_be_in_viewport()
        for chord, by in (("Alt+ArrowUp", -1), ("Alt+ArrowDown", 0), ("Alt+ArrowDown", 1)):
            page.keyboard.press(chord)
            expect(page.locator(f"#p{key + by}:focus-within")).to_be_in_viewport()
        rows_in_order(page)
    at = page.evaluate("scrollY")
    page.keyboard.press("Alt+Shift+KeyG")
    expect(page.locator("#go-to")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#p52:focus-within")).to_be_in_viewport()
    assert page.evaluate("scrollY") == at, "asking for a number has moved the page"
    assert page.evaluate("isSame && most") <= MOST_ROWS
    assert problems(page) == []


def test_one_walks_over_the_borders_of_windows_by_key(browser: Browser, book: Desk) -> None:
    page = arrive(browser, book, "ana@example.org")
    page.goto(f"{book.path}?at=p5000")
    expect(row(page, 5_000)).to_be_in_viewport()
    box(page, 5_000).focus()
    for number in [*range(5_001, 5_061), *range(5_059, 4_939, -1)]:
        page.keyboard.press(
            "Alt+ArrowDown" if number > 5_000 and number == int(active(page)[1:]) + 1 else "Alt+ArrowUp"
        )
        expect(page.locator(f"#p{number}:focus-within")).to_be_attached()
    rows_in_order(page)


def test_text_that_is_not_saved_stays_in_the_page(browser: Browser, book: Desk) -> None:
    page = arrive(browser, book, "ana@example.org")
    page.route("**/targets/*", lambda route: route.abort())
    write(page, 7, "No se pierde.")
    expect(row(page, 7)).to_have_attribute("data-trouble", "")
    for number in (3_000, 6_000, 9_000):  # each leaves out what was loaded for the one before
        page.keyboard.press("Alt+Shift+KeyG")
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
        expect(page.locator(f"#p{number}:focus-within")).to_be_in_viewport()
        for _ in range(2):
            page.mouse.wheel(0, 3_000)
            page.evaluate(IN_VIEW)
            until(page, NO_GAP_IN_VIEW)
    numbers = rows_in_order(page)
    assert 7 in numbers
    assert not set(numbers) & set(range(20, 2_900)), "what is far away was not left out"
    page.unroute("**/targets/*")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(row(page, 7)).to_have_attribute("data-state", "draft")
    assert book.targets()[6][0] == "No se pierde."


def test_everything_is_fetched_anew_on_request(browser: Browser, book: Desk) -> None:
    page = arrive(browser, book, "ana@example.org")
    other = page.context.new_page()
    other.goto(book.path)
    write(other, 3, "De otra ventana.")
    expect(said(other, 3)).to_contain_text("Saved at")
    box(page, 30).focus()
    page.keyboard.type("Mía.")
    page.locator("desk-book").evaluate(
        """(book) => book.dispatchEvent(new CustomEvent("desk-reload", { detail: { at: "p4" } }))"""
    )
    expect(page.locator("#p4:focus-within")).to_be_in_viewport()
    expect(box(page, 3)).to_have_value("De otra ventana.")
    assert rows_in_order(page)[:40] == list(range(1, 41))
    assert book.targets()[29][0] == "Mía."
    assert problems(page) == []
