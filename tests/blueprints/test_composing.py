"""Composing without script: nothing typed is lost, whoever else is at work; the pages are shown as pictures."""

import re

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import User
from services import editions
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, Page

ADDRESS = "/editions/a-book"


@pytest.fixture
def eva(app: Flask) -> User:
    with app.app_context():
        factories.noise(db.session)
        eva = factories.person(db.session, PersonRole.PUBLISHER, name="Eva")
        begin_write(db.session)
        made = editions.create(db.session, eva.as_actor(), "A book", "en", "es")
        for title in ("Stones", "Rivers <i>"):
            editions.add(
                db.session, eva.as_actor(), made.slug, factories.translation(db.session, title=title).statement.slug
            )
        db.session.commit()
    return eva


@pytest.fixture
def page(app: Flask, eva: User) -> Page:
    return Browser(app, eva).open(ADDRESS)


def typed(page: Page) -> dict[str, list[str]]:
    return page.form("Save")._values()


def saved(app: Flask) -> editions.Details:
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER).as_actor()
        return editions.details_of(editions.find_edition(db.session, reader, "a-book"))


def test_presets_are_saved_and_shown_again(app: Flask, page: Page) -> None:
    page = page.press("Save", type_size="large-print", margins="wide", binding="glued", paper="a5")
    assert (saved(app).type_size, saved(app).margins, saved(app).binding) == ("large-print", "wide", "glued")
    assert typed(page)["type_size"] == ["large-print"]
    assert page.form("Save").press("Save", type_size="huge").status == 400


@pytest.mark.parametrize("button", ["↓ Move “Stones” down", "Take out: Stones", "Add"])
def test_what_is_typed_outlives_every_other_button(app: Flask, page: Page, button: str) -> None:
    with app.app_context():
        factories.translation(db.session, title="Third")
        db.session.commit()
    page = page.browser.open(ADDRESS).press(button, title="Typed", front_source="One.\n\nTwo.", binding="stapled")
    assert "is not saved yet" in page.text
    values = typed(page)
    assert (values["title"], values["front_source"], values["binding"]) == (
        ["Typed"],
        ["One.\r\n\r\nTwo."],
        ["stapled"],
    )
    assert saved(app).title == "A book"
    page = page.press("Save")
    assert page.status == 200
    assert saved(app).title == "Typed"
    assert "not saved" not in page.browser.open(ADDRESS).text


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("title", " ", 400),
        ("title", "x" * 501, 413),
        ("series", "y" * 501, 413),
        ("front_target", "z" * 50_001, 413),
        ("layout", "spiral", 400),
        ("paper", "a0", 400),
    ],
)
def test_what_cannot_be_saved_comes_back_with_what_is_wrong(
    app: Flask, page: Page, field: str, value: str, status: int
) -> None:
    answer = page.press("Save", **{"target_title": "Un libro", field: value})
    assert answer.status == status
    assert "is not saved yet" in answer.text
    assert typed(answer)["target_title"] == ["Un libro"]
    if field not in ("layout", "paper"):
        assert typed(answer).get(field, [value]) == [value]
    assert 'aria-invalid="true"' in answer.html
    assert saved(app).target_title == ""
    left = page.browser.open(ADDRESS)
    assert "typed something here that is not saved" in left.text
    assert "typed something" not in left.press("Drop it").text


def test_of_two_publishers_the_later_sees_who_was_first_and_loses_nothing(app: Flask, page: Page) -> None:
    with app.app_context():
        quim = factories.person(db.session, PersonRole.PUBLISHER, name="Quim")
        db.session.commit()
    Browser(app, quim).open(ADDRESS).press("Save", title="Theirs", series="Papers")
    answer = page.press("Save", title="Mine", licence="CC BY")
    assert answer.status == 409
    for words in ("Last changed by Quim", "Saved now: Theirs", "Saved now: Papers"):
        assert words in answer.text, words
    assert typed(answer)["title"] == ["Mine"]
    assert saved(app).title == "Theirs"
    assert answer.press("Save").status == 200
    assert (saved(app).title, saved(app).licence) == ("Mine", "CC BY")


def test_somebody_elses_step_in_between_is_not_hidden_by_ones_own(app: Flask, page: Page) -> None:
    with app.app_context():
        quim = factories.person(db.session, PersonRole.PUBLISHER, name="Quim")
        db.session.commit()
    Browser(app, quim).open(ADDRESS).press("Save", title="Theirs")
    moved = page.press("↓ Move “Stones” down", title="Mine")
    assert moved.press("Save").status == 409


