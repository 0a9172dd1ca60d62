"""A kept text beside what the desk holds: compared and marked by the server, and nothing stored."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import func, select

from domain.permissions import PersonRole
from extensions import db
from models import Target, TargetRevision
from services import editing
from tests import factories
from tests.signing_in import JSON, send

THEIRS, MINE = "Uno dos tres.", "<b>Uno</b> %(id)s dos."


@pytest.fixture
def place(app: Flask, client: FlaskClient) -> str:
    """Give the address of a target that Bea has written twice, in one revision; its translator Ana is signed in."""
    with app.app_context():
        factories.noise(db.session)
        ana = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana", locale="en")
        factories.sign_in(client, ana)
        bea = factories.translator(db.session, name="Bea")
        target = factories.target_ids(db.session, factories.translation(db.session))[1]
        editing.save(db.session, bea, target, "Uno dos.", version=0)
        editing.save(db.session, bea, target, THEIRS, version=1)
        db.session.commit()
        return f"/targets/{target}/comparison"


def stored(app: Flask) -> tuple[int, int]:
    """Return how many revisions there are, and the sum of all versions."""
    with app.app_context():
        revisions = db.session.scalar(select(func.count()).select_from(TargetRevision))
        return revisions or 0, db.session.scalar(select(func.sum(Target.version))) or 0


def headings(view: str) -> list[str]:
    """Return what stands over the columns of a view."""
    return [Markup(heading).striptags() for heading in re.findall(r"<h3>(.*?)</h3>", view)]


def test_a_text_is_compared_and_nothing_is_stored(app: Flask, client: FlaskClient, place: str) -> None:
    before = stored(app)
    fields = {"text": MINE, "version": "1", "base": "Uno dos.", "offer": "3"}
    answer = send(client, place, data=fields, headers=JSON)
    assert answer.status_code == 200
    assert (answer.json["theirs"], answer.json["mine"], answer.json["base"]) == (THEIRS, MINE, "Uno dos.")
    assert (answer.json["is_same"], answer.json["is_moved"], answer.json["version"]) == (False, True, 2)
    assert answer.json["merged"] == "<b>Uno</b> %(id)s dos tres."
    view = answer.json["view"]
    assert headings(view) == ["Where both began", "As it is now", "Mine", "Both put together, to be looked through"]
    assert "<b>" not in view, "what people typed is text"
    assert "%(id)s" in view
    assert re.findall(r"<ins>(.*?)</ins>", view)[0] == " tres"
    assert "Bea" in view
    assert stored(app) == before


@pytest.mark.parametrize("fields", [{"text": MINE, "version": "1"}, {"text": MINE}, {"text": "", "version": "x"}])
def test_without_a_known_base_two_texts_are_shown(client: FlaskClient, place: str, fields: dict[str, str]) -> None:
    answer = send(client, place, data=fields, headers=JSON)
    assert (answer.json["base"], answer.json["merged"]) == (None, None)
    assert headings(answer.json["view"]) == ["As it is now", "Mine"]


def test_what_the_browser_says_of_the_base_counts_only_where_the_history_cannot_tell(
    client: FlaskClient, place: str
) -> None:
    answer = send(client, place, data={"text": MINE, "version": "0", "base": "Cero."}, headers=JSON)
    assert answer.json["base"] == ""


def test_a_text_that_nobody_else_has_touched_is_shown_beside_what_it_began_from(
    client: FlaskClient, place: str
) -> None:
    answer = send(client, place, data={"text": MINE, "version": "2", "offer": "1"}, headers=JSON)
    assert (answer.json["is_moved"], headings(answer.json["view"])) == (False, ["As it is now", "Mine"])
    assert "changed since" not in answer.json["view"]


def test_a_text_that_the_desk_has_needs_no_view(client: FlaskClient, place: str) -> None:
    answer = send(client, place, data={"text": THEIRS, "version": "0"}, headers=JSON)
    assert (answer.json["is_same"], answer.json["view"]) == (True, "")


def test_a_text_that_is_too_long_is_refused_with_words(client: FlaskClient, place: str) -> None:
    for fields in ({"text": "x" * 200_001}, {"text": "x", "base": "x" * 200_001}):
        answer = send(client, place, data={"version": "1", **fields}, headers=JSON)
        assert (answer.status_code, answer.json["error"]) == (413, "text_too_long")
