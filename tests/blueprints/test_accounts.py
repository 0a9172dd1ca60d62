"""Getting in: by password, by link, with a second factor; and every way that must not work."""

import re
import threading
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from domain.permissions import OPERATOR, PersonRole
from extensions import db, mail
from models import Event, SignInFailure
from models.base import now
from services import accounts
from tests.settings import SETTINGS
from tests.signing_in import (
    JSON,
    PASSWORD,
    is_signed_in,
    member,
    read,
    send,
    sign_in,
    token_of,
    try_to_sign_in,
)

NEW = "another battery, another horse"


def body(answer) -> str:
    """Return what a person sees, without what differs from request to request: the token."""
    return re.sub(r'(content|value)="[^"]{60,}"', "", answer.get_data(as_text=True))


def link_for(app: Flask, person_id: int) -> str:
    with app.app_context():
        token = accounts.make_link(db.session, OPERATOR, person_id)
        db.session.commit()
    return f"/reset/{token}"


def open_link(client: FlaskClient, link: str, password: str = NEW):
    return send(client, link, link, data={"password": password, "password_confirm": password})


def events(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Event.name).order_by(Event.id)))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Move the clock that counts tries."""
    moved = [timedelta()]
    monkeypatch.setattr("services.attempts.now", lambda: now() + moved[0])

    def move(seconds: float) -> None:
        moved[0] += timedelta(seconds=seconds)

    return move


# --- in and out ---------------------------------------------------------------------------------------------


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
    found = re.search(r'[\w.]+@example\.org', answer.get_data(as_text=True))
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
    first, second = ((a.status_code, {k: v for k, v in a.json["response"].items() if k != "csrf_token"}) for a in answers)
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


# --- sessions -----------------------------------------------------------------------------------------------


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
    answer = send(client, "/change", data={"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW})
    assert answer.location == "/account"
    assert not is_signed_in(thief)
    assert is_signed_in(client), "the person who changed it goes on"
    assert not is_signed_in_with(app, PASSWORD)
    assert is_signed_in_with(app, NEW)
    assert "person.password_changed" in events(app)


def is_signed_in_with(app: Flask, password: str) -> bool:
    client = app.test_client()
    try_to_sign_in(client, password=password)
    return is_signed_in(client)


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


# --- forged requests ----------------------------------------------------------------------------------------


def test_a_request_without_its_token_changes_nothing(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}, {"csrf_token": token_of(app.test_client())}):
        answer = client.post("/account", data={"name": "Eve", **token})
        assert answer.status_code == 400
        assert "Nothing" in body(answer) or "nothing" in body(answer)
    assert read(app, person).name == "Ana"


def test_a_fetch_without_its_token_is_told_in_words_and_in_the_persons_language(app: Flask, client: FlaskClient) -> None:
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


# --- guessing -----------------------------------------------------------------------------------------------


def test_guessing_is_slowed_down(app: Flask, client: FlaskClient, later) -> None:
    member(app)
    for _ in range(5):
        assert try_to_sign_in(client, password="a wrong password").status_code == 200
    refused = try_to_sign_in(client)
    assert refused.status_code == 429, "even the right password has to wait"
    assert int(refused.headers["Retry-After"]) in range(1, 31)
    assert "30" in body(refused) or "29" in body(refused)
    later(31)
    assert try_to_sign_in(client, password="a wrong password").status_code == 200
    later(31)
    assert try_to_sign_in(client).status_code == 429, "the wait has doubled"
    later(31)
    sign_in(client)
    with app.app_context():
        left = db.session.scalars(select(SignInFailure)).all()
    assert len(left) == 6, "the account is forgiven, the address is not"


def test_the_wait_tells_nothing_of_the_account(app: Flask, client: FlaskClient) -> None:
    member(app)
    answers = []
    for email in ("ana@example.org", "nobody@example.org"):
        for _ in range(6):
            answer = try_to_sign_in(client, email, "a wrong password")
        answers.append(answer)
    assert {a.status_code for a in answers} == {429}
    assert re.sub(r"\d+", "", body(answers[0])) == re.sub(r"\d+", "", body(answers[1]))


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_a_claimed_address_does_not_help_guessing(app: Flask, client: FlaskClient, header: str) -> None:
    member(app)
    token = token_of(client)
    statuses = [
        client.post(
            "/login", headers={header: f"203.0.113.{n}"},
            data={"csrf_token": token, "email": "ana@example.org", "password": "a wrong password"},
        ).status_code
        for n in range(6)
    ]  # fmt: skip
    assert statuses == [200] * 5 + [429]


def test_somebody_elses_guesses_do_not_shut_a_member_out(app: Flask, client: FlaskClient) -> None:
    member(app)
    guesser = app.test_client()
    for _ in range(6):
        try_to_sign_in_from(guesser, "203.0.113.5", "ana@example.org", "a wrong password")
    sign_in(client)


def test_one_address_cannot_try_many_accounts(app: Flask) -> None:
    client = app.test_client()
    token = token_of(client)
    statuses = [
        client.post(
            "/login", environ_base={"REMOTE_ADDR": "203.0.113.5"},
            data={"csrf_token": token, "email": f"p{n}@example.org", "password": "a wrong password"},
        ).status_code
        for n in range(101)
    ]  # fmt: skip
    assert statuses == [200] * 100 + [429]


def test_an_ipv6_network_counts_as_one_address(app: Flask) -> None:
    member(app)
    client = app.test_client()
    statuses = [
        try_to_sign_in_from(client, f"2001:db8:0:1::{n:x}", "ana@example.org", "a wrong password") for n in range(6)
    ]
    assert statuses == [200] * 5 + [429]


def try_to_sign_in_from(client: FlaskClient, address: str, email: str, password: str) -> int:
    data = {"csrf_token": token_of(client), "email": email, "password": password}
    return client.post("/login", environ_base={"REMOTE_ADDR": address}, data=data).status_code


def test_tries_at_the_same_moment_do_not_pass_together(app: Flask) -> None:
    member(app)
    clients = [app.test_client() for _ in range(12)]
    tokens = [token_of(client) for client in clients]
    statuses: list[int] = []

    def guess(client: FlaskClient, token: str) -> None:
        data = {"csrf_token": token, "email": "ana@example.org", "password": "a wrong password"}
        statuses.append(client.post("/login", data=data).status_code)

    threads = [threading.Thread(target=guess, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 5 + [429] * 7


def test_the_table_of_failures_names_nobody(app: Flask, client: FlaskClient) -> None:
    member(app)
    try_to_sign_in(client, password="a wrong password")
    with app.app_context():
        keys = db.session.scalars(select(SignInFailure.key)).all()
    assert len(keys) == 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)


def test_a_found_session_cannot_be_used_to_guess_the_password(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    for _ in range(5):
        fields = {"password": "a wrong password", "new_password": NEW, "new_password_confirm": NEW}
        assert send(client, "/change", data=fields).status_code == 200
    assert send(client, "/verify", data={"password": PASSWORD}).status_code == 429


def test_a_new_password_that_does_not_do_is_not_a_guess(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    for fields in ({"new_password": "short", "new_password_confirm": "short"}, {"new_password": NEW, "new_password_confirm": "x"}):
        for _ in range(4):
            assert send(client, "/change", data={"password": PASSWORD, **fields}).status_code == 200
    answer = send(client, "/change", data={"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW})
    assert answer.status_code == 302


def test_asking_for_links_is_slowed_down_too(app: Flask, client: FlaskClient) -> None:
    statuses = [send(client, "/reset", "/reset", data={"email": "ana@example.org"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


# --- links --------------------------------------------------------------------------------------------------


def test_an_invitation_lets_one_choose_a_password_once(app: Flask, client: FlaskClient) -> None:
    person = member(app, password=None)
    link = link_for(app, person)
    assert open_link(client, link).location == "/login"
    sign_in(client, password=NEW)
    second = app.test_client()
    assert second.get(link).location == "/reset"
    assert second.post(link, data={"csrf_token": token_of(second), "password": PASSWORD, "password_confirm": PASSWORD}).location == "/reset"
    assert not is_signed_in_with(app, PASSWORD)
    assert "This link does not work" in second.get("/reset").get_data(as_text=True)


def test_an_invitation_expires(app: Flask, client: FlaskClient) -> None:
    link = link_for(app, member(app, password=None))
    app.config["SECURITY_RESET_PASSWORD_WITHIN"] = timedelta(seconds=-1)
    assert client.get(link).location == "/reset"
    assert "too old" in client.get("/reset").get_data(as_text=True)
    answer = client.post(link, data={"csrf_token": token_of(client), "password": NEW, "password_confirm": NEW})
    assert answer.location == "/reset"
    assert not is_signed_in_with(app, NEW)


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
    answer = client.post(link_for(app, person), data={"password": NEW, "password_confirm": NEW})
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


# --- letters ------------------------------------------------------------------------------------------------


@pytest.fixture
def app_with_mail(database_url: str):
    settings = {"MAIL_SERVER": "mail.example.org", "MAIL_DEFAULT_SENDER": "desk@example.org", "PUBLIC_URL": "https://desk.example.org"}
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
    (letter,) = letters_of(
        app_with_mail, lambda: client.post("/reset", data=fields, base_url="http://evil.example")
    )
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
    answer = send(client, "/change", data={"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW})
    assert answer.status_code == 302
    assert is_signed_in_with(app_with_mail, NEW)
    assert read(app_with_mail, person).active


# --- one's own account --------------------------------------------------------------------------------------


def test_one_names_oneself_and_chooses_a_language(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    fields = {"name": "  Ana   María ", "credit_name": "A. M. Ruiz", "locale": "es"}
    answer = send(client, "/account", data=fields, follow_redirects=True)
    assert "Guardado." in body(answer)
    user = read(app, person)
    assert (user.name, user.credit_name, user.locale) == ("Ana María", "A. M. Ruiz", "es")
    assert '<html lang="es">' in client.get("/account", headers={"Accept-Language": "en"}).get_data(as_text=True)


@pytest.mark.parametrize("name", ["x" * 201, "line\x00feed", "\u202egnimoc"])
def test_a_name_that_would_mislead_is_refused(app: Flask, client: FlaskClient, name: str) -> None:
    person = member(app)
    sign_in(client)
    assert send(client, "/account", data={"name": name}).status_code == 400
    assert read(app, person).name == "Ana"


def test_a_name_is_text_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    page = body(send(client, "/account", data={"name": "<b>{{ 7*7 }}</b>"}, follow_redirects=True))
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in page
    assert "<b>{{" not in page


def test_a_stranger_chooses_the_language_for_this_browser(client: FlaskClient) -> None:
    answer = send(client, "/account/language", "/login", data={"language": "es", "next": "/login"})
    assert answer.location == "/login"
    assert '<html lang="es">' in client.get("/login").get_data(as_text=True)
    assert "Iniciar sesión" in client.get("/login").get_data(as_text=True)


def test_without_a_choice_the_browser_decides(client: FlaskClient) -> None:
    for header, language in (("es-AR,es;q=0.9,en;q=0.5", "es"), ("fr", "en"), ("en-GB", "en"), ("de,es;q=0.2", "es"), ("", "en")):
        page = client.get("/login", headers={"Accept-Language": header}).get_data(as_text=True)
        assert f'<html lang="{language}">' in page, header


def test_a_members_language_goes_before_the_browsers_and_the_cookie(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    client.set_cookie("language", "es")
    sign_in(client)
    assert '<html lang="es">' in client.get("/account").get_data(as_text=True), "no own choice yet"
    send(client, "/account/language", data={"language": "en", "next": "/account"})
    client.set_cookie("language", "es")
    assert read(app, person).locale == "en"
    assert '<html lang="en">' in client.get("/account").get_data(as_text=True)


def test_a_language_that_is_not_offered_changes_nothing(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    assert send(client, "/account/language", data={"language": "xx", "next": "/account"}).location == "/account"
    assert read(app, person).locale is None


def test_the_librarys_own_words_come_in_spanish(app: Flask) -> None:
    security = app.extensions["security"]
    with app.test_request_context(headers={"Accept-Language": "es"}):
        assert security.i18n_domain.gettext("Invalid code") == "Código inválido"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert security.i18n_domain.gettext("Invalid code") == "Invalid code"


def test_every_message_of_signing_in_has_both_languages(app: Flask) -> None:
    from security import words

    messages = {key: words_ for key, (words_, _kind) in words.MESSAGES.items()} | words.SUBJECTS
    said = {}
    for language in ("en", "es"):
        with app.test_request_context(headers={"Accept-Language": language}):
            said[language] = {key: str(message) for key, message in messages.items()}
    assert [key for key in messages if said["en"][key] == said["es"][key]] == []


def test_the_pages_of_signing_in_are_in_spanish(client: FlaskClient) -> None:
    for path in ("/login", "/reset"):
        page = client.get(path, headers={"Accept-Language": "es"}).get_data(as_text=True)
        assert "Correo electrónico" in page
        assert not re.search(r"\b(Email|Password|Sign in|Submit)\b", re.sub(r"<[^>]+>", " ", page)), path
