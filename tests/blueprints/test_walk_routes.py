"""What the reviewer's script asks of the desk: sightings, questions, approvals of many; and the queue's new parts."""

import json
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from domain.permissions import PersonRole
from extensions import db
from models import Sighting, Target, User
from services import editing, keys, reviewing
from services.store import begin_write
from tests import factories
from tests.browsing import Browser, text_of
from tests.signing_in import JSON


@dataclass
class Ground:
    """A statement of three texts handed in by Ana, and Beto, who reviews."""

    app: Flask
    slug: str
    translation_id: int
    ids: list[int]
    ana: User
    beto: User

    def write(self, n: int, text: str) -> None:
        with self.app.app_context():
            begin_write(db.session)
            version = db.session.get_one(Target, self.ids[n]).version
            ana = factories.translator(db.session)
            editing.save(db.session, ana, self.ids[n], text, version=version, keep_submitted=True)
            db.session.commit()

    def states(self) -> list[str]:
        with self.app.app_context():
            return [db.session.get_one(Target, target_id).state.value for target_id in self.ids]

    def send(self, path: str, as_json: bool = True, **fields: object) -> TestResponse:
        browser = Browser(self.app, self.beto)
        token = browser.open("/statements").token
        headers = JSON if as_json else browser.headers
        return browser.client.post(path, data={"csrf_token": token, **fields}, headers=headers)

    @property
    def approvals(self) -> str:
        return f"/statements/{self.slug}/es/approvals"

    @property
    def sightings(self) -> str:
        return f"/translations/{self.translation_id}/sightings"


@pytest.fixture
def ground(app: Flask) -> Ground:
    with app.app_context():
        begin_write(db.session)
        factories.noise(db.session)
        ana = factories.person(db.session, PersonRole.TRANSLATOR, name="Ana")
        beto = factories.person(db.session, PersonRole.REVIEWER, name="Beto")
        translation = factories.translation(db.session)
        ids = factories.target_ids(db.session, translation)
        for n, target_id in enumerate(ids, 1):
            editing.save(db.session, ana.as_actor(), target_id, f"Piedra {n}.", version=0, keep_submitted=True)
        db.session.commit()
        return Ground(app, translation.statement.slug, translation.id, ids, ana, beto)


def pairs(*entries: tuple[int, int]) -> str:
    return " ".join(f"{target}:{version}" for target, version in entries)


def test_sightings_are_kept_for_whoever_sends_them(ground: Ground):
    first, second, third = ground.ids
    answer = ground.send(ground.sightings, seen=pairs((first, 1), (second, 1), (third, 7)), person=ground.beto.id)
    assert answer.json == {"seen": 2}
    with ground.app.app_context():
        assert db.session.get(Sighting, (first, ground.beto.id)).version == 1
        assert db.session.get(Sighting, (third, ground.beto.id)) is None
        assert db.session.get(Sighting, (first, ground.ana.id)) is None


@pytest.mark.parametrize("seen", ["x", "1:", "1:2,3:4", "-1:2", "1:2:3", "9" * 10 + ":1", " ".join(["1:1"] * 201)])
def test_pairs_that_are_none_are_refused(ground: Ground, seen: str):
    for path in (ground.sightings, ground.approvals):
        assert ground.send(path, seen=seen).status_code == 400
    assert ground.send(ground.approvals, approve=seen).status_code == 400


def test_nobody_sends_them_for_the_one_who_was_signed_in_before(ground: Ground):
    for path in (ground.sightings, ground.approvals):
        assert ground.send(path, person=ground.ana.id, seen="").status_code == 403


def test_what_was_on_the_screen_is_approved_and_each_refusal_has_its_words(ground: Ground):
    first, second, third = ground.ids
    ground.write(1, "Otra piedra.")
    shown = pairs((first, 1), (second, 1))
    answer = ground.send(ground.approvals, seen=shown, approve=f"{shown} {third}:1")
    assert answer.status_code == 200
    assert answer.json["words"] == "1 approved. 2 not approved."
    one, two, three = answer.json["results"]
    assert one == {"target": first, "key": "p1"}
    assert two["key"] == "p2"
    assert two["words"].startswith("Somebody changed this paragraph after you opened it.")
    assert three["words"].startswith("This text has not been on your screen as it is now")
    assert ground.states() == ["reviewed", "translated", "translated"]


