"""The list of statements, the page of one, starting a translation, the file as it came."""

import pytest
from flask import Flask
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from models import Translation, User
from services import editing, statements
from tests import factories
from tests.browsing import Browser

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & *river*"


@pytest.fixture
def ana(app: Flask) -> User:
    with app.app_context():
        user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        db.session.commit()
        return user


@pytest.fixture
def slug(app: Flask, ana: User) -> str:
    with app.app_context():
        translation = factories.translation(db.session, title=HOSTILE)
        first, *_rest = factories.target_ids(db.session, translation)
        editing.save(db.session, ana.as_actor(), first, "El río.", version=0)
        factories.noise(db.session)
        db.session.commit()
        return translation.statement.slug


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_empty_house_says_how_to_begin(app: Flask, ana: User, language: str) -> None:
    page = Browser(app, ana, language).open("/statements")
    assert page.all("empty")
    assert "/intake" in page.html


def test_the_list_says_how_far_each_translation_is(app: Flask, ana: User, slug: str) -> None:
    page = Browser(app, ana).open("/statements")
    card = next(card for card in page.all("statement") if "alert(1)" in "".join(card.itertext()))
    words = " ".join("".join(card.itertext()).split())
    assert "3 paragraphs · 11 words" in words
    assert "Draft 1" in words
    assert "Empty 2" in words
    bar = next(card.iter(f"{SVG}svg"))
    assert bar.get("aria-label") == "Progress: Draft 1, Empty 2"
    assert sum(float(part.get("width")) for part in bar.iter(f"{SVG}rect")) == pytest.approx(100, abs=0.01)
    assert "<script>alert" not in page.html


def test_the_list_has_pages(app: Flask, ana: User) -> None:
    with app.app_context():
        for n in range(53):
            factories.translation(db.session, ["One."], title=f"Statement number {n}")
        db.session.commit()
    page = Browser(app, ana).open("/statements")
    assert len(page.all("statement")) == 50
    older = Browser(app, ana).open("/statements?after=50")
    assert len(older.all("statement")) == 3
    assert Browser(app, ana).open("/statements?after=nonsense").status == 200
    assert Browser(app, ana).open("/statements?after=99999999999999999999").status == 200


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_of_a_statement_says_where_it_comes_from(app: Flask, ana: User, slug: str, language: str) -> None:
    page = Browser(app, ana, language).open(f"/statements/{slug}")
    assert page.title == HOSTILE
    assert "statement.txt" in page.text
    assert f"/statements/{slug}/es" in page.html


def test_the_file_comes_out_as_it_came_in(app: Flask, ana: User, slug: str) -> None:
    answer = Browser(app, ana).client.get(f"/statements/{slug}/source-file")
    assert answer.data == "\n\n".join(factories.PARAGRAPHS).encode()
    assert answer.headers["Content-Disposition"] == "attachment; filename=statement.txt"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_of_a_file_cannot_break_out_of_its_header(app: Flask, ana: User) -> None:
    with app.app_context():
        upload = statements.Upload('río"; x=\r\nSet-Cookie: a=b.txt', "txt", b"x")
        details = statements.Details("en", title="Odd")
        slug = statements.create(db.session, ana.as_actor(), factories.document(), upload, details).slug
        db.session.commit()
    answer = Browser(app, ana).client.get(f"/statements/{slug}/source-file")
    assert answer.status_code == 200
    assert "a=b" not in answer.headers.get("Set-Cookie", "")
    assert "\n" not in answer.headers["Content-Disposition"]


def languages(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Translation.language).order_by(Translation.id.desc())))


def test_a_translation_is_started_from_the_list_or_by_its_tag(app: Flask, ana: User, slug: str) -> None:
    page = Browser(app, ana).open(f"/statements/{slug}")
    desk = page.press("Start the translation", language="fr")
    assert desk.path == f"/statements/{slug}/fr"
    desk = Browser(app, ana).open(f"/statements/{slug}").press("Start the translation", other="QU-pe")
    assert desk.path == f"/statements/{slug}/qu-PE"
    assert languages(app)[:2] == ["qu-PE", "fr"]


@pytest.mark.parametrize(("other", "status"), [("es", 409), ("nonsense!", 400), ("en", 400), ("", 400)])
def test_a_translation_that_cannot_be_is_refused_in_words(
    app: Flask, ana: User, slug: str, other: str, status: int
) -> None:
    before = languages(app)
    page = Browser(app, ana).send(f"/statements/{slug}/translations", {"other": other})
    assert page.status == status
    assert "Nothing was changed" in page.text
    assert languages(app) == before


def test_a_reader_may_not_start_a_translation_and_is_not_asked_to(app: Flask, slug: str) -> None:
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    assert not Browser(app, reader).open(f"/statements/{slug}").all("start")
    page = Browser(app, reader).send(f"/statements/{slug}/translations", {"other": "fr"})
    assert page.status == 403


def test_a_stranger_is_sent_to_the_sign_in_page(app: Flask, slug: str) -> None:
    for path in (
        "/",
        "/statements",
        f"/statements/{slug}",
        f"/statements/{slug}/es",
        f"/statements/{slug}/source-file",
    ):
        assert Browser(app).open(path).path == "/login"
