"""Two-factor sign-in: setting up, the codes that are taken once, recovery, turning it off."""

import re
import threading
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from services import accounts
from tests.signing_in import PASSWORD, is_signed_in, member, read, send, sign_in, token_of, try_to_sign_in

STEP_S = 30
NOW_S = 1_800_000_000.0


@pytest.fixture(autouse=True)
def clock(app: Flask) -> None:
    """Let the clock of the codes stand still: a code that is written as its step ends would be too old when sent."""
    factory = app.extensions["security"].totp_factory
    factory._totp = factory._totp.using(now=lambda: NOW_S)


def code_for(app: Flask, secret: str, steps: int = 0) -> str:
    """Return the code that an app with `secret` shows now, or `steps` later."""
    return app.extensions["security"].totp_factory._totp.from_source(secret).generate(NOW_S + steps * STEP_S).token


def set_up(app: Flask, client: FlaskClient) -> str:
    """Turn two-factor sign-in on as a person does, and return the secret that their app now has."""
    page = send(client, "/tf-setup", "/tf-setup", data={"setup": "authenticator"}).get_data(as_text=True)
    key = re.search(r'<code class="secret"[^>]*>([A-Z2-7-]+)</code>', page)
    action = re.search(r'action="(/tf-setup/[^"]+)"', page)
    assert key
    assert action
    secret = key[1].replace("-", "")
    now = app.extensions["security"].totp_factory._totp(secret).generate(NOW_S - STEP_S).token
    answer = send(client, action[1], data={"code": now})
    assert answer.location == "/account", answer.get_data(as_text=True)
    return secret


def stored_secret(app: Flask, person_id: int) -> str:
    return read(app, person_id).tf_totp_secret


def recovery_codes(client: FlaskClient) -> list[str]:
    page = send(client, "/mf-recovery-codes", data={"generate_new_codes": "1"}).get_data(as_text=True)
    return re.findall(r"<code>([0-9a-f-]{14})</code>", page)


@pytest.fixture
def person(app: Flask, client: FlaskClient) -> int:
    """Give the id of somebody with two-factor sign-in, who is signed in in `client`."""
    person_id = member(app)
    sign_in(client)
    set_up(app, client)
    return person_id


def with_password(app: Flask) -> FlaskClient:
    """Return a browser that has passed the first of the two steps."""
    browser = app.test_client()
    answer = try_to_sign_in(browser, next="/account")
    assert answer.location == "/tf-validate?next=/account"
    assert not is_signed_in(browser)
    return browser


def send_code(browser: FlaskClient, code: str):
    return send(browser, "/tf-validate", "/tf-validate", data={"code": code, "next": "/account"})


def test_after_the_password_a_code_is_asked_for(app: Flask, person: int) -> None:
    browser = with_password(app)
    answer = send_code(browser, code_for(app, stored_secret(app, person)))
    assert answer.location == "/account"
    assert is_signed_in(browser)


