"""Errors that block, waivers and the profile over HTTP, without script: what is said, what stays, who may."""

from dataclasses import dataclass

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import Target, User, Waiver
from services import editing
from tests import factories
from tests.browsing import Browser, Page, text_of
from tests.signing_in import JSON

LONE = "Abran el camino!"
HOSTILE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{ 7*7 }}"


@dataclass
class Ground:
    app: Flask
    slug: str
    target: int
    ana: User
    marta: User
    reader: User

    def browser(self, user: User | None = None, language: str = "en") -> Browser:
        return Browser(self.app, user or self.ana, language)

    def panel(self, user: User | None = None, language: str = "en") -> Page:
        return self.browser(user, language).open(f"/targets/{self.target}/panel")

    def row(self) -> Target:
        with self.app.app_context():
            return db.session.get_one(Target, self.target)

    def write(self, text: str) -> None:
        with self.app.app_context():
            editing.save(db.session, self.ana.as_actor(), self.target, text, version=self.row().version)
            db.session.commit()


@pytest.fixture
def ground(app: Flask) -> Ground:
    with app.app_context():
        session = db.session
        factories.noise(session)
        translation = factories.translation(session, ("Open the path!", "A chair."), also=("pt",))
        target = factories.target_ids(session, translation)[0]
        ana = factories.person(session, PersonRole.TRANSLATOR, name="Ana")
        marta = factories.person(session, PersonRole.REVIEWER, name="Marta")
        reader = factories.person(session, PersonRole.READER, name="Rita")
        found = Ground(app, translation.statement.slug, target, ana, marta, reader)
        session.commit()
    return found


def checks(page: Page) -> str:
    """Return the words of the section of checks."""
    return text_of(next(e for e in page.root.iter("section") if e.get("id") == "beside-checks"))


def submit(ground: Ground, text: str, door: str = "/submission", **more: str) -> dict:
    """Hand a text in as the desk's script does; return the JSON with its status."""
    browser = ground.browser()
    token = browser.open("/statements").token
    data = {"csrf_token": token, "text": text, "version": str(ground.row().version), **more}
    answer = browser.client.post(f"/targets/{ground.target}{door}", data=data, headers=JSON)
    return {"status": answer.status_code, **answer.json}


@pytest.mark.parametrize(("door", "more"), [("/submission", {}), ("", {"submit": "1"})])
def test_a_blocked_text_is_stored_and_the_script_is_told_why(ground: Ground, door: str, more: dict[str, str]) -> None:
    told = submit(ground, LONE, door, **more)
    assert (told["status"], told["error"], told["version"], told["state"]) == (409, "blocked_by_checks", 1, "draft")
    assert "The opening mark to “!” is missing." in told["words"]
    assert told["beside"] == f"/targets/{ground.target}/panel#beside-checks"
    assert (ground.row().text, ground.row().version) == (LONE, 1)
    again = submit(ground, LONE, door, **more)
    assert (again["status"], again["version"]) == (409, 1)
    assert submit(ground, "¡Abran el camino!", door, **more)["state"] == "translated"


def test_without_script_the_row_says_why_and_leads_to_the_checks(ground: Ground) -> None:
    page = ground.browser().open(f"/statements/{ground.slug}/es")
    page = page.press("Save and submit", text=LONE)
    assert "The text is saved, but not handed in. The opening mark to “!” is missing." in page.text
    assert f'href="/targets/{ground.target}/panel#beside-checks"' in page.html
    assert LONE in page.html


def test_many_errors_are_told_in_short(ground: Ground) -> None:
    words = submit(ground, " ".join(f"Vengan {n}a!" for n in "abcde"))["words"]
    assert words.count("The opening mark") == 3
    assert "And 2 more." in words


def test_an_approval_with_an_edit_that_is_blocked_keeps_what_was_typed(ground: Ground) -> None:
    submit(ground, "¡Abran el camino!")
    sent = {"text": LONE, "version": str(ground.row().version)}
    page = ground.browser(ground.marta).send(f"/targets/{ground.target}/edited-approval", sent)
    assert page.status == 409
    assert "waive it beside the paragraph" in page.text
    assert LONE in page.html
    assert ground.row().text == "¡Abran el camino!"


