"""The reviewers' queue as a browser without script meets it: what waits, the verdicts there, the way back."""

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import selectinload

from domain.permissions import Actor, PersonRole
from domain.states import State
from extensions import db
from models import Target, User
from services import editing, reviewing
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, Page, text_of

SOURCES = ("The gate is open.", "Close the gate.", "Paint the gate.")


@pytest.fixture
def people(app: Flask) -> tuple[User, User]:
    with app.app_context():
        factories.noise(db.session)
        ana = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        beto = factories.person(db.session, PersonRole.REVIEWER, name="Beto")
        db.session.commit()
    return ana, beto


@pytest.fixture
def targets(app: Flask, people: tuple[User, User]) -> list[int]:
    """Two statements of three texts each, all handed in by Ana."""
    ids: list[int] = []
    with app.app_context():
        begin_write(db.session)
        ana = actor(people[0])
        for title in ("The Gate", "The Wall"):
            translation = factories.translation(db.session, SOURCES, title=title)
            for number, target_id in enumerate(factories.target_ids(db.session, translation), 1):
                editing.save(db.session, ana, target_id, f"{title} {number}.", version=0, keep_submitted=True)
                ids.append(target_id)
        db.session.commit()
    return ids


def actor(user: User) -> Actor:
    query = select(User).where(User.id == user.id).options(selectinload(User.roles))
    return db.session.scalars(query).one().as_actor()


def state(app: Flask, target_id: int) -> State:
    with app.app_context():
        return db.session.get_one(Target, target_id).state


def waiting(page: Page) -> list[str]:
    return [e.get("id", "")[1:] for e in page.all("row")]


@pytest.fixture
def beto(app: Flask, people: tuple[User, User], targets: list[int]) -> Browser:
    return Browser(app, people[1])


def row(page: Page, target_id: int) -> str:
    return text_of(next(e for e in page.all("row") if e.get("id") == f"t{target_id}"))


def press(page: Page, button: str, target_id: int, **fields: str) -> Page:
    """Press a button in the row of a target."""
    element = next(e for e in page.all("row") if e.get("id") == f"t{target_id}")
    for form in page.forms(element):
        if form.element.get("action", "").endswith({"Approve": "approval", "Send back": "return"}[button]):
            return form.press(button, **fields)
    raise AssertionError(f"{target_id} has no form for {button}")


def test_texts_wait_by_statement_in_reading_order_with_their_source(beto: Browser, targets: list[int]):
    page = beto.open("/review")
    assert page.title == "Review"
    own = [t for t in waiting(page) if int(t) in targets]
    assert own == [str(t) for t in targets]
    assert [h for h in page.texts("card-title") if h.startswith("The ")] == ["The Gate", "The Wall"]
    text = row(page, targets[1])
    assert "Close the gate." in text
    assert "The Gate 2." in text
    assert "Ana" in text
    assert "3 words" in text


def test_the_count_is_said_at_the_top_and_in_the_navigation(beto: Browser, targets: list[int]):
    page = beto.open("/review")
    count = len(waiting(page))
    assert f"{count} texts wait for your reading." in page.text
    assert page.texts("count") == [str(count)]


def test_approving_comes_back_to_the_queue_at_the_next_text(app: Flask, beto: Browser, targets: list[int]):
    page = press(beto.open("/review"), "Approve", targets[0])
    assert (page.status, page.path) == (200, "/review")
    assert "Approved." in page.text
    assert str(targets[0]) not in waiting(page)
    assert state(app, targets[0]) is State.REVIEWED
    assert state(app, targets[1]) is State.TRANSLATED


def test_sending_back_asks_a_reason_and_comes_back(app: Flask, beto: Browser, targets: list[int]):
    page = press(beto.open("/review"), "Send back", targets[1], reason="term", words="Not “gate”.")
    assert page.path == "/review"
    assert "Sent back." in page.text
    assert state(app, targets[1]) is State.RETURNED
    desk = beto.open("/statements/the-gate/es")
    assert "Not “gate”." in desk.text


