"""Files made to break a reader, and good ones with damage done to them: a clear refusal or a safe reading, in time."""

import multiprocessing
import random
import resource
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from domain.errors import DeskError, FileProblem, ParagraphTooLong
from formats import REGISTRY, detect
from services.intake import Limits, read
from tests.formats.written import Part, Piece, W, docx, docx_of, epub, epub_of, html_of, odt, odt_of

ROOT = Path(__file__).resolve().parents[2]
MALFORMED = ROOT.parent / "shared" / "data" / "interchange" / "malformed"
FORK = multiprocessing.get_context("fork")
SEED = 1997
ROUNDS = 250  # of each format
SECONDS = 20  # of each format, should the machine be busy
GOOD = [
    Part("heading", (Piece("A title"),)),
    Part("paragraph", (Piece("Some "), Piece("bold", is_strong=True), Piece(" words & more."))),
    Part("item", (Piece("An item"),)),
    Part("row", (Piece("a"), Piece("b"))),
]
NOTE = '<p>Text<a id="r" href="#n"><sup>1</sup></a>.</p><p id="n"><a href="#r">1</a> Note.</p>'
FILES = {
    "docx": docx_of(GOOD),
    "odt": odt_of(GOOD),
    "epub": epub_of(GOOD),
    "html": html_of(GOOD).replace(b"</html>", f"{NOTE}</html>".encode()),
    "txt": b"A TITLE\n\nSome words.\n\n* One\n* Two\n",
    "md": b"# Title\n\nSome *words*[^1].\n\n[^1]: Note.\n",
}
DAMAGE = (b"", b"<", b">", b'"', b"&", b"\0", b"\xff", b"</w:p>", b"<w:p>", b"&x;", b"<!--", b"<table>", b"]]>", b"../")


