"""The first page and where it leads, under axe: wide and narrow, light and dark, in both languages."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from domain.permissions import Actor, Grant, PersonRole
from extensions import db
from models import Presence, User
from models.base import now
from models.review import ReturnReason
from services import editing, reviewing, talk
from services.store import find_translation
from services.talk import CommentKind
from tests import factories
from tests.browser.people import Desk, arrive, problems
from tests.browser.test_accessible import check, looks

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def give_work(app: Flask, desk: Desk, email: str) -> None:
    """Leave something of each sort for the person."""
    with app.app_context():
        session = db.session
        user = session.scalars(select(User).where(User.email == email)).one()
        author = Actor(user.id, user.name, (Grant(PersonRole.TRANSLATOR),))
        there = find_translation(session, desk.slug, desk.language)
        there.assigned_to_id, there.due_on = user.id, (now() - timedelta(days=2)).date()
        critic = factories.reviewer(session, name="Marta")
        ids = factories.target_ids(session, there)
        for target_id in ids[:3]:
            editing.save(session, author, target_id, "El río es de todos.", version=0, keep_submitted=True)
        session.add(Presence(translation_id=there.id, user_id=user.id, at=now() - timedelta(seconds=1)))
        session.flush()
        reviewing.send_back(session, critic, ids[0], version=1, reason=ReturnReason.STYLE, words="Es «boletín».")
        talk.comment(session, critic, ids[1], "¿Es el nombre del río?", kind=CommentKind.QUESTION)
        editing.save(session, critic, ids[3], "Traigan una silla.", version=0, keep_submitted=True)
        factories.translation(session, title="A text that nobody has taken")
        session.commit()


@looks
def test_the_first_page_and_where_it_leads(
    browser: Browser, app: Flask, desk: Desk, language: str, look: dict[str, Any]
) -> None:
    email, roles = "rosa@example.org", (PersonRole.TRANSLATOR, PersonRole.REVIEWER, PersonRole.PUBLISHER)
    page = arrive(browser, desk, email, *roles, language=language, **look)
    give_work(app, desk, email)
    page.goto(f"{desk.server.url}/")
    for section in ("returned", "assigned", "free", "waiting", "calls", "changed"):
        expect(page.locator(f"section[aria-labelledby={section}]")).to_be_visible()
    check(page)
    page.locator("section[aria-labelledby=changed] a.button").click()
    expect(page.locator(".change").first).to_be_visible()
    check(page)
    page.goto(f"{desk.server.url}/statements/{desk.slug}")
    page.locator("article.translation details > summary").first.click()
    check(page)
    page.goto(f"{desk.server.url}/statements/{desk.slug}/activity")
    expect(page.locator(".deeds li").first).to_be_visible()
    check(page)
    page.goto(f"{desk.server.url}/statements?q=river&order=due")
    expect(page.locator(".statement")).to_have_count(1)
    check(page)
    assert problems(page) == []


def test_the_button_leads_to_the_very_paragraph_by_keyboard(browser: Browser, app: Flask, desk: Desk) -> None:
    email = "rosa@example.org"
    page = arrive(browser, desk, email, viewport={"width": 390, "height": 844})
    give_work(app, desk, email)
    page.goto(f"{desk.server.url}/")
    page.locator("main .button-main").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/statements/{desk.slug}/es**#p1")
    expect(page.locator("#p1")).to_be_in_viewport()
