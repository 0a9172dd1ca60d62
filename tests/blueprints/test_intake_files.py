"""Several files at once, and the chapters of a book, as a browser without script meets them."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from domain.permissions import PersonRole
from extensions import db
from models import Intake, Segment, Statement
from services import intake
from tests import factories
from tests.browsing import Browser, Page
from tests.formats.written import Part, Piece, docx_of, epub

LOOK, CREATE, GO_ON = "Look it over", "Create the statement", "Go on with these"
TEXT = b"THE RIVER\n\nThe river is for all of us.\n"
DOCX = docx_of([Part("heading", (Piece("The well"),)), Part("row", (Piece("a"), Piece("b")))])
BOOK = epub(
    {
        "a.xhtml": "<h1>One</h1><p>The first chapter of it.<a href='n.xhtml#n1' epub:type='noteref'>1</a></p>",
        "b.xhtml": "<h1>Two</h1><p>The second one.</p>",
        "n.xhtml": "<h1>Notes</h1><aside epub:type='footnote' id='n1'><p>A note.</p></aside>",
    },
    language="es",
)


def send(visitor: Browser, *files: tuple[bytes, str], **fields: str) -> Page:
    return visitor.open("/intake").press(LOOK, file=list(files), **fields)


def lines(page: Page) -> list[str]:
    return [" ".join("".join(line.itertext()).split()) for e in page.all("results") for line in e.findall("li")]


def count(app: Flask, kind: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_bad_file_among_several_does_not_lose_the_good_ones(app: Flask, visitor: Browser):
    page = send(visitor, (TEXT, "river.txt"), (b"%PDF-1.7", "scan.pdf"), (DOCX, "well.docx"))
    assert (page.status, page.title) == (200, "Bring in a text")
    river, scan, well = lines(page)
    assert "THE RIVER · 2 paragraphs" in river
    assert "copy its text and paste it" in scan
    assert "1 table became paragraphs" in well
    assert count(app, Intake) == 2
    assert {"river.txt", "well.docx"} <= set(page.text.split())


def test_several_bad_files_are_all_told(app: Flask, visitor: Browser):
    page = send(visitor, (b"", "empty.txt"), (b"{\\rtf1 x}", "old.rtf"))
    assert page.status == 400
    assert ["There is no text" in lines(page)[0], "save it as DOCX" in lines(page)[1]] == [True, True]
    assert count(app, Intake) == 0


def test_a_script_gets_the_line_of_each_file_and_nothing_else(app: Flask, visitor: Browser):
    token = visitor.open("/intake").token
    data = {"csrf_token": token, "one-of-many": "1"}
    import io

    answer = visitor.client.post("/intake", data={**data, "file": (io.BytesIO(TEXT), "river.txt")})
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert html.count("<li") == 1
    assert "<html" not in html
    bad = visitor.client.post("/intake", data={**data, "file": (io.BytesIO(b"\x89PNG"), "<b>.png")})
    assert "&lt;b&gt;.png" in bad.get_data(as_text=True)


def test_files_that_came_before_are_named_with_what_they_became(app: Flask, visitor: Browser):
    send(visitor, (TEXT, "river.txt")).press(CREATE, source="en")
    first = lines(send(visitor, (TEXT, "again.txt"), (DOCX, "well.docx")))[0]
    assert "brought in before: THE RIVER" in first
    assert "Bring it in again anyway" in first
    assert "was open already" not in first
    again = lines(send(visitor, (TEXT, "again.txt"), (DOCX, "well.docx")))
    assert all("A preview of the very same file was open already." in line for line in again)
    assert count(app, Intake) == 2, "a second preview of the same file"


def test_a_book_asks_for_its_chapters_and_all_of_them_are_the_default(visitor: Browser):
    page = send(visitor, (BOOK, "book.epub"))
    assert page.title == "Choose chapters"
    assert [text for text in ("One", "Two", "Notes") if text in page.text] == ["One", "Two", "Notes"]
    page = page.press(GO_ON)
    assert (page.status, page.title) == (200, "Preview of the text")
    assert page.texts("text")[0] == "One"
    assert len(page.texts("text")) == 6


def test_a_chapter_becomes_a_statement_with_its_notes(app: Flask, visitor: Browser):
    page = send(visitor, (BOOK, "book.epub")).press(GO_ON, chapter=["1"])
    assert page.texts("text") == ["One", "The first chapter of it.1", "1: A note."]
    page = page.press("Read it again")
    assert page.texts("text")[0] == "One"
    assert len(page.texts("text")) == 3, "the choice is lost when the file is read again"
    page.press(CREATE)
    with app.app_context():
        statement = db.session.scalars(select(Statement).order_by(Statement.id.desc())).first()
        assert (statement.title, statement.source_language) == ("One", "en"), "its words say it is English"
        query = select(Segment.source).where(Segment.statement_id == statement.id).order_by(Segment.position)
        assert db.session.scalars(query).all() == ["One", "The first chapter of it.[^1]", "[^1]: A note."]


def test_each_chapter_becomes_a_preview_of_its_own(app: Flask, visitor: Browser):
    page = send(visitor, (BOOK, "book.epub")).press(GO_ON, chapter=["1", "2"], **{"as": "each"})
    assert "2 previews are ready" in page.text
    assert count(app, Intake) == 2
    assert {"One", "Two"} <= set(page.text.split())


def test_no_chapter_and_chapters_that_are_not_there_are_refused(app: Flask, visitor: Browser):
    page = send(visitor, (BOOK, "book.epub"))
    nothing = page.press(GO_ON, chapter=[])
    assert (nothing.status, "Tick at least one" in nothing.text) == (400, True)
    assert visitor.send(page.path, {"chapter": "9", "version": "1"}).status == 400
    assert visitor.send(page.path, {"chapter": "1", "version": "7"}).status == 409
    assert count(app, Intake) == 1


def test_more_previews_than_one_may_have_are_not_half_made(
    app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch
):
    page = send(visitor, (BOOK, "book.epub"))
    monkeypatch.setattr(intake, "MOST_OPEN", 2)
    answer = page.press(GO_ON, **{"as": "each"})
    assert answer.status == 409
    assert count(app, Intake) == 1
    assert visitor.open(page.path).title == "Choose chapters"


def test_the_chapters_of_somebody_elses_book_are_not_there(app: Flask, visitor: Browser):
    page = send(visitor, (BOOK, "book.epub"))
    with app.app_context():
        other = factories.person(db.session, PersonRole.TRANSLATOR, name="Bea")
        db.session.commit()
    assert Browser(app, other).open(page.path).status == 404


def test_a_text_without_chapters_says_so(visitor: Browser):
    page = send(visitor, (TEXT, "river.txt"))
    assert "no chapters" in visitor.open(f"{page.path}/chapters").text