def test_a_finding_is_waived_and_taken_back_on_the_page_alone(ground: Ground) -> None:
    ground.write(LONE)
    page = ground.panel()
    assert "Keeps it from being handed in" in checks(page)
    page = page.press("Waive", text=HOSTILE)
    assert "Waived" in checks(page)
    assert "Keeps it from being handed in" not in checks(page)
    assert HOSTILE in checks(page)
    assert "<img src=x" not in page.html
    assert submit(ground, LONE)["state"] == "translated"
    seen = checks(ground.panel(ground.marta))
    assert "Ana" in seen
    page = ground.panel(ground.marta).press("Take the waiver back")
    assert "Keeps it from being handed in" in checks(page)
    history = ground.panel().text
    assert "waived what a check found" in history
    assert "took a waiver back" in history


def test_a_reader_sees_what_was_waived_and_has_no_form(ground: Ground) -> None:
    ground.write(LONE)
    ground.panel().press("Waive", text="So it is.")
    page = ground.panel(ground.reader)
    assert "So it is." in checks(page)
    assert "/waivers" not in page.html


@pytest.mark.parametrize("sent", [{}, {"mark": "x"}, {"mark": "\ufffe", "text": "a"}, {"text": "x" * 5000}])
def test_what_should_not_come_is_refused(ground: Ground, sent: dict[str, str]) -> None:
    ground.write(LONE)
    page = ground.browser().send(f"/targets/{ground.target}/waivers", sent)
    assert page.status in (400, 404, 413)
    with ground.app.app_context():
        assert db.session.query(Waiver).count() == 0


def test_the_profile_is_chosen_on_its_page_and_the_checks_go_by_it(ground: Ground) -> None:
    ground.write("¡Digan “abran” 2,5 veces!")
    path = f"/statements/{ground.slug}/es/profile"
    page = ground.browser().open(path)
    assert page.title == "How it is written"
    page = page.press("Store", variety="MX", quotation="angular", decimal_mark="point")
    assert "Stored." in page.text
    found = checks(ground.panel())
    assert "Quotations stand in «» in this translation, not in “”." in found
    assert "decimals stand behind “.” in this translation" in found
    ground.panel().press("Write")
    assert ground.row().text in ("¡Digan «abran» 2,5 veces!", "¡Digan “abran” 2.5 veces!")
    assert path in ground.browser().open(f"/statements/{ground.slug}").html
    assert path in ground.browser().open(f"/statements/{ground.slug}/es").html


def test_the_usual_decimal_mark_is_named_where_there_is_one(ground: Ground) -> None:
    path = f"/statements/{ground.slug}/es/profile"
    ground.browser().open(path).press("Store", variety="MX")
    assert "As usual in the variety: 2.5" in ground.browser().open(path).text
    assert "El habitual de la variedad: 2.5" in ground.browser(language="es").open(path).text
    ground.browser().open(path).press("Store", variety="ES", decimal_mark="variety")
    assert "As usual in the variety: 2,5" in ground.browser().open(path).text


def test_a_reader_sees_the_profile_and_cannot_change_it(ground: Ground) -> None:
    path = f"/statements/{ground.slug}/es/profile"
    page = ground.browser(ground.reader).open(path)
    assert "can change it" in page.text
    assert "Store" not in page.text
    assert ground.browser(ground.reader).send(path, {"variety": "MX"}).status == 403


@pytest.mark.parametrize("sent", [{"variety": "ZZ"}, {"quotation": "x"}, {"decimal_mark": "\ufffe"}, {"address": "yo"}])
def test_a_profile_that_is_none_is_refused(ground: Ground, sent: dict[str, str]) -> None:
    page = ground.browser().send(f"/statements/{ground.slug}/es/profile", sent)
    assert page.status == 400


def test_a_language_without_spanish_address_is_not_asked_for_it(ground: Ground) -> None:
    page = ground.browser().open(f"/statements/{ground.slug}/pt/profile")
    assert "The reader is addressed as" not in page.text
    assert "Brazil" in page.text
