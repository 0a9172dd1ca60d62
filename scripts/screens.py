"""Photograph the desk's pages with the demo in them: `make screens [FOLDER]`, docs/screens unless told.

A database, a server and a browser of its own; nothing of the installation is touched.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.ground import environment, server
from scripts import chromium
from scripts.environment import ROOT

DESK, PHONE = (1440, 960), (390, 844)
STORY = "give-the-river-back-its-night-ferry"


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks, at which address, in which light. `act` is clicked first."""

    name: str
    person: str
    address: str
    size: tuple[int, int] = DESK
    is_dark: bool = False
    is_whole: bool = False  # the whole page, not the first screen of it
    act: str = ""


# Those that README and docs show.
SHOWN = (
    Shot("desk", "translator", f"/statements/{STORY}/es"),
    Shot("beside", "translator", f"/statements/{STORY}/es", act="#p11 textarea"),
    Shot("phone", "translator", f"/statements/{STORY}/es", PHONE),
    Shot("review", "reviewer", "/review"),
    Shot("statements", "translator", "/statements"),
)
# Every page, for whoever changed one and wants to see what became of it.
ALL = (
    *SHOWN,
    Shot("desk-writing", "translator", f"/statements/{STORY}/es", act="desk-row[data-state=draft] textarea"),
    Shot("sign-in", "", "/login"),
    Shot("sign-in-phone", "", "/login", PHONE),
    Shot("home", "translator", "/", is_whole=True),
    Shot("home-phone", "reviewer", "/", PHONE, is_whole=True),
    Shot("home-dark", "publisher", "/", is_dark=True),
    Shot("activity", "publisher", f"/statements/{STORY}/activity", is_whole=True),
    Shot("changes", "reviewer", f"/statements/{STORY}/es/changes", is_whole=True),
    Shot("statements-phone", "translator", "/statements", PHONE),
    Shot("statement", "publisher", f"/statements/{STORY}"),
    Shot("statement-phone", "publisher", f"/statements/{STORY}", PHONE),
    Shot("desk-dark", "translator", f"/statements/{STORY}/es", is_dark=True),
    Shot("desk-whole", "reviewer", f"/statements/{STORY}/es", is_whole=True),
    Shot("desk-phone-whole", "translator", f"/statements/{STORY}/es", PHONE, is_whole=True),
    Shot("desk-reader", "reader", f"/statements/{STORY}/es"),
    Shot("review-phone", "reviewer", "/review", PHONE),
    Shot("intake", "translator", "/intake"),
    Shot("intake-phone", "translator", "/intake", PHONE),
    Shot("exports", "publisher", f"/statements/{STORY}/es/exports", is_whole=True),
    Shot("exports-phone", "publisher", f"/statements/{STORY}/es/exports", PHONE, is_whole=True),
    Shot("transfers", "translator", f"/statements/{STORY}/es/targets-file"),
    Shot("account", "translator", "/account", is_whole=True),
    Shot("account-phone", "translator", "/account", PHONE, is_whole=True),
    Shot("people", "admin", "/people", is_whole=True),
    Shot("people-phone", "admin", "/people", PHONE, is_whole=True),
    Shot("missing", "translator", "/statements/nothing-here"),
)


def main() -> None:
    """Take SHOWN into docs/screens, or ALL into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screens"
    shots = ALL if len(sys.argv) > 1 else SHOWN
    folder.mkdir(parents=True, exist_ok=True)
    with desk() as (address, people), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium.find())
        for language in ("en", "es"):
            for shot in shots:
                take(browser, address, people, shot, language, folder)
                print(f"{shot.name}.{language}.png", flush=True)
        browser.close()


@contextmanager
def desk() -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """Give the address of a desk with its demo, and role -> (address, password) of the people."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.sqlite3"
        command = [sys.executable, "-m", "flask", "demo", "--json"]
        made = subprocess.run(command, cwd=ROOT, env=environment(url), check=True, stdout=subprocess.PIPE)
        people = {p["roles"][0]: (p["email"], p["password"]) for p in reversed(json.loads(made.stdout)["people"])}
        with server("app:create_app()", url) as port:
            yield f"http://127.0.0.1:{port}", people


def take(
    browser: Browser, address: str, people: dict[str, tuple[str, str]], shot: Shot, language: str, folder: Path
) -> None:
    """Sign in as who looks, go there, and take the picture."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale={"en": "en-GB", "es": "es-ES"}[language],
        color_scheme="dark" if shot.is_dark else "light",
        reduced_motion="reduce",
        timezone_id="UTC",
    )
    page = context.new_page()
    if shot.person:
        sign_in(page, address, *people[shot.person])
    page.goto(address + shot.address)
    page.wait_for_load_state("networkidle")
    if shot.act:
        page.click(shot.act)
        page.locator("#beside-history").wait_for()  # the last of what stands beside it
    page.screenshot(path=folder / f"{shot.name}.{language}.png", full_page=shot.is_whole)
    context.close()


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Sign in by the page."""
    page.goto(f"{address}/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("form[action*='login'] [type=submit], form[action*='login'] button:not([name=language])")
    page.wait_for_url(lambda url: "/login" not in url)


if __name__ == "__main__":
    main()
