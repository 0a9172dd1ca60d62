"""The pages of editions without script: from a new edition to its releases, in both languages."""

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import User
from services import editing, editions, reviewing
from services.store import begin_write, find_translation
from tests import factories
from tests.browsing import Browser, Page
from tests.services.test_editions import rough


@pytest.fixture
def slugs(app: Flask, eva: User) -> tuple[str, str]:
    """Give two statements: all of the first is approved, nothing of the second."""
    with app.app_context():
        begin_write(db.session)
        ready, rough = (factories.translation(db.session, title=title) for title in ("Stones", "Rivers <i>"))
        approve(ready.statement.slug)
        db.session.commit()
        return ready.statement.slug, rough.statement.slug


def approve(slug: str, words: str = "Párrafo") -> None:
    """Write and approve every paragraph anew."""
    translation = find_translation(db.session, slug, "es")
    ana, beto = factories.translator(db.session), factories.reviewer(db.session)
    for n, target_id in enumerate(factories.target_ids(db.session, translation), 1):
        version = editing.place(db.session, target_id).version
        editing.save(db.session, ana, target_id, f"{words} {n}.", version=version, keep_submitted=True)
        reviewing.approve(db.session, beto, target_id, version=version + 1)


@pytest.fixture
def page(app: Flask, eva: User, slugs: tuple[str, str]) -> Page:
    """Give the page of a new edition that holds both statements."""
    page = Browser(app, eva).open("/editions").press("Begin", title="A *Book* / two", languages="en es")
    for slug in slugs:
        page = page.press("Add", statement=slug)
    return page


def rows(app: Flask) -> list[str]:
    with app.app_context():
        edition = editions.listed(db.session, factories.person(db.session, PersonRole.READER).as_actor())[0].edition
        return [text.slug for text in editions.texts_of(db.session, edition)]


def test_an_edition_is_begun_filled_and_ordered(app: Flask, page: Page, slugs: tuple[str, str]) -> None:
    ready, rough = slugs
    assert page.path.startswith("/editions/a-book-two")
    assert rows(app) == [ready, rough]
    page = page.press("↓ Move “Stones” down")
    assert rows(app) == [rough, ready]
    assert 'value="up" autofocus' in page.html
    page = page.press("Take out: Rivers")
    assert rows(app) == [ready]
    assert "100" in page.text


def test_each_obstacle_leads_to_its_row(page: Page, slugs: tuple[str, str]) -> None:
    assert "3 things stand in the way" in page.text
    assert f'href="/statements/{slugs[1]}/es?at=p2#p2"' in page.html
    assert "Make release" not in page.text


def test_a_blocking_check_leads_to_what_it_found(app: Flask, eva: User) -> None:
    with app.app_context():
        begin_write(db.session)
        blocked = rough(db.session).statement.slug
        db.session.commit()
    page = Browser(app, eva).open("/editions").press("Begin", title="Book", languages="en es")
    page = page.press("Add", statement=blocked)
    address = f"/statements/{blocked}/es/checks?severity=error"
    assert f'href="{address}"' in page.html
    assert "[^1]" in page.browser.open(address).text


def test_an_edition_is_released_and_its_files_stay(app: Flask, page: Page, slugs: tuple[str, str]) -> None:
    page = page.press("Take out: Rivers")
    page = page.press("Save", title="Book", target_title="Libro", series="Papers", front_source="Hello.\n\nYou.")
    page = page.press("Make release 1")
    assert "Release 1 is made." in page.text
    client = page.browser.client
    files = {f"/editions/a-book-two/releases/1/files/{f}": b"" for f in ("html", "txt", "md", "epub")}
    for path in files:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "a-book-two-1" in answer.headers["Content-Disposition"]
        files[path] = answer.data
    with app.app_context():
        begin_write(db.session)
        approve(slugs[0], "Otro")
        db.session.commit()
    page = page.browser.open("/editions/a-book-two").press("Make release 2")
    assert {path: client.get(path).data for path in files} == files
    assert b"Otro 1." in client.get("/editions/a-book-two/releases/2/files/txt").data
    changes = page.browser.open("/editions/a-book-two/releases/2/changes")
    assert "3 changes since release 1" in changes.text
    assert "<del>Párrafo</del>" in changes.html
    assert "No paragraph differs." in page.browser.open("/editions/a-book-two/releases/2/changes?since=2").text


def test_live_files_are_drafts_in_the_layout_asked_for(page: Page) -> None:
    client = page.browser.client
    answer = client.get("/editions/a-book-two/files/txt?layout=source")
    assert "DRAFT" in answer.text
    assert "a-book-two.source.txt" in answer.headers["Content-Disposition"]
    for wrong in ("po", "wordstar", "txt?layout=spiral", "pdf?paper=a0"):
        assert client.get(f"/editions/a-book-two/files/{wrong}").status_code == 400


def test_who_looks_at_an_older_edition_is_told(page: Page) -> None:
    older = page
    page.browser.open("/editions/a-book-two").press("Save", title="Meanwhile")
    answer = older.press("Save", title="Mine")
    assert answer.status == 409
    assert "was changed or released by somebody else" in answer.text


def test_a_release_is_refused_while_something_stands_in_the_way(app: Flask, page: Page) -> None:
    version = str(current(app))
    for sent, status in (({"sure": "yes", "version": version}, 409), ({"version": "1"}, 400), ({"sure": "yes"}, 409)):
        assert page.browser.send("/editions/a-book-two/releases", sent).status == status, sent


def current(app: Flask) -> int:
    with app.app_context():
        return editions.find_edition(
            db.session, factories.person(db.session, PersonRole.READER).as_actor(), "a-book-two"
        ).version


def test_readers_look_and_change_nothing(app: Flask, page: Page) -> None:
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    theirs = Browser(app, reader).open("/editions/a-book-two")
    for words in ("Take out", "Add a statement", "Title page and layout", "Make release"):
        assert words not in theirs.text
    assert "Download" in theirs.text
    assert "New edition" not in Browser(app, reader).open("/editions").text


def test_it_speaks_spanish(app: Flask, eva: User, page: Page) -> None:
    spanish = Browser(app, eva, "es").open("/editions/a-book-two")
    for words in ("Antes de publicar", "Faltan 3 puntos", "Portada y disposición", "Ediciones"):
        assert words in spanish.text


def test_many_forms_are_asked_for_as_one_file(page: Page) -> None:
    client = page.browser.client
    answer = client.get("/editions/a-book-two/bundles/zip-screen")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    asked = page.press("For reading: web page, e-books, PDF in two columns")
    assert "It is the next to be made." in asked.text
    for wrong, status in (
        ("rar", 400),
        ("zip?release=1", 404),
        ("zip?release=x", 404),
        (f"zip?release={'9' * 30}", 404),
    ):
        assert client.get(f"/editions/a-book-two/bundles/{wrong}").status_code == status, wrong
