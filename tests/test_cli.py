"""The command line: names, JSON and exit codes are a promise to programs outside."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polib
import pytest
from click.testing import Result
from flask import Flask
from flask_security import verify_password
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from commands.base import language
from config import ROOT
from demo.story import TEXTS
from domain.permissions import PersonRole
from domain.states import State
from extensions import db
from formats import REGISTRY
from models import Event, Statement, Target, TargetRevision, User
from services import desk
from tests import factories
from tests.formats.reading import text_of

FERRY = TEXTS / "ferry.en.txt"
SLUG = "give-the-river-back-its-night-ferry"
HEAD = ["masthead", "byline", "headline", "deck"]
FOOT = ["slogan", "slogan", "signature", "dateline"]
CLASSES = ["changed", "unchanged", "conflicts", "unknown", "rejected"]


class CommandLine:
    """Runs commands inside the test's process, on the test's database."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.runner = app.test_cli_runner()

    def run(
        self, *arguments: object, stdin: str | bytes | None = None, env: Mapping[str, str | None] | None = None
    ) -> Result:
        calm = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": "C.UTF-8"}
        return self.runner.invoke(args=[*map(str, arguments)], input=stdin, env={**calm, **(env or {})})

    def done(self, *arguments: object, **rest: Any) -> Result:
        result = self.run(*arguments, **rest)
        assert result.stderr == ""
        assert result.exit_code == 0
        return result

    def told(self, *arguments: object, **rest: Any) -> dict[str, Any]:
        """Run with --json and return the one object on standard output."""
        found = json.loads(self.done(*arguments, "--json", **rest).stdout)
        assert isinstance(found, dict)
        return found

    def refused(self, *arguments: object, **rest: Any) -> str:
        """Run what must fail; return its one line."""
        result = self.run(*arguments, **rest)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.endswith("\n")
        assert result.stderr.count("\n") == 1, result.stderr
        assert "Traceback" not in result.stderr
        return result.stderr.rstrip("\n")


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    return CommandLine(app)


@pytest.fixture
def ferry(flask: CommandLine) -> CommandLine:
    flask.done("import", FERRY)
    return flask


