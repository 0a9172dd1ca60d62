"""One's own account, and the language of the interface."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.signing_in import body, member, read, send, sign_in


def test_one_names_oneself_and_chooses_a_language(app: Flask, client: FlaskClient) -> None:
    person = member(app)
    sign_in(client)
    fields = {"name": "  Ana   María ", "credit_name": "A. M. Ruiz", "locale": "es"}
    answer = send(client, "/account", data=fields, follow_redirects=True)
    assert "Guardado." in body(answer)
    user = read(app, person)
    assert (user.name, user.credit_name, user.locale) == ("Ana María", "A. M. Ruiz", "es")
    assert '<html lang="es">' in client.get("/account", headers={"Accept-Language": "en"}).get_data(as_text=True)


@pytest.mark.parametrize("name", ["x" * 201, "zero\u200bwidth", "\u202egnimoc"])
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
    for header, language in (
        ("es-AR,es;q=0.9,en;q=0.5", "es"),
        ("fr", "en"),
        ("en-GB", "en"),
        ("de,es;q=0.2", "es"),
        ("", "en"),
    ):
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
