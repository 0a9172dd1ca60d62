"""Bringing targets in by the web: a preview that says what would change, and an import that does no more."""

import polib
import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import selectinload

from domain.permissions import Actor, PersonRole
from domain.states import State
from extensions import db
from models import Segment, Statement, Target, TargetRevision, TargetsFile, Translation, User
from models.statement import FourEyesRule
from services import editing
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, Page

SOURCES = ("Open the gate.", "Close the gate.", "Mind the gate.", "Paint the gate.")
DESK = "/statements/the-gate/es"
PATH = f"{DESK}/targets-file"
SEE, ALL, TICKED = "See what would change", "Import all", "Import the ticked ones alone"


@pytest.fixture
def ana(app: Flask) -> User:
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        there = factories.translation(db.session, SOURCES, title="The Gate")
        first, second, *_rest = factories.target_ids(db.session, there)
        beto = factories.translator(db.session, name="Beto")
        editing.save(db.session, beto, first, "Abran la puerta.", version=0, keep_submitted=True)
        editing.save(db.session, beto, second, "Cierren la puerta.", version=0)
        user = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        db.session.commit()
    return user


def actor(user: User) -> Actor:
    query = select(User).where(User.id == user.id).options(selectinload(User.roles))
    return db.session.scalars(query).one().as_actor()


def export(visitor: Browser) -> polib.POFile:
    return polib.pofile(visitor.client.get(f"{DESK}/exports/po?states=all").get_data(as_text=True))


def edited(visitor: Browser, **texts: str) -> bytes:
    """Return an export of now in which some paragraphs have another text, handed in."""
    po = export(visitor)
    for entry in po:
        if entry.msgctxt in texts:
            entry.msgstr = texts[entry.msgctxt]
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    return str(po).encode()


def upload(visitor: Browser, content: bytes, name: str = "gate.po") -> Page:
    return visitor.open(PATH).press(SEE, file=(content, name))


def targets(app: Flask) -> dict[str, tuple[str, State]]:
    with app.app_context():
        query = (
            select(Segment.number, Target.text, Target.state)
            .join(Target, Target.segment_id == Segment.id)
            .join(Translation, Translation.id == Target.translation_id)
            .join(Statement, Statement.id == Translation.statement_id)
            .where(Statement.slug == "the-gate")
        )
        return {f"p{number}": (text, state) for number, text, state in db.session.execute(query)}


def save_at_the_desk(app: Flask, key: str, text: str) -> None:
    with app.app_context():
        begin_write(db.session)
        query = (
            select(Target.id, Target.version)
            .join(Segment, Segment.id == Target.segment_id)
            .join(Statement, Statement.id == Segment.statement_id)
            .where(Statement.slug == "the-gate", Segment.number == int(key[1:]))
        )
        target_id, version = db.session.execute(query).one()
        editing.save(db.session, factories.translator(db.session, name="Carla"), target_id, text, version=version)
        db.session.commit()


def tabs(page: Page) -> dict[str, int]:
    return {words.rsplit(" ", 1)[0]: int(words.rsplit(" ", 1)[1]) for words in page.texts("chip")}


def files(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(TargetsFile)) or 0


# --- preview ---------------------------------------------------------------------------------------------------


def test_the_preview_says_what_would_change_and_changes_nothing(app: Flask, visitor: Browser):
    before = targets(app)
    page = upload(visitor, edited(visitor, p1="Abran el portón.", p3="Ojo con la puerta."))
    assert (page.status, page.title) == (200, "What the file would change")
    assert tabs(page) == {"Changes": 2, "Conflicts": 0, "Not taken": 0, "Unknown": 0}
    assert "2 paragraphs stay as they are." in page.text
    assert [(e.text, e.tag) for e in page.root.iter() if e.tag in ("ins", "del")] == [
        ("la", "del"), ("puerta", "del"), ("el", "ins"), ("portón", "ins"),
    ]  # fmt: skip
    assert targets(app) == before


def test_importing_all_changes_exactly_those_and_ends(app: Flask, visitor: Browser):
    before = targets(app)
    page = upload(visitor, edited(visitor, p1="Abran el portón.", p3="Ojo con la puerta.")).press(ALL)
    assert page.path == DESK
    assert "2 paragraphs were changed." in page.text
    assert targets(app) == {
        **before,
        "p1": ("Abran el portón.", State.TRANSLATED),
        "p3": ("Ojo con la puerta.", State.TRANSLATED),
    }
    assert files(app) == 0


def test_an_unchanged_export_changes_nothing(app: Flask, visitor: Browser):
    before = targets(app)
    page = upload(visitor, edited(visitor))
    assert set(tabs(page).values()) == {0}
    assert "There is nothing of this kind in the file." in page.text
    assert "4 paragraphs stay as they are." in page.text
    assert targets(app) == before


