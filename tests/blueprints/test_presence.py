"""Presence over HTTP: the side door says yes to what the main door would say yes to, and to nothing else."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from app import create_app
from domain.permissions import PersonRole
from extensions import db
from models import Presence, RoleGrant, Translation, User
from services import accounts
from services import presence as service
from tests import factories
from tests.settings import SETTINGS
from tests.signing_in import JSON, token_of

FORM = "application/x-www-form-urlencoded"


class Door:
    """One person's browser before the doors, and a note of which one answered."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.went_round = app, False
        with app.app_context():
            self.translation: Translation = factories.translation(db.session)
            self.user = factories.person(db.session, PersonRole.READER, name="Ana <b>Ñ</b>")
            db.session.commit()
        self.client = app.test_client()
        factories.sign_in(self.client, self.user)
        self.token = token_of(self.client, "/account")
        self.path = f"/translations/{self.translation.id}/presence"
        side = app.wsgi_app
        while not hasattr(side, "_main"):  # a forwarding proxy's stands around it
            side = side.app  # type: ignore[attr-defined]
        main = side._main

        def noted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            self.went_round = True
            return main(environ, start_response)

        monkeypatch.setattr(side, "_main", noted)

    def ask(
        self, client: FlaskClient | None = None, path: str = "", body: str | None = None, **rest: Any
    ) -> TestResponse:
        """Ask as the script does, but for what is given."""
        self.went_round = False
        body = f"key=p2&writing=1&csrf_token={self.token}" if body is None else body
        rest = {"content_type": FORM, "headers": JSON, **rest}
        return (client or self.client).post(path or self.path, data=body, **rest)

    def rows(self) -> list[tuple[int, int | None, bool]]:
        with self.app.app_context():
            found = db.session.scalars(select(Presence).order_by(Presence.user_id))
            return [(row.user_id, row.segment_id, row.has_unsaved) for row in found]


@pytest.fixture
def door(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(app, monkeypatch)


def neighbour(door: Door, name: str = "Bo & Co") -> tuple[FlaskClient, str]:
    """Add a colleague and return their browser and token."""
    with door.app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR, name=name)
        db.session.commit()
    client = door.app.test_client()
    factories.sign_in(client, user)
    return client, token_of(client, "/account")


def test_the_side_door_tells_who_is_where(door: Door) -> None:
    client, token = neighbour(door)
    first = door.ask()
    assert (first.status_code, first.json, door.went_round) == (200, {"here": []}, False)
    second = door.ask(client, body=f"key=p1&writing=0&csrf_token={token}")
    assert second.json == {"here": [{"name": "Ana <b>Ñ</b>", "key": "p2", "writing": True}]}
    assert not door.went_round
    assert door.ask(body=f"key=&writing=0&csrf_token={door.token}").json == {
        "here": [{"name": "Bo & Co", "key": "p1", "writing": False}]
    }
    assert [(segment is None, unsaved) for _, segment, unsaved in door.rows()] == [(True, False), (False, False)]


def test_both_doors_answer_alike(door: Door) -> None:
    client, token = neighbour(door)
    door.ask(client, body=f"key=p1&writing=1&csrf_token={token}")
    aside = door.ask()
    assert not door.went_round
    before = door.rows()
    # The same fields in another order, which the side door does not know.
    main = door.ask(body=f"csrf_token={door.token}&writing=1&key=p2")
    assert door.went_round
    assert (main.status_code, main.json, before) == (aside.status_code, aside.json, door.rows())
    unlike = {"Content-Length"}
    assert {n: v for n, v in main.headers.items() if n not in unlike} == {
        n: v for n, v in aside.headers.items() if n not in unlike
    }


def test_headers_are_alike_over_https(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    strict = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "SESSION_COOKIE_SECURE": True})
    door = Door(strict, monkeypatch)
    place = {"base_url": "https://desk.example.org"}
    with door.client.session_transaction(**place) as cookie:
        cookie["_user_id"] = door.user.fs_uniquifier
    page = door.client.get("/account", **place).get_data(as_text=True)
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    own = {**JSON, "Referer": "https://desk.example.org/statements/x/es"}
    aside = door.ask(body=f"key=p2&writing=1&csrf_token={token}", headers=own, **place)
    assert (aside.status_code, door.went_round) == (200, False)
    main = door.ask(body=f"writing=1&key=p2&csrf_token={token}", headers=own, **place)
    assert (main.status_code, door.went_round) == (200, True)
    assert dict(main.headers) == dict(aside.headers)
    for referrer in (
        "https://evil.example.org/",
        "https://desk.example.org.evil.example/",
        "http://desk.example.org/",
        "",
    ):
        headers = {**JSON, **({"Referer": referrer} if referrer else {})}
        refused = door.ask(body=f"key=p2&writing=1&csrf_token={token}", headers=headers, **place)
        assert (refused.status_code, door.went_round) == (400, True), referrer
    with strict.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "body",
    [
        "key=p2&writing=1",
        "key=p2&writing=1&csrf_token=",
        "key=p2&writing=1&csrf_token=forged",
        "key=p2&writing=1&csrf_token={token}x",
        "key=p2&writing=1&csrf_token={other}",
        "",
    ],
)
def test_without_its_own_token_nobody_gets_in(door: Door, body: str) -> None:
    _, other = neighbour(door)
    answer = door.ask(body=body.format(token=door.token, other=other))
    assert (answer.status_code, answer.json["error"], door.went_round) == (400, "csrf", True)
    assert door.rows() == []


