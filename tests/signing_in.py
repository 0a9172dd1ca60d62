"""Signing in as a person does, by the page: with its token, its form, its redirects."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.permissions import OPERATOR, Grant, PersonRole
from extensions import db
from models import User
from services import accounts

PASSWORD = "correct horse battery staple"
JSON = {"Accept": "application/json"}


def member(app: Flask, email: str = "ana@example.org", *roles: PersonRole, password: str | None = PASSWORD) -> int:
    """Add somebody with `roles` (all languages) and return their id."""
    with app.app_context():
        grants = [Grant(role) for role in roles or (PersonRole.TRANSLATOR,)]
        user = accounts.add(db.session, OPERATOR, email, email.partition("@")[0].title(), grants, password)
        db.session.commit()
        return user.id


def read(app: Flask, person_id: int) -> User:
    """Return the person as the database has them now."""
    with app.app_context():
        return accounts.person(db.session, OPERATOR, person_id)


def token_of(client: FlaskClient, path: str = "/login") -> str:
    """Return the CSRF token of the page at `path`."""
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
    assert found, f"{path} carries no token"
    return found[1]


def send(client: FlaskClient, path: str, page: str | None = None, **rest: Any) -> TestResponse:
    """Post a form to `path` as `page` (by default the account page) would; keywords as for `client.post`."""
    data = {"csrf_token": token_of(client, page or "/account"), **rest.pop("data", {})}
    return client.post(path, data=data, **rest)


def try_to_sign_in(client: FlaskClient, email: str = "ana@example.org", password: str = PASSWORD, **rest: Any) -> TestResponse:
    """Fill in the sign-in page and return the answer. `rest`: more fields."""
    return send(client, "/login", "/login", data={"email": email, "password": password, **rest})


def sign_in(client: FlaskClient, email: str = "ana@example.org", password: str = PASSWORD, **rest: Any) -> None:
    """Sign in by the page, and see that it worked."""
    answer = try_to_sign_in(client, email, password, **rest)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert "/login" not in answer.location


def is_signed_in(client: FlaskClient) -> bool:
    """Tell whether the account page opens."""
    return client.get("/account").status_code == 200
