"""The desk in Chromium: what its page weighs, what it asks for, and how soon a key that is pressed is painted."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, ViewportSize, sync_playwright

from benchmarks.ground import PASSWORD
from benchmarks.web import Figure
from scripts import chromium

ROUNDS, KEYS = 12, 12
VIEWPORT: ViewportSize = {"width": 1440, "height": 900}
FIRST_BOX = "desk-row:first-of-type form.editor textarea[name=text]"
# Without the beat of the screen a frame is drawn as soon as it is ready: waiting for the beat would hide the work.
FLAGS = ("--disable-gpu-vsync", "--disable-frame-rate-limit")
# From the moment that the event carries to the first task after the frame that it led to.
WATCH = """() => {
  window.painted = [];
  addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => window.painted.push(performance.now() - timeStamp);
    after.port2.postMessage(0);
  }), { capture: true });
}"""


@dataclass
class Weight:
    """What a desk page fetched: bytes of each file of ours, and what it asked for beside the page and its files."""

    files: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def sum(self, *kinds: str) -> int:
        """Return the bytes of the files whose names end so."""
        return sum(size for name, size in self.files.items() if name.endswith(kinds))


def weigh(page: Page, address: str) -> tuple[Weight, Weight]:
    """Open the desk at `address` and return what it fetches by itself, and what more once somebody works there.

    Uncompressed, every file once; `page` must be signed in and have nothing in its cache.
    """
    found: list[Weight] = [Weight()]

    def note(response: Response) -> None:
        path, request = urlsplit(response.url).path, response.request
        if path.endswith((".js", ".css")):
            found[-1].files[path] = len(response.body())
        elif not path.startswith("/static/") and not request.is_navigation_request():
            found[-1].requests.append(f"{request.method} {path}")

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    page.locator("desk-row:defined").first.wait_for()
    page.wait_for_load_state("networkidle")
    found.append(Weight())
    page.locator(FIRST_BOX).focus()
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_timeout(500)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    return found[0], found[1]


@contextmanager
def signed_in(port: int, email: str) -> Iterator[Callable[[], Page]]:
    """Give a function that opens windows of a Chromium which is signed in to the server at `port`."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        first = browser.new_page()
        first.goto(f"http://127.0.0.1:{port}/login")
        first.locator("input[name=email]").fill(email)
        first.locator("input[name=password]").fill(PASSWORD)
        first.locator("main form button").first.click()
        first.wait_for_url(lambda url: "/login" not in url)
        state = first.context.storage_state()
        try:
            # Each in a context of its own, which begins with an empty cache.
            yield lambda: browser.new_context(storage_state=state, viewport=VIEWPORT).new_page()
        finally:
            browser.close()


def weighing(port: int, email: str) -> list[Figure]:
    """Measure what the desk's page fetches until it can be used."""
    with signed_in(port, email) as window:
        at_once, later = weigh(window(), f"http://127.0.0.1:{port}/statements/large/es")
    detail = (
        f"style {at_once.sum('.css') / 1000:.1f}, script {at_once.sum('.js') / 1000:.1f}; "
        f"on demand, once one writes and looks at the keys, {later.sum('.css', '.js') / 1000:.1f} more"
    )
    asked = ", ".join(at_once.requests) or "none"
    return [
        Figure("script and style of the desk, in kB", at_once.sum(".css", ".js") / 1000, 60, detail),
        Figure("requests beside the page and its files", len(at_once.requests), 2, asked),
    ]


def typing(port: int, email: str) -> list[Figure]:
    """Measure from key press to paint in a long statement, by turns with one of 50 paragraphs."""
    with signed_in(port, email) as window:
        short, long, scrolled = (_opened(window(), port, slug) for slug in ("short", "large", "large"))
        windows = _scroll(scrolled)
        times: dict[str, list[float]] = {"short": [], "long": [], "scrolled": []}
        for turn in range(ROUNDS + 2):
            for name, page in (("short", short), ("long", long), ("scrolled", scrolled)):
                median = statistics.median(_type(page))
                if turn >= 2:  # the first ones warm up
                    times[name].append(median)
    figures = []
    for name, words in (("long", "as it opens"), ("scrolled", f"{windows} windows scrolled")):
        ratio = statistics.median(a / b for a, b in zip(times[name], times["short"], strict=True))
        ours, least = statistics.median(times[name]), statistics.median(times["short"])
        detail = f"{ours:.2f} ms against {least:.2f} ms"
        figures.append(Figure(f"key press to paint, 10,000 paragraphs against 50, {words}", ratio, 1.2, detail))
    return figures


def _opened(page: Page, port: int, slug: str) -> Page:
    page.goto(f"http://127.0.0.1:{port}/statements/{slug}/es", wait_until="networkidle")
    page.locator(FIRST_BOX).focus()
    page.evaluate(WATCH)
    return page


def _scroll(page: Page) -> int:
    """Scroll on until 20 windows have passed; return how many, and leave the focus in a box in view."""
    key = ""
    for _ in range(20):
        page.locator("desk-row").last.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(100)
        key = page.locator("desk-row").last.get_attribute("id") or key
    page.locator(f"#{key} form.editor textarea[name=text]").focus()
    return int(key[1:]) // 50


def _type(page: Page) -> list[float]:
    """Press some keys and return the milliseconds from each to its paint."""
    page.bring_to_front()
    page.evaluate("window.painted = []")
    for _ in range(KEYS):
        page.keyboard.press("a")
        page.wait_for_timeout(20)
    page.wait_for_function(f"window.painted.length >= {KEYS}")
    return page.evaluate("window.painted")
