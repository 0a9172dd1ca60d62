"""The command line on real texts: every one comes in, goes out in every format, and comes back with its targets."""

import json
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from config import ROOT
from extensions import db
from formats import REGISTRY
from tests.databases import copied_sqlite

DATA = ROOT.parent / "shared" / "data"
TEXTS = sorted(DATA.glob("statements/*.txt")) + sorted(DATA.glob("interchange/text/*.txt"))
BITEXTS = sorted(DATA.glob("align/*/en.txt"))
SHORTS = sorted(DATA.glob("align/shorts/*/en.txt"))
MALFORMED = sorted(path for path in DATA.glob("interchange/malformed/*") if path.suffix != ".py")

pytestmark = [
    pytest.mark.skipif(not TEXTS, reason="the folder of real texts is not beside the checkout"),
    pytest.mark.slow,
]


@pytest.fixture
def flask() -> Iterator[Flask]:
    with copied_sqlite("migrated") as url:
        application = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url})
        yield application
        with application.app_context():
            db.engine.dispose()


def run(flask: Flask, *arguments: object) -> Result:
    return flask.test_cli_runner().invoke(args=[*map(str, arguments)])


def done(flask: Flask, *arguments: object) -> str:
    result = run(flask, *arguments)
    assert result.stderr == ""
    assert result.exit_code == 0
    return result.stdout


def name(path: Path) -> str:
    return "/".join(path.relative_to(DATA).parts)


def take_out(flask: Flask, slug: str, folder: Path) -> None:
    for fmt in REGISTRY.values():
        if fmt.INFO.writes:
            done(flask, "export", slug, "--format", fmt.INFO.id, "--states", "all", "-o", folder / fmt.INFO.id)
            assert (folder / fmt.INFO.id).stat().st_size > 0


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_a_text_comes_in_and_goes_out(flask: Flask, tmp_path: Path, path: Path) -> None:
    source = "es" if path.name.startswith("es.") or path.stem.endswith("-es") else "en"
    told = json.loads(done(flask, "import", path, "--source", source, "--json"))
    assert told["segments"]
    take_out(flask, told["slug"], tmp_path)


def paragraphs(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]


def there_and_back(flask: Flask, folder: Path, path: Path) -> None:
    """Import the English, write the Spanish of the same place into its PO with another program, import that."""
    told = json.loads(done(flask, "import", path, "--json"))
    slug, file = told["slug"], folder / "po"
    take_out(flask, slug, folder)
    catalog = polib.pofile(str(file), wrapwidth=78)
    entries = [entry for entry in catalog if entry.msgid]
    assert len(entries) == len(told["segments"])
    spanish = paragraphs(path.with_name("es.txt"))
    for entry, text in zip(entries, spanish, strict=False):
        entry.msgstr = text
    catalog.save()
    count = min(len(entries), len(spanish))
    outcome = json.loads(done(flask, "import-targets", slug, file, "--json"))
    assert outcome["changed"]["count"] == count
    assert outcome["unchanged"]["count"] == len(entries) - count
    again = json.loads(done(flask, "import-targets", slug, file, "--json"))
    assert again["unchanged"]["count"] == len(entries)
    take_out(flask, slug, folder)
    fresh = json.loads(done(flask, "import-targets", slug, file, "--json"))
    assert fresh["unchanged"]["count"] == len(entries)


@pytest.mark.parametrize("path", BITEXTS, ids=name)
def test_a_long_bitext_goes_there_and_back(flask: Flask, tmp_path: Path, path: Path) -> None:
    there_and_back(flask, tmp_path, path)


def test_every_short_bitext_goes_there_and_back(flask: Flask, tmp_path: Path) -> None:
    for path in SHORTS:
        there_and_back(flask, tmp_path, path)


@pytest.mark.parametrize("path", MALFORMED, ids=name)
def test_a_malformed_file_is_taken_or_refused_in_one_line(flask: Flask, path: Path) -> None:
    slug = json.loads(done(flask, "import", TEXTS[0], "--json"))["slug"]
    for result in (run(flask, "import", path), run(flask, "import-targets", slug, path)):
        assert result.exit_code in (0, 1)
        assert result.stderr.count("\n") == result.exit_code
        assert "Something broke" not in result.stderr


@pytest.mark.parametrize("path", sorted(DATA.glob("interchange/po/*.po")), ids=name)
def test_a_foreign_po_is_taken_or_refused_in_one_line(flask: Flask, path: Path) -> None:
    slug = json.loads(done(flask, "import", TEXTS[0], "--json"))["slug"]
    result = run(flask, "import-targets", slug, path, "--json")
    assert result.exit_code in (0, 1)
    assert "Something broke" not in result.stderr
    if result.exit_code == 0:
        assert json.loads(result.stdout)["changed"]["count"] == 0
