"""What the desk says when it will not do something: in words, in the person's language, with what they typed."""

import ast
from pathlib import Path

import pytest
from babel.support import Translations
from flask import Flask
from flask_babel import force_locale

from app import create_app
from blueprints import wording
from blueprints.errors import STATUS, name_of
from blueprints.wording import HTTP_WORDS, words_for
from domain import errors
from domain.checks import Finding, Severity
from domain.errors import BrokenFile, DeskError, NotAllowed, NotFound
from domain.permissions import Action, PersonRole
from extensions import db
from models import User
from tests import factories
from tests.browsing import Browser
from tests.settings import SETTINGS
from tests.signing_in import JSON

CHAIR = "Traiga una silla."
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeskError)]
# Every fact that any error names, so that no sentence is left with a hole.
FACTS = {"limit": 20, "length": 30, "limit_mb": 20, "value": "x", "format": "po", "encoding": "utf-8", "count": 5,
         "expected": ("en", "es"), "found": ("en", "fr"), "key": "p9", "retry_after_s": 30, "line": 7,
         "text": "Ctrl+T", "does": "opens a tab", "command": "Save now", "title": "A title", "number": 2,
         "minutes": 60, "size_mb": 30, "tries": 3, "name": "Ana", "names": ["Ana", "Beto"],
         "missing": ("source",), "cell": "C5", "position": 7,
         "findings": (Finding("notes", Severity.ERROR, "missing", 3, 3, ("[^1]",)),)}  # fmt: skip
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def target(app: Flask) -> int:
    with app.app_context():
        first, *_rest = factories.target_ids(db.session, factories.translation(db.session))
        db.session.commit()
        return first


# The words


@on_sqlite
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_whole_sentences_in_both_languages(app: Flask, kind: type[DeskError], language: str) -> None:
    with app.test_request_context(), force_locale(language):
        words = words_for(kind(**FACTS))
    assert words.endswith("."), words
    assert "%(" not in words
    assert "…" not in words
    assert kind in wording._WORDS or kind.__mro__[1] in wording._WORDS


def test_every_error_with_a_meaning_of_its_own_has_words_of_its_own() -> None:
    without = {kind.__name__ for kind in KINDS} - {kind.__name__ for kind in wording._WORDS}
    assert not without


@on_sqlite
@pytest.mark.parametrize(
    "error", [NotFound(what="segment", key="p9"), NotAllowed(action=Action.REVIEW), BrokenFile(format="po", line=3)]
)
def test_words_depend_on_the_facts(app: Flask, error: DeskError) -> None:
    with app.test_request_context():
        assert words_for(error) != words_for(type(error)())


@on_sqlite
def test_a_long_fact_is_cut_and_a_missing_one_is_no_second_error(app: Flask) -> None:
    with app.test_request_context():
        assert len(words_for(NotFound(what="statement", key="x" * 10_000))) < 300
        assert "…" in words_for(errors.Duplicate())


