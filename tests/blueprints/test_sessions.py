"""Sessions: how they begin, how they end, and requests that others forge in them."""

from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from models import Event
from services import accounts
from tests.signing_in import (
    JSON,
    NEW_PASSWORD,
    PASSWORD,
    body,
    change_password,
    is_signed_in,
    link_for,
    member,
    open_link,
    read,
    send,
    sign_in,
    signs_in_with,
    token_of,
)


def events(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def test_what_was_planted_in_a_session_ends_with_signing_in(app: Flask, client: FlaskClient) -> None:
    member(app)
    planted = token_of(client)
    with client.session_transaction() as session:
        session["planted"] = "by a neighbour"
        old = session["csrf_token"]
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != old
    refused = client.post("/account", data={"csrf_token": planted, "name": "Eve"})
    assert refused.status_code == 400


def test_a_copied_cookie_ends_when_the_password_changes(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    thief = app.test_client()
    thief.set_cookie("rectoverso_session", client.get_cookie("rectoverso_session").value)
    assert is_signed_in(thief)
    answer = change_password(client)
    assert answer.location == "/account"
    assert not is_signed_in(thief)
    assert is_signed_in(client), "the person who changed it goes on"
    assert not signs_in_with(app, PASSWORD)
    assert signs_in_with(app, NEW_PASSWORD)
    assert "person.password_changed" in events(app)


def test_a_copied_cookie_ends_when_the_password_is_set_by_a_link(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    answer = open_link(app.test_client(), link_for(app, person))
    assert answer.location == "/login"
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions_and_links(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    link = link_for(app, person)
    with app.app_context():
        accounts.deactivate(db.session, OPERATOR, person)
        db.session.commit()
    assert not is_signed_in(client)
    assert client.post("/account", data={"csrf_token": token_of(client), "name": "x"}).status_code == 401
    assert app.test_client().get(link).location == "/reset"
    with app.app_context():
        accounts.activate(db.session, OPERATOR, person)
        db.session.commit()
    assert not is_signed_in(client), "an old session does not come back to life"


def test_one_signs_out_everywhere(app: Flask, client: FlaskClient) -> None:
    member(app)
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    assert send(client, "/account/sessions").location == "/login"
    assert not is_signed_in(client)
    assert not is_signed_in(other)


def test_signing_out_needs_a_token_and_a_post(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert is_signed_in(client)


def test_no_other_way_in_than_a_session(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    with app.app_context():
        token = accounts.person(db.session, OPERATOR, person).get_auth_token()
    assert client.get("/account", headers={**JSON, "Authentication-Token": token}).status_code == 401
    assert client.get(f"/account?auth_token={token}", headers=JSON).status_code == 401
    basic = client.get("/account", headers=JSON, auth=("ana@example.org", PASSWORD))
    assert basic.status_code == 401
    assert "WWW-Authenticate" not in basic.headers


def begun(asked: list[str]) -> int:
    return sum(sql.startswith("BEGIN") for sql in asked)


def test_the_person_and_their_roles_are_one_query(app: Flask, client: FlaskClient) -> None:
    member(app, "ana@example.org", PersonRole.TRANSLATOR, PersonRole.PUBLISHER)
    sign_in(client)
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert is_signed_in(client)
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == len(asked) - begun(asked) == 1, asked
    asked.clear()
    client.get("/static/css/base.css", buffered=True)
    assert asked == []


def test_a_password_is_not_hashed_under_the_write_lock(app: Flask, client: FlaskClient, monkeypatch) -> None:
    member(app)
    context = app.extensions["security"].pwd_context
    verify = context.verify
    in_transaction: list[bool] = []

    def watch(*args, **kwargs):
        in_transaction.append(bool(db.session.new or db.session.dirty) or db.session().in_nested_transaction())
        connection = db.session.connection()
        in_transaction.append(connection.info.get("begun") == "IMMEDIATE")
        return verify(*args, **kwargs)

    monkeypatch.setattr(context, "verify", watch)
    sign_in(client)
    assert in_transaction
    assert not any(in_transaction)


def test_a_request_without_its_token_changes_nothing(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}, {"csrf_token": token_of(app.test_client())}):
        answer = client.post("/account", data={"name": "Eve", **token})
        assert answer.status_code == 400
        assert "Nothing" in body(answer) or "nothing" in body(answer)
    assert read(app, person).name == "Ana"


def test_a_fetch_without_its_token_is_told_in_words_and_in_the_persons_language(
    app: Flask, client: FlaskClient
) -> None:
    member(app)
    sign_in(client)
    answer = client.post("/account", headers={**JSON, "Accept-Language": "es"}, data={"name": "Eve"})
    assert answer.status_code == 400
    assert answer.json["error"] == "csrf"
    assert answer.json["words"]


def test_a_fetch_with_the_token_in_its_header_is_taken(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    token = token_of(client, "/account")
    assert client.post("/account", headers={"X-CSRFToken": token}, data={"name": "Anna"}).status_code == 302
    assert read(app, person).name == "Anna"


def test_a_token_lives_as_long_as_the_session(app: Flask, client: FlaskClient, monkeypatch) -> None:
    person = member(app)
    sign_in(client)
    token = token_of(client, "/account")
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: datetime.now().timestamp() + 10 * 86400)  # noqa: DTZ005
    client.post("/account", data={"csrf_token": token, "name": "After ten days"})
    assert read(app, person).name == "After ten days"
