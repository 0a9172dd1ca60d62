"""A Word table out, into other hands and back: preview, conflict, a part of it, undone; wide and on a phone."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from tests.browser.people import Desk, Words, arrive, problems
from tests.browser.test_intake import PHONE, SCREEN, check

TARGETS = {
    2: "El río es de todos",
    3: "El río es de todos. *Nadie* lo puede cercar.",
    4: "Traigan una silla.",
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def fetch(page: Page, path: str) -> bytes:
    return page.request.get(path).body()


def edited(data: bytes, **rows: str) -> bytes:
    """Return the document with other texts in some rows, as another program saves it, and with a comment."""
    document = Document(io.BytesIO(data))
    for row, text in rows.items():
        cell = document.tables[0].rows[int(row.removeprefix("row"))].cells[2]
        for run in cell.paragraphs[0].runs[1:]:
            run._r.getparent().remove(run._r)
        if cell.paragraphs[0].runs:
            cell.paragraphs[0].runs[0].text = text
        else:
            cell.paragraphs[0].add_run(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def save(page: Page, desk: Desk, number: int, text: str) -> None:
    box = page.locator(f"#p{number} form.editor textarea[name=text]")
    box.fill(text)
    box.evaluate("(box) => box.closest('desk-row').flush()")
    expect(page.locator(f"#p{number}")).not_to_have_attribute("data-version", "0")


def wait_for(found: Callable[[], object], page: Page) -> None:
    for _ in range(100):
        if found():
            return
        page.wait_for_timeout(100)
    raise AssertionError


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody asked for them."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "size"), [("en", SCREEN), ("es", PHONE)])
def test_a_table_comes_back_in_part_and_is_undone(
    browser: Browser, desk: Desk, language: str, size: dict[str, int]
) -> None:
    say = Words(language)
    ana = arrive(browser, desk, "ana@example.org", PersonRole.TRANSLATOR, language=language, viewport=size)
    for number, text in TARGETS.items():
        save(ana, desk, number, text)
    wait_for(lambda: [row[0] for row in desk.targets()][1:4] == list(TARGETS.values()), ana)
    data = fetch(ana, f"{desk.path}/exports/docx?states=all&layout=columns")
    data = edited(data, row2="El río es de todas", row4="Traigan una silla plegable.", row5="¡Abran el camino!")
    save(arrive(browser, desk, "bea@example.org", PersonRole.TRANSLATOR), desk, 4, "Traigan dos sillas.")
    wait_for(lambda: desk.targets()[3][0] == "Traigan dos sillas.", ana)

    ana.goto(f"{desk.path}/targets-file")
    check(ana)
    picture(ana, f"{language}-upload")
    ana.locator("input[type=file]").set_input_files({"name": "río.docx", "mimeType": WORD, "buffer": data})
    ana.get_by_role("button", name=say("See what would change")).click()
    expect(ana.locator("h1")).to_have_text(say("What the file would change"))
    check(ana)
    picture(ana, f"{language}-preview")
    expect(ana.locator("article.row")).to_have_count(2)

    # Of two changes, one is taken.
    ana.locator("article.row input[type=checkbox]").last.uncheck()
    ana.get_by_role("button", name=say("Import the ticked ones alone")).click()
    expect(ana.locator("h1")).to_have_text(say("What the file would change"))
    assert [row[0] for row in desk.targets()][1] == "El río es de todas"
    assert desk.targets()[4][0] == ""

    # The conflict opens in three columns, and what is chosen there is saved.
    ana.goto(ana.url.split("&show")[0] + "&show=conflicts")
    check(ana)
    picture(ana, f"{language}-conflicts")
    ana.get_by_role("link", name=say("Look at both and choose")).click()
    check(ana)
    picture(ana, f"{language}-conflict")
    expect(ana.get_by_role("heading", name=say("Where both began"))).to_be_visible()
    ana.get_by_role("button", name=say("Take the file's")).click()
    wait_for(lambda: desk.targets()[3][0] == "Traigan una silla plegable.", ana)

    # All of it is undone as one.
    ana.goto(f"{desk.path}/targets-file")
    check(ana)
    picture(ana, f"{language}-past")
    ana.get_by_role("button", name=say("Undo")).first.click()
    wait_for(lambda: desk.targets()[1][0] == "El río es de todos", ana)
    check(ana)
    picture(ana, f"{language}-undone")
    expect(ana.locator("main")).to_contain_text(say("Undone"))
    assert problems(ana) == []
