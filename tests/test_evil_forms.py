"""Every form and address of the desk, filled in with what should not come: refused or taken, never broken.

The forms are those that the pages themselves offer; one field at a time holds something evil, the others what the
page put there. A page or form that is added later is tried without being named here.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy.orm import Session

from domain.permissions import PersonRole
from models import User
from services import editing, editions, talk
from services.store import find_translation
from tests.browsing import Browser
from tests.factories import noise, person, target_ids, translation, translator

EVIL = {
    "nul": "a\0b",
    "huge number": "9" * 40,
    "long": "x" * 9000,
    "markup": "'\"><script>{{ 7*7 }}</script>\u202e",
    "noncharacters": "\ufffe\U0001ffff\x85\u2028é\u0301",
    "nothing": "",
}
# What ends the session or the account that goes through them.
FATAL = ("/logout", "/account/sessions", "/change", "/removal", "/account/language")
PAGES = (
    "/statements/{slug}", "/statements/{slug}/es", "/statements/{slug}/es/exports", "/review", "/intake",
    "/account", "/statements/{slug}/es/targets-file", "/statements/{slug}/es/analysis", "/statements/{slug}/es/checks",
    "/statements/{slug}/es/spelling",
    "/statements/{slug}/es/pretranslation", "/statements/{slug}/es/profile", "/editions", "/editions/the-river",
    "/memory/files",
    "/people/new", "/people/{other}", "/tf-setup", "/verify", "/terms", "/terms/new", "/terms/files",
    "/terms/suggestions",
)  # fmt: skip
STRANGERS_PAGES = ("/login", "/reset")
PARAMETERS = {
    "slug": "the-river", "language": "es", "format": "po", "token": "x", "filename": "css/base.css",
    "target_id": "1", "person_id": "1", "comment_id": "1", "note_id": "1", "key": "p1", "arrangement_id": "1",
    "translation_id": "1", "sample_id": "1", "replacement_id": "1", "edition": "the-river",
    "statement": "the-river", "file_format": "txt", "release_number": "1", "preset": "zip", "page": "1",
    "job_id": "1", "preview_token": "x", "link_id": "1", "import_id": "1", "filling_id": "1", "word_id": "1",
    "waiver_id": "1", "concept_id": "1", "suggestion_id": "1", "terms_file": "x", "anchor": "p1", "targets_file": "x",
    "entry_id": "1", "memory_file_id": "1", "memory_upload": "x",
}  # fmt: skip


@pytest.fixture
def everybody(app: Flask, session: Session) -> User:
    """Give somebody of every role, and a statement with something in every place."""
    noise(session)
    there = translation(session, title="The River")
    first, *_ = target_ids(session, there)
    editing.save(session, translator(session), first, "El río.", version=0, keep_submitted=True)
    user = person(session, *PersonRole, name="Ana")
    edition = editions.create(session, user.as_actor(), "The River", "en", "es")
    editions.add(session, user.as_actor(), edition.slug, there.statement.slug)
    with app.app_context():
        user.password = hash_password("correct horse battery staple")
    session.commit()
    return user


def fields(form: Element) -> dict[str, str]:
    """Return what the form would send, with the first of each choice."""
    values: dict[str, str] = {}
    for field in form.iter():
        if (name := field.get("name")) and field.tag in ("input", "select", "textarea", "button"):
            options = [option.get("value", option.text or "") for option in field.iter("option")]
            value = field.get("value") or (options[0] if options else field.text) or ""
            values.setdefault(name, value)
    return values


def offered(browser: Browser, place: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give method, address and fields of each form at `place`; one of each kind where a page repeats it."""
    page = browser.open(place)
    assert page.status < 400, place
    seen = set()
    for form in page.root.iter("form"):
        values, action = fields(form), form.get("action") or page.path
        for target in {action, *(b.get("formaction") for b in form.iter("button") if b.get("formaction"))}:
            kind = ("".join(c for c in target if not c.isdigit()), *sorted(values))
            if kind not in seen and not target.split("?")[0].endswith(FATAL):
                seen.add(kind)
                yield form.get("method", "get").lower(), target, values


