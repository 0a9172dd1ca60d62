"""The first page, as each role sees it: what needs them, the way there, friendly words when nothing does."""

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import Presence, User
from models.base import now
from models.review import ReturnReason
from services import editing, reviewing, talk
from services.store import find_translation
from services.talk import CommentKind
from tests import factories
from tests.browsing import Browser, Page

HOSTILE = "<script>alert(1)</script> & *river*"


@pytest.fixture
def marta(app: Flask) -> User:
    with app.app_context():
        user = factories.person(db.session, PersonRole.REVIEWER, language="es", name="Marta")
        db.session.commit()
        return user


@pytest.fixture
def slug(app: Flask, ana: User, marta: User) -> str:
    """Give a statement where Ana has something of everything, and Marta something to read."""
    with app.app_context():
        session = db.session
        there = factories.translation(session, title=HOSTILE)
        there.assigned_to_id, there.due_on = ana.id, (now() - timedelta(days=3)).date()
        author, critic = ana.as_actor(), marta.as_actor()
        first, second, _third = factories.target_ids(session, there)
        for target_id in (first, second):
            editing.save(session, author, target_id, "Una frase.", version=0, keep_submitted=True)
        session.add(Presence(translation_id=there.id, user_id=ana.id, at=now()))
        session.flush()
        reviewing.send_back(
            session, critic, first, version=1, reason=ReturnReason.TERM, words="Otra <b>palabra</b>, @Ana."
        )
        talk.comment(session, critic, second, "¿Por qué <i>así</i>?", kind=CommentKind.QUESTION)
        session.commit()
        return there.statement.slug


def sections(page: Page) -> list[str]:
    return [element.get("aria-labelledby", "") for element in page.root.iter("section")]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("role", [None, *PersonRole])
def test_nothing_to_do_is_said_in_friendly_words(app: Flask, language: str, role: PersonRole | None) -> None:
    with app.app_context():
        user = factories.person(db.session, *([role] if role else PersonRole))
        db.session.commit()
    page = Browser(app, user, language).open("/")
    assert page.path == "/"
    assert sections(page) == ["quiet"]
    links = [link.get("href") for link in page.one(".//section").iter("a")]
    assert links
    assert all(Browser(app, user).open(str(link)).status == 200 for link in links)


@pytest.mark.parametrize("language", ["en", "es"])
def test_everything_that_needs_a_translator_stands_in_order(app: Flask, ana: User, slug: str, language: str) -> None:
    page = Browser(app, ana, language).open("/")
    assert sections(page) == ["returned", "assigned", "calls", "changed"]
    assert "<script>alert" not in page.html
    assert "<b>palabra" not in page.html
    assert "<i>así" not in page.html


def test_each_list_says_what_and_leads_to_the_place(app: Flask, ana: User, slug: str) -> None:
    page = Browser(app, ana).open("/")
    first, second = f"/statements/{slug}/es?at=p1#p1", f"/statements/{slug}/es?at=p2#p2"
    assert "Sent back by Marta: Wrong term" in page.text
    assert "Otra <b>palabra</b>, @Ana." in page.text
    assert "2 paragraphs · 8 words" in page.text
    assert "overdue by 3 days" in page.text
    assert "Marta asks about your text" in page.text
    assert "¿Por qué <i>así</i>?" in page.text
    links = [unescape(link.get("href", "")) for link in page.one(".//main").iter("a")]
    assert first in links
    assert second in links
    changes = next(link for link in links if "/changes?since=" in link)
    assert "Changed" not in Browser(app, ana).open(changes).title
    assert [e.get("id") for e in Browser(app, ana).open(changes).all("change")] == ["p1"]
    assert Browser(app, ana).open(first).url.startswith(f"/statements/{slug}/es")


def test_one_button_is_the_main_one(app: Flask, ana: User, slug: str) -> None:
    page = Browser(app, ana).open("/")
    (button,) = page.one(".//main").findall(".//section//*[@class='button button-main']")
    assert button.get("href") == f"/statements/{slug}/es?at=p1#p1"


def test_a_reviewer_is_led_to_what_waits(app: Flask, marta: User, slug: str) -> None:
    page = Browser(app, marta).open("/")
    assert "waiting" in sections(page)
    links = [unescape(link.get("href", "")) for link in page.one(".//main").iter("a")]
    assert f"/statements/{slug}/es?show=translated&at=p2#p2" in links


def test_a_translation_is_taken_from_the_first_page(app: Flask, ana: User, marta: User) -> None:
    with app.app_context():
        slug = factories.translation(db.session).statement.slug
        db.session.commit()
    desk = Browser(app, ana).open("/").press("Take it")
    assert desk.path == f"/statements/{slug}/es"
    with app.app_context():
        assert find_translation(db.session, slug, "es").assigned_to_id == ana.id
    assert sections(Browser(app, ana).open("/")) == ["assigned"]
    late = Browser(app, marta).send(f"/statements/{slug}/es/taking", {})
    assert late.status == 409
    assert "Ana has taken this translation" in late.text
    assert Browser(app, ana).send(f"/statements/{slug}/es/taking", {}).status == 200


def test_readers_publishers_and_administrators_have_their_own(app: Flask, ana: User) -> None:
    with app.app_context():
        session = db.session
        critic = factories.reviewer(session)
        there = factories.translation(session, ["One."])
        (only,) = factories.target_ids(session, there)
        editing.save(session, ana.as_actor(), only, "Uno.", version=0, keep_submitted=True)
        reviewing.approve(session, critic, only, version=1)
        alone = factories.person(session, name="Nobody Yet")
        people = {role: factories.person(session, role) for role in PersonRole}
        session.commit()
    reading = f"/statements/{there.statement.slug}/es/reading?approved=1"
    for role, section in ((PersonRole.READER, "approved"), (PersonRole.PUBLISHER, "publishable")):
        page = Browser(app, people[role]).open("/")
        assert sections(page) == ["quiet", section]
        assert reading in page.html
    page = Browser(app, people[PersonRole.ADMIN]).open("/")
    assert sections(page) == ["without-role"]
    assert f"/people/{alone.id}" in page.html


def test_the_navigation_leads_home(app: Flask, ana: User) -> None:
    page = Browser(app, ana, "es").open("/")
    current = [link for link in page.root.iter("a") if link.get("aria-current") == "page"]
    assert [("".join(link.itertext()), link.get("href")) for link in current] == [("Inicio", "/")]


def test_a_person_without_a_role_is_told_so(app: Flask) -> None:
    with app.app_context():
        user = factories.person(db.session)
        db.session.commit()
    assert Browser(app, user).open("/").status == 403
