"""Every page there is under axe: in both languages, light and dark, at the three widths, on the demo's texts.

The pages are those of the URL map, so that a new one is looked at without anybody remembering to.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from demo.build import build
from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import accounts
from services.store import find_translation
from tests import factories
from tests.browser.people import LOCALES, note, problems, sign_in
from tests.browser.server import Server
from tests.signing_in import member
from tests.test_permissions import Route, address, routes, things

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EMAIL = "everything@example.org"
STRANGERS = ("/login", "/reset")
LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("en", {"color_scheme": "light", "viewport": {"width": 1440, "height": 960}}),
    ("es", {"color_scheme": "dark", "viewport": {"width": 1024, "height": 768}}),
    ("es", {"color_scheme": "light", "viewport": {"width": 390, "height": 844}}),
    ("en", {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}),
]


@dataclass(frozen=True)
class World:
    """The demo with somebody who holds every role in it, and the pages that they can open."""

    server: Server
    pages: tuple[str, ...]


@pytest.fixture
def world(app: Flask, server: Server) -> World:
    """Give the demo, with a thing of every kind beside it."""
    person_id = member(app, EMAIL, *PersonRole)
    with app.app_context():
        statement = build(db.session).statements[0]
        user = accounts.person(db.session, OPERATOR, person_id)
        values = things(db.session, user)
        told = find_translation(db.session, statement.slug, "es")
        target_id = factories.target_ids(db.session, told)[2]
        of_demo = {"slug": statement.slug, "language": told.language, "target_id": str(target_id)}
        db.session.commit()
    client = app.test_client()
    factories.sign_in(client, user)
    found = [address(app, route, given) for route in _reading(app) for given in (values, values | of_demo)]
    return World(server, tuple(path for path in dict.fromkeys(found) if _is_page(client, path)))


def _reading(app: Flask) -> list[Route]:
    return [route for route in routes(app) if route.method == "GET"]


def _is_page(client: FlaskClient, path: str) -> bool:
    """Tell whether a whole page stands there: no file, no piece of a page, no redirect."""
    answer = client.get(path, buffered=True)
    return answer.mimetype == "text/html" and answer.status_code == 200 and b"</html>" in answer.data


def look_at(page: Page, path: str) -> list[str]:
    """Return what is wrong with the page at `path`."""
    page.goto(path, wait_until="networkidle")
    found = Axe().run(page)
    wrong = [f"{path}: {found.generate_report()}"] if found.violations_count else []
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        wrong.append(f"{path} scrolls sideways")
    if page.locator("h1").count() != 1:
        wrong.append(f"{path} has {page.locator('h1').count()} first headings")
    wrong += [f"{path}: {words}" for words in problems(page)]
    problems(page).clear()
    return wrong


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_axe_finds_nothing_on_any_page(browser: Browser, world: World, language: str, look: dict[str, Any]) -> None:
    assert len(world.pages) >= 20, world.pages
    context = browser.new_context(locale=LOCALES[language], reduced_motion="reduce", **look)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: problems(page).append(str(error)))
    page.on("console", lambda message: note(page, message.type, message.text))
    wrong = [line for path in STRANGERS for line in look_at(page, world.server.url + path)]
    page.goto(f"{world.server.url}/login")
    sign_in(page, EMAIL)
    wrong += [line for path in world.pages for line in look_at(page, world.server.url + path)]
    assert not wrong, "\n".join(wrong)
