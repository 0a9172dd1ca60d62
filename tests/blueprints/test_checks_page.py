"""The page of what the checks find, as a browser without script meets it."""

import json

import pytest
from flask import Flask
from sqlalchemy import select, update

from blueprints.check_names import CHECK_NAMES
from domain.checks import CHECKS
from domain.permissions import PersonRole
from extensions import db
from models import Segment, Target, User
from services import checking, editing
from services.checking import remembering
from services.store import begin_write, find_translation
from tests import factories
from tests.browsing import Browser, text_of

SOURCES = ("It is true.[^1]", "Who is there?", "The river rose in 1997.", "Bring a chair.", "Nobody wrote this.")
TARGETS = ("Es verdad.", "Quién está ahí?", "El río creció en 1998.", "Trae  una silla.")
PAGE = "/statements/the-river/es/checks"


@pytest.fixture
def ana(app: Flask) -> Browser:
    return browser(app, PersonRole.TRANSLATOR)


def browser(app: Flask, *roles: PersonRole, language: str = "en") -> Browser:
    with app.app_context():
        begin_write(db.session)
        person: User = factories.person(db.session, *roles)
        db.session.commit()
        return Browser(app, person, language)


@pytest.fixture(autouse=True)
def there(app: Flask) -> None:
    """Store a text with a slip in each of its four targets."""
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        writer = factories.translator(db.session)
        made = factories.translation(db.session, SOURCES, title="The River")
        for target_id, text in zip(factories.target_ids(db.session, made), TARGETS, strict=False):
            editing.save(db.session, writer, target_id, text, version=0)
        db.session.commit()


def target_text(app: Flask, position: int) -> str:
    with app.app_context():
        query = select(Target.text).join(Segment).where(Segment.position == position)
        translation = find_translation(db.session, "the-river", "es")
        return db.session.scalar(query.where(Target.translation_id == translation.id)) or ""


def rows(page: object) -> list[tuple[str, str]]:
    """Return the key of each paragraph, and what its findings say."""
    found = [one for one in page.root.iter("article") if one.get("class") == "row"]
    return [(one.get("id"), " ".join(text_of(item) for item in one.iter("li"))) for one in found]


def test_each_paragraph_says_what_is_found_how_grave_it_is_and_where(ana: Browser):
    page = ana.open(PAGE)
    assert page.status == 200
    found = rows(page)
    assert [key for key, _words in found] == ["p1", "p2", "p3", "p4"]
    assert found[0][1].startswith("Error Notes The anchor of the note [^1] is missing.")
    assert "Warning Numbers 1998 is not in the source, which has 1997." in found[2][1]
    marked = [text_of(mark) for mark in page.root.iter("mark")]
    assert "1998" in marked
    assert "4 findings · 4 paragraphs" in page.text
    links = [link.get("href") for link in page.root.iter("a") if link.get("class") == "place"]
    assert links[0] == "/statements/the-river/es?at=p1#p1"


def test_by_severity_and_by_check(ana: Browser):
    assert [key for key, _words in rows(ana.open(f"{PAGE}?severity=error"))] == ["p1", "p2"]
    assert [key for key, _words in rows(ana.open(f"{PAGE}?only=spaces"))] == ["p4"]
    assert [key for key, _words in rows(ana.open(f"{PAGE}?after=2"))] == ["p3", "p4"]
    assert "Nothing of that kind is found." in ana.open(f"{PAGE}?only=spaces&severity=error").text
    assert [key for key, _words in rows(ana.open(f"{PAGE}?severity=worse&after=x"))] == ["p1", "p2", "p3", "p4"]


def test_a_fix_puts_it_right_and_leads_on_in_the_same_list(app: Flask, ana: Browser):
    page = ana.open(f"{PAGE}?only=spaces")
    [form] = [form for form in page.root.iter("form") if str(form.get("action")).endswith("/fixes")]
    fields = {one.get("name"): one.get("value") for one in form.iter("input")}
    answer = ana.client.post(f"{PAGE}/fixes", data=fields)
    assert answer.location == f"{PAGE}?only=spaces#p4"
    assert target_text(app, 4) == "Trae una silla."
    after = ana.open(PAGE)
    assert [key for key, _words in rows(after)] == ["p1", "p2", "p3"]
    again = ana.send(f"{PAGE}/fixes", {name: value for name, value in fields.items() if name != "csrf_token"})
    assert again.status == 404, "there is no such finding any more"


def test_a_fix_of_a_text_that_moved_on_loses_neither(app: Flask, ana: Browser):
    page = ana.open(f"{PAGE}?only=spaces")
    [form] = [form for form in page.root.iter("form") if str(form.get("action")).endswith("/fixes")]
    fields = {one.get("name"): one.get("value") for one in form.iter("input")}
    with app.app_context():
        begin_write(db.session)
        translation = find_translation(db.session, "the-river", "es")
        fourth = factories.target_ids(db.session, translation)[3]
        editing.save(db.session, factories.translator(db.session), fourth, "Trae  otra silla.", version=1)
        db.session.commit()
    answer = ana.client.post(f"{PAGE}/fixes", data=fields)
    assert answer.status_code == 409
    assert target_text(app, 4) == "Trae  otra silla."


def test_a_waived_finding_stands_in_a_list_of_its_own_with_its_reason(ana: Browser, app: Flask):
    page = ana.open(f"{PAGE}?only=numbers")
    [form] = [form for form in page.root.iter("form") if str(form.get("action")).endswith("/waivers")]
    fields = {one.get("name"): one.get("value") for one in form.iter("input")}
    answer = ana.client.post(f"{PAGE}/waivers", data={**fields, "text": "The flood was in 1998."})
    assert answer.status_code == 302
    seen = browser(app, PersonRole.REVIEWER).open(PAGE)
    assert [key for key, _words in rows(seen)] == ["p1", "p2", "p4"]
    assert "The flood was in 1998." in seen.text
    assert "1998 is not in the source, which has 1997." in seen.text


