"""Invitations and links to a new password, handed over or sent by letter."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from extensions import db, mail
from tests.settings import SETTINGS
from tests.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    body,
    change_password,
    link_for,
    member,
    open_link,
    read,
    send,
    sign_in,
    signs_in_with,
    token_of,
)


def test_an_invitation_lets_one_choose_a_password_once(app: Flask, client: FlaskClient) -> None:
    person = member(app, password=None)
    link = link_for(app, person)
    assert open_link(client, link).location == "/login"
    sign_in(client, password=NEW_PASSWORD)
    second = app.test_client()
    assert second.get(link).location == "/reset"
    assert (
        second.post(
            link, data={"csrf_token": token_of(second), "password": PASSWORD, "password_confirm": PASSWORD}
        ).location
        == "/reset"
    )
    assert not signs_in_with(app, PASSWORD)
    assert "This link does not work" in second.get("/reset").get_data(as_text=True)


def test_an_invitation_expires(app: Flask, client: FlaskClient) -> None:
    link = link_for(app, member(app, password=None))
    app.config["SECURITY_RESET_PASSWORD_WITHIN"] = timedelta(seconds=-1)
    assert client.get(link).location == "/reset"
    assert "too old" in client.get("/reset").get_data(as_text=True)
    answer = client.post(
        link, data={"csrf_token": token_of(client), "password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD}
    )
    assert answer.location == "/reset"
    assert not signs_in_with(app, NEW_PASSWORD)


def test_a_new_invitation_ends_the_one_before(app: Flask, client: FlaskClient) -> None:
    person = member(app, password=None)
    first, second = link_for(app, person), link_for(app, person)
    assert client.get(first).location == "/reset"
    assert client.get(second).status_code == 200


def test_a_link_is_signed(app: Flask, client: FlaskClient) -> None:
    link = link_for(app, member(app, password=None))
    other = link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]
    for forged in (other, "/reset/x", link + "x", "/reset/" + "A" * 5000):
        assert client.get(forged).location == "/reset", forged


@pytest.mark.parametrize("password", ["short", "eleven char", "x" * 129])
def test_a_password_has_a_decent_length(app: Flask, client: FlaskClient, password: str) -> None:
    person = member(app, password=None)
    answer = open_link(client, link_for(app, person), password)
    assert "The password must have 12 to 128 characters." in body(answer)
    assert read(app, person).password is None


def test_no_other_rule_is_made_for_passwords(app: Flask, client: FlaskClient) -> None:
    open_link(client, link_for(app, member(app, password=None)), "all small ones")
    sign_in(client, password="all small ones")


def test_a_link_set_by_post_needs_the_token_of_a_page(app: Flask, client: FlaskClient) -> None:
    person = member(app, password=None)
    answer = client.post(link_for(app, person), data={"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD})
    assert answer.status_code == 400
    assert read(app, person).password is None


def test_a_hash_costs_what_the_library_asks(database_url: str) -> None:
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": database_url})
    person = member(app)
    hashed = read(app, person).password
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", hashed)
    assert found
    memory_kib, rounds, _lanes = map(int, found.groups())
    assert memory_kib >= 65536
    assert rounds >= 3
    sign_in(app.test_client())
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app_with_mail(database_url: str):
    settings = {
        "MAIL_SERVER": "mail.example.org",
        "MAIL_DEFAULT_SENDER": "desk@example.org",
        "PUBLIC_URL": "https://desk.example.org",
    }
    app = create_app({**SETTINGS, **settings, "SQLALCHEMY_DATABASE_URI": database_url})
    yield app
    with app.app_context():
        db.engine.dispose()


def letters_of(app: Flask, action) -> list:
    """Return the letters that `action` sends, once the threads that send them are done."""
    with app.app_context(), mail.record_messages() as outbox:
        action()
        for thread in threading.enumerate():
            if thread.name == "letter":
                thread.join()
        return list(outbox)


def test_a_letter_brings_a_link_to_the_public_address(app_with_mail: Flask) -> None:
    person = member(app_with_mail)
    client = app_with_mail.test_client()
    page = client.get("/login", base_url="http://evil.example").get_data(as_text=True)
    fields = {"email": "ana@example.org", "csrf_token": re.search(r'csrf-token" content="([^"]+)', page)[1]}
    (letter,) = letters_of(app_with_mail, lambda: client.post("/reset", data=fields, base_url="http://evil.example"))
    assert letter.recipients == ["ana@example.org"]
    assert letter.subject == "A new password for Rectoverso"
    assert "evil" not in letter.body
    link = re.search(r"https://desk\.example\.org(/reset/\S+)", letter.body)
    assert link
    assert "within 3 days" in letter.body
    assert read(app_with_mail, person).reset_requested_at is None, "nobody needs to hand anything over"
    (notice,) = letters_of(app_with_mail, lambda: open_link(client, link[1]))
    assert notice.subject == "The password has been set"


def test_a_letter_speaks_the_language_of_the_page(app_with_mail: Flask) -> None:
    member(app_with_mail)
    client = app_with_mail.test_client()
    fields = {"email": "ana@example.org", "csrf_token": token_of(client)}
    (letter,) = letters_of(app_with_mail, lambda: client.post("/reset", data=fields, headers={"Accept-Language": "es"}))
    assert letter.subject == "Una contraseña nueva para Rectoverso"
    assert "dentro de 3 días" in letter.body


def test_no_letter_goes_to_an_unknown_address(app_with_mail: Flask) -> None:
    client = app_with_mail.test_client()
    assert letters_of(app_with_mail, lambda: send(client, "/reset", "/reset", data={"email": "x@example.org"})) == []


def test_a_dead_mail_server_breaks_nothing(app_with_mail: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = member(app_with_mail)
    client = app_with_mail.test_client()
    sign_in(client)

    def refuse(_message: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "send", refuse)
    answer = change_password(client)
    assert answer.status_code == 302
    assert signs_in_with(app_with_mail, NEW_PASSWORD)
    assert read(app_with_mail, person).active