def test_a_stranger_gets_401_by_the_main_door(door: Door) -> None:
    stranger = door.app.test_client()
    token = token_of(stranger)
    answer = door.ask(stranger, body=f"key=p2&writing=1&csrf_token={token}")
    assert (answer.status_code, door.went_round) == (401, True)
    assert door.rows() == []


def test_a_session_that_has_ended_gets_401(door: Door) -> None:
    assert door.ask().status_code == 200
    with door.app.app_context():
        accounts.sign_out_everywhere(db.session, door.user.as_actor())
        db.session.commit()
    answer = door.ask(body=f"key=p1&writing=0&csrf_token={door.token}")
    assert (answer.status_code, door.went_round) == (401, True)


def test_a_closed_account_gets_401(door: Door) -> None:
    assert door.ask().status_code == 200
    with door.app.app_context():
        db.session.get_one(User, door.user.id).active = False
        db.session.commit()
    assert door.ask().status_code == 401


def test_a_member_who_lost_every_role_gets_403(door: Door) -> None:
    assert door.ask().status_code == 200
    with door.app.app_context():
        db.session.execute(delete(RoleGrant).where(RoleGrant.user_id == door.user.id))
        db.session.commit()
    for path in (door.path, "/translations/999999999/presence"):
        answer = door.ask(path=path)
        assert (answer.status_code, answer.json["error"], door.went_round) == (403, "not_allowed", True)


def test_a_translation_that_is_not_there_gets_404(door: Door) -> None:
    for number in ("999999999", "9999999999", "99999999999999999999", "0", "-1", "x"):
        assert (door.ask(path=f"/translations/{number}/presence").status_code, door.went_round) == (404, True), number


def test_a_session_runs_out_for_the_side_door_as_for_the_main_one(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    lifetime = door.app.permanent_session_lifetime
    name = door.app.config["SESSION_COOKIE_NAME"]
    signer = door.app.session_interface.get_signing_serializer(door.app)
    assert isinstance(signer, URLSafeTimedSerializer)
    kept = signer.loads(door.client.get_cookie(name).value)
    for age, status in ((lifetime - timedelta(minutes=1), 200), (lifetime + timedelta(minutes=1), 400)):
        with monkeypatch.context() as then:
            signed_at = int((datetime.now(UTC) - age).timestamp())
            then.setattr(TimestampSigner, "get_timestamp", lambda _self, at=signed_at: at)
            old = signer.dumps(kept)
        browser = door.app.test_client()
        browser.set_cookie(name, old)
        answer = door.ask(browser)
        assert (answer.status_code, door.went_round) == (status, status != 200), age


def test_a_session_signed_with_another_key_is_nobodys(door: Door) -> None:
    name = door.app.config["SESSION_COOKIE_NAME"]
    signer = door.app.session_interface.get_signing_serializer(door.app)
    forger = URLSafeTimedSerializer("another key", salt="cookie-session", signer_kwargs={"key_derivation": "hmac"})
    forged = forger.dumps(signer.loads(door.client.get_cookie(name).value))
    browser = door.app.test_client()
    browser.set_cookie(name, forged)
    assert (door.ask(browser).status_code, door.went_round) == (400, True)


def test_another_site_is_refused(door: Door) -> None:
    answer = door.ask(headers={**JSON, "Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, door.went_round) == (403, True)
    door.ask(headers={**JSON, "Sec-Fetch-Site": "same-site"})
    assert door.went_round
    assert door.ask(headers={**JSON, "Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert not door.went_round


@pytest.mark.parametrize(
    ("fields", "content_type"),
    [
        ("key=p2&writing=2&csrf_token={token}", FORM),
        ("key=x&writing=1&csrf_token={token}", FORM),
        ("key=p2&writing=1&csrf_token={token}&more=1", FORM),
        ("key=p99999999999&writing=1&csrf_token={token}", FORM),
        ("key=p0&writing=1&csrf_token={token}", FORM),
        ("key=p2&writing=1&csrf_token={token}&" + "x" * 600, FORM),
        ("key=p2&writing=1&csrf_token={token}", FORM + "; charset=utf-8"),
    ],
)
def test_what_the_side_door_does_not_know_the_main_door_takes(door: Door, fields: str, content_type: str) -> None:
    answer = door.ask(body=fields.format(token=door.token), content_type=content_type)
    assert (answer.status_code, answer.json) == (200, {"here": []})
    assert len(door.rows()) == 1


def test_two_sessions_in_one_request_are_not_chosen_between(door: Door) -> None:
    name = door.app.config["SESSION_COOKIE_NAME"]
    value = door.client.get_cookie(name).value
    browser = door.app.test_client(use_cookies=False)
    door.ask(browser, headers={**JSON, "Cookie": f"{name}={value}; {name}=other"})
    assert door.went_round
    door.ask(browser, headers={**JSON, "Cookie": f"x{name}=other; {name}={value}"})
    assert not door.went_round


def test_a_database_that_fails_is_the_main_doors_to_tell(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    with door.app.app_context():
        failure = db.engine.dialect.loaded_dbapi.OperationalError("disk I/O error")

    def fails(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(service, "renew", fails)
    door.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = door.ask()
    assert (answer.status_code, answer.json["error"], door.went_round) == (500, "http_500", True)


def test_only_post_renews(door: Door) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert door.client.open(door.path, method=method).status_code == 405
    assert door.rows() == []
