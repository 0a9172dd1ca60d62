"""The intake pages as a browser without script meets them."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from domain.permissions import PersonRole
from extensions import db
from models import Intake, Segment, SourceFile, Statement, Translation, User
from services import intake
from tests import factories
from tests.browsing import Browser, Page

DATA = Path(__file__).parents[3] / "shared" / "data"
TEXT = "THE RIVER\n\nThe river is for all of us.\n\nBring a chair, and the neighbours.\n"
THREE = ["THE RIVER", "The river is for all of us.", "Bring a chair, and the neighbours."]
LOOK, CREATE = "Look it over", "Create the statement"


@pytest.fixture
def ana(app: Flask) -> User:
    with app.app_context():
        factories.noise(db.session)
        user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        db.session.commit()
    return user


def paste(visitor: Browser, text: str = TEXT, **fields: str) -> Page:
    return visitor.open("/intake").press(LOOK, text=text, **fields)


def upload(visitor: Browser, content: bytes, name: str = "river.txt", **fields: str) -> Page:
    return visitor.open("/intake").press(LOOK, file=(content, name), **fields)


def paragraphs(page: Page) -> list[str]:
    return page.texts("text")


def count(app: Flask, kind: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


# --- bringing in ---------------------------------------------------------------------------------------------


def test_a_pasted_text_is_previewed_and_becomes_a_statement(app: Flask, visitor: Browser):
    before = count(app, Statement)
    page = paste(visitor)
    assert (page.status, page.title) == (200, "Preview of the text")
    assert paragraphs(page) == THREE
    assert count(app, Statement) == before
    page = page.press(CREATE, licence="CC0", appeared="Port, 1998")
    assert page.title == "THE RIVER"
    assert "The statement is stored." in page.text
    assert "CC0" in page.text
    assert count(app, Intake) == 0
    with app.app_context():
        statement = db.session.scalars(select(Statement).order_by(Statement.id.desc())).first()
        assert (statement.source_language, statement.appeared) == ("en", "Port, 1998")
        languages = select(Translation.language).where(Translation.statement_id == statement.id)
        assert db.session.scalars(languages).all() == ["es"]


def test_the_bytes_of_an_uploaded_file_are_kept_as_they_came(app: Flask, visitor: Browser):
    content = "El río\r\n\r\nEl río es de todos, y no se vende.\r\n".encode("utf-16")
    page = upload(visitor, content, "rio.txt")
    assert paragraphs(page) == ["El río", "El río es de todos, y no se vende."]
    assert "UTF-16 LE" in page.text
    page.press(CREATE)
    with app.app_context():
        file = db.session.scalars(select(SourceFile).order_by(SourceFile.statement_id.desc())).first()
        assert (file.content, file.name, file.encoding) == (content, "rio.txt", "utf-16-le")


@pytest.mark.skipif(not DATA.exists(), reason="the shared test data is not here")
def test_the_statement_of_1997_shows_its_fifteen_paragraphs_and_roles(visitor: Browser):
    page = upload(visitor, (DATA / "statements" / "fujimori-1997-en.txt").read_bytes(), "statement.txt")
    roles = [e.get("data-role") for e in page.all("block")]
    assert roles == [
        "masthead",
        "byline",
        "headline",
        "deck",
        *["paragraph"] * 7,
        "slogan",
        "slogan",
        "signature",
        "dateline",
    ]


def test_markdown_is_known_by_its_name_and_can_be_chosen(visitor: Browser):
    text = "# The river\n\nIt is *ours*.\n"
    assert paragraphs(upload(visitor, text.encode(), "river.md")) == ["The river", "It is ours."]
    assert paragraphs(paste(visitor, text, format="md")) == ["The river", "It is ours."]
    assert paragraphs(paste(visitor, text, format="txt"))[0] == "# The river"


def test_the_same_file_is_noticed_and_not_refused(visitor: Browser):
    upload(visitor, TEXT.encode()).press(CREATE)
    page = upload(visitor, TEXT.encode(), "copy.txt")
    assert "The very same file was brought in before." in page.text
    assert page.press(CREATE).status == 200


# --- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "empty.txt", 400, "There is no text in the file"),
        (b" \r\n\t", "blank.txt", 400, "There is no text in the file"),
        (b"PK\x03\x04" + bytes(200), "really-docx.txt", 400, "another kind of file (zip)"),
        (bytes(range(256)) * 20, "noise.bin", 400, "another kind of file"),
        (b'msgid "a"\nmsgstr "b"\n', "a.po", 400, "This is a file of translations (po)"),
        (b"source,target\n", "page.csv", 400, "The desk does not read “csv” files as texts."),
        (b"{\\rtf1 Hello}", "page.rtf", 400, "save it as DOCX"),
        (b"%PDF-1.7 Hello", "page.pdf", 400, "copy its text and paste it"),
        (b"a" * 250_000, "line.txt", 413, "Paragraph 1 has 250,000 characters"),
    ],
)
def test_a_bad_upload_is_answered_on_the_same_page(
    app: Flask, visitor: Browser, content: bytes, name: str, status: int, words: str
):
    paste(visitor)
    page = upload(visitor, content, name)
    assert (page.status, page.title) == (status, "Bring in a text")
    assert words in page.text
    assert "THE RIVER" in page.text, "the earlier preview is not offered any more"
    assert count(app, Intake) == 1


def test_what_was_pasted_is_still_in_the_box(visitor: Browser):
    text = "x" * 250_000 + "\n\nend"
    page = paste(visitor, text, format="txt")
    assert page.status == 413
    box = page.one(".//textarea")
    assert (box.text or "").strip() == text
    page = visitor.open("/intake").press(LOOK, text="kept words", file=(b"content", "a.txt"))
    assert page.status == 400
    assert "There is a file and a pasted text" in page.text
    assert (page.one(".//textarea").text or "").strip() == "kept words"


def test_the_answer_comes_in_the_language_of_the_person(app: Flask, ana: User):
    page = Browser(app, ana, "es").open("/intake")
    assert page.root.get("lang") == "es"
    answer = page.press("Ver cómo queda", file=(b"", "vacio.txt"))
    assert "No hay texto en el archivo" in answer.text


def test_a_file_just_over_the_limit_and_one_far_over_get_the_same_answer(app: Flask, visitor: Browser):
    app.config.update(UPLOAD_LIMIT_MB=1, MAX_CONTENT_LENGTH=2 * 1024**2, MAX_FORM_MEMORY_SIZE=2 * 1024**2)
    for size in (1024**2 + 1, 3 * 1024**2):
        page = upload(visitor, b"word " * (size // 5 + 1), "long.txt")
        assert (page.status, page.title) == (413, "Bring in a text")
        assert "larger than the limit of 1 MB" in page.text
    page = paste(visitor, "word " * 700_000)
    assert page.status == 413


def test_too_large_an_upload_of_a_stranger_leads_to_signing_in(app: Flask):
    app.config.update(UPLOAD_LIMIT_MB=1, MAX_CONTENT_LENGTH=1024**2)
    form = "application/x-www-form-urlencoded"
    answer = app.test_client().post("/intake", data=b"text=" + b"x" * 3 * 1024**2, content_type=form)
    assert answer.status_code in (302, 401)


def test_more_paragraphs_than_the_limit_are_refused(app: Flask, visitor: Browser):
    app.config["SEGMENT_LIMIT"] = 3
    page = paste(visitor, "One.\n\nTwo.\n\nThree.\n\nFour.")
    assert page.status == 400
    assert "4 paragraphs and the limit is 3" in page.text


def test_a_reader_cannot_bring_a_text_in(app: Flask):
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    visitor = Browser(app, reader)
    assert visitor.open("/intake").status == 403
    assert visitor.send("/intake", {"text": TEXT}).status == 403


def test_a_form_without_its_token_gives_the_text_back(app: Flask, visitor: Browser):
    answer = visitor.client.post("/intake", data={"text": TEXT})
    assert answer.status_code == 400
    assert "The river is for all of us." in answer.get_data(as_text=True)
    assert count(app, Intake) == 0


def test_a_preview_sent_after_the_session_ended_is_not_lost(app: Flask, visitor: Browser, ana: User):
    page = paste(visitor)
    with visitor.client.session_transaction() as cookie:
        cookie.clear()
    visitor.headers["Sec-Fetch-Site"] = "same-origin"
    page = page.press("Keep the changes", title="Typed too late", role_2="quote")
    assert page.status in (400, 401)
    factories.sign_in(visitor.client, ana)
    page = page.press("Send it again")
    assert page.one(".//input[@id='title']").get("value") == "Typed too late"
    assert [e.get("data-role") for e in page.all("block")][1] == "quote"


def test_a_form_of_another_site_is_not_offered_to_be_sent_again(visitor: Browser):
    path = paste(visitor).path
    visitor.headers["Sec-Fetch-Site"] = "cross-site"
    answer = visitor.client.post(f"{path}/removal", data={"sure": "yes"}, headers=visitor.headers)
    assert answer.status_code == 403
    assert "Send it again" not in answer.get_data(as_text=True)


# --- looking over ----------------------------------------------------------------------------------------------


def test_every_button_keeps_the_roles_and_the_details(visitor: Browser):
    page = paste(visitor)
    page = page.press("Cut it in two", role_2="quote", left_out_1=["1"], title="Another title", target=["fr"])
    assert [e.get("data-role") for e in page.all("block")] == ["headline", "quote", "paragraph"]
    assert page.one(".//input[@id='title']").get("value") == "Another title"
    assert page.one(".//input[@id='target-fr']").get("checked") is not None
    assert page.one(".//input[@id='target-es']").get("checked") is None
    assert page.one(".//input[@id='left-out-1']").get("checked") is not None
    assert "1 left out" in page.text


def test_a_paragraph_is_cut_at_the_empty_line(visitor: Browser):
    page = paste(visitor).press("open-cut-3")
    assert (page.one(".//textarea").text or "").strip() == "Bring a chair, and the neighbours."
    page = page.press("Cut at the empty lines", cut_text="Bring a chair,\r\n\r\nand the neighbours.")
    assert paragraphs(page)[2:] == ["Bring a chair,", "and the neighbours."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bring a chair, and the neighbours.", "There is no empty line in the box yet"),
        ("Bring a table,\n\nand the neighbours.", "The words in the box are not those of the file"),
    ],
)
def test_a_cut_that_is_none_says_why_and_keeps_the_box(visitor: Browser, text: str, words: str):
    page = paste(visitor).press("open-cut-3")
    page = page.press("Cut at the empty lines", cut_text=text, title="Kept title")
    assert page.status == 400
    assert words in page.text
    assert (page.one(".//textarea").text or "").strip() == text
    assert page.one(".//input[@id='title']").get("value") == "Kept title"
    assert "Kept title" in visitor.open("/intake").text


def test_paragraphs_are_joined_in_two_ways(visitor: Browser):
    page = paste(visitor).press("join-2")
    assert paragraphs(page)[1:] == ["The river is for all of us. Bring a chair, and the neighbours."]
    page = page.press("apart-1")
    assert len(paragraphs(page)) == 1


def test_many_are_changed_at_once(visitor: Browser):
    page = paste(visitor, "One.\n\nTwo.\n\nThree.\n\nFour.")
    page = page.press("Change them", sweep_which="all", sweep_make="verse")
    assert {e.get("data-role") for e in page.all("block")} == {"verse"}
    page = page.press("Change them", sweep_which="ticked", tick=["1", "3"], sweep_make="item")
    assert [e.get("data-role") for e in page.all("block")] == ["item", "verse", "item", "verse"]
    page = page.press("Change them", sweep_which="page", sweep_of="item", sweep_make="left-out")
    assert [e.get("data-left-out") is not None for e in page.all("block")] == [True, False, True, False]


def test_a_page_number_is_marked_and_can_be_kept(app: Flask, visitor: Browser):
    text = (
        "The first page.\n\nIt goes on for a while here.\n\n      1\n\f\n"
        "The second page.\n\nIt ends here.\n\n      2\n\f\nLast words.\n"
    )
    page = upload(visitor, text.encode())
    assert "2 page numbers are left out: they are marked below, and can be kept." in page.text
    page = page.press("Keep the changes", left_out_3=[])
    page.press(CREATE)
    with app.app_context():
        statement = db.session.scalars(select(Statement).order_by(Statement.id.desc())).first()
        sources = db.session.scalars(
            select(Segment.source).where(Segment.statement_id == statement.id).order_by(Segment.position)
        )
        assert list(sources)[2] == "1"


def test_reading_in_another_encoding_says_what_it_costs(visitor: Browser):
    page = upload(visitor, "Sesión\n\nLa sesión fue larga, y nadie se fue.".encode("mac-roman"))
    assert "Windows-1252 is assumed" in page.text
    page = page.press("join-1", licence="CC0")
    page = page.press("Read it again", encoding="mac-roman")
    assert paragraphs(page) == ["Sesión", "La sesión fue larga, y nadie se fue."]
    assert page.one(".//input[@id='licence']").get("value") == "CC0"
    assert "roles, cuts and joins made by hand are lost" in page.text


def test_a_wrong_encoding_is_refused_and_everything_stays(visitor: Browser):
    page = upload(visitor, "El río\n\nEl río es de todos.".encode("cp1252"))
    page = page.press("Read it again", encoding="utf-8", licence="CC0", role_2="quote")
    assert page.status == 400
    assert "is not text in the encoding" in page.text
    assert paragraphs(page) == ["El río", "El río es de todos."]
    assert [e.get("data-role") for e in page.all("block")][1] == "quote"
    assert page.one(".//input[@id='licence']").get("value") == "CC0"


def test_a_second_tab_is_told_and_keeps_its_words(visitor: Browser):
    first = paste(visitor)
    second = visitor.open(first.path)
    first.press("join-2")
    page = second.press("Keep the changes", title="Typed in the second tab", role_3="quote")
    assert page.status == 409
    assert "changed in another tab" in page.text
    assert len(paragraphs(page)) == 2
    assert page.one(".//input[@id='title']").get("value") == "Typed in the second tab"
    assert page.press("Keep the changes").status == 200
    assert second.press(CREATE).status == 409


def test_a_second_click_leads_to_the_statement(app: Flask, visitor: Browser):
    page = paste(visitor)
    made = page.press(CREATE)
    before = count(app, Statement)
    again = page.press(CREATE)
    assert again.path == made.path
    assert count(app, Statement) == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"source": ""}, "is not a language that this text can have here"),
        ({"other_source": "no language"}, "“no language” is not a language"),
        ({"other_targets": "??"}, "“??” is not a language"),
        ({"target": ["en"]}, "“en” is not a language"),
        ({"title": "t" * 600}, "600 characters"),
        ({"left_out_1": ["1"], "left_out_2": ["1"], "left_out_3": ["1"]}, "Every paragraph is left out"),
        ({"role_2": "king"}, "“king” is not a possible value"),
    ],
)
def test_what_cannot_be_stored_is_said_and_the_rest_kept(app: Flask, visitor: Browser, fields: dict, words: str):
    before = count(app, Statement)
    page = paste(visitor).press(CREATE, **{"licence": "CC0", **fields})
    assert page.status in (400, 413)
    assert words in page.text
    assert page.one(".//input[@id='licence']").get("value") == "CC0"
    assert count(app, Statement) == before
    assert len(page.all("block")) == 3


def test_a_preview_is_removed(app: Flask, visitor: Browser):
    page = paste(visitor).press("Remove this preview")
    assert "The preview is removed." in page.text
    assert count(app, Intake) == 0


def test_the_preview_of_somebody_else_is_not_there(app: Flask, visitor: Browser):
    path = paste(visitor).path
    with app.app_context():
        admin = factories.person(db.session, *PersonRole)
        db.session.commit()
    other = Browser(app, admin)
    assert other.open(path).status == 404
    for action in (path, f"{path}/statement", f"{path}/removal"):
        assert other.send(action, {"version": "1", "do": "save", "source": "en"}).status == 404
    assert visitor.open(path).status == 200


@pytest.mark.parametrize(
    "forged",
    [
        {"version": "99999999999999999999"}, {"version": "-1"}, {"version": "x"}, {},
        {"version": "1", "do": "join-999"},
        {"version": "1", "do": "cut", "cut-number": "77", "cut-text": "x"}, {"version": "1", "role-9": "quote"},
        {"version": "1", "do": "sweep", "sweep-make": "king"}, {"version": "1", "role-zero": "quote"},
        {"version": "1", "do": "page-99999999", "after": "99999999999"}, {"version": "1", "after": "-5"},
    ],
)  # fmt: skip
def test_a_forged_form_breaks_nothing(visitor: Browser, forged: dict[str, str]):
    path = paste(visitor).path
    assert visitor.send(path, forged).status in (200, 400, 409)
    assert paragraphs(visitor.open(path)) == [
        "THE RIVER",
        "The river is for all of us.",
        "Bring a chair, and the neighbours.",
    ]


def test_a_long_text_is_paged_and_every_page_keeps_its_changes(visitor: Browser):
    page = paste(visitor, "\n\n".join(f"Paragraph number {n} of the text." for n in range(1, 251)))
    assert "1 to 100 of 250" in page.text
    page = page.press("More paragraphs", role_7="quote")
    assert "101 to 200 of 250" in page.text
    page = page.press("More paragraphs", role_150="quote")
    assert len(page.all("block")) == 50
    page = page.press("← Earlier").press("← Earlier")
    assert [e.get("id") for e in page.all("block") if e.get("data-role") == "quote"] == ["b7"]
    assert visitor.open(f"{page.path}?after=5000").status == 200


def test_text_of_other_kinds_is_shown_as_text(visitor: Browser):
    page = paste(visitor, "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} & *stars*\n\nשלום לכולם, זה הנהר שלנו.\n")
    assert paragraphs(page) == [
        "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} & *stars*",
        "שלום לכולם, זה הנהר שלנו.",
    ]
    assert "<script>alert" not in page.html
    assert {e.get("dir") for e in page.all("text")} == {"auto"}


def test_a_long_paragraph_is_shown_by_its_beginning_and_kept_whole(app: Flask, visitor: Browser):
    text = "word " * 2000
    page = paste(visitor, text)
    assert len(paragraphs(page)[0]) < 4000
    assert "The beginning of 9,999 characters" in page.text
    page.press(CREATE, source="en")
    with app.app_context():
        assert db.session.scalar(select(Segment.source).order_by(Segment.id.desc()).limit(1)) == text.strip()


def test_one_person_cannot_fill_the_desk_with_previews(app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "MOST_OPEN", 1)
    paste(visitor)
    page = paste(visitor)
    assert page.status == 409
    assert "finish or remove one first" in page.text
    assert TEXT.split()[0] in (page.one(".//textarea").text or "")