def test_the_picture_needs_no_exception_in_the_policy(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    page = send(client, "/tf-setup", "/tf-setup", data={"setup": "authenticator"}).get_data(as_text=True)
    assert re.search(r'<div class="qr-code" role="img" aria-label="[^"]+"><svg ', page)
    assert "data:" not in page
    assert "style=" not in page


def test_nothing_is_stored_until_the_code_is_right(app: Flask, client: FlaskClient) -> None:
    person_id = member(app)
    sign_in(client)
    page = send(client, "/tf-setup", "/tf-setup", data={"setup": "authenticator"}).get_data(as_text=True)
    action = re.search(r'action="(/tf-setup/[^"]+)"', page)[1]
    assert send(client, action, data={"code": "000000"}).location == "/tf-setup"
    assert read(app, person_id).tf_primary_method is None


def test_a_code_is_taken_once(app: Flask, person: int) -> None:
    code = code_for(app, stored_secret(app, person))
    first, second = with_password(app), with_password(app)
    assert send_code(first, code).location == "/account"
    refused = send_code(second, code)
    assert "This code is not right, or was used before." in refused.get_data(as_text=True)
    assert not is_signed_in(second)
    assert send_code(second, code_for(app, stored_secret(app, person), steps=1)).location == "/account"
    third = with_password(app)
    assert send_code(third, code).status_code == 200, "an older one neither"


def test_a_code_is_taken_once_even_at_the_same_moment(app: Flask, person: int) -> None:
    code = code_for(app, stored_secret(app, person))
    browsers = [with_password(app) for _ in range(4)]
    pairs = [(browser, token_of(browser, "/tf-validate")) for browser in browsers]
    threads = [
        threading.Thread(
            target=browser.post, args=("/tf-validate",), kwargs={"data": {"code": code, "csrf_token": token}}
        )
        for browser, token in pairs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [is_signed_in(browser) for browser in browsers].count(True) == 1


@pytest.mark.parametrize("code", ["", "0", "abcdef", "1" * 200, "١٢٣٤٥٦"])
def test_what_is_no_code_is_refused_in_words(app: Flask, person: int, code: str) -> None:
    browser = with_password(app)
    assert send_code(browser, code).status_code == 200
    assert not is_signed_in(browser)


def test_codes_cannot_be_guessed_from_many_addresses(app: Flask, person: int) -> None:
    statuses = []
    for n in range(6):
        browser = with_password(app)
        fields = {"code": "000000", "csrf_token": token_of(browser, "/tf-validate")}
        answer = browser.post("/tf-validate", data=fields, environ_base={"REMOTE_ADDR": f"203.0.113.{n}"})
        statuses.append(answer.status_code)
    assert statuses == [200] * 5 + [429]


def test_the_second_step_cannot_be_had_without_the_first(app: Flask, client: FlaskClient) -> None:
    for path in ("/tf-validate", "/tf-rescue", "/mf-recovery", "/tf-select"):
        assert client.get(path).location == "/login", path


def test_a_recovery_code_signs_in_once(app: Flask, client: FlaskClient, person: int) -> None:
    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    browser = with_password(app)
    answer = send(browser, "/mf-recovery", "/mf-recovery", data={"code": f" {codes[0].upper()} ", "next": "/account"})
    assert answer.location == "/account"
    assert is_signed_in(browser)
    again = with_password(app)
    refused = send(again, "/mf-recovery", "/mf-recovery", data={"code": codes[0]})
    assert "This recovery code is not right, or was used before." in refused.get_data(as_text=True)
    assert len(read(app, person).mf_recovery_codes) == 9
    assert "9" in client.get("/account").get_data(as_text=True)


def test_a_recovery_code_signs_in_once_even_at_the_same_moment(app: Flask, client: FlaskClient, person: int) -> None:
    code = recovery_codes(client)[0]
    browsers = [with_password(app) for _ in range(4)]
    pairs = [(browser, token_of(browser, "/mf-recovery")) for browser in browsers]
    threads = [
        threading.Thread(
            target=browser.post, args=("/mf-recovery",), kwargs={"data": {"code": code, "csrf_token": token}}
        )
        for browser, token in pairs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [is_signed_in(browser) for browser in browsers].count(True) == 1
    assert len(read(app, person).mf_recovery_codes) == 9


def test_recovery_codes_are_not_stored_as_they_are(app: Flask, client: FlaskClient, person: int) -> None:
    codes = recovery_codes(client)
    assert not set(codes) & set(read(app, person).mf_recovery_codes)
    assert "SECRET" not in stored_secret(app, person).upper() or "enckey" in stored_secret(app, person)


def test_turning_it_off_forgets_secret_and_codes(app: Flask, client: FlaskClient, person: int) -> None:
    recovery_codes(client)
    assert send(client, "/tf-setup", "/tf-setup", data={"setup": "disable"}).location == "/account"
    user = read(app, person)
    assert (user.tf_primary_method, user.tf_totp_secret, user.tf_last_counter, user.mf_recovery_codes) == (None,) * 4
    browser = app.test_client()
    sign_in(browser)
    assert is_signed_in(browser)


@pytest.mark.parametrize("method", ["sms", "email", "mail", "webauthn", "", "x"])
def test_there_is_no_other_second_factor(app: Flask, client: FlaskClient, method: str) -> None:
    person_id = member(app)
    sign_in(client)
    answer = send(client, "/tf-setup", "/tf-setup", data={"setup": method, "phone": "+15555555"})
    assert answer.status_code == 200
    assert "This is not one of the choices." in answer.get_data(as_text=True)
    assert read(app, person_id).tf_primary_method is None


@pytest.mark.parametrize("path", ["/tf-setup", "/mf-recovery-codes"])
def test_changing_how_one_gets_in_asks_for_the_password_again(
    app: Flask, client: FlaskClient, person: int, path: str
) -> None:
    with client.session_transaction() as session:
        session["fs_paa"] = time.time() - 3600
        session.pop("fs_gexp", None)
    assert client.get(path).location == f"/verify?next={path}"
    fields = {"password": "not the password", "next": path}
    assert "The password is not right." in send(client, "/verify", data=fields).get_data(as_text=True)
    assert client.get(path).status_code == 302
    assert send(client, "/verify", data={"password": PASSWORD, "next": path}).location == path
    assert client.get(path).status_code == 200


def test_a_new_password_by_link_does_not_go_round_the_second_factor(app: Flask, person: int) -> None:
    with app.app_context():
        link = f"/reset/{accounts.make_link(db.session, OPERATOR, person)}"
        db.session.commit()
    browser = app.test_client()
    new = "a password by link"
    send(browser, link, link, data={"password": new, "password_confirm": new})
    assert try_to_sign_in(browser, password=new).location.startswith("/tf-validate?")
    assert not is_signed_in(browser)


def test_an_administrator_lets_in_who_lost_the_telephone(app: Flask, person: int) -> None:
    member(app, "admin@example.org", PersonRole.ADMIN)
    admin = app.test_client()
    sign_in(admin, "admin@example.org")
    assert send(admin, f"/people/{person}/two-factor-removal").status_code == 302
    browser = app.test_client()
    sign_in(browser)
    assert is_signed_in(browser)


def test_what_a_lost_telephone_page_offers_is_possible(app: Flask, person: int) -> None:
    browser = with_password(app)
    page = browser.get("/tf-validate?next=/account").get_data(as_text=True)
    assert 'href="/mf-recovery?next=/account"' in page
    assert send(browser, "/tf-rescue", "/tf-validate", data={"help_setup": "help"}).status_code == 200
    assert send(browser, "/tf-rescue", "/tf-validate", data={"help_setup": "email"}).status_code == 200
    assert not is_signed_in(browser)


def test_staying_signed_in_is_remembered_over_both_steps(app: Flask, person: int) -> None:
    browser = app.test_client()
    try_to_sign_in(browser, remember="y")
    answer = send_code(browser, code_for(app, stored_secret(app, person)))
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("rectoverso_session=")
    assert "Expires" in cookie


def test_a_link_to_the_code_page_signs_nobody_out(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    assert client.get("/tf-validate").location == "/account"
    assert is_signed_in(client)