def test_only_the_ticked_ones_are_imported_and_the_rest_waits(app: Flask, visitor: Browser):
    before = targets(app)
    page = upload(visitor, edited(visitor, p1="Abran el portón.", p3="Ojo con la puerta."))
    page = page.press(TICKED, change=["p3"])
    assert "1 paragraph was changed. 1 change was not chosen." in page.text
    assert tabs(page)["Changes"] == 1
    assert targets(app) == {**before, "p3": ("Ojo con la puerta.", State.TRANSLATED)}
    assert page.press("Import the change").path == DESK
    assert targets(app)["p1"][0] == "Abran el portón."


def test_importing_the_same_file_twice_does_nothing_the_second_time(app: Flask, visitor: Browser):
    content = edited(visitor, p1="Abran el portón.", p3="Ojo con la puerta.")
    upload(visitor, content).press(ALL)
    after = targets(app)
    page = upload(visitor, content)
    assert tabs(page)["Changes"] == 0
    assert tabs(page)["Conflicts"] == 0
    assert targets(app) == after


# --- conflicts ---------------------------------------------------------------------------------------------------


def test_an_older_file_gives_conflicts_with_both_texts(app: Flask, visitor: Browser):
    content = edited(visitor, p1="Abran el portón.")
    save_at_the_desk(app, "p1", "Abran la verja.")
    page = upload(visitor, content)
    assert tabs(page)["Conflicts"] == 1
    assert "The desk's text is newer than the file." in page.text
    assert "Abran el portón." in page.text
    assert "Abran la verja." in page.text
    assert targets(app)["p1"][0] == "Abran la verja."


def test_a_desk_that_moves_between_preview_and_import_is_not_overwritten(app: Flask, visitor: Browser):
    page = upload(visitor, edited(visitor, p1="Abran el portón.", p3="Ojo con la puerta."))
    save_at_the_desk(app, "p1", "Abran la verja.")
    page = page.press(ALL)
    assert "1 paragraph was changed." in page.text
    assert "1 conflict: the desk keeps its text, and the file's is kept in the history." in page.text
    assert targets(app)["p1"][0] == "Abran la verja."
    with app.app_context():
        kept = select(TargetRevision.text).where(
            TargetRevision.version.is_(None), TargetRevision.text.contains("portón")
        )
        assert db.session.scalars(kept).all() == ["Abran el portón."]


def test_a_conflict_decided_for_the_file_takes_its_text(app: Flask, visitor: Browser):
    content = edited(visitor, p1="Abran el portón.", p2="Cierren el portón.")
    save_at_the_desk(app, "p1", "Abran la verja.")
    save_at_the_desk(app, "p2", "Cierren la verja.")
    page = upload(visitor, content)
    page = page.press("Take the file's text where ticked", take=[ticks(page)[0]])
    assert targets(app)["p1"][0] == "Abran el portón."
    assert targets(app)["p2"][0] == "Cierren la verja."
    assert tabs(page)["Conflicts"] == 1


def test_a_decision_over_a_text_not_seen_is_not_carried_out(app: Flask, visitor: Browser):
    content = edited(visitor, p1="Abran el portón.")
    save_at_the_desk(app, "p1", "Abran la verja.")
    page = upload(visitor, content)
    save_at_the_desk(app, "p1", "Abran la cancela.")
    page.press("Take the file's text where ticked", take=ticks(page))
    assert targets(app)["p1"][0] == "Abran la cancela."


def ticks(page: Page) -> list[str]:
    return [e.get("value", "") for e in page.root.iter("input") if e.get("name") == "take"]


@pytest.mark.parametrize("forged", [["p1@99999999999999999999999"], ["p1@x"], ["p1"], ["p999@1"], ["@"]])
def test_a_forged_decision_changes_nothing(app: Flask, visitor: Browser, forged: list[str]):
    content = edited(visitor, p1="Abran el portón.")
    save_at_the_desk(app, "p1", "Abran la verja.")
    page = upload(visitor, content)
    assert page.press("Take the file's text where ticked", take=forged).status == 200
    assert targets(app)["p1"][0] == "Abran la verja."


# --- approvals ---------------------------------------------------------------------------------------------------


def approving(visitor: Browser) -> bytes:
    """Return a file that says its new text of p3 is approved."""
    content = edited(visitor, p3="Ojo con la puerta.")
    assert content.count(b"#. version: 0") == 2
    return content.replace(b"#. version: 0", b"#. state: reviewed\n#. version: 0")


def test_an_import_does_not_approve_what_the_importer_may_not(app: Flask, visitor: Browser):
    upload(visitor, approving(visitor)).press("Import the change")
    assert targets(app)["p3"] == ("Ojo con la puerta.", State.TRANSLATED)


def test_a_reviewer_does_not_approve_own_words_through_a_file(app: Flask, visitor: Browser):
    with app.app_context():
        beto = factories.person(db.session, PersonRole.REVIEWER)
        db.session.commit()
    upload(Browser(app, beto), approving(visitor)).press("Import the change")
    assert targets(app)["p3"] == ("Ojo con la puerta.", State.TRANSLATED)


