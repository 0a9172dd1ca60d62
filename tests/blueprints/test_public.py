"""What strangers see: the public page of an edition, its files and its errata, and the draft that a link leads to."""

import logging
import re
import zipfile
from datetime import timedelta
from io import BytesIO

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.glogging import SafeAtoms

from blueprints.token_logs import WithoutTokens
from domain.permissions import Actor, PersonRole
from extensions import db
from formats import html_head
from models import PreviewLink, User
from models.base import now
from models.job import JobFile, JobFilePiece
from services import arrangements, editions, publication, releases
from services.editions import Details
from services.job_kinds import edition_build
from services.store import begin_write
from tests import factories
from tests.blueprints.test_editions import approve
from tests.browsing import Browser, Page
from tests.services.books import approved

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SLUG = "a-book-of-stones"


@pytest.fixture
def eva(app: Flask) -> User:
    """Give a publisher, with an edition that was released once and is closed."""
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        eva = factories.person(db.session, PersonRole.PUBLISHER, name="Eva")
        edition = editions.create(db.session, eva.as_actor(), "A book of stones", "en", "es")
        statement = approved(db.session, "Title", "First sentence. Second one.", "Last <b>words</b>.").statement
        editions.add(db.session, eva.as_actor(), edition.slug, statement.slug)
        details = Details("A book of stones", "Un libro de piedras", licence="CC BY-SA 4.0", layout="facing")
        editions.describe(db.session, eva.as_actor(), edition.slug, details, version=None)
        releases.release(db.session, eva.as_actor(), edition.slug)
        db.session.commit()
    return eva


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


def within(app: Flask, eva: User, act) -> object:
    with app.app_context():
        begin_write(db.session)
        found = act(db.session, eva.as_actor())
        db.session.commit()
        return found


def opened(app: Flask, eva: User) -> None:
    within(app, eva, lambda session, actor: publication.open_to_all(session, actor, SLUG))


def link(app: Flask, eva: User) -> str:
    return within(app, eva, lambda session, actor: publication.create_link(session, actor, SLUG, "The printer")[1])


def release_again(session, actor: Actor) -> None:
    editions.describe(session, actor, SLUG, Details("A book of stones", "Un libro de piedras", "Papers"), version=None)
    releases.release(session, actor, SLUG)


