"""What a row offers the rest of the desk: to be written in as if by typing, and to say what was saved."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Desk, arrive, box, problems, wait_saved, write

ANA = "ana@example.org"
CHAIR = "Traiga una silla."
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def call(page: Page, number: int, method: str, text: str) -> bool:
    """Call `method` of lib/typing.js with the row and `text`, as another element of the page would."""
    script = """async ([id, method, text]) =>
      (await import("/static/js/lib/typing.js"))[method](document.getElementById(id), text)"""
    return page.evaluate(script, [f"p{number}", method, text])


@on_sqlite
def test_what_is_inserted_is_undone_by_a_key_and_saved_like_typing(browser: Browser, desk: Desk) -> None:
    ana = arrive(browser, desk, ANA)
    ana.evaluate("addEventListener('desk-saved', (event) => (window.heard ??= []).push(event.detail))")
    write(ana, 4, "Traiga silla.")
    box(ana, 4).evaluate("(box) => box.setSelectionRange(7, 7)")
    assert call(ana, 4, "insert", "una ")
    expect(box(ana, 4)).to_have_value(CHAIR)
    wait_saved(ana, 4)
    assert desk.targets()[3][0] == CHAIR
    last = ana.evaluate("window.heard.at(-1)")
    assert (last["version"], last["state"]) == (desk.targets()[3][2], "draft")
    assert str(last["target"]) == ana.locator("#p4").get_attribute("data-target")
    assert call(ana, 4, "replaceText", "Dos líneas,\nuna silla.")
    expect(box(ana, 4)).to_have_value("Dos líneas,\nuna silla.")
    assert call(ana, 4, "replaceText", "")
    expect(box(ana, 4)).to_have_value("")
    ana.keyboard.press("ControlOrMeta+z")
    ana.keyboard.press("ControlOrMeta+z")
    expect(box(ana, 4)).to_have_value(CHAIR)
    assert ana.evaluate("document.getElementById('p4').flush().then(() => true)")
    assert desk.targets()[3][0] == CHAIR
    assert problems(ana) == []
