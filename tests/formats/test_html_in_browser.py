"""The HTML edition as a reader has it: wide, on a phone, on paper, without script, for everyone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from domain.bitext import Unit
from domain.states import State
from formats.base import Layout, Options
from formats.html import INFO, write
from scripts import chromium
from tests.formats.reading_room import LIBRARY

pytestmark = pytest.mark.browser

BOTH = (Layout.COLUMNS, Layout.FACING, Layout.STACKED)
LONG = Unit("p99", "W" * 400 + " end", "Ñ" * 300 + " fin", State.DRAFT)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.skip("there is no Chromium: make test says how to get one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def opened(chrome: Browser, tmp_path: Path):
    """Give a function that opens the edition in a layout, without script, and notes what it asks for."""
    asked: list[str] = []
    pages: list[Page] = []

    def open_page(layout: Layout, *, width: int = 1440, **choices) -> Page:
        file = tmp_path / f"{layout}.html"
        file.write_bytes(write(replace(LIBRARY, units=(*LIBRARY.units, LONG)), Options(layout)))
        page = chrome.new_page(viewport={"width": width, "height": 900}, java_script_enabled=False, **choices)
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert all(url.startswith(("file:", "data:")) for url in asked)


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("layout", INFO.layouts)
def test_nothing_is_wider_than_the_screen(opened, layout: Layout) -> None:
    page = opened(layout)
    for width in (1440, 800, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        boxes = page.evaluate(
            """() => [...document.querySelectorAll("main, .source, .target, .source *, .target *, dd")]
                .map(e => e.getBoundingClientRect()).map(box => [box.left, box.right])"""
        )
        assert len(boxes) > len(LIBRARY.units)
        assert min(left for left, _ in boxes) >= 0
        assert max(right for _, right in boxes) <= width + 0.5


@pytest.mark.parametrize("layout", [Layout.COLUMNS, Layout.FACING])
def test_both_texts_of_a_row_begin_on_one_line(opened, layout: Layout) -> None:
    page = opened(layout)
    for unit in LIBRARY.units:
        source, target = (
            box(page, f"#{unit.id} .row:not(.notes) .source"),
            box(page, f"#{unit.id} .row:not(.notes) .target"),
        )
        assert source["y"] == target["y"]
        assert source["x"] + source["width"] < target["x"]


@pytest.mark.parametrize(("layout", "width"), [(Layout.STACKED, 1440), *((layout, 390) for layout in BOTH)])
def test_one_stands_under_the_other_on_a_phone(opened, layout: Layout, width: int) -> None:
    page = opened(layout, width=width)
    for unit in LIBRARY.units:
        source, target = (
            box(page, f"#{unit.id} .row:not(.notes) .source"),
            box(page, f"#{unit.id} .row:not(.notes) .target"),
        )
        assert source["y"] + source["height"] <= target["y"]
        assert abs(source["x"] - target["x"]) < 1


@pytest.mark.parametrize("layout", BOTH)
@pytest.mark.parametrize("width", [1440, 390])
def test_one_text_alone_can_be_chosen_without_script(opened, layout: Layout, width: int) -> None:
    page = opened(layout, width=width)
    source, target = page.locator("#p5 .source"), page.locator("#p5 .target")
    page.check("#view-target")
    assert target.is_visible()
    assert not source.is_visible()
    assert abs(box(page, "#p5 .target")["y"] - box(page, "#p5 .row")["y"]) < 1
    page.check("#view-source")
    assert source.is_visible()
    assert not target.is_visible()
    page.check("#view-both")
    assert source.is_visible()
    assert target.is_visible()


def test_the_choice_is_made_with_the_keyboard(opened) -> None:
    page = opened(Layout.COLUMNS)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("#view-source").is_checked()
    assert not page.locator("#p5 .target").is_visible()


def test_on_paper_the_columns_stay_and_the_choice_goes(opened) -> None:
    page = opened(Layout.COLUMNS, width=760)
    page.emulate_media(media="print")
    assert not page.locator(".view").is_visible()
    assert box(page, "#p5 .source")["y"] == box(page, "#p5 .target")["y"]
    assert page.locator(".badge").first.is_visible()


@pytest.mark.parametrize("layout", INFO.layouts)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(chrome: Browser, tmp_path: Path, layout: Layout, scheme: str) -> None:
    file = tmp_path / "edition.html"
    file.write_bytes(write(LIBRARY, Options(layout)))
    page = chrome.new_page(color_scheme=scheme)
    page.goto(file.as_uri())
    found = Axe().run(page).response
    page.close()
    assert {"color-contrast", "heading-order", "valid-lang"} <= {rule["id"] for rule in found["passes"]}
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
