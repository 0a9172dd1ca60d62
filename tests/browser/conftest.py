"""A real Chromium against a real server, on both databases."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.people import Desk, statement
from tests.browser.server import Server

expect.set_options(timeout=20_000)  # a busy machine is no fault of the page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that a quick round can leave it out."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def no_window_stays_open(browser: Browser) -> Iterator[None]:
    """Close what a test opened: one Chromium serves all tests of a worker, and each page costs it a process."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """Give a server on the test's own database; it is killed afterwards."""
    server = Server(app)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def desk(app: Flask, server: Server) -> Desk:
    """Give a short statement on a running server."""
    return statement(app, server)
