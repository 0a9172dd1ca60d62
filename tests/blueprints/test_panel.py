"""What stands beside a paragraph, without script: talk, notes, history, restoring, and who may do which."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from domain.bitext import Side
from domain.checks import Finding, Severity
from domain.checks.waiving import fingerprint
from domain.permissions import OPERATOR, PersonRole
from domain.states import State
from domain.termlist import ListedConcept, ListedTerm
from domain.terms import Gender, Status
from extensions import db
from models import Comment, CommentMention, Note, Target, TargetRevision, User, Waiver
from models.remark import CommentKind
from models.review import ReturnReason
from models.revision import Origin
from services import editing, history, memory, notes, reviewing, talk, terms
from services.memory import Incoming
from tests import factories
from tests.browsing import Browser, Page, text_of
from tests.signing_in import JSON

HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{ 7*7 }}</textarea> ¶2"
SECTIONS = ("beside-talk", "beside-notes", "beside-history")


@dataclass
class Ground:
    """The first paragraph of a statement, with people around it."""

    app: Flask
    slug: str
    target: int
    ana: User
    marta: User
    reader: User

    @property
    def path(self) -> str:
        return f"/targets/{self.target}/panel"

    def open(self, user: User | None = None, path: str = "", language: str = "en") -> Page:
        return Browser(self.app, user or self.ana, language).open(path or self.path)

    def row(self) -> Target:
        with self.app.app_context():
            return db.session.get_one(Target, self.target)


@pytest.fixture
def ground(app: Flask) -> Ground:
    with app.app_context():
        session = db.session
        factories.noise(session)
        translation = factories.translation(session, ("The river.[^1]", "A chair.", "A neighbour."), also=("pt",))
        target = factories.target_ids(session, translation)[0]
        ana = factories.person(session, PersonRole.TRANSLATOR, name="Ana")
        marta = factories.person(session, PersonRole.REVIEWER, name="Marta")
        reader = factories.person(session, PersonRole.READER, name="Rita")
        found = Ground(app, translation.statement.slug, target, ana, marta, reader)
        # The texts below are handed in without the anchor of the source's note.
        lost = fingerprint(Finding("notes", Severity.ERROR, "missing", 0, 0, ("[^1]",)), "")
        given = {"facts": ["[^1]"], "fingerprint": lost, "reason": "It is for another edition."}
        session.add(Waiver(target_id=target, check="notes", kind="missing", author_id=marta.id, **given))
        session.commit()
    return found


def section(page: Page, name: str) -> str:
    """Return the words of a section."""
    return text_of(next(e for e in page.root.iter("section") if e.get("id") == f"beside-{name}"))


def post(browser: Browser, path: str, **data: str) -> dict[str, object]:
    """Send a form as the desk's script does; return the JSON."""
    token = browser.open("/statements").token
    answer = browser.client.post(path, data={"csrf_token": token, **data}, headers={**browser.headers, **JSON})
    return {"status": answer.status_code, **answer.json}


def write(ground: Ground, *texts: str) -> int:
    """Save texts one after the other, each handed in by Ana so that none is folded; return the version."""
    with ground.app.app_context():
        version = ground.row().version
        for text in texts:
            saved = editing.save(
                db.session, ground.ana.as_actor(), ground.target, text, version=version, keep_submitted=True
            )
            version = saved.version
        db.session.commit()
    return version


def test_the_page_stands_alone_and_the_piece_is_the_same_sections(ground: Ground) -> None:
    page = ground.open()
    assert page.title == "Beside ¶ 1"
    assert "The river." in page.text
    piece = Browser(ground.app, ground.ana).client.get(f"{ground.path}?part=1").text
    assert "<html" not in piece
    for name in SECTIONS:
        assert f'id="{name}"' in piece
        assert f'id="{name}"' in page.html
    assert ground.open(path=f"/targets/{10**9}/panel").status == 404


def test_the_terms_of_the_source_stand_beside_it(ground: Ground) -> None:
    assert "beside-terms" not in ground.open(ground.reader).html
    with ground.app.app_context():
        told = ListedTerm("es", "río", Status.PREFERRED, gender=Gender.MASCULINE, first_mention="río Rímac")
        bad = ListedTerm("es", HOSTILE, Status.FORBIDDEN)
        listed = ListedConcept((ListedTerm("en", "rivers"), told, bad), note="Water.")
        terms.import_terms(db.session, OPERATOR, [listed], name="terms.csv")
        db.session.commit()
    page = ground.open(ground.reader)
    words = section(page, "terms")
    assert "Terms 1 river río Rímac first mention río preferred · masculine" in words
    assert "not to be used Water." in words
    assert "<img" not in page.html
    assert "no debe usarse" in section(ground.open(ground.reader, language="es"), "terms")


