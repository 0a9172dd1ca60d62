"""The desk over HTTP: what is shown, what it costs, what a save and a verdict answer."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from domain.permissions import PersonRole
from extensions import db
from models import Target, TargetRevision, User
from models.statement import FourEyesRule
from services import editing, reviewing
from tests import factories
from tests.browsing import Browser, Page
from tests.signing_in import JSON

CHAIR = "Traiga una silla."


@dataclass
class Ground:
    """A statement of a few paragraphs with people around it."""

    app: Flask
    slug: str
    ids: list[int]
    ana: User
    bea: User
    marta: User

    @property
    def path(self) -> str:
        """The address of the desk."""
        return f"/statements/{self.slug}/es"

    def target(self, n: int = 0) -> Target:
        """Return one target as the database has it."""
        with self.app.app_context():
            return db.session.get_one(Target, self.ids[n])

    def write(self, n: int, text: str = CHAIR, submit: bool = True) -> int:
        """Write a target as Ana, and return its version."""
        with self.app.app_context():
            version = self.target(n).version
            saved = editing.save(db.session, self.ana.as_actor(), self.ids[n], text, version=version)
            if submit:
                saved = editing.submit(db.session, self.ana.as_actor(), self.ids[n], version=saved.version)
            db.session.commit()
            return saved.version


@pytest.fixture
def ground(app: Flask) -> Ground:
    return make_ground(app)


def make_ground(app: Flask, paragraphs: int = 3, four_eyes: FourEyesRule = FourEyesRule.STRICT) -> Ground:
    with app.app_context():
        texts = [f"Paragraph {n} of *the* river." for n in range(1, paragraphs + 1)]
        translation = factories.translation(db.session, texts, title="The River", four_eyes=four_eyes)
        factories.noise(db.session)
        people = [
            factories.person(db.session, role, name=name)
            for name, role in (("Ana", PersonRole.TRANSLATOR), ("Bea", PersonRole.TRANSLATOR))
        ]
        marta = factories.person(db.session, PersonRole.REVIEWER, PersonRole.TRANSLATOR, name="Marta")
        ids = factories.target_ids(db.session, translation)
        db.session.commit()
        return Ground(app, translation.statement.slug, ids, *people, marta)


def post(browser: Browser, path: str, **form: Any) -> TestResponse:
    """Post as the desk's script does."""
    token = browser.open("/statements").token
    return browser.client.post(path, data={"csrf_token": token, **form}, headers={**browser.headers, **JSON})


def save(ground: Ground, user: User, n: int, act: str = "", **form: Any) -> TestResponse:
    """Send one target's form as the desk's script does."""
    return post(Browser(ground.app, user), f"/targets/{ground.ids[n]}{act}", **form)


# What is shown


def test_a_window_shows_both_texts_with_their_languages(ground: Ground) -> None:
    ground.write(1, "Párrafo *dos*.", submit=False)
    page = Browser(ground.app, ground.ana).open(ground.path)
    rows = page.all("row")[1:]  # the first is the head of the book
    assert [row.get("id") for row in rows] == ["p1", "p2", "p3"]
    assert [row.get("data-state") for row in rows] == ["untranslated", "draft", "untranslated"]
    box = next(rows[1].iter("textarea"))
    assert (box.get("lang"), box.get("dir"), box.get("aria-label")) == ("es", "ltr", "Paragraph 2, Spanish")
    assert box.text.strip() == "Párrafo *dos*."
    assert [em.text for em in rows[1].iter("em")] == ["the", "dos"]
    assert page.title == "The River · Spanish"


def test_what_a_person_may_not_do_is_not_offered(app: Flask, ground: Ground) -> None:
    ground.write(0)
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        french = factories.person(db.session, PersonRole.REVIEWER, language="fr")
        db.session.commit()
    for nobody in (reader, french):
        page = Browser(app, nobody).open(ground.path)
        assert [form for row in page.all("row") for form in row.iter("form")] == []
    assert page_says(Browser(app, ground.ana).open(ground.path), "p1") == {"Save and submit", "Save as draft"}
    buttons = page_says(Browser(app, ground.marta).open(ground.path), "p1")
    assert buttons == {"Approve", "Send back", "Approve with this edit", "Save as draft", "Ask"}


