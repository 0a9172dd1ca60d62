"""`flask edition`: the same services as the web, one line for every failure, files whole or not at all."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from formats import REGISTRY
from services import editing, editions, reviewing
from services.store import begin_write, find_translation
from tests import factories
from tests.formats.reading import text_of
from tests.test_cli import CommandLine


@pytest.fixture
def slug(app: Flask) -> str:
    """Give the address of a statement whose paragraphs are approved, in the edition "two-texts"."""
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        translation = factories.translation(db.session, title="Stones")
        approve(translation.statement.slug, "Piedra")
        publisher = factories.person(db.session, PersonRole.PUBLISHER, email="eva@example.org").as_actor()
        edition = editions.create(db.session, publisher, "Two Texts", "en", "es")
        editions.add(db.session, publisher, edition.slug, translation.statement.slug)
        db.session.commit()
        return translation.statement.slug


@pytest.fixture
def flask(app: Flask, slug: str) -> CommandLine:
    """Give the command line."""
    return CommandLine(app)


def approve(slug: str, words: str) -> None:
    ana, beto = factories.translator(db.session), factories.reviewer(db.session)
    for target_id in factories.target_ids(db.session, find_translation(db.session, slug, "es")):
        version = editing.place(db.session, target_id).version
        editing.save(db.session, ana, target_id, f"{words}.", version=version, keep_submitted=True)
        reviewing.approve(db.session, beto, target_id, version=version + 1)


def change(app: Flask, slug: str, words: str) -> None:
    with app.app_context():
        begin_write(db.session)
        approve(slug, words)
        db.session.commit()


def test_a_release_is_made_and_told(flask: CommandLine) -> None:
    told = flask.told("edition", "release", "two-texts")
    assert (told["edition"], told["number"], len(told["sha256"])) == ("two-texts", 1, 64)
    assert told["released_at"].endswith("+00:00")
    assert "since release 1" in flask.refused("edition", "release", "two-texts")


@pytest.mark.parametrize("fmt", [f for f in REGISTRY.values() if f.INFO.writes_volumes], ids=lambda f: f.INFO.id)
def test_every_format_of_a_release_stays_the_same(
    app: Flask, flask: CommandLine, slug: str, tmp_path: Path, fmt: object
) -> None:
    assert "Release 1 of two-texts" in flask.done("edition", "release", "two-texts", "--as", "eva@example.org").stdout
    out = tmp_path / f"book{fmt.INFO.suffix}"
    flask.done("edition", "build", "two-texts", "--release", 1, "-o", out)
    before = hashlib.sha256(out.read_bytes()).hexdigest()
    change(app, slug, "Agua")
    flask.done("edition", "build", "two-texts", "--format", fmt.INFO.id, "--release", 1, "-o", out)
    assert hashlib.sha256(out.read_bytes()).hexdigest() == before
    flask.done("edition", "build", "two-texts", "--layout", "target", "-o", out)
    assert "Agua." in text_of(fmt, out.read_bytes())


@pytest.mark.parametrize(("arguments", "words"), [
    (("build", "no-such", "-o", "x.txt"), "There is no edition “no-such”"),
    (("build", "two-texts", "-o", "x.po"), "po"),
    (("build", "two-texts", "-o", "x.doc"), "doc"),
    (("build", "two-texts", "--layout", "spiral", "-o", "x.txt"), "spiral"),
    (("build", "two-texts", "--paper", "a0", "-o", "x.pdf"), "a0"),
    (("build", "two-texts", "--type-size", "huge", "-o", "x.pdf"), "huge"),
    (("build", "two-texts", "--margins", "wide", "-o", "x.html"), "wide"),
    (("build", "two-texts", "--binding", "sewn", "-o", "x.zip"), "sewn"),
    (("build", "two-texts", "--release", 7, "-o", "x.txt"), "There is no release 7"),
    (("build", "two-texts", "--release", -1, "-o", "x.txt"), "There is no release -1"),
    (("release", "no-such"), "There is no edition “no-such”"),
    (("release", "two-texts", "--as", "nobody@example.org"), "There is no such person"),
])  # fmt: skip
def test_what_cannot_be_done_is_one_line(
    flask: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in flask.refused("edition", *arguments)
    assert not list(tmp_path.iterdir())


def test_a_release_is_for_publishers_and_refused_while_something_stands_in_the_way(
    app: Flask, flask: CommandLine, slug: str
) -> None:
    with app.app_context():
        factories.person(db.session, PersonRole.TRANSLATOR, email="ana@example.org")
        first, *_rest = factories.target_ids(db.session, find_translation(db.session, slug, "es"))
        begin_write(db.session)
        editing.save(db.session, factories.translator(db.session), first, "Otra.", version=2)
        db.session.commit()
    assert "is 1 in number" in flask.refused("edition", "release", "two-texts")
    assert "for publishers" in flask.refused("edition", "release", "two-texts", "--as", "ana@example.org")


def test_many_forms_come_in_one_zip(flask: CommandLine, tmp_path: Path) -> None:
    for preset, out in ((None, "all.zip"), ("zip-print", "print.zip"), ("zip-screen", "screen.bin")):
        chosen = ("--format", preset) if preset else ()
        flask.done("edition", "build", "two-texts", *chosen, "-o", tmp_path / out)
        with zipfile.ZipFile(tmp_path / out) as archive:
            assert len(archive.namelist()) >= 4
    words = flask.refused("edition", "build", "two-texts", "--layout", "facing", "-o", tmp_path / "x.zip")
    assert "facing" in words


def test_lines_of_text_are_as_long_as_asked(flask: CommandLine, slug: str, tmp_path: Path) -> None:
    for command in (("edition", "build", "two-texts"), ("export", slug)):
        for name in ("a.txt", "a.md"):
            flask.run(*command, "--layout", "source", "--wrap", "20", "-o", str(tmp_path / name))
            narrow = (tmp_path / name).read_text()
            flask.run(*command, "--layout", "source", "-o", str(tmp_path / name))
            wide = (tmp_path / name).read_text()
            assert " ".join(narrow.split())[:20] == " ".join(wide.split())[:20]
            assert len(narrow.split("\n")) > len(wide.split("\n"))
    assert flask.refused("export", slug, "--wrap", "19", "-o", str(tmp_path / "b.txt"))
    assert flask.refused("export", slug, "--wrap", "wide", "-o", str(tmp_path / "b.txt"))
    assert not (tmp_path / "b.txt").exists()


def test_pages_are_set_as_one_asks(flask: CommandLine, slug: str, tmp_path: Path) -> None:
    looks = ([], ["--type-size", "large-print"], ["--margins", "narrow"], ["--binding", "glued"])
    for command in (("edition", "build", "two-texts"), ("export", slug, "--target", "es")):
        made = set()
        for number, look in enumerate(looks):
            out = tmp_path / f"{command[0]}-{number}.pdf"
            flask.done(*command, *look, "-o", out)
            made.add(out.read_bytes())
        assert len(made) == len(looks)
