"""A real server for one test, and people who can sign in to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from domain.permissions import OPERATOR, Grant, PersonRole
from extensions import db
from services import accounts
from tests.faults.serving import Browser, Server

PASSWORD = "correct horse battery staple"


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """Give a running server on the test's database; it is gone after the test, however that ends."""
    server = Server(database_url, tmp_path / "server.log")
    try:
        server.start()
        yield server
    finally:
        server.kill()


def signed_in(app: Flask, server: Server, number: int) -> list[Browser]:
    """Return the browsers of `number` translators, each signed in by the page."""
    browsers = []
    with app.app_context():
        for n in range(number):
            accounts.add(
                db.session, OPERATOR, f"writer{n}@example.org", f"Writer {n}", [Grant(PersonRole.TRANSLATOR)], PASSWORD
            )
        db.session.commit()
    for n in range(number):
        browser = Browser(server)
        browser.sign_in(f"writer{n}@example.org", PASSWORD)
        browsers.append(browser)
    return browsers
