"""Fixtures that all tests share."""

import gc
import os
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from tests import compiled_statements
from tests.compiled_templates import COMPILED
from tests.settings import SETTINGS
from tests.tools import command

# What takes longest, a test or a file of them.
FIRST = (
    "tests/browser/test_long_statement.py::test_ten_thousand", "tests/browser/test_every_page.py",
    "tests/test_permissions.py::test_members", "tests/faults/", "tests/browser/test_long_statement.py",
)  # fmt: skip
pytest_plugins = ["tests.databases", "tests.preloaded"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with its share of what takes longest, so that none is left with it at the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    longest = sorted((item for item in items if item.nodeid.startswith(FIRST)), key=place)
    others = iter([item for item in items if not item.nodeid.startswith(FIRST)])
    dealt: list[pytest.Item] = []
    for worker in range(workers):
        share = (len(items) - len(dealt)) // (workers - worker)  # as xdist divides them, one run after the other
        own = longest[worker::workers]
        dealt += [*own, *islice(others, max(0, share - len(own)))]
    items[:] = dealt


def place(item: pytest.Item) -> int:
    """Return where the file of `item` stands in FIRST."""
    return next(number for number, file in enumerate(FIRST) if item.nodeid.startswith(file))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: modules, mappers and the tests themselves.

    To look through them again and again took a sixth of the time. What a test leaves behind is still collected.
    """
    compiled_statements.share()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Give the application on a database of its own. No context is pushed: a request must make its own."""
    from app import create_app  # here, so that tests without a database start without the application
    from extensions import db
    from tests import compiled_routes

    compiled_routes.share()
    application = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": database_url})
    application.jinja_env.bytecode_cache = COMPILED
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine as the application's, with what SQLite needs on each connection; it needs no application."""
    from extensions import prepare_sqlite

    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give a session of its own on the database, set up as the application's are."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def counted(engine: Engine) -> Callable[[], int]:
    """Give a function that tells how many questions `session` has put so far, beginnings of transactions apart."""
    sent = []
    event.listen(engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    return lambda: sum(not question.startswith("BEGIN") for question in sent)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser without script; `tests.factories.sign_in` signs somebody in."""
    return app.test_client()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Drive the system's Chromium, without what costs time and shows nothing: a graphics process, gliding pages."""
    less = ["--disable-gpu", "--in-process-gpu", "--disable-smooth-scrolling"]
    return {"executable_path": command("chromium")[0], "args": less}