def page_says(page: Page, key: str) -> set[str]:
    row = next(row for row in page.all("row") if row.get("id") == key)
    return {"".join(button.itertext()) for button in row.iter("button")}


def test_a_locked_row_is_not_open(app: Flask, ground: Ground) -> None:
    with app.app_context():
        db.session.execute(update(Target).where(Target.id == ground.ids[0]).values(is_locked=True))
        db.session.commit()
    assert page_says(Browser(app, ground.marta).open(ground.path), "p1") == set()
    answer = save(ground, ground.marta, 0, text=CHAIR, version=0)
    assert (answer.status_code, answer.json["error"]) == (409, "locked_target")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "shown", ["", "?show=unfinished", "?show=translated", "?show=nonsense", "?after=x", "?after=99"]
)
def test_every_view_of_the_desk_is_a_whole_page(ground: Ground, language: str, shown: str) -> None:
    ground.write(0)
    for user in (ground.ana, ground.marta):
        assert Browser(ground.app, user, language).open(ground.path + shown).status == 200


def test_a_filter_that_leads_nowhere_shows_all(ground: Ground) -> None:
    assert len(Browser(ground.app, ground.ana).open(f"{ground.path}?show=nonsense").all("row")) == 4


@pytest.mark.parametrize(
    "path", ["/statements/nowhere/es", "{path}x", "{path}?at=p99", "{path}/rows?only=p99", "{path}?at=x"]
)
def test_what_is_not_there_is_said_to_be_missing(ground: Ground, path: str) -> None:
    page = Browser(ground.app, ground.ana).open(path.format(path=ground.path))
    assert (page.status, page.title) == (404, "Not found")


def test_next_unfinished_leads_to_it_and_then_to_an_empty_filter(ground: Ground) -> None:
    browser = Browser(ground.app, ground.ana)
    ground.write(0)
    answer = browser.client.get(f"{ground.path}/next")
    assert answer.location.endswith(f"{ground.path}#p2")
    assert browser.client.get(f"{ground.path}/next?after=2").location.endswith("#p3")
    ground.write(1), ground.write(2)
    page = browser.open(f"{ground.path}/next")
    assert page.url == f"{ground.path}?show=unfinished"
    assert "No paragraph is in this state." in page.text


def test_a_piece_of_rows_stands_alone(ground: Ground) -> None:
    piece = Browser(ground.app, ground.ana).client.get(f"{ground.path}/rows?only=p2").text
    assert piece.count("<desk-row") == 1
    assert 'id="p2"' in piece
    assert "<html" not in piece
    rest = Browser(ground.app, ground.ana).client.get(f"{ground.path}/rows?after=1").text
    assert rest.count("<desk-row") == 2


# What it costs


@pytest.mark.parametrize("role", ["ana", "marta"])
def test_a_window_asks_the_database_little_however_long_the_statement_is(app: Flask, role: str) -> None:
    counts = set()
    for paragraphs in (60, 600):
        ground = make_ground(app, paragraphs)
        ground.write(0), ground.write(1)
        with app.app_context():
            reviewing.send_back(
                db.session, ground.marta.as_actor(), ground.ids[1], version=2, reason=reviewing.ReturnReason.STYLE
            )
            db.session.commit()
        counts.add(questions(app, getattr(ground, role), ground.path))
    assert len(counts) == 1
    assert counts.pop() <= 12


def questions(app: Flask, user: User, path: str) -> int:
    """Return how many statements one visit costs, beginning the transaction not counted."""
    browser = Browser(app, user)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum(not statement.startswith("BEGIN") for statement in asked)


# Saving


def test_a_save_answers_with_the_version_to_name_next(ground: Ground) -> None:
    answer = save(ground, ground.ana, 0, text=CHAIR, version=0)
    assert answer.status_code == 200
    assert answer.json.keys() == {"version", "state", "state_label", "saved_at"}
    assert (answer.json["version"], answer.json["state"], answer.json["state_label"]) == (1, "draft", "Draft")
    assert ground.target(0).text == CHAIR


