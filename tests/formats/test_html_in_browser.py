"""The HTML edition as a reader has it: wide, on a phone, on paper, without script, for everyone."""

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from domain.bitext import Unit
from domain.states import State
from formats.base import Layout, Options
from formats.html import INFO, write
from tests.formats.reading_room import LIBRARY

pytestmark = pytest.mark.browser

BOTH = (Layout.COLUMNS, Layout.FACING, Layout.STACKED)
LONG = Unit("p99", "W" * 400 + " end", "Ñ" * 300 + " fin", State.DRAFT)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path):
    """Give a function that opens the edition in a layout, without script unless asked, and notes what it asks for."""
    asked: list[str] = []
    pages: list[Page] = []

    def open_page(layout: Layout, *, width: int = 1440, script: bool = False, **choices) -> Page:
        file = tmp_path / f"{layout}.html"
        file.write_bytes(write(replace(LIBRARY, units=(*LIBRARY.units, LONG)), Options(layout)))
        page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=script, **choices)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", lambda message: pytest.fail(message.text))
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
def test_nobody_is_shut_out(browser: Browser, tmp_path: Path, layout: Layout, scheme: str) -> None:
    file = tmp_path / "edition.html"
    file.write_bytes(write(LIBRARY, Options(layout)))
    page = browser.new_page(color_scheme=scheme)
    page.goto(file.as_uri())
    found = Axe().run(page).response
    page.close()
    assert {"color-contrast", "heading-order", "valid-lang"} <= {rule["id"] for rule in found["passes"]}
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []


# Sentences


def marked(page: Page) -> list[str]:
    """Return the sentences that are marked, as the reader sees them: by the colour behind them."""
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-s]")]
            .filter(one => getComputedStyle(one).backgroundColor !== "rgba(0, 0, 0, 0)").map(one => one.textContent)"""
    )


FIRST = [
    "On Saturday 14 September the reading room opened again, after 212 days under scaffolding.",
    "El sábado 14 de septiembre volvió a abrir la sala de lectura, tras 212 días entre andamios.",
]
SECOND = [
    "Sixty-three people stood in line with a book in each hand: nobody wanted to come back to empty shelves.",
    "Sesenta y tres personas hicieron fila con un libro en cada mano: nadie quería volver a unos estantes vacíos.",
]


@pytest.mark.parametrize("layout", BOTH)
@pytest.mark.parametrize("script", [True, False])
def test_the_sentence_under_the_pointer_is_marked_in_both_texts(opened, layout: Layout, script: bool) -> None:
    page = opened(layout, script=script)
    assert marked(page) == []
    page.locator("#p5 .target [data-s='2']").hover()
    assert marked(page) == SECOND
    page.locator("#p5 .source [data-s='1']").hover(position={"x": 5, "y": 5})
    assert marked(page) == FIRST
    page.mouse.move(2, 2)
    assert marked(page) == []


def test_a_tap_marks_a_sentence_and_a_tap_beside_it_none(opened) -> None:
    page = opened(Layout.COLUMNS, width=390, script=True, has_touch=True)
    page.locator("#p5 .source [data-s='2']").tap()
    assert marked(page) == SECOND
    page.locator("#p5 .source [data-s='1']").tap(position={"x": 5, "y": 5})
    assert marked(page) == FIRST
    page.locator(".colophon h2").tap()
    assert marked(page) == []


def test_the_arrow_keys_walk_from_sentence_to_sentence(opened) -> None:
    page = opened(Layout.FACING, script=True)
    page.locator("#p4 .number").focus()
    page.keyboard.press("Tab")
    assert marked(page) == FIRST
    page.keyboard.press("ArrowRight")
    assert marked(page) == SECOND
    page.keyboard.press("ArrowRight")
    assert page.locator("#p6 .number").evaluate("link => link === document.activeElement")
    assert marked(page)[0].startswith("“The roof was the easy part,”")
    page.keyboard.press("ArrowLeft")
    assert marked(page) == SECOND
    page.keyboard.press("ArrowLeft")
    assert marked(page) == FIRST
    page.keyboard.press("Escape")
    assert marked(page) == []


def test_what_is_copied_is_the_text_alone(opened) -> None:
    page = opened(Layout.COLUMNS, script=True)
    said = page.evaluate(
        """() => { getSelection().selectAllChildren(document.querySelector("#p5 .source"));
                   return getSelection().toString(); }"""
    )
    assert said == " ".join(FIRST[:1] + SECOND[:1])


def test_a_number_copies_the_address_of_its_paragraph(opened) -> None:
    page = opened(Layout.COLUMNS, script=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#p5 .number").click()
    page.locator(".said:not(:empty)").wait_for()
    assert page.locator(".said").inner_text() == "Dirección copiada: párrafo 5"
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert page.url.endswith("#p5")


def test_a_note_is_reached_and_left_by_its_links(opened) -> None:
    page = opened(Layout.COLUMNS)
    page.locator("#p6 .note-anchor a").click()
    note = page.locator("#p6 [role=note]")
    assert page.url.endswith(f"#{note.get_attribute('id')}")
    note.locator("[role=doc-backlink]").click()
    assert page.url.endswith(f"#{page.locator('#p6 .note-anchor a').get_attribute('id')}")