def test_saying_asking_answering_and_resolving(ground: Ground) -> None:
    page = ground.open().press("Send", text="Which river?\nAsk @Marta.", kind="question", on_source="yes")
    talk_words = section(page, "talk")
    assert "Question On the source Ana" in talk_words
    answered = ground.open(ground.marta).press("Reply", text="The Rímac.")
    assert "The Rímac." in section(answered, "talk")
    with ground.app.app_context():
        first, answer = db.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(2)).all()[::-1]
        assert (first.kind, first.translation_id, answer.parent_id) == (CommentKind.QUESTION, None, first.id)
        assert db.session.scalars(select(CommentMention.user_id)).all() == [ground.marta.id]
    resolved = ground.open(ground.marta).press("Resolve")
    assert "Talk 0" in section(resolved, "talk")
    assert "Resolved by Marta" in section(resolved, "talk")
    assert "Talk 1" in section(resolved.press("Open again"), "talk")


def test_somebody_chosen_from_the_list_is_mentioned(ground: Ground) -> None:
    ground.open().press("Send", text="Please look.", mention=str(ground.marta.id))
    with ground.app.app_context():
        assert db.session.scalars(select(CommentMention.user_id)).all() == [ground.marta.id]


def test_ones_own_comment_is_edited_and_removed_and_nobody_elses(ground: Ground) -> None:
    page = ground.open().press("Send", text="Firts.")
    page = page.press("Save", text="First.")
    assert "First." in section(page, "talk")
    assert "edited" in section(page, "talk")
    others = ground.open(ground.marta)
    assert "Edit" not in section(others, "talk")
    assert "First." not in section(page.press("Remove"), "talk")


def test_paragraphs_become_links_where_there_are_such(ground: Ground) -> None:
    page = ground.open().press("Send", text="See ¶2, ¶ 3, p2 and P3; not ¶77, up2, p2x or http://x/p2.")
    links = [e.get("href") for e in page.root.iter("a") if e.get("data-place")]
    desk = f"/statements/{ground.slug}/es"
    assert links == [f"{desk}?at=p{n}#p{n}" for n in (2, 3, 2, 3)]


def test_notes_are_added_warned_of_edited_and_removed_with_their_anchor(ground: Ground) -> None:
    version = write(ground, "El río[^1] y[^2] \\[^2].")
    page = ground.open()
    words = section(page, "notes")
    assert words.count("This anchor in the translation has no note.") == 2
    assert "[^1] This anchor in the source has no note." in words
    page = page.press("Save the note", text="Le pusieron *cerco*.")  # the first form is the source's own anchor's
    page = ground.open().press("Save the note", side="target", anchor="2", text="N. de la T.")
    assert "[^2] in the translation · Ana N. de la T." in section(page, "notes")
    with ground.app.app_context():
        found = {(note.anchor, note.translation_id is None) for note in db.session.scalars(select(Note))}
    assert ("2", False) in found
    form = next(form for form in page.forms(page.root) if form.element.get("action", "").endswith(note_path(ground)))
    page = form.press("Save", text="Now changed.")
    assert "changed" in section(page, "notes")
    assert form.press("Save", text="Over it, unseen.").status == 409
    form = next(form for form in page.forms(page.root) if form.element.get("action", "").endswith(note_path(ground)))
    assert form.press("Remove", anchor="yes").status == 200
    row = ground.row()
    assert (row.text, row.version, row.state) == ("El río[^1] y \\[^2].", version + 1, "draft")


def note_path(ground: Ground) -> str:
    """Return how the address of the note [^2] ends."""
    with ground.app.app_context():
        return f"/notes/{db.session.scalars(select(Note.id).where(Note.anchor == '2')).one()}"


def test_the_anchor_is_not_taken_out_of_a_text_that_has_changed(ground: Ground) -> None:
    write(ground, "El río[^2].")
    with ground.app.app_context():
        notes.add(db.session, ground.ana.as_actor(), ground.target, "Note.", side=Side.TARGET, anchor="2")
        db.session.commit()
    page = ground.open()
    version = write(ground, "El gran río[^2].")
    form = next(form for form in page.forms(page.root) if form.element.get("action", "").endswith(note_path(ground)))
    answer = form.press("Remove", anchor="yes")
    assert answer.status == 409
    assert (ground.row().text, ground.row().version) == ("El gran río[^2].", version)
    assert "Note." in section(ground.open(), "notes")