def test_a_plain_form_leads_back_to_its_row(ground: Ground) -> None:
    browser = Browser(ground.app, ground.ana)
    page = browser.open(ground.path)
    form = page.forms(page.all("row")[2])[0]
    assert form.element.get("action") == f"/targets/{ground.ids[1]}"
    assert form.press("Save and submit", text=CHAIR).url == ground.path
    assert ground.target(1).text == CHAIR
    token = browser.open("/statements").token
    form = {"csrf_token": token, "text": "Otra.", "version": "2", "show": "draft"}
    answer = browser.client.post(f"/targets/{ground.ids[1]}", data=form)
    assert answer.location.endswith(f"{ground.path}?at=p2&show=draft#p2")


def test_a_submission_hands_the_text_in_and_may_be_sent_again(ground: Ground) -> None:
    first = save(ground, ground.ana, 0, "/submission", text=CHAIR, version=0)
    assert (first.status_code, first.json["state"]) == (200, "translated")
    again = save(ground, ground.ana, 0, "/submission", text=CHAIR, version=0)
    assert again.status_code == 200
    assert {**again.json, "saved_at": ""} == {**first.json, "saved_at": ""}


def test_a_submission_of_an_untouched_approved_text_leaves_it_approved(ground: Ground) -> None:
    version = ground.write(0)
    with ground.app.app_context():
        reviewing.approve(db.session, ground.marta.as_actor(), ground.ids[0], version=version)
        db.session.commit()
    answer = save(ground, ground.ana, 0, "/submission", text=CHAIR, version=version + 1)
    assert (answer.status_code, answer.json["state"]) == (200, "reviewed")


def test_nothing_cannot_be_handed_in(ground: Ground) -> None:
    answer = save(ground, ground.ana, 0, "/submission", text="  ", version=0)
    assert (answer.status_code, answer.json["error"]) == (400, "nothing_to_submit")
    assert ground.target(0).state == "untranslated"


def test_the_one_who_comes_late_is_shown_both_and_both_are_kept(ground: Ground) -> None:
    save(ground, ground.bea, 0, text="Lleve una silla.", version=0)
    answer = save(ground, ground.ana, 0, text=CHAIR, version=0)
    assert (answer.status_code, answer.json["error"]) == (409, "stale_target")
    conflict = answer.json["conflict"]
    assert conflict["base"] == ""
    assert (conflict["theirs"], conflict["mine"], conflict["author"]) == ("Lleve una silla.", CHAIR, "Bea")
    assert (conflict["version"], conflict["is_own"]) == (1, False)
    assert ground.target(0).text == "Lleve una silla."
    with ground.app.app_context():
        kept = db.session.scalars(select(TargetRevision.text).where(TargetRevision.target_id == ground.ids[0])).all()
    assert set(kept) == {"Lleve una silla.", CHAIR}


def test_the_page_of_a_conflict_lets_one_choose(ground: Ground) -> None:
    save(ground, ground.bea, 0, text="Lleve una silla al río.", version=0)
    save(ground, ground.bea, 0, text="Lleve una silla vieja al río.", version=1)
    browser = Browser(ground.app, ground.ana)
    page = browser.send(f"/targets/{ground.ids[0]}", {"text": "Lleven una silla al río.", "version": "1"})
    assert (page.status, page.title) == (409, "Two texts for one paragraph")
    assert "Lleve una silla vieja al río." in page.text
    assert "Bea" in page.text
    boxes = [box.text.strip() for box in page.root.iter("textarea")]
    assert boxes[0] == "Lleven una silla al río."
    after = page.press("Keep mine")
    assert after.status == 200
    assert ground.target(0).text == "Lleven una silla al río."


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "99999999999999999999", "٣", " 0", "7", None])
@pytest.mark.parametrize("act", ["", "/submission"])
def test_a_version_that_cannot_be_is_a_conflict_with_the_text_shown(
    ground: Ground, version: str | None, act: str
) -> None:
    save(ground, ground.bea, 0, text="Lleve una silla.", version=0)
    form = {"text": CHAIR} if version is None else {"text": CHAIR, "version": version}
    answer = save(ground, ground.ana, 0, act, **form)
    assert answer.status_code == 409
    assert answer.json["conflict"]["mine"] == CHAIR
    assert ground.target(0).text == "Lleve una silla."
    page = Browser(ground.app, ground.ana).send(f"/targets/{ground.ids[0]}{act}", form)
    assert page.status == 409
    assert CHAIR in [box.text.strip() for box in page.root.iter("textarea")]


