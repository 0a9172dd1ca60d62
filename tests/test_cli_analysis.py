"""`flask analyse` and `flask pretranslate`: what they print, what they change, and how they refuse."""

import json

import pytest
from flask import Flask

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from models import Target
from services import analysis, memory
from services.memory import Incoming
from services.store import find_translation
from tests import factories

SOURCES = ("Signed:", "The river has 12 bridges.", "Signed:", "Nothing like this was ever said.")


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        pairs = [Incoming("Signed:", "Firmado:"), Incoming("The river has 14 bridges.", "El río tiene 14 puentes.")]
        memory.import_pairs(
            db.session, OPERATOR, pairs, name="old.tmx", sha256="00", source_language="en", target_language="es"
        )
        factories.person(db.session, PersonRole.READER, email="noor@example.org")
        slug = factories.translation(db.session, SOURCES, title="The Dam").statement.slug
        db.session.commit()
    return slug


def texts(app: Flask, slug: str) -> list[tuple[str, str]]:
    with app.app_context():
        ids = factories.target_ids(db.session, find_translation(db.session, slug, "es"))
        return [((target := db.session.get_one(Target, n)).text, target.state.value) for n in ids]


def test_an_analysis_counts_by_band_and_is_kept_for_the_page(app: Flask, slug: str) -> None:
    done = app.test_cli_runner().invoke(args=["analyse", slug, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["left"]["exact"] == {"paragraphs": 1, "words": 1}
    assert found["left"]["repetition"] == {"paragraphs": 1, "words": 1}
    assert found["left"]["95-99"]["words"] + found["left"]["85-94"]["words"] == 5
    assert found["left"]["none"] == {"paragraphs": 1, "words": 6}
    assert found["done"] == {"paragraphs": 0, "words": 0}
    with app.app_context():
        kept = analysis.stored(db.session, OPERATOR, find_translation(db.session, slug, "es"))
        assert kept is not None
        assert kept.analysis.as_json() == found
    lines = app.test_cli_runner().invoke(args=["analyse", slug]).stdout.splitlines()
    assert lines[-2:] == ["13\t4\tStill to be translated", "0\t0\tHave a text already"]


def test_what_is_filled_in_is_told_and_a_second_time_there_is_nothing(app: Flask, slug: str) -> None:
    done = app.test_cli_runner().invoke(args=["pretranslate", slug, "--target", "es", "--json"])
    assert json.loads(done.stdout)["filled"] == ["p1", "p3"]
    assert texts(app, slug) == [
        ("Firmado:", "draft"),
        ("", "untranslated"),
        ("Firmado:", "draft"),
        ("", "untranslated"),
    ]
    again = app.test_cli_runner().invoke(args=["pretranslate", slug, "--from", "100"])
    assert (again.exit_code, again.stdout) == (0, "0 paragraphs filled in\n")


def test_only_in_their_place_fills_nothing_from_a_file(app: Flask, slug: str) -> None:
    done = app.test_cli_runner().invoke(args=["pretranslate", slug, "--from", "101", "--json"])
    assert json.loads(done.stdout)["filled"] == []


@pytest.mark.parametrize(
    "args",
    [
        ["analyse", "nowhere"], ["analyse", "{slug}", "--target", "fr"], ["pretranslate", "nowhere"],
        ["pretranslate", "{slug}", "--from", "75"], ["pretranslate", "{slug}", "--as", "noor@example.org"],
        ["pretranslate", "{slug}", "--as", "nobody@example.org"],
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line_and_changes_nothing(app: Flask, slug: str, args: list[str]) -> None:
    done = app.test_cli_runner().invoke(args=[arg.format(slug=slug) for arg in args])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert all(not text for text, _state in texts(app, slug))
