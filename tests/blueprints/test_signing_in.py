"""Signing in and out, and what the page tells nobody."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.permissions import OPERATOR
from extensions import db
from services import accounts
from tests.signing_in import JSON, PASSWORD, body, is_signed_in, member, read, send, sign_in, token_of, try_to_sign_in


def test_a_member_signs_in_and_out(app: Flask, client: FlaskClient) -> None:
    member(app)
    assert client.get("/account").location == "/login?next=/account"
    answer = try_to_sign_in(client, next="/account")
    assert (answer.status_code, answer.location) == (302, "/account")
    assert is_signed_in(client)
    send(client, "/logout")
    assert not is_signed_in(client)


def test_an_address_is_the_same_in_capitals_and_with_spaces(app: Flask, client: FlaskClient) -> None:
    member(app, "Ana@Example.ORG")
    sign_in(client, " ANA@example.org ")


def test_a_password_may_have_accents_however_they_are_composed(app: Flask, client: FlaskClient) -> None:
    member(app, password="contraseña más larga")  # composed
    sign_in(client, password="contrasen\u0303a ma\u0301s larga")  # decomposed


def test_nothing_is_said_of_whether_an_account_exists(app: Flask, client: FlaskClient) -> None:
    member(app, "known@example.org")
    member(app, "invited@example.org", password=None)
    closed = member(app, "closed@example.org")
    with app.app_context():
        accounts.deactivate(db.session, OPERATOR, closed)
        db.session.commit()
    answers = {
        case: try_to_sign_in(app.test_client(), email, password)
        for case, email, password in (
            ("unknown", "unknown@example.org", PASSWORD),
            ("wrong password", "known@example.org", "not the password"),
            ("never took up the invitation", "invited@example.org", PASSWORD),
            ("closed, right password", "closed@example.org", PASSWORD),
            ("closed, wrong password", "closed@example.org", "not the password"),
        )
    }
    pages = {body(answer).replace(email_in(answer), "") for answer in answers.values()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len(pages) == 1
    assert "Email or password is not right." in pages.pop()


def email_in(answer) -> str:
    found = re.search(r"[\w.]+@example\.org", answer.get_data(as_text=True))
    return found[0] if found else "?"


def test_an_unknown_account_costs_the_same_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    member(app)
    hashed: list[str] = []
    context = app.extensions["security"].pwd_context
    for name in ("hash", "verify"):
        work = getattr(context, name)
        monkeypatch.setattr(context, name, lambda *a, work=work, name=name, **k: hashed.append(name) or work(*a, **k))
    for email in ("ana@example.org", "nobody@example.org"):
        hashed.clear()
        try_to_sign_in(app.test_client(), email, "not the password")
        assert len(hashed) == 1, email


def test_the_same_words_for_a_link_whoever_asks(app: Flask, client: FlaskClient) -> None:
    person = member(app, "known@example.org")
    pages = set()
    for email in ("known@example.org", "unknown@example.org"):
        answer = send(client, "/reset", "/reset", data={"email": email})
        assert answer.status_code == 200
        pages.add(body(answer).replace(email, ""))
    assert len(pages) == 1
    assert "an administrator now sees the request" in pages.pop()
    assert read(app, person).reset_requested_at is not None


@pytest.mark.parametrize("path", ["/login", "/reset"])
def test_json_tells_no_more_than_the_page(app: Flask, client: FlaskClient, path: str) -> None:
    member(app, "known@example.org")
    answers = []
    for email in ("known@example.org", "unknown@example.org"):
        payload = {"email": email, "password": "not the password"}
        answers.append(client.post(path, json=payload, headers={**JSON, "X-CSRFToken": token_of(client)}))
    first, second = (
        (a.status_code, {k: v for k, v in a.json["response"].items() if k != "csrf_token"}) for a in answers
    )
    assert first == second


def test_nobody_registers_themselves(client: FlaskClient) -> None:
    for path in ("/register", "/confirm", "/us-signin", "/wan-signin", "/recover-username", "/fs-static/x.js"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("next_", [
    "//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "http:///evil.example",
    "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/%09/evil.example", " //evil.example",
    "javascript:alert(1)", "//evil.example\\@localhost", "https://localhost@evil.example/", "/\n/evil.example",
])  # fmt: skip
def test_no_redirect_leads_away(app: Flask, next_: str) -> None:
    member(app)
    answers = [try_to_sign_in(app.test_client(), next=next_)]
    client = app.test_client()
    fields = {"csrf_token": token_of(client), "email": "ana@example.org", "password": PASSWORD}
    answers.append(client.post("/login", query_string={"next": next_}, data=fields))
    answers.append(send(app.test_client(), "/account/language", "/login", data={"language": "es", "next": next_}))
    for answer in answers:
        if answer.location is not None:
            assert urlsplit(urljoin("http://localhost/login", answer.location)).netloc == "localhost", answer.location
            assert re.fullmatch(r"(?![/\\]{2})[!-\[\]-~]*", answer.location), "what browsers mend is in it"


def test_after_signing_in_one_is_where_one_wanted_to_be(app: Flask, client: FlaskClient) -> None:
    member(app)
    page = client.get("/account?x=1&y=ñ", follow_redirects=True)
    hidden = re.search(r'name="next" value="(/account[^"]*)"', page.get_data(as_text=True))
    assert hidden
    answer = try_to_sign_in(client, next=hidden[1].replace("&amp;", "&"))
    assert answer.location.startswith("/account?x=1&y=")


@pytest.mark.parametrize("sent", [[1, 2], "text", None, 7, {"email": {"a": 1}, "password": [1]}, {"email": None}])
@pytest.mark.parametrize("path", ["/login", "/reset", "/reset/x", "/tf-validate", "/mf-recovery"])
def test_json_that_is_no_form_is_refused(client: FlaskClient, path: str, sent: object) -> None:
    answer = client.post(path, json=sent, headers={**JSON, "X-CSRFToken": token_of(client)})
    assert answer.status_code in (200, 400)


def test_json_that_breaks_off_is_refused(client: FlaskClient) -> None:
    headers = {"X-CSRFToken": token_of(client), "Content-Type": "application/json"}
    assert client.post("/login", data='{"email": ', headers=headers).status_code == 400


@pytest.mark.parametrize(
    "email", ["a\x00b@example.org", "x" * 100_000, "<script>@example.org", "' OR 1=1 --", "\ud800"]
)
def test_odd_addresses_are_no_trouble(app: Flask, client: FlaskClient, email: str) -> None:
    email = email.encode("utf-8", "replace").decode()
    for path in ("/login", "/reset"):
        answer = send(client, path, "/login", data={"email": email, "password": "x"})
        assert answer.status_code == 200
        assert "<script>@" not in answer.get_data(as_text=True)


def test_asking_for_a_link_takes_the_same_work_for_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    member(app, "known@example.org")
    security = app.extensions["security"]
    work: list[str] = []
    hash_password = security.pwd_context.hash
    monkeypatch.setattr(security.pwd_context, "hash", lambda *a, **k: work.append("slow") or hash_password(*a, **k))
    for email in ("known@example.org", "unknown@example.org"):
        work.clear()
        send(app.test_client(), "/reset", "/reset", data={"email": email})
        assert work == ["slow"], email
    assert security.hashing_context.default_scheme() == "hex_sha256", "the token adds nothing to speak of"
