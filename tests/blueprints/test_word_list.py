"""The group's word list as a browser without script meets it."""

import pytest
from flask import Flask

from domain.permissions import PersonRole
from extensions import db
from models import User
from services import word_list
from tests import factories
from tests.browsing import Browser


@pytest.fixture
def eva(app: Flask) -> User:
    """Give somebody who translates and looks after the memory, and a statement in English with two translations."""
    with app.app_context():
        factories.translation(db.session, also=("pt",))
        eva = factories.person(db.session, PersonRole.REVIEWER, name="Eva")
        db.session.commit()
    return eva


def test_a_word_is_added_found_and_removed(app: Flask, eva: User):
    page = Browser(app, eva).open("/words?language=es")
    assert "No word stands here yet." in page.text
    page = page.form("Add").press("Add", word=" Huayno ")
    assert "“Huayno” is in the list now." in page.text
    assert "“Huayno” was in the list already." in page.form("Add").press("Add", word="Huayno").text
    page = page.forms(page.one(".//main"))[1].press("Search", q="HUAY")
    assert "1 word" in page.text
    assert "Eva" in page.text
    assert "No word of the list has these letters." in page.forms(page.one(".//main"))[1].press("Search", q="xyz").text
    page = page.form("Remove").press("Remove")
    assert "“Huayno” is no longer in the list." in page.text
    assert "No word stands here yet." in page.text


def test_who_may_only_read_is_shown_no_empty_card(app: Flask, eva: User):
    with app.app_context():
        reader = factories.person(db.session, PersonRole.READER)
        db.session.commit()
    assert "As a file" not in Browser(app, reader).open("/words?language=es").text
    Browser(app, eva).open("/words?language=es").form("Add").press("Add", word="Huayno")
    assert "As a file" in Browser(app, reader).open("/words?language=es").text


def test_what_is_no_word_comes_back_with_what_is_wrong(app: Flask, eva: User):
    page = Browser(app, eva).open("/words?language=es").form("Add").press("Add", word="dos palabras")
    assert page.status == 400
    assert "That is no word" in page.text
    assert 'value="dos palabras"' in page.html


def test_each_language_has_its_own_words(app: Flask, eva: User):
    browser = Browser(app, eva)
    browser.open("/words?language=pt").form("Add").press("Add", word="quilombola")
    assert "quilombola" not in browser.open("/words?language=es").text
    assert "quilombola" in browser.open("/words?language=pt").text
    assert "quilombola" in browser.open("/words?language=../../etc").text  # that with the most words
    assert "quilombola" in browser.open("/words?language=pt-BR").text


def test_words_go_out_as_a_file_and_come_in(app: Flask, eva: User):
    browser = Browser(app, eva)
    page = browser.open("/words?language=es")
    page = page.form("Bring the words in").press(file=("Ñandú\nhuayno\n\ndos palabras\n".encode(), "words.txt"))
    assert "2 words added; in the list already: 0, left out: 1." in page.text
    answer = browser.client.get("/words/es/words.txt")
    assert (answer.text, answer.mimetype) == ("huayno\nÑandú\n", "text/plain")
    assert answer.headers["Content-Disposition"] == "attachment; filename=words-es.txt"
    assert "There is nothing in the file" in page.form("Bring the words in").press(file=(b" \n", "empty.txt")).text


def test_readers_read_and_translators_of_another_language_add_nothing(app: Flask, eva: User):
    with app.app_context():
        word_list.add(db.session, factories.translator(db.session), "es", "huayno")
        reader = factories.person(db.session, PersonRole.READER)
        french = factories.person(db.session, PersonRole.TRANSLATOR, language="fr")
        db.session.commit()
    for nobody in (reader, french):
        page = Browser(app, nobody).open("/words?language=es")
        assert "huayno" in page.text
        assert not [part for part in ("/removal", 'name="word"', 'type="file"') if part in page.html]