def count(app: Flask, kind: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


# import


def test_import_tells_what_it_stored(flask: CommandLine) -> None:
    told = flask.told("import", FERRY, "--source", "en", "--target", "es")
    assert list(told) == ["slug", "title", "encoding", "segments"]
    assert (told["slug"], told["title"], told["encoding"]) == (SLUG, "Give the River Back Its Night Ferry!", "utf-8")
    assert [segment["role"] for segment in told["segments"]] == HEAD + ["paragraph"] * 7 + FOOT
    assert list(told["segments"][0]) == ["id", "position", "role", "source"]
    assert told["segments"][4]["id"] == "p5"
    assert told["segments"][4]["position"] == 5
    assert told["segments"][4]["source"].startswith("On the evening of 14 March")


def test_import_starts_the_translation_into_the_other_language(flask: CommandLine) -> None:
    flask.done("import", FERRY)
    flask.done("import", TEXTS / "seeds.es.txt", "--source", "es", "--title", "Semillas")
    flask.done("import", FERRY, "--title", "Balsa", "--target", "pt-br")
    assert len(flask.told("segments", SLUG)["segments"]) == 15
    assert len(flask.told("segments", "semillas")["segments"]) == 8
    assert len(flask.told("segments", "balsa", "--target", "PT-BR")["segments"]) == 15
    assert "balsa/es" in flask.refused("segments", "balsa")


def test_import_reads_standard_input(flask: CommandLine) -> None:
    told = flask.told("import", "-", "--title", "From a pipe", stdin="Open it.\n\nClose it.\n")
    assert [segment["source"] for segment in told["segments"]] == ["Open it.", "Close it."]


def test_import_keeps_the_bytes_as_they_came(flask: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "año.txt"
    file.write_bytes("Un año después.\r\n".encode("cp1252"))
    told = flask.told("import", file, "--source", "es", "--encoding", "cp1252")
    assert told["segments"][0]["source"] == "Un año después."
    with flask.app.app_context():
        statement = db.session.scalars(select(Statement)).one()
        source_file = statement_file(statement.id)
        assert (source_file.name, source_file.content) == ("año.txt", file.read_bytes())


def test_import_says_what_reading_has_changed_as_the_page_does(flask: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes("Un año\0 después.\r\n".encode("cp1252"))
    said = flask.done("import", file, "--source", "es").stdout.splitlines()
    assert len(said) == 3
    assert all(line.startswith("- ") for line in said[1:])
    assert "NUL" in " ".join(said)
    assert "Windows-1252" in " ".join(said)
    file.write_text("One year later.\n", encoding="utf-8")
    assert len(flask.done("import", file).stdout.splitlines()) == 1


def statement_file(statement_id: int) -> Any:
    from models import SourceFile

    return db.session.get_one(SourceFile, statement_id)


def test_import_obeys_the_format_that_it_is_told(flask: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("# Open it\n\nThe *gate*.\n")
    found = flask.told("import", file)["segments"], flask.told("import", file, "--format", "md")["segments"]
    assert [segments[0]["source"] for segments in found] == ["# Open it", "Open it"]
    assert [segments[1]["source"] for segments in found] == ["The \\*gate\\*.", "The *gate*."]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (b"", [], "no text in the file"),
        (b" \n\t\n", [], "no text in the file"),
        (b"\x89PNG\r\n\x1a\n\0\0", [], "not what the file's name says"),
        (b"Open it.", ["--encoding", "klingon"], "klingon"),
        (b"Open it.", ["--format", "papyrus"], "papyrus"),
        (b"Open it.", ["--format", "pdf"], "pdf"),
        (b"Open it.", ["--source", "English please"], "English please"),
        (b"Open it.", ["--target", "en"], "en"),
        (b"Open it." * 200_000, [], "limit of 1 MB"),
        (b"Open it.", ["--colour", "red"], "import --help"),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_stores_nothing(
    flask: CommandLine, tmp_path: Path, content: bytes, options: list[str], words: str
) -> None:
    flask.app.config["UPLOAD_LIMIT_MB"] = 1
    file = tmp_path / "gate.txt"
    file.write_bytes(content)
    line = flask.refused("import", file, *options)
    assert words in line
    assert count(flask.app, Statement) == 0


def test_files_that_are_not_there_are_one_line(flask: CommandLine, tmp_path: Path) -> None:
    assert "nowhere.txt" in flask.refused("import", tmp_path / "nowhere.txt")
    assert str(tmp_path) in flask.refused("import", tmp_path)
    assert "FILE" in flask.refused("import")


# segments


def test_segments_tell_each_target(ferry: CommandLine) -> None:
    with ferry.app.app_context():
        ana = factories.translator(db.session)
        translation = desk_translation()
        first = factories.target_ids(db.session, translation)[0]
        from services import editing

        editing.save(db.session, ana, first, "El Embarcadero", version=0)
        db.session.get_one(Target, first).is_locked = True
        db.session.commit()
    told = ferry.told("segments", SLUG, "--target", "es")
    assert list(told) == ["segments"]
    assert told["segments"][0] == {
        "id": "p1", "position": 1, "role": "masthead", "source": "The Landing, No. 7, May-June 1998",
        "target": "El Embarcadero", "state": "draft", "flags": ["locked"], "version": 1,
    }  # fmt: skip
    assert told["segments"][1]["state"] == "untranslated"


def desk_translation() -> Any:
    from services.store import find_translation

    return find_translation(db.session, SLUG, "es")


def test_segments_are_listed_for_people_too(ferry: CommandLine) -> None:
    listed = ferry.done("segments", SLUG).stdout
    assert "p1  masthead" in listed
    assert "The Landing, No. 7" in listed


def test_what_is_not_there_is_one_line(ferry: CommandLine) -> None:
    assert "nowhere" in ferry.refused("segments", "nowhere")
    assert f"{SLUG}/fr" in ferry.refused("segments", SLUG, "--target", "fr")
    assert "x y" in ferry.refused("segments", SLUG, "--target", "x y")


# export


@pytest.mark.parametrize("fmt", [f.INFO.id for f in REGISTRY.values() if f.INFO.writes])
def test_every_format_is_written(ferry: CommandLine, tmp_path: Path, fmt: str) -> None:
    file = tmp_path / "out"
    ferry.done("export", SLUG, "--target", "es", "--format", fmt, "-o", file)
    assert "Ropewalk Street" in text_of(REGISTRY[fmt], file.read_bytes())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    to_stdout = ferry.done("export", SLUG, "--format", fmt, "-o", "-")
    assert to_stdout.stdout_bytes == file.read_bytes()


@pytest.mark.parametrize("fmt", [f for f in REGISTRY.values() if f.INFO.layouts], ids=lambda f: f.INFO.id)
def test_every_layout_is_written_and_others_refused(ferry: CommandLine, tmp_path: Path, fmt: Any) -> None:
    for layout in fmt.INFO.layouts:
        file = tmp_path / f"{layout}{fmt.INFO.suffix}"
        ferry.done("export", SLUG, "--layout", layout, "-o", file)
        assert file.stat().st_size > 100
    assert "diagonal" in ferry.refused("export", SLUG, "--layout", "diagonal", "-o", tmp_path / f"x{fmt.INFO.suffix}")


def test_what_nobody_approved_is_left_out_for_readers_and_kept_for_exchange(ferry: CommandLine, tmp_path: Path) -> None:
    bring(ferry, tmp_path, p5="Una frase sin aprobar.")
    for fmt in (f for f in REGISTRY.values() if f.INFO.writes):
        chosen = ["--states", "all"], ["--states", "reviewed"], []
        out = [ferry.done("export", SLUG, "--format", fmt.INFO.id, "-o", "-", *o).stdout_bytes for o in chosen]
        has = [("Una frase sin aprobar." in text_of(fmt, data)) for data in out]
        assert has == [True, False, bool(fmt.INFO.reads_targets)], fmt.INFO.id


def test_an_output_is_replaced_whole_or_not_at_all(ferry: CommandLine, tmp_path: Path) -> None:
    file, link = tmp_path / "real.po", tmp_path / "link.po"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    assert "papyrus" in ferry.refused("export", SLUG, "--format", "papyrus", "-o", link)
    assert file.read_text() == "before"
    ferry.done("export", SLUG, "-o", link)
    assert link.is_symlink()
    assert "msgid" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.po", "real.po"]


def test_an_output_that_cannot_be_written_is_one_line(ferry: CommandLine, tmp_path: Path) -> None:
    assert "nowhere" in ferry.refused("export", SLUG, "-o", tmp_path / "nowhere" / "x.po")
    assert "'-o'" in ferry.refused("export", SLUG, "--format", "po")
    assert "x.odt" in ferry.refused("export", SLUG, "-o", tmp_path / "x.odt")


# import-targets


def bring(flask: CommandLine, folder: Path, *options: str, **targets: str) -> dict[str, Any]:
    """Export to PO, write `targets` into it with another program, import it again."""
    file = folder / "targets.po"
    flask.done("export", SLUG, "-o", file)
    catalog = polib.pofile(str(file))
    for entry in catalog:
        entry.msgstr = targets.get(entry.msgctxt, entry.msgstr)
    catalog.save()
    return flask.told("import-targets", SLUG, file, *options)


def states(flask: CommandLine) -> dict[str, tuple[str, str, int]]:
    rows = flask.told("segments", SLUG)["segments"]
    return {row["id"]: (row["target"], row["state"], row["version"]) for row in rows if row["version"]}


def test_targets_come_back_in(ferry: CommandLine, tmp_path: Path) -> None:
    told = bring(ferry, tmp_path, p1="El Embarcadero", p3="¡Devuélvanle al río su transbordador nocturno!")
    assert list(told) == CLASSES
    assert told["changed"] == {"count": 2, "ids": ["p1", "p3"]}
    assert told["unchanged"]["count"] == 13
    assert states(ferry) == {
        "p1": ("El Embarcadero", "translated", 1),
        "p3": ("¡Devuélvanle al río su transbordador nocturno!", "translated", 1),
    }
    with ferry.app.app_context():
        facts = db.session.scalars(select(Event.facts).where(Event.name == "targets.imported")).one()
        revision = db.session.scalars(select(TargetRevision)).first()
        assert facts["sha256"] == revision.file_sha256
        assert revision.author_id is None
    again = ferry.told("import-targets", SLUG, tmp_path / "targets.po")
    assert again["unchanged"]["count"] == 15


def test_a_dry_run_tells_and_changes_nothing(ferry: CommandLine, tmp_path: Path) -> None:
    told = bring(ferry, tmp_path, "--dry-run", p1="El Embarcadero")
    assert told["changed"] == {"count": 1, "ids": ["p1"]}
    assert states(ferry) == {}
    assert count(ferry.app, TargetRevision) == 0


def test_an_older_file_gives_conflicts_and_overwrites_nothing(ferry: CommandLine, tmp_path: Path) -> None:
    older = tmp_path / "older.po"
    ferry.done("export", SLUG, "-o", older)
    bring(ferry, tmp_path, p1="El Embarcadero", p2="Declaración")
    catalog = polib.pofile(str(older))
    catalog[0].msgstr = "El Muelle"
    catalog.save()
    told = ferry.told("import-targets", SLUG, older)
    assert told["conflicts"] == {"count": 1, "ids": ["p1"]}
    assert told["changed"]["count"] == 0
    assert states(ferry)["p1"] == ("El Embarcadero", "translated", 1)


def test_targets_are_brought_in_by_name_and_never_approved_by_their_writer(ferry: CommandLine, tmp_path: Path) -> None:
    with ferry.app.app_context():
        for email, role in (("ana@x.org", "translator"), ("rita@x.org", "reviewer"), ("noor@x.org", "reader")):
            factories.person(db.session, PersonRole(role), email=email)
        closed = factories.person(db.session, PersonRole.TRANSLATOR, email="gone@x.org")
        closed.active = False
        db.session.commit()
    bring(ferry, tmp_path, "--as", "Ana@x.org", p1="El Embarcadero")
    file = tmp_path / "targets.po"
    ferry.done("export", SLUG, "-o", file)
    file.write_text(file.read_text().replace("state: translated", "state: reviewed"))
    for email in ("ana@x.org", "rita@x.org"):
        claim = file.read_text().replace('msgctxt "p2"\nmsgid', 'msgctxt "p2"\nmsgid')
        assert "state: reviewed" in claim
        ferry.done("import-targets", SLUG, file, "--as", email)
    assert states(ferry)["p1"] == ("El Embarcadero", "reviewed", 2)
    ferry.done("export", SLUG, "-o", file)
    catalog = polib.pofile(str(file))
    catalog[0].msgstr = "El Embarcadero nuevo"
    catalog.save()
    ferry.done("import-targets", SLUG, file, "--as", "rita@x.org")
    assert states(ferry)["p1"] == ("El Embarcadero nuevo", "translated", 3)
    assert "translators" in ferry.refused("import-targets", SLUG, file, "--as", "noor@x.org")
    for nobody in ("nobody@x.org", "gone@x.org"):
        assert "no such person" in ferry.refused("import-targets", SLUG, file, "--as", nobody)


def test_files_that_hold_no_targets_are_refused(ferry: CommandLine, tmp_path: Path) -> None:
    broken, page = tmp_path / "broken.po", tmp_path / "page.txt"
    broken.write_text('msgid "a"\nmsgstr "b\n')
    page.write_text("Only words.")
    assert "line 2" in ferry.refused("import-targets", SLUG, broken)
    assert "txt" in ferry.refused("import-targets", SLUG, page)
    assert states(ferry) == {}


def test_people_read_the_outcome_too(ferry: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "x.po"
    ferry.done("export", SLUG, "-o", file)
    assert "unchanged: 15\n" in ferry.done("import-targets", SLUG, file).stdout


# user


def test_a_member_is_added_with_a_link(flask: CommandLine) -> None:
    told = flask.told(
        "user", "add", "Ana@Example.org", "--role", "translator", "--role", "reviewer:es", "--name", "Ana"
    )
    link = told.pop("link")
    assert told == {"id": 1, "email": "ana@example.org", "name": "Ana", "roles": ["translator", "reviewer:es"]}
    path = re.fullmatch(r"https?://[^/]+(/reset/\S+)", link)[1]
    assert flask.app.test_client().get(path, follow_redirects=True).status_code == 200
    with flask.app.app_context():
        assert db.session.scalars(select(User.password)).one() is None


def test_a_member_is_added_with_a_password_from_standard_input(flask: CommandLine) -> None:
    secret = "four words of mine"
    shown = flask.done("user", "add", "ana@example.org", "--role", "admin", "--password-stdin", stdin=f"{secret}\n")
    assert secret not in shown.stdout
    with flask.app.app_context():
        assert verify_password(secret, db.session.scalars(select(User.password)).one())
    assert "password" in flask.refused("user", "add", "b@example.org", "--role", "admin", "--password-stdin", stdin="")


@pytest.mark.parametrize("roles", [("--role", "translator,reviewer:es"), ("--role", "translator", "reviewer:es")])
def test_several_roles_may_be_written_in_several_ways(flask: CommandLine, roles: tuple[str, ...]) -> None:
    assert flask.told("user", "add", "ana@example.org", *roles)["roles"] == ["translator", "reviewer:es"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ana@example.org", "--role", "king"], "king"),
        (["ana@example.org", "--role", "admin:es"], "es"),
        (["ana@example.org", "--role", "reviewer:no such"], "no such"),
        (["no address", "--role", "reader"], "no address"),
        (["ana@example.org"], "--role"),
    ],
)
def test_a_member_who_cannot_be_added_is_one_line(flask: CommandLine, arguments: list[str], words: str) -> None:
    assert words in flask.refused("user", "add", *arguments)
    assert count(flask.app, User) == 0


def test_nobody_is_added_twice(flask: CommandLine) -> None:
    flask.done("user", "add", "ana@example.org", "--role", "reader")
    assert "ana@example.org" in flask.refused("user", "add", "ANA@example.org", "--role", "admin")


def test_everybody_is_listed(flask: CommandLine) -> None:
    flask.done("user", "add", "ana@example.org", "--role", "reader", "--name", "Ana")
    assert flask.told("user", "list") == {
        "users": [{"id": 1, "email": "ana@example.org", "name": "Ana", "active": True, "roles": ["reader"]}]
    }
    assert "ana@example.org" in flask.done("user", "list").stdout


# Everything


def test_a_failure_that_nobody_foresaw_is_one_line_with_a_way_to_see_more(
    ferry: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_rest: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(desk, "window", broken)
    line = ferry.refused("segments", SLUG)
    assert "RuntimeError: two lines" in line
    assert "FLASK_DEBUG=1" in line
    assert isinstance(ferry.run("segments", SLUG, env={"FLASK_DEBUG": "1"}).exception, RuntimeError)


def test_a_database_that_fails_is_one_line(ferry: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_rest: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(desk, "window", full)
    assert "database or disk is full" in ferry.refused("segments", SLUG)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_PE.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "es_ES"}, "es"),
        ({"LANG": "est_EE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environ: dict[str, str], expected: str) -> None:
    assert language(environ) == expected


def test_words_come_in_the_language_of_the_locale(ferry: CommandLine) -> None:
    spanish = ferry.refused("segments", "nowhere", env={"LANG": "es_ES.UTF-8"})
    assert "nowhere" in spanish
    assert spanish != ferry.refused("segments", "nowhere")
    assert "Vacío" in ferry.done("segments", SLUG, env={"LANG": "es_ES.UTF-8"}).stdout


def test_every_command_says_what_it_does(flask: CommandLine) -> None:
    from cli import COMMANDS

    for command in COMMANDS:
        told = " ".join(flask.done(command.name, "--help").stdout.split())
        assert command.help.splitlines()[0] in told


@pytest.mark.slow
def test_the_program_itself_keeps_the_promise(bare_database_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": bare_database_url, "LANG": "C.UTF-8", "FLASK_APP": ""}
    environment.pop("FLASK_APP")

    def flask(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flask", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    stored = flask("import", str(FERRY), "--json")
    assert (stored.returncode, stored.stderr) == (0, "")
    assert len(json.loads(stored.stdout)["segments"]) == 15
    refused = flask("segments", "nowhere", "--json")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)


def test_a_claim_in_a_file_does_not_approve_for_the_operator(ferry: CommandLine, tmp_path: Path) -> None:
    bring(ferry, tmp_path, p1="El Embarcadero")
    file = tmp_path / "targets.po"
    ferry.done("export", SLUG, "-o", file)
    file.write_text(file.read_text().replace("state: translated", "state: final"))
    assert ferry.told("import-targets", SLUG, file)["changed"]["count"] == 0
    assert states(ferry)["p1"][1] == State.TRANSLATED
