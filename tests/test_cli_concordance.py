"""`flask memory search`: where words stand in the memory, for people and for programs."""

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.test_cli import CommandLine

PAIRS = "Bring a chair.\tTrae una silla.\nThe river is ours.\tEl río es nuestro.\nA river.\tUn rio.\n"


@pytest.fixture
def flask(app: Flask, tmp_path: Path) -> CommandLine:
    """Give the command line of a desk whose memory holds three pairs."""
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, encoding="utf-8")
    own = CommandLine(app)
    own.done("memory", "import", str(path))
    return own


def test_pairs_are_printed_a_line_each(flask: CommandLine):
    lines = flask.done("memory", "search", "RIVER").stdout.splitlines()
    assert lines == ["A river.\tUn rio.\tpairs.tsv", "The river is ours.\tEl río es nuestro.\tpairs.tsv"]
    assert flask.done("memory", "search", "río", "--side", "source").stdout == ""


def test_json_has_both_texts_with_the_places_of_the_hits(flask: CommandLine):
    found = flask.told("memory", "search", '"is ours"', "--source", "en", "--target", "es")
    source = {"text": "The river is ours.", "language": "en", "hits": [[10, 17]]}
    target = {"text": "El río es nuestro.", "language": "es", "hits": []}
    pair = {"source": source, "target": target, "origin": "pairs.tsv", "places": 1}
    assert found == {"is_more": False, "pairs": [pair]}
    assert flask.told("memory", "search", "lighthouse") == {"is_more": False, "pairs": []}
    assert flask.told("memory", "search", "river", "--source", "en", "--target", "pt")["pairs"] == []
    assert json.dumps(found)


@pytest.mark.parametrize("wrong", [("?!",), ("",), ("river", "--source", "en"), ("river", "--side", "middle")])
def test_what_cannot_be_looked_for_is_one_line(flask: CommandLine, wrong: tuple[str, ...]):
    assert flask.refused("memory", "search", *wrong)
