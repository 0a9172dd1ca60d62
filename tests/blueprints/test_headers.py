"""What every answer tells the browser, and which proxy is believed."""

import re
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app import create_app
from extensions import db
from tests.settings import SETTINGS
from tests.signing_in import JSON, member, read, sign_in, token_of, try_to_sign_in

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = ("/login", "/reset", "/nowhere", "/account", "/static/css/base.css")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_forbids_foreign_and_inline_code(client: FlaskClient, path: str) -> None:
    policy = client.get(path, buffered=True).headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_other_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_refusals_carry_the_headers_too(client: FlaskClient) -> None:
    for answer in (client.post("/login"), client.post("/account", headers=JSON), client.delete("/login")):
        assert answer.status_code >= 400
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_no_cache_between_keeps_a_page(client: FlaskClient, app: Flask) -> None:
    member(app)
    sign_in(client)
    assert client.get("/account").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/change").headers["Cache-Control"] == "private, no-store"


def test_a_post_from_another_site_is_refused_and_leaves_the_session_alone(client: FlaskClient, app: Flask) -> None:
    person = member(app)
    sign_in(client)
    token = token_of(client, "/account")
    fields = {"csrf_token": token, "name": "Eve", "text": "forged words"}
    answer = client.post("/account", data=fields, headers={"Sec-Fetch-Site": "cross-site", "Accept-Language": "es"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert answer.get_data(as_text=True) == "Esto lo envió otro sitio. No se cambió nada."
    assert read(app, person).name == "Ana"
    assert client.get("/account", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200, "links do work"


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_no_page_has_script_or_style_within(template: Path) -> None:
    if template.is_relative_to(TEMPLATES / "editions"):
        return  # files to take away, which the desk serves as attachments only
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", text)


def test_the_session_cookie_keeps_to_itself(client: FlaskClient, app: Flask) -> None:
    member(app)
    answer = try_to_sign_in(client)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("rectoverso_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie, "over plain HTTP the browser would drop it"
    assert "Expires" not in cookie, "it ends with the browser unless one asks to stay"


def test_staying_signed_in_is_a_longer_session_and_no_second_cookie(client: FlaskClient, app: Flask) -> None:
    member(app)
    answer = try_to_sign_in(client, remember="y")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("rectoverso_session=")
    assert "Expires" in cookie


def test_behind_https_cookies_are_secure_and_the_browser_comes_back_by_https(database_url: str) -> None:
    settings = {"PUBLIC_URL": "https://desk.example.org", "SESSION_COOKIE_SECURE": True}
    app = create_app({**SETTINGS, **settings, "SQLALCHEMY_DATABASE_URI": database_url})
    answer = app.test_client().get("/login", base_url="https://desk.example.org")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    with app.app_context():
        db.engine.dispose()


def test_over_plain_http_nothing_is_said_of_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/login").headers


FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


@pytest.mark.parametrize(
    ("proxies", "expected"), [(0, "127.0.0.1 http localhost"), (1, "203.0.113.9 https evil.example")]
)
def test_forwarded_addresses_are_believed_only_of_trusted_proxies(
    database_url: str, proxies: int, expected: str
) -> None:
    app = create_app({**SETTINGS, "TRUSTED_PROXIES": proxies, "SQLALCHEMY_DATABASE_URI": database_url})
    seen: list[str] = []
    app.before_request(lambda: seen.append(f"{request.remote_addr} {request.scheme} {request.host}"))
    app.test_client().get("/login", headers=FORWARDED)
    assert seen == [expected]
    with app.app_context():
        db.engine.dispose()
