"""`flask check`: findings of a translation as lines and as JSON."""

import pytest
from flask import Flask

from commands.checking import _Progress
from domain.checks import Profile, Quotation
from domain.checks.waiving import fingerprint
from extensions import db
from services import checking, editing, waiving
from services.profiles import Choices, choose
from services.store import begin_write, find_translation
from tests import factories
from tests.test_cli import CommandLine
from tests.tools import needs

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


def test_what_was_waived_is_left_out_unless_all_is_asked_for(app: Flask, slug: str):
    with app.app_context():
        begin_write(db.session)
        ana = factories.translator(db.session)
        translation = find_translation(db.session, slug, "es")
        first = factories.target_ids(db.session, translation)[0]
        [finding] = checking.findings_beside(db.session, ana, first, Profile())
        mark = fingerprint(finding, "El río creció en 1998.")
        waiving.waive(db.session, ana, first, mark, "It was 1998.")
        db.session.commit()
    checks = [
        [one["check"] for one in CommandLine(app).told("check", slug, *more)["findings"]] for more in ((), ("--all",))
    ]
    assert checks == [["same-source"], ["numbers", "same-source"]]


def test_the_profile_of_the_translation_counts(app: Flask, slug: str):
    with app.app_context():
        begin_write(db.session)
        translation = find_translation(db.session, slug, "es")
        choose(db.session, factories.translator(db.session), translation, Choices(quotation=Quotation.ANGULAR))
        first = factories.target_ids(db.session, translation)[1]
        editing.save(db.session, factories.translator(db.session), first, "“¿Quién está ahí?”", version=1)
        db.session.commit()
    found = CommandLine(app).told("check", slug)["findings"]
    assert "quotation" in [one["check"] for one in found]


def test_how_far_it_is_is_told_to_whoever_sits_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("commands.checking.LEAST_S", -1)
    monkeypatch.setattr("commands.checking._", lambda words, **facts: words % facts)
    progress = _Progress()
    progress.tell(4000, 10_000)
    progress.end()
    assert "4000 of 10000 paragraphs are checked" in capsys.readouterr().err


def test_a_statement_that_there_is_not_is_one_line(app: Flask):
    assert "nowhere" in CommandLine(app).refused("check", "nowhere")


@needs("hunspell")
def test_spelling_is_told_only_where_it_is_asked_for(app: Flask, slug: str):
    with app.app_context():
        begin_write(db.session)
        made = find_translation(db.session, slug, "es")
        editing.save(
            db.session,
            factories.translator(db.session),
            factories.target_ids(db.session, made)[5],
            "Todabía no.",
            version=0,
        )
        db.session.commit()
    plain, spelt = (CommandLine(app).told("check", slug, *more)["findings"] for more in ((), ("--spelling",)))
    [told] = [one for one in spelt if one not in plain]
    assert (told["segment"], told["check"], told["severity"], told["start"], told["end"]) == (
        "p6",
        "spelling",
        "info",
        0,
        7,
    )
    assert told["message"].startswith("“Todabía” is in no dictionary; perhaps: ")
    assert len(plain) == 2