def test_a_text_that_is_too_long_comes_back_in_a_box(ground: Ground) -> None:
    long = "río " * 60_000
    answer = save(ground, ground.ana, 0, text=long, version=0)
    assert (answer.status_code, answer.json["error"]) == (413, "text_too_long")
    page = Browser(ground.app, ground.ana).send(f"/targets/{ground.ids[0]}", {"text": long, "version": "0"})
    assert page.status == 413
    assert next(page.root.iter("textarea")).text.strip() == long.strip()
    fits = "río " * 50_000
    assert save(ground, ground.ana, 0, text=fits, version=0).status_code == 200
    assert ground.target(0).text == fits


@pytest.mark.parametrize("act", ["", "/submission", "/approval", "/edited-approval", "/return"])
def test_a_target_that_does_not_exist_is_not_found(ground: Ground, act: str) -> None:
    for number in (987654, 2**31, 2**63, 10**30):
        answer = post(
            Browser(ground.app, ground.marta), f"/targets/{number}{act}", text=CHAIR, version=0, reason="style"
        )
        assert answer.status_code == 404, number


def test_a_person_of_another_language_may_not_write(app: Flask, ground: Ground) -> None:
    with app.app_context():
        french = factories.person(db.session, PersonRole.TRANSLATOR, language="fr")
        db.session.commit()
    answer = save(ground, french, 0, text=CHAIR, version=0)
    assert (answer.status_code, answer.json["error"]) == (403, "not_allowed")
    page = Browser(app, french).send(f"/targets/{ground.ids[0]}", {"text": CHAIR, "version": "0"})
    assert page.status == 403
    assert next(page.root.iter("textarea")).text.strip() == CHAIR
    assert ground.target(0).text == ""


def test_a_form_of_somebody_else_in_the_same_browser_is_not_taken(ground: Ground) -> None:
    answer = save(ground, ground.bea, 0, text=CHAIR, version=0, person=ground.ana.id)
    assert (answer.status_code, answer.json["error"]) == (403, "other_person")
    assert ground.target(0).text == ""
    assert save(ground, ground.bea, 0, text=CHAIR, version=0, person=ground.bea.id).status_code == 200


# Verdicts


def test_a_reviewer_approves_what_is_on_the_screen(ground: Ground) -> None:
    version = ground.write(0)
    answer = save(ground, ground.marta, 0, "/approval", version=version)
    assert (answer.status_code, answer.json["state"]) == (200, "reviewed")


@pytest.mark.parametrize("version", [None, "", "x", "1"])
def test_nothing_is_approved_unseen(ground: Ground, version: str | None) -> None:
    ground.write(0)
    answer = save(ground, ground.marta, 0, "/approval", **({} if version is None else {"version": version}))
    assert (answer.status_code, answer.json["error"]) == (409, "stale_target")
    assert ground.target(0).state == "translated"
    page = Browser(ground.app, ground.marta).send(f"/targets/{ground.ids[0]}/approval", {"version": version or ""})
    assert (page.status, page.title) == (409, "The paragraph has changed")
    assert CHAIR in page.text


def test_what_four_eyes_refuse_is_said_in_the_row(app: Flask, ground: Ground) -> None:
    answer = save(ground, ground.marta, 0, "/submission", text=CHAIR, version=0)
    version = answer.json["version"]
    answer = save(ground, ground.marta, 0, "/approval", version=version)
    assert (answer.status_code, answer.json["error"]) == (403, "four_eyes")
    assert "somebody else has to approve them" in answer.json["words"]
    page = Browser(app, ground.marta).send(f"/targets/{ground.ids[0]}/approval", {"version": str(version)})
    row = next(row for row in page.all("row") if row.get("id") == "p1")
    assert "somebody else has to approve them. The text stays" in "".join(row.itertext())
    assert ground.target(0).state == "translated"