def test_nothing_is_said_in_spanish_as_it_is_in_english() -> None:
    catalog = Translations.load(Path(wording.__file__).parents[1] / "translations", ["es"])
    tree = ast.parse(Path(wording.__file__).read_text())
    sentences = [
        ast.literal_eval(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_l"
    ]
    assert len(sentences) > 40
    assert [s for s in sentences if catalog.ugettext(s) == s] == []


def test_every_status_is_one_that_has_a_title() -> None:
    assert {*STATUS.values()} <= {400, 403, 404, 409, 413, 429, 503}
    assert {400, 401, 403, 404, 405, 413, 429, 500} <= {*HTTP_WORDS}


def test_a_script_reads_the_name_of_an_error() -> None:
    assert name_of(errors.FourEyes()) == "four_eyes"


# What is answered


@pytest.mark.parametrize(("language", "title"), [("en", "Not found"), ("es", "No se encontró")])
def test_an_address_that_leads_nowhere(app: Flask, ana: User, language: str, title: str) -> None:
    page = Browser(app, ana, language).open("/no/such/page")
    assert (page.status, page.title) == (404, title)
    answer = Browser(app, ana, language).client.get("/no/such/page", headers=JSON)
    assert (answer.status_code, answer.json["error"]) == (404, "http_404")


def test_a_method_that_an_address_does_not_take(app: Flask, ana: User, target: int) -> None:
    browser = Browser(app, ana)
    assert browser.open(f"/targets/{target}").status == 405
    assert browser.client.get(f"/targets/{target}", headers=JSON).json["error"] == "http_405"


@pytest.mark.parametrize("token", [None, "", "stale", "ImZvcmdlZCI.x.y"])
def test_a_stale_form_gives_the_text_back_and_a_fresh_one(
    app: Flask, ana: User, target: int, token: str | None
) -> None:
    browser = Browser(app, ana)
    browser.open("/statements")
    form = {"text": CHAIR, "version": "0"} | ({} if token is None else {"csrf_token": token})
    page = browser.send(f"/targets/{target}", form) if token is None else None
    answer = browser.client.post(f"/targets/{target}", data=form)
    assert answer.status_code == 400
    if page is not None:
        assert page.status == 200, "with a token it is taken"
        return
    assert CHAIR in answer.text
    assert 'name="version" value="0"' in answer.text
    from tests.browsing import Page

    after = Page(browser, answer).press("Send it again")
    assert after.status == 200
    assert CHAIR in after.html


def test_a_stale_token_of_a_script_is_answered_with_a_fresh_one(app: Flask, ana: User, target: int) -> None:
    browser = Browser(app, ana)
    answer = browser.client.post(f"/targets/{target}", data={"text": CHAIR, "version": "0"}, headers=JSON)
    assert (answer.status_code, answer.json["error"]) == (400, "csrf")
    form = {"text": CHAIR, "version": "0", "csrf_token": answer.json["csrf_token"]}
    assert browser.client.post(f"/targets/{target}", data=form, headers=JSON).status_code == 200


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_ended_session_gives_the_text_back(app: Flask, target: int, language: str) -> None:
    stranger = Browser(app, language=language)
    page = stranger.send(f"/targets/{target}", {"text": CHAIR, "version": "0"}, token_from="/login")
    assert page.status == 401
    assert next(page.root.iter("textarea")).text.strip() == CHAIR
    assert 'target="_blank"' in page.html
    form = {"text": CHAIR, "csrf_token": page.token}
    answer = stranger.client.post(f"/targets/{target}", data=form, headers=JSON)
    assert (answer.status_code, answer.json["error"]) == (401, "http_401")


def test_what_is_carried_along_is_escaped(app: Flask, target: int) -> None:
    form = {"text": "</textarea><script>x</script>", "version": '"><script>y</script>'}
    page = Browser(app).send(f"/targets/{target}", form, token_from="/login")
    assert "<script>x" not in page.html
    assert "<script>y" not in page.html


@on_sqlite
def test_a_password_is_never_shown_again(app: Flask) -> None:
    answer = app.test_client().post("/login", data={"email": "a@example.org", "password": "hunter2hunter2", "text": ""})
    assert "hunter2" not in answer.text


@on_sqlite
def test_more_than_the_limit_is_refused_unread(app: Flask, ana: User, target: int) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    browser = Browser(app, ana)
    page = browser.send(f"/targets/{target}", {"text": "x" * 5000, "version": "0"})
    assert (page.status, page.title) == (413, "Too large")


@pytest.mark.parametrize(("language", "title"), [("en", "Something broke"), ("es", "Algo falló")])
def test_a_fault_of_the_desk_is_owned_and_saves_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch, language: str, title: str
) -> None:
    app = create_app(
        {**SETTINGS, "SQLALCHEMY_DATABASE_URI": database_url, "TESTING": False, "PROPAGATE_EXCEPTIONS": False}
    )
    with app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR)
        db.session.commit()
    browser = Browser(app, user, language)
    monkeypatch.setattr("services.statements.listed", lambda *_a, **_k: 1 / 0)
    page = browser.open("/statements")
    assert (page.status, page.title) == (500, title)
    assert "ZeroDivision" not in page.html
    assert browser.client.get("/statements", headers=JSON).json["error"] == "http_500"
    monkeypatch.setattr("security.people.People.find_user", lambda *_a, **_k: 1 / 0)
    assert browser.open("/statements").title == title, "even when the database is what broke"
    with app.app_context():
        db.engine.dispose()
