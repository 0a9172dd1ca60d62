"""Administrators and the people they look after, by the pages."""

import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from domain.permissions import Grant, PersonRole
from extensions import db, mail
from tests.settings import SETTINGS
from tests.signing_in import is_signed_in, member, read, send, sign_in, token_of, try_to_sign_in

MAIL = {
    "MAIL_SERVER": "mail.example.org",
    "MAIL_DEFAULT_SENDER": "desk@example.org",
    "PUBLIC_URL": "https://desk.example.org",
}
NEW = "a password of my own"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """Give the browser of an administrator."""
    member(app, "ada@example.org", PersonRole.ADMIN)
    client = app.test_client()
    sign_in(client, "ada@example.org")
    return client


def invite(client: FlaskClient, email: str = "ben@example.org", **fields: object):
    return send(client, "/people", data={"email": email, "name": "Ben", "role": "translator", **fields})


def link_on(page: str) -> str:
    found = re.search(r'<input id="link" readonly value="https?://[^/"]+(/reset/[^"]+)"', page)
    assert found, page
    return found[1]


def grants_of(app: Flask, person_id: int) -> set[Grant]:
    return set(read(app, person_id).as_actor().grants)


def person_id_of(client: FlaskClient, name: str) -> int:
    found = re.search(rf'href="/people/(\d+)">{name}', client.get("/people").get_data(as_text=True))
    assert found
    return int(found[1])


def test_an_invitation_is_shown_once_to_hand_over(app: Flask, admin: FlaskClient) -> None:
    answer = invite(admin, locale="es")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "3 days" in page
    link = link_on(page)
    newcomer = app.test_client()
    send(newcomer, link, link, data={"password": NEW, "password_confirm": NEW})
    sign_in(newcomer, "ben@example.org", NEW)
    assert '<html lang="es">' in newcomer.get("/account").get_data(as_text=True)
    person = person_id_of(admin, "Ben")
    assert link not in admin.get(f"/people/{person}").get_data(as_text=True)


def test_a_refused_invitation_keeps_what_was_typed(app: Flask, admin: FlaskClient) -> None:
    for fields, words in (
        ({"email": "no address"}, "“no address” is not a possible value here."),
        ({"email": "ada@example.org"}, "There is one already: ada@example.org."),
        ({"languages-translator": "es pt_BR x!"}, "“x!” is not a possible value here."),
        ({"role": "emperor"}, "“emperor” is not a possible value here."),
        ({"name": "x" * 300}, "is not a possible value here."),
    ):
        answer = invite(admin, **fields)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400
        assert words in page
        assert 'value="Ben"' in page or "name" in fields
        kept = fields.get("languages-translator", "")
        assert f'name="languages-translator" value="{kept}"' in page
    assert admin.get("/people").get_data(as_text=True).count('href="/people/') == 2, "Ada, and the way to invite"


def test_a_mistake_is_tied_to_its_field(app: Flask, admin: FlaskClient) -> None:
    page = invite(admin, email="no address").get_data(as_text=True)
    field = re.search(r'<input id="email"[^>]+>', page)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="email-error"' in field
    assert 'id="email-error"' in page


def test_roles_are_given_for_all_languages_or_for_some(app: Flask, admin: FlaskClient) -> None:
    person = member(app, "ben@example.org", PersonRole.READER)
    fields = {
        "role": ["translator", "reviewer", "publisher"],
        "languages-reviewer": "es, pt-br",
        "languages-translator": "",
    }
    assert send(admin, f"/people/{person}/roles", data=fields).status_code == 302
    assert grants_of(app, person) == {
        Grant(PersonRole.TRANSLATOR), Grant(PersonRole.REVIEWER, "es"), Grant(PersonRole.REVIEWER, "pt-BR"),
        Grant(PersonRole.PUBLISHER),
    }  # fmt: skip
    page = admin.get(f"/people/{person}").get_data(as_text=True)
    assert 'name="languages-reviewer" value="es pt-BR"' in page
    listed = admin.get("/people").get_data(as_text=True)
    assert "Translator, Reviewer (Spanish, Portuguese (Brazil)), Publisher" in listed


def test_a_role_taken_away_ends_at_once(app: Flask, admin: FlaskClient) -> None:
    person = member(app, "ben@example.org", PersonRole.ADMIN)
    ben = app.test_client()
    sign_in(ben, "ben@example.org")
    assert ben.get("/people").status_code == 200
    send(admin, f"/people/{person}/roles", data={"role": "reader"})
    assert ben.get("/people").status_code == 403


def test_the_last_administrator_is_told_why(app: Flask, admin: FlaskClient) -> None:
    ada = person_id_of(admin, "Ada")
    for path, fields in ((f"/people/{ada}/roles", {"role": "reader"}), (f"/people/{ada}/closure", {})):
        answer = send(admin, path, data=fields)
        assert answer.status_code == 400
        assert "Nobody else could look after people any more" in answer.get_data(as_text=True)
    assert grants_of(app, ada) == {Grant(PersonRole.ADMIN)}


