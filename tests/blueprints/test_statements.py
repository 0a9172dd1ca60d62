"""The list of statements, the page of one, starting a translation, the file as it came."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from domain.permissions import PersonRole
from extensions import db
from models import Translation, User
from services import editing, reviewing, statements
from services.store import find_translation
from tests import factories
from tests.browsing import Browser, Page, text_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & *river*"


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


# The list, narrowed and sorted


def titles(page: Page) -> list[str]:
    return [text_of(card.find(".//h2")) for card in page.all("statement")]


@pytest.fixture
def three(app: Flask, ana: User) -> dict[str, str]:
    """Give three statements by their titles: the second is Ana's and due, the first is due later and done in part."""
    with app.app_context():
        session, today = db.session, date(2030, 1, 1)
        slugs = {}
        for title, person, due_on in (
            ("El Río crecido", None, today + timedelta(days=9)),
            ("A bridge", ana.id, today),
            ("100% paper", None, None),
        ):
            there = factories.translation(session, title=title)
            there.assigned_to_id, there.due_on = person, due_on
            slugs[title] = there.statement.slug
        first, *_rest = factories.target_ids(session, find_translation(session, slugs["El Río crecido"], "es"))
        editing.save(session, ana.as_actor(), first, "Uno.", version=0, keep_submitted=True)
        reviewing.approve(session, factories.reviewer(session), first, version=1)
        session.commit()
    return slugs


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ["100% paper", "A bridge", "El Río crecido"]),
        ({"q": "rio"}, ["El Río crecido"]),
        ({"q": "RÍO creció"}, []),
        ({"q": "crecido río"}, ["El Río crecido"]),
        ({"q": "100%"}, ["100% paper"]),
        ({"q": "%"}, ["100% paper"]),
        ({"q": "_"}, []),
        ({"mine": "1"}, ["A bridge"]),
        ({"mine": "1", "q": "paper"}, []),
        ({"order": "due"}, ["A bridge", "El Río crecido", "100% paper"]),
        ({"order": "least_done"}, ["100% paper", "A bridge", "El Río crecido"]),
        ({"order": "nonsense"}, ["100% paper", "A bridge", "El Río crecido"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(
    app: Flask, ana: User, three: dict[str, str], fields: dict[str, str], found: list[str]
) -> None:
    page = Browser(app, ana).open(f"/statements?{urlencode(fields)}")
    assert titles(page) == found
    if not found:
        assert "No statement is like that" in page.text


def test_the_form_above_the_list_keeps_what_was_asked(app: Flask, ana: User, three: dict[str, str]) -> None:
    page = Browser(app, ana).open("/statements").press("Show", q="bridge", mine="1", order="due")
    assert titles(page) == ["A bridge"]
    again = page.press("Show")
    assert titles(again) == ["A bridge"]
    assert "due Jan 1, 2030" in again.text
    assert "0% of the words approved" in again.text


def test_pages_of_a_narrowed_list_stay_narrowed(app: Flask, ana: User, three: dict[str, str]) -> None:
    with app.app_context():
        for n in range(52):
            factories.translation(db.session, ["One."], title=f"Leaflet {n}")
        db.session.commit()
    page = Browser(app, ana).open("/statements?q=leaflet&order=due")
    (later,) = [link.get("href") for link in page.root.iter("a") if link.get("rel") == "next"]
    assert [title.split()[0] for title in titles(Browser(app, ana).open(str(later)))] == ["Leaflet", "Leaflet"]


# Who has it, and by when


def test_a_translation_is_given_to_somebody_with_a_day(app: Flask, ana: User, slug: str) -> None:
    with app.app_context():
        tomas = factories.person(db.session, PersonRole.TRANSLATOR, language="es", name="Tomás")
        factories.person(db.session, PersonRole.TRANSLATOR, language="fr", name="Jeanne")
        db.session.commit()
    page = Browser(app, ana).open(f"/statements/{slug}")
    assert "given to nobody yet" in page.text
    assert "Tomás" in page.text
    assert "Jeanne" not in page.text
    page = page.press("Store:", person=str(tomas.id), due_on="2030-05-17")
    assert "given to Tomás · due May 17, 2030" in page.text
    assert "By words: Draft 36%, Empty 63%" in page.text
    page = page.press("Store:", person="", due_on="")
    assert "given to nobody yet" in page.text
    page = page.press("Take it")
    assert page.path == f"/statements/{slug}/es"
    assert "given to Ana" in Browser(app, ana).open(f"/statements/{slug}").text


@pytest.mark.parametrize(
    "fields",
    [{"person": "999999"}, {"person": "x"}, {"person": "²"}, {"due_on": "soon"}, {"due_on": "0026-01-01"},
     {"due_on": "2026-02-30"}],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_in_words(app: Flask, ana: User, slug: str, fields: dict[str, str]) -> None:
    page = Browser(app, ana).send(f"/statements/{slug}/es/assignment", fields)
    assert page.status == 400
    assert "is not a possible value here" in page.text
