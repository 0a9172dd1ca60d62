"""Spelling beside a paragraph without script; and boxes that tell the browser their language."""

from dataclasses import dataclass

import pytest
from flask import Flask

from domain.permissions import OPERATOR, PersonRole
from extensions import db
from models import Target, User
from services import editing, editions, spelling, word_list
from tests import factories
from tests.browsing import Browser
from tests.tools import needs


@dataclass
class Ground:
    """A paragraph with a slip in its translation into Spanish."""

    app: Flask
    slug: str
    target: int
    ana: User

    @property
    def path(self) -> str:
        return f"/targets/{self.target}/panel"

    def text(self) -> str:
        with self.app.app_context():
            return db.session.get_one(Target, self.target).text


@pytest.fixture
def ground(app: Flask) -> Ground:
    with app.app_context():
        translation = factories.translation(db.session, ["The strike.[^1]", "More."])
        target = factories.target_ids(db.session, translation)[0]
        ana = factories.person(db.session, PersonRole.REVIEWER, PersonRole.PUBLISHER, name="Ana")
        editing.save(db.session, ana.as_actor(), target, "La huelgga.[^1]", version=0)
        editions.create(db.session, ana.as_actor(), "A book", "en", "es")
        db.session.commit()
        return Ground(app, translation.statement.slug, target, ana)


@needs("hunspell")
def test_a_word_is_put_right_by_a_button(ground: Ground) -> None:
    page = Browser(ground.app, ground.ana).open(ground.path).press("Write “huelga”")
    assert ground.text() == "La huelga.[^1]"
    assert "huelgga" not in page.text.partition("Spelling")[2].partition("Talk")[0]


@needs("hunspell")
def test_a_word_goes_into_the_list_of_the_language(ground: Ground) -> None:
    page = Browser(ground.app, ground.ana).open(ground.path).press("Add to the word list")
    assert "in no dictionary" not in page.text
    with ground.app.app_context():
        assert word_list.all_words(db.session, OPERATOR, "es") == ["huelgga"]


@needs("hunspell")
def test_words_of_a_translation_are_chosen_for_the_list(ground: Ground) -> None:
    page = Browser(ground.app, ground.ana).open(f"/statements/{ground.slug}/es/spelling")
    assert "huelgga" in page.text
    page = page.press("Add the chosen words to the word list", word="huelgga")
    assert "1 word is in the list now." in page.text
    assert "Every word is known." in page.text
    with ground.app.app_context():
        assert word_list.all_words(db.session, OPERATOR, "es") == ["huelgga"]


def test_without_a_dictionary_the_page_says_so(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "dictionary_for", lambda *_rest: None)
    page = Browser(ground.app, ground.ana).open(f"/statements/{ground.slug}/es/spelling")
    assert "On this server there is no dictionary for Spanish" in page.text


def test_nothing_is_written_where_the_word_does_not_stand(ground: Ground) -> None:
    browser = Browser(ground.app, ground.ana)
    for sent in ({"old": "huelgga", "start": "0"}, {"old": "", "start": "3"}, {"old": "huelgga", "start": "-8"}, {}):
        page = browser.send(f"/targets/{ground.target}/spellings", {**sent, "word": "x", "version": "1"})
        assert page.status == 404
    assert browser.send(f"/targets/{ground.target}/known-words", {"word": "two words"}).status == 400
    assert ground.text() == "La huelgga.[^1]"


def test_another_version_is_not_written_over(ground: Ground) -> None:
    sent = {"old": "huelgga", "start": "3", "word": "huelga", "version": "7"}
    assert Browser(ground.app, ground.ana).send(f"/targets/{ground.target}/spellings", sent).status == 409
    assert ground.text() == "La huelgga.[^1]"


@pytest.mark.parametrize(
    ("path", "boxes"),
    [
        ("/statements/{slug}/es", {"text": "es"}),
        ("/targets/{target}/panel", {"source_text": "en", "target_text": "es", "text": "es"}),
        ("/statements/{slug}/es/replacement", {"find": "es", "replacement": "es"}),
        ("/editions/a-book", {"title": "en", "target_title": "es", "front_source": "en", "front_target": "es"}),
    ],
)
def test_boxes_tell_the_browser_which_language_to_check(ground: Ground, path: str, boxes: dict[str, str]) -> None:
    page = Browser(ground.app, ground.ana).open(path.format(slug=ground.slug, target=ground.target))
    fields = [e for e in page.root.iter() if e.tag in ("input", "textarea") and e.get("type") != "hidden"]
    for name, language in boxes.items():
        found = [(e.get("lang"), e.get("spellcheck")) for e in fields if e.get("name") == name]
        assert (language, "true") in found, (name, found)