@pytest.mark.parametrize("format", FILES)
def test_damaged_files_raise_nothing_but_file_problems(format: str) -> None:
    chance = random.Random(SEED)
    deadline = time.monotonic() + SECONDS
    read_document = REGISTRY[format].read_document
    for _ in range(ROUNDS):
        data = damaged(FILES[format], chance)
        try:
            detect(f"x.{format}", data)
            read_document(data)
        except FileProblem:
            continue
        if time.monotonic() > deadline:
            break


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a file with damage: to its bytes, or, in an archive, mostly to what is packed in it."""
    if not data.startswith(b"PK") or chance.random() < 0.25:
        return _spoilt(data, chance)
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        chosen = chance.choice([name for name in names if name.endswith(("xml", "rels", "opf", "xhtml"))])
        for name in names:
            if name == chosen and chance.random() < 0.1:
                continue
            content = old.read(name)
            new.writestr(name, _spoilt(content, chance) if name == chosen else content)
    return file.getvalue()


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(spoilt) + 1)
        match chance.randrange(4):
            case 0:
                del spoilt[place : place + chance.randrange(40)]
            case 1:
                spoilt[place:place] = spoilt[place : place + chance.randrange(200)]
            case _:
                spoilt[place : place + chance.choice((0, 1, 5))] = chance.choice(DAMAGE)
    return bytes(spoilt)


def zipped_docx(body: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>".encode() + body + b"</w:body></w:document>")
    return file.getvalue()


RUN = b"<w:r><w:t>word </w:t></w:r>"
BOLD = b"<w:r><w:rPr><w:b/></w:rPr><w:t>and </w:t></w:r>"
ODT_NOTE = "<text:note><text:note-body><text:p>x</text:p></text:note-body></text:note>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = {
    "paragraphs.docx": lambda: zipped_docx((b"<w:p>" + RUN + b"</w:p>") * 100_000),
    "runs.docx": lambda: zipped_docx(b"<w:p>" + (RUN + BOLD) * 80_000 + b"</w:p>"),
    "breaks.docx": lambda: zipped_docx(b"<w:p><w:r>" + b"<w:t>a</w:t><w:br/>" * 200_000 + b"</w:r></w:p>"),
    "tables.docx": lambda: zipped_docx(b"<w:tbl><w:tr><w:tc>" * 2000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 2000),
    "marks.docx": lambda: zipped_docx(b"<w:p><w:r><w:t>" + b"*a_[b](c)**" * 15_000 + b"</w:t></w:r></w:p>"),
    "bomb.docx": lambda: zipped_docx(b"<w:p><w:r><w:t>" + b"A" * 300_000_000 + b"</w:t></w:r></w:p>"),
    "entities.docx": lambda: docx("<w:p/>", {"word/document.xml": ENTITIES + b"<x>&b;</x>"}),
    "spans.odt": lambda: odt("<text:p>" + "<text:span>" * 5000 + "x" + "</text:span>" * 5000 + "</text:p>"),
    "notes.odt": lambda: odt("<text:p>" + ODT_NOTE * 30_000 + "</text:p>"),
    "chapters.epub": lambda: epub({f"c{n}.xhtml": "<p>x</p>" for n in range(4000)}),
    "divisions.html": lambda: b"<div>" * 290_000 + b"x",
    "fonts.html": lambda: b"".join(b"<font size=%d><p>x" % n for n in range(100_000)),
    "attributes.html": lambda: b"<div " + b" ".join(b"a%d" % n for n in range(1_000_000)) + b">text",
    "quotes.html": lambda: b'<a "' * 1_000_000 + b"x",
    "signs.html": lambda: b"<" * 5_000_000 + b"x",
    "open.html": lambda: b"<a<" * 3_000_000,
    "buttons.html": lambda: b"<button>x</button>text " * 100_000,
    "notes.html": lambda: b'<p><a id=r href="#n">1</a>x' * 70_000 + b'<p id=n><a href="#r">1</a>n',
    "brackets.docx": lambda: zipped_docx(b"<w:p><w:r><w:t>" + b"[" * 400_000 + b"]" * 400_000 + b"</w:t></w:r></w:p>"),
    "brackets.html": lambda: b"<p>" + b"[" * 400_000 + b"]" * 400_000,
    "address.html": lambda: b'<p><a href="http://a/' + b"x" * 5_000_000 + b'">hello</a>',
    "spaces.html": lambda: b"<p>" + "\u00a0\u200b".encode() * 600_000,
    "ampersands.html": lambda: b"<p>" + b"&amp;" * 600_000,
    "cells.md": lambda: b"|a" * 20_000 + b"|\n" + b"|-" * 20_000 + b"|\n" + (b"|b" * 20_000 + b"|\n") * 20,
    "line.html": lambda: b"<p>" + b"word " * 4_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE[name]())
    _answered_in_time(file)


def test_a_link_that_holds_a_file_keeps_its_words() -> None:
    page = b'<p>One <a href="data:text/plain,' + b"x" * 1_000_000 + b'">two</a> <a href="http://a.example/">three</a>.'
    (block,) = REGISTRY["html"].read_document(page).blocks
    assert block.text == "One two [three](http://a.example/)."


def test_a_long_run_of_words_stays_whole() -> None:
    words = " ".join(f"word\u00a0{n} & more" for n in range(6_000))
    (block,) = REGISTRY["html"].read_document(f"<p>{words}</p>".encode()).blocks
    assert block.text == words


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_paragraph_too_long_is_named_by_its_place(name: str) -> None:
    content = b"One.\n\nTwo.\n\n" + b"w" * 200_001
    if name == "a.html":
        content = b"<p>" + content.replace(b"\n\n", b"<p>")
    with pytest.raises(ParagraphTooLong) as refused:
        read(name, content, Limits())
    assert refused.value.facts == {"position": 3, "length": 200_001, "limit": 200_000}


@pytest.mark.skipif(not MALFORMED.is_dir(), reason="the shared test data is not here")
def test_every_malformed_file_is_answered_in_bounded_time_and_memory(tmp_path: Path) -> None:
    big = ("single-line-50MB.txt", "300000-paragraphs.txt")  # its third is like bomb.docx above
    script = [sys.executable, str(MALFORMED / "make_big.py"), str(tmp_path), *big]
    subprocess.run(script, check=True, capture_output=True)
    for file in (*sorted(MALFORMED.glob("*.*")), *sorted(tmp_path.iterdir())):
        said = _answered_in_time(file)
        assert "root:" not in said, "the content of a file of this machine shows"


def _answered_in_time(file: Path) -> str:
    """Read a file in a process of its own, with so much of the machine at most; return what came of it."""
    here, there = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_answer, args=(file, there))
    child.start()
    there.close()
    try:
        said, megabytes = here.recv() if here.poll(120) else ("", 0)
    except EOFError:
        said, megabytes = "", 0
    child.join(5)
    assert child.exitcode == 0, f"{file.name}: ended with {child.exitcode}"
    assert megabytes < 300, f"{file.name}: {megabytes} MB"
    return said


def _answer(file: Path, there: Connection) -> None:
    # Twice the promise: a busy machine counts waiting for memory as work.
    resource.setrlimit(resource.RLIMIT_CPU, (10, 11))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        document = read(file.name, file.read_bytes(), Limits(megabytes=100)).document
        said = "\n".join(block.text[:200] for block in document.blocks[:50])
    except DeskError as error:
        said = f"{type(error).__name__} {error.facts}"
    there.send((said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024))
