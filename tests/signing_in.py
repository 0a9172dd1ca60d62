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


def try_to_sign_in(
    client: FlaskClient, email: str = "ana@example.org", password: str = PASSWORD, **rest: Any
) -> TestResponse:
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


NEW_PASSWORD = "another battery, another horse"


def body(answer: TestResponse) -> str:
    """Return what a person sees, without what differs from request to request: the token."""
    return re.sub(r'(content|value)="[^"]{60,}"', "", answer.get_data(as_text=True))


def link_for(app: Flask, person_id: int) -> str:
    """Make a link for the person as an administrator does, and return its path."""
    with app.app_context():
        token = accounts.make_link(db.session, OPERATOR, person_id)
        db.session.commit()
    return f"/reset/{token}"


def open_link(client: FlaskClient, link: str, password: str = NEW_PASSWORD) -> TestResponse:
    """Open the link and set `password`."""
    return send(client, link, link, data={"password": password, "password_confirm": password})


def change_password(
    client: FlaskClient, password: str = PASSWORD, new: str = NEW_PASSWORD, **rest: str
) -> TestResponse:
    """Fill in the page to change the password."""
    fields = {"password": password, "new_password": new, "new_password_confirm": new, **rest}
    return send(client, "/change", data=fields)


def signs_in_with(app: Flask, password: str, email: str = "ana@example.org") -> bool:
    """Tell whether this password opens the account, in a browser of its own."""
    client = app.test_client()
    try_to_sign_in(client, email, password)
    return is_signed_in(client)