def test_a_target_of_another_translation_is_not_reached_through_this_page(ana: Browser, app: Flask):
    with app.app_context():
        other = factories.translation(db.session, ["Come."], title="Elsewhere")
        [target_id] = factories.target_ids(db.session, other)
        db.session.commit()
    for place, more in (("fixes", {"check": "spaces", "kind": "double", "start": "4"}), ("waivers", {"text": "So."})):
        answer = ana.send(f"{PAGE}/{place}", {"target": str(target_id), "version": "0", **more})
        assert answer.status == 404


def test_a_reader_sees_it_without_buttons(app: Flask):
    page = browser(app, PersonRole.READER).open(PAGE)
    assert len(rows(page)) == 4
    actions = [str(form.get("action")) for form in page.root.iter("form")]
    assert not [action for action in actions if action.endswith(("/fixes", "/waivers"))]


@pytest.mark.parametrize("evil", ["x\0", "9" * 40, "-1", "<b>", "\ufffe", "", "p4%s"])
def test_evil_fields_are_refused_and_break_nothing(ana: Browser, evil: str):
    page = ana.open(PAGE)
    for place in ("fixes", "waivers"):
        form = next(form for form in page.root.iter("form") if str(form.get("action")).endswith(place))
        fields = {one.get("name"): one.get("value") for one in form.iter("input")}
        for name in fields.keys() - {"csrf_token", "person", "then", "only", "severity", "after"}:
            answer = ana.client.post(f"{PAGE}/{place}", data={**fields, name: evil, "text": "x"})
            assert answer.status_code in (302, 400, 404, 409), (place, name)
    for name in ("only", "severity", "after"):
        assert ana.client.get(PAGE, query_string={name: evil}).status_code == 200
    [then] = [ana.client.post(f"{PAGE}/waivers", data={**fields, "then": f"{evil}/", "text": "x"}).location]
    assert then is None or "/" not in then.partition("#")[2]


def test_every_check_has_a_name():
    assert {one.id for one in CHECKS} | {checking.SAME_SOURCE} <= CHECK_NAMES.keys()


def test_an_empty_page_says_what_was_looked_for(app: Flask, ana: Browser):
    with app.app_context():
        begin_write(db.session)
        translation = find_translation(db.session, "the-river", "es")
        good = (TARGETS[0] + "[^1]", "¿Quién está ahí?", "El río creció en 1997.", "Trae una silla.")
        for target_id, text in zip(factories.target_ids(db.session, translation), good, strict=False):
            editing.save(db.session, factories.translator(db.session), target_id, text, version=1)
        db.session.commit()
    page = ana.open(PAGE)
    assert "Nothing is found. 4 of 4 paragraphs are checked." in page.text
    assert "Opening ¿ and ¡" in page.text
    assert "Style of quotation marks" in page.text


def test_nothing_translated_yet(app: Flask, ana: Browser):
    with app.app_context():
        factories.translation(db.session, title="Empty")
        db.session.commit()
    assert "Nothing is translated yet" in ana.open("/statements/empty/es/checks").text


def test_a_long_text_goes_on_a_little_at_each_look(app: Flask, ana: Browser, monkeypatch: pytest.MonkeyPatch):
    real = checking.catch_up
    monkeypatch.setattr(checking, "catch_up", lambda session, which, **_rest: real(session, which, seconds=0))
    monkeypatch.setattr(remembering, "LEAST", 0)
    first = ana.open(PAGE)
    assert "1 of 4 paragraphs are checked. What is found so far stands below." in first.text
    assert [key for key, _words in rows(first)] == ["p1"]
    told = json.loads(ana.client.get(f"{PAGE}/progress").data)
    assert told == {"done": 2, "total": 4, "words": "2 of 4 paragraphs are checked."}
    ana.open(PAGE)
    assert [key for key, _words in rows(ana.open(PAGE))] == ["p1", "p2", "p3", "p4"]
    assert "are checked" not in ana.open(PAGE).text


def test_more_paragraphs_than_one_page(app: Flask, ana: Browser):
    with app.app_context():
        begin_write(db.session)
        made = factories.translation(db.session, [f"The {n} rivers." for n in range(1, 51)], title="Long")
        session = db.session
        session.execute(
            update(Target).where(Target.translation_id == made.id).values(text="Los  ríos.", state="draft", version=1)
        )
        db.session.commit()
    first = ana.open("/statements/long/es/checks?only=spaces")
    assert len(rows(first)) == 40
    [later] = [link.get("href") for link in first.root.iter("a") if link.get("rel") == "next"]
    assert [key for key, _words in rows(ana.open(later))] == [f"p{n}" for n in range(41, 51)]


def test_it_is_linked_from_the_statement_and_from_the_desk(ana: Browser):
    for place in ("/statements/the-river", "/statements/the-river/es"):
        assert PAGE in [link.get("href") for link in ana.open(place).root.iter("a")]


def test_it_speaks_spanish(app: Flask):
    page = browser(app, PersonRole.TRANSLATOR, language="es").open(PAGE)
    assert "4 hallazgos · 4 párrafos" in page.text
    assert rows(page)[0][1].startswith("Error Notas ")


def test_the_next_warning_is_a_finding_too(ana: Browser):
    told = ana.client.get("/statements/the-river/es/next?kind=warning&after=1", headers={"Accept": "application/json"})
    assert told.json == {"at": "p2"}
