"""The rows of the desk are escaped by hand, for speed: these tests are the price of it."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.permissions import PersonRole
from models.review import ReturnReason
from services import editing, reviewing
from tests import factories

TEMPLATE = Path(__file__).parents[2] / "templates" / "desk" / "_rows.html"
# Numbers, words of our own that were escaped where they were looked up, values of the domain's enums.
SAFE = re.compile(
    r"""look\.(address|box|hidden|reasons|source_side|target_side|own_side)|look\.(marks|states)\[state\]|look\.roles\[role\]
    |row\.(number|position|target_id|version|words)|row\.role\.value|flag\.value|number|role|state|size|next_after
    |iso(\[[\d:]+\])?|before|after|approve|draft|reason|remark|save|send_back|submit|with_edit|own_words|placeholder
    |change|change_approved|help_\w+|box\(row,\ row\.(source|text)\|length\ //\ 60\ \+\ 1\)|moment\(row\.updated_at\)
    |'&amp;'|'\?'""",
    re.VERBOSE,
)
CHOICE = re.compile(r" if | else ")
HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{ 7*7 }}</textarea>"


def test_whatever_a_row_prints_is_escaped_or_known_to_be_safe() -> None:
    text = TEMPLATE.read_text()
    printed = re.findall(r"\{\{-?\s*(.*?)\s*-?\}\}", text)
    assert len(printed) > 60
    for expression in printed:
        # In `a if condition else b` only what is printed counts: the first part and every other one after it.
        for part in CHOICE.split(expression)[::2]:
            assert part.endswith(("|e", "|inline")) or SAFE.fullmatch(part), f"{{{{ {expression} }}}} is not escaped"


def test_the_words_that_rows_take_as_safe_were_escaped_when_set() -> None:
    sets = re.findall(r"\{%-? set (.*?) -?%\}", TEMPLATE.read_text())
    for statement in sets:
        for call in re.findall(r"_\('[^']*'\)(\|e)?", statement):
            assert call == "|e", statement


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
