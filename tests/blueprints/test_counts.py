"""The counts of a long statement come after its page, and are those that a short one's page has."""

import re

import pytest
from flask import Flask
from sqlalchemy import event

from blueprints import desk
from domain.permissions import PersonRole
from extensions import db
from services import editing
from tests import factories
from tests.browsing import Browser


@pytest.fixture
def path(app: Flask) -> str:
    """Give the address of a desk with one of three paragraphs handed in."""
    with app.app_context():
        factories.noise(db.session)
        translation = factories.translation(db.session)
        first = factories.target_ids(db.session, translation)[0]
        editing.save(db.session, factories.translator(db.session), first, "Uno.", version=0, keep_submitted=True)
        db.session.commit()
        return f"/statements/{translation.statement.slug}/es"


@pytest.fixture
def reader(app: Flask) -> Browser:
    with app.app_context():
        user = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    return Browser(app, user)


def counted(html: str) -> dict[str, str]:
    """Return the number of each filter, the size and the bar's words."""
    found = dict(re.findall(r'data-tally="(\w+)">(\d+)<', html))
    found |= {"bar": bar[1]} if (bar := re.search(r'class="progress"[^>]*aria-label="([^"]+)"', html)) else {}
    found |= {"size": size[1]} if (size := re.search(r'data-counted="size">([^<]+)<', html)) else {}
    return found


def test_a_short_statements_page_has_its_counts(path: str, reader: Browser) -> None:
    page = reader.open(path)
    assert counted(page.html)["translated"] == "1"
    assert counted(page.html)["unfinished"] == "2"
    assert "3 paragraphs" in counted(page.html)["size"]
    assert "data-counts=" not in page.html


@pytest.mark.parametrize("query", ["", "?show=draft", "?show=unfinished"])
def test_a_long_ones_come_in_the_same_places_afterwards(
    path: str, reader: Browser, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    short = reader.open(path + query)
    monkeypatch.setattr(desk, "COUNTED_AT_ONCE", 3)  # the next number is 4
    long = reader.open(path + query)
    assert counted(long.html) == {}
    assert long.texts("chip")[0] == "All"
    assert 'data-last="3"' in long.html
    address = re.search(r'data-counts="([^"]+)"', long.html)
    assert address
    piece = reader.client.get(address[1].replace("&amp;", "&")).get_data(as_text=True)
    assert counted(piece) == counted(short.html)
    places = re.findall(r'data-counted="(\w+)"', long.html)
    assert places == re.findall(r'data-counted="(\w+)"', piece) == ["size", "bar", "filters"]
    filters = re.compile(r'<ul role="list" data-counted="filters">.*?</ul>', re.S)
    assert filters.findall(piece) == filters.findall(short.html)


def test_a_long_statements_page_counts_nothing(
    app: Flask, path: str, reader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "COUNTED_AT_ONCE", 3)
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    reader.open(path)
    assert len(asked) > 3
    assert [question for question in asked if "sum(" in question.lower()] == []