def test_one_person_may_approve_where_four_eyes_are_off(app: Flask) -> None:
    ground = make_ground(app, four_eyes=FourEyesRule.OFF)
    version = save(ground, ground.marta, 0, "/submission", text=CHAIR, version=0).json["version"]
    page = Browser(app, ground.marta).open(ground.path)
    assert "Approve" in page_says(page, "p1")
    assert save(ground, ground.marta, 0, "/approval", version=version).json["state"] == "reviewed"
    row = Browser(app, ground.marta).open(ground.path).all("row")[1]
    assert "Approved by its own author" in "".join(row.itertext())


def test_a_text_is_sent_back_with_its_reason(app: Flask, ground: Ground) -> None:
    version = ground.write(0)
    answer = save(ground, ground.marta, 0, "/return", version=version, reason="term", words="<b>puerto</b>")
    assert (answer.status_code, answer.json["state"]) == (200, "returned")
    row = Browser(app, ground.ana).open(ground.path).all("row")[1]
    words = "".join(row.itertext())
    assert "Sent back by Marta" in words
    assert "Wrong term" in words
    assert "<b>puerto</b>" in words


@pytest.mark.parametrize("reason", ["", "nonsense", None])
def test_a_text_is_not_sent_back_without_a_reason_and_the_remark_is_kept(ground: Ground, reason: str | None) -> None:
    version = ground.write(0)
    form = {"version": str(version), "words": "Somos muchos."} | ({} if reason is None else {"reason": reason})
    page = Browser(ground.app, ground.marta).send(f"/targets/{ground.ids[0]}/return", form)
    assert page.status == 400
    assert next(page.root.iter("textarea")).text.strip() == "Somos muchos."
    assert ground.target(0).state == "translated"


def test_an_approval_with_an_edit_waits_for_a_second_person(ground: Ground) -> None:
    version = ground.write(0)
    answer = save(ground, ground.marta, 0, "/edited-approval", text="Traigan una silla.", version=version)
    assert (answer.status_code, answer.json["state"]) == (200, "translated")
    refused = save(ground, ground.marta, 0, "/approval", version=answer.json["version"])
    assert refused.status_code == 403
    late = save(ground, ground.marta, 0, "/edited-approval", text="Otra.", version=version)
    assert late.status_code == 409
    assert late.json["conflict"]["mine"] == "Otra."


def test_a_translator_is_no_reviewer(ground: Ground) -> None:
    version = ground.write(0)
    for act in ("/approval", "/edited-approval", "/return"):
        form = {"text": "Otra.", "version": version, "reason": "style"}
        assert save(ground, ground.bea, 0, act, **form).status_code == 403
    assert ground.target(0).state == "translated"
    assert ground.target(0).text == CHAIR


# Hostile and odd texts


@pytest.mark.parametrize(
    "text",
    ["</textarea><script>alert(1)</script>", "{{ 7 * 7 }}{% raw %}", "%(text)s %s %% \0", "\r\na\r\rb", "النهر للجميع"],
)
def test_a_text_comes_back_as_it_was_typed(ground: Ground, text: str) -> None:
    save(ground, ground.ana, 0, text=text, version=0)
    page = Browser(ground.app, ground.ana).open(ground.path)
    box = next(page.all("row")[1].iter("textarea"))
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    assert (box.text or "") == kept or (box.text or "").removeprefix("\n") == kept
    assert [script for script in page.root.iter("script") if "alert" in (script.text or "")] == []


def test_the_answers_are_in_the_person_s_language(ground: Ground) -> None:
    browser = Browser(ground.app, ground.ana, "es")
    answer = post(browser, f"/targets/{ground.ids[0]}", text=CHAIR, version=0)
    assert answer.json["state_label"] == "Borrador"
    answer = post(browser, f"/targets/{ground.ids[1]}/submission", text="", version=0)
    assert "no hay texto" in answer.json["words"]
    assert json.dumps(answer.json)


def test_the_count_of_what_waits_stands_in_the_navigation(ground: Ground) -> None:
    ground.write(0), ground.write(1)
    with ground.app.app_context():
        waiting = reviewing.count_waiting(db.session, ground.marta.as_actor())
    assert waiting >= 2
    assert Browser(ground.app, ground.marta).open("/statements").texts("count") == [str(waiting)]
    assert Browser(ground.app, ground.ana).open("/statements").texts("count") == []