def test_an_order_is_saved_at_once_and_named_by_its_version(app: Flask, page: Page) -> None:
    form = page.form("Save")._values()
    data = {"csrf_token": page.token, "person": form["person"][0], "statement": ["rivers-i", "stones"]}
    client, accept = page.browser.client, {"Accept": "application/json"}
    answer = client.post(f"{ADDRESS}/order", data=data, headers=accept)
    assert answer.json["before"] + 1 == answer.json["version"]
    assert answer.json["before"] == int(form["version"][0])
    assert client.post(f"{ADDRESS}/order", data={**data, "statement": ["stones"]}, headers=accept).status_code == 409


def test_statements_are_looked_for_by_title(app: Flask, page: Page) -> None:
    with app.app_context():
        for n in range(14):
            factories.translation(db.session, title=f"Leaflet {n}")
        db.session.commit()
    found = page.browser.open(ADDRESS).form("Search").press("Search", q="leaflet 13")
    assert re.findall(r"<option value=\"(leaflet[^\"]*)\"", found.html) == ["leaflet-13"]
    assert "is called “nowhere”" in page.browser.open(f"{ADDRESS}?q=nowhere").text


# Pages


def pictures(page: Page) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', page.html)


def test_the_pages_are_shown_without_script(app: Flask, page: Page) -> None:
    shown = page.browser.open(f"{ADDRESS}/preview")
    assert shown.status == 200
    while 'rel="next"' in shown.html:
        for address in pictures(shown):
            answer = page.browser.client.get(address.replace("&amp;", "&"))
            assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
            assert answer.data.startswith(b"<svg")
            assert "immutable" in answer.headers["Cache-Control"]
        (address,) = re.findall(r'rel="next" href="([^"]+)"', shown.html)
        shown = page.browser.open(address.replace("&amp;", "&"))
    assert 'alt="Page' in shown.html
    bare = page.browser.client.get(f"{ADDRESS}/preview?bare=1").text
    assert "<html" not in bare
    assert "data-spread" in bare


def test_what_is_typed_is_shown_and_not_saved(app: Flask, page: Page) -> None:
    sent = {"title": "Typed <b>", "then": "preview", "text": "stones", "paragraph": "2"}
    answer = page.browser.send(f"{ADDRESS}/drafts", sent)
    assert re.search(r"draft=[0-9a-f]{32}", answer.url)
    assert answer.status == 200
    assert saved(app).title == "A book"
    other = Browser(app, person(app, PersonRole.PUBLISHER)).client.get(answer.url)
    assert other.status_code == 404


def person(app: Flask, role: PersonRole) -> User:
    with app.app_context():
        made = factories.person(db.session, role)
        db.session.commit()
        return made


def test_a_picture_of_what_has_changed_is_not_kept(app: Flask, page: Page) -> None:
    (address,) = pictures(page.browser.open(f"{ADDRESS}/preview"))
    address = re.sub("of=[^&]+", "of=1-0000", address.replace("&amp;", "&"))
    assert page.browser.client.get(address).headers["Cache-Control"] == "private, no-store"
    plain = page.browser.client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.data.startswith(b"<svg")
    assert page.browser.client.get(re.sub(r"/\d+\.svg", "/999.svg", address)).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?text=nowhere", 404),
        ("?draft=0123", 404),
        ("?paragraph=x&spread=x", 200),
        ("?text=stones&paragraph=99999", 200),
        ("?text=-", 200),
        ("?spread=999999999999", 200),
    ],
)
def test_any_place_can_be_asked_for(page: Page, query: str, status: int) -> None:
    assert page.browser.open(f"{ADDRESS}/preview{query}").status == status


def test_an_edition_without_statements_has_pages(page: Page) -> None:
    page = page.press("Take out: Stones").press("Take out: Rivers")
    assert "There is no statement in it yet." in page.text
    assert pictures(page.browser.open(f"{ADDRESS}/preview"))
    drafted = page.press("Save", title="/../<script>alert(1)</script> " + "long " * 90)
    assert drafted.status == 200
    assert "<script>alert" not in drafted.html
    assert pictures(page.browser.open(f"{ADDRESS}/preview"))


def test_readers_see_the_pages(app: Flask, page: Page) -> None:
    reader = Browser(app, person(app, PersonRole.READER))
    assert pictures(reader.open(f"{ADDRESS}/preview"))
    assert "Search by title" not in reader.open(ADDRESS).text
