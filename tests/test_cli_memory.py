"""`flask memory`: pairs in, texts looked up, tables of queries answered; one line for every failure."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from tests.test_cli import CommandLine

PAIRS = "Bring a chair.\tTrae una silla.\nThe *river* is ours.\tEl *río* es nuestro.\n\nSing!\t¡Canta!\textra\n"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "tm"


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    """Give the command line."""
    return CommandLine(app)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


def test_pairs_come_in_and_are_found(flask: CommandLine, pairs: Path):
    assert flask.told("memory", "import", str(pairs)) == {"added": 3, "known": 0, "empty": 1}
    found = flask.told("memory", "lookup", "The *river* is ours")
    match = {"score": 95, "source": "The *river* is ours.", "target": "El *río* es nuestro.", "origin": "pairs.tsv"}
    assert found == {"matches": [match]}
    assert flask.done("memory", "lookup", "Sing!").stdout.split("\t")[:3] == ["100 %", "Sing!", "¡Canta!"]


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="paragraph" o-tmf="x" adminlang="en"
 srclang="EN-US" datatype="plaintext"/><body>
<tu><tuv xml:lang="EN-US"><seg>Bring a chair.</seg></tuv><tuv xml:lang="ES-ES" changeid="Eva"><seg>Trae una silla.</seg>
</tuv></tu><tu><tuv xml:lang="EN-US"><seg>Sing.</seg></tuv><tuv xml:lang="FR-FR"><seg>Chante.</seg></tuv></tu>
</body></tmx>"""


def test_a_tmx_gives_its_pairs_in_these_languages(flask: CommandLine, tmp_path: Path):
    path = tmp_path / "old.tmx"
    path.write_text(TMX, encoding="utf-8")
    assert flask.told("memory", "import", str(path))["added"] == 1
    assert [match["target"] for match in flask.told("memory", "lookup", "Bring a chair.")["matches"]] == [
        "Trae una silla."
    ]
    assert flask.told("memory", "lookup", "Sing.") == {"matches": []}
    assert "de" in flask.refused("memory", "import", str(path), "--target", "de")


def test_a_packed_file_is_unpacked(flask: CommandLine, tmp_path: Path):
    path = tmp_path / "pairs.tsv.gz"
    path.write_bytes(gzip.compress(PAIRS.encode()))
    assert "3 pairs added" in flask.done("memory", "import", str(path)).stdout
    assert "0 pairs added; 3 known" in flask.done("memory", "import", str(path)).stdout


def test_a_table_of_queries_is_answered(flask: CommandLine, pairs: Path, tmp_path: Path):
    flask.done("memory", "import", str(pairs))
    queries, out = tmp_path / "queries.tsv", tmp_path / "out.tsv"
    queries.write_text(
        'kind\tqid\tquery\nx\tq1\tBring a chair\ny\tq2\tNothing "like it\nz\tq3\tSing!\n', encoding="utf-8"
    )
    flask.done("memory", "lookup", "--batch", str(queries), "-o", str(out))
    assert out.read_text(encoding="utf-8") == "q1\t92\tBring a chair.\tTrae una silla.\nq3\t100\tSing!\t¡Canta!\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b"one\ttwo\nno tab here\n", "line 2"),
        (b"one\ttwo\n\x81\ttwo\n", "line 2"),
        (gzip.compress(PAIRS.encode() * 50, mtime=0)[:-20], "line"),
        (b"x" * 1_100_000, "line 1"),
    ],
)
def test_a_broken_file_is_one_line_and_changes_nothing(flask: CommandLine, tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "broken.tsv"
    path.write_bytes(content)
    assert words in flask.refused("memory", "import", str(path))
    assert flask.told("memory", "lookup", "one") == {"matches": []}


def test_queries_without_their_columns_are_refused(flask: CommandLine, tmp_path: Path):
    path = tmp_path / "queries.tsv"
    path.write_text("id\ttext\n1\tone\n", encoding="utf-8")
    assert "line 1" in flask.refused("memory", "lookup", "--batch", str(path))


@pytest.mark.parametrize("arguments", [(), ("text", "--batch", __file__)])
def test_either_a_text_or_a_table(flask: CommandLine, arguments: tuple[str, ...]):
    assert "--batch" in flask.refused("memory", "lookup", *arguments)


@pytest.mark.skipif(not SHARED.exists(), reason="no memory of real texts on this machine")
def test_a_real_memory_is_searched_as_if_by_comparing_with_all(flask: CommandLine, tmp_path: Path):
    """The answers were found by brute force (the folder's README): at least 99 in 100 of 75 percent and more."""
    flask.done("memory", "import", str(SHARED / "tm_10k.tsv"))
    out = tmp_path / "out.tsv"
    flask.done("memory", "lookup", "--batch", str(SHARED / "queries_10k.tsv"), "-o", str(out))
    first: dict[str, tuple[int, str]] = {}
    for line in out.read_text(encoding="utf-8").splitlines():
        qid, score, source, _target = line.split("\t")
        first.setdefault(qid, (int(score), source))
    right = wrong = false = below = 0
    rows = (SHARED / "queries_10k.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    names = rows[0].split("\t")
    sources = [line.split("\t")[0] for line in (SHARED / "tm_10k.tsv").read_text(encoding="utf-8").split("\n")]
    for row in (dict(zip(names, line.split("\t"), strict=True)) for line in rows[1:]):
        best = {sources[int(n)] for n in row["best_rows"].split(",")}
        answer = first.get(row["qid"])
        if float(row["best_score"]) < 75:
            below += 1
            false += answer is not None
        elif answer and answer[1] in best:
            right += 1
            assert answer[0] == int(float(row["best_score"]) + 1e-6)
        else:
            wrong += 1
    assert right >= 0.99 * (right + wrong) > 100
    assert false <= 0.02 * below
