"""A publisher's random tenth as a browser without script meets it."""

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import Target, User
from services import editing, reviewing
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, Page

COUNT = 12


@pytest.fixture
def slug(app: Flask, eva: User) -> str:
    """Give the statement, all of whose targets but one are approved."""
    with app.app_context():
        begin_write(db.session)
        translation = factories.translation(db.session, [f"Stone {n}." for n in range(1, COUNT + 2)], title="Stones")
        ana, beto = factories.translator(db.session), factories.reviewer(db.session)
        for n, target_id in enumerate(factories.target_ids(db.session, translation)[:COUNT], 1):
            editing.save(db.session, ana, target_id, f"Piedra {n}.", version=0, keep_submitted=True)
            reviewing.approve(db.session, beto, target_id, version=1)
        db.session.commit()
        return translation.statement.slug


@pytest.fixture
def page(app: Flask, eva: User, slug: str) -> Page:
    """Give the page that drawing leads to."""
    return Browser(app, eva).open(f"/statements/{slug}").press("Read a random tenth")


def ids(page: Page) -> list[str]:
    return [entry.get("id", "") for entry in page.all("row")]


def test_drawing_leads_to_the_paragraphs_source_and_target_facing(page: Page, slug: str):
    assert page.title == "A random tenth"
    assert len(ids(page)) == 5
    assert "0 of the 5 drawn from 12 approved are read, 0 questions · Eva" in page.text
    assert page.text.count("Stone ") == page.text.count("Piedra ") == 5
    links = [e.get("href", "") for e in page.all("place")]
    assert all(link.startswith(f"/statements/{slug}/es?at=p") for link in links)


def test_each_is_fine_or_gets_a_question_and_the_result_is_kept(page: Page, app: Flask, eva: User, slug: str):
    first, *rest = page.all("row")
    page.forms(first)[1].press("Ask", words="¿Qué piedra?")
    for entry in rest:
        page = page.forms(entry)[0].press("Fine")
    assert "All of it is read." in page.text
    assert "Read 5 of 12 approved, 1 question · Eva" in page.text
    assert page.text.count("Found fine") == 4
    assert page.text.count("Question asked") == 1
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
        states = {target.state for target in db.session.query(Target).where(Target.text.startswith("Piedra"))}
    assert {state.value for state in states} == {"reviewed"}
    shown = Browser(app, reader).open(f"/statements/{slug}")
    assert "Read 5 of 12 approved, 1 question · Eva" in shown.text
    assert "Read a random tenth" not in shown.text


def test_a_text_that_changed_meanwhile_is_not_found_fine(page: Page, app: Flask):
    entry = page.all("row")[0]
    target_id = int(entry.get("id", "t")[1:])
    with app.app_context():
        begin_write(db.session)
        editing.save(db.session, factories.translator(db.session), target_id, "Otra.", version=2, keep_submitted=True)
        db.session.commit()
    answer = page.forms(entry)[0].press("Fine")
    assert answer.status == 409
    again = page.browser.open(page.url)
    assert "Changed since the sample was drawn" in again.text
    assert "Found fine" not in again.text


@pytest.mark.parametrize("finding", ["", "approved", "FINE"])
def test_other_findings_are_refused(page: Page, finding: str):
    target_id = page.all("row")[0].get("id", "t")[1:]
    sent = {"target": target_id, "version": "2", "finding": finding}
    assert page.browser.send(f"{page.url}/findings", sent).status == 400


def test_nothing_is_drawn_where_nothing_is_approved(app: Flask, eva: User):
    with app.app_context():
        empty = factories.translation(db.session, title="Empty").statement.slug
        db.session.commit()
    answer = Browser(app, eva).send(f"/statements/{empty}/es/samples", {})
    assert answer.status == 409
    assert "Nothing is approved here yet" in answer.text
