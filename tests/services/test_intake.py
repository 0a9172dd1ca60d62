"""Intake: nothing is a statement before its person says so, and nothing they arranged is lost on the way."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from domain.arranging import Changes, Join, Sweep
from domain.document import NoticeKind, Role
from domain.errors import (
    BadValue,
    CannotSplit,
    EmptyFile,
    FileProblem,
    FileTooLarge,
    NotAllowed,
    NotFound,
    StaleIntake,
    TextTooLong,
    TooManyIntakes,
    TooManySegments,
    UnknownEncoding,
    UnknownFormat,
    WrongContent,
)
from domain.permissions import Actor, PersonRole
from models import Intake, Segment, SourceFile, Statement, Translation
from models.base import now
from services import intake
from services.intake import Limits, Settings
from services.store import begin_write
from tests import factories

DATA = Path(__file__).parents[3] / "shared" / "data"
LIMITS = Limits(megabytes=1, segments=1000)
TEXT = "THE RIVER\n\nThe river is for all of us.\n\nBring a chair, and the neighbours.\n"


def start(session: Session, actor: Actor, text: str | bytes = TEXT, name: str = "river.txt") -> str:
    content = text if isinstance(text, bytes) else text.encode()
    return intake.start(session, actor, intake.read(name, content, LIMITS))


def texts(session: Session, actor: Actor, token: str) -> list[str]:
    return [row.block.text for row in intake.preview(session, actor, token).rows]


def said(session: Session, actor: Actor, token: str) -> Settings:
    return intake.preview(session, actor, token).settings


# --- reading ------------------------------------------------------------------------------------------------


def test_reading_suggests_title_language_and_target(session: Session, ana: Actor):
    preview = intake.preview(session, ana, start(session, ana))
    assert preview.settings == Settings(title="THE RIVER", source="en", targets=("es",))
    assert (preview.format, preview.encoding, preview.version, preview.total, preview.kept) == ("txt", "utf-8", 1, 3, 3)
    assert [row.number for row in preview.rows] == [1, 2, 3]


def test_nothing_is_a_statement_yet(session: Session, ana: Actor):
    before = session.scalar(select(func.count()).select_from(Statement))
    start(session, ana)
    assert session.scalar(select(func.count()).select_from(Statement)) == before


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.txt", b"", EmptyFile),
        ("a.txt", b" \n\t \r\n", EmptyFile),
        ("a.txt", b"PK\x03\x04" + b"\0" * 100, WrongContent),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, WrongContent),
        ("a.po", b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n', UnknownFormat),
        ("a.csv", b"source,target\n", UnknownFormat),
        ("a.txt", b"x" * (1024 * 1024 + 1), FileTooLarge),
        ("a.txt", b"One.\n\n" * 1001, TooManySegments),
        ("a.txt", b"word " * 50_000, TextTooLong),
    ],
)
def test_what_is_no_text_or_too_much_is_refused(name: str, content: bytes, error: type[FileProblem]):
    with pytest.raises(error):
        intake.read(name, content, LIMITS)


def test_an_unknown_suffix_is_a_part_of_the_name():
    assert intake.read("minutes.1998", TEXT.encode(), LIMITS).upload.format == "txt"


def test_nul_characters_are_taken_out_and_said():
    reading = intake.read("a.txt", b"One\0 two.\n\nThree\0\0.", LIMITS)
    assert [block.text for block in reading.document.blocks] == ["One two.", "Three."]
    assert [(n.kind, n.count) for n in reading.document.notices] == [(NoticeKind.NUL_REMOVED, 3)]


def test_markup_of_other_kinds_is_text(session: Session, ana: Actor):
    hostile = "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} &amp; *not emphasis*"
    (block,) = intake.read("a.txt", hostile.encode(), LIMITS).document.blocks
    from formats.inline import to_html, to_plain

    assert to_plain(block.text) == hostile
    assert "<script>" not in to_html(block.text)
    assert "<em>" not in to_html(block.text)


def test_a_nul_in_a_name_is_not_stored(session: Session, ana: Actor):
    assert intake.preview(session, ana, start(session, ana, name="ri\0ver.txt")).name == "river.txt"


# --- whose it is ---------------------------------------------------------------------------------------------


def test_others_cannot_see_or_touch_it(session: Session, ana: Actor):
    other = factories.person(session, *PersonRole).as_actor()
    token = start(session, ana)
    reading = intake.read("x.txt", b"x", LIMITS)
    for attempt in (
        lambda: intake.preview(session, other, token),
        lambda: intake.upload_of(session, other, token),
        lambda: intake.change(session, other, token, Changes(), Settings(), version=1),
        lambda: intake.reread(session, other, token, reading, Settings(), version=1),
        lambda: intake.create_statement(session, other, token, Changes(), Settings(), version=1),
        lambda: intake.remove(session, other, token),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert intake.opened(session, other) == []
    assert texts(session, ana, token)[0] == "THE RIVER"


def test_a_reader_may_not_bring_texts_in(session: Session):
    reader = factories.person(session, PersonRole.READER).as_actor()
    with pytest.raises(NotAllowed):
        start(session, reader)


def test_one_person_has_so_many_previews_and_no_more(session: Session, ana: Actor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "MOST_OPEN", 2)
    start(session, ana)
    start(session, ana)
    with pytest.raises(TooManyIntakes):
        start(session, ana)
    assert len(intake.opened(session, ana)) == 2


def test_after_a_week_it_is_gone(session: Session, ana: Actor):
    token, kept = start(session, ana), start(session, ana)
    session.execute(update(Intake).where(Intake.token == token).values(created_at=now() - timedelta(days=7, hours=1)))
    with pytest.raises(NotFound):
        intake.preview(session, ana, token)
    assert [item.token for item in intake.opened(session, ana)] == [kept]
    start(session, ana)
    assert session.scalar(select(func.count()).select_from(Intake).where(Intake.token == token)) == 0


def test_the_same_bytes_are_noticed(session: Session, ana: Actor):
    first = intake.create_statement(
        session, ana, start(session, ana), Changes(), Settings(title="River", source="en"), version=1
    )
    preview = intake.preview(session, ana, start(session, ana, name="other name.md"))
    assert [s.slug for s in intake.twins(session, ana, preview.sha256)] == [first.slug]
    assert intake.twins(session, ana, "0" * 64) == []


# --- arranging -----------------------------------------------------------------------------------------------


def test_changes_are_kept_and_counted(session: Session, ana: Actor):
    token = start(session, ana)
    changes = Changes(roles={2: Role.QUOTE}, left_out={3: True})
    settings = Settings(title="  The\nriver\0 ", source="en", targets=("es", "es", "pt-BR", " "), licence="CC0")
    assert intake.change(session, ana, token, changes, settings, version=1) == 2
    preview = intake.preview(session, ana, token)
    assert [(row.block.role, row.block.is_furniture) for row in preview.rows][1:] == [
        (Role.QUOTE, False),
        (Role.PARAGRAPH, True),
    ]
    assert (preview.version, preview.total, preview.kept, preview.left_out) == (2, 3, 2, 1)
    assert preview.settings == Settings("The river", "en", ("es", "pt-BR"), "", "CC0")


def test_a_second_tab_cannot_undo_the_first(session: Session, ana: Actor):
    token = start(session, ana)
    intake.change(session, ana, token, Changes(join=(2, Join.APART)), Settings(title="A"), version=1)
    with pytest.raises(StaleIntake):
        intake.change(session, ana, token, Changes(roles={3: Role.ITEM}), Settings(title="B"), version=1)
    with pytest.raises(StaleIntake):
        intake.create_statement(session, ana, token, Changes(), Settings(source="en"), version=1)
    assert said(session, ana, token).title == "A"
    assert texts(session, ana, token)[1] == "The river is for all of us.\n\nBring a chair, and the neighbours."


def test_a_cut_and_a_join_undo_each_other(session: Session, ana: Actor):
    token = start(session, ana)
    before = texts(session, ana, token)
    intake.change(
        session, ana, token, Changes(cut=(3, "Bring a chair,\r\n\r\nand the neighbours.")), Settings(), version=1
    )
    assert texts(session, ana, token)[2:] == ["Bring a chair,", "and the neighbours."]
    intake.change(session, ana, token, Changes(join=(3, Join.RUNNING)), Settings(), version=2)
    assert texts(session, ana, token) == before


def test_a_cut_through_an_emphasis_is_refused(session: Session, ana: Actor):
    token = start(session, ana, "Read *this. And this.* Now.", name="a.md")
    with pytest.raises(CannotSplit):
        intake.change(session, ana, token, Changes(cut=(1, "Read *this.\n\nAnd this.* Now.")), Settings(), version=1)
    intake.change(session, ana, token, Changes(cut=(1, "Read *this. And this.*\n\nNow.")), Settings(), version=1)
    assert texts(session, ana, token) == ["Read *this. And this.*", "Now."]


def test_reading_again_makes_the_paragraphs_anew_and_keeps_what_was_said(session: Session, ana: Actor):
    content = "Sesión\n\nLa sesión fue larga, y nadie se fue antes del final.\n".encode("mac-roman")
    token = start(session, ana, content)
    intake.change(session, ana, token, Changes(join=(1, Join.APART)), Settings(source="es", licence="CC0"), version=1)
    upload = intake.upload_of(session, ana, token)
    assert upload.content == content
    reading = intake.read(upload.name, upload.content, LIMITS, encoding="mac-roman")
    assert intake.reread(session, ana, token, reading, said(session, ana, token), version=2) == 3
    preview = intake.preview(session, ana, token)
    assert preview.encoding == "mac-roman"
    assert texts(session, ana, token)[0] == "Sesión"
    assert (preview.settings.licence, preview.settings.title) == ("CC0", "Sesión")


def test_a_title_typed_by_hand_survives_another_reading(session: Session, ana: Actor):
    token = start(session, ana)
    reading = intake.read("river.md", TEXT.encode(), LIMITS, format_id="md")
    intake.reread(session, ana, token, reading, Settings(title="My own"), version=1)
    assert said(session, ana, token).title == "My own"


def test_a_wrong_encoding_is_refused_and_the_reading_kept(session: Session, ana: Actor):
    token = start(session, ana)
    with pytest.raises(UnknownEncoding):
        intake.read("river.txt", TEXT.encode("utf-16"), LIMITS, encoding="utf-8")
    assert len(texts(session, ana, token)) == 3


# --- becoming a statement --------------------------------------------------------------------------------------


def test_an_intake_becomes_a_statement_once(session: Session, ana: Actor):
    token = start(session, ana)
    settings = Settings(title="River", source="en", targets=("es", "pt-BR"), appeared="Port, 1998", licence="CC0")
    changes = Changes(roles={1: Role.MASTHEAD}, left_out={3: True})
    statement = intake.create_statement(session, ana, token, changes, settings, version=1)
    session.flush()
    segments = session.scalars(select(Segment).where(Segment.statement_id == statement.id).order_by(Segment.position))
    assert [(s.role, s.source) for s in segments] == [
        (Role.MASTHEAD, "THE RIVER"),
        (Role.PARAGRAPH, "The river is for all of us."),
    ]
    file = session.get_one(SourceFile, statement.id)
    assert (file.content, file.name, file.encoding) == (TEXT.encode(), "river.txt", "utf-8")
    assert (statement.title, statement.appeared, statement.licence) == ("River", "Port, 1998", "CC0")
    languages = (
        select(Translation.language).where(Translation.statement_id == statement.id).order_by(Translation.language)
    )
    assert list(session.scalars(languages)) == ["es", "pt-BR"]
    with pytest.raises(NotFound):
        intake.create_statement(session, ana, token, Changes(), settings, version=1)
    assert intake.made_just_now(session, ana, file.sha256) is statement


def test_a_second_click_of_somebody_else_finds_nothing(session: Session, ana: Actor):
    settings = Settings(title="River", source="en")
    intake.create_statement(session, ana, start(session, ana), Changes(), settings, version=1)
    other = factories.translator(session)
    sha256 = intake.read("river.txt", TEXT.encode(), LIMITS).upload.sha256
    assert intake.made_just_now(session, other, sha256) is None


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(source="no language"),
        Settings(source="en", targets=("en",)),
        Settings(source="en", targets=("??",)),
    ],
)
def test_a_language_that_is_none_is_refused(session: Session, ana: Actor, settings: Settings):
    token = start(session, ana)
    begin_write(session)
    with pytest.raises(BadValue):
        intake.create_statement(session, ana, token, Changes(), settings, version=1)
    session.rollback()
    assert len(texts(session, ana, token)) == 3


def test_a_text_that_is_all_left_out_is_no_statement(session: Session, ana: Actor):
    token = start(session, ana)
    with pytest.raises(EmptyFile):
        intake.create_statement(
            session, ana, token, Changes(sweep=Sweep(is_furniture=True)), Settings(source="en"), version=1
        )


# --- long texts ------------------------------------------------------------------------------------------------


def test_a_long_text_is_shown_and_changed_in_a_fixed_number_of_queries(session: Session, ana: Actor):
    limits = replace(LIMITS, segments=100_000, megabytes=20)
    content = "\n\n".join(f"Paragraph {n} of the long text, which goes on." for n in range(5000)).encode()
    token = intake.start(session, ana, intake.read("long.txt", content, limits))
    session.commit()
    count = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *_rest: count.append(1))
    preview = intake.preview(session, ana, token, after=4900)
    assert (len(preview.rows), preview.rows[0].number, preview.next_after, preview.total) == (100, 4901, None, 5000)
    intake.change(session, ana, token, Changes(sweep=Sweep(make=Role.VERSE, of=Role.PARAGRAPH)), Settings(), version=1)
    assert len(count) <= 6
    assert intake.preview(session, ana, token, after=4950).rows[0].block.role is Role.VERSE


@pytest.mark.skipif(not DATA.exists(), reason="the shared test data is not here")
def test_the_statement_of_1997_is_fifteen_paragraphs(session: Session, ana: Actor):
    content = (DATA / "statements" / "fujimori-1997-en.txt").read_bytes()
    preview = intake.preview(session, ana, intake.start(session, ana, intake.read("f.txt", content, LIMITS)))
    assert [row.block.role for row in preview.rows] == [
        Role.MASTHEAD, Role.BYLINE, Role.HEADLINE, Role.DECK, *[Role.PARAGRAPH] * 7, Role.SLOGAN, Role.SLOGAN,
        Role.SIGNATURE, Role.DATELINE,
    ]  # fmt: skip
    assert preview.settings.title == "Down with the Executioner Fujimori!"
