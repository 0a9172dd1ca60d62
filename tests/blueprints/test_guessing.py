"""Guessing passwords and flooding mailboxes: slow, from wherever it comes."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models import SignInFailure
from models.base import now
from tests.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    body,
    change_password,
    member,
    send,
    sign_in,
    token_of,
    try_to_sign_in,
)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Give a way to move the clock that counts tries."""
    moved = [timedelta()]
    monkeypatch.setattr("services.attempts.now", lambda: now() + moved[0])

    def move(seconds: float) -> None:
        moved[0] += timedelta(seconds=seconds)

    return move


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
        fields = {"password": "a wrong password", "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}
        assert send(client, "/change", data=fields).status_code == 200
    assert send(client, "/verify", data={"password": PASSWORD}).status_code == 429


def test_a_new_password_that_does_not_do_is_not_a_guess(app: Flask, client: FlaskClient) -> None:
    member(app)
    sign_in(client)
    for fields in (
        {"new_password": "short", "new_password_confirm": "short"},
        {"new_password": NEW_PASSWORD, "new_password_confirm": "x"},
    ):
        for _ in range(4):
            assert send(client, "/change", data={"password": PASSWORD, **fields}).status_code == 200
    answer = change_password(client)
    assert answer.status_code == 302


def test_asking_for_links_is_slowed_down_too(app: Flask, client: FlaskClient) -> None:
    statuses = [send(client, "/reset", "/reset", data={"email": "ana@example.org"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