PATHS = (
    f"/read/{SLUG}", f"/read/{SLUG}/1", f"/read/{SLUG}/1/p1", f"/read/{SLUG}/1/changes", f"/read/{SLUG}/1/files/txt",
    f"/read/{SLUG}?text=source", f"/read/{SLUG}/2",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_what_is_closed_is_as_if_it_never_was(app: Flask, eva: User, stranger: FlaskClient, path: str) -> None:
    never = stranger.get(path.replace(SLUG, "never")).get_data(as_text=True)
    assert stranger.get(path).status_code == 404
    opened(app, eva)
    stranger.get(path)
    within(app, eva, lambda session, actor: publication.close(session, actor, SLUG))
    answer = stranger.get(path)
    assert answer.status_code == 404
    said = answer.get_data(as_text=True)
    assert _bare(said) == _bare(never)
    assert not re.search("stones|piedras", re.sub(SLUG, "", said), re.IGNORECASE)


def _bare(html: str) -> str:
    """Return a page without what differs from one to the next in any case: its address and its token."""
    return re.sub(r'(?:content|value)="[^"]*"', "", html)


def test_the_page_of_a_release_is_for_everybody_and_for_caches(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    for path in (f"/read/{SLUG}", f"/read/{SLUG}/1", f"/read/{SLUG}?text=target", f"/read/{SLUG}/1/files/txt"):
        answer = stranger.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert answer.headers["X-Robots-Tag"] == "all"
        again = stranger.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert stranger.get(path).data == answer.data
        assert stranger.get(path, headers={"Accept-Language": "es"}).data == answer.data
        assert stranger.head(path).headers["ETag"] == answer.headers["ETag"]


def test_members_see_the_same_bytes(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    assert Browser(app, eva).client.get(f"/read/{SLUG}").data == stranger.get(f"/read/{SLUG}").data


def document(data: bytes):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    found = parser.parse(data, transport_encoding="utf-8")
    assert parser.errors == []
    return found


@pytest.mark.parametrize(("view", "language", "sides"), [
    ("", "es", {"source", "target"}), ("source", "en", {"source"}), ("target", "es", {"target"}),
    ("nonsense", "es", {"source", "target"}),
])  # fmt: skip
def test_each_view_has_its_address_and_its_language(
    app: Flask, eva: User, stranger: FlaskClient, view: str, language: str, sides: set[str]
) -> None:
    opened(app, eva)
    answer = stranger.get(f"/read/{SLUG}?text={view}" if view else f"/read/{SLUG}")
    page = document(answer.data)
    assert next(page.iter("html")).get("lang") == language
    assert {e.get("class") for e in page.iter("p")} & {"source", "target"} == sides
    alternates = {e.get("hreflang"): e.get("href") for e in page.iter("link") if e.get("rel") == "alternate"}
    assert alternates == {
        "en": f"/read/{SLUG}?text=source", "es": f"/read/{SLUG}?text=target", "x-default": f"/read/{SLUG}",
    }  # fmt: skip
    (canonical,) = (e.get("href") for e in page.iter("link") if e.get("rel") == "canonical")
    assert canonical == f"/read/{SLUG}{f'?text={view}' if view in ('source', 'target') else ''}"
    current = [e for e in page.iter("a") if e.get("aria-current") == "page"]
    assert [e.text for e in current] == [{"source": "English", "target": "Español"}.get(view, "Ambos")]


@pytest.mark.parametrize(("layout", "language", "shown", "hidden"), [
    ("target", "es", "Párrafo 2.", "First sentence"), ("source", "en", "First sentence", "Párrafo 2."),
])  # fmt: skip
def test_a_language_that_is_not_printed_is_nowhere(
    app: Flask, eva: User, stranger: FlaskClient, layout: str, language: str, shown: str, hidden: str
) -> None:
    def release_alone(session, actor: Actor) -> None:
        editions.describe(session, actor, SLUG, Details("A book of stones", layout=layout), version=None)
        releases.release(session, actor, SLUG)
        publication.open_to_all(session, actor, SLUG)

    within(app, eva, release_alone)
    token = link(app, eva)
    for path in (
        f"/read/{SLUG}", f"/read/{SLUG}?text=source", f"/read/{SLUG}?text=target", f"/preview/{token}",
        f"/read/{SLUG}/2/files/html", f"/read/{SLUG}/2/files/txt", f"/read/{SLUG}/2/files/md",
    ):  # fmt: skip
        said = stranger.get(path).get_data(as_text=True)
        assert shown in said, path
        assert hidden not in said, path
    page = document(stranger.get(f"/read/{SLUG}?text=source").data)
    assert next(page.iter("html")).get("lang") == language
    assert not [e for e in page.iter("link") if e.get("rel") == "alternate"]


def test_a_draft_without_any_text_is_a_page_too(app: Flask, eva: User, stranger: FlaskClient) -> None:
    def empty(session, actor: Actor) -> str:
        edition = editions.create(session, actor, "Nothing <yet>", "en", "es")
        return publication.create_link(session, actor, edition.slug, "The printer")[1]

    answer = stranger.get(f"/preview/{within(app, eva, empty)}")
    assert answer.status_code == 200
    assert "Nothing &lt;yet&gt;" in answer.get_data(as_text=True)
    assert "BORRADOR" in answer.get_data(as_text=True)
    document(answer.data)


def test_whole_addresses_stand_under_public_url(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    app.config["PUBLIC_URL"] = "https://desk.example.org"
    said = stranger.get(f"/read/{SLUG}/1", headers={"Host": "evil.example"}).get_data(as_text=True)
    assert f'rel="canonical" href="https://desk.example.org/read/{SLUG}"' in said
    assert "evil.example" not in said
    app.config["PUBLIC_URL"] = ""
    assert "evil" not in stranger.get(f"/read/{SLUG}/1", headers={"Host": "evil.example"}).get_data(as_text=True)


def test_the_page_runs_its_own_script_and_no_other(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    answer = stranger.get(f"/read/{SLUG}")
    policy = answer.headers["Content-Security-Policy"]
    assert policy == f"{html_head.own().policy}; frame-ancestors 'none'"
    assert "unsafe" not in policy
    assert "Last &lt;b&gt;words&lt;/b&gt;." in answer.get_data(as_text=True)
    assert 'rel="license"' in answer.get_data(as_text=True)


def test_a_later_release_leaves_the_former_where_it_is(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    first = stranger.get(f"/read/{SLUG}")
    within(app, eva, release_again)
    newest, former = stranger.get(f"/read/{SLUG}"), stranger.get(f"/read/{SLUG}/1")
    assert newest.headers["ETag"] != first.headers["ETag"]
    assert stranger.get(f"/read/{SLUG}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "Papers" in newest.get_data(as_text=True)
    said = former.get_data(as_text=True)
    assert "Papers" not in said
    assert "Esta es la publicación 1. Hay una más reciente." in said
    assert f'href="/read/{SLUG}/2/changes"' in newest.get_data(as_text=True)
    assert stranger.get(f"/read/{SLUG}/1/changes").status_code == 404


def test_a_paragraph_is_found_by_its_id(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    assert stranger.get(f"/read/{SLUG}/1/p2").location == f"/read/{SLUG}/1#p2"
    for wrong in ("p99", "view-both", "%00"):
        assert stranger.get(f"/read/{SLUG}/1/{wrong}").status_code == 404


def test_a_paragraph_is_found_by_the_id_that_it_had_before_a_merge(
    app: Flask, eva: User, stranger: FlaskClient
) -> None:
    def release_merged(session, actor: Actor) -> str:
        statement = factories.translation(session, ("One.", "Two.", "Three.")).statement
        arrangements.merge(session, factories.translator(session), statement, "p1", seen=None)
        approve(statement.slug)
        edition = editions.create(session, actor, "Merged", "en", "es")
        editions.add(session, actor, edition.slug, statement.slug)
        releases.release(session, actor, edition.slug)
        publication.open_to_all(session, actor, edition.slug)
        return edition.slug

    slug = within(app, eva, release_merged)
    assert stranger.get(f"/read/{slug}/1/p2").location == f"/read/{slug}/1#p1"
    assert 'id="p2"' in stranger.get(f"/read/{slug}/1").get_data(as_text=True)


def test_the_files_of_a_release_are_those_that_members_get(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    page = stranger.get(f"/read/{SLUG}").get_data(as_text=True)
    paths = re.findall(rf'href="(/read/{SLUG}/1/files/(\w+))"', page)
    assert {name for _path, name in paths} == {"html", "epub", "docx", "txt", "md"}
    for path, name in paths:
        answer = stranger.get(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith(f"attachment; filename={SLUG}-1.")
        with app.app_context():
            assert answer.data == releases.build(db.session, eva.as_actor(), SLUG, name, number=1)
    assert zipfile.ZipFile(BytesIO(stranger.get(f"/read/{SLUG}/1/files/epub").data)).testzip() is None
    for name in ("pdf", "po", "xlsx", "zip", "nothing"):
        assert stranger.get(f"/read/{SLUG}/1/files/{name}").status_code == 404


def test_a_pdf_is_offered_where_a_member_has_had_it_made(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)
    address = f"/read/{SLUG}/1/files/pdf"
    before = stranger.get(f"/read/{SLUG}")
    assert address not in before.get_data(as_text=True)

    def make(session, actor: Actor) -> None:
        sha256 = releases.sha256_of(session, actor, editions.find_edition(session, actor, SLUG), 1)
        asked = edition_build.check(session, actor, {"edition": SLUG, "format": "pdf", "number": 1})
        assert asked.key == edition_build.key_as_composed(SLUG, sha256, "pdf")
        made = {"name": "a.pdf", "media_type": "application/pdf", "size": 8, "sha256": "0"}
        file = JobFile(key=asked.key, **made)
        other = JobFile(key=edition_build.key_as_composed(SLUG, "another", "pdf"), **made)
        session.add_all([file, other])
        session.flush()
        session.add_all(
            JobFilePiece(file_id=file.id, number=n, content=piece) for n, piece in enumerate([b"%PDF", b"-1.7"])
        )

    within(app, eva, make)
    page = stranger.get(f"/read/{SLUG}", headers={"If-None-Match": before.headers["ETag"]})
    assert page.status_code == 200
    assert f'href="{address}"' in page.get_data(as_text=True)
    answer = stranger.get(address)
    assert (answer.data, answer.content_type) == (b"%PDF-1.7", "application/pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={SLUG}-1.pdf"


def test_the_errata_tell_a_changed_foreword(app: Flask, eva: User) -> None:
    opened(app, eva)

    def write(session, actor: Actor) -> None:
        for front in ("A foreword.\n\nOf two.", "A longer foreword.\n\nOf two."):
            details = Details("A book of stones", "Un libro de piedras", front_source=front, front_target="Prólogo.")
            editions.describe(session, actor, SLUG, details, version=None)
            releases.release(session, actor, SLUG)

    within(app, eva, write)
    new = Browser(app, eva).open(f"/read/{SLUG}/2/changes")
    assert "1 cambio" in new.text
    assert "A book of stones · Preliminares Nuevo" in new.text
    assert "Prólogo." in new.text
    changed = Browser(app, eva).open(f"/read/{SLUG}/3/changes")
    assert "Preliminares Cambió" in changed.text
    assert "A longer foreword. Of two." in changed.text
    assert "Prólogo." not in changed.text


def test_the_errata_are_told_in_the_language_of_the_page(app: Flask, eva: User, stranger: FlaskClient) -> None:
    opened(app, eva)

    def reword(session, actor: Actor) -> None:
        (text,) = editions.texts_of(session, editions.find_edition(session, actor, SLUG))
        approve(text.slug, "Otra <i>cosa</i>")
        releases.release(session, actor, SLUG)

    within(app, eva, reword)
    answer = stranger.get(f"/read/{SLUG}/2/changes")
    said = answer.get_data(as_text=True)
    assert "Cambios de la publicación 2" in said
    assert "3 cambios" in said
    assert "&lt;i&gt;" in said
    assert "<i>" not in said
    assert 'lang="es"' in said
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert stranger.get(f"/read/{SLUG}/2/changes", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    document(answer.data)


def test_other_pages_are_not_for_search_engines(app: Flask, eva: User, stranger: FlaskClient) -> None:
    assert stranger.get("/login").headers["X-Robots-Tag"] == "noindex"
    assert Browser(app, eva).client.get("/editions").headers["X-Robots-Tag"] == "noindex"


# What the publisher sees


def test_a_publisher_opens_and_closes_the_page(app: Flask, eva: User, stranger: FlaskClient) -> None:
    page = Browser(app, eva).open(f"/editions/{SLUG}")
    assert "Only members can read it." in page.text
    page = page.form("Open a public page").press("Open a public page", sure=["yes"])
    assert "Everybody can read the releases now." in page.text
    assert stranger.get(f"/read/{SLUG}").status_code == 200
    page = page.form("Close the public page").press("Close the public page")
    assert "The releases are for members only again." in page.text
    assert stranger.get(f"/read/{SLUG}").status_code == 404


def test_nothing_is_opened_unless_the_publisher_is_sure(app: Flask, eva: User, stranger: FlaskClient) -> None:
    browser = Browser(app, eva)
    assert browser.send(f"/editions/{SLUG}/publication", {"open": "yes"}).status == 400
    assert browser.send(f"/editions/{SLUG}/publication", {"open": "perhaps", "sure": "yes"}).status == 400
    assert stranger.get(f"/read/{SLUG}").status_code == 404


def test_readers_see_who_may_read_and_decide_nothing(app: Flask, eva: User) -> None:
    opened(app, eva)
    link(app, eva)
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    page = Browser(app, reader).open(f"/editions/{SLUG}")
    assert "Everybody can read the releases" in page.text
    assert "Close the public page" not in page.text
    assert "The printer" not in page.text


def test_a_link_is_made_shown_once_and_revoked(app: Flask, eva: User, stranger: FlaskClient) -> None:
    page = Browser(app, eva).open(f"/editions/{SLUG}")
    made = page.form("Make a link").press("Make a link", purpose="The <printer>", days="2")
    assert made.status == 201
    assert made.answer.headers["Cache-Control"] == "private, no-store"
    (address,) = (e.get("value") for e in made.root.iter("input") if e.get("id") == "link")
    assert stranger.get(address).status_code == 200
    page = Browser(app, eva).open(f"/editions/{SLUG}")
    assert "The <printer>" in page.text
    assert address.rsplit("/", 1)[1] not in page.html
    page = page.form("Revoke").press("Revoke")
    assert stranger.get(address).status_code == 404
    assert "revoked on" in page.text


@pytest.mark.parametrize("fields", [{"purpose": "", "days": "7"}, {"purpose": "x", "days": "91"},
                                    {"purpose": "x", "days": "a"}, {"purpose": "x" * 300, "days": "7"}])  # fmt: skip
def test_a_link_without_purpose_or_end_is_refused(app: Flask, eva: User, fields: dict[str, str]) -> None:
    page: Page = Browser(app, eva).send(f"/editions/{SLUG}/preview-links", fields)
    assert page.status in (400, 413)


# What a link opens


def test_a_link_shows_the_draft_and_is_kept_by_nobody(app: Flask, eva: User, stranger: FlaskClient) -> None:
    answer = stranger.get(f"/preview/{link(app, eva)}")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "BORRADOR" in said
    assert "Esto es un borrador." in said
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in said
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert "ETag" not in answer.headers
    hrefs = {e.get("href") for e in document(answer.data).iter("a")}
    assert all(href.startswith(("#", "https://creativecommons.org/")) for href in hrefs)


def test_nothing_else_opens_with_a_link(app: Flask, eva: User, stranger: FlaskClient) -> None:
    token = link(app, eva)
    stranger.get(f"/preview/{token}")
    for path in ("/", "/editions", f"/editions/{SLUG}", "/statements", f"/read/{SLUG}", f"/editions/{SLUG}/files/txt"):
        for address in (path, f"{path}?token={token}&preview_token={token}"):
            answer = stranger.get(address, headers={"Authorization": f"Bearer {token}", "X-Preview": token})
            assert answer.status_code in (302, 404)
            assert b"First sentence" not in answer.data
    assert stranger.post(f"/preview/{token}").status_code in (400, 405)
    assert stranger.get(f"/preview/{token}/files/txt").status_code == 404


def test_a_members_session_is_left_alone(app: Flask, eva: User) -> None:
    browser = Browser(app, eva)
    browser.open("/editions")
    answer = browser.client.get(f"/preview/{link(app, eva)}")
    assert "Set-Cookie" not in answer.headers
    assert browser.open("/editions").status == 200


def test_ended_revoked_and_unknown_links_are_answered_alike_in_both_languages(
    app: Flask, eva: User, stranger: FlaskClient
) -> None:
    ended, revoked = link(app, eva), link(app, eva)

    def end(session, actor: Actor) -> None:
        one, other = publication.links_of(session, actor, SLUG)
        publication.revoke_link(session, actor, SLUG, one.id)
        session.get_one(PreviewLink, other.id).ends_at = now() - timedelta(days=1)

    within(app, eva, end)
    answers = [
        stranger.get(f"/preview/{token}", headers={"Accept-Language": language})
        for token in (ended, revoked, "unknown", "é")
        for language in ("en", "es")
    ]
    assert {(a.status_code, a.data, a.headers["Cache-Control"]) for a in answers} == {
        (404, answers[0].data, "private, no-store")
    }
    said = answers[0].get_data(as_text=True)
    assert "This link leads nowhere" in said
    assert "Este enlace no lleva a ninguna parte" in said
    assert "stones" not in said
    document(answers[0].data)


def test_no_token_stands_in_a_log(app: Flask, eva: User, caplog: pytest.LogCaptureFixture) -> None:
    token = link(app, eva)
    for logger in (app.logger, logging.getLogger("werkzeug"), logging.getLogger("gunicorn.access")):
        assert any(isinstance(one, WithoutTokens) for one in logger.filters)
        logger.error("Exception on %s [%s]", f"/preview/{token}", "GET")
        logger.error(" ".join(("GET", f"/preview/{token}?text=source", "HTTP/1.1")))
        logger.error("%(r)s %({x-none}i)s", SafeAtoms({"r": f"GET /preview/{token} HTTP/1.1"}))
    assert len(caplog.records) >= 3
    assert token not in caplog.text
    assert "/preview/…" in caplog.text