def test_where_one_person_is_enough_a_reviewer_approves_through_a_file(app: Flask, visitor: Browser):
    with app.app_context():
        db.session.execute(update(Statement).values(four_eyes=FourEyesRule.OFF))
        beto = factories.person(db.session, PersonRole.REVIEWER)
        db.session.commit()
    page = upload(Browser(app, beto), approving(visitor))
    assert "Empty → becomes Approved" in page.text
    page.press("Import the change")
    assert targets(app)["p3"] == ("Ojo con la puerta.", State.REVIEWED)


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "empty.po", 400, "There is nothing in the file"),
        (b'msgid "a\nmsgstr "b"\n', "bad.po", 400, "at line 1"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.po", 400, "not what the file's name says"),
        (b"PK\x03\x04" + bytes(100), "a.po", 400, "not what the file's name says"),
        (b"Just a text.", "a.txt", 400, "The desk does not read translations from “txt” files."),
        (b"Just a text.", "a.xyz", 400, "“xyz”"),
        (b'msgid ""\nmsgstr "Language: fr\\n"\n\nmsgid "a"\nmsgstr "b"\n', "a.po", 400, "other languages"),
    ],
)
def test_a_bad_file_is_answered_on_the_same_page(
    app: Flask, visitor: Browser, content: bytes, name: str, status: int, words: str
):
    page = upload(visitor, content, name)
    assert (page.status, page.title) == (status, "Bring targets in from a file")
    assert words in page.text
    assert files(app) == 0


def test_a_file_over_the_limit_is_answered_on_the_same_page(app: Flask, visitor: Browser):
    app.config.update(UPLOAD_LIMIT_MB=1, MAX_CONTENT_LENGTH=2 * 1024**2, MAX_FORM_MEMORY_SIZE=2 * 1024**2)
    for size in (1024**2 + 1, 3 * 1024**2):
        page = upload(visitor, b"#" * size)
        assert (page.status, page.title) == (413, "Bring targets in from a file")
        assert "larger than the limit of 1 MB" in page.text


def test_unknown_and_rejected_lines_are_shown_with_their_reason(app: Flask, visitor: Browser):
    content = edited(visitor).replace(
        b'msgctxt "p4"\nmsgid "Paint the gate."', b'msgctxt "p44"\nmsgid "Sell the gate."'
    )
    content = content.replace(
        b'msgid "Sell the gate."\nmsgstr ""', b'msgid "Sell the gate."\nmsgstr "Vendan la puerta."'
    )
    page = upload(visitor, content + b'\nmsgctxt "p1"\nmsgid "Open the gate."\nmsgstr "Abran, abran."\n')
    assert (tabs(page)["Unknown"], tabs(page)["Not taken"]) == (1, 1)
    assert "The file has this paragraph twice" in page.text
    page = visitor.open(f"{page.url}&show=unknown")
    assert "Neither this id nor this source text is in the statement." in page.text
    assert "Vendan la puerta." in page.text


def test_a_long_file_comes_in_pages(app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("blueprints.transfers.PAGE", 2)
    page = upload(visitor, edited(visitor, p1="Uno.", p3="Tres.", p4="Cuatro."))
    assert len(page.all("row")) == 3  # with the head
    later = visitor.open(f"{page.url}&show=changed&after=2")
    assert len(later.all("row")) == 2
    later = later.press(TICKED)
    assert tabs(later)["Changes"] == 2
    assert targets(app)["p4"][0] == "Cuatro."


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_the_file_of_somebody_else_is_not_there(app: Flask, visitor: Browser):
    page = upload(visitor, edited(visitor, p1="Abran el portón."))
    token = page.url.partition("file=")[2]
    with app.app_context():
        other = factories.person(db.session, *PersonRole)
        db.session.commit()
    stranger = Browser(app, other)
    assert stranger.open(page.url).status == 404
    assert stranger.send(f"{PATH}/import", {"file": token, "do": "all"}).status == 404
    assert stranger.send(f"{PATH}/removal", {"file": token}).status == 404
    assert visitor.open(page.url).status == 200


def test_who_does_not_translate_this_language_brings_nothing_in(app: Flask, ana: User):
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        french = factories.person(db.session, PersonRole.TRANSLATOR, language="fr")
        db.session.commit()
    for user in (reader, french):
        visitor = Browser(app, user)
        assert visitor.open(PATH).status == 403
        assert visitor.send(PATH, {}).status == 403
        assert visitor.send(f"{PATH}/import", {"file": "x", "do": "all"}).status == 403


def test_a_file_waits_and_is_removed(app: Flask, visitor: Browser):
    upload(visitor, edited(visitor, p1="Abran el portón."))
    page = visitor.open(PATH)
    assert "gate.po" in page.text
    page = page.press("Remove: gate.po")
    assert "The file is removed." in page.text
    assert files(app) == 0


def test_hostile_texts_of_a_file_are_shown_as_text(app: Flask, visitor: Browser):
    page = upload(visitor, edited(visitor, p1="<script>alert(1)</script> la puerta {{ 7 * 7 }}"))
    assert "<script>alert(1)</script>" in page.text
    assert "<script>alert(1)" not in page.html
