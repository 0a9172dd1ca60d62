"""Find and replace by plain forms: the preview, the step, the way back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.permissions import PersonRole
from extensions import db
from models import Target
from services import editing, reviewing
from tests import factories
from tests.signing_in import token_of

SOURCES = ("One.", "Two.", "Three.")
TARGETS = ("El río <b>es</b> ancho.", "Un **gran río** y otro río.", "Nada.")


class World:
    """A translation with texts, and a translator who is signed in."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context():
            user = factories.person(db.session, PersonRole.TRANSLATOR)
            translation = factories.translation(db.session, SOURCES)
            self.ids = factories.target_ids(db.session, translation)
            for target_id, text in zip(self.ids, TARGETS, strict=True):
                editing.save(db.session, user.as_actor(), target_id, text, version=0, keep_submitted=True)
            self.address = f"/statements/{translation.statement.slug}/es/replacement"
            db.session.commit()
            factories.sign_in(client, user)

    def texts(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            return [((t := db.session.get_one(Target, n)).text, t.state.value) for n in self.ids]

    def preview(self, **asked: str) -> str:
        answer = self.client.get(self.address, query_string=asked)
        assert answer.status_code == 200
        return answer.text

    def send(self, path: str = "", **fields: object) -> str:
        token = token_of(self.client, self.address)
        answer = self.client.post(self.address + path, data={"csrf_token": token, **fields}, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> World:
    return World(app, client)


def everything(html: str) -> str:
    found = re.search(r'name="everything" value="([^"]*)"', html)
    assert found
    return found[1]


def test_see_replace_undo(world: World) -> None:
    html = world.preview(find="río", replacement="<mar>")
    assert "El <del>río</del><ins>&lt;mar&gt;</ins> &lt;b&gt;es&lt;/b&gt; ancho." in html
    assert "2 paragraphs that wait for review become drafts again." in html
    assert "3 places" in html
    html = world.send(find="río", replacement="<mar>", do="all", everything=everything(html))
    assert "Replaced in 2 paragraphs (3 places)" in html
    assert world.texts() == [
        ("El <mar> <b>es</b> ancho.", "draft"),
        ("Un **gran <mar>** y otro <mar>.", "draft"),
        (TARGETS[2], "translated"),
    ]
    undoing = re.search(r'action="[^"]*/replacement(/\d+/undoing)"', html)
    assert undoing
    html = world.send(undoing[1])
    assert "2 paragraphs have their former texts and states back." in html
    assert world.texts() == [(text, "translated") for text in TARGETS]
    assert "undoing" not in html


def test_only_what_is_ticked_is_replaced(world: World) -> None:
    html = world.send(find="río", replacement="mar", do="ticked", target=f"{world.ids[1]}@1", everything="")
    assert "Replaced in 1 paragraph (2 places)" in html
    assert world.texts()[0] == (TARGETS[0], "translated")
    assert world.texts()[1][0] == "Un **gran mar** y otro mar."
    assert "Nothing was chosen" in world.send(find="x", replacement="y", do="ticked")


def test_what_changed_after_the_preview_is_named_and_left(world: World) -> None:
    seen = everything(world.preview(find="río", replacement="mar"))
    with world.app.app_context():
        editing.save(db.session, factories.translator(db.session), world.ids[0], "El río nuevo.", version=1)
        db.session.commit()
    html = world.send(find="río", replacement="mar", do="all", everything=seen)
    assert "left as it is: ¶ 1" in html
    assert world.texts()[0] == ("El río nuevo.", "draft")


@pytest.mark.parametrize("pairs", ["x@1", "1", "@", "1@-1", "9" * 12 + "@1", "1@1 ' OR 1"])
def test_nonsense_is_refused_and_changes_nothing(world: World, pairs: str) -> None:
    token = token_of(world.client, world.address)
    fields = {"csrf_token": token, "find": "río", "replacement": "mar", "do": "all", "everything": pairs}
    assert world.client.post(world.address, data=fields).status_code == 400
    assert world.texts() == [(text, "translated") for text in TARGETS]


def test_the_options_count(world: World) -> None:
    assert "Nothing is found" in world.preview(find="RÍO", case="1")
    assert "Nothing is found" in world.preview(find="rio")
    assert "3 places" in world.preview(find="RIO", replacement="mar", accents="1")
    assert "Nothing is found" in world.preview(find="rí", words="1")
    assert "1 more place is left" in world.preview(find="un **gran".replace("**", "") + " río y")


def test_an_approved_text_is_left_out_unless_one_says_so(world: World) -> None:
    with world.app.app_context():
        reviewing.approve(db.session, factories.reviewer(db.session), world.ids[0], version=1)
        db.session.commit()
    html = world.preview(find="río", replacement="mar")
    assert "1 paragraph has it, too, but is approved or locked." in html
    assert "2 places" in html
    assert "1 approved paragraph becomes a draft again" in world.preview(find="río", replacement="mar", approved="1")


def test_the_page_opens_without_anything_to_find(world: World) -> None:
    html = world.preview()
    assert "Nothing is found" not in html
    assert "<h1>" in html
    assert world.client.get(world.address, query_string={"find": "x" * 501}).status_code == 413