def test_the_history_tells_who_did_what_and_restores(ground: Ground) -> None:
    version = write(ground, "Un río ancho.", "Un río largo.")
    with ground.app.app_context():
        session, marta = db.session, ground.marta.as_actor()
        editing.save(session, marta, ground.target, "Un río mío.", version=1)
        reviewing.send_back(session, marta, ground.target, version=version, reason=ReturnReason.STYLE, words="Más.")
        session.commit()
    words = section(ground.open(), "history")
    assert "Marta sent it back: Style" in words
    assert "Más." in words
    assert "Ana submitted it for review" in words
    assert "It came too late and never was the translation" in words
    page = ground.open()
    assert [text_of(e) for e in page.root.iter("del")] == ["ancho", "ancho"]  # hers began from the first, too
    page = page.press("Restore this text")
    row = ground.row()
    assert (row.text, row.state, row.updated_by_id) == ("Un río mío.", "draft", ground.ana.id)
    assert "an earlier text restored" in section(page, "history")


def test_any_two_texts_are_compared(ground: Ground) -> None:
    write(ground, "Un río ancho.", "Un río largo.", "Un lago largo.")
    page = ground.open(path=f"/targets/{ground.target}/history")
    ids = [option.get("value") for option in page.form("Show").element.find(".//select").iter("option")]
    compared = page.press("Show the difference", old=ids[2], new=ids[0])
    (shown,) = [e for e in compared.root.iter("div") if e.get("data-compared") is not None]
    assert [text_of(e) for e in shown.iter("del")] == ["río", "ancho"]
    assert [text_of(e) for e in shown.iter("ins")] == ["lago", "largo"]
    missing = ground.open(path=f"/targets/{ground.target}/history?old={10**9}&new={ids[0]}")
    assert missing.status == 404


def test_a_long_history_comes_in_pages(ground: Ground) -> None:
    write(ground, *(f"Texto número {n}." for n in range(2 * history.PAGE + 3)))
    page, seen = ground.open(path=f"/targets/{ground.target}/history"), []
    for _ in range(10):
        items = [text_of(e) for e in page.root.iter("li") if "número" in text_of(e)]
        seen += items
        links = [e for e in page.root.iter("a") if text_of(e) == "Earlier →"]
        if not links:
            break
        page = ground.open(path=links[0].get("href"))
    assert len(seen) == 2 * history.PAGE + 3


def test_a_reader_reads_and_changes_nothing(ground: Ground) -> None:
    write(ground, "El río[^2].", "Un río[^2].")
    with ground.app.app_context():
        said = talk.comment(db.session, ground.ana.as_actor(), ground.target, "Said.")
        note = notes.add(db.session, ground.ana.as_actor(), ground.target, "Noted.", side=Side.TARGET, anchor="2")
        db.session.commit()
        said_id, note_id = said.id, note.id
    page = ground.open(ground.reader)
    assert "Said." in page.text
    assert "Noted." in page.text
    assert [form for form in page.root.iter("form") if form.get("action", "").startswith("/targets")] == []
    reader = Browser(ground.app, ground.reader)
    base = f"/targets/{ground.target}"
    for path, data in (
        (f"{base}/comments", {"text": "x"}), (f"{base}/comments/{said_id}", {"text": "x"}),
        (f"{base}/comments/{said_id}/removal", {}), (f"{base}/comments/{said_id}/resolution", {}),
        (f"{base}/notes", {"text": "x", "anchor": "7"}), (f"{base}/notes/{note_id}", {"text": "x"}),
        (f"{base}/notes/{note_id}/removal", {}), (f"{base}/restorations", {"revision": "1", "version": "2"}),
    ):  # fmt: skip
        assert post(reader, path, **data)["status"] == 403, path


def test_a_script_gets_the_panel_as_it_is_now_and_what_became_of_the_text(ground: Ground) -> None:
    version = write(ground, "Uno.", "Dos.")
    browser = Browser(ground.app, ground.ana)
    answer = post(browser, f"/targets/{ground.target}/comments", text="Hola")
    assert "Hola" in str(answer["html"])
    assert "version" not in answer
    with ground.app.app_context():
        here = editing.place(db.session, ground.target)
        first = history.choices(db.session, ground.ana.as_actor(), here)[-1].id
    answer = post(browser, f"/targets/{ground.target}/restorations", revision=str(first), version=str(version))
    assert (answer["version"], answer["state"]) == (version + 1, "draft")
    assert "Uno." in str(answer["html"])
    late = post(browser, f"/targets/{ground.target}/restorations", revision=str(first + 1), version=str(version))
    assert (late["status"], late["error"]) == (409, "stale_target")
    for data in ({}, {"text": "x" * 5000}, {"text": "x", "kind": "shout"}, {"text": "x", "parent": "999999999"}):
        assert post(browser, f"/targets/{ground.target}/comments", **data)["status"] in (400, 404, 413)
    for data in ({"anchor": "1"}, {"text": "x", "side": "both", "anchor": "1"}, {"text": "x", "anchor": "a b"}):
        assert post(browser, f"/targets/{ground.target}/notes", **data)["status"] == 400
    foreign = post(browser, f"/targets/{ground.target}/comments", text="x", person=str(ground.marta.id))
    assert foreign["status"] == 403


