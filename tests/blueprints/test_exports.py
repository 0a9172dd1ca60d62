"""Taking a text out by the web: what is said before, which file comes, and who may have it."""

import polib
import pytest
from flask import Flask
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from formats import REGISTRY, writer
from models import Job, User
from services import editing, reviewing
from services.job_kinds.base import TYPESET
from services.store import begin_write
from tests import factories
from tests.browsing import Browser
from tests.formats.reading import text_of

WRITERS = [f.INFO.id for f in REGISTRY.values() if f.INFO.writes]
QUICK = [id for id in WRITERS if id not in TYPESET]  # the others are made by jobs: test_jobs.py
PATH = "/statements/the-gate/es/exports"


@pytest.fixture
def reader(app: Flask) -> User:
    """A statement with one text approved, one for review and one empty; and somebody who may read."""
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        there = factories.translation(db.session, ("Open.", "Close.", "Paint."), title="The Gate")
        ana, beto = factories.translator(db.session), factories.reviewer(db.session)
        first, second, _third = factories.target_ids(db.session, there)
        editing.save(db.session, ana, first, "Abran.", version=0, keep_submitted=True)
        reviewing.approve(db.session, beto, first, version=1)
        editing.save(db.session, ana, second, "Cierren.", version=0, keep_submitted=True)
        user = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    return user


def test_the_page_says_how_much_is_approved_and_what_becomes_of_the_rest(app: Flask, reader: User):
    page = Browser(app, reader).open(PATH)
    assert (page.status, page.title) == (200, "Take the text out")
    assert "1 of 3 paragraphs are approved." in page.text
    assert "leaves the other 2 out" in page.text


def test_the_page_offers_every_format_with_its_layouts_and_its_limits(app: Flask, reader: User):
    page = Browser(app, reader).open(PATH)
    cards = page.texts("format")
    assert len(cards) == len(WRITERS)
    for card, format_id in zip(cards, WRITERS, strict=True):
        info = writer(format_id).INFO
        assert info.suffix in card
        assert ("Layout" in card) == bool(info.layouts)
        for words in ("Paper", "Type size", "Margins", "Binding"):
            assert (words in card) == bool(info.papers)
        assert "cannot" in card or "lost" in card or "not for reading" in card


@pytest.mark.parametrize("format_id", QUICK)
def test_each_format_comes_as_a_file_of_approved_text_alone(app: Flask, reader: User, format_id: str):
    info = writer(format_id).INFO
    answer = Browser(app, reader).client.get(f"{PATH}/{format_id}")
    assert answer.status_code == 200
    assert answer.mimetype == info.media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename=the-gate.es{info.suffix}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    text = text_of(writer(format_id), answer.data)
    assert "Abran." in text
    assert "Cierren." not in text


@pytest.mark.parametrize("format_id", QUICK)
def test_the_button_for_everything_gives_the_unapproved_text_too(app: Flask, reader: User, format_id: str):
    page = Browser(app, reader).open(PATH)
    form = next(f for f in page.forms(page.root) if f.element.get("action", "").endswith(f"/{format_id}"))
    answer = form.press("Everything, marked").answer
    assert "Cierren." in text_of(writer(format_id), answer.data)


def test_the_presets_of_pages_are_in_the_file(app: Flask, reader: User):
    browser = Browser(app, reader)
    plain, large = (browser.client.get(f"{PATH}/docx{query}").data for query in ("", "?type_size=large-print"))
    assert plain == browser.client.get(f"{PATH}/docx?type_size=normal&margins=normal&binding=none").data
    assert plain != large


def test_the_presets_of_pages_go_with_the_job(app: Flask, reader: User):
    page = Browser(app, reader).open(PATH)
    form = next(f for f in page.forms(page.root) if f.element.get("action", "").endswith("/pdf"))
    form.press("Approved text only", type_size="large-print", margins="wide", binding="glued")
    with app.app_context():
        payload = db.session.scalars(select(Job)).one().payload
    assert (payload["type_size"], payload["margins"], payload["binding"]) == ("large-print", "wide", "glued")


def test_a_po_file_keeps_the_states(app: Flask, reader: User):
    answer = Browser(app, reader).client.get(f"{PATH}/po?states=all")
    entries = {e.msgctxt: e.msgstr for e in polib.pofile(answer.get_data(as_text=True))}
    assert entries == {"p1": "Abran.", "p2": "Cierren.", "p3": ""}


def test_the_source_alone_is_named_after_its_own_language(app: Flask, reader: User):
    answer = Browser(app, reader).client.get(f"{PATH}/txt?layout=source")
    assert answer.headers["Content-Disposition"] == "attachment; filename=the-gate.en.txt"
    assert "Abran." not in answer.get_data(as_text=True)


def test_a_finished_text_needs_no_warning(app: Flask, reader: User):
    with app.app_context():
        begin_write(db.session)
        there = factories.translation(db.session, ("Open.",), title="Finished")
        (only,) = factories.target_ids(db.session, there)
        editing.save(db.session, factories.translator(db.session), only, "Abran.", version=0, keep_submitted=True)
        reviewing.approve(db.session, factories.reviewer(db.session), only, version=1)
        db.session.commit()
    page = Browser(app, reader).open("/statements/finished/es/exports")
    assert "Every paragraph is approved" in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("po?layout=poster", 400),
        ("html?states=some", 400),
        ("html?type_size=large", 400),
        ("docx?margins=huge", 400),
        ("docx?type_size=large-print&margins=wide&binding=glued", 200),
        ("docm", 400),
        ("po?layout=columns", 200),
        ("html?layout=", 200),
    ],
)
def test_what_there_is_not_is_refused_in_words(app: Flask, reader: User, query: str, status: int):
    page = Browser(app, reader).open(f"{PATH}/{query}")
    assert page.status == status
    if status == 400:
        assert "Nothing was changed" in page.text


def test_what_is_not_there_is_not_found(app: Flask, reader: User):
    browser = Browser(app, reader)
    for path in (
        "/statements/nowhere/es/exports",
        "/statements/the-gate/fr/exports",
        "/statements/the-gate/fr/exports/po",
    ):
        assert browser.open(path).status == 404


def test_a_stranger_is_led_to_the_sign_in_page(app: Flask, reader: User):
    for path in (PATH, f"{PATH}/html"):
        answer = app.test_client().get(path)
        assert answer.status_code == 302
        assert "/login" in answer.location