def test_what_was_told_before_need_not_be_told_again(ground: Ground):
    ground.send(ground.sightings, seen=pairs((ground.ids[0], 1)))
    answer = ground.send(ground.approvals, approve=pairs((ground.ids[0], 1)))
    assert answer.json["words"] == "1 approved."
    assert ground.states()[0] == "reviewed"


def test_a_plain_form_is_led_back_to_the_desk(ground: Ground):
    answer = ground.send(ground.approvals, as_json=False, seen=f"{ground.ids[0]}:1", approve=f"{ground.ids[0]}:1")
    assert (answer.status_code, answer.location) == (302, f"/statements/{ground.slug}/es")
    assert ground.states()[0] == "reviewed"


def test_a_question_is_answered_with_the_state_as_it_stays(ground: Ground):
    answer = ground.send(f"/targets/{ground.ids[0]}/question", version=1, words="¿Qué piedra?")
    assert (answer.status_code, answer.json["version"], answer.json["state"]) == (200, 1, "translated")
    assert ground.send(f"/targets/{ground.ids[0]}/question", version=1, words=" ").status_code >= 400
    assert ground.send(f"/targets/{ground.ids[0]}/question", version=0, words="¿?").status_code == 409


def test_the_queue_asks_and_goes_on(ground: Ground):
    browser = Browser(ground.app, ground.beto)
    page = browser.open("/review")
    entry = next(e for e in page.all("row") if e.get("id") == f"t{ground.ids[0]}")
    form = next(f for f in page.forms(entry) if f.element.get("action", "").endswith("/question"))
    after = form.press("Ask", words="¿Qué piedra?")
    assert after.path == "/review"
    assert "Your question stands at the paragraph." in after.text
    assert f"t{ground.ids[0]}" in [e.get("id") for e in after.all("row")]


def test_the_queue_shows_what_changed_since_it_was_approved_and_read(ground: Ground):
    with ground.app.app_context():
        begin_write(db.session)
        reviewing.approve(db.session, factories.reviewer(db.session, name="Carla"), ground.ids[0], version=1)
        db.session.commit()
    ground.write(0, "Roca 1.")
    ground.send(ground.sightings, seen=pairs((ground.ids[1], 1)))
    ground.write(1, "Piedra dos.")
    page = Browser(ground.app, ground.beto).open("/review")
    rows = {e.get("id"): e for e in page.all("row")}
    first, second = (rows[f"t{ground.ids[n]}"] for n in (0, 1))
    assert "Changed since it was approved Approved by Carla" in text_of(first)
    assert [text_of(e) for e in first.iter("del")] == ["Piedra"]
    assert [text_of(e) for e in first.iter("ins")] == ["Roca"]
    assert "Changed since you last read it" in text_of(second)
    assert [text_of(e) for e in second.iter("ins")] == ["dos"]
    assert "Changed since" not in text_of(rows[f"t{ground.ids[2]}"])


def test_texts_too_different_to_compare_are_shown_as_they_were(ground: Ground):
    old, new = ("uno dos " * 4000, "dos uno tres " * 4000)
    ground.write(0, old)
    ground.send(ground.sightings, seen=pairs((ground.ids[0], 2)))
    ground.write(0, new)
    page = Browser(ground.app, ground.beto).open("/review")
    entry = next(e for e in page.all("row") if e.get("id") == f"t{ground.ids[0]}")
    assert "too long or too different" in text_of(entry)
    assert old.strip() in text_of(entry)


def test_the_queue_knows_the_keys_that_the_person_has_changed(ground: Ground):
    browser = Browser(ground.app, ground.beto)
    shown = browser.open("/review").one(".//p[@data-keys]")
    assert json.loads(shown.get("data-keys")) == {
        "j": "review-next", "k": "review-previous", "a": "approve", "r": "return", "q": "ask",
    }  # fmt: skip
    assert text_of(shown).startswith("Keys: j Next to review · k Previous to review")
    with ground.app.app_context():
        begin_write(db.session)
        keys.keep(db.session, ground.beto.as_actor(), "pc", {"approve": ["y"], "ask": []})
        db.session.commit()
    shown = browser.open("/review").one(".//p[@data-keys]")
    assert json.loads(shown.get("data-keys")) == {
        "j": "review-next", "k": "review-previous", "y": "approve", "r": "return",
    }  # fmt: skip