@pytest.mark.parametrize("language", ["en", "es"])
def test_markup_in_every_field_stays_text(ground: Ground, language: str) -> None:
    with ground.app.app_context():
        session = db.session
        evil = factories.person(session, *PersonRole, name=HOSTILE).as_actor()
        version = editing.save(session, evil, ground.target, HOSTILE + "[^9]", version=0, keep_submitted=True).version
        reviewing.send_back(
            session, ground.marta.as_actor(), ground.target, version=version, reason=ReturnReason.OTHER, words=HOSTILE
        )
        editing.save(session, evil, ground.target, HOSTILE * 2 + "[^9]", version=version + 1)
        said = talk.comment(session, evil, ground.target, HOSTILE + f" @{HOSTILE}", kind=CommentKind.QUESTION)
        talk.comment(session, evil, ground.target, HOSTILE, parent_id=said.id)
        notes.add(session, evil, ground.target, HOSTILE, side=Side.TARGET, anchor="9")
        notes.add(session, evil, ground.target, HOSTILE, side=Side.SOURCE, anchor="<b>\"'")
        session.commit()
    browser = Browser(ground.app, ground.ana, language)
    whole = browser.open(f"/targets/{ground.target}/history").html + browser.open(ground.path).html
    piece = browser.client.get(f"{ground.path}?part=1").text
    for html in (whole, piece):
        assert "alert(2)" in html
        assert "<img" not in html
        assert "<script>alert" not in html
        assert "<b>\"'" not in html


def remembered(ground: Ground, *pairs: tuple[str, str]) -> None:
    with ground.app.app_context():
        memory.import_pairs(
            db.session, OPERATOR, [Incoming(*pair) for pair in pairs], name="old.tsv", sha256="00",
            source_language="en", target_language="es",
        )  # fmt: skip
        db.session.commit()


def test_a_match_is_shown_with_what_differs_and_taken_over_as_a_draft(ground: Ground) -> None:
    remembered(ground, ("The river.", "Ya traducido."), ("The river 7.", "Con un siete."))
    page = ground.open()
    words = section(page, "memory")
    assert "100 %" in words
    assert "Ya traducido." in words
    assert "old.tsv" in words
    assert "Numbers differ" in words
    taken = page.press("Take this text")
    with ground.app.app_context():
        row = ground.row()
        assert (row.text, row.state) == ("Ya traducido.", State.DRAFT)
        revision = db.session.scalars(select(TargetRevision).order_by(TargetRevision.id.desc()).limit(1)).one()
        assert revision.origin is Origin.MEMORY
    assert "memory" in section(taken, "history")


def test_drafts_are_matches_for_whoever_asks_for_them(ground: Ground) -> None:
    with ground.app.app_context():
        [other] = factories.target_ids(db.session, factories.translation(db.session, ["The river.[^1]"]))
        editing.save(db.session, ground.ana.as_actor(), other, "Otro borrador[^1].", version=0)
        db.session.commit()
    page = ground.open()
    assert "Otro borrador" not in section(page, "memory")
    words = section(page.press("Look among drafts, too"), "memory")
    assert "Otro borrador" in words
    assert "Draft" in words
    page = ground.open()
    assert "Otro borrador" in section(page, "memory")
    assert "Otro borrador" not in section(page.press("Leave drafts out"), "memory")


def test_without_a_match_there_is_nothing_to_take(ground: Ground) -> None:
    assert "Nothing alike" in section(ground.open(), "memory")
    answer = post(
        Browser(ground.app, ground.ana), f"{ground.path.rpartition('/')[0]}/insertions", entry="7", version="0"
    )
    assert answer["status"] == 404


def test_findings_are_told_and_what_is_certain_is_put_right(ground: Ground) -> None:
    write(ground, "El río río[^1] es de todos.")
    page = ground.open()
    assert "“río” stands here twice." in section(page, "checks")
    page.press("Write “río”")
    with ground.app.app_context():
        assert ground.row().text == "El río[^1] es de todos."


def test_a_fix_of_a_text_that_has_moved_on_changes_nothing(ground: Ground) -> None:
    write(ground, "El río río[^1] es de todos.")
    page = ground.open()
    write(ground, "El río río[^1] es nuestro.")
    page.press("Write “río”")
    with ground.app.app_context():
        assert ground.row().text == "El río río[^1] es nuestro."


def test_after_a_save_the_desk_fetches_checks_and_history_alone(ground: Ground) -> None:
    piece = Browser(ground.app, ground.ana).client.get(f"{ground.path}?part=saved").text
    assert 'id="beside-checks"' in piece
    assert 'id="beside-history"' in piece
    assert 'id="beside-talk"' not in piece
