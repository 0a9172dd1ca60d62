"""`flask memory import`, `export`, `files`, `remove`: by steps, killed and gone on with, out and in again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from services.memory import files
from tests.test_cli import CommandLine
from tests.working import ROOT, environment

TMX = """<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" segtype="paragraph" o-tmf="x" adminlang="en" srclang="*all*"
 datatype="plaintext"/><body>{}</body></tmx>"""
UNIT = '<tu><tuv xml:lang="es-MX"><seg>{1}</seg></tuv><tuv xml:lang="en-US"><seg>{0}</seg></tuv></tu>'
# Imports a file in steps of 100 pairs, and is killed when it has read so many.
KILLED = """
import os, signal, sys
from services.memory import bringing, files
files.AT_ONCE = 100
real = bringing.read_pairs
def dying(*given, **rest):
    for number, pair in enumerate(real(*given, **rest)):
        if number == 250:
            os.kill(os.getpid(), signal.SIGKILL)
        yield pair
bringing.read_pairs = dying
from app import create_app
create_app().test_cli_runner().invoke(args=["memory", "import", sys.argv[1]])
"""


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    """Give the command line."""
    return CommandLine(app)


def test_a_killed_import_says_so_and_is_finished_by_running_it_again(app: Flask, flask: CommandLine, tmp_path: Path):
    path = tmp_path / "long.tsv"
    path.write_text("".join(f"Number {n} of all.\tNúmero {n} de todos.\n" for n in range(600)), encoding="utf-8")
    run = [sys.executable, "-c", KILLED, str(path)]
    ended = subprocess.run(run, cwd=ROOT, env=environment(app, tmp_path / "queue"), capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    [left] = flask.told("memory", "files")["files"]
    assert (left["entries"], left["is_complete"]) == (200, False)
    assert "not all of it is here" in flask.done("memory", "files").stdout
    assert flask.told("memory", "import", path) == {"added": 400, "known": 200, "empty": 0}
    [whole] = flask.told("memory", "files")["files"]
    assert (whole["id"], whole["entries"], whole["is_complete"]) == (left["id"], 600, True)
    assert "600 entries are gone" in flask.done("memory", "remove", left["id"]).stdout
    assert flask.told("memory", "files") == {"files": []}
    assert "NUMBER" not in flask.refused("memory", "remove", left["id"])


def test_a_broken_tmx_leaves_nothing_of_its_first_steps(
    flask: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "AT_ONCE", 10)
    path = tmp_path / "broken.tmx"
    units = "\n".join(UNIT.format(f"Number {n}.", f"Número {n}.") for n in range(50))
    path.write_text(TMX.format(units)[:-30].replace("UTF-16", "UTF-8"), encoding="utf-8")
    assert "line 5" in flask.refused("memory", "import", path)
    assert flask.told("memory", "files") == {"files": []}
    assert flask.told("memory", "lookup", "Number 1.") == {"matches": []}


def test_a_tmx_in_utf_16_of_other_regions_and_the_other_way_round_comes_in(flask: CommandLine, tmp_path: Path):
    path = tmp_path / "old.tmx"
    path.write_text(TMX.format(UNIT.format("Sing.", "Canten.")), encoding="utf-16")
    assert flask.told("memory", "import", path, "--target", "es")["added"] == 1
    assert [match["target"] for match in flask.told("memory", "lookup", "Sing.")["matches"]] == ["Canten."]


def test_a_blank_text_is_asked_for_again(flask: CommandLine):
    assert "Give a text" in flask.refused("memory", "lookup", "  ")
    assert flask.told("memory", "lookup", "  ") == {"matches": []}


def test_varieties_are_kept_and_what_is_left_is_told(flask: CommandLine, tmp_path: Path):
    path, out = tmp_path / "old.tmx", tmp_path / "out.tmx"
    tuv = '<tuv xml:lang="{}"><seg>{}</seg></tuv>'.format
    units = "".join(
        f"<tu>{''.join(tuv(*one) for one in unit.items())}</tu>"
        for unit in (
            {"en-US": "Stop.", "es-ES": "Parad.", "es-MX": "Paren.", "fr": "Halte."},
            {"en-GB": "Sing.", "pt-BR": "Cantem.", "es-AR": "Canten.", "fr": "Chantez."},
        )
    )
    path.write_text(TMX.format(units), encoding="utf-16")
    said = flask.done("memory", "import", path).stdout
    assert "3 pairs added" in said
    assert "left out: fr (2), pt-BR (1)." in said
    assert "left out" not in flask.done("memory", "import", path, "--target", "pt-BR", "--json").stdout
    flask.done("memory", "export", out, "--source", "en", "--target", "es")
    kept = out.read_text(encoding="utf-8")
    assert [kept.count(f'xml:lang="{tag}"') for tag in ("en-US", "en-GB", "es-ES", "es-MX", "es-AR")] == [2, 1, 1, 1, 1]
    matches = flask.told("memory", "lookup", "Stop.", "--target", "es-MX")["matches"]
    assert {match["target"]: match["score"] for match in matches} == {
        "Paren.": 100,
        "Parad.": 99,
    }  # another variety is worth one percent less


def test_the_memory_is_written_and_read_again(flask: CommandLine, tmp_path: Path):
    path, out, lines = (tmp_path / name for name in ("in.csv", "out.tmx", "out.tsv"))
    path.write_text("source,target\nThe *river* is ours.,El *río* es nuestro.\nSing.,Canta.\n", encoding="utf-8")
    flask.done("memory", "import", path)
    flask.done("memory", "export", out, "--source", "en", "--target", "es")
    assert '<bpt i="1" x="1" type="italic">*</bpt>río<ept i="1">*</ept>' in out.read_text(encoding="utf-8")
    assert flask.told("memory", "import", out) == {"added": 0, "known": 2, "empty": 0}
    flask.done("memory", "export", lines, "--origin", "in.csv")
    assert lines.read_text(encoding="utf-8") == "The river is ours.\tEl río es nuestro.\nSing.\tCanta.\n"
    table = tmp_path / "out.CSV"
    flask.done("memory", "export", table, "--source", "en", "--target", "es")
    assert "The *river* is ours.,El *río* es nuestro." in table.read_text(encoding="utf-8-sig")
    assert flask.told("memory", "import", table) == {"added": 0, "known": 2, "empty": 0}
    assert flask.done("memory", "export", "-", "--format", "tsv", "--origin", "approved").stdout == ""
    assert flask.done("memory", "export", "-", "--target", "fr").stdout.count("<tu ") == 0
    assert "nowhere" in flask.refused("memory", "export", tmp_path / "no.tmx", "--origin", "nowhere")
    assert not (tmp_path / "no.tmx").exists()
    for one in flask.told("memory", "files")["files"]:
        flask.done("memory", "remove", one["id"])
    assert flask.told("memory", "import", out) == {"added": 2, "known": 0, "empty": 0}


def test_whoever_looks_on_is_told_how_far_it_is(app: Flask, tmp_path: Path):
    path = tmp_path / "long.tsv"
    path.write_text("".join(f"Number {n}.\tNúmero {n}.\n" for n in range(20)), encoding="utf-8")
    mine, theirs = os.openpty()
    run = [sys.executable, "-m", "flask", "memory", "import", str(path)]
    given = environment(app, tmp_path / "queue") | {"LC_ALL": "C.UTF-8"}
    with subprocess.Popen(run, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        assert process.stdout is not None
        assert b"20 pairs added" in process.stdout.read()
    said = os.read(mine, 4096).decode()
    os.close(mine)
    assert "100 % read, 20 pairs" in said
    assert said.endswith("\x1b[K")
