"""The rows of the desk are filled in by hand, for speed: these tests are the price of it."""

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy.orm import Session

from blueprints.rows import SLOTS, Desk, Look, _values
from domain.document import Role
from domain.permissions import PersonRole
from domain.states import State
from models.base import now
from models.review import ReturnReason
from services import editing, reviewing
from services.desk import DeskRow, Return
from tests import factories

HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{ 7*7 }}</textarea>"


def test_only_named_values_are_escaped_by_hand(app: Flask) -> None:
    """The pattern is an ordinary template; what fills it is either a number or goes through `escape` or `to_html`."""
    row = DeskRow(
        1, 2, 3, Role.QUOTE, HOSTILE, 4, 5, HOSTILE, State.DRAFT, 6, False, False, False, False, now(), 7, HOSTILE,
        Return(ReturnReason.STYLE, HOSTILE, HOSTILE, now()),
    )  # fmt: skip
    look = Look("en", "en", "es", True, True, True)
    desk = Desk(look, 1, "/targets/", "/desk", "/desk", "/rows", Markup("<input>"), {"p2": HOSTILE})
    with app.test_request_context():
        values = _values(row, desk)
    assert set(values) == set(SLOTS) - {"address", "desk", "hidden"}
    for name, value in values.items():
        assert "<script" not in str(value), name
        assert "<img" not in str(value), name


@pytest.mark.parametrize("role", [PersonRole.TRANSLATOR, PersonRole.REVIEWER])
def test_markup_in_every_field_of_a_row_stays_text(app: Flask, session: Session, role: PersonRole) -> None:
    translation = factories.translation(session, [HOSTILE] * 4, title=HOSTILE)
    author, critic = factories.translator(session, name=HOSTILE), factories.reviewer(session, name=HOSTILE)
    first, second, third, _fourth = factories.target_ids(session, translation)
    editing.save(session, author, first, HOSTILE, version=0)
    editing.save(session, author, second, HOSTILE, version=0, keep_submitted=True)
    editing.save(session, author, third, HOSTILE, version=0, keep_submitted=True)
    reviewing.send_back(session, critic, third, version=1, reason=ReturnReason.OTHER, words=HOSTILE)
    visitor = factories.person(session, role)
    session.commit()
    client = app.test_client()
    factories.sign_in(client, visitor)
    page = client.get(f"/statements/{translation.statement.slug}/es").text
    assert page.count("&lt;script&gt;alert(2)") >= 8
    assert "<img" not in page
    assert "<script>alert" not in page
