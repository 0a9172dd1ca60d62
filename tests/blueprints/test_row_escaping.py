"""The rows of the desk are escaped by hand, for speed: these tests are the price of it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy.orm import Session

from blueprints.rows import words_in
from domain.permissions import PersonRole
from models.review import ReturnReason
from services import editing, reviewing
from tests import factories

TEMPLATE = Path(__file__).parents[2] / "templates" / "desk" / "_rows.html"
# Numbers, words of our own that were escaped where they were looked up, values of the domain's enums.
SAFE = re.compile(
    r"""look\.words\.(reasons|flags\[flag\.value\])|marks\[state\]|states\[state\]|roles\[role\]|say\.\w+
    |row\.(position|words)|id|number|role|state|version|next_after|at(\[[\d:]+\])?|before|after
    |address|box|hidden|source_side|target_side|(row\.source|text)\|length\ //\ 60\ \+\ 1|'&amp;'|'\?'""",
    re.VERBOSE,
)
CHOICE = re.compile(r" if | else ")
HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{ 7*7 }}</textarea>"


def test_whatever_a_row_prints_is_escaped_or_known_to_be_safe() -> None:
    text = TEMPLATE.read_text()
    printed = re.findall(r"\{\{-?\s*(.*?)\s*-?\}\}", text)
    assert len(printed) > 50
    for expression in printed:
        # In `a if condition else b` only what is printed counts: the first part and every other one after it.
        for part in CHOICE.split(expression)[::2]:
            assert part.endswith(("|e", "|inline")) or SAFE.fullmatch(part), f"{{{{ {expression} }}}} is not escaped"


def test_the_names_that_the_template_gives_hold_nothing_that_is_not_escaped() -> None:
    sets = re.findall(r"\{%-? set (.*?) = (.*?) -?%\}", TEMPLATE.read_text())
    assert ("before, after", "look.label") in sets
    pairs = [
        zip(names.split(", "), values.split(", "), strict=True) for names, values in sets if values != "look.label"
    ]
    named = {name: value for pair in pairs for name, value in pair}
    assert named.pop("text") == "row.text"  # what people typed: each use of it is escaped, as the test above sees
    for name, value in named.items():
        is_ours = value.startswith(("look.", "may_review and")) or value == "row.updated_at.isoformat()"
        is_number_or_enum = re.fullmatch(r"row\.(number|target_id|version|state\.value|role\.value)", value)
        assert is_ours or is_number_or_enum, f"{name} = {value}"


def test_the_words_that_every_row_says_are_escaped(app: Flask) -> None:
    with app.test_request_context():
        words = words_in("en")
    for part in (words.states, words.marks, words.roles, words.flags, words.say, {"": words.reasons}):
        assert all(isinstance(html, Markup) for html in part.values())


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