def try_every_field(browser: Browser, place: str) -> None:
    """Send each form at `place` with each field in turn holding each evil thing."""
    tried = 0
    for method, action, values in offered(browser, place):
        for name in values.keys() - {"csrf_token"}:
            for evil in EVIL.values():
                sent = {"query_string" if method == "get" else "data": {**values, name: evil}}
                answer = browser.client.open(action, method=method.upper(), **sent)
                assert answer.status_code < 500, (action, name, evil[:20])
                if answer.mimetype == "text/html":
                    assert not set("\0\x08\ufffe") & set(answer.get_data(as_text=True)), (action, name)
                tried += 1
    assert tried


@pytest.mark.slow
@pytest.mark.parametrize("place", PAGES)
def test_a_form_with_an_evil_field_breaks_nothing(app: Flask, session: Session, everybody: User, place: str) -> None:
    other = person(session, PersonRole.READER)
    session.commit()
    try_every_field(Browser(app, everybody), place.format(slug="the-river", other=other.id))


@pytest.mark.slow
@pytest.mark.parametrize("place", STRANGERS_PAGES)
def test_a_strangers_form_with_an_evil_field_breaks_nothing(app: Flask, everybody: User, place: str) -> None:
    try_every_field(Browser(app), place)


@pytest.mark.slow
def test_a_preview_with_an_evil_field_breaks_nothing(app: Flask, session: Session, everybody: User) -> None:
    browser = Browser(app, everybody)
    preview = browser.send("/intake", {"text": "A Title\n\nOne paragraph.\n\nAnother one."}, token_from="/intake")
    assert preview.path.startswith("/intake/")
    try_every_field(browser, preview.path)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["panel", "history"])
def test_what_stands_beside_a_paragraph_breaks_at_no_evil_field(
    app: Flask, session: Session, everybody: User, page: str
) -> None:
    there = find_translation(session, "the-river", "es")
    first, *_ = target_ids(session, there)
    editing.save(session, everybody.as_actor(), first, "El río[^1].", version=1)
    talk.comment(session, everybody.as_actor(), first, "Why?")
    session.commit()
    try_every_field(Browser(app, everybody), f"/targets/{first}/{page}")


@pytest.mark.parametrize("path", ["/login", "/reset", "/change", "/verify", "/tf-validate", "/mf-recovery", "/reset/x"])
def test_a_json_body_with_an_evil_value_breaks_nothing(app: Flask, everybody: User, path: str) -> None:
    for user in (None, everybody):
        browser = Browser(app, user)
        token = browser.open("/login" if user is None else "/account").token
        for evil in (*EVIL.values(), "\ud800", None, 1, [], {}, ["a"], {"a": "b"}, 10**30, True):
            for body in (dict.fromkeys(("email", "password", "new_password", "code"), evil), evil, [evil]):
                answer = browser.client.post(path, json=body, headers={"X-CSRFToken": token})
                assert answer.status_code < 500, (path, body)
        answer = browser.client.post(path, data="[" * 200_000, content_type="application/json")
        assert answer.status_code == 400


@pytest.mark.slow
@pytest.mark.parametrize("evil", ["%00", "9" * 40, "x" * 3000, "%ED%A0%80", "..%2f..%2f", "-1", "0"])
def test_an_evil_part_of_any_address_is_not_found(app: Flask, session: Session, everybody: User, evil: str) -> None:
    browser = Browser(app, everybody)
    token = browser.open("/statements").token
    for rule in app.url_map.iter_rules():
        for name in rule.arguments:
            address = rule.rule
            for other in rule.arguments:
                kind = "int:" if other.endswith(("_id", "_number", "page")) else "path:" if other == "filename" else ""
                address = address.replace(f"<{kind}{other}>", evil if other == name else PARAMETERS[other])
            assert "<" not in address, address
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                sent = {"csrf_token": token} if method == "POST" else None
                answer = browser.client.open(address, method=method, data=sent)
                assert answer.status_code < 500, (method, address)
                assert answer.status_code >= 300, (method, address)
