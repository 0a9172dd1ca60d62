"""`flask import` with documents: every format comes in by the same command, and says what it found by itself."""

from pathlib import Path

import pytest
from flask import Flask

from models import Statement
from tests.formats.written import Part, Piece, docx, docx_of, epub, html_of, odt_of
from tests.test_cli import CommandLine, count

PARTS = [
    Part("heading", (Piece("La barca"),)),
    Part(
        "paragraph",
        (Piece("La barca es de todos los que viven en la orilla, y de nadie "), Piece("más", True), Piece(".")),
    ),
]
FILES = {"docx": docx_of(PARTS), "odt": odt_of(PARTS), "html": html_of(PARTS)}
BOOK = epub({f"{n}.xhtml": f"<h1>Part {n}</h1><p>Words.</p>" for n in range(1, 6)}, language="fr")


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    return CommandLine(app)


@pytest.mark.parametrize("format", FILES)
def test_a_document_comes_in_with_its_language_and_marks(flask: CommandLine, tmp_path: Path, format: str) -> None:
    file = tmp_path / f"barca.{format}"
    file.write_bytes(FILES[format])
    told = flask.told("import", file)
    assert list(told) == ["slug", "title", "encoding", "segments"]
    assert (told["slug"], told["title"], told["encoding"]) == ("la-barca", "La barca", "utf-8")
    assert [(segment["id"], segment["role"]) for segment in told["segments"]] == [
        ("p1", "headline"),
        ("p2", "paragraph"),
    ]
    assert told["segments"][1]["source"].endswith("y de nadie **más**.")


def test_the_language_is_what_file_and_words_say_unless_it_is_given(
    flask: CommandLine, tmp_path: Path, app: Flask
) -> None:
    file = tmp_path / "barca.docx"
    file.write_bytes(FILES["docx"])  # python-docx writes that it is English
    assert len(flask.told("segments", flask.told("import", file)["slug"], "--target", "en")["segments"]) == 2
    slug = flask.told("import", file, "--source", "pt")["slug"]
    assert len(flask.told("segments", slug, "--target", "es")["segments"]) == 2


@pytest.mark.parametrize(
    ("chapters", "sources"),
    [
        (None, [f"Part {n}" for n in range(1, 6)]),
        ("2", ["Part 2"]),
        ("1,4-5", ["Part 1", "Part 4", "Part 5"]),
    ],
)
def test_chapters_of_a_book_are_named_by_their_numbers(
    flask: CommandLine, tmp_path: Path, chapters: str | None, sources: list[str]
) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(BOOK)
    told = flask.told("import", file, *(("--chapters", chapters) if chapters else ()))
    assert [segment["source"] for segment in told["segments"] if segment["source"] != "Words."] == sources


@pytest.mark.parametrize(
    ("name", "content", "options", "words"),
    [
        ("a.pdf", b"%PDF-1.7", [], "made from (DOCX, ODT, HTML)"),
        ("a.rtf", b"{\\rtf1 x}", [], "save it as DOCX"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", [], "save it as DOCX"),
        ("a.docx", FILES["docx"][:900], [], "could not be read as docx"),
        ("a.docx", docx("<w:p><w:r><w:t>" + "A" * 40_000_000 + "</w:t></w:r></w:p>"), [], "Unpacked, the file"),
        ("a.docx", docx("<w:p/>"), [], "no text in the file"),
        ("a.epub", BOOK, ["--chapters", "9"], "not a possible value"),
        ("a.odt", FILES["odt"], ["--chapters", "1"], "not a possible value"),
    ],
)
def test_what_cannot_come_in_is_said_in_one_line_and_nothing_is_stored(
    flask: CommandLine, app: Flask, tmp_path: Path, name: str, content: bytes, options: list[str], words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    before = count(app, Statement)
    assert words in flask.refused("import", file, *options)
    assert count(app, Statement) == before
