"""A file of pairs into the memory, by the keys alone, with a worker beside the server; and an entry of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from domain.permissions import PersonRole
from tests.browser.people import LOCALES, Words, sign_in
from tests.browser.server import Server
from tests.signing_in import member
from tests.working import Worker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVA = "eva@example.org"
BOLD = '<bpt i="1" type="bold">**</bpt>ours<ept i="1">**</ept>'
UNIT = f'<tu><tuv xml:lang="en"><seg>Letter {{0}} is {BOLD}.</seg></tuv>{{1}}</tu>'
TARGET = '<tuv xml:lang="es-MX"><seg>La carta {0} es nuestra.</seg></tuv>'


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """Give a worker that listens where the server's jobs are asked for."""
    worker = Worker(app, Path(f"{app.config['SQLALCHEMY_DATABASE_URI'].removeprefix('sqlite:///')}-jobs"))
    yield worker
    worker.kill()


@pytest.fixture
def tmx(tmp_path: Path) -> Path:
    """Give a memory of another program."""
    path = tmp_path / "old memory.tmx"
    units = "".join(UNIT.format(n, TARGET.format(n)) for n in range(40))
    head = '<tmx version="1.4"><header srclang="en" creationtool="x"/><body>'
    path.write_text(f"{head}{units}</body></tmx>", encoding="utf-8")
    return path


def press(page: Page, words: str) -> None:
    """Press a button or follow a link by the keyboard."""
    found = page.get_by_role("main").get_by_text(words, exact=False).locator("visible=true").first
    found.focus()
    page.keyboard.press("Enter")


def is_sound(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_file_comes_in_while_one_looks_on(
    app: Flask, browser: Browser, server: Server, worker: Worker, tmx: Path, language: str
):
    member(app, EVA, PersonRole.REVIEWER)
    said = Words(language)
    page = browser.new_context(locale=LOCALES[language], reduced_motion="reduce").new_page()
    page.goto(f"{server.url}/login")
    sign_in(page, EVA)
    page.goto(f"{server.url}/memory/files")
    page.locator("input[type=file]").set_input_files(tmx)
    press(page, said("Look it over"))
    expect(page.get_by_role("heading", level=1)).to_have_text(said("What the file would bring in"))
    expect(page.locator(".memory-pairs strong").first).to_have_text("ours")
    is_sound(page)
    page.locator("form[action$='/import'] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("job-progress")).to_be_visible()
    worker.once()
    page.locator("main a[data-first]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".memory-files")).to_contain_text("old memory.tmx")
    is_sound(page)
    page.goto(f"{server.url}/memory/entries/1")
    page.locator("textarea[name=target]").fill("La carta es mía.")
    press(page, said("Save"))
    expect(page.get_by_text(said("The entry is saved."))).to_be_visible()
    expect(page.locator("textarea[name=target]")).to_have_value("La carta es mía.")
    is_sound(page)
