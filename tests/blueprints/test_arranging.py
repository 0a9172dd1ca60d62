"""Splits and merges over the web: what the forms say, what scripts are answered, what is refused in words."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from domain.permissions import PersonRole
from extensions import db
from models import Presence, Target, Translation
from services import exporting, transfers
from services.paragraphs import paragraph, segment_id, stamp
from services.store import find_translation
from tests import factories
from tests.browsing import Browser, Page
from tests.services.arranged import SOURCES, SPANISH, everybody, merge, river, segments, split, targets, write
from tests.signing_in import JSON, token_of


@pytest.fixture
def ana(app: Flask, client: FlaskClient) -> Browser:
    """Give the browser of a translator who has signed in."""
    with app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        db.session.commit()
        factories.sign_in(client, user)
        return Browser(app, user)


@pytest.fixture
def there(app: Flask) -> Translation:
    """Store the statement with its Spanish."""
    with app.app_context():
        (spanish,) = river(db.session)
        write(db.session, everybody(db.session), spanish)
        factories.noise(db.session)
        db.session.commit()
        return find_translation(db.session, spanish.statement.slug, "es")


def address(there: Translation, key: str, step: str = "arrangement") -> str:
    return f"/statements/{there.statement.slug}/es/segments/{key}/{step}"


def seen(app: Flask, there: Translation, *keys: str) -> str:
    with app.app_context():
        return stamp([paragraph(db.session, segment_id(db.session, there.statement_id, key)) for key in keys])


def now_there(app: Flask, there: Translation, of: Callable = segments) -> list[tuple[str, str]]:
    with app.app_context():
        return of(db.session, there)


def radios(page: Page, name: str) -> list[tuple[str, bool]]:
    own = [e for e in page.root.iter("input") if e.get("name") == name]
    return [(e.get("value", ""), e.get("checked") is not None) for e in own]


def test_the_page_shows_every_end_and_proposes_the_one_at_the_caret(ana: Browser, there: Translation) -> None:
    page = ana.open(address(there, "p1"))
    second, third = (str(SOURCES[0].index(word)) for word in ("Nobody", "Bring"))
    assert [value for value, _is in radios(page, "cut")] == [second, third]
    for query, cut in (({"at": 3}, "4"), ({"at": 21}, second), ({"target_at": 45}, third), ({"cut": third}, third)):
        text = "&".join(f"{name}={value}" for name, value in query.items())
        page = ana.open(f"{address(there, 'p1')}?{text}")
        assert (cut, True) in radios(page, "cut"), query
    assert (str(SPANISH[0].index("Traigan")), True) in radios(page, "target")


@pytest.mark.parametrize(
    "query", ["cut=9999999999999", "at=-5", "target=x&cut=y", "at=999999999", "cut=-1&target_at=0"]
)
def test_nonsense_in_the_address_is_passed_over(ana: Browser, there: Translation, query: str) -> None:
    assert ana.open(f"{address(there, 'p1')}?{query}").status == 200


@pytest.mark.usefixtures("ana")
def test_the_piece_for_the_dialog_has_no_page_around_it(client: FlaskClient, there: Translation) -> None:
    piece = client.get(address(there, "p2") + "?dialog=merge").get_data(as_text=True)
    assert "<html" not in piece
    assert 'id="arrange-title"' in piece


@pytest.mark.usefixtures("ana")
def test_a_script_is_told_where_to_go_and_how_to_undo(app: Flask, client: FlaskClient, there: Translation) -> None:
    fields = {"csrf_token": token_of(client, "/account"), "seen": seen(app, there, "p1", "p2")}
    answer = client.post(address(there, "p1", "merge"), data=fields, headers=JSON).get_json()
    assert answer["at"] == "p1"
    assert "2" in answer["words"]
    assert "/arrangements/" in answer["html"]
    undo = answer["html"].split('action="')[1].split('"')[0]
    before = len(now_there(app, there))
    answer = client.post(undo, data=fields, headers=JSON).get_json()
    assert answer["at"] == "p1"
    assert len(now_there(app, there)) == before + 1
    again = client.post(undo, data=fields, headers=JSON)
    assert (again.status_code, again.get_json()["error"]) == (409, "undone_already")


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("sent", [{}, {"seen": "s1.1"}, {"seen": "nonsense"}])
def test_what_was_not_looked_at_is_refused_in_words(
    app: Flask, client: FlaskClient, there: Translation, sent: dict[str, str]
) -> None:
    fields = {"csrf_token": token_of(client, "/account"), "cut": str(SOURCES[0].index("Nobody")), **sent}
    for step in ("split", "merge"):
        answer = client.post(address(there, "p1", step), data=fields, headers=JSON)
        assert (answer.status_code, answer.get_json()["error"]) == (409, "stale_arrangement")
        plain = client.post(address(there, "p1", step), data=fields)
        assert plain.location.endswith("/segments/p1/arrangement")
    assert len(now_there(app, there)) == 3


def test_who_is_writing_there_is_named(app: Flask, ana: Browser, there: Translation) -> None:
    with app.app_context():
        luis = factories.person(db.session, PersonRole.TRANSLATOR, name="Luis")
        own = segment_id(db.session, there.statement_id, "p2")
        db.session.add(Presence(translation_id=there.id, user_id=luis.id, segment_id=own, has_unsaved=True))
        db.session.commit()
    page = ana.open(address(there, "p1")).press("Merge paragraphs 1 and 2")
    assert "Luis: unsaved text stands there" in page.text
    assert len(now_there(app, there)) == 3


def test_printed_text_asks_for_a_clear_yes(app: Flask, ana: Browser, there: Translation) -> None:
    with app.app_context():
        db.session.execute(update(Target).where(Target.translation_id == there.id).values(state="final"))
        db.session.commit()
    page = ana.open(address(there, "p1"))
    assert "A release has printed this text." in page.press("Merge paragraphs 1 and 2").text
    page.press("Merge paragraphs 1 and 2", final="1")
    assert len(now_there(app, there)) == 2


def test_a_locked_paragraph_offers_nothing(app: Flask, ana: Browser, there: Translation) -> None:
    with app.app_context():
        db.session.execute(update(Target).where(Target.translation_id == there.id).values(is_locked=True))
        db.session.commit()
    page = ana.open(address(there, "p1"))
    assert "locked" in page.text
    assert not radios(page, "cut")


def test_another_end_of_the_target_may_be_chosen(app: Flask, ana: Browser, there: Translation) -> None:
    page = ana.open(address(there, "p1"))
    page.press("Split", target="-1")
    assert now_there(app, there, targets)[:2] == [(SPANISH[0], "draft"), ("", "untranslated")]


def test_an_old_file_finds_its_segments_by_their_old_ids(app: Flask, there: Translation) -> None:
    with app.app_context():
        session = db.session
        luis = everybody(session)
        before = exporting.bitext_of(session, luis, there)
        merge(session, luis, there, "p1")
        split(session, luis, there, "p3")
        plan = transfers.plan(session, luis, there, before, file_sha256="00")
        assert [line.key for line in plan.conflicts] == ["p1", "p3"]
        assert [line.key for line in plan.rejected] == ["p1"], "p2 is p1 now, which the file has already"
        assert not plan.unknown
        assert not plan.changed
        after = exporting.bitext_of(session, luis, there)
        assert [(unit.id, unit.aliases) for unit in after.units] == [("p1", ("p2",)), ("p3", ()), ("p4", ())]
        again = transfers.plan(session, luis, there, after, file_sha256="01")
        assert len(again.unchanged) == 3