def test_a_text_that_changed_meanwhile_is_not_approved_unseen(
    app: Flask, people: tuple[User, User], beto: Browser, targets: list[int]
):
    page = beto.open("/review")
    with app.app_context():
        begin_write(db.session)
        editing.save(db.session, actor(people[0]), targets[0], "Another text.", version=1, keep_submitted=True)
        db.session.commit()
    answer = press(page, "Approve", targets[0])
    assert answer.status == 409
    assert "Another text." in answer.text
    assert state(app, targets[0]) is State.TRANSLATED


def test_own_last_words_are_not_offered_and_own_earlier_words_are_refused_in_the_queue(
    app: Flask, people: tuple[User, User], beto: Browser, targets: list[int]
):
    with app.app_context():
        begin_write(db.session)
        ana, critic = actor(people[0]), actor(people[1])
        editing.save(db.session, critic, targets[0], "Words of Beto alone.", version=1, keep_submitted=True)
        editing.save(db.session, critic, targets[1], "Words of Beto too.", version=1, keep_submitted=True)
        editing.save(db.session, ana, targets[1], "Words of Beto too, said Ana.", version=2, keep_submitted=True)
        db.session.commit()
    page = beto.open("/review")
    assert str(targets[0]) not in waiting(page)
    page = press(page, "Approve", targets[1])
    assert page.path == "/review"
    assert "Some of these words are your own" in page.text
    assert state(app, targets[1]) is State.TRANSLATED


def test_the_link_of_a_row_leads_to_its_place_at_the_desk(beto: Browser, targets: list[int]):
    page = beto.open("/review")
    links = [e.get("href", "") for e in page.all("place")]
    assert "/statements/the-gate/es?at=p2#p2" in links
    assert beto.open("/statements/the-gate/es?at=p2").status == 200


def test_the_queue_comes_in_pages_and_a_verdict_keeps_the_page(
    app: Flask, beto: Browser, targets: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("blueprints.review.PAGE", 2)
    first = beto.open("/review")
    everything = reviewing_order(app, first)
    assert waiting(first) == everything[:2]
    second = beto.open("/review?after=2")
    assert waiting(second) == everything[2:4]
    third = press(second, "Approve", int(everything[2]))
    assert third.url == "/review?after=2"
    assert waiting(third) == everything[3:5]
    assert "There is nothing more on this page." in beto.open("/review?after=500").text


def reviewing_order(app: Flask, page: Page) -> list[str]:
    with app.app_context():
        reviewer = factories.reviewer(db.session)
        found = [str(line.target_id) for line in reviewing.queue(db.session, reviewer)]
        db.session.rollback()
    return found


def test_an_empty_queue_says_so_kindly(app: Flask):
    with app.app_context():
        alone = factories.person(db.session, PersonRole.REVIEWER)
        db.session.commit()
    page = Browser(app, alone).open("/review")
    assert "Nothing waits for your reading." in page.text
    assert page.texts("count") == []


def test_who_reviews_nothing_has_no_queue(app: Flask, people: tuple[User, User]):
    assert Browser(app, people[0]).open("/review").status == 403


def test_a_page_of_the_queue_costs_a_fixed_number_of_queries(app: Flask, beto: Browser, targets: list[int]):
    def count() -> int:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            beto.open("/review")
            event.remove(db.engine, "before_cursor_execute", note)
        return sum(statement.lstrip().upper().startswith("SELECT") for statement in asked)

    few = count()
    with app.app_context():
        begin_write(db.session)
        translation = factories.translation(db.session, [f"Paragraph {n}." for n in range(20)])
        ana = factories.translator(db.session)
        for target_id in factories.target_ids(db.session, translation):
            editing.save(db.session, ana, target_id, "Texto.", version=0, keep_submitted=True)
        db.session.commit()
    assert count() == few <= 7
