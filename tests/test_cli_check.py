"""`flask check`: findings of a translation as lines and as JSON."""

import pytest
from flask import Flask

from extensions import db
from services import editing
from services.store import begin_write
from tests import factories
from tests.test_cli import CommandLine

TEXTS = (
    ("The river rose in 1997.", "El río creció en 1998."),
    ("Who is there?", "¿Quién está ahí?"),
    ("Bring a chair.", "Trae una silla."),
    ("Bring a chair.", "Traed una silla."),
    ("Bring a chair.", "Trae una silla."),
    ("Not yet.", ""),
)


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        ana = factories.translator(db.session)
        made = factories.translation(db.session, [source for source, _target in TEXTS])
        for target_id, (_source, text) in zip(factories.target_ids(db.session, made), TEXTS, strict=True):
            if text:
                editing.save(db.session, ana, target_id, text, version=0)
        db.session.commit()
        return made.statement.slug


def test_findings_come_in_the_order_of_the_text(app: Flask, slug: str):
    found = CommandLine(app).told("check", slug)
    assert found == {
        "findings": [
            {
                "segment": "p1", "check": "numbers", "severity": "warning", "start": 17, "end": 21,
                "message": "1998 is not in the source, which has 1997.",
            },
            {
                "segment": "p4", "check": "same-source", "severity": "warning", "start": 0, "end": 16,
                "message": "The same source has another translation in p3: “Trae una silla.”.",
            },
        ]
    }  # fmt: skip


def test_lines_are_for_people_in_their_language(app: Flask, slug: str):
    lines = CommandLine(app).done("check", slug, env={"LANG": "es_MX.UTF-8"}).stdout.splitlines()
    assert lines[0] == "p1  numbers  1998 no está en el original, que dice 1997."


def test_a_statement_that_there_is_not_is_one_line(app: Flask):
    assert "nowhere" in CommandLine(app).refused("check", "nowhere")