def test_nobody_is_offered_to_close_their_own_account(app: Flask, admin: FlaskClient) -> None:
    ada, ben = person_id_of(admin, "Ada"), member(app, "ben@example.org")
    assert "closure" not in admin.get(f"/people/{ada}").get_data(as_text=True)
    assert "closure" in admin.get(f"/people/{ben}").get_data(as_text=True)


def test_an_account_is_closed_and_opened_again(app: Flask, admin: FlaskClient) -> None:
    person = member(app, "ben@example.org")
    ben = app.test_client()
    sign_in(ben, "ben@example.org")
    send(admin, f"/people/{person}/closure")
    assert not is_signed_in(ben)
    assert try_to_sign_in(app.test_client(), "ben@example.org").status_code == 200
    assert "closed" in admin.get("/people").get_data(as_text=True)
    send(admin, f"/people/{person}/opening")
    sign_in(app.test_client(), "ben@example.org")


def test_a_forgotten_password_is_asked_for_listed_and_answered(app: Flask, admin: FlaskClient) -> None:
    person = member(app, "ben@example.org")
    ben = app.test_client()
    send(ben, "/reset", "/reset", data={"email": "ben@example.org"})
    assert "Asks for a new password" in admin.get("/people").get_data(as_text=True)
    link = link_on(send(admin, f"/people/{person}/link").get_data(as_text=True))
    assert "Asks for a new password" not in admin.get("/people").get_data(as_text=True)
    send(ben, link, link, data={"password": NEW, "password_confirm": NEW})
    sign_in(ben, "ben@example.org", NEW)


def test_the_link_of_a_page_leads_to_the_public_address(database_url: str) -> None:
    app = create_app({**SETTINGS, "PUBLIC_URL": "https://desk.example.org", "SQLALCHEMY_DATABASE_URI": database_url})
    member(app, "ada@example.org", PersonRole.ADMIN)
    client = app.test_client()
    sign_in(client, "ada@example.org")
    assert 'value="https://desk.example.org/reset/' in invite(client).get_data(as_text=True)
    with app.app_context():
        db.engine.dispose()


def test_with_mail_the_link_goes_by_letter_and_is_not_shown(database_url: str) -> None:
    app = create_app({**SETTINGS, **MAIL, "SQLALCHEMY_DATABASE_URI": database_url})
    member(app, "ada@example.org", PersonRole.ADMIN)
    client = app.test_client()
    sign_in(client, "ada@example.org")
    with app.app_context(), mail.record_messages() as outbox:
        answer = invite(client, locale="es")
        for thread in threading.enumerate():
            if thread.name == "letter":
                thread.join()
    (letter,) = outbox
    assert answer.location == "/people"
    assert letter.recipients == ["ben@example.org"]
    assert letter.subject == "Una invitación a Rectoverso", "in the language of the invited"
    link = re.search(r"https://desk\.example\.org(/reset/\S+)", letter.body)[1]
    assert link not in client.get("/people").get_data(as_text=True)
    assert app.test_client().get(link).status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_when_the_letter_fails_the_link_is_shown_after_all(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app({**SETTINGS, **MAIL, "SQLALCHEMY_DATABASE_URI": database_url})
    member(app, "ada@example.org", PersonRole.ADMIN)
    client = app.test_client()
    sign_in(client, "ada@example.org")

    def refuse(_message: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "send", refuse)
    page = invite(client).get_data(as_text=True)
    assert "The letter could not be sent." in page
    assert app.test_client().get(link_on(page)).status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_the_pages_speak_spanish(app: Flask, admin: FlaskClient) -> None:
    person = member(app, "ben@example.org", PersonRole.REVIEWER)
    for path in ("/people", "/people/new", f"/people/{person}"):
        page = admin.get(path, headers={"Accept-Language": "es"}).get_data(as_text=True)
        words = re.sub(r"<[^>]+>|\{.*?\}", " ", page)
        assert not re.search(r"\b(Roles of|Invite|Account|Person|Email|Store|Close|Only for)\b", words), path


@pytest.mark.parametrize("number", ["0", "-1", "99999999999", "9" * 30, "x", "1.0", "%00"])
def test_a_person_who_cannot_be_is_not_found(admin: FlaskClient, number: str) -> None:
    assert admin.get(f"/people/{number}").status_code == 404
    assert send(admin, f"/people/{number}/closure").status_code in (404, 405)


def test_two_administrators_cannot_demote_each_other_at_once(app: Flask) -> None:
    ids = [member(app, f"{name}@example.org", PersonRole.ADMIN) for name in ("ada", "bea")]
    clients = [app.test_client() for _ in ids]
    for client, name in zip(clients, ("ada", "bea"), strict=True):
        sign_in(client, f"{name}@example.org")
    tokens = [token_of(client, "/account") for client in clients]
    threads = [
        threading.Thread(target=c.post, args=(f"/people/{other}/closure",), kwargs={"data": {"csrf_token": token}})
        for c, token, other in zip(clients, tokens, reversed(ids), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [read(app, person).active for person in ids].count(True) == 1
